"""Profiles from words: terms weighted by how telling they are, and what they mean together.

TF-IDF (Salton and Buckley 1988) with 1 + log of the count; latent semantic analysis
(Deerwester et al. 1990) by the eigenvectors of the documents' similarities.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["cosines", "latent", "likenesses", "terms"]

_STOP: Final = frozenset(
    [
        "the",
        "and",
        "or",
        "of",
        "to",
        "in",
        "for",
        "a",
        "an",
        "with",
        "by",
        "on",
        "as",
        "at",
        "from",
        "such",
        "using",
        "use",
        "that",
        "is",
        "are",
        "be",
        "other",
        "its",
        "their",
        "into",
        "which",
        "through",
        "according",
        "may",
    ]
)
_ENDINGS: Final = (
    *("ations", "ation", "ings", "ing", "ers", "ors", "er", "or"),
    *("ies", "es", "ed", "s", "e", "y"),
)
_SHORTEST: Final = 3
_RARE: Final = 16
_WORD: Final = re.compile(r"[^\W\d_]{2,}")


def terms(text: str) -> list[str]:
    """Return the words of a text without their endings, and its pairs of words."""
    words = [_stem(w) for w in _WORD.findall(text.lower()) if w not in _STOP]
    return words + [f"{a} {b}" for a, b in pairwise(words)]


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word[: -len(ending)]
    return word


def likenesses(documents: Sequence[Iterable[str]], *, at_least: int = 2) -> Any:  # noqa: ANN401 - numpy
    """Return (documents, documents): cosines of their TF-IDF profiles.

    Terms of fewer than `at_least` documents are left out. Frequent terms are multiplied as a
    matrix, rare ones pair by pair: the whole matrix would be mostly zeros.
    """
    import numpy as np

    counts = [Counter(d) for d in documents]
    found: dict[str, list[tuple[int, float]]] = {}
    for row, count in enumerate(counts):
        for term, n in count.items():
            found.setdefault(term, []).append((row, 1 + math.log(n)))
    size = len(counts)
    often: list[tuple[float, list[tuple[int, float]]]] = []
    left: list[int] = []
    right: list[int] = []
    by: list[float] = []
    for postings in found.values():
        if len(postings) < at_least:
            continue
        telling = math.log((1 + size) / (1 + len(postings)))
        if len(postings) > _RARE:
            often.append((telling, postings))
            continue
        for a, x in postings:
            for b, y in postings:
                left.append(a)
                right.append(b)
                by.append(x * y * telling * telling)
    out = np.bincount(
        np.array(left, dtype=np.int64) * size + np.array(right, dtype=np.int64),
        np.array(by),
        size * size,
    ).reshape(size, size)
    dense = np.zeros((size, len(often)), dtype=np.float32)
    for column, (telling, postings) in enumerate(often):
        for row, x in postings:
            dense[row, column] = x * telling
    return _scaled(out + dense @ dense.T)


def latent(similar: Any, dimensions: int) -> Any:  # noqa: ANN401
    """Return (documents, dimensions): what terms mean together; the mean direction is left.

    Args:
        similar: (documents, documents) cosines.
        dimensions: how many, the left one included.
    """
    import numpy as np

    values, vectors = np.linalg.eigh(similar)
    order = np.argsort(values)[::-1][1:dimensions]
    return vectors[:, order] * np.sqrt(np.maximum(values[order], 0.0))


def cosines(matrix: Any) -> Any:  # noqa: ANN401
    """Return (documents, documents): the cosine of each pair; 0 where one says nothing."""
    import numpy as np

    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    unit = matrix / np.where(lengths > 0, lengths, 1.0)
    return unit @ unit.T


def _scaled(products: Any) -> Any:  # noqa: ANN401
    import numpy as np

    lengths = np.sqrt(np.maximum(np.diag(products), 0.0))
    lengths = np.where(lengths > 0, lengths, 1.0)
    return products / lengths[:, None] / lengths[None, :]
