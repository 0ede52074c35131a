"""Plain CSV (RFC 4180): the writer of our own layout.

A cell is quoted where it must be; lines end in CRLF, as section 2 has it. Nothing is
altered for spreadsheet programs: a label that begins with `=` is written as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lerway.standards.frameworks.plain.layout import LAYOUT, cells_of
from lerway.standards.frameworks.streams import headed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lerway.standards.frameworks.model import Part

__all__ = ["line", "write"]


def write(parts: Iterable[Part]) -> Iterator[bytes]:
    """Write a framework, a row at a time.

    Raises:
        MisuseError: `frameworks.no_head`.
    """
    head, rest = headed(parts)
    yield line(LAYOUT)
    yield _row(head)
    for part in rest:
        yield _row(part)


def _row(part: Part) -> bytes:
    row = cells_of(part)
    return b"" if row is None else line(row.get(title, "") for title in LAYOUT)


def line(texts: Iterable[str]) -> bytes:
    """Return one record of a CSV file."""
    return (",".join(map(_cell, texts)) + "\r\n").encode()


def _cell(text: str) -> str:
    if any(mark in text for mark in ',"\r\n') or text != text.strip():
        return '"' + text.replace('"', '""') + '"'
    return text
