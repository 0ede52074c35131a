"""How much is read from a stranger's files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["DEFAULT_FILE_LIMITS", "FileLimits"]

MEBIBYTE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class FileLimits:
    """Limits on what is opened; what passes one is refused by name.

    Attributes:
        file: bytes of one file.
        unpacked: bytes of everything in an archive or workbook.
        ratio: of unpacked to packed bytes, of a member above 1 MiB.
        files: in a folder or archive.
        depth: of folders within a folder.
        cell: characters of one cell.
        cells: of one sheet, from A1 to its last row and column.
    """

    file: int = 500 * MEBIBYTE
    unpacked: int = 1024 * MEBIBYTE
    ratio: int = 200
    files: int = 2_000
    depth: int = 8
    cell: int = 1_000_000
    cells: int = 20_000_000


DEFAULT_FILE_LIMITS: Final = FileLimits()
