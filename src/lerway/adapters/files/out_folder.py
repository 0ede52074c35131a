"""The folder of one run: a file for each record, a journal, and a list of what was issued.

What the journal says is on disk before it says so: files, their names in the
folder, then the lines. A run that was killed goes on where the journal ends.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import contextmanager, suppress
from filecmp import cmp
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO, Final

from lerway.adapters.files.atomic import TEMPORARY, locked, sync_folder, told, write_beside
from lerway.domain.issuing.journal import (
    Beginning,
    Journal,
    beginning_line,
    done_line,
    finished_line,
    parse_journal,
)
from lerway.kernel.errors import MisuseError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping
    from pathlib import Path

__all__ = ["ISSUED", "JOURNAL", "OutFolder"]

JOURNAL: Final = ".lerway-issue.journal"
ISSUED: Final = "issued.csv"
_MOST_NAMED: Final = 10


class OutFolder:
    """A folder that one run writes to. Use `opened`."""

    def __init__(self, path: Path, file: BinaryIO, journal: Journal) -> None:
        """Take over an open, locked journal."""
        self.path = path
        self.journal = journal
        self._file = file

    @classmethod
    @contextmanager
    def opened(cls, path: Path) -> Generator[OutFolder]:
        """Open the folder, making it if it is not there; no other run may have it open.

        Raises:
            MisuseError: `out.not_empty`, `out.busy`, `file.cannot_write`.
            UnreadableError: `journal.malformed`.
        """
        journal_path = path / JOURNAL
        with told(path):
            new = not path.exists()
            path.mkdir(parents=True, exist_ok=True)
            if not journal_path.exists() and any(path.iterdir()):
                raise MisuseError(
                    "out.not_empty",
                    f"{path} has other files in it",
                    hint="name a folder that is empty or not there yet",
                )
            file = journal_path.open("a+b")
        with file, locked(file.fileno(), wait=False) as alone:
            if not alone:
                raise MisuseError(
                    "out.busy",
                    f"another run is at work in {path}",
                    hint="wait until it is finished",
                )
            file.seek(0)
            folder = cls(path, file, parse_journal(file.read()))
            try:
                yield folder
            finally:
                if folder.journal.beginning is None:
                    # Nothing was begun: leave nothing behind.
                    with suppress(OSError):
                        journal_path.unlink()
                        if new:
                            path.rmdir()

    def begin(self, inputs: Mapping[str, str | None], beginning: Beginning) -> Beginning:
        """Return what the run was begun with: now, or when it was first run.

        Args:
            inputs: what is ordered now.
            beginning: what to begin with, if the run is new.

        Raises:
            MisuseError: `out.other_run` if the folder is that of another order.
        """
        before = self.journal.beginning
        if before is not None:
            different = before.differences(inputs)
            if different:
                raise MisuseError(
                    "out.other_run",
                    f"{self.path} is the folder of another run: {_and(different)} differ"
                    + ("s" if len(different) == 1 else ""),
                    hint="name another folder, or give what that run was given",
                )
            self._remove_half_written()
            with told(self.path / JOURNAL):
                if self._file.seek(0, os.SEEK_END) != self.journal.length:
                    self._file.truncate(self.journal.length)
            return before
        with told(self.path / JOURNAL):
            self._file.truncate(0)
            self._append(beginning_line(beginning))
            sync_folder(self.path)
        self.journal.beginning = beginning
        return beginning

    def require_unchanged(self) -> None:
        """Refuse to go on if a file is not as it was when the journal noted it.

        A file that is missing is made again; one that was changed is for whoever
        changed it to judge.

        Raises:
            MisuseError: `out.damaged`; `file.cannot_write` if it cannot be read.
        """
        changed = [n for n, digest in self.journal.done.items() if self._differs(n, digest)]
        if changed:
            shown = ", ".join(changed[:_MOST_NAMED])
            more = len(changed) - _MOST_NAMED
            raise MisuseError(
                "out.damaged",
                f"{len(changed)} file{'s' if len(changed) > 1 else ''} in {self.path} no longer"
                f" hold{'' if len(changed) > 1 else 's'} what was issued: {shown}"
                + (f" and {more:,} more" if more > 0 else ""),
                hint="put back a copy, or take the files away and give the same command again:"
                " it makes them again from the same ids",
            )

    def missing(self) -> list[str]:
        """Return the names of the files that the journal knows and that are not there."""
        return [name for name in self.journal.done if not (self.path / name).is_file()]

    def _differs(self, name: str, digest: str) -> bool:
        path = self.path / name
        with told(path, "read"):
            return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() != digest

    @property
    def handle(self) -> int:
        """The number of the open journal, which holds the lock."""
        return self._file.fileno()

    def note(self, files: Iterable[tuple[str, str]]) -> None:
        """Note in the journal that files are on disk, by name and SHA-256.

        `journal` stays what it was when the folder was opened: a run of very many files
        holds nothing of those that it made.

        Raises:
            MisuseError: `file.cannot_write`.
        """
        made = dict(files)
        if not made:
            return
        with told(self.path / JOURNAL):
            self._append(b"".join(done_line(n, h) for n, h in made.items()))

    def finish(self, issued: Path, others: Mapping[str, bytes] = MappingProxyType({})) -> None:
        """Put the list of what was issued in its place, if it is not there; end the journal.

        A list that is there and says something else stays as it is: it may be
        somebody's work.

        Args:
            issued: the finished list, under a name of its own in this folder.
            others: contents of further files, by name.

        Raises:
            MisuseError: `file.cannot_write`; `out.list_changed`.
        """
        path = self.path / ISSUED
        if self.journal.finished and path.is_file():
            with told(path, "read"):
                if not cmp(path, issued, shallow=False):
                    raise MisuseError(
                        "out.list_changed",
                        f"{path} no longer says what was issued",
                        hint="take it away and give the same command again: it is made again",
                    )
            if all((self.path / name).is_file() for name in others):
                return
        with told(path):
            issued.replace(path)
            for name, data in others.items():
                write_beside(self.path / name, data)
            sync_folder(self.path)
            if not self.journal.finished:
                self._append(finished_line())
        self.journal.finished = True

    def _append(self, data: bytes) -> None:
        self._file.write(data)
        self._file.flush()
        os.fsync(self._file.fileno())

    def _remove_half_written(self) -> None:
        with told(self.path):
            for path in self.path.glob(TEMPORARY + "*"):
                path.unlink()


def _and(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
