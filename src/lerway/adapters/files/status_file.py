"""The file of a status book. Indexes that were drawn are on disk before they are used."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lerway.adapters.files.atomic import locked, told, write_atomic
from lerway.domain.issuing.status_book import StatusBook, parse_book
from lerway.kernel.errors import MisuseError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

__all__ = ["StatusFile"]


class StatusFile:
    """A status book in a file."""

    def __init__(self, path: Path) -> None:
        """Name the file."""
        self.path = path

    def create(self, book: StatusBook) -> None:
        """Write a new book.

        Raises:
            MisuseError: `status.file_exists`, `file.cannot_write`.
        """
        if self.path.exists():
            raise MisuseError(
                "status.file_exists",
                f"{self.path} is there already, and a status list is never written over",
                hint="give another name",
            )
        write_atomic(self.path, book.to_bytes())

    def read(self) -> StatusBook:
        """Return the book.

        Raises:
            MisuseError: `status.no_file`.
            UnreadableError: as `parse_book`.
        """
        try:
            data = self.path.read_bytes()
        except OSError as e:
            raise MisuseError(
                "status.no_file",
                f"cannot read the status list {self.path}: {(e.strerror or str(e)).lower()}",
                hint="make one with `lerway status new --url https://… -o LIST`",
            ) from None
        return parse_book(data)

    def update(self, change: Callable[[StatusBook], StatusBook]) -> StatusBook:
        """Return the book that `change` makes of the present one; it is on disk by then.

        Two processes that change one list wait for each other.
        """
        with self._alone():
            before = self.read()
            after = change(before)
            if after != before:
                write_atomic(self.path, after.to_bytes())
            return after

    @contextmanager
    def _alone(self) -> Generator[None]:
        # The folder is locked: the file itself is replaced, and its lock with it.
        if sys.platform == "win32" or not self.path.parent.is_dir():
            yield
            return
        with told(self.path.parent, "open"):
            handle = os.open(self.path.parent, os.O_RDONLY)
        try:
            with locked(handle, wait=True):
                yield
        finally:
            os.close(handle)
