"""An inverted index in flat arrays, that can lie in a file and be mapped into memory.

Two weightings: Okapi BM25 (Robertson and Walker, 1994; idf as in Lucene, never
negative), and TF-IDF with cosine (Salton). Weights are computed once, when it is built.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import log, sqrt
from typing import TYPE_CHECKING, Final

import numpy as np

from lerway.domain.skills.lexicon.arrays import floats, ints, numbers
from lerway.domain.skills.lexicon.words import key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from lerway.domain.skills.lexicon.arrays import Floats

    _Weigh = Callable[[Floats, NDArray[np.int32], Floats], NDArray[np.floating]]

__all__ = ["Postings"]

_K1: Final = 1.2
_B: Final = 0.75


def _whole(token: str) -> tuple[str]:
    return (token,)


@dataclass(frozen=True, slots=True)
class Postings:
    """Which texts contain a term, and with what weight.

    Attributes:
        keys: (terms,) int64, ascending; see `words.key`.
        starts: (terms + 1,) int64; where a term's postings begin.
        texts: (postings,) int32; numbers of texts.
        weights: (postings,) float32; of the term in the text.
        rarities: (terms,) float32; inverse document frequencies.
        count: how many texts there are.
    """

    keys: NDArray[np.int64]
    starts: NDArray[np.int64]
    texts: NDArray[np.int32]
    weights: Floats
    rarities: Floats
    count: int

    @classmethod
    def bm25(cls, texts: Sequence[Sequence[str]]) -> Postings:
        """Index texts, given as lists of terms, by BM25."""
        lengths = np.array([len(t) for t in texts], np.float32)
        mean = float(lengths.mean()) if len(texts) else 1.0

        def weigh(
            counts: Floats, numbers: NDArray[np.int32], rarity: Floats
        ) -> NDArray[np.floating]:
            length = 1 - _B + _B * lengths[numbers] / max(mean, 1e-9)
            return rarity * counts * (_K1 + 1) / (counts + _K1 * length)

        return cls._of_texts(texts, weigh)

    @classmethod
    def cosine(
        cls, texts: Sequence[Sequence[str]], cut: Callable[[str], Sequence[str]] = _whole
    ) -> Postings:
        """Index texts, given as lists of tokens, by TF-IDF, each of length one.

        Args:
            texts: tokens of each.
            cut: the terms of a token; it is one itself, if not given.
        """

        def weigh(
            counts: Floats, numbers: NDArray[np.int32], rarity: Floats
        ) -> NDArray[np.floating]:
            raw = (1 + np.log(counts)) * rarity
            norms = np.sqrt(np.bincount(numbers, raw * raw, len(texts)))
            return raw / norms[numbers]

        return cls._of_texts(texts, weigh, cut)

    def found(self, terms: Iterable[str]) -> tuple[NDArray[np.intp], Floats]:
        """Return rows of those of `terms` that are indexed, and how often each was given."""
        counted = Counter(terms)
        keys = np.array([key(t) for t in counted], np.int64)
        counts = np.array(list(counted.values()), np.float32)
        if not len(self.keys):
            return np.zeros(0, np.intp), np.zeros(0, np.float32)
        rows = np.searchsorted(self.keys, keys)
        rows[rows == len(self.keys)] = 0
        known = self.keys[rows] == keys
        return rows[known], counts[known]

    def rarest(self) -> float:
        """Return the rarity of a term that one text has."""
        return log(1 + (self.count - 0.5) / 1.5) if self.count > 1 else 1.0

    def scores(self, terms: Sequence[str]) -> tuple[Floats, Floats, float]:
        """Return what speaks for each text by the terms, once each.

        Returns:
            (texts,) float32, BM25 divided by the rarity of all the terms: zero to about
            two; (texts,) float32, summed rarity of the terms that the text has; and the
            rarity of all the terms, of which those nowhere indexed count as rarest.
        """
        rows, _ = self.found(terms)
        unknown = len(set(terms)) - len(rows)
        whole = float(self.rarities[rows].sum()) + unknown * self.rarest()
        if not len(rows):
            return np.zeros(self.count, np.float32), np.zeros(self.count, np.float32), whole
        texts, weights = self._gathered(rows)
        sizes = self.starts[rows + 1] - self.starts[rows]
        shared = np.bincount(texts, np.repeat(self.rarities[rows], sizes), self.count)
        scored = np.bincount(texts, weights, self.count) / whole
        return scored.astype(np.float32), shared.astype(np.float32), whole

    def cosines(self, terms: Sequence[str]) -> Floats:
        """Return the cosines of all texts with `terms`: (texts,) float32."""
        rows, counts = self.found(terms)
        unknown = len(set(terms)) - len(rows)
        own = (1 + np.log(counts)) * self.rarities[rows]
        norm = sqrt(float((own * own).sum()) + unknown * self.rarest() ** 2)
        if not len(rows):
            return np.zeros(self.count, np.float32)
        texts, weights = self._gathered(rows)
        sizes = self.starts[rows + 1] - self.starts[rows]
        weights = weights * np.repeat(own / norm, sizes)
        return np.bincount(texts, weights, self.count).astype(np.float32)

    def _gathered(self, rows: NDArray[np.intp]) -> tuple[NDArray[np.int32], Floats]:
        spans = [slice(int(self.starts[r]), int(self.starts[r + 1])) for r in rows]
        return (
            np.concatenate([self.texts[s] for s in spans]),
            np.concatenate([self.weights[s] for s in spans]),
        )

    def arrays(self, name: str) -> dict[str, NDArray[np.generic]]:
        """Return its arrays, named for a file."""
        return {
            f"{name}.keys": self.keys,
            f"{name}.starts": self.starts,
            f"{name}.texts": self.texts,
            f"{name}.weights": self.weights,
            f"{name}.rarities": self.rarities,
            f"{name}.count": np.array([self.count], np.int64),
        }

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[np.generic]], name: str) -> Postings:
        """Return the index that `arrays(name)` gave."""
        return cls(
            ints(arrays[f"{name}.keys"]),
            ints(arrays[f"{name}.starts"]),
            numbers(arrays[f"{name}.texts"]),
            floats(arrays[f"{name}.weights"]),
            floats(arrays[f"{name}.rarities"]),
            int(ints(arrays[f"{name}.count"])[0]),
        )

    @classmethod
    def _of_texts(
        cls,
        texts: Sequence[Sequence[str]],
        weigh: _Weigh,
        cut: Callable[[str], Sequence[str]] = _whole,
    ) -> Postings:
        rows: dict[str, int] = {}
        cuts: dict[str, list[int]] = {}  # a framework has few tokens and says them often
        at: list[int] = []
        sizes: list[int] = []
        for tokens in texts:
            before = len(at)
            for token in tokens:
                found = cuts.get(token)
                if found is None:
                    found = cuts[token] = [rows.setdefault(t, len(rows)) for t in cut(token)]
                at += found
            sizes.append(len(at) - before)
        keys = np.array([key(term) for term in rows], np.int64)
        order = np.argsort(keys)
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order))
        where = np.repeat(np.arange(len(texts)), np.array(sizes, np.int64))
        both, often = np.unique(
            place[np.array(at, np.int64)] * max(len(texts), 1) + where, return_counts=True
        )
        term_of, text_of = both // max(len(texts), 1), (both % max(len(texts), 1)).astype(np.int32)
        counts = often.astype(np.float32)
        frequency = np.bincount(term_of, minlength=len(keys))
        rarity = np.log(1 + (len(texts) - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
        weights = weigh(counts, text_of, rarity[term_of]).astype(np.float32)
        starts = np.zeros(len(keys) + 1, np.int64)
        np.cumsum(frequency, out=starts[1:])
        return cls(keys[order], starts, text_of, weights, rarity, len(texts))
