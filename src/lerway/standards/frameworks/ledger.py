"""What one import has met so far: identifiers, references and the hierarchy.

SKOS (W3C Recommendation, 2009), section 8.6.8, leaves cycles in `skos:broader` to the
application; here a circle is refused, because nobody can be placed in it. A file with two
items of one identifier is refused as well: identifiers are for ever.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import InvalidError
from lerway.standards.frameworks.model import Remark

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Ledger"]

_SHOWN: Final = 7
"""Steps of a circle that are shown whole."""


class Ledger:
    """Every identifier once, every reference somewhere, no circle above an item."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._items: dict[str, str] = {}
        self._above: dict[str, dict[str, str]] = {}
        self._referred: dict[str, str] = {}

    def __contains__(self, identifier: str) -> bool:
        """Whether an item of this identifier was met."""
        return identifier in self._items

    def item(self, identifier: str, where: str) -> None:
        """Note an item.

        Raises:
            InvalidError: `framework.duplicate_id`.
        """
        before = self._items.setdefault(identifier, where)
        if before is not where and before != where:
            raise InvalidError(
                "framework.duplicate_id",
                f"{where}: {identifier} was already said in {before}",
                hint="an identifier belongs to one item for ever: keep one of them",
            )

    def refer(self, identifier: str, where: str) -> None:
        """Note that a relation names `identifier`."""
        self._referred.setdefault(identifier, where)

    def above(self, narrow: str, broad: str, where: str) -> bool:
        """Note that `broad` stands above `narrow`; whether that is new."""
        edges = self._above.setdefault(narrow, {})
        if broad in edges:
            return False
        edges[broad] = where
        self._referred.setdefault(narrow, where)
        self._referred.setdefault(broad, where)
        return True

    def finish(self) -> Iterator[Remark]:
        """Yield what is odd when everything was read.

        Raises:
            InvalidError: `framework.cycle`, `framework.no_items`.
        """
        if not self._items:
            raise InvalidError(
                "framework.no_items",
                "the file holds no item: no skill, no occupation, nothing",
                hint="look whether it was cut off, or whether it is the file that you meant",
            )
        self._refuse_circles()
        unknown = [i for i in self._referred if i not in self._items]
        if unknown:
            yield Remark(
                "framework.target_unknown",
                f"{len(unknown):,} identifiers are named in relations but no table has them,"
                f" the first is {unknown[0]}; the relations are kept",
                self._referred[unknown[0]],
            )

    def _refuse_circles(self) -> None:
        done: set[str] = set()
        for start in self._above:
            if start in done:
                continue
            path: dict[str, Iterator[str]] = {start: iter(self._above[start])}
            while path:
                here = next(reversed(path))
                step = next(path[here], None)
                if step is None:
                    done.add(here)
                    del path[here]
                elif step in path:
                    raise _circle([*path], step, self._above[here][step])
                elif step not in done and step in self._above:
                    path[step] = iter(self._above[step])


def _circle(path: list[str], back: str, where: str) -> InvalidError:
    ring = [*path[path.index(back) :], back]
    shown = " → ".join(ring if len(ring) <= _SHOWN else [*ring[:4], "…", *ring[-3:]])
    return InvalidError(
        "framework.cycle",
        f"{where}: the hierarchy runs in a circle: {shown}",
        hint="delete one of these relations",
    )
