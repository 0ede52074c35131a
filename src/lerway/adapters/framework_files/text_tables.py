"""Tables as text: CSV (RFC 4180) and tab-separated, in UTF-8 or UTF-16."""

from __future__ import annotations

import codecs
import csv
import io
from typing import TYPE_CHECKING, Final, TextIO

from lerway.adapters.framework_files.sources import reading
from lerway.kernel.errors import UnreadableError
from lerway.standards.frameworks.files import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import ExitStack

    from lerway.adapters.framework_files.limits import FileLimits
    from lerway.adapters.framework_files.sources import Source
    from lerway.standards.frameworks.files import Row

__all__ = ["is_table", "text_table"]

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS: Final = ",;\t|"
_BINARY: Final = (
    (b"PK\x03\x04", "an archive or a workbook"),
    (b"\xd0\xcf\x11\xe0", "an old or encrypted workbook"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a packed file"),
)


def is_table(source: Source) -> bool:
    """Whether a text file is a table; one that ends in `.txt` may be none."""
    if source.ending in {"csv", "tsv", "tab"}:
        return True
    if source.ending != "txt":
        return False
    beginning = source.beginning()
    first = beginning.decode(_encoding(beginning), "replace").partition("\n")[0]
    return "\t" in first


def text_table(source: Source, limits: FileLimits, stack: ExitStack) -> Sheet:
    """Return the table in a file; its rows are read as they are asked for.

    Raises:
        UnreadableError: now or while its rows are read, `frameworks.encoding`,
            `frameworks.not_what_it_is_called`, `frameworks.huge_cell`,
            `frameworks.half_written`, `frameworks.no_header`.
    """
    beginning = source.beginning()
    for mark, what in _BINARY:
        if beginning.startswith(mark):
            raise UnreadableError(
                "frameworks.not_what_it_is_called",
                f"{source.file} is {what}, and no table",
                hint="give it its right ending, or save the table as CSV in UTF-8",
            )
    encoding = _encoding(beginning)
    if b"\0" in beginning and encoding != "utf-16":
        raise UnreadableError(
            "frameworks.encoding",
            f"{source.file} holds zero bytes: it is UTF-16 without its mark, or no text",
            hint="save it as CSV in UTF-8",
        )
    with reading(source.file):
        stream = stack.enter_context(source.open())
    text = stack.enter_context(io.TextIOWrapper(stream, encoding, errors="strict", newline=""))
    records = _records(source, text, encoding, _first_line(beginning, encoding), limits)
    _, header = next(records, (1, ()))
    if not any(cell.strip() for cell in header):
        raise UnreadableError(
            "frameworks.no_header",
            f"{source.file}: the first row holds no titles",
            hint="put the titles of the columns into the first row",
        )
    name = source.file.rpartition("/")[2].rpartition(".")[0]
    return Sheet(source.file, name, header, _rows(records, len(header)))


def _encoding(beginning: bytes) -> str:
    return next((name for mark, name in _MARKS if beginning.startswith(mark)), "utf-8")


def _first_line(beginning: bytes, encoding: str) -> str:
    return beginning.decode(encoding, "ignore").partition("\n")[0]


def _records(
    source: Source, text: TextIO, encoding: str, first: str, limits: FileLimits
) -> Iterator[Row]:
    delimiter = _delimiter(first)
    # O*NET's text files quote nothing, and hold quotation marks that mean themselves.
    bare = source.ending == "txt" and delimiter == "\t"
    csv.field_size_limit(limits.cell)
    records = csv.reader(
        text,
        delimiter=delimiter,
        strict=not bare,
        quoting=csv.QUOTE_NONE if bare else csv.QUOTE_MINIMAL,
    )
    row = 0
    try:
        with reading(source.file):
            for row, record in enumerate(records, 1):
                yield row, tuple(record)
    except UnicodeDecodeError:
        raise _not_utf8(source, encoding) from None
    except csv.Error as e:
        raise _broken(source, row + 1, str(e), limits) from None


def _rows(records: Iterator[Row], width: int) -> Iterator[Row]:
    empty = ("",) * width
    for row, cells in records:
        if any(cells):
            yield row, cells + empty[len(cells) :]


def _delimiter(line: str) -> str:
    """Return what most often stands between the titles, outside quotation marks."""
    outside = "".join(line.split('"')[::2])
    return max(_DELIMITERS, key=outside.count)


def _not_utf8(source: Source, encoding: str) -> UnreadableError:
    """Return what is told of a file in another encoding, with the line that gives it away."""
    where = ""
    if encoding != "utf-16":
        with reading(source.file), source.open() as stream:
            for number, line in enumerate(stream, 1):
                try:
                    line.decode()
                except UnicodeDecodeError as e:
                    where = f", line {number}: byte 0x{line[e.start]:02X} is not UTF-8"
                    break
    return UnreadableError(
        "frameworks.encoding",
        f"{source.file}{where or ': the text breaks its own encoding'}",
        hint="save the file as UTF-8 (in a spreadsheet program, `CSV UTF-8`)",
    )


def _broken(source: Source, row: int, reason: str, limits: FileLimits) -> UnreadableError:
    if "field larger" in reason:
        return UnreadableError(
            "frameworks.huge_cell",
            f"{source.file}, row {row}: a cell has more than {limits.cell:,} characters",
            hint="look for a quotation mark that is opened there and never closed",
        )
    return UnreadableError(
        "frameworks.half_written",
        f"{source.file}, row {row}: the file cannot be read on from here: {reason}",
        hint="look for a quotation mark that is opened there and never closed, or a file"
        " that was not written to its end",
    )
