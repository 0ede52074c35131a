"""Workbooks (ECMA-376 Office Open XML, SpreadsheetML): the cells, and what is not one.

Cells are read by calamine. Before that the XML of each sheet is scanned, because calamine
tells neither a formula nor an error from an empty cell, and makes room for every cell from
A1 to the last one, however far away a stranger has put it.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from lerway.adapters.framework_files.sources import check_archive, reading
from lerway.kernel.errors import UnreadableError
from lerway.standards.frameworks.files import Sheet
from lerway.standards.frameworks.model import Remark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from python_calamine import CalamineSheet

    from lerway.adapters.framework_files.limits import FileLimits
    from lerway.adapters.framework_files.sources import Source
    from lerway.standards.frameworks.files import Row

__all__ = ["workbook"]

CHUNK: Final = 1 << 22
_OLD: Final = b"\xd0\xcf\x11\xe0"
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FORMULA: Final = re.compile(
    rb"<c\b([^>]*)>\s*<f\b[^>]*?(?:/>|>[^<]*</f>)\s*(?:<v>([^<]*)</v>)?", re.DOTALL
)
_ERROR: Final = re.compile(rb'<c\b([^>]*\bt="e"[^>]*)>.*?<v>([^<]*)</v>', re.DOTALL)
_REFERENCE: Final = re.compile(rb'\br="([A-Z]+)(\d+)"')
_FAR: Final = re.compile(rb'\br="(?:([A-Z]{2,})(\d+)|([A-Z])(\d{6,}))"')
_BOOLEANS: Final = {True: "TRUE", False: "FALSE"}
MOST_EXACT: Final = 1e15


def workbook(source: Source, limits: FileLimits) -> tuple[list[Sheet], list[Remark]]:
    """Return the sheets of a workbook, and what is to be said of them.

    Raises:
        UnreadableError: `frameworks.encrypted`, `frameworks.broken_workbook`,
            `frameworks.formula_unknown`, `frameworks.error_cell`,
            `frameworks.sheet_too_large`, and as `check_archive`.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    with reading(source.file), source.open() as stream:
        data = stream.read()
    if data.startswith(_OLD):
        raise UnreadableError(
            "frameworks.encrypted",
            f"{source.file} is protected by a password, or a workbook of before 2007",
            hint="save it as .xlsx without a password",
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        check_archive(source.file, archive, limits)
        remarks = _scan(source.file, archive, limits)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [
            _sheet(source.file, book.get_sheet_by_name(name), limits) for name in book.sheet_names
        ]
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, CalamineError, KeyError) as e:
        raise _broken(source.file, str(e)) from None
    return sheets, remarks


def _broken(file: str, reason: str) -> UnreadableError:
    return UnreadableError(
        "frameworks.broken_workbook",
        f"{file} is no workbook that can be read: {reason.lower()}",
        hint="download it again, or open it in a spreadsheet program and save it as .xlsx",
    )


def _sheet(file: str, sheet: CalamineSheet, limits: FileLimits) -> Sheet:
    rows = _cells(file, sheet, limits)
    _, header = next(rows, (1, ()))
    return Sheet(file, sheet.name, header, (row for row in rows if any(row[1])))


def _cells(file: str, sheet: CalamineSheet, limits: FileLimits) -> Iterator[Row]:
    left = ("",) * (sheet.start[1] if sheet.start else 0)
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = (*left, *[v if type(v) is str else _text(v) for v in row])
        if max(map(len, cells), default=0) > limits.cell:
            raise UnreadableError(
                "frameworks.huge_cell",
                f"{file}, sheet {sheet.name!r}, row {number}: a cell has more than"
                f" {limits.cell:,} characters",
                hint="take it out",
            )
        yield number, cells


def _text(value: object) -> str:
    """Return a cell as a person would write it: `4.12`, `7`, `2026-01-31`."""
    if isinstance(value, bool):
        return _BOOLEANS[value]
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < MOST_EXACT
        return str(int(value)) if whole else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value)


