"""A run in portions: so many rows at a time, each made, made durable, and then told of.

What a portion tells is on disk: each file (or shard) under its name in the folder. A
portion that was interrupted leaves nothing that counts: half-written files have names of
their own, and none is known to the journal.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import sys
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from lerway.adapters.files.atomic import TEMPORARY, sync_folder, told
from lerway.domain.issuing.order import Maker, tasks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from lerway.domain.issuing.order import Order, Task
    from lerway.domain.issuing.status_book import StatusBook

__all__ = ["COLUMNS", "Half", "Made", "Workshop", "portions"]

COLUMNS: Final = ("row", "type", "id", "file", "sha256", "status_index")
_RECORDS: Final = 2_000
"""Records of a shard, about."""
_FILES: Final = 500
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
_AT_ONCE: Final = 64
"""So many records are signed at once; each is written before the next ones are made."""
_BUFFER: Final = 256 * 1024
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


class Half(NamedTuple):
    """A portion that is made, and counts for nothing yet.

    Attributes:
        sync: make its files durable; another thread may do that.
        settle: give them their names, make these durable, and tell what came of it.
        forget: take away what has no name of its own yet.
    """

    sync: Callable[[], None]
    settle: Callable[[], Made]
    forget: Callable[[], None]


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
    ) -> None:
        """Be ready; nothing is made yet.

        Args:
            order: the order.
            folder: where to.
            done: name of a file to its SHA-256, as the journal had it.
            book: the status book, in which every record has its index already.
            shards: many records to a file, a line each.
        """
        self._order = order
        self._folder = folder
        self._done = done
        self._book = book
        self._shards = shards
        self._status_of = None if book is None else book.entry
        self._maker = Maker(order)
        self._go_on: Callable[[], None] = lambda: None
        self._half = TEMPORARY

    def warm(self) -> None:
        """Make a record of each kind and drop it: whoever is forked then knows them."""
        self._maker.warm(self._status_of)

    def open(self, go_on: Callable[[], None] = lambda: None) -> Workshop:
        """Be the workshop of this process.

        Args:
            go_on: asked before each record; raises to stop.
        """
        self._go_on = go_on
        # Two processes never write to one unfinished file.
        self._half = f"{TEMPORARY}{os.getpid()}-"
        return self

    def work(self, start: int, stop: int) -> Made:
        """Make what is missing of a portion, and make it durable; be `open` before.

        Raises:
            MisuseError: `file.cannot_write`.
        """
        half = self.make(start, stop)
        try:
            half.sync()
            return half.settle()
        except BaseException:
            half.forget()
            raise

    def make(self, start: int, stop: int) -> Half:
        """Make what is missing of a portion; it counts for nothing until it is settled.

        Raises:
            MisuseError: `file.cannot_write`.
        """
        own = tasks(self._order, start, stop, named=not self._shards)
        return self._shard(own, start) if self._shards else self._files(own, start)

    # -- a file for each record ----------------------------------------------

    def _files(self, own: Iterator[Task], start: int) -> Half:
        listed = _Listed(self._book)
        waiting: list[str] = []
        new: list[tuple[str, str]] = []
        count = 0
        try:
            for task, data in self._made(own):
                count += 1
                if data is None:
                    digest = self._done[task.file]
                else:
                    digest = hashlib.sha256(data).hexdigest()
                    # Before it is there, so that one that is half there is forgotten too.
                    waiting.append(task.file)
                    self._write(task.file, data)
                    new.append((task.file, digest))
                listed.add(task, task.file, digest)
        except BaseException:
            self._forget(waiting)
            raise
        made = Made(start, tuple(new), listed.text(), None, count, len(new))
        return Half(
            partial(self._sync, waiting),
            partial(self._settle, waiting, made),
            partial(self._forget, waiting),
        )

    def _write(self, name: str, data: bytes) -> None:
        with told(self._folder / name):
            # A file object for each costs a fifth of what making the file does.
            handle = os.open(f"{self._folder}/{self._half}{name}", _NEW, 0o666)
            try:
                rest = memoryview(data)
                while rest:
                    rest = rest[os.write(handle, rest) :]
            finally:
                os.close(handle)

    def _sync(self, names: Sequence[str]) -> None:
        """Make half-written files durable."""
        with told(self._folder):
            if names and (len(names) <= _FEW or not _sync_file_system(self._folder)):
                for name in names:
                    _sync_file(self._folder / (self._half + name))

    def _settle(self, names: Sequence[str], made: Made) -> Made:
        """Give durable files their names, and make these durable."""
        with told(self._folder):
            for name in names:
                os.replace(f"{self._folder}/{self._half}{name}", f"{self._folder}/{name}")  # noqa: PTH105 - likewise
            if names:
                sync_folder(self._folder)
        return made

    def _forget(self, names: Sequence[str]) -> None:
        for name in names:
            (self._folder / (self._half + name)).unlink(missing_ok=True)

    # -- many records to a file ----------------------------------------------

    def _shard(self, own: Iterator[Task], start: int) -> Half:
        size = portions(self._order, shards=True)[0][1]
        name = f"records-{start // size + 1:05}.ndjson"
        path = self._folder / name
        listed = _Listed(self._book)
        digest = self._done.get(name)
        if digest is not None and path.is_file():
            count = self._list_again(own, path, name, listed)
            made = Made(start, (), listed.text(), (name, digest, count), count, 0)
            return Half(lambda: None, lambda: made, lambda: None)
        whole, count = hashlib.sha256(), 0
        half = self._folder / (self._half + name)
        try:
            with told(path), half.open("wb", _BUFFER) as file:
                for task, data in self._made(own):
                    assert data is not None  # noqa: S101 - a line has no file of its own
                    record = _line(data)
                    listed.add(task, name, hashlib.sha256(record).hexdigest())
                    record += b"\n"
                    whole.update(record)
                    file.write(record)
                    count += 1
        except BaseException:
            half.unlink(missing_ok=True)
            raise
        shard = name, whole.hexdigest(), count
        made = Made(start, (shard[:2],), listed.text(), shard, count, count)
        return Half(
            partial(self._sync, [name]),
            partial(self._settle, [name], made),
            partial(self._forget, [name]),
        )

    def _list_again(self, own: Iterator[Task], path: Path, name: str, listed: _Listed) -> int:
        count = 0
        with told(path, "read"), path.open("rb") as file:
            for task, line in zip(own, file, strict=True):
                listed.add(task, name, hashlib.sha256(line[:-1]).hexdigest())
                count += 1
        return count

    def _made(self, own: Iterator[Task]) -> Iterator[tuple[Task, bytes | None]]:
        """Yield each task with its record; None for a file that is there already."""
        while some := list(islice(own, _AT_ONCE)):
            self._go_on()
            missing = [n for n, task in enumerate(some) if not self._is_there(task)]
            made = self._maker.make_all([some[n] for n in missing], self._status_of)
            records = dict(zip(missing, made, strict=True))
            for n, task in enumerate(some):
                self._go_on()
                yield task, records.get(n)

    def _is_there(self, task: Task) -> bool:
        return task.file in self._done and (self._folder / task.file).is_file()


class _Listed:
    """Lines of issued.csv: no names, so that it can lie about; the row tells whose it is."""

    def __init__(self, book: StatusBook | None) -> None:
        self._book = book
        self._lines: list[str] = []

    def add(self, task: Task, file: str, digest: str) -> None:
        number = task.row.number
        for credential_id, kind in task.kinds():
            index = self._book.records[credential_id] if self._book is not None else ""
            # RFC 4180: no cell needs quotes. Ids are drawn, and names of files are slugs.
            self._lines.append(f"{number},{kind},{credential_id},{file},{digest},{index}\r\n")

    def text(self) -> bytes:
        return "".join(self._lines).encode()


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
