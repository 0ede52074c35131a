"""A run in portions: so many rows at a time, each made, made durable, and then told of.

What a portion tells is on disk: each file (or shard) under its name in the folder. A
portion that was interrupted leaves nothing that counts: half-written files have names of
their own, and none is known to the journal.
"""

from __future__ import annotations

import csv
import ctypes
import hashlib
import io
import json
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lerway.adapters.files.atomic import TEMPORARY, sync_folder, told
from lerway.domain.issuing.order import Maker, tasks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from lerway.domain.issuing.order import Order, Task
    from lerway.domain.issuing.status_book import StatusBook

__all__ = ["COLUMNS", "Made", "Workshop", "portions"]

COLUMNS: Final = ("row", "type", "id", "file", "sha256", "status_index")
_RECORDS: Final = 2_000
"""Records of a shard, about."""
_FILES: Final = 500
_FEW: Final = 16
"""So few files are made durable one by one."""


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a portion.

    Attributes:
        first: the first row's place in the roster, from 0.
        files: name and SHA-256 of each file that was made now.
        listed: its lines of issued.csv.
        shard: name, SHA-256 and records of its shard, if it is one.
        records: how many files, or lines, it has.
        new: how many of them were made now.
    """

    first: int
    files: tuple[tuple[str, str], ...]
    listed: bytes
    shard: tuple[str, str, int] | None
    records: int
    new: int


def portions(order: Order, *, shards: bool) -> list[tuple[int, int]]:
    """Return from which row and up to which each portion goes."""
    each = 1 if order.clr else len(order.achievements)
    size = max(1, (_RECORDS if shards else _FILES) // each)
    rows = len(order.rows)
    return [(start, min(start + size, rows)) for start in range(0, rows, size)]


class Workshop:
    """Makes portions of one order in one folder."""

    def __init__(
        self,
        order: Order,
        folder: Path,
        done: Mapping[str, str],
        book: StatusBook | None,
        *,
        shards: bool,
        go_on: Callable[[], None] = lambda: None,
    ) -> None:
        """Be ready; nothing is made yet.

        Args:
            order: the order.
            folder: where to.
            done: name of a file to its SHA-256, as the journal had it.
            book: the status book, in which every record has its index already.
            shards: many records to a file, a line each.
            go_on: asked before each record; raises to stop.
        """
        self._order = order
        self._folder = folder
        self._done = done
        self._book = book
        self._shards = shards
        self._go_on = go_on
        self._maker = Maker(order)
        # Two processes never write to one unfinished file.
        self._half = f"{TEMPORARY}{os.getpid()}-"

    def work(self, start: int, stop: int) -> Made:
        """Make what is missing of a portion, and make it durable.

        Raises:
            MisuseError: `file.cannot_write`.
        """
        own = tasks(self._order, start, stop, named=not self._shards)
        return self._shard(own, start) if self._shards else self._files(own, start)

    # -- a file for each record ----------------------------------------------

    def _files(self, own: Iterator[Task], start: int) -> Made:
        listed = _Listed(self._book)
        waiting: list[str] = []
        new: list[tuple[str, str]] = []
        count = 0
        try:
            for task in own:
                count += 1
                digest = self._done.get(task.file)
                if digest is None or not (self._folder / task.file).is_file():
                    data = self._make(task)
                    digest = hashlib.sha256(data).hexdigest()
                    self._write(task.file, data)
                    waiting.append(task.file)
                    new.append((task.file, digest))
                listed.add(task, task.file, digest)
            with told(self._folder):
                self._settle(waiting)
        except BaseException:
            self._forget(waiting)
            raise
        return Made(start, tuple(new), listed.text(), None, count, len(new))

    def _write(self, name: str, data: bytes) -> None:
        with told(self._folder / name), open(f"{self._folder}/{self._half}{name}", "wb", 0) as file:  # noqa: PTH123 - a Path for each costs as much as the writing
            file.write(data)

    def _settle(self, names: Sequence[str]) -> None:
        """Make half-written files durable, give them their names, and make these durable."""
        if not names:
            return
        if len(names) <= _FEW or not _sync_file_system(self._folder):
            for name in names:
                _sync_file(self._folder / (self._half + name))
        for name in names:
            os.replace(f"{self._folder}/{self._half}{name}", f"{self._folder}/{name}")  # noqa: PTH105 - likewise
        sync_folder(self._folder)

    def _forget(self, names: Sequence[str]) -> None:
        for name in names:
            (self._folder / (self._half + name)).unlink(missing_ok=True)

    # -- many records to a file ----------------------------------------------

    def _shard(self, own: Iterator[Task], start: int) -> Made:
        size = portions(self._order, shards=True)[0][1]
        name = f"records-{start // size + 1:05}.ndjson"
        path = self._folder / name
        listed = _Listed(self._book)
        digest = self._done.get(name)
        if digest is not None and path.is_file():
            count = self._list_again(own, path, name, listed)
            return Made(start, (), listed.text(), (name, digest, count), count, 0)
        whole, count = hashlib.sha256(), 0
        half = self._folder / (self._half + name)
        try:
            with told(path), half.open("wb") as file:
                for task in own:
                    record = _line(self._make(task))
                    listed.add(task, name, hashlib.sha256(record).hexdigest())
                    record += b"\n"
                    whole.update(record)
                    file.write(record)
                    count += 1
                file.flush()
                os.fsync(file.fileno())
                half.replace(path)
                sync_folder(self._folder)
        except BaseException:
            half.unlink(missing_ok=True)
            raise
        digest = whole.hexdigest()
        return Made(start, ((name, digest),), listed.text(), (name, digest, count), count, count)

    def _list_again(self, own: Iterator[Task], path: Path, name: str, listed: _Listed) -> int:
        count = 0
        with told(path, "read"), path.open("rb") as file:
            for task, line in zip(own, file, strict=True):
                listed.add(task, name, hashlib.sha256(line[:-1]).hexdigest())
                count += 1
        return count

    def _make(self, task: Task) -> bytes:
        self._go_on()
        return self._maker.make(task, self._book.entry if self._book is not None else None)


class _Listed:
    """Lines of issued.csv: no names, so that it can lie about; the row tells whose it is."""

    def __init__(self, book: StatusBook | None) -> None:
        self._book = book
        self._out = io.StringIO()
        self._writer = csv.writer(self._out, lineterminator="\r\n")

    def add(self, task: Task, file: str, digest: str) -> None:
        for credential_id in task.ids:
            index = self._book.records[credential_id] if self._book is not None else ""
            kind = task.kind(credential_id)
            self._writer.writerow([task.row.number, kind, credential_id, file, digest, index])

    def text(self) -> bytes:
        return self._out.getvalue().encode()


def _line(record: bytes) -> bytes:
    """Return a record as a line of NDJSON: an object as it is, a token as a JSON string."""
    return record if record.startswith(b"{") else json.dumps(record.decode("ascii")).encode()


def _sync_file(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_file_system(folder: Path) -> bool:
    """Make everything in the file system of `folder` durable; False where that is not to be had.

    One syncfs(2) of Linux for hundreds of files costs what fsync costs for two.
    """
    if not sys.platform.startswith("linux"):
        return False
    syncfs = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    if syncfs is None:
        return False
    handle = os.open(folder, os.O_RDONLY)
    try:
        if syncfs(handle):
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code))
    finally:
        os.close(handle)
    return True
