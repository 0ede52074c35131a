"""Links phrases to the items of a framework, with a confidence, or abstains.

1. What a person decided about the very phrase holds.
2. Evidence proposes candidates and speaks for each (`evidence`).
3. A model weighs it (`fusion`).
4. The best candidate's chance of being right is calibrated (`calibration`); below the
   threshold the linker abstains, and says what it would have suggested.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from lerway.domain.skills.linking.calibration import logit
from lerway.domain.skills.linking.evidence import Evidence, features, gather
from lerway.domain.skills.linking.fusion import softmax
from lerway.domain.skills.linking.said import Said
from lerway.domain.skills.mappings import spoken_alike

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from lerway.domain.skills.lexicon.embedding import Embedder
    from lerway.domain.skills.linking.calibration import Calibration
    from lerway.domain.skills.linking.fusion import Model
    from lerway.domain.skills.linking.index import Index

    Doubles = NDArray[np.floating]

__all__ = ["BATCH", "Candidate", "Linked", "Linker", "figures"]

BATCH: Final = 64
DECIDED: Final = 1.0
LIKE: Final = 0.75  # likeness from which an accepted phrase speaks for another


class Candidate(NamedTuple):
    """One item that a phrase may mean.

    Attributes:
        id: of the item.
        label: its preferred label.
        confidence: chance that it is right, 0 to 1; 1 if a person said so.
        decided: whether a person said so.
    """

    id: str
    label: str
    confidence: float
    decided: bool = False


@dataclass(frozen=True, slots=True)
class Linked:
    """What a phrase means.

    Attributes:
        text: as it was given.
        candidates: the likeliest first.
        abstained: whether none is sure enough to be used without a person.
    """

    text: str
    candidates: tuple[Candidate, ...]
    abstained: bool


class Linker:
    """Links phrases to one framework."""

    def __init__(
        self,
        index: Index,
        embedders: Sequence[Embedder],
        model: Model,
        calibration: Calibration,
        said: Said | None = None,
    ) -> None:
        """Use an index and the embedders of its spaces, in their order."""
        self._index = index
        self._embedders = tuple(embedders)
        self._model = model
        self._calibration = calibration
        self._said = said or Said()
        self._learned = _Learned(self._said.accepted, index, self._embedders)

    @property
    def index(self) -> Index:
        """The words of the framework."""
        return self._index

    @property
    def threshold(self) -> float:
        """Confidence below which it abstains."""
        return self._calibration.threshold

    def link(self, texts: Sequence[str], top: int = 10) -> Iterator[Linked]:
        """Yield what each of `texts` means, in their order.

        Args:
            texts: phrases; a blank one has no candidates.
            top: how many candidates are told.
        """
        for first in range(0, len(texts), BATCH):
            block = texts[first : first + BATCH]
            for text, evidence in zip(block, self.evidence(block), strict=True):
                yield self._linked(text, evidence, top)

    def evidence(self, texts: Sequence[str]) -> Iterator[Evidence]:
        """Yield what speaks for which concepts, of each text; nothing decided is used."""
        vectors = [embed(texts) for embed in self._embedders]
        space = self._index.spaces[0]
        labels = vectors[0] @ space.labels.T
        centres = vectors[0] @ space.centres.T
        for i, text in enumerate(texts):
            own = [v[i] for v in vectors]
            found = gather(self._index, text, own, (labels[i], centres[i]))
            yield self._learned.speak(found, own)

    def _linked(self, text: str, evidence: Evidence, top: int) -> Linked:
        if not text.strip():
            return Linked(text, (), abstained=True)
        scores = self._model.scores(evidence.numbers)
        alike = spoken_alike(text)
        refused = self._said.refused.get(alike, frozenset())
        chances = softmax(scores)
        best = int(np.argmax(scores))
        sure = self._calibration.confidence(figures(self._model, evidence, scores, best))
        scale = sure / float(chances[best])
        candidates: list[Candidate] = []
        for row in np.argsort(-scores, kind="stable")[: top + len(refused) + 1]:
            identifier = self._index.ids[int(evidence.rows[row])]
            if identifier not in refused:
                label = self._index.labels[int(evidence.rows[row])]
                candidates.append(Candidate(identifier, label, float(chances[row]) * scale))
        accepted = self._said.accepted.get(alike)
        if accepted is not None:
            label = self._learned.label(accepted)
            candidates = [c for c in candidates if c.id != accepted]
            candidates.insert(0, Candidate(accepted, label, DECIDED, decided=True))
        abstained = not candidates or candidates[0].confidence < self.threshold
        return Linked(text, tuple(candidates[:top]), abstained)


def figures(model: Model, evidence: Evidence, scores: Doubles, best: int) -> tuple[float, ...]:
    """Return the figures of the best candidate that its confidence is computed from.

    Its log odds among the candidates, and how far its own words and vectors speak for it
    whatever the others are: a text that the framework has no word for has a best candidate
    too.
    """
    at = {name: i for i, name in enumerate(model.features)}
    row = evidence.numbers[best]
    chances = softmax(scores)
    spaces = sum(1 for name in at if name.startswith("label vector"))
    like = max(
        float(row[at[f"{name} {i}"]])
        for i in range(spaces)
        for name in ("label vector", "name vector")
    )
    return (
        logit(float(chances[best])),
        like,
        float(row[at["name grams"]]),
        float(row[at["name overlap"]]),
        float(row[at["name same"]]),
    )


class _Learned:
    """Phrases that people accepted: they speak for their item as its own names do."""

    def __init__(
        self, accepted: dict[str, str], index: Index, embedders: Sequence[Embedder]
    ) -> None:
        self._labels: dict[str, str] = {}
        self._rows = np.zeros(0, np.intp)
        self._vectors = [np.zeros((0, 1), np.float32) for _ in embedders]
        if accepted:
            wanted = set(accepted.values())
            rows: dict[str, int] = {}
            for i in range(len(index)):
                if (identifier := index.ids[i]) in wanted:
                    rows[identifier] = i
                    self._labels[identifier] = index.labels[i]
            known = [(text, rows[item]) for text, item in accepted.items() if item in rows]
            self._rows = np.array([row for _, row in known], np.intp)
            self._vectors = [embed([text for text, _ in known]) for embed in embedders]

    def label(self, identifier: str) -> str:
        """Return the label of an accepted item; its id, if the framework lost it."""
        return self._labels.get(identifier, identifier)

    def speak(self, evidence: Evidence, own: Sequence[NDArray[np.float32]]) -> Evidence:
        """Return the evidence, where likeness to an accepted phrase counts as to a name."""
        if not len(self._rows):
            return evidence
        names = features(len(own))
        numbers = evidence.numbers
        for space, (vectors, vector) in enumerate(zip(self._vectors, own, strict=True)):
            column = names.index(f"name vector {space}")
            likeness = vectors @ vector
            for i in np.flatnonzero(likeness >= LIKE):
                at = np.flatnonzero(evidence.rows == self._rows[i])
                numbers[at, column] = np.maximum(numbers[at, column], likeness[i])
        return evidence
