"""Columns and cells of a table, by their titles (RFC 4180, section 2, and workbooks).

What is wrong is said with the file, the sheet and the row (docs/adr/0010).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lerway.kernel.errors import InvalidError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lerway.kernel.strict_json import JSON
    from lerway.standards.frameworks.files import Sheet

__all__ = ["Columns", "cells", "folder", "stem", "truth", "whole"]


def stem(file: str) -> str:
    """Return the name of `file` without folders and without its ending."""
    name = file.replace("\\", "/").rsplit("/", 1)[-1]
    return name.rsplit(".", 1)[0] if "." in name else name


def folder(file: str) -> str:
    """Return the folders before the name of `file`, or nothing."""
    path = file.replace("\\", "/")
    return path.rsplit("/", 1)[0] if "/" in path else ""


def whole(text: str) -> str:
    """Return a whole number as a workbook may spell it (`8823.0`) in plain figures."""
    return text[:-2] if text.endswith(".0") and text[:-2].isdigit() else text.strip()


def truth(text: str) -> bool | None:
    """Return what `Y` and `N` (or `true`, `yes`, `1` and their contraries) say, else nothing."""
    word = text.strip().lower()
    if word in {"y", "yes", "true", "1"}:
        return True
    return False if word in {"n", "no", "false", "0"} else None


class Columns:
    """Where the columns of one sheet stand."""

    def __init__(self, sheet: Sheet) -> None:
        """Read the header of `sheet`.

        Raises:
            UnreadableError: `frameworks.column_twice`.
        """
        self.sheet = sheet
        self.titles = tuple(t.replace("\ufeff", "").strip() for t in sheet.header)
        self._at: dict[str, int] = {}
        self._before_row = sheet.at(0)[:-1]
        for at, title in enumerate(self.titles):
            if title and title in self._at:
                raise UnreadableError(
                    "frameworks.column_twice",
                    f"{sheet.file}, sheet {sheet.name!r}: two columns are called {title!r}",
                    hint="rename or delete one of them",
                )
            self._at.setdefault(title, at)

    def __contains__(self, title: str) -> bool:
        """Whether there is a column of this title."""
        return title in self._at

    def place(self, row: int) -> str:
        """Return where a row stands, as `Sheet.at` says it."""
        return f"{self._before_row}{row}"

    def need(self, *titles: str) -> tuple[int, ...]:
        """Return the positions of these columns.

        Raises:
            UnreadableError: `frameworks.column_missing`.
        """
        missing = [t for t in titles if t not in self._at]
        if missing:
            raise UnreadableError(
                "frameworks.column_missing",
                f"{self.sheet.file}, sheet {self.sheet.name!r}:"
                f" no column {', '.join(map(repr, missing))};"
                f" there are {', '.join(map(repr, self.titles[:20]))}",
                hint="take the file as its owner publishes it, or name the format that it has",
            )
        return tuple(self._at[t] for t in titles)

    def at(self, title: str) -> int:
        """Return the position of a column, or -1."""
        return self._at.get(title, -1)

    def others(self, *titles: str) -> tuple[tuple[str, int], ...]:
        """Return title and position of every column that is not among `titles`."""
        return tuple((t, i) for t, i in self._at.items() if t and t not in titles)

    def required(self, row: int, cells_: tuple[str, ...], title: str) -> str:
        """Return a cell that must not be empty.

        Raises:
            InvalidError: `frameworks.cell_empty`.
        """
        text = cells_[self._at[title]].strip()
        if not text:
            raise InvalidError(
                "frameworks.cell_empty",
                f"{self.place(row)}: the column {title!r} is empty",
                hint="fill the cell, or delete the row",
            )
        return text


def cells(columns: Iterable[tuple[str, int]], row: tuple[str, ...]) -> dict[str, JSON]:
    """Return the cells of `row` that say something, by the titles of `columns`."""
    return {title: row[at] for title, at in columns if row[at]}
