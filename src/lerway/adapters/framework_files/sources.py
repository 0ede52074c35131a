"""Where bytes come from: one file, the files of a folder, or the members of an archive (ZIP)."""

from __future__ import annotations

import os
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Final

from lerway.adapters.framework_files.limits import MEBIBYTE
from lerway.kernel.errors import MisuseError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from contextlib import ExitStack

    from lerway.adapters.framework_files.limits import FileLimits

__all__ = ["Source", "check_archive", "reading", "sources"]

_NOT_CONTENT: Final = ("__MACOSX", ".", "~$", "Thumbs.db", "desktop.ini")
_ZIP: Final = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Source:
    """One file of what was given.

    Attributes:
        file: its path within that, with `/`.
        size: in bytes.
        open: opens it for reading.
    """

    file: str
    size: int
    open: Callable[[], IO[bytes]]

    @property
    def ending(self) -> str:
        """The ending of its name, in small letters, without the dot."""
        return PurePosixPath(self.file).suffix.lower().lstrip(".")

    def beginning(self, size: int = 4096) -> bytes:
        """Return its first bytes."""
        with reading(self.file), self.open() as stream:
            return stream.read(size)


@contextmanager
def reading(file: str) -> Generator[None]:
    """Tell what goes wrong while a file is read.

    Raises:
        UnreadableError: `frameworks.broken_archive`, `frameworks.unreadable_file`.
    """
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as e:
        raise UnreadableError(
            "frameworks.broken_archive",
            f"{file}: what is packed here is damaged or cut off: {_said(e)}",
            hint="download it again, and compare its size with the owner's",
        ) from None
    except OSError as e:
        raise UnreadableError(
            "frameworks.unreadable_file",
            f"{file} cannot be read: {_said(e)}",
            hint="look at the name of the file and at who may read it",
        ) from None


def sources(path: Path, limits: FileLimits, stack: ExitStack) -> list[Source]:
    """Return the files of what was given, in the order of their names.

    Args:
        path: a file, a folder or a ZIP archive.
        limits: on number and size.
        stack: closes the archive.

    Raises:
        MisuseError: `frameworks.no_such_file`.
        UnreadableError: `frameworks.too_many_files`, `frameworks.too_deep`,
            `frameworks.too_large`, and as `check_archive` and `reading`.
    """
    if path.is_dir():
        found = sorted(_of_folder(path, limits), key=lambda s: s.file)
    elif not path.is_file():
        raise MisuseError(
            "frameworks.no_such_file",
            f"there is no file or folder {path}",
            hint="look at the name, and at the folder that you are in",
        )
    else:
        found = [Source(path.name, path.stat().st_size, lambda: path.open("rb"))]
        _within(found[0], limits)
        if _is_archive(found[0]):
            found = sorted(_of_archive(path, limits, stack), key=lambda s: s.file)
    for source in found:
        _within(source, limits)
    return found


def _within(source: Source, limits: FileLimits) -> None:
    if source.size > limits.file:
        raise UnreadableError(
            "frameworks.too_large",
            f"{source.file} has {source.size:,} bytes, the limit is {limits.file:,}",
            hint="import the framework in parts, or without what is not needed",
        )


def _of_folder(folder: Path, limits: FileLimits) -> Iterator[Source]:
    number = 0
    with reading(str(folder)):
        for here, folders, names in os.walk(folder):
            below = Path(here).relative_to(folder)
            folders[:] = sorted(f for f in folders if not f.startswith(_NOT_CONTENT))
            if len(below.parts) > limits.depth:
                raise UnreadableError(
                    "frameworks.too_deep",
                    f"{below.as_posix()}: more than {limits.depth} folders in one another",
                    hint="name the folder that holds the files",
                )
            for name in sorted(names):
                path = Path(here, name)
                if name.startswith(_NOT_CONTENT) or not path.is_file():
                    continue
                number += 1
                _not_too_many(str(folder), number, limits)
                size = path.stat().st_size
                yield Source((below / name).as_posix(), size, _opener(path))


def _opener(path: Path) -> Callable[[], IO[bytes]]:
    return lambda: path.open("rb")


def _not_too_many(file: str, number: int, limits: FileLimits) -> None:
    if number > limits.files:
        raise UnreadableError(
            "frameworks.too_many_files",
            f"there are more than {limits.files:,} files in {file}",
            hint="name the folder or file that holds the framework alone",
        )


def _is_archive(source: Source) -> bool:
    """Whether a file is a ZIP archive and no workbook, which is one too."""
    if source.ending == "zip":
        return True
    if source.beginning(4) != _ZIP or source.ending in {"xlsx", "xlsm"}:
        return False
    raise UnreadableError(
        "frameworks.not_what_it_is_called",
        f"{source.file} is an archive or a workbook, whatever its name says",
        hint="give it the ending .zip or .xlsx",
    )


def _of_archive(path: Path, limits: FileLimits, stack: ExitStack) -> Iterator[Source]:
    with reading(path.name):
        archive = stack.enter_context(zipfile.ZipFile(path))
    check_archive(path.name, archive, limits)
    for member in archive.infolist():
        parts = PurePosixPath(member.filename.replace("\\", "/")).parts
        if member.is_dir() or any(p.startswith(_NOT_CONTENT) for p in parts):
            continue
        if member.filename.lower().endswith((".zip", ".7z", ".rar", ".gz", ".tar")):
            raise UnreadableError(
                "frameworks.nested_archive",
                f"{path.name}: {member.filename} is an archive in an archive",
                hint="unpack the outer one, and import what is in it",
            )
        yield Source(member.filename.replace("\\", "/"), member.file_size, _member(archive, member))


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
    return lambda: archive.open(member)


def check_archive(file: str, archive: zipfile.ZipFile, limits: FileLimits) -> None:
    """Look at the table of contents of a ZIP, before anything is unpacked.

    Raises:
        UnreadableError: `frameworks.too_many_files`, `frameworks.zip_bomb`,
            `frameworks.encrypted`, `frameworks.path_outside`.
    """
    members = archive.infolist()
    _not_too_many(file, len(members), limits)
    total = sum(member.file_size for member in members)
    if total > limits.unpacked:
        raise UnreadableError(
            "frameworks.zip_bomb",
            f"{file} would unpack to {total:,} bytes, the limit is {limits.unpacked:,}",
            hint="ask its owner for the framework alone",
        )
    for member in members:
        ratio = member.file_size / max(member.compress_size, 1)
        if member.file_size > MEBIBYTE and ratio > limits.ratio:
            raise UnreadableError(
                "frameworks.zip_bomb",
                f"{file}: {member.filename} would unpack to {ratio:,.0f} times its size",
                hint="this is no honest file; ask its owner for another",
            )
        if member.flag_bits & 1:
            raise UnreadableError(
                "frameworks.encrypted",
                f"{file}: {member.filename} is protected by a password",
                hint="unpack it with the password, and import what is in it",
            )
        parts = PurePosixPath(member.filename.replace("\\", "/")).parts
        if ".." in parts or member.filename.startswith(("/", "\\")) or ":" in parts[:1]:
            raise UnreadableError(
                "frameworks.path_outside",
                f"{file}: {member.filename!r} leads out of the archive",
                hint="this is no honest file; ask its owner for another",
            )


def _said(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).lower()
