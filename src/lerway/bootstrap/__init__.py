"""Settings to a wired library: the only place that chooses adapters.

A module for each part of the house. Names are taken from them when they are used, so that
a command that looks up a skill does not wait for what verifies credentials.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from lerway.bootstrap.base import *  # noqa: F403 - the names of `__all__` there
    from lerway.bootstrap.compass import *  # noqa: F403 - likewise
    from lerway.bootstrap.guide import *  # noqa: F403 - likewise
    from lerway.bootstrap.linking import *  # noqa: F403 - likewise
    from lerway.bootstrap.locating import *  # noqa: F403 - likewise
    from lerway.bootstrap.records import *  # noqa: F403 - likewise
    from lerway.bootstrap.skills import *  # noqa: F403 - likewise
    from lerway.bootstrap.understanding import *  # noqa: F403 - likewise

PARTS: Final = (
    "base",
    "skills",
    "linking",
    "locating",
    "understanding",
    "compass",
    "guide",
    "records",
)
"""The modules of this package, the light ones first."""


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the type checker reads the imports above
    if not name.startswith("__"):
        for part in PARTS:
            module = import_module(f"lerway.bootstrap.{part}")
            if name in module.__all__:
                found = globals()[name] = getattr(module, name)
                return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
