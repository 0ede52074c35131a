"""The store of skill frameworks, and the files that they come in, wired."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from lerway.bootstrap.base import home, now

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from lerway.adapters.framework_files.opening import Opened
    from lerway.domain.skills.store import ImportReport, SkillStore

__all__ = ["import_starter", "opened_framework", "skill_store"]

STORE = "lerway.sqlite"


@contextmanager
def skill_store(folder: Path | None = None) -> Generator[SkillStore]:
    """Open the embedded store of skill frameworks; it is made if it is not there.

    A new store holds the bundled starter framework, the names of the NICE Framework, and
    our mappings between them, so that everything can be tried at once.

    Args:
        folder: where it stands; `home()`, if not given.

    Raises:
        MisuseError: `store.cannot_write`, `store.newer`, `store.busy`.
        UnreadableError: `store.unreadable`.
    """
    from lerway.adapters.sql.database import SqliteDatabase
    from lerway.adapters.sql.migrate import ready
    from lerway.adapters.sql.skills.store import SqlSkillStore

    path = (folder or home()) / STORE
    fresh = not path.exists()
    store = SqlSkillStore(SqliteDatabase(ready(path)))
    try:
        if fresh:
            import_starter(store)
        yield store
    finally:
        store.close()


def opened_framework(
    path: Path, options: Mapping[str, str] | None = None
) -> AbstractContextManager[Opened]:
    """Open a framework's files for a reader; see `adapters.framework_files.opening`."""
    from lerway.adapters.framework_files.opening import opened

    return opened(path, options)


def import_starter(store: SkillStore) -> list[ImportReport]:
    """Put the bundled frameworks into a store, with the mappings between them."""
    from lerway.data import starter

    reports = [
        store.import_parts(starter.parts(name), read_from="csv", at=now())
        for name in starter.FRAMEWORKS
    ]
    store.put_mappings(starter.COLLECTION, starter.mappings())
    return reports
