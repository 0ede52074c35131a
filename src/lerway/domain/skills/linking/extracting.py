"""Finds the skills that a document shows: a posting, a syllabus, a résumé.

House rules, not a standard:

1. Put the lines of a paragraph together again that was broken to a width, as PDF and e-mail do.
2. Cut the text into phrases (`phrases`); add the names of the framework's items that stand in
   the text, of two words or more. Link every one.
3. Keep links above the threshold. Of overlapping spans the surer one stays; of a skill that
   is shown several times, its surest span, with the others counted.
4. Of what is left, a phrase whose best candidate is not out of the question is open: a
   person should decide. Of overlapping spans the likelier one is asked about, once.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from lerway.domain.skills.linking.calibration import OPEN_FROM
from lerway.domain.skills.linking.phrases import Span, joined, named, phrases
from lerway.domain.skills.mappings import spoken_alike

if TYPE_CHECKING:
    from lerway.domain.skills.linking.linker import Candidate, Linked, Linker

__all__ = ["Examined", "OpenPhrase", "Shown", "Span", "examined", "extract", "named", "phrases"]

MOST_PHRASES: Final = 20_000


@dataclass(frozen=True, slots=True)
class Shown:
    """A skill that a document shows.

    Attributes:
        skill: the item, with the confidence of the link.
        span: what shows it.
        others: further places that show it, by their spans.
    """

    skill: Candidate
    span: Span
    others: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenPhrase:
    """A phrase that may show a skill: a person should decide.

    Attributes:
        span: where it stands.
        candidates: what it may mean, the likeliest first.
    """

    span: Span
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Examined:
    """What a document shows, and what it may show; each in the order of the spans."""

    shown: list[Shown]
    open: list[OpenPhrase]


def extract(text: str, linker: Linker) -> list[Shown]:
    """Return the skills that `text` shows, in the order of their spans.

    Args:
        text: of the document.
        linker: of the framework whose skills are looked for.
    """
    return examined(text, linker, 1).shown


def examined(text: str, linker: Linker, top: int = 3) -> Examined:
    """Return the skills that `text` shows, and the phrases that a person should look at.

    Args:
        text: of the document.
        linker: of the framework whose skills are looked for.
        top: candidates of an open phrase, at most.
    """
    text = joined(text)
    both = chain(named(text, linker.index), phrases(text))
    spans = list(dict.fromkeys(islice(both, MOST_PHRASES)))
    every = [
        (linked, span)
        for span, linked in zip(spans, linker.link([s.text for s in spans], top), strict=True)
        if linked.candidates
    ]
    every.sort(key=lambda pair: (-pair[0].candidates[0].confidence, pair[1].start))
    kept: list[tuple[Candidate, Span]] = []
    for linked, span in every:
        if not linked.abstained and _free(span, [s for _, s in kept]):
            kept.append((linked.candidates[0], span))
    by_skill: dict[str, list[tuple[Candidate, Span]]] = {}
    for candidate, span in kept:
        by_skill.setdefault(candidate.id, []).append((candidate, span))
    shown = [Shown(a[0][0], a[0][1], tuple(s for _, s in a[1:])) for a in by_skill.values()]
    return Examined(
        sorted(shown, key=lambda one: one.span.start),
        _open(every, [s for _, s in kept], set(by_skill)),
    )


def _open(every: list[tuple[Linked, Span]], taken: list[Span], shown: set[str]) -> list[OpenPhrase]:
    """Return what to ask about, of links with the surest first."""
    taken = [*taken]
    asked: set[str] = set()
    found: list[OpenPhrase] = []
    for linked, span in every:
        best = linked.candidates[0]
        if not linked.abstained or best.confidence < OPEN_FROM or best.id in shown:
            continue
        key = spoken_alike(span.text)
        if key not in asked and _free(span, taken):
            asked.add(key)
            taken.append(span)
            found.append(OpenPhrase(span, linked.candidates))
    return sorted(found, key=lambda one: one.span.start)


def _free(span: Span, taken: list[Span]) -> bool:
    return all(span.end <= other.start or other.end <= span.start for other in taken)
