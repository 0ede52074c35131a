"""What a person should be asked next, so that one answer helps most (house rules).

A question is worth its uncertainty times how much it stands for: how often a phrase was
met, or how many unanswered items stand in the same group. Uncertainty is greatest where
the suggestion is as likely right as wrong.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import log1p
from typing import TYPE_CHECKING

from lerway.domain.skills.mappings import spoken_alike

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from lerway.domain.skills.crosswalks.walker import Translation
    from lerway.domain.skills.linking.linker import Linked

__all__ = ["Question", "link_questions", "mapping_questions", "uncertainty"]


@dataclass(frozen=True, slots=True)
class Question:
    """Something that a person is asked.

    Attributes:
        about: the phrase, or the id of the item.
        words: as a person reads it: the phrase, or the item's label.
        worth: of an answer; higher is more useful.
        times: how often the phrase was met, or how many items stand in its group.
        suggestions: id, label and confidence of what it may mean, the likeliest first.
    """

    about: str
    words: str
    worth: float
    times: int
    suggestions: tuple[tuple[str, str, float], ...]


def uncertainty(confidence: float) -> float:
    """Return how open a suggestion is: one at even chances, nothing where it is sure."""
    return 4 * confidence * (1 - confidence)


def link_questions(linked: Iterable[Linked]) -> list[Question]:
    """Return what to ask about phrases, the most useful first.

    Args:
        linked: phrases as they were met, repeats included; decided ones are left out.
    """
    every = list(linked)
    times = Counter(spoken_alike(one.text) for one in every)
    found: dict[str, Question] = {}
    for one in every:
        key = spoken_alike(one.text)
        if key in found or not one.candidates or one.candidates[0].decided:
            continue
        worth = uncertainty(one.candidates[0].confidence) * log1p(times[key])
        options = tuple((c.id, c.label, c.confidence) for c in one.candidates)
        found[key] = Question(one.text, one.text, worth, times[key], options)
    return _ordered(found.values())


def mapping_questions(
    translations: Sequence[Translation], answered: AbstractSet[str]
) -> list[Question]:
    """Return what to ask about items of a crosswalk, the most useful first.

    Args:
        translations: of all items.
        answered: ids of those that people or an official mapping have settled.
    """
    open_ = [t for t in translations if t.source.id not in answered and t.mappings]
    groups = Counter(t.source.group for t in open_)
    found: list[Question] = []
    for one in open_:
        size = groups[one.source.group] if one.source.group else 1
        worth = uncertainty(one.mappings[0].confidence or 0.0) * log1p(size)
        options = tuple(
            (m.object, one.labels.get(m.object, ""), m.confidence or 0.0) for m in one.mappings
        )
        found.append(Question(one.source.id, one.source.label, worth, size, options))
    return _ordered(found)


def _ordered(questions: Iterable[Question]) -> list[Question]:
    return sorted(questions, key=lambda q: (-q.worth, q.words))
