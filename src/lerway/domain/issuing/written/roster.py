"""Rosters: who gets an achievement, as CSV (RFC 4180) that a spreadsheet wrote.

A roster is judged whole. Every bad row is named by its number in a spreadsheet
(the header is row 1), its column, what is wrong and what to do; nothing is guessed.

    name,email,id,evidence,narrative,validFrom,validUntil,result.NAME…

`name` and `email` are required. A column may be spelled with other capitals, with
spaces, hyphens or underscores. `result.NAME` stands for the result description of
that name or id.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from lerway.domain.issuing.written.absent import absent_results
from lerway.domain.issuing.written.days import moment
from lerway.domain.issuing.written.decoding import decoded
from lerway.domain.issuing.written.rows import COLUMNS, Layout, Rows
from lerway.kernel.errors import Fault, LerwayError, MisuseError, Problem, UnreadableError
from lerway.standards.vcdm.identifiers import is_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from lerway.domain.issuing.written.achievement import Achievement, ResultDescription
    from lerway.domain.issuing.written.rows import Row
    from lerway.kernel.strict_json import JSONObject

__all__ = ["MAX_ROWS", "Roster", "RowProblem", "read_roster", "row_problem"]

MAX_ROWS: Final = 500_000
MAX_PROBLEMS: Final = 10_000
_MAX_CELL: Final = 10_000
_KEPT: Final = 4_096
"""Values of results that are read once: most learners share a few levels and scores."""
_HEADER: Final = 1
_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_RESULT: Final = re.compile(r"\s*results?\s*[.:]\s*(?P<name>.*\S)\s*\Z", re.IGNORECASE | re.DOTALL)
_EMAIL: Final = re.compile(
    r"(?P<local>[^\s@\"(),:;<>\[\\\]]{1,64})@"
    r"(?P<host>(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_](?:[\w-]{0,61}[^\W_]))\Z"
)
_MAX_EMAIL: Final = 254
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_FORMULA: Final = frozenset("=+-@")
_NEGATIVE: Final = re.compile(r"-[0-9]+(?:\.[0-9]+)?\Z")
_WEB: Final = ("https://", "http://")
_SUBJECT_IDS: Final = ("did:", "urn:", *_WEB)
"""What may stand as a subject's id; a `mailto:` would sign the address in the clear."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with one cell, row or column, and what to do about it.

    Attributes:
        row: the row in a spreadsheet.
        column: as the header spells it; empty for the row as a whole.
        problem: what is wrong, and the remedy as its hint.
    """

    row: int
    column: str
    problem: Problem

    def __str__(self) -> str:
        """Return one line for a registrar."""
        where = f"row {self.row}" + (f", {self.column}" if self.column else "")
        return f"{where}: {self.problem.message}"


def row_problem(code: str, message: str, hint: str, row: int, column: str = "") -> RowProblem:
    """Return the problem of one row, which whoever made the roster can mend."""
    return RowProblem(row, column, Problem(code, message, hint, Fault.CALLER))


@dataclass(frozen=True, slots=True)
class Roster:
    """A roster as it was read.

    Attributes:
        rows: the rows; use them only if there are no problems.
        problems: everything that is wrong, in the order of the rows.
        notes: what was done to read it, worth a look.
    """

    rows: Sequence[Row]
    problems: tuple[RowProblem, ...]
    notes: tuple[str, ...] = ()


def read_roster(data: bytes, achievements: Sequence[Achievement]) -> Roster:
    """Return the roster in `data`, with all that is wrong with it.

    Raises:
        UnreadableError: `roster.empty`, `roster.encoding`.
    """
    text, notes = decoded(data)
    # A spreadsheet may write its mark of order twice: what holds nothing else is empty.
    if not text.replace("\ufeff", "").strip():
        raise UnreadableError(
            "roster.empty", "the roster is empty", hint="its first row is: name,email"
        )
    delimiter = _delimiter(text)
    if delimiter != ",":
        notes.append(f"columns are separated by {_DELIMITERS[delimiter]}")
    found: list[RowProblem] = []
    records = _records(text, delimiter, found)
    header = next(records, (0, list[str]()))[1]
    if header and not any(_column(title) in COLUMNS for title in header):
        found.append(_headless())
        return Roster((), tuple(found), tuple(notes))
    reader = _Reader(header, achievements, found)
    reader.read(records)
    if not reader.good and not found:
        found.append(
            row_problem(
                "roster.no_rows",
                "the roster has a header, and there are no learners in it",
                "add a row for each learner",
                2,
            )
        )
    found.sort(key=lambda problem: problem.row)
    if not found:
        notes += absent_results(reader.good, achievements)
    return Roster(reader.good, tuple(found), tuple(notes))


def _headless() -> RowProblem:
    return row_problem(
        "roster.missing_column",
        "this is no header: it names neither name nor email",
        "the first row must be name,email; put it above the learners",
        _HEADER,
    )


_DELIMITERS: Final = {",": "commas", ";": "semicolons", "\t": "tabs"}


def _delimiter(text: str) -> str:
    """Return the delimiter under which the first row has the columns we need."""
    first = text.lstrip("\ufeff\r\n").splitlines()[0]
    counts: dict[str, int] = {}
    for delimiter in _DELIMITERS:
        cells = next(csv.reader([first], delimiter=delimiter), list[str]())
        counts[delimiter] = sum(_column(c) in COLUMNS for c in cells) * 1000 + len(cells)
    return max(counts, key=lambda d: counts[d])


def _records(text: str, delimiter: str, found: list[RowProblem]) -> Iterator[tuple[int, list[str]]]:
    """Yield the records with their numbers; blank ones count and are left out."""
    lines = (m[0] for m in _LINE.finditer(text))
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = told = 0
    while True:
        number += 1
        try:
            cells = next(reader, None)
        except csv.Error as e:
            found.append(_unparsed(number, str(e)))
            return
        if cells is None:
            return
        if told > MAX_ROWS:
            found.append(
                row_problem(
                    "roster.too_many_rows",
                    f"the roster has more than {MAX_ROWS:,} rows",
                    "split it into several files and issue each into its own folder",
                    number,
                )
            )
            return
        stripped = [c.strip() for c in cells]
        if any(stripped) or not told:
            told += 1
            yield number, stripped


def _unparsed(number: int, reason: str) -> RowProblem:
    if "end of data" in reason or "limit" in reason:
        return row_problem(
            "roster.open_quote",
            "a quotation mark is opened in this row and never closed",
            'close it, or write a quotation mark inside of a cell twice: ""',
            number,
        )
    return row_problem(
        "roster.quote",
        "text follows a closing quotation mark in the same cell",
        'write a quotation mark inside of a cell twice: ""',
        number,
    )


def _column(header: str) -> str:
    """Return the column that a header names, else the header itself."""
    folded = re.sub(r"[\s_-]+", "", header).casefold()
    return next((c for c in COLUMNS if c.casefold() == folded), header)


class _Reader:
    """Reads rows under one header, and remembers who was there before."""

    def __init__(
        self,
        header: list[str],
        achievements: Sequence[Achievement],
        found: list[RowProblem],
    ) -> None:
        self._header = header
        self._found = found
        self._columns: dict[str, int] = {}
        self._results: dict[int, ResultDescription] = {}
        self._seen: dict[str, dict[str, int]] = {"email": {}, "id": {}}
        self._row = _HEADER
        self._flagged: set[int] = set()
        self._kept: dict[tuple[int, str], JSONObject] = {}
        descriptions = [r for a in achievements for r in a.results]
        self._whose = {r.id: a.name for a in achievements for r in a.results}
        for i, title in enumerate(header):
            self._place(i, title, descriptions)
        for needed in ("name", "email"):
            if needed not in self._columns:
                hint = f"add a column with the header {needed}"
                self._flag("roster.missing_column", "the column is missing", hint, needed)
        self.good = Rows(Layout(self._columns, self._results, self._kept))
        usual = {self._columns.get(c) for c in ("name", "email", "id")} | self._results.keys()
        self._rare = [i for i in range(len(header)) if i not in usual]

    def _flag(self, code: str, message: str, hint: str, column: str | int = "") -> None:
        """Note a problem of the row at hand; a column given by its place is flagged."""
        if isinstance(column, int):
            self._flagged.add(column)
            column = self._header[column]
        self._found.append(row_problem(code, message, hint, self._row, column))

    # -- the header ----------------------------------------------------------

    def _place(self, i: int, title: str, descriptions: list[ResultDescription]) -> None:
        column = _column(title)
        result = _RESULT.match(title)
        if not title:
            return
        if result:
            self._place_result(i, title, result["name"], descriptions)
        elif column not in COLUMNS:
            known = [*COLUMNS, *(f"result.{d.name}" for d in descriptions)]
            folded = {k.casefold(): k for k in known}
            near = get_close_matches(title.casefold(), folded, n=1)
            hint = f"write {folded[near[0]]}" if near else "take the column out of the roster"
            self._flag("roster.unknown_column", "this column is not known", hint, title)
        elif column in self._columns:
            self._flag("roster.twice", "this column stands twice", "keep one of the two", title)
        else:
            self._columns[column] = i

    def _place_result(
        self, i: int, title: str, name: str, descriptions: list[ResultDescription]
    ) -> None:
        found = [d for d in descriptions if name in (d.id, d.name)]
        found = found or [d for d in descriptions if d.name.casefold() == name.casefold()]
        if len(found) == 1:
            if found[0] in self._results.values():
                self._flag("roster.twice", "this result stands twice", "keep one of the two", title)
            self._results[i] = found[0]
        elif found:
            message = f"{len(found)} achievements have a result of this name"
            hint = "write " + " or ".join(
                f"result.{d.id} (of {self._whose[d.id]!r})" for d in found
            )
            self._flag("roster.ambiguous_result", message, hint, title)
        else:
            known = ", ".join(f"result.{d.name}" for d in descriptions)
            hint = f"write one of {known}" if known else "take the column out of the roster"
            self._flag("roster.unknown_result", "the achievement has no such result", hint, title)

    # -- a row ---------------------------------------------------------------

    def read(self, records: Iterable[tuple[int, list[str]]]) -> None:
        """Read each row into `good`; stop where so much is wrong that nobody reads on."""
        whole = "name" in self._columns and "email" in self._columns
        for number, cells in records:
            if len(self._found) >= MAX_PROBLEMS:
                self._row = number
                self._flag(
                    "roster.too_many_problems",
                    f"more than {MAX_PROBLEMS:,} things are wrong above, and nothing was read"
                    " from here on",
                    "mend what is wrong with most rows first, then give the command again",
                )
                return
            if not any(cells):
                continue
            if whole and self._is_plain(number, cells):
                self.good.add(number, cells)
            else:
                self._judge(number, cells)

    def _is_plain(self, number: int, cells: list[str]) -> bool:
        """Return whether a row is good beyond doubt; if not, `_judge` says what is wrong.

        Most rows are. What is asked here is stricter than the rules, and quick.
        """
        if len(cells) != len(self._header):
            return False
        joined = "".join(cells)
        email = cells[self._columns["email"]]
        if (
            not joined.isprintable()
            or len(joined) > _MAX_CELL
            or not _FORMULA.isdisjoint([c[:1] for c in cells])
            or any(map(cells.__getitem__, self._rare))
            or any(cells[i] and (i, cells[i]) not in self._kept for i in self._results)
            or not cells[self._columns["name"]]
            or len(email) > _MAX_EMAIL
            or not email.isascii()
            or not _EMAIL.match(email)
        ):
            return False
        place = self._columns.get("id")
        own = "" if place is None else cells[place]
        if own and not (own.isascii() and own.startswith(_SUBJECT_IDS) and is_url(own)):
            return False
        emails, ids, key = self._seen["email"], self._seen["id"], own.lower()
        if email.lower() in emails or key in ids:
            return False
        emails[email.lower()] = number
        if key:
            ids[key] = number
        return True

    def _judge(self, number: int, cells: list[str]) -> None:
        """Read one row, or flag everything that is wrong with it."""
        before = len(self._found)
        self._row = number
        self._flagged = set()
        if any(cells[len(self._header) :]):
            self._flag(
                "roster.too_many_cells",
                f"the row has {len(cells)} cells, the header {len(self._header)}",
                "put a cell that has the delimiter in it into quotation marks",
            )
        cells = cells + [""] * (len(self._header) - len(cells))
        for i in range(len(self._header)):
            self._check_text(i, cells[i])
        self._name(cells)
        self._email(cells)
        self._id(cells)
        self._reached(cells)
        self._evidence(cells)
        start, end = self._date(cells, "validFrom"), self._date(cells, "validUntil")
        if start and end and end <= start:
            self._flag(
                "roster.period",
                "the badge would end before it begins",
                "write a later date, or leave the cell empty",
                self._columns["validUntil"],
            )
        if len(self._found) == before:
            self.good.add(number, cells[: len(self._header)])

    def _check_text(self, i: int, cell: str) -> None:
        if not self._header[i] and cell:
            self._flag("roster.no_header", "a cell has no header", "give its column a header", i)
        elif _CONTROL.search(cell):
            self._flag(
                "roster.control_character",
                "the cell has a control character",
                "type the cell again",
                i,
            )
        elif len(cell) > _MAX_CELL:
            self._flag("roster.long_cell", "the cell is too long", "shorten the text", i)
        elif cell[:1] in _FORMULA and not (i in self._results and _NEGATIVE.match(cell)):
            self._flag(
                "roster.formula",
                f"the cell begins with {cell[0]!r}, so a spreadsheet would take it for a formula",
                "write the value itself",
                i,
            )

    def _name(self, cells: list[str]) -> None:
        if self._lacks("name", self._cell(cells, "name")):
            self._flag("roster.no_name", "the name is missing", "write it", self._columns["name"])

    def _email(self, cells: list[str]) -> None:
        email = self._cell(cells, "email")
        if self._lacks("email", email):
            self._flag(
                "roster.no_email",
                "the e-mail address is missing",
                "write it; it is not put into the badge",
                self._columns["email"],
            )
        elif email and (len(email) > _MAX_EMAIL or not _EMAIL.match(email)):
            self._flag(
                "roster.bad_email",
                f"{email[:60]!r} is no e-mail address",
                "write one address, such as name@school.example",
                self._columns["email"],
            )
        elif email:
            self._once("email", email, "e-mail address")

    def _id(self, cells: list[str]) -> None:
        value = self._cell(cells, "id")
        if not value:
            return
        if not is_url(value) or not value.startswith(_SUBJECT_IDS):
            self._flag(
                "roster.bad_id",
                f"{value[:60]!r} is no DID or web address",
                "write it as did:… or https://…, or leave it empty for one made by us",
                self._columns["id"],
            )
        else:
            self._once("id", value, "id")

    def _once(self, column: str, value: str, what: str) -> None:
        key = unicodedata.normalize("NFKC", value).casefold()
        first = self._seen[column].setdefault(key, self._row)
        if first != self._row:
            self._flag(
                "roster.duplicate",
                f"the {what} {value!r} stands in row {first} too",
                "keep one of the rows, or mend one of them",
                self._columns[column],
            )

    def _reached(self, cells: list[str]) -> None:
        for i, description in self._results.items():
            if not cells[i] or i in self._flagged or (i, cells[i]) in self._kept:
                continue
            try:
                result = description.result(cells[i])
            except MisuseError as e:
                self._flag(e.code, str(e), e.problem.hint, i)
                continue
            if len(self._kept) < _KEPT:
                self._kept[i, cells[i]] = result

    def _evidence(self, cells: list[str]) -> None:
        urls = self._cell(cells, "evidence").split()
        wrong = next((u for u in urls if not is_url(u) or not u.startswith(_WEB)), None)
        if wrong is not None:
            self._flag(
                "roster.bad_evidence",
                f"{wrong[:60]!r} is no web address",
                "write addresses with https://, separated by spaces",
                self._columns["evidence"],
            )

    def _date(self, cells: list[str], column: str) -> datetime | None:
        text = self._cell(cells, column)
        if not text:
            return None
        try:
            return moment(text, end=column == "validUntil")
        except LerwayError:
            self._flag(
                "roster.bad_date",
                f"{text[:40]!r} is no date",
                "write 2026-06-30, or 2026-06-30T12:00:00Z",
                self._columns[column],
            )
            return None

    def _cell(self, cells: list[str], column: str) -> str:
        """Return a cell; empty if there is no such column, or its cell was flagged."""
        i = self._columns.get(column)
        return "" if i is None or i in self._flagged else cells[i]

    def _lacks(self, column: str, cell: str) -> bool:
        i = self._columns.get(column)
        return not cell and i is not None and i not in self._flagged
