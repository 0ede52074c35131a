"""An atlas as a folder: an array a file (NumPy format 1.0), the rest as JSON.

Arrays are mapped into memory, so that a command reads only the rows that it needs. A folder
is made under another name and then renamed: it is there whole or not at all.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any, Final

import orjson

from lerway.domain.pathways.atlas.model import ARRAYS, Atlas, View
from lerway.kernel.source import Source

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["FORM", "read_atlas", "write_atlas"]

FORM: Final = "1"
"""Of the folder; another one is built anew."""
_LISTS: Final = (
    *("skill_ids", "skill_labels", "skill_kinds", "skill_uris"),
    *("role_ids", "role_labels", "role_kinds", "socs"),
)


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
            **{name: head[name] for name in _LISTS},
            **arrays,
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
