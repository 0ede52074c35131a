"""An atlas as a folder: an array a file (NumPy format 1.0), the rest as JSON.

Arrays are mapped into memory, so that a command reads only the rows that it needs. A folder
is made under another name and then renamed: it is there whole or not at all.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, overload

import orjson

from lerway.domain.pathways.atlas.model import ARRAYS, Atlas, View
from lerway.kernel.source import Source

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["FORM", "read_atlas", "write_atlas"]

FORM: Final = "2"
"""Of the folder; another one is built anew."""
_LISTS: Final = (
    *("skill_ids", "skill_labels", "skill_kinds", "skill_uris"),
    *("role_ids", "role_labels", "role_kinds", "socs"),
)
_TITLES: Final = "titles.json"


class _Later(Sequence[Sequence[str]]):
    """Lists of titles in a file, read when the first of them is looked at."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read: list[list[str]] | None = None

    @overload
    def __getitem__(self, index: int) -> Sequence[str]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Sequence[str]]: ...
    def __getitem__(self, index: int | slice) -> Sequence[str] | Sequence[Sequence[str]]:
        return self._all()[index]

    def __len__(self) -> int:
        return len(self._all())

    def _all(self) -> list[list[str]]:
        read = self._read
        if read is None:
            try:
                read = self._read = [list(t) for t in orjson.loads(self._path.read_bytes())]
            except (OSError, ValueError):
                read = self._read = []
        return read


def write_atlas(folder: Path, atlas: Atlas) -> None:
    """Keep an atlas in `folder`, in place of what is there."""
    import numpy as np

    source = atlas.source
    head: dict[str, Any] = {
        "framework": atlas.framework,
        "name": atlas.name,
        "version": atlas.version,
        "source": [source.publisher, source.title, source.date, source.address],
        "views": [[v.name, v.words] for v in atlas.views],
        "missing_views": list(atlas.missing_views),
        **{name: list(getattr(atlas, name)) for name in _LISTS},
    }
    folder.parent.mkdir(parents=True, exist_ok=True)
    making = folder.with_name(f".{folder.name}.making")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir()
    for name in ARRAYS:
        np.save(making / f"{name}.npy", getattr(atlas, name), allow_pickle=False)
    (making / "head.json").write_bytes(orjson.dumps(head))
    (making / _TITLES).write_bytes(orjson.dumps([list(t) for t in atlas.role_titles]))
    shutil.rmtree(folder, ignore_errors=True)
    making.rename(folder)


def read_atlas(folder: Path) -> Atlas | None:
    """Return the atlas that is kept in `folder`; None if there is none that can be read."""
    import numpy as np

    try:
        head = orjson.loads((folder / "head.json").read_bytes())
        arrays = {
            name: np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
            for name in ARRAYS
        }
        return Atlas(
            framework=head["framework"],
            name=head["name"],
            version=head["version"],
            source=Source(*head["source"]),
            views=tuple(View(*v) for v in head["views"]),
            missing_views=tuple(head["missing_views"]),
            role_titles=_Later(folder / _TITLES),
            **{name: head[name] for name in _LISTS},
            **arrays,
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
