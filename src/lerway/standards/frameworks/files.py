"""What the edge hands to a reader: whole documents, and tables row by row (docs/adr/0010).

The edge opens files, folders, archives and workbooks, with limits on size and work; a
reader sees text and numbers of rows, and says them when something is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lerway.standards.frameworks.model import Part

__all__ = ["Bundle", "Document", "Reader", "Row", "Sheet", "Writer"]

Row: TypeAlias = "tuple[int, tuple[str, ...]]"
"""Number of the row in its file (the header is 1) and its cells as text; empty is ''."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: a CSV or tab-separated file, or a sheet of a workbook.

    Attributes:
        file: path within what was given (`Skills.xlsx`, `en/skills_en.csv`).
        name: of the sheet; of a plain file, its name without the ending.
        header: titles of the columns, as written.
        rows: the rows below, once, as they are read; cells beyond the header are kept,
            missing ones are ''.
    """

    file: str
    name: str
    header: tuple[str, ...]
    rows: Iterable[Row]

    def at(self, row: int) -> str:
        """Return where a row stands, for a person: `A.xlsx, sheet 'Skills', row 7`."""
        plain = self.file.rpartition("/")[2].rpartition(".")[0] == self.name
        sheet = "" if plain else f", sheet {self.name!r}"
        return f"{self.file}{sheet}, row {row}"


@dataclass(frozen=True, slots=True)
class Document:
    """One file that is no table: JSON or text.

    Attributes:
        file: path within what was given.
        data: its bytes.
    """

    file: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Bundle:
    """Everything that was given to be imported: a file, a folder or an archive.

    Attributes:
        sheets: in the order of their files' names.
        documents: likewise.
        options: what the person said: `as`, `version`, `language`, and `mapping.label` and
            the like for the columns of a plain CSV.
        name: of the file or folder that was given.
    """

    sheets: tuple[Sheet, ...] = ()
    documents: tuple[Document, ...] = ()
    options: dict[str, str] = field(default_factory=dict[str, str])
    name: str = ""


Reader: TypeAlias = "Callable[[Bundle], Iterator[Part]]"
"""Reads one format. Raises UnreadableError or InvalidError, with file, sheet and row."""

Writer: TypeAlias = "Callable[[Iterable[Part]], Iterator[bytes]]"
"""Writes one format, piece by piece."""
