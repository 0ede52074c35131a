"""Writing a file so that a reader sees the old one or the new one, after a crash too.

A temporary file beside it, fsync, rename, fsync of the folder (POSIX rename(2) is
atomic; without the fsyncs a power cut may leave an empty file under the new name).
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import MisuseError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable
    from pathlib import Path

__all__ = ["TEMPORARY", "locked", "sync_folder", "told", "write_atomic", "write_beside"]

TEMPORARY: Final = ".lerway-writing-"
"""What the name of a half-written file begins with; a dot, so that nobody takes it for a record."""


@contextmanager
def told(path: Path, doing: str = "write") -> Generator[None]:
    """Tell an error of the system about `path` in our own words.

    Raises:
        MisuseError: `file.cannot_write`.
    """
    try:
        yield
    except OSError as e:
        raise MisuseError(
            "file.cannot_write",
            f"cannot {doing} {path}: {(e.strerror or str(e)).lower()}",
            hint="look at the name, the permissions and the free space",
        ) from None


def write_beside(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write `data` (or its pieces), rename it to `path`; its folder is for the caller to sync."""
    temporary = path.with_name(TEMPORARY + path.name)
    try:
        with temporary.open("wb") as file:
            file.writelines((data,) if isinstance(data, bytes) else data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def sync_folder(folder: Path) -> None:
    """Make what was renamed in `folder` survive a power cut, where the system can."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_atomic(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write a file whole, in place of one that may be there.

    Raises:
        MisuseError: `file.cannot_write`.
    """
    with told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_beside(path, data)
        sync_folder(path.parent)


@contextmanager
def locked(handle: int, *, wait: bool) -> Generator[bool]:
    """Hold the lock of an open file or folder; yield whether it was to be had.

    Systems without flock (Windows) keep no two runs apart.
    """
    if sys.platform == "win32":
        yield True
        return
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        yield False
        return
    try:
        yield True
    finally:
        fcntl.flock(handle, fcntl.LOCK_UN)
