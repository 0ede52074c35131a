"""The files of a folder, in order, without holding all of them in memory at once."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["files_in"]


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
