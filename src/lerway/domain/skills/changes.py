"""What a new version of a framework changed (house model; docs/adr/0010).

Items are the same if their identifiers are: an identifier is kept for ever.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lerway.standards.frameworks.model import Link

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lerway.standards.frameworks.model import Item, Relation

__all__ = ["Changes", "Moved", "Reworded", "changes"]


@dataclass(frozen=True, slots=True)
class Reworded:
    """An item whose words changed: label, alternative labels, description, or a translation.

    Attributes:
        old: as it was.
        new: as it is.
    """

    old: Item
    new: Item

    @property
    def members(self) -> tuple[str, ...]:
        """Which of `label`, `alternatives`, `description` and `others` changed."""
        old, new = self.old.words, self.new.words
        compared = (
            ("label", old.label, new.label),
            ("alternatives", old.alternatives, new.alternatives),
            ("description", old.description, new.description),
            ("others", dict(self.old.others), dict(self.new.others)),
        )
        return tuple(name for name, before, after in compared if before != after)


@dataclass(frozen=True, slots=True)
class Moved:
    """An item that stands below other headings than before.

    Attributes:
        item: as it is.
        old: ids of what was broader, in the order of the file.
        new: ids of what is.
    """

    item: Item
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What one version has over another.

    Attributes:
        added: items that are new.
        removed: items that are gone.
        reworded: items whose words changed.
        moved: items that stand elsewhere in the hierarchy.
        recast: pairs, old and new, whose kind, code or status changed.
        related: relations other than the hierarchy's that are new.
        unrelated: such relations that are gone.
    """

    added: tuple[Item, ...]
    removed: tuple[Item, ...]
    reworded: tuple[Reworded, ...]
    moved: tuple[Moved, ...]
    recast: tuple[tuple[Item, Item], ...]
    related: tuple[Relation, ...]
    unrelated: tuple[Relation, ...]

    @property
    def none(self) -> bool:
        """Whether both versions say the same."""
        return not (
            self.added
            or self.removed
            or self.reworded
            or self.moved
            or self.recast
            or self.related
            or self.unrelated
        )


def changes(
    old: tuple[Iterable[Item], Iterable[Relation]],
    new: tuple[Iterable[Item], Iterable[Relation]],
) -> Changes:
    """Return what changed from the items and relations of one version to those of another.

    A rating (importance, level) is no relation of its own: a new one changes nothing here.
    """
    before = {item.id: item for item in old[0]}
    after = {item.id: item for item in new[0]}
    above_before, across_before = _split(old[1])
    above_after, across_after = _split(new[1])
    both = [(before[i], item) for i, item in after.items() if i in before]
    reworded = (Reworded(a, b) for a, b in both)
    moved = (
        Moved(b, tuple(above_before.get(b.id, ())), tuple(above_after.get(b.id, ())))
        for _, b in both
    )
    return Changes(
        added=tuple(item for i, item in after.items() if i not in before),
        removed=tuple(item for i, item in before.items() if i not in after),
        reworded=tuple(r for r in reworded if r.members),
        moved=tuple(m for m in moved if set(m.old) != set(m.new)),
        recast=tuple((a, b) for a, b in both if _cast(a) != _cast(b)),
        related=tuple(r for key, r in across_after.items() if key not in across_before),
        unrelated=tuple(r for key, r in across_before.items() if key not in across_after),
    )


def _cast(item: Item) -> tuple[str, str, str]:
    return item.kind, item.code, item.status


def _split(
    relations: Iterable[Relation],
) -> tuple[dict[str, list[str]], dict[tuple[str, Link, str], Relation]]:
    above: defaultdict[str, list[str]] = defaultdict(list)
    across: dict[tuple[str, Link, str], Relation] = {}
    for relation in relations:
        if relation.link is Link.BROADER:
            above[relation.source].append(relation.target)
        else:
            across[relation.source, relation.link, relation.target] = relation
    return above, across
