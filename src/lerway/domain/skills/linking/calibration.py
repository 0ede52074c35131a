"""How sure a link is: a probability that means what it says, and when to abstain.

Platt scaling (Platt, 1999) of a few figures of the best candidate: a logistic regression,
fitted on texts that the fusion did not see, among them texts that the framework has no
word for. Confidence of 0.9 means: of ten such links, nine are right.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from lerway.domain.skills.linking.fusion import less, solved, zeros

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Doubles = NDArray[np.floating]

__all__ = ["OPEN_FROM", "Calibration", "threshold_for"]

_SURE: Final = 0.999
OPEN_FROM: Final = 0.15
"""Confidence from which a link that is not sure is worth a person's look: one in three is right."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """From figures of the best candidate to the chance that it is right.

    Attributes:
        weights: of each figure.
        offset: added to their sum.
        threshold: confidence below which nothing is linked without a person.
    """

    weights: tuple[float, ...]
    offset: float
    threshold: float

    def confidence(self, figures: Sequence[float]) -> float:
        """Return the chance that the best candidate is right, 0 to 1."""
        total = self.offset + sum(w * f for w, f in zip(self.weights, figures, strict=True))
        return min(_SURE, 1 / (1 + exp(-max(-30.0, min(30.0, total)))))

    @classmethod
    def fitted(
        cls, figures: Sequence[Sequence[float]], right: Sequence[bool], ridge: float = 1.0
    ) -> Calibration:
        """Return the calibration under which what happened is likeliest; its threshold is 0.

        Args:
            figures: of the best candidate of each text.
            right: whether it was right.
            ridge: how much large weights cost.
        """
        raw = np.array(figures, np.float64)
        means, scales = raw.mean(axis=0), raw.std(axis=0) + 1e-6
        numbers = np.column_stack([(raw - means) / scales, np.ones(len(raw))])
        truth = np.array(right, np.float64)
        penalty = np.diag([ridge] * raw.shape[1] + [1e-6])
        weights = zeros(len(numbers[0]))
        for _ in range(30):
            chance = 1 / (1 + np.exp(-numbers @ weights))
            slope = numbers.T @ (chance - truth) + penalty @ weights
            curve = (numbers * (chance * (1 - chance))[:, None]).T @ numbers + penalty
            weights = less(weights, solved(curve + 1e-9 * np.eye(len(curve)), slope))
        plain = less(weights[:-1] / scales, zeros(len(scales)))
        return cls(tuple(float(w) for w in plain), float(weights[-1] - plain @ means), 0.0)

    def to_json(self) -> dict[str, object]:
        """Return its figures, for a file."""
        return {
            "weights": [round(w, 6) for w in self.weights],
            "offset": round(self.offset, 6),
            "threshold": round(self.threshold, 4),
        }

    @classmethod
    def of(cls, figures: Mapping[str, Any]) -> Calibration:
        """Return the calibration that `to_json` wrote."""
        weights = tuple(float(w) for w in figures["weights"])
        return cls(weights, float(figures["offset"]), float(figures["threshold"]))


def logit(chance: float) -> float:
    """Return the log odds of `chance`, bounded."""
    chance = min(max(chance, 1e-6), 1 - 1e-6)
    return log(chance / (1 - chance))


def threshold_for(
    confidences: Sequence[float], right: Sequence[bool], precision: float, least: int = 20
) -> float:
    """Return the lowest confidence above which links are right often enough.

    Args:
        confidences: of links that were not used to fit anything.
        right: whether each was right.
        precision: share of them that must be right.
        least: how many links must lie above it, so that luck does not decide.
    """
    order = np.argsort(-np.array(confidences), kind="stable")
    hits = np.cumsum(np.array(right, np.float64)[order])
    share = hits / np.arange(1, len(order) + 1)
    sorted_ = np.array(confidences)[order]
    last = np.append(sorted_[1:] < sorted_[:-1], True)  # of equals all lie above, or none
    good = np.flatnonzero((share >= precision) & last[: len(share)])
    good = good[good >= least - 1]
    return float(confidences[int(order[good[-1]])]) if len(good) else 1.0
