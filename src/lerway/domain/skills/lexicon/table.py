"""Static embeddings: a table with a vector a token, and its tuning to a framework's words.

A text's vector is the mean of its tokens' vectors, at length one. Tuning follows
InfoNCE (van den Oord et al., 2018), symmetric and in batches, on pairs of texts that a
framework itself says mean the same (a label and its alternatives); steps are Adagrad's
(Duchi et al., 2011), one rate a row, falling to zero.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.floating]
    Ids = Sequence[Sequence[int]]

__all__ = ["Tuning", "pooled", "tuned"]

_BLOCK: Final = 8192  # texts pooled at once: bounds the memory


@dataclass(frozen=True, slots=True)
class Tuning:
    """How a table is tuned; the defaults were chosen on ESCO (docs/explanation/linking.md).

    Attributes:
        rounds: how often each pair is seen.
        batch: pairs that are told apart from each other at once.
        rate: length of the first steps.
        temperature: of the softmax over a batch.
        seed: of the order of pairs.
    """

    rounds: int = 3
    batch: int = 256
    rate: float = 0.1
    temperature: float = 0.1
    seed: int = 0


def pooled(ids: Ids, table: NDArray[np.floating]) -> Floats:
    """Return the vectors of texts: (texts, dims) float32, rows of length one or zero.

    Args:
        ids: of each text its tokens' rows in the table; no tokens give zeros.
        table: (tokens, dims).
    """
    out = np.zeros((len(ids), table.shape[1]), np.float32)
    by_length: dict[int, list[int]] = defaultdict(list)
    for number, tokens in enumerate(ids):
        by_length[len(tokens)].append(number)
    by_length.pop(0, None)
    for length, numbers in by_length.items():
        for first in range(0, len(numbers), _BLOCK):
            rows = numbers[first : first + _BLOCK]
            tokens = np.array([ids[i] for i in rows], np.int64)
            sums = table[tokens[:, 0]].astype(np.float32)
            for place in range(1, length):
                sums += table[tokens[:, place]]
            out[rows] = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    return out


def tuned(
    table: Floats,
    pairs: Sequence[tuple[Sequence[int], Sequence[int]]],
    tuning: Tuning,
    tell: Callable[[float, int], None] | None = None,
) -> Floats:
    """Return a copy of `table` in which the texts of a pair lie closer than others.

    Args:
        table: (tokens, dims) float32.
        pairs: token ids of two texts that mean the same.
        tuning: how.
        tell: is told the share of the work that is done, and of how many steps.
    """
    batch = min(tuning.batch, len(pairs))
    if batch < 2:  # noqa: PLR2004 - nothing to be told apart from
        return table.copy()
    random = np.random.default_rng(tuning.seed)
    table = table.copy()
    squares = np.full(len(table), 1e-8, np.float32)
    a_round = len(pairs) // batch
    total = tuning.rounds * a_round
    order: list[int] = []
    for number in range(total):
        if number % a_round == 0:
            order = [int(i) for i in random.permutation(len(pairs))]
        first = number % a_round * batch
        chosen = [pairs[i] for i in order[first : first + batch]]
        rows, says = _says([a for a, _ in chosen] + [b for _, b in chosen])
        summed = says.T @ _gradient(says @ table[rows], tuning.temperature)
        squares[rows] += (summed * summed).mean(axis=1)
        rate = tuning.rate * (1 - number / total)
        table[rows] -= np.float32(rate) * summed / np.sqrt(squares[rows])[:, None]
        if tell is not None:
            tell((number + 1) / total, total)
    return table


def _gradient(sums: Floats, temperature: float) -> Floats:
    """Return the gradient of the symmetric InfoNCE loss by the sum of each text's vectors."""
    norms = np.linalg.norm(sums, axis=1, keepdims=True) + 1e-9
    unit = sums / norms
    size = len(unit) // 2
    left, right = unit[:size], unit[size:]
    scores = left @ right.T / temperature
    error = (_softmax(scores, 1) + _softmax(scores, 0) - 2 * np.eye(size, dtype=np.float32)) / (
        2 * size * temperature
    )
    back = np.concatenate([error @ right, error.T @ left])
    return (back - unit * (back * unit).sum(axis=1, keepdims=True)) / norms


def _softmax(scores: Floats, axis: int) -> Floats:
    raised = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return raised / raised.sum(axis=axis, keepdims=True)


def _says(ids: Ids) -> tuple[NDArray[np.int64], Floats]:
    """Return which tokens some texts have, and (texts, tokens) how often each has each."""
    flat = np.array([i for tokens in ids for i in tokens], np.int64)
    rows, column = np.unique(flat, return_inverse=True)
    text = np.repeat(np.arange(len(ids)), [len(tokens) for tokens in ids])
    counts = np.bincount(text * len(rows) + column, minlength=len(ids) * len(rows))
    return rows, counts.reshape(len(ids), len(rows)).astype(np.float32)
