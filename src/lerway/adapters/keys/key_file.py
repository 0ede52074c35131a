"""Key files: made once, readable by their owner only, never written over."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, Final

from lerway.domain.issuing.signing_key import SigningKey, parse_key_file
from lerway.kernel.errors import MisuseError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["open_to_others", "read_key_file", "write_key_file"]

_BINARY: Final[int] = getattr(os, "O_BINARY", 0)


def read_key_file(path: Path) -> SigningKey:
    """Return the key in a file.

    Raises:
        MisuseError: `key.no_file`.
        UnreadableError: as `parse_key_file`.
    """
    try:
        data = path.read_bytes()
    except OSError as e:
        raise MisuseError(
            "key.no_file",
            f"cannot read the key file {path}: {(e.strerror or str(e)).lower()}",
            hint="make a key with `lerway key new -o KEYFILE`",
        ) from None
    return parse_key_file(data)


def write_key_file(path: Path, key: SigningKey) -> None:
    """Write a new key file with mode 0600.

    Raises:
        MisuseError: `key.file_exists`, `key.cannot_write`.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise _cannot_write(path, e) from None
    try:
        # The mode is given when the file is made, so that there is no moment without it.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
    except FileExistsError:
        raise MisuseError(
            "key.file_exists",
            f"{path} is there already, and a key is never written over",
            hint="give another name, or move the old key away",
        ) from None
    except OSError as e:
        raise _cannot_write(path, e) from None
    with os.fdopen(handle, "wb") as file:
        file.write(key.to_bytes())
        file.flush()
        os.fsync(file.fileno())


def open_to_others(path: Path) -> bool:
    """Return whether others than the owner may read or write the file."""
    return os.name == "posix" and bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def _cannot_write(path: Path, error: OSError) -> MisuseError:
    reason = (error.strerror or str(error)).lower()
    return MisuseError(
        "key.cannot_write",
        f"cannot write {path}: {reason}",
        hint="look at the name and the permissions of the folder",
    )
