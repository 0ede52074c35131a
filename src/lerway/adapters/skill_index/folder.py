"""`lerway.domain.skills.linking.library.Shelf` as a folder of files.

A file is written whole beside its place and renamed; one that is broken or was made by
another version counts as missing, and is made anew. Files of the same framework and kind
that another import or version left are taken away.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import numpy as np

from lerway.domain.skills.lexicon.arrays import arrays_in, written
from lerway.kernel.errors import MisuseError

if TYPE_CHECKING:
    from pathlib import Path

    from lerway.domain.skills.lexicon.arrays import Arrays

__all__ = ["IndexFolder"]

_ENDING: Final = ".safetensors"
_WRITING: Final = ".lerway-writing-"


class IndexFolder:
    """Keeps indexes in a folder, which is made when it is needed."""

    def __init__(self, folder: Path) -> None:
        """Use a folder."""
        self._folder = folder

    def get(self, key: str) -> Arrays | None:
        """Return what was put under `key`, mapped into memory; None if it is not whole."""
        path = self._path(key)
        try:
            return arrays_in(np.memmap(path, np.uint8, "r"))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, key: str, arrays: Arrays) -> None:
        """Keep `arrays` under `key`.

        Raises:
            MisuseError: `linking.cannot_keep`.
        """
        path = self._path(key)
        temporary = path.with_name(f"{_WRITING}{os.getpid()}-{path.name}")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with temporary.open("wb") as file:
                file.writelines(written(arrays))
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except OSError as e:
            with suppress(OSError):
                temporary.unlink()
            raise MisuseError(
                "linking.cannot_keep",
                f"cannot keep the index in {self._folder}: {(e.strerror or str(e)).lower()}",
                hint="look at the free space and the permissions of LERWAY_HOME",
            ) from None
        self._tidy(path)

    def _tidy(self, kept: Path) -> None:
        """Take away what the same framework, version and kind had before."""
        stem = kept.name.removesuffix(_ENDING).rsplit("-", 2)[0]
        for other in self._folder.glob(f"{_escaped(stem)}-*{_ENDING}"):
            if other != kept and other.name.removesuffix(_ENDING).rsplit("-", 2)[0] == stem:
                with suppress(OSError):
                    other.unlink()

    def _path(self, key: str) -> Path:
        safe = "".join(c if c.isalnum() or c in "@._-+" else "_" for c in key)
        return self._folder / (safe + _ENDING)


def _escaped(stem: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in stem)
