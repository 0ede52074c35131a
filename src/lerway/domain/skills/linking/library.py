"""Gives linkers and walkers for the frameworks of a store, from indexes made once.

An index belongs to one edition of a framework, one kind of items and one set of embedders.
It is taken from the shelf, or made: the table is tuned on the framework's own names, all
its words are laid out, and the shelf keeps it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, Protocol

from lerway.domain.skills.crosswalks.chains import chained
from lerway.domain.skills.crosswalks.groups import isco_of, soc_of
from lerway.domain.skills.crosswalks.official import SAME_THING, mappings_within
from lerway.domain.skills.crosswalks.pairs import Meeting, Side
from lerway.domain.skills.crosswalks.suggesting import LinkSuggester, MeetingSuggester, NoSuggester
from lerway.domain.skills.crosswalks.walker import Answered, Walker
from lerway.domain.skills.lexicon.arrays import halves
from lerway.domain.skills.lexicon.embedding import StaticEmbedder
from lerway.domain.skills.linking.defaults import ENGINE
from lerway.domain.skills.linking.index import Concept, Index, concept_of, pairs_of
from lerway.domain.skills.linking.linker import Linker
from lerway.domain.skills.linking.said import Said
from lerway.domain.skills.mappings import Answer, Choice, Decision, Match, Origin, SkillMapping
from lerway.domain.skills.naming import split_reference
from lerway.kernel.errors import MisuseError
from lerway.standards.frameworks.model import FRAMEWORK_KINDS, Kind, Link

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from lerway.domain.skills.crosswalks.groups import GroupPrior
    from lerway.domain.skills.crosswalks.suggesting import Suggester
    from lerway.domain.skills.lexicon.arrays import Arrays
    from lerway.domain.skills.lexicon.embedding import Embedder
    from lerway.domain.skills.linking.defaults import Weighing
    from lerway.domain.skills.store import Edition, SkillStore
    from lerway.standards.frameworks.model import Item

__all__ = ["KINDS", "Figures", "Library", "Shelf"]

KINDS: Final = tuple(FRAMEWORK_KINDS)
AUTHOR: Final = "Lerway"
_TABLE: Final = "table"
_LONG: Final = 200  # steps of tuning that take some seconds
_GONE: Final = frozenset({"withdrawn", "obsolete", "deprecated"})


class Shelf(Protocol):
    """Keeps indexes between one use and the next; may lose them."""

    def get(self, key: str) -> Arrays | None:
        """Return what was put under `key`, or None."""
        ...

    def put(self, key: str, arrays: Arrays) -> None:
        """Keep `arrays` under `key`, whole or not at all."""
        ...


class Figures(Protocol):
    """The figures that linking is shipped with."""

    def weighing(self, name: str) -> Weighing:
        """Return the weights of `link`, `occupations` or `items`."""
        ...

    def prior(self) -> GroupPrior:
        """Return what is known of groups of occupations; the caller may add to it."""
        ...


class Library:
    """Linkers and walkers for the frameworks of a store."""

    def __init__(
        self,
        store: SkillStore,
        shelf: Shelf,
        base: Callable[[], StaticEmbedder],
        figures: Figures,
        *,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Use a store.

        Args:
            store: of frameworks.
            shelf: keeps indexes.
            base: gives the static table that is tuned to each framework.
            figures: weights and calibrations.
            tell: is told, in a sentence, of work that takes its time.
        """
        self._store = store
        self._shelf = shelf
        self._base = base
        self._figures = figures
        self._tell = tell

    # ------------------------------------------------------------------- linking

    def linker(self, reference: str, kind: str = "skill") -> Linker:
        """Return what links text to the items of `kind` in the framework `reference`.

        Args:
            reference: `F` or `F@V`.
            kind: `skill` or `occupation`.

        Raises:
            MisuseError: `skills.unknown_framework`, `skills.unknown_version`,
                `linking.nothing_of_kind`, `linking.no_model`.
        """
        edition = self.edition(reference)
        arrays = self._arrays(edition, kind)
        index = Side.of(arrays).index if kind == "occupation" else Index.of(arrays)
        said = Said.of(self._store.decisions(edition.id))
        weighing = self._figures.weighing("link")
        return Linker(index, self._embedders(arrays), weighing.model, weighing.calibration, said)

    def side(self, reference: str, kind: str) -> tuple[Side, tuple[Embedder, ...]]:
        """Return a framework as the target of crosswalks, with its embedders; errors likewise."""
        arrays = self._arrays(self.edition(reference), kind)
        return Side.of(arrays), self._embedders(arrays)

    def prepare(self, reference: str, kind: str = "skill") -> None:
        """Make the index of a framework now, if it is not there; errors as `linker`."""
        self._arrays(self.edition(reference), kind)

    def concepts(
        self, reference: str, kind: str, ids: Iterable[str] | None = None
    ) -> Iterator[Concept | str]:
        """Yield the items of `kind` as sources of a crosswalk, or those with `ids` in their order.

        An id that the framework does not hold is yielded as it is.
        """
        edition = self.edition(reference)
        groups = self._groups(edition) if kind == "occupation" else {}
        if ids is None:
            for item in self._items(edition, FRAMEWORK_KINDS[kind]):
                yield concept_of(item, group=groups.get(item.id, ""))
            return
        for identifier in ids:
            item = self._store.item(edition.id, identifier, edition.version)
            if item is None:
                yield identifier
            else:
                yield concept_of(item, group=groups.get(item.id, ""))

    def edition(self, reference: str) -> Edition:
        """Return the edition that `F` or `F@V` names; errors as `linker`."""
        return self._store.edition(*split_reference(reference))

    def items(self, reference: str, ids: Iterable[str]) -> list[Item | None]:
        """Return items of a framework by id or code, None for what it does not hold."""
        edition = self.edition(reference)
        return [self._store.item(edition.id, i, edition.version) for i in ids]

    def known(self, identifiers: Iterable[str]) -> Sequence[tuple[Edition, Item]]:
        """Return the items that any framework has under the first of these that is known."""
        for identifier in identifiers:
            if identifier and (found := self._store.find(identifier)):
                return found
        return ()

    def can_walk(self, source: str, target: str, kind: str) -> bool:
        """Return whether anything is known that could translate between two frameworks."""
        if self.holds(target, kind):
            return True
        return bool(self._published(self.edition(source), self.edition(target)))

    def holds(self, reference: str, kind: str) -> bool:
        """Return whether a framework has items of `kind`."""
        return any(self.edition(reference).items.get(k) for k in FRAMEWORK_KINDS[kind])

    # ------------------------------------------------------------ what people say

    def decide(
        self,
        reference: str,
        text: str,
        said: tuple[Choice, str, str | None],
        by: str,
        at: datetime,
        note: str = "",
    ) -> None:
        """Keep what a person made of a link: the choice, the item, and what was suggested."""
        edition = self.edition(reference)
        choice, item, proposed = said
        meant = None if choice is Choice.REFUSED else item
        self._store.decide(
            Decision(text, edition.id, choice, meant, proposed, by, at, edition.version, note)
        )

    def answer(
        self,
        between: tuple[str, str],
        subject: str,
        said: tuple[Choice, str, str | None],
        match: Match,
        by: str,
        at: datetime,
        note: str = "",
    ) -> None:
        """Keep what a person made of a mapping between two frameworks, likewise."""
        here, there = (self.edition(reference) for reference in between)
        choice, item, proposed = said
        refused = choice is Choice.REFUSED
        self._store.answer(
            Answer(
                subject, here.id, there.id, choice, None if refused else item,
                None if refused else match, proposed, by, at, here.version, there.version, note,
            )
        )  # fmt: skip

    def settled(self, source: str, target: str) -> frozenset[str]:
        """Return the ids that an answer or an official mapping has settled."""
        here, there = self.edition(source), self.edition(target)
        answered = Answered.of(self._store.answers(here.id, there.id))
        official = self._store.mappings(here.id, there.id, origins={Origin.OFFICIAL})
        within = self._within(here, there)
        return frozenset(answered.held) | {m.subject for m in (*official, *within)}

    def said(
        self, framework: str | None, source: str | None, target: str | None
    ) -> list[dict[str, str]]:
        """Return decisions and answers as rows, the last first; of all frameworks, if None."""
        rows: list[dict[str, str]] = []
        if source is None and target is None:
            one = None if framework is None else self.edition(framework).id
            rows += [
                self._row(d, (d.text, d.item or d.proposed), d.framework, d.framework)
                for d in self._store.decisions(one)
            ]
        if framework is None:
            ids = [None if f is None else self.edition(f).id for f in (source, target)]
            rows += [
                self._row(
                    a, (a.subject, a.object or a.proposed), a.object_framework,
                    f"{a.subject_framework} to {a.object_framework}",
                )
                for a in self._store.answers(*ids)
            ]  # fmt: skip
        return sorted(rows, key=lambda row: row["at"], reverse=True)

    def _row(
        self, said: Decision | Answer, what: tuple[str, str | None], holds: str, where: str
    ) -> dict[str, str]:
        about, item = what
        return {
            "at": said.at.isoformat(timespec="seconds"),
            "by": said.by,
            "choice": said.choice.value,
            "about": about,
            "label": self._label(holds, item),
            "item": item or "",
            "framework": where,
            "note": said.note,
        }

    def _label(self, framework: str, identifier: str | None) -> str:
        """Return what an item is called; nothing, if its framework is no longer here."""
        if identifier is None or not self._store.editions(framework):
            return ""
        item = self._store.item(framework, identifier)
        return "" if item is None else item.words.label

    # ---------------------------------------------------------------- crosswalks

    def walker(self, source: str, target: str, kind: str = "skill", *, date: str = "") -> Walker:
        """Return what translates items of `kind` from `source` into `target`.

        Args:
            source: `F` or `F@V`.
            target: likewise.
            kind: `skill` or `occupation`.
            date: day that computed mappings are dated with, as ISO 8601.

        Raises:
            MisuseError: as `linker`; `crosswalk.same_framework`.
        """
        here, there = self.edition(source), self.edition(target)
        if here.id == there.id:
            raise MisuseError(
                "crosswalk.same_framework",
                f"{source} and {target} are the same framework",
                hint="to see what a version changed, use `lerway skills diff`",
            )
        answered = Answered.of(self._store.answers(here.id, there.id))
        published = self._published(here, there)
        named = {m.object for found in published.values() for m in found}
        named |= {a.object for a in answered.held.values() if a.object is not None}
        return Walker(
            self._template(here, there, date),
            self._suggester(here, there, target, kind, answered),
            answered,
            published,
            self._labels(there, named),
        )

    def held_mappings(self, reference: str) -> Iterator[SkillMapping]:
        """Yield what is known of a framework's items in others' words; nothing is computed.

        Sets that were put into the store, what the frameworks' own files say of each other,
        and what people answered. Errors as `linker`.
        """
        here = self.edition(reference)
        seen = {here.id}
        for there in self._store.editions():
            if there.id in seen:
                continue
            seen.add(there.id)
            yield from self._store.mappings(here.id, there.id)
            yield from self._within(here, there)
            answered = Answered.of(self._store.answers(here.id, there.id))
            template = self._template(here, there)
            walker = Walker(template, NoSuggester(), answered, {}, {})
            subjects = [Concept(subject, subject) for subject in sorted(answered.held)]
            for translation in walker.walk(subjects, 1):
                yield from translation.mappings

    @staticmethod
    def _template(here: Edition, there: Edition, date: str = "") -> SkillMapping:
        return SkillMapping(
            "", Match.CLOSE, "", here.id, there.id, here.version, there.version,
            author=AUTHOR, date=date,
        )  # fmt: skip

    def _suggester(
        self, here: Edition, there: Edition, target: str, kind: str, answered: Answered
    ) -> Suggester:
        if not self.holds(target, kind) and (answered.held or self._published(here, there)):
            return NoSuggester()
        if kind == "skill":
            return LinkSuggester(self.linker(target, kind))
        arrays = self._arrays(there, kind)
        side = Side.of(arrays)
        groups = self._groups(here)
        grouped = bool(groups) or any(side.groups.all())
        prior = self._figures.prior() if grouped else None
        if prior is not None:
            there_groups = dict(zip(side.index.ids.all(), side.groups.all(), strict=True))
            for subject, answer in answered.held.items():
                if answer.object is not None:
                    group = groups.get(subject) or there_groups.get(answer.object, "")
                    code = soc_of(answer.object) or soc_of(subject)
                    if group and code:
                        prior.learn([(group, code)])
        meeting = Meeting(side, self._embedders(arrays), prior)
        weighing = self._figures.weighing("occupations" if grouped else "items")
        return MeetingSuggester(side, meeting, weighing)

    def _published(self, here: Edition, there: Edition) -> Mapping[str, Sequence[SkillMapping]]:
        """Return official mappings, and chains of them, by subject."""
        official = {Origin.OFFICIAL}
        found: dict[str, list[SkillMapping]] = {}
        for mapping in self._store.mappings(here.id, there.id, origins=official):
            found.setdefault(mapping.subject, []).append(mapping)
        for mapping in self._within(here, there):
            found.setdefault(mapping.subject, []).append(mapping)
        if not self._store.collections():
            return found
        others = {e.id for e in self._store.editions()} - {here.id, there.id}
        for other in sorted(others):
            first = self._store.mappings(here.id, other, origins=official)
            second = self._store.mappings(other, there.id, origins=official)
            for mapping in chained(first, list(second)):
                found.setdefault(mapping.subject, []).append(mapping)
        return found

    def _within(self, here: Edition, there: Edition) -> Iterator[SkillMapping]:
        """Yield what either framework itself says of the other's items."""
        for one, other, turned in ((here, there, False), (there, here, True)):
            if any(one.relations.get(link) for link in SAME_THING):
                links = frozenset(SAME_THING)
                relations = self._store.relations(one.id, one.version, links=links)
                item = partial(self._in, other)
                for mapping in mappings_within(list(relations), one, other, item):
                    yield mapping.turned if turned else mapping

    def _in(self, edition: Edition, identifier: str) -> Item | None:
        return self._store.item(edition.id, identifier, edition.version)

    def _labels(self, edition: Edition, ids: set[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for identifier in ids:
            item = self._store.item(edition.id, identifier, edition.version)
            if item is not None:
                found[identifier] = item.words.label
        return found

    # ------------------------------------------------------------------- indexes

    def _embedders(self, arrays: Arrays) -> tuple[Embedder, ...]:
        base = self._base()
        tuned = StaticEmbedder(f"{base.name}+tuned", base.tokenise, halves(arrays[_TABLE]))
        return tuned, base

    def _arrays(self, edition: Edition, kind: str) -> Arrays:
        key = f"{edition.name}@{edition.version}-{kind}-{edition.digest[:16]}-{ENGINE}"
        arrays = self._shelf.get(key)
        if arrays is None:
            made = self._made(edition, kind)
            self._shelf.put(key, made)
            arrays = self._shelf.get(key) or made
        return arrays

    def _made(self, edition: Edition, kind: str) -> Arrays:
        items = list(self._items(edition, FRAMEWORK_KINDS[kind]))
        if not items:
            raise MisuseError(
                "linking.nothing_of_kind",
                f"{edition.name} {edition.version} has no {kind}s",
                hint=f"name a framework that has {kind}s, or another --kind",
            )
        self._tell(
            f"preparing the {len(items):,} {kind}s of {edition.name} {edition.version}"
            " for linking; this is done once"
        )
        told = _Told(self._tell)
        work = self._work(edition) if kind == "occupation" else {}
        groups = self._groups(edition) if kind == "occupation" else {}
        concepts = [
            concept_of(i, work=tuple(work.get(i.id, ())), group=groups.get(i.id, "")) for i in items
        ]
        base = self._base().remembering()
        tuned = base.tuned(pairs_of(concepts), tell=told.share)
        embedders = (tuned, base)
        table = {_TABLE: tuned.table.astype("float16")}
        if kind == "occupation":
            side = Side.build(concepts, embedders, self._parents(edition, concepts))
            return {**side.arrays(), **table}
        return {**Index.build(concepts, embedders).arrays(), **table}

    def _items(self, edition: Edition, kinds: frozenset[Kind]) -> Iterator[Item]:
        """Yield the items in force."""
        for item in self._store.items(edition.id, edition.version, kinds=kinds):
            if item.status not in _GONE:
                yield item

    def _groups(self, edition: Edition) -> dict[str, str]:
        """Return the ISCO-08 unit groups of the occupations that have one."""
        found: dict[str, str] = {}
        links = {Link.BROADER}
        for relation in self._store.relations(edition.id, edition.version, links=links):
            code = isco_of(relation.target)
            if code and not isco_of(relation.source):
                found.setdefault(relation.source, code)
        return found

    def _work(self, edition: Edition) -> dict[str, list[str]]:
        tasks = {
            i.id: i.words.label
            for i in self._store.items(edition.id, edition.version, kinds={Kind.TASK})
        }
        found: dict[str, list[str]] = {}
        links = {Link.REQUIRES}
        for relation in self._store.relations(edition.id, edition.version, links=links):
            if relation.target in tasks:
                found.setdefault(relation.source, []).append(tasks[relation.target])
        return found

    def _parents(self, edition: Edition, concepts: Sequence[Concept]) -> list[int]:
        at = {c.id: i for i, c in enumerate(concepts)}
        found = [-1] * len(concepts)
        links = {Link.BROADER}
        for relation in self._store.relations(edition.id, edition.version, links=links):
            if relation.source in at and relation.target in at:
                found[at[relation.source]] = at[relation.target]
        return found


class _Told:
    """Tells how far a long tuning has come, in quarters; one that is quick is not told."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._quarter = 0

    def share(self, done: float, steps: int) -> None:
        """Take the share that is done, of so many steps."""
        quarter = int(done * 4)
        if steps >= _LONG and quarter > self._quarter:
            self._quarter = quarter
            rest = "; now its words are laid out" if quarter == 4 else ""  # noqa: PLR2004
            self._tell(f"  {quarter * 25} % of its words are tuned{rest}")
