"""What must hold in every framework, whatever it was read from (SKOS 8.6, and the house).

1. The head comes first, once, with an id and a version.
2. An item has an id and a label.
3. An id stands for one item.
4. Nothing is broader than itself, over however many steps.
5. A relation to an item that is not there is kept, and said.
6. There is at least one item, and no more items or relations than any framework has.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import Fault, InvalidError
from lerway.standards.frameworks.model import Framework, Item, Link, Relation, Remark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lerway.standards.frameworks.model import Part

__all__ = ["Structure"]

SHOWN: Final = 8
REMARKS_OF_A_KIND: Final = 20
MOST_ITEMS: Final = 1_000_000
MOST_RELATIONS: Final = 10_000_000
"""O*NET, the largest that is known, has some 55,000 items and, whole, a million relations."""


class Structure:
    """Checks the parts of one framework while they pass, and gathers what is to be said."""

    def __init__(
        self, *, most_items: int = MOST_ITEMS, most_relations: int = MOST_RELATIONS
    ) -> None:
        """Make one for one pass, with the most that may pass."""
        self._most = most_items
        self._relations = most_relations
        self._room = most_relations
        self.framework: Framework | None = None
        self._remarks: defaultdict[str, list[Remark]] = defaultdict(list)
        self._more: Counter[str] = Counter()
        self._seen: dict[str, Item] = {}
        self._broader: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        self._open: list[Relation] = []

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What the person who imports should be told; of one kind not more than some."""
        said = [r for some in self._remarks.values() for r in some]
        for code, more in self._more.items():
            said.append(Remark(code, f"and {more:,} more like this"))
        return tuple(said)

    def checked(self, parts: Iterable[Part]) -> Iterator[Framework | Item | Relation]:
        """Yield the head, the items and the relations of `parts`.

        Raises:
            InvalidError: `frameworks.head`, `frameworks.no_version`, `frameworks.no_id`,
                `frameworks.no_label`, `frameworks.duplicate_id`, `frameworks.cycle`,
                `frameworks.empty`, `frameworks.too_many`.
        """
        for part in parts:
            match part:
                case Item():
                    if self._item(part):
                        yield part
                case Relation():
                    self._relation(part)
                    yield part
                case Remark():
                    self._remark(part)
                case Framework():
                    self._head(part)
                    yield part
        if self.framework is None or not self._seen:
            raise InvalidError(
                "frameworks.empty",
                "there is no skill, occupation or task in what was given",
                hint="look whether it is the whole file, in the format that was named",
            )
        self._unknown()
        self._acyclic()

    def _head(self, framework: Framework) -> None:
        if self.framework is not None:
            raise InvalidError(
                "frameworks.head",
                f"this holds two frameworks: {self.framework.name!r} {self.framework.version}"
                f" and {framework.name!r} {framework.version}",
                hint="import them one after the other, each from its own folder",
            )
        if not framework.id or not framework.version.strip():
            raise InvalidError(
                "frameworks.no_version",
                f"{framework.name or 'the framework'} does not say its version",
                hint="say it with --version",
            )
        self.framework = framework

    def _item(self, item: Item) -> bool:
        if self.framework is None:
            raise InvalidError(
                "frameworks.head",
                "an item came before the head of the framework",
                hint="report this, with the file",
                fault=Fault.LERWAY,
            )
        if not item.id.strip():
            raise InvalidError(
                "frameworks.no_id",
                f"{_at(item.place)}{item.words.label!r} has no identifier",
                hint="give it one in the file",
            )
        if not item.words.label.strip():
            raise InvalidError(
                "frameworks.no_label",
                f"{_at(item.place)}{item.id} has no label",
                hint="give it one in the file",
            )
        before = self._seen.setdefault(item.id, item)
        if before is item:
            if len(self._seen) > self._most:
                raise _too_many(item.place, "items", self._most)
            return True
        if before != item:
            raise InvalidError(
                "frameworks.duplicate_id",
                f"{_at(item.place)}{item.id} stands for {item.words.label!r}, and"
                f" {_at(before.place)}for {before.words.label!r}",
                hint="give one of the two another identifier in the file, or take it out",
            )
        self._remark(
            Remark("frameworks.repeated", f"{item.id} stands twice, word for word", item.place)
        )
        return False

    def _relation(self, relation: Relation) -> None:
        self._room -= 1
        if self._room < 0:
            raise _too_many(relation.place, "relations", self._relations)
        if relation.link is Link.BROADER:
            self._broader[relation.source].append((relation.target, relation.place))
        if relation.source not in self._seen or relation.target not in self._seen:
            self._open.append(relation)

    def _remark(self, remark: Remark) -> None:
        if len(self._remarks[remark.code]) < REMARKS_OF_A_KIND:
            self._remarks[remark.code].append(remark)
        else:
            self._more[remark.code] += 1

    def _unknown(self) -> None:
        """Say which relations lead nowhere: one remark for each link and end."""
        found: defaultdict[tuple[Link, str], list[tuple[str, str]]] = defaultdict(list)
        for relation in self._open:
            if relation.source not in self._seen:
                found[relation.link, "come from"].append((relation.source, relation.place))
            if relation.target not in self._seen:
                found[relation.link, "lead to"].append((relation.target, relation.place))
        for (link, end), ends in found.items():
            known = len({identifier for identifier, _ in ends})
            identifier, place = ends[0]
            self._remark(
                Remark(
                    "frameworks.unknown_item",
                    f"{len(ends):,} relations ({link.value}) {end} {known:,} items that are not"
                    f" in what was given, such as {identifier}; they are kept",
                    place,
                )
            )

    def _acyclic(self) -> None:
        done: set[str] = set()
        for start in self._broader:
            path: list[str] = []
            on_path: dict[str, int] = {}
            stack = [(start, False)]
            while stack:
                node, left = stack.pop()
                if left:
                    done.add(node)
                    del on_path[path.pop()]
                    continue
                if node in on_path:
                    places = dict(self._broader[path[-1]])
                    raise _cycle([*path[on_path[node] :], node], places[node])
                if node in done:
                    continue
                on_path[node] = len(path)
                path.append(node)
                stack.append((node, True))
                stack += [(wider, False) for wider, _ in self._broader.get(node, ())]


def _at(place: str) -> str:
    return f"{place}: " if place else ""


def _too_many(place: str, what: str, most: int) -> InvalidError:
    return InvalidError(
        "frameworks.too_many",
        f"{_at(place)}there are more than {most:,} {what}",
        hint="look whether this is a framework; if it is, import it in parts",
    )


def _cycle(ids: list[str], place: str) -> InvalidError:
    shown = ids if len(ids) <= SHOWN else [*ids[: SHOWN - 1], "…", ids[-1]]
    return InvalidError(
        "frameworks.cycle",
        f"{_at(place)}the hierarchy runs in a circle: {' → '.join(shown)}",
        hint="take one of these steps out of the file, such as the one named first",
    )
