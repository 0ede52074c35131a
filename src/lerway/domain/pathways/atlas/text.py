"""Profiles from words: terms weighted by how telling they are, and what they mean together.

TF-IDF (Salton and Buckley 1988) with 1 + log of the count; latent semantic analysis
(Deerwester et al. 1990) by the eigenvectors of the documents' similarities.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
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
_REMEMBERED: Final = 50_000
_SPARE: Final = 2
_ROUNDS: Final = 4
_WORD: Final = re.compile(r"[^\W\d_]{2,}")


def terms(text: str) -> list[str]:
    """Return the words of a text without their endings, and its pairs of words."""
    words = [s for w in _WORD.findall(text.lower()) if (s := _stem(w))]
    return words + [f"{a} {b}" for a, b in pairwise(words)]


@lru_cache(_REMEMBERED)
def _stem(word: str) -> str:
    """Return a word without its ending; '' for one that says nothing."""
    if word in _STOP:
        return ""
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

    size, terms_at, rows, worth = _counted(documents)
    spread = np.bincount(terms_at)
    telling = np.log((1 + size) / (1 + spread))
    worth = worth * telling[terms_at]
    order = np.argsort(terms_at, kind="stable")
    begins = np.concatenate([[0], np.cumsum(spread)])
    out = np.zeros(size * size)
    for length in range(max(at_least, 1), _RARE + 1):
        these = np.flatnonzero(spread == length)
        if len(these):
            # All terms of so many documents at once: each pair of their documents.
            at = order[begins[these][:, None] + np.arange(length)]
            cells = (rows[at][:, :, None] * size + rows[at][:, None, :]).ravel()
            out += np.bincount(cells, (worth[at][:, :, None] * worth[at][:, None, :]).ravel(),
                               size * size)  # fmt: skip
    often = np.flatnonzero(spread > _RARE)
    column = np.full(len(spread), -1)
    column[often] = np.arange(len(often))
    frequent = column[terms_at] >= 0
    dense = np.zeros((size, len(often)), dtype=np.float32)
    dense[rows[frequent], column[terms_at[frequent]]] = worth[frequent]
    return _scaled(out.reshape(size, size) + dense @ dense.T)


def _counted(documents: Sequence[Iterable[str]]) -> tuple[int, Any, Any, Any]:
    """Return how many documents there are, and of each term in one: term, document, weight."""
    import numpy as np

    known: dict[str, int] = {}
    terms_at: list[int] = []
    rows: list[int] = []
    counts: list[int] = []
    size = 0
    for row, document in enumerate(documents):
        size += 1
        count = Counter(document)
        terms_at += [known.setdefault(term, len(known)) for term in count]
        rows += [row] * len(count)
        counts += count.values()
    return (
        size,
        np.array(terms_at, dtype=np.int64),
        np.array(rows, dtype=np.int64),
        1 + np.log(np.array(counts, dtype=np.float64)),
    )


def latent(similar: Any, dimensions: int) -> Any:  # noqa: ANN401
    """Return (documents, dimensions): what terms mean together; the mean direction is left.

    Args:
        similar: (documents, documents) cosines.
        dimensions: how many, the left one included.
    """
    import numpy as np

    values, vectors = _largest(similar, dimensions)
    return vectors[:, 1:] * np.sqrt(np.maximum(values[1:], 0.0))


def _largest(similar: Any, count: int) -> tuple[Any, Any]:  # noqa: ANN401
    """Return the largest eigenvalues of a symmetric matrix, and their vectors.

    Subspace iteration with a projection at its end (Rutishauser 1969): all eigenvectors of
    a thousand documents take fifty times as long, and a tenth of them is used.
    """
    import numpy as np

    size = len(similar)
    columns = _SPARE * count
    basis = np.eye(size) if columns >= size else similar[:, :: size // columns].copy()
    for _ in range(0 if columns >= size else _ROUNDS):
        basis, _ = np.linalg.qr(similar @ basis)
    values, inner = np.linalg.eigh(basis.T @ similar @ basis)
    order = np.argsort(values)[::-1][:count]
    return values[order], basis @ inner[:, order]


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
