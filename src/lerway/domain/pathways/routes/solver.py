"""What routes ask of a solver of mixed integer programmes."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Matrix", "Rows", "Solved", "Solver"]


@dataclass(slots=True)
class Rows:
    """Rows of a sparse matrix: row i has the entries from `starts[i]` to `starts[i + 1]`."""

    starts: list[int] = field(default_factory=lambda: [0])
    index: list[int] = field(default_factory=list[int])
    value: list[float] = field(default_factory=list[float])
    lower: list[float] = field(default_factory=list[float])
    upper: list[float] = field(default_factory=list[float])

    def add(
        self, terms: Iterable[tuple[int, float]], low: float = -math.inf, high: float = math.inf
    ) -> None:
        """Put a row below the others: `low` <= sum of the terms <= `high`."""
        for at, by in terms:
            self.index.append(at)
            self.value.append(by)
        self.starts.append(len(self.index))
        self.lower.append(low)
        self.upper.append(high)

    def copy(self) -> Rows:
        """Return rows that can be added to without changing these."""
        return Rows(
            list(self.starts),
            list(self.index),
            list(self.value),
            list(self.lower),
            list(self.upper),
        )


@dataclass(frozen=True, slots=True)
class Matrix:
    """Minimise costs · x, where x is from 0 to `upper_columns` and keeps to the rows.

    Attributes:
        costs: of each column.
        upper_columns: the most of each column.
        whole: which columns are whole numbers.
        rows: of the matrix.
        step: two values of whole-number solutions differ by at least so much.
    """

    costs: list[float]
    upper_columns: list[float]
    whole: list[bool]
    rows: Rows
    step: float

    @property
    def starts(self) -> list[int]:
        """Where each row begins."""
        return self.rows.starts

    @property
    def index(self) -> list[int]:
        """Columns of the entries."""
        return self.rows.index

    @property
    def value(self) -> list[float]:
        """The entries."""
        return self.rows.value

    @property
    def lower(self) -> list[float]:
        """The least of each row."""
        return self.rows.lower

    @property
    def upper(self) -> list[float]:
        """The most of each row."""
        return self.rows.upper


@dataclass(frozen=True, slots=True)
class Solved:
    """What a solver found.

    Attributes:
        values: of the columns; None if it found nothing.
        value: of the objective; bound: no solution has a smaller one.
        proven: whether `value` is the least, or that there is no solution.
    """

    values: tuple[float, ...] | None
    value: float
    bound: float
    proven: bool


class Solver(Protocol):
    """Solves programmes within a time that was given when it was made."""

    def left(self) -> float:
        """Return the seconds that are left."""
        ...

    def solve(self, matrix: Matrix, seconds: float | None = None, /) -> Solved:
        """Return the least value, or the best found when the time (or `seconds`) ended."""
        ...
