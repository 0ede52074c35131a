"""What speaks for a pair of items of two frameworks: their words, texts, work and groups.

The target framework is indexed (`linking.index`); a source is a concept with its names and
texts. The numbers are those of `pair_features`, in that order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from lerway.domain.skills.crosswalks.groups import GROUP_FEATURES, GroupPrior, soc_of
from lerway.domain.skills.lexicon.arrays import Floats, Halves, Strings, halves, ints
from lerway.domain.skills.lexicon.postings import Postings
from lerway.domain.skills.lexicon.words import grams, stems
from lerway.domain.skills.linking.evidence import Evidence
from lerway.domain.skills.linking.index import Index, unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from lerway.domain.skills.crosswalks.groups import Pair
    from lerway.domain.skills.lexicon.arrays import Arrays
    from lerway.domain.skills.lexicon.embedding import Embedder
    from lerway.domain.skills.linking.index import Concept

__all__ = ["Meeting", "Side", "pair_features"]

EACH: Final = 25
_LONGEST_NAMES: Final = 16
_LEXICAL: Final = (
    "label to label words",
    "label to name words",
    "name to name words",
    "names to name words",
    "label to label grams",
    "label to name grams",
    "name to name grams",
    "names to name grams",
    "label to all words",
    "names to all words",
    "text to text words",
    "label to text words",
)
_SPACE: Final = (
    "label to label vector",
    "label to centre vector",
    "centre to centre vector",
    "text to text vector",
    "text to work vector",
    "centre to text vector",
    "text to centre vector",
    "label to name vector",
    "centre to name vector",
    "name to name vector",
    "names to name vector",
)


def pair_features(spaces: int, *, groups: bool) -> tuple[str, ...]:
    """Return the names of the numbers."""
    vectors = tuple(f"{name} {i}" for i in range(spaces) for name in _SPACE)
    return _LEXICAL + vectors + (GROUP_FEATURES if groups else ())


@dataclass(frozen=True, slots=True)
class Side:
    """The target of a crosswalk.

    Attributes:
        index: of its concepts.
        bags: BM25 over all the names of a concept together, the label thrice.
        works: (concepts, dims) float16 in each space; what people of it do.
        groups: ISCO-08 codes of the concepts; empty where there are none.
        parents: (concepts,) number of the concept above, or -1.
    """

    index: Index
    bags: Postings
    works: tuple[Halves, ...]
    groups: Strings
    parents: NDArray[np.int64]

    @classmethod
    def build(
        cls,
        concepts: Sequence[Concept],
        embedders: Sequence[Embedder],
        parents: Sequence[int],
    ) -> Side:
        """Index the target's concepts."""
        bags = [stems(" ".join([c.label] * 3 + [*c.alternatives])) for c in concepts]
        work = [c.work or (c.description,) for c in concepts]
        starts = np.zeros(len(work), np.int64)
        np.cumsum([len(w) for w in work[:-1]], out=starts[1:])
        sentences = [s for w in work for s in w]
        return cls(
            Index.build(concepts, embedders),
            Postings.bm25(bags),
            tuple(
                unit(np.add.reduceat(embed(sentences), starts)).astype(np.float16)
                for embed in embedders
            ),
            Strings.of([c.group for c in concepts]),
            np.array(parents, np.int64),
        )

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return its arrays, named for a file."""
        return {
            **self.index.arrays(),
            **self.bags.arrays("bags"),
            **self.groups.arrays("groups"),
            **{f"work{i}": work for i, work in enumerate(self.works)},
            "parents": self.parents,
        }

    @classmethod
    def of(cls, arrays: Arrays) -> Side:
        """Return the side that `arrays()` gave."""
        index = Index.of(arrays)
        return cls(
            index,
            Postings.of(arrays, "bags"),
            tuple(halves(arrays[f"work{i}"]) for i in range(len(index.spaces))),
            Strings.read(arrays, "groups"),
            ints(arrays["parents"]),
        )


class Meeting:
    """A target that sources are held against."""

    def __init__(
        self, side: Side, embedders: Sequence[Embedder], prior: GroupPrior | None = None
    ) -> None:
        """Use a target, the embedders of its spaces, and what is known of groups."""
        self._side = side
        self._embedders = tuple(embedders)
        self._prior = prior
        self.ids = side.index.ids.all()
        self._socs = [soc_of(i) for i in self.ids]
        self._iscos = side.groups.all()

    def evidence(self, source: Concept, but: Pair | None = None) -> Evidence:
        """Return what speaks for which targets.

        Args:
            source: what is to be translated.
            but: a confirmed mapping that the prior leaves out.
        """
        index, starts = self._side.index, self._side.index.starts
        names = (source.label, *source.alternatives[:_LONGEST_NAMES])
        lexical = self._lexical(source, names)
        vectors = [self._vectors(embed, source, names) for embed in self._embedders]
        prior = self._groups(source, but)
        space, (_, label, centre, text) = index.spaces[0], vectors[0]
        centres = space.centres @ np.stack([label, centre, text], axis=1)
        proposals = [
            lexical[:, 3] + lexical[:, 2],
            lexical[:, 6] + lexical[:, 7],
            lexical[:, 9],
            lexical[:, 10],
            *centres.T,
        ]
        each = min(EACH, len(starts))
        chosen = [np.argpartition(-p, each - 1)[:each] for p in proposals]
        if prior is not None:
            chosen.append(np.flatnonzero(prior[:, 3]))
        rows = np.unique(np.concatenate(chosen))
        columns = [lexical[rows]]
        columns += [self._space(i, rows, v) for i, v in enumerate(vectors)]
        if prior is not None:
            columns.append(prior[rows])
        return Evidence(rows, np.concatenate(columns, axis=1).astype(np.float32))

    def _lexical(self, source: Concept, names: Sequence[str]) -> Floats:
        index, starts = self._side.index, self._side.index.starts
        words = [index.words.scores(stems(name))[0] for name in names]
        chars = [index.grams.cosines(grams(name)) for name in names]
        columns: list[Floats] = []
        for each in (words, chars):
            best = np.stack([np.maximum.reduceat(one, starts) for one in each])
            columns += [each[0][starts], best[0], best.max(axis=0), best.mean(axis=0)]
        return np.stack(
            [
                *columns,
                self._side.bags.scores(stems(source.label))[0],
                self._side.bags.scores(stems(" ".join(names)))[0],
                index.texts.scores(stems(source.description))[0],
                index.texts.scores(stems(source.label))[0],
            ],
            axis=1,
        )

    def _vectors(
        self, embed: Embedder, source: Concept, names: Sequence[str]
    ) -> tuple[Floats, Floats, Floats, Floats]:
        vectors = embed([*names, source.description])
        own = vectors[:-1]
        return own, own[0], unit(own.sum(axis=0)), vectors[-1]

    def _space(
        self, number: int, rows: NDArray[np.intp], vectors: tuple[Floats, Floats, Floats, Floats]
    ) -> Floats:
        own, label, centre, text = vectors
        index = self._side.index
        space = index.spaces[number]
        texts = space.texts[rows].astype(np.float32)
        works = self._side.works[number][rows].astype(np.float32)
        ends = np.append(index.starts[1:], len(index.keys))
        begin = index.starts[rows]
        sizes = ends[rows] - begin
        first = np.zeros(len(rows), np.int64)
        np.cumsum(sizes[:-1], out=first[1:])
        at = np.repeat(begin - first, sizes) + np.arange(int(sizes.sum()))
        likeness = space.names[at].astype(np.float32) @ np.column_stack([own.T, centre])
        best = np.maximum.reduceat(likeness, first)
        names = best[:, :-1]
        return np.stack(
            [
                space.labels[rows] @ label,
                space.centres[rows] @ label,
                space.centres[rows] @ centre,
                texts @ text,
                works @ text,
                texts @ centre,
                space.centres[rows] @ text,
                names[:, 0],
                best[:, -1],
                names.max(axis=1),
                names.mean(axis=1),
            ],
            axis=1,
        )

    def _groups(self, source: Concept, but: Pair | None) -> Floats | None:
        """Return what groups say, of a source with an ISCO-08 group or an O*NET-SOC code."""
        if self._prior is None:
            return None
        if source.group:
            return self._prior.numbers(source.group, self._socs, but)
        code = soc_of(source.id)
        out = np.zeros((len(self.ids), len(GROUP_FEATURES)), np.float32)
        known: dict[str, Floats] = {}
        for row, group in enumerate(self._iscos):
            if group and code:
                if group not in known:
                    known[group] = self._prior.numbers(group, [code], but)[0]
                out[row] = known[group]
        return out
