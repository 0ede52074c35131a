"""Suggests the items of another framework for an item: by meeting, or by linking its label."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from lerway.domain.skills.linking.calibration import logit
from lerway.domain.skills.linking.fusion import softmax

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from lerway.domain.skills.crosswalks.pairs import Meeting, Side
    from lerway.domain.skills.linking.defaults import Weighing
    from lerway.domain.skills.linking.evidence import Evidence
    from lerway.domain.skills.linking.fusion import Model
    from lerway.domain.skills.linking.index import Concept
    from lerway.domain.skills.linking.linker import Linker

    Doubles = NDArray[np.floating]

__all__ = [
    "LinkSuggester",
    "MeetingSuggester",
    "NoSuggester",
    "Suggester",
    "Suggestion",
    "pair_figures",
]


class Suggestion(NamedTuple):
    """A computed candidate.

    Attributes:
        id: of the target.
        label: its preferred label.
        confidence: chance that it is right, 0 to 1.
        parent: id of the target above it, or empty.
    """

    id: str
    label: str
    confidence: float
    parent: str = ""


class Suggester(Protocol):
    """Suggests targets for sources."""

    @property
    def threshold(self) -> float:
        """Confidence from which a suggestion may be used without a person."""
        ...

    def suggest(self, sources: Sequence[Concept], top: int) -> list[list[Suggestion]]:
        """Return of each source its likeliest targets, the likeliest first."""
        ...


class NoSuggester:
    """Suggests nothing: the target has no items of the kind, and only what is said counts."""

    threshold = 0.8

    def suggest(self, sources: Sequence[Concept], top: int) -> list[list[Suggestion]]:
        """Return nothing for each source."""
        return [[][:top] for _ in sources]


class MeetingSuggester:
    """Holds everything that two frameworks say of an item side by side."""

    def __init__(self, side: Side, meeting: Meeting, weighing: Weighing) -> None:
        """Use a target and the weights for its numbers."""
        self._side = side
        self._meeting = meeting
        self._weighing = weighing

    @property
    def threshold(self) -> float:
        """Confidence from which a suggestion may be used without a person."""
        return self._weighing.calibration.threshold

    def suggest(self, sources: Sequence[Concept], top: int) -> list[list[Suggestion]]:
        """Return of each source its likeliest targets."""
        return [self._one(source, top) for source in sources]

    def _one(self, source: Concept, top: int) -> list[Suggestion]:
        evidence = self._meeting.evidence(source)
        scores = self._weighing.model.scores(evidence.numbers)
        chances = softmax(scores)
        best = int(np.argmax(scores))
        own = pair_figures(self._weighing.model, evidence, scores, best)
        scale = self._weighing.calibration.confidence(own) / float(chances[best])
        index = self._side.index
        found: list[Suggestion] = []
        for row in np.argsort(-scores, kind="stable")[:top]:
            at = int(evidence.rows[row])
            above = int(self._side.parents[at])
            parent = index.ids[above] if above >= 0 else ""
            confidence = float(chances[row]) * scale
            found.append(Suggestion(index.ids[at], index.labels[at], confidence, parent))
        return found


def pair_figures(model: Model, evidence: Evidence, scores: Doubles, best: int) -> tuple[float, ...]:
    """Return the figures of the best target that its confidence is computed from."""
    at = {name: i for i, name in enumerate(model.features)}
    row = evidence.numbers[best]
    chances = softmax(scores)
    return (
        logit(float(chances[best])),
        float(row[at["name to name vector 0"]]),
        float(row[at["name to name grams"]]),
        float(row[at["centre to centre vector 0"]]),
    )


class LinkSuggester:
    """Links the label of an item, as any phrase."""

    def __init__(self, linker: Linker) -> None:
        """Use the linker of the target framework."""
        self._linker = linker

    @property
    def threshold(self) -> float:
        """Confidence from which a suggestion may be used without a person."""
        return self._linker.threshold

    def suggest(self, sources: Sequence[Concept], top: int) -> list[list[Suggestion]]:
        """Return of each source its likeliest targets."""
        return [
            [Suggestion(c.id, c.label, c.confidence) for c in linked.candidates]
            for linked in self._linker.link([s.label for s in sources], top)
        ]
