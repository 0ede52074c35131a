"""Files of frameworks as the readers get them, opened plainly for tests of the readers."""

import csv
from collections.abc import Iterator
from pathlib import Path

from python_calamine import CalamineWorkbook

from lerway.standards.frameworks.files import Bundle, Document, Row, Sheet

csv.field_size_limit(10_000_000)


def sheet(file: str, *rows: tuple[str, ...], name: str = "") -> Sheet:
    """Return a small table; the first of `rows` is its header."""
    width = len(rows[0])
    body = [(n, tuple(cells) + ("",) * (width - len(cells))) for n, cells in enumerate(rows[1:], 2)]
    return Sheet(file, name or Path(file).stem, rows[0], body)


def folder(path: Path, *only: str, **options: str) -> Bundle:
    """Return the files of a folder, or those that match a pattern."""
    sheets: list[Sheet] = []
    documents: list[Document] = []
    for file in sorted({p for o in only or ("**/*",) for p in path.glob(o) if p.is_file()}):
        name = str(file.relative_to(path))
        if file.suffix == ".xlsx":
            sheets += _workbook(file, name)
        elif file.suffix in {".csv", ".txt"} and not file.stem.lower().startswith("read"):
            sheets.append(_text(file, name))
        else:
            documents.append(Document(name, file.read_bytes()))
    return Bundle(tuple(sheets), tuple(documents), options, path.name)


def _text(file: Path, name: str) -> Sheet:
    def rows() -> Iterator[Row]:
        with file.open(encoding="utf-8-sig", newline="") as f:
            table = csv.reader(f, "excel-tab" if file.suffix == ".txt" else "excel")
            width = len(next(table))
            for n, cells in enumerate(table, 2):
                yield n, (*cells, *[""] * (width - len(cells)))

    with file.open(encoding="utf-8-sig", newline="") as f:
        header = next(csv.reader(f, "excel-tab" if file.suffix == ".txt" else "excel"))
    return Sheet(name, file.stem, tuple(header), rows())


def _workbook(file: Path, name: str) -> list[Sheet]:
    book = CalamineWorkbook.from_path(file)
    found: list[Sheet] = []
    for title in book.sheet_names:
        rows = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
        if rows:
            cells = [(n, tuple(map(_cell, row))) for n, row in enumerate(rows, 1)]
            found.append(Sheet(name, title, cells[0][1], cells[1:]))
    return found


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