def _scan(file: str, archive: zipfile.ZipFile, limits: FileLimits) -> list[Remark]:
    """Look at the XML of every sheet; return what is to be said."""
    formulas, first = 0, ""
    for name, member in _sheet_files(file, archive):
        far = [1, 1]
        for chunk in _chunks(archive, member):
            for found in _FAR.finditer(chunk):
                column, row = found[1] or found[3], found[2] or found[4]
                far = [max(far[0], _column(column)), max(far[1], int(row[:9]))]
            for attributes, value in _formulas(chunk):
                formulas += 1
                place = _place(file, name, attributes)
                first = first or place
                if not value and b't="str"' not in attributes:
                    raise UnreadableError(
                        "frameworks.formula_unknown",
                        f"{place} holds a formula whose value was never computed",
                        hint="open the workbook in a spreadsheet program and save it, or put"
                        " the value in the formula's place",
                    )
            error = _ERROR.search(chunk) if b't="e"' in chunk else None
            if error:
                raise UnreadableError(
                    "frameworks.error_cell",
                    f"{_place(file, name, error[1])} holds the error {error[2].decode()}",
                    hint="mend the cell in a spreadsheet program, or empty it",
                )
        _not_too_far(file, name, far, limits)
    if not formulas:
        return []
    what = "1 cell is a formula" if formulas == 1 else f"{formulas:,} cells are formulas"
    return [
        Remark(
            "frameworks.formula",
            f"{what}; what each came to when the file was last saved has been read",
            first,
        )
    ]


def _formulas(chunk: bytes) -> Iterator[tuple[bytes, bytes]]:
    if b"<f" not in chunk:
        return
    for found in _FORMULA.finditer(chunk):
        yield found[1], found[2] or b""


def _not_too_far(file: str, name: str, far: list[int], limits: FileLimits) -> None:
    # What does not stand far away stands in columns A to Z, above row 100,000.
    columns, rows = max(far[0], 26), max(far[1], 1)
    if far != [1, 1] and columns * rows > limits.cells:
        raise UnreadableError(
            "frameworks.sheet_too_large",
            f"{file}, sheet {name!r} reaches to row {rows:,} and column {columns:,}:"
            f" more than {limits.cells:,} cells",
            hint="delete the empty rows and columns at its end",
        )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters[:4]:
        number = number * 26 + letter - 64
    return number


def _place(file: str, sheet: str, attributes: bytes) -> str:
    found = _REFERENCE.search(attributes)
    if found is None:
        return f"{file}, sheet {sheet!r}: a cell"
    column, row = found[1].decode(), found[2].decode()
    return f"{file}, sheet {sheet!r}, row {row}: cell {column}{row}"


def _chunks(archive: zipfile.ZipFile, member: str) -> Iterator[bytes]:
    """Yield the XML of a sheet, whole rows at a time."""
    rest = b""
    with archive.open(member) as stream:
        while read := stream.read(CHUNK):
            whole, end, begun = (rest + read).rpartition(b"</row>")
            yield whole + end
            rest = begun
    yield rest


def _sheet_files(file: str, archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield the name of each sheet and the member that holds it (ECMA-376, 12.3.24)."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        book = fromstring(archive.read("xl/workbook.xml"))
        relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except (ParseError, DefusedXmlException) as e:
        raise _broken(file, str(e)) from None
    targets = {r.get("Id"): r.get("Target") or "" for r in relations}
    names: dict[str, str] = {}
    for sheet in book.findall(".//{*}sheet"):
        target = targets.get(sheet.get(_RELATION), "")
        member = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl", target))
        names[member] = sheet.get("name") or member
    # Those that no name leads to are looked at too: calamine may find them another way.
    for member in archive.namelist():
        if member in names or member.startswith("xl/worksheets/sheet"):
            yield names.get(member, member), member
