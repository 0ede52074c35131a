"""The records of a folder, in order, without holding all of them in memory at once.

A record is a file, or a line of a file of many (NDJSON, as `lerway issue --shards` writes).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Line", "Source", "files_in", "holds_lines", "lines_of", "records_in"]

_OF_LINES: Final = frozenset({".ndjson", ".jsonl"})
_CHUNK: Final = 1 << 20


class Line(NamedTuple):
    """A line of a file of many records.

    Attributes:
        path: the file.
        number: which line, from 1.
        start: where it begins in the file, in bytes.
        size: how many bytes it has, with its end.
    """

    path: str
    number: int
    start: int
    size: int

    def __str__(self) -> str:
        """Return how it is told of: `FILE:LINE`."""
        return f"{self.path}:{self.number}"


Source: TypeAlias = str | Line
"""The path of a file that is a record, or a line that is."""


def records_in(folder: Path) -> Iterator[Source]:
    """Yield the files below `folder`, and of a file of many records its lines, in order."""
    for path in files_in(folder):
        if holds_lines(path):
            yield from lines_of(path)
        else:
            yield path


def holds_lines(path: str) -> bool:
    """Return whether a file is called one of many records, a line each."""
    return os.path.splitext(path)[1].lower() in _OF_LINES  # noqa: PTH122 - of every file


def lines_of(path: str) -> Iterator[Source]:
    """Yield the lines of a file that are not blank; the file itself if there are none.

    No line is held: one may be longer than memory.
    """
    number = start = place = 0
    blank, told = True, False
    try:
        with Path(path).open("rb") as file:
            while piece := file.readline(_CHUNK):
                place += len(piece)
                blank = blank and not piece.strip()
                if not piece.endswith(b"\n"):
                    continue
                number += 1
                if not blank:
                    told = True
                    yield Line(path, number, start, place - start)
                start, blank = place, True
    except OSError:
        # It cannot be read (to its end): who judges it says why.
        yield path
        return
    if not blank:
        yield Line(path, number + 1, start, place - start)
    elif not told:
        yield path


def files_in(folder: Path) -> Iterator[str]:
    """Yield the files below `folder`, sorted by their path, name by name.

    Hidden files and folders are some program's own and left out, and so is what lies
    behind a link to a folder. One folder's names are in memory at a time, and those of
    the folders above it.
    """
    try:
        with os.scandir(folder) as found:
            # No entry is kept: a folder may have very many.
            names = sorted(entry.name for entry in found if not entry.name.startswith("."))
    except OSError:
        # It may not be read: its files cannot be named, but it can.
        yield str(folder)
        return
    for name in names:
        path = folder / name
        if path.is_file():
            yield str(path)
        elif path.is_dir() and not path.is_symlink():
            yield from files_in(path)
