"""The stores that must all do the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lerway.adapters.sql.alchemy import AlchemyDatabase
from lerway.adapters.sql.database import SqliteDatabase
from lerway.adapters.sql.migrate import ready
from lerway.adapters.sql.skills.store import SqlSkillStore
from lerway.testing.skill_store import MemorySkillStore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lerway.domain.skills.store import SkillStore


@pytest.fixture(scope="session")
def made(tmp_path_factory) -> bytes:
    """A file with all tables and no rows: making them takes longer than a test."""
    file = ready(tmp_path_factory.mktemp("made") / "lerway.sqlite")
    connection = SqliteDatabase(file)
    connection.run("PRAGMA wal_checkpoint(truncate)")
    connection.close()
    return file.read_bytes()


@pytest.fixture(params=["memory", "sqlite", "sqlalchemy", "without-fts5"])
def store(request, tmp_path, made) -> Iterator[SkillStore]:
    """An empty store of each kind."""
    file = tmp_path / "lerway.sqlite"
    file.write_bytes(made)
    opened: SkillStore
    match request.param:
        case "memory":
            opened = MemorySkillStore()
        case "sqlite":
            opened = SqlSkillStore(SqliteDatabase(file))
        case "sqlalchemy":
            opened = SqlSkillStore(AlchemyDatabase(f"sqlite:///{file}"))
        case _:
            database = SqliteDatabase(file)
            database.run("DROP TABLE skill_words")
            opened = SqlSkillStore(database)
    yield opened
    opened.close()
