"""What a person should be asked next, so that one answer helps most (house rules).

A question is worth its uncertainty times how much it stands for: how often a phrase was
met, or how many unanswered items stand in the same group. Uncertainty is greatest where
the suggestion is as likely right as wrong.

Between frameworks an answer speaks for the items that may mean the same target, most for
those of its own group. Questions are put one after another, each where it tells most that
those before it do not tell already, so that the first hundred do not all ask about one
group. (Greedy choice of a submodular cover; Nemhauser, Wolsey and Fisher, 1978.)
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from heapq import heapify, heappop, heapreplace
from math import log1p
from typing import TYPE_CHECKING, Final, NamedTuple

from lerway.domain.skills.mappings import spoken_alike

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from lerway.domain.skills.crosswalks.walker import Translation
    from lerway.domain.skills.linking.linker import Linked

__all__ = [
    "Open",
    "Question",
    "link_questions",
    "mapping_questions",
    "uncertainty",
    "useful_order",
]

_ANYWHERE: Final = 0.2  # how much an answer speaks for an item of another group
_NEAR: Final = 0.5  # for one whose group begins with the same three digits
_SAME: Final = 1.0
_MINOR: Final = 3
_SHOWN: Final = 10  # candidates of an item that are looked at


class Open(NamedTuple):
    """An item that nobody has answered for.

    Attributes:
        group: code of its group, or empty.
        chances: of its candidates.
    """

    group: str
    chances: Mapping[str, float]


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


def useful_order(items: Sequence[Open]) -> list[tuple[int, float]]:
    """Return in what order to ask about `items`: their numbers, and how much each tells."""
    speaks = _speaking(items)
    doubts = [1 - max(item.chances.values(), default=0.0) for item in items]
    told = [0.0] * len(items)
    asked: set[int] = set()

    def gain(i: int) -> float:
        return sum(
            doubts[j] * (share - told[j])
            for j, share in speaks[i].items()
            if j not in asked and share > told[j]
        )

    heap = [(-gain(i), i) for i in range(len(items))]
    heapify(heap)
    found: list[tuple[int, float]] = []
    while heap:
        _, i = heap[0]
        now = -gain(i)
        heapreplace(heap, (now, i))
        if heap[0][1] == i:
            heappop(heap)
            found.append((i, -now))
            asked.add(i)
            for j, share in speaks[i].items():
                told[j] = max(told[j], share)
    return found


def _speaking(items: Sequence[Open]) -> list[dict[int, float]]:
    """Return of each item how much its answer speaks for others, at most one."""
    holding: dict[str, list[tuple[int, float]]] = defaultdict(list)
    tops = [sorted(i.chances.items(), key=lambda c: (-c[1], c[0]))[:_SHOWN] for i in items]
    for number, top in enumerate(tops):
        for candidate, chance in top:
            holding[candidate].append((number, chance))
    found: list[dict[int, float]] = []
    for number, item in enumerate(items):
        mine: dict[int, float] = defaultdict(float)
        for candidate, chance in tops[number]:
            for other, theirs in holding[candidate]:
                close = _closeness(item.group, items[other].group)
                mine[other] += chance * theirs * (_SAME if other == number else close)
        found.append(mine)
    return found


def _closeness(a: str, b: str) -> float:
    if not a or not b or a[:_MINOR] != b[:_MINOR]:
        return _ANYWHERE
    return _SAME if a == b else _NEAR


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
    asked = [
        Open(t.source.group, {m.object: m.confidence or 0.0 for m in t.mappings}) for t in open_
    ]
    for number, worth in useful_order(asked):
        one = open_[number]
        size = groups[one.source.group] if one.source.group else 1
        options = tuple(
            (m.object, one.labels.get(m.object, ""), m.confidence or 0.0) for m in one.mappings
        )
        found.append(Question(one.source.id, one.source.label, worth, size, options))
    return found


def _ordered(questions: Iterable[Question]) -> list[Question]:
    return sorted(questions, key=lambda q: (-q.worth, q.words))
