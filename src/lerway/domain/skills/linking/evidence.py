"""What speaks for a candidate: lexical, character and embedding evidence, as numbers.

1. Every kind of evidence proposes its best concepts; together with those whose label, without
   a remark in brackets, is the text word for word they are the candidates.
2. Each candidate gets one row of numbers, in the order of `features`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from lerway.domain.skills.lexicon.words import grams, key, stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from lerway.domain.skills.lexicon.arrays import Floats
    from lerway.domain.skills.linking.index import Index

__all__ = ["Evidence", "features", "gather"]

EACH: Final = 30
_LEXICAL: Final = (
    "label words",
    "name words",
    "text words",
    "label grams",
    "name grams",
    "label same",
    "name same",
    "label covered",
    "name covered",
    "label uncovered",
    "label overlap",
    "name overlap",
    "breadth",
    "length ratio",
    "first word",
    "last word",
)
_SPACE: Final = ("label vector", "name vector", "centre vector", "text vector")


def features(spaces: int) -> tuple[str, ...]:
    """Return the names of the numbers, for an index with so many spaces."""
    return _LEXICAL + tuple(f"{name} {i}" for i in range(spaces) for name in _SPACE)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The candidates of one text.

    Attributes:
        rows: (candidates,) numbers of concepts, ascending.
        numbers: (candidates, features) float32.
    """

    rows: NDArray[np.intp]
    numbers: Floats


def gather(
    index: Index, text: str, vectors: Sequence[Floats], leading: Sequence[Floats], each: int = EACH
) -> Evidence:
    """Return what speaks for which concepts.

    Args:
        index: of the framework.
        text: a phrase.
        vectors: of the phrase, (dims,) float32 in every space of the index.
        leading: (concepts,) float32, two: its likeness to labels and to centres in the first.
        each: how many candidates each kind of evidence proposes.
    """
    terms = stems(text)
    own = key(" ".join(terms))
    words, shared, mass = index.words.scores(terms)
    texts, _, _ = index.texts.scores(terms)
    chars = index.grams.cosines(grams(text))
    starts = index.starts
    best_words = np.maximum.reduceat(words, starts)
    best_chars = np.maximum.reduceat(chars, starts)
    label_words, label_chars = words[starts], chars[starts]
    called = np.flatnonzero(index.bares == own)[:each]
    rows = _proposed(
        (label_words, best_words, label_chars + best_chars, *leading, leading[0] + leading[1]),
        each,
        called,
    )
    names = _Names(index, rows)
    same = (index.keys[names.rows] == own).astype(np.float32)
    both = shared[names.rows]
    masses = index.masses[names.rows]
    covered = both / np.maximum(masses, 1e-6)
    overlap = both / np.maximum(masses + mass - both, 1e-6)
    first = names.first
    ends = index.ends[rows]
    columns = [
        label_words[rows],
        best_words[rows],
        texts[rows],
        label_chars[rows],
        best_chars[rows],
        np.maximum(same[first], index.bares[rows] == own),
        names.best(same),
        covered[first],
        names.best(covered),
        masses[first] - both[first],
        overlap[first],
        names.best(overlap),
        index.breadths[rows],
        np.log((masses[first] + 1) / (mass + 1)),
        _is(ends[:, 0], terms[:1]),
        _is(ends[:, 1], terms[-1:]),
    ]
    columns += _vectors(index, names, rows, vectors)
    return Evidence(rows, np.stack(columns, axis=1).astype(np.float32))


def _vectors(
    index: Index, names: _Names, rows: NDArray[np.intp], vectors: Sequence[Floats]
) -> list[Floats]:
    columns: list[Floats] = []
    for space, vector in zip(index.spaces, vectors, strict=True):
        columns += [
            space.labels[rows] @ vector,
            names.best(space.names[names.rows].astype(np.float32) @ vector),
            space.centres[rows] @ vector,
            space.texts[rows].astype(np.float32) @ vector,
        ]
    return columns


def _is(keys: NDArray[np.int64], terms: Sequence[str]) -> Floats:
    wanted = key(terms[0]) if terms else -1
    return (keys == wanted).astype(np.float32)


def _proposed(scores: Sequence[Floats], each: int, called: NDArray[np.intp]) -> NDArray[np.intp]:
    each = min(each, len(scores[0]))
    best = [np.argpartition(-s, each - 1)[:each] for s in scores]
    return np.unique(np.concatenate([*best, called]))


class _Names:
    """The names of some concepts, side by side."""

    def __init__(self, index: Index, rows: NDArray[np.intp]) -> None:
        ends = np.append(index.starts[1:], len(index.keys))
        begin = index.starts[rows]
        sizes = ends[rows] - begin
        self.first = np.zeros(len(rows), np.int64)
        np.cumsum(sizes[:-1], out=self.first[1:])
        self.rows = np.repeat(begin - self.first, sizes) + np.arange(int(sizes.sum()))

    def best(self, values: Floats) -> Floats:
        """Return the greatest value of each concept's names."""
        return np.maximum.reduceat(values, self.first)
