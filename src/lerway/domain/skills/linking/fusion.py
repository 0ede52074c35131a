"""Evidence fused: a logistic model over the candidates of a text, and how it is fitted.

Conditional logistic regression (McFadden, 1974): the probability that a candidate is meant
is the softmax, over all candidates of the text, of a weighted sum. It is fitted by Newton's
method with a ridge towards zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from lerway.domain.skills.lexicon.arrays import Floats

    Doubles = NDArray[np.floating]

__all__ = ["Example", "Model", "less", "softmax", "solved", "zeros"]


class Example(NamedTuple):
    """The candidates of one text, and which of them is right.

    Attributes:
        numbers: (candidates, features).
        right: row of the right candidate.
    """

    numbers: Floats
    right: int


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of evidence.

    Attributes:
        features: what each number is.
        means: (features,) of the numbers, in the examples.
        scales: (features,) likewise.
        weights: (features,) of the numbers so standardised.
    """

    features: tuple[str, ...]
    means: Doubles
    scales: Doubles
    weights: Doubles

    def scores(self, numbers: Floats) -> Doubles:
        """Return (candidates,) float64: higher is likelier, of the candidates of one text."""
        return ((numbers - self.means) / self.scales) @ self.weights

    @classmethod
    def fitted(
        cls, features: Sequence[str], examples: Sequence[Example], ridge: float = 10.0
    ) -> Model:
        """Return the model under which the right candidates are likeliest.

        Args:
            features: what each number is.
            examples: of candidates, of which one is right each.
            ridge: how much large weights cost.
        """
        whole = np.concatenate([e.numbers for e in examples]).astype(np.float64)
        means, scales = whole.mean(axis=0), whole.std(axis=0) + 1e-6
        sizes = np.array([len(e.numbers) for e in examples])
        starts = np.zeros(len(sizes), np.int64)
        np.cumsum(sizes[:-1], out=starts[1:])
        right = starts + np.array([e.right for e in examples])
        weights = _newton((whole - means) / scales, starts, sizes, right, ridge)
        return cls(tuple(features), means, scales, weights)

    def to_json(self) -> dict[str, object]:
        """Return its figures, for a file."""
        return {
            name: [round(float(v), 6) for v in values]
            for name, values in zip(
                self.features, zip(self.means, self.scales, self.weights, strict=True), strict=True
            )
        }

    @classmethod
    def of(cls, figures: Mapping[str, Sequence[float]]) -> Model:
        """Return the model that `to_json` wrote."""
        table = np.array(list(figures.values()), np.float64)
        return cls(tuple(figures), table[:, 0], table[:, 1], table[:, 2])


def softmax(scores: Doubles) -> Doubles:
    """Return probabilities that are as far apart as `scores`."""
    raised = np.exp(scores - scores.max())
    return raised / raised.sum()


def zeros(size: int) -> Doubles:
    """Return weights that say nothing."""
    return np.zeros(size)


def solved(curve: Doubles, slope: Doubles) -> Doubles:
    """Return the step of Newton's method."""
    return np.linalg.solve(curve, slope)


def less(weights: Doubles, step: Doubles, length: float = 1.0) -> Doubles:
    """Return `weights` after a step."""
    return weights - length * step


def _newton(
    numbers: Doubles,
    starts: NDArray[np.int64],
    sizes: NDArray[np.int64],
    right: NDArray[np.int64],
    ridge: float,
) -> Doubles:
    weights = zeros(len(numbers[0]))

    def cost(at: Doubles) -> tuple[float, Doubles]:
        scores = numbers @ at
        top = np.maximum.reduceat(scores, starts)
        raised = np.exp(scores - np.repeat(top, sizes))
        sums = np.add.reduceat(raised, starts)
        loss = float((np.log(sums) + top - scores[right]).sum()) + ridge / 2 * float(at @ at)
        return loss, raised / np.repeat(sums, sizes)

    now, chances = cost(weights)
    for _ in range(50):
        expected = np.add.reduceat(chances[:, None] * numbers, starts)
        slope: Doubles = (expected - numbers[right]).sum(axis=0) + ridge * weights
        curve = (numbers * chances[:, None]).T @ numbers - expected.T @ expected
        step = solved(curve + ridge * np.eye(len(curve)), slope)
        length = 1.0
        new, after = cost(less(weights, step))
        while new > now and length > 1e-4:  # noqa: PLR2004 - shorter steps change nothing
            length /= 2
            new, after = cost(less(weights, step, length))
        weights = less(weights, step, length)
        if now - new < 1e-6:  # noqa: PLR2004 - there
            break
        now, chances = new, after
    return weights
