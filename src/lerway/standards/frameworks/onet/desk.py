"""The tables of one O*NET release, side by side, and whether they are of one release.

O*NET Data Dictionary, "File structure". No table says its release. What gives a mixture
away, and is refused: a table twice, workbooks beside text files, two folders with tables,
two read-me files that name different releases, a date after the release of the read-me,
and one table's title of an occupation, element or task that another table spells otherwise.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeAlias

from lerway.kernel.errors import InvalidError, UnreadableError
from lerway.standards.frameworks.tables import Columns, folder, stem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lerway.standards.frameworks.files import Bundle, Row, Sheet

__all__ = ["KNOWN", "SOC", "TABLES", "Desk", "Taken"]

Taken: TypeAlias = "tuple[Columns, Iterator[Row]]"

SOC: Final = "O*NET-SOC Code"

TABLES: Final = (
    "Occupation Data",
    "Content Model Reference",
    "Skills",
    "Knowledge",
    "Abilities",
    "Work Styles",
    "Work Activities",
    "Task Statements",
    "Technology Skills",
    "Tools Used",
    "Alternate Titles",
    "Related Occupations",
    "Job Zones",
    "Education, Training, and Experience",
)
"""What an import is expected to have; the absence of one is said."""

FURTHER: Final = (
    "Abilities to Work Activities",
    "Abilities to Work Context",
    "Basic Interests to RIASEC",
    "DWA Reference",
    "Education, Training, and Experience Categories",
    "Emerging Tasks",
    "IWA Reference",
    "Interests",
    "Interests Illustrative Activities",
    "Interests Illustrative Occupations",
    "Job Zone Reference",
    "Level Scale Anchors",
    "Occupation Level Metadata",
    "RIASEC Keywords",
    "Sample of Reported Titles",
    "Scales Reference",
    "Skills to Work Activities",
    "Skills to Work Context",
    "Survey Booklet Locations",
    "Task Categories",
    "Task Ratings",
    "Tasks to DWAs",
    "UNSPSC Reference",
    "Work Context",
    "Work Context Categories",
    "Work Values",
)

KNOWN: Final = {name.lower(): name for name in (*TABLES, *FURTHER)}
"""Every table, by its name in lower case."""
_RELEASE: Final = re.compile(r"O\*NET\S*\s+(\d{1,2}\.\d)")
_MONTHS: Final[list[str]] = [
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
]
_MONTH: Final = re.compile(rf"({'|'.join(_MONTHS)})\s+(\d{{4}})\s+release", re.IGNORECASE)
_DATE: Final = re.compile(r"(\d{2})/(\d{4})")


class Desk:
    """One release's tables.

    Attributes:
        said: the release that a read-me file names, or ''.
        latest: the latest month met in a column `Date`, as `2025-05`.
        titles: of the occupations, by SOC code.
        elements: names of elements, activities and commodities, by identifier.
        first_file: the path of one table.
        unknown: sheets that are no table of O*NET.
    """

    def __init__(self, bundle: Bundle) -> None:
        """Sort the sheets of `bundle` into tables.

        Raises:
            UnreadableError: `frameworks.not_this_format`.
            InvalidError: `onet.mixed_releases`.
        """
        self._edges: set[tuple[str, str]] = set()
        self.titles: dict[str, str] = {}
        self.elements: dict[str, str] = {}
        self.latest = ""
        self.unknown: list[Sheet] = []
        self._sheets: dict[str, Sheet] = {}
        self._dates: dict[str, str] = {}
        for sheet in bundle.sheets:
            self._sort(sheet)
        if not self._sheets:
            files = [s.file for s in bundle.sheets] + [d.file for d in bundle.documents]
            raise UnreadableError(
                "frameworks.not_this_format",
                f"none of {', '.join(files[:8])} is a table of the O*NET database",
                hint="O*NET's files are called 'Occupation Data', 'Skills' and so on;"
                " keep their names",
            )
        self._one_layout()
        self.said, self._until = _read_me(bundle, [*self.unknown])

    def _sort(self, sheet: Sheet) -> None:
        table = KNOWN.get(stem(sheet.file).lower())
        if table is None:
            self.unknown.append(sheet)
            return
        before = self._sheets.get(table)
        if before is not None and before.file == sheet.file:
            self.unknown.append(sheet)
            return
        if before is not None:
            raise _mixed(f"{before.file} and {sheet.file} are both the table {table!r}")
        self._sheets[table] = sheet

    def _one_layout(self) -> None:
        first = next(iter(self._sheets.values()))
        self.first_file = first.file
        for sheet in self._sheets.values():
            if folder(sheet.file) != folder(first.file):
                raise _mixed(f"{first.file} and {sheet.file} stand in two folders")
            if sheet.file.rsplit(".", 1)[-1].lower() != first.file.rsplit(".", 1)[-1].lower():
                raise _mixed(
                    f"{first.file} and {sheet.file} are of two layouts,"
                    " and O*NET publishes each release in either"
                )

    def __contains__(self, table: str) -> bool:
        """Whether `table` was given."""
        return table in self._sheets

    def left(self) -> list[str]:
        """Return the names of the tables that nobody has taken yet."""
        return list(self._sheets)

    def take(self, table: str) -> Taken | None:
        """Return columns and rows of `table`, once; nothing if it was not given."""
        sheet = self._sheets.pop(table, None)
        if sheet is None:
            return None
        columns = Columns(sheet)
        date = columns.at("Date")
        return columns, iter(sheet.rows) if date < 0 else self._dated(sheet, date)

    def _dated(self, sheet: Sheet, at: int) -> Iterator[Row]:
        dates = self._dates
        for row in sheet.rows:
            text = row[1][at]
            if text not in dates:
                self._date(text, sheet, row[0])
            yield row

    def _date(self, text: str, sheet: Sheet, row: int) -> None:
        found = _DATE.fullmatch(text.strip())
        month = f"{found[2]}-{found[1]}" if found else ""
        self._dates[text] = month
        self.latest = max(self.latest, month)
        if self._until and month > self._until:
            raise _mixed(
                f"{sheet.at(row)}: the date {text} is after the release {self.said} ({self._until})"
            )

    def first(self, narrow: str, broad: str) -> bool:
        """Whether nobody has put `narrow` below `broad` before; from now on somebody has."""
        edge = (narrow, broad)
        if edge in self._edges:
            return False
        self._edges.add(edge)
        return True

    def same_title(self, code: str, title: str, sheet: Sheet, row: int) -> None:
        """Check what a row calls an occupation against the table Occupation Data.

        Raises:
            InvalidError: `onet.mixed_releases`.
        """
        known = self.titles.get(code)
        if known is not None and title and title != known:
            raise _mixed(
                f"{sheet.at(row)}: {code} is called {title!r} here and {known!r} in Occupation Data"
            )

    def same_text(self, sheet: Sheet, row: int, what: str, here: str, there: str) -> None:
        """Check a text that two tables have.

        Raises:
            InvalidError: `onet.mixed_releases`.
        """
        if here and there and here != there:
            raise _mixed(
                f"{sheet.at(row)}: {what} reads {here[:80]!r} here"
                f" and {there[:80]!r} in another table"
            )


def _mixed(what: str) -> InvalidError:
    return InvalidError(
        "onet.mixed_releases",
        f"these files are of more than one release of O*NET: {what}",
        hint="put each release in a folder of its own and import the folders one by one:"
        " they are kept side by side as versions",
    )


def _read_me(bundle: Bundle, sheets: list[Sheet]) -> tuple[str, str]:
    """Return the release that the read-me names (`29.3`) and its month (`2025-05`)."""
    texts = {d.file: d.data.decode("utf-8", "replace") for d in bundle.documents}
    for sheet in sheets:
        if "read" in stem(sheet.file).lower():
            lines = ["\t".join(sheet.header), *("\t".join(cells) for _, cells in sheet.rows)]
            texts[sheet.file] = "\n".join(lines)
    said: dict[str, tuple[str, str]] = {}
    for file, text in texts.items():
        if "read" not in stem(file).lower():
            continue
        number, month = _RELEASE.search(text), _MONTH.search(text)
        if number:
            until = f"{month[2]}-{_MONTHS.index(str(month[1]).lower()) + 1:02}" if month else ""
            said.setdefault(number[1], (file, until))
    if len(said) > 1:
        names = " and ".join(f"{file} names {release}" for release, (file, _) in said.items())
        raise _mixed(names)
    for release, (_, until) in said.items():
        return release, until
    return "", ""
