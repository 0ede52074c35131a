"""What is known of a framework's words, laid out so that a phrase is linked in milliseconds.

A *concept* is an item that text can be linked to. Each has *names*: its label first, then
its alternative labels. Names are indexed by words and by characters, descriptions by
words; labels, names, their centres and descriptions have vectors, in every *space* (an
embedder is a space; the first is the one that proposes candidates).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from lerway.domain.skills.lexicon.arrays import Floats, Halves, Strings, floats, halves, ints
from lerway.domain.skills.lexicon.postings import Postings
from lerway.domain.skills.lexicon.words import bare, key, stems, token_grams, tokens
from lerway.standards.frameworks.model import FRAMEWORK_KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from lerway.domain.skills.lexicon.arrays import Arrays
    from lerway.domain.skills.lexicon.embedding import Embedder
    from lerway.standards.frameworks.model import Item

__all__ = ["Concept", "Index", "Space", "concept_of", "pairs_of"]

_REUSE: Final = {"transversal": 1.0, "cross-sector": 1.0}
_PAIRS_EACH: Final = 24


@dataclass(frozen=True, slots=True)
class Concept:
    """An item that text can be linked to.

    Attributes:
        id: of the item.
        label: its preferred label.
        alternatives: its other labels.
        description: its description or definition.
        breadth: one if its owner says that many occupations use it, else zero.
        work: what people of this occupation do, in sentences.
        group: code of the group that it stands in, where the framework has one (ISCO-08).
    """

    id: str
    label: str
    alternatives: tuple[str, ...] = ()
    description: str = ""
    breadth: float = 0.0
    work: tuple[str, ...] = ()
    group: str = ""


def concept_of(item: Item, *, work: tuple[str, ...] = (), group: str = "") -> Concept:
    """Return the concept of an item; ESCO's `reuseLevel` tells its breadth.

    The label of a skill without its remark in brackets is one of its names.
    """
    names = item.words.alternatives
    short = bare(item.words.label)
    if item.kind in FRAMEWORK_KINDS["skill"] and short not in (item.words.label, *names):
        names = (short, *names)
    return Concept(
        item.id,
        item.words.label,
        names,
        item.words.description,
        _REUSE.get(str(item.kept.get("reuseLevel", "")), 0.0),
        work,
        group,
    )


def pairs_of(concepts: Sequence[Concept]) -> list[tuple[str, str]]:
    """Return pairs of texts that the framework says mean the same: a label and another."""
    return [(c.label, a) for c in concepts for a in c.alternatives[:_PAIRS_EACH]]


@dataclass(frozen=True, slots=True)
class Space:
    """The vectors of one embedder.

    Attributes:
        labels: (concepts, dims) float32.
        centres: (concepts, dims) float32; mean of a concept's names, at length one.
        texts: (concepts, dims) float16; of descriptions.
        names: (names, dims) float16.
    """

    labels: Floats
    centres: Floats
    texts: Halves
    names: Halves

    @classmethod
    def build(
        cls, names: Sequence[str], starts: NDArray[np.int64], texts: Sequence[str], embed: Embedder
    ) -> Space:
        """Embed names and descriptions."""
        vectors = embed(names)
        centres = unit(np.add.reduceat(vectors, starts))
        described = embed(texts).astype(np.float16)
        return cls(vectors[starts], centres, described, vectors.astype(np.float16))

    def arrays(self, name: str) -> dict[str, NDArray[np.generic]]:
        """Return its arrays, named for a file."""
        return {
            f"{name}.labels": self.labels,
            f"{name}.centres": self.centres,
            f"{name}.texts": self.texts,
            f"{name}.names": self.names,
        }

    @classmethod
    def of(cls, arrays: Arrays, name: str) -> Space:
        """Return the space that `arrays(name)` gave."""
        return cls(
            floats(arrays[f"{name}.labels"]),
            floats(arrays[f"{name}.centres"]),
            halves(arrays[f"{name}.texts"]),
            halves(arrays[f"{name}.names"]),
        )


@dataclass(frozen=True, slots=True)
class Index:
    """The words of a framework's concepts.

    Attributes:
        ids: of the concepts.
        labels: likewise.
        starts: (concepts,) first name of each.
        words: BM25 over names.
        grams: character n-grams of names.
        texts: BM25 over descriptions, with what an occupation does.
        keys: (names, 1) key of the name's stems.
        bares: (concepts,) key of the stems of the label without its remark in brackets.
        ends: (concepts, 2) keys of the first and the last stem of the label.
        masses: (names,) summed rarity of the name's stems.
        breadths: (concepts,) see `Concept`.
        spaces: vectors by embedder.
    """

    ids: Strings
    labels: Strings
    starts: NDArray[np.int64]
    words: Postings
    grams: Postings
    texts: Postings
    keys: NDArray[np.int64]
    bares: NDArray[np.int64]
    ends: NDArray[np.int64]
    masses: Floats
    breadths: Floats
    spaces: tuple[Space, ...]

    def __len__(self) -> int:
        """Return how many concepts there are."""
        return len(self.starts)

    @classmethod
    def build(cls, concepts: Sequence[Concept], embedders: Sequence[Embedder]) -> Index:
        """Index `concepts`, which must not be none."""
        names = [name for c in concepts for name in (c.label, *c.alternatives)]
        starts = np.zeros(len(concepts), np.int64)
        np.cumsum([1 + len(c.alternatives) for c in concepts[:-1]], out=starts[1:])
        stemmed = [stems(name) for name in names]
        words = Postings.bm25(stemmed)
        texts = [c.description for c in concepts]
        return cls(
            Strings.of([c.id for c in concepts]),
            Strings.of([c.label for c in concepts]),
            starts,
            words,
            Postings.cosine([tokens(name) for name in names], token_grams),
            Postings.bm25([stems(" ".join((c.description, *c.work))) for c in concepts]),
            np.array([key(" ".join(s)) for s in stemmed], np.int64),
            np.array([key(" ".join(stems(bare(c.label)))) for c in concepts], np.int64),
            np.array([_ends(stemmed[int(s)]) for s in starts], np.int64),
            _masses(stemmed, words),
            np.array([c.breadth for c in concepts], np.float32),
            tuple(Space.build(names, starts, texts, embed) for embed in embedders),
        )

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return its arrays, named for a file."""
        found: dict[str, NDArray[np.generic]] = {
            "starts": self.starts,
            "keys": self.keys,
            "bares": self.bares,
            "ends": self.ends,
            "masses": self.masses,
            "breadths": self.breadths,
            **self.ids.arrays("ids"),
            **self.labels.arrays("labels"),
            **self.words.arrays("words"),
            **self.grams.arrays("grams"),
            **self.texts.arrays("texts"),
        }
        for number, space in enumerate(self.spaces):
            found |= space.arrays(f"space{number}")
        return found

    @classmethod
    def of(cls, arrays: Arrays) -> Index:
        """Return the index that `arrays()` gave."""
        spaces = sum(1 for name in arrays if name.startswith("space") and name.endswith(".labels"))
        return cls(
            Strings.read(arrays, "ids"),
            Strings.read(arrays, "labels"),
            ints(arrays["starts"]),
            Postings.of(arrays, "words"),
            Postings.of(arrays, "grams"),
            Postings.of(arrays, "texts"),
            ints(arrays["keys"]),
            ints(arrays["bares"]),
            ints(arrays["ends"]),
            floats(arrays["masses"]),
            floats(arrays["breadths"]),
            tuple(Space.of(arrays, f"space{number}") for number in range(spaces)),
        )


def unit(vectors: Floats) -> Floats:
    """Return rows at length one; zeros stay."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)


def _ends(terms: Sequence[str]) -> tuple[int, int]:
    return (key(terms[0]), key(terms[-1])) if terms else (0, 0)


def _masses(stemmed: Sequence[Sequence[str]], words: Postings) -> Floats:
    rarity = dict(zip(words.keys.tolist(), words.rarities.tolist(), strict=True))
    known: dict[str, float] = {}
    found = np.zeros(len(stemmed), np.float32)
    for number, terms in enumerate(stemmed):
        for term in set(terms):
            if term not in known:
                known[term] = rarity[key(term)]
            found[number] += known[term]
    return found
