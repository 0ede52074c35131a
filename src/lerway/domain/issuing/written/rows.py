"""The rows of a roster that were found good, kept as text until somebody asks for one.

No part of a standard. A roster may be long, and a row is asked for once or twice: what is
kept of it is its cells, and a `Row` is made anew each time.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, final, overload

from lerway.domain.issuing.written.days import moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from lerway.domain.issuing.written.achievement import ResultDescription
    from lerway.kernel.strict_json import JSONObject

__all__ = ["COLUMNS", "Layout", "Row", "Rows", "numbers_of", "unlike"]

COLUMNS: Final = (
    "name", "email", "id", "evidence", "narrative", "validFrom", "validUntil",
)  # fmt: skip
_BETWEEN: Final = "\x1f"
"""Stands between cells; none has it in it, for it is a control character."""


class Row(NamedTuple):
    """One learner of a roster.

    Attributes:
        number: the row in a spreadsheet; the header is row 1.
        name: for file names and lists; never signed.
        email: signed only hashed, and only if asked.
        id: the learner's own identifier (a DID or URL), if the roster gives one.
        results: a Result for each filled cell, by the id of its description.
        evidence: addresses of what the learner made.
        narrative: what this learner did.
        valid_from: for this learner, if it differs from the run's.
        valid_until: likewise.
    """

    number: int
    name: str
    email: str
    id: str | None
    results: dict[str, JSONObject]
    evidence: tuple[str, ...]
    narrative: str | None
    valid_from: datetime | None
    valid_until: datetime | None

    def shape(self) -> tuple[object, ...]:
        """Return what two rows share whose badges differ in nothing but values."""
        return (
            tuple((k, tuple(v)) for k, v in self.results.items()),
            len(self.evidence),
            self.narrative is None,
            self.valid_until is None,
        )


class Layout(NamedTuple):
    """What stands in which cell.

    Attributes:
        columns: name of a column to its place.
        results: place of a column to the result description that it is about.
        kept: the Result of some places and texts, so that it is not made again.
    """

    columns: Mapping[str, int]
    results: Mapping[int, ResultDescription]
    kept: Mapping[tuple[int, str], JSONObject]


@final
class Rows(Sequence[Row]):
    """Good rows, by their place; a slice is cheap to go through and not to be changed."""

    def __init__(self, layout: Layout) -> None:
        """Have no row yet."""
        self._layout = layout
        self._texts: list[str] = []
        self._numbers = array("L")
        self._first: dict[tuple[object, ...], int] = {}
        self._places = [layout.columns.get(name, -1) for name in COLUMNS]

    def add(self, number: int, cells: Sequence[str]) -> None:
        """Add a row that was found good: every cell, none with a control character in it."""
        place = self._places[COLUMNS.index("evidence")]
        evidence = 0 if place < 0 else len(cells[place].split())
        self._first.setdefault((evidence, *map(bool, cells)), len(self._texts))
        self._texts.append(_BETWEEN.join(cells))
        self._numbers.append(number)

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self._texts)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Row]: ...

    def __getitem__(self, place: int | slice) -> Row | Sequence[Row]:
        """Return the row at a place, from 0, or those of a slice."""
        if isinstance(place, int):
            return self._row(self._numbers[place], self._texts[place])
        return [*map(self._row, self._numbers[place], self._texts[place])]

    def __iter__(self) -> Iterator[Row]:
        """Make each row in turn."""
        return map(self._row, self._numbers, self._texts)

    @property
    def numbers(self) -> Sequence[int]:
        """The number of each row."""
        return self._numbers

    def unlike(self) -> list[Row]:
        """Return the first row of each kind: of those that have the same cells filled."""
        return [self[place] for place in self._first.values()]

    def _row(self, number: int, text: str) -> Row:
        _, described, kept = self._layout
        cells = text.split(_BETWEEN)
        results: dict[str, JSONObject] = {}
        for i, description in described.items():
            if cells[i]:
                known = kept.get((i, cells[i])) or description.result(cells[i])
                results[description.id] = {**known}
        # A column that is not there is read from an empty cell behind the last.
        cells.append("")
        name, email, own, evidence, narrative, start, end = self._places
        return Row(
            number,
            cells[name],
            cells[email],
            cells[own] or None,
            results,
            tuple(cells[evidence].split()),
            cells[narrative] or None,
            moment(cells[start]) if cells[start] else None,
            moment(cells[end], end=True) if cells[end] else None,
        )


def unlike(rows: Sequence[Row]) -> Sequence[Row]:
    """Return some rows that stand for all: whatever cells a row has filled, one has too."""
    return rows.unlike() if isinstance(rows, Rows) else rows


def numbers_of(rows: Sequence[Row]) -> Iterable[int]:
    """Return the number of each row."""
    return rows.numbers if isinstance(rows, Rows) else (row.number for row in rows)
