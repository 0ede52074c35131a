"""What everything that is wired begins with: the catalog, the clock and the folder."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lerway.standards.catalog import Catalog

__all__ = ["catalog", "home", "now"]


@cache
def catalog() -> Catalog:
    """Return the catalog of all shipped suites, contexts and schemas."""
    from lerway import data
    from lerway.standards.catalog import standard_catalog

    return standard_catalog(data.contexts(), data.schemas())


def now() -> datetime:
    """Return the present moment, in UTC."""
    return datetime.now(UTC)


def home() -> Path:
    """Return the folder that this installation keeps its things in.

    `LERWAY_HOME`, or a folder of this person's own: on Linux `lerway` in `XDG_DATA_HOME`
    (`~/.local/share`), on macOS in `~/Library/Application Support`, on Windows in
    `%LOCALAPPDATA%`.
    """
    if named := os.environ.get("LERWAY_HOME"):
        return Path(named)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "lerway"
