"""Translates items into another framework: what is published wins, then people, then figures.

1. Official mappings of the item, as their publisher states them.
2. What a person answered; what they refused is never suggested again.
3. Chains over a third framework.
4. Computed suggestions, which say so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from lerway.domain.skills.crosswalks.relations import match_of
from lerway.domain.skills.mappings import Choice, Match, Origin, SkillMapping

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from lerway.domain.skills.crosswalks.suggesting import Suggester, Suggestion
    from lerway.domain.skills.linking.index import Concept
    from lerway.domain.skills.mappings import Answer

__all__ = ["COMPUTED", "REVIEWED", "Answered", "Translation", "Walker"]

COMPUTED: Final = "semapv:CompositeMatching"
REVIEWED: Final = "semapv:ManualMappingCuration"
BLOCK: Final = 64
_HOW: Final = "computed from words, characters, embeddings and groups"


@dataclass(frozen=True, slots=True)
class Answered:
    """What people answered about mappings between two frameworks; the last word holds.

    Attributes:
        held: the answer that stands for a subject.
        refused: ids that a subject does not map to.
    """

    held: dict[str, Answer] = field(default_factory=dict[str, "Answer"])
    refused: dict[str, set[str]] = field(default_factory=dict[str, set[str]])

    @classmethod
    def of(cls, answers: Iterable[Answer]) -> Answered:
        """Return what holds, of answers given the last first."""
        found = cls()
        for answer in reversed(list(answers)):
            no = found.refused.setdefault(answer.subject, set())
            if answer.choice is not Choice.ACCEPTED and answer.proposed is not None:
                no.add(answer.proposed)
            if answer.choice is Choice.REFUSED:
                held = found.held.get(answer.subject)
                if held is not None and held.object in no:
                    del found.held[answer.subject]
            elif answer.object is not None:
                found.held[answer.subject] = answer
                no.discard(answer.object)
        return found


@dataclass(frozen=True, slots=True)
class Translation:
    """What an item is in the other framework.

    Attributes:
        source: what was translated.
        mappings: the best first.
        labels: of the objects, by id.
        abstained: whether none may be used without a person.
    """

    source: Concept
    mappings: tuple[SkillMapping, ...]
    labels: Mapping[str, str]
    abstained: bool


class Walker:
    """Translates from one framework into another."""

    def __init__(
        self,
        template: SkillMapping,
        suggester: Suggester,
        answered: Answered,
        published: Mapping[str, Sequence[SkillMapping]],
        labels: Mapping[str, str],
    ) -> None:
        """Use what is known.

        Args:
            template: names both frameworks and their versions, the author and the date.
            suggester: computes the rest.
            answered: what people said.
            published: official and chained mappings, by subject.
            labels: of the targets, by id.
        """
        self._template = template
        self._suggester = suggester
        self._answered = answered
        self._published = published
        self._labels = labels

    def walk(self, sources: Sequence[Concept], top: int = 10) -> Iterator[Translation]:
        """Yield the translation of each of `sources`, in their order."""
        for first in range(0, len(sources), BLOCK):
            block = sources[first : first + BLOCK]
            most = top + max((len(r) for r in self._answered.refused.values()), default=0)
            found = self._suggester.suggest(block, most)
            for source, suggestions in zip(block, found, strict=True):
                yield self._translation(source, suggestions, top)

    def _translation(
        self, source: Concept, suggestions: Sequence[Suggestion], top: int
    ) -> Translation:
        no = self._answered.refused.get(source.id, set())
        mappings = [
            *self._official(source.id),
            *self._reviewed(source.id),
            *(m for m in self._published.get(source.id, ()) if m.origin is not Origin.OFFICIAL),
            *self._computed(source, [s for s in suggestions if s.id not in no]),
        ]
        kept: dict[str, SkillMapping] = {}
        for mapping in mappings:
            if _stands(mapping, no):
                kept.setdefault(mapping.object, mapping)
        labels = {s.id: s.label for s in suggestions}
        labels |= {i: self._labels[i] for i in kept if i in self._labels}
        best = tuple(kept.values())[:top]
        sure = bool(best) and _sure(best[0]) >= self._suggester.threshold
        return Translation(source, best, labels, not sure)

    def _official(self, subject: str) -> Iterator[SkillMapping]:
        yield from (m for m in self._published.get(subject, ()) if m.origin is Origin.OFFICIAL)

    def _reviewed(self, subject: str) -> Iterator[SkillMapping]:
        answer = self._answered.held.get(subject)
        if answer is not None and answer.object is not None:
            yield self._mapping(
                subject,
                answer.object,
                answer.match or Match.CLOSE,
                (1.0, REVIEWED, answer.note or f"{answer.choice.value} by {answer.by}"),
                answer,
            )

    def _computed(
        self, source: Concept, suggestions: Sequence[Suggestion]
    ) -> Iterator[SkillMapping]:
        above = {s.parent for s in suggestions if s.parent}
        for one in suggestions:
            match = match_of(
                source.label,
                one.label,
                one.confidence,
                self._suggester.threshold,
                above_others=one.id in above,
            )
            yield self._mapping(
                source.id,
                one.id,
                match,
                (one.confidence, COMPUTED, _HOW),
            )

    def _mapping(
        self,
        subject: str,
        object_: str,
        match: Match,
        said: tuple[float, str, str],
        answer: Answer | None = None,
    ) -> SkillMapping:
        """Return a mapping with its confidence, method and justification."""
        t = self._template
        confidence, method, justification = said
        return SkillMapping(
            subject,
            match,
            object_,
            t.subject_framework,
            t.object_framework,
            t.subject_version,
            t.object_version,
            round(confidence, 4),
            Origin.COMPUTED if answer is None else Origin.REVIEWED,
            method,
            justification,
            t.author,
            "" if answer is None else answer.by,
            t.date if answer is None else answer.at.date().isoformat(),
        )


def _sure(mapping: SkillMapping) -> float:
    return 1.0 if mapping.confidence is None else mapping.confidence


def _stands(mapping: SkillMapping, refused: set[str]) -> bool:
    return mapping.origin is Origin.OFFICIAL or mapping.object not in refused
