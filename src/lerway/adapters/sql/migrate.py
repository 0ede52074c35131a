"""Bring the tables of a database to what this release uses.

Alembic is imported only if there is something to do: it takes longer than most commands.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Final

from lerway.adapters.sql.database import told
from lerway.kernel.errors import Fault, MisuseError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["HEAD", "bring_up_to_date", "ready"]

HEAD: Final = "0002"
"""The last migration of this release."""


def ready(file: Path) -> Path:
    """Make the SQLite file and its tables if they are not there; return its path.

    Raises:
        MisuseError: `store.cannot_write`, `store.newer`.
        UnreadableError: `store.unreadable`.
    """
    if _revision(file) != HEAD:
        try:
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as e:
            raise MisuseError(
                "store.cannot_write",
                f"cannot make the folder {file.parent}: {(e.strerror or str(e)).lower()}",
                hint="name another folder in LERWAY_HOME",
            ) from None
        bring_up_to_date(f"sqlite:///{file}")
    return file


def bring_up_to_date(url: str) -> None:
    """Run the migrations that a database lacks.

    Raises:
        MisuseError: `store.newer`.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    from lerway.adapters.sql.alchemy import engine_of

    engine = engine_of(url)
    config = Config()
    config.set_main_option("script_location", "lerway.adapters.sql:migrations")
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except CommandError:
        raise MisuseError(
            "store.newer",
            "the store was made by a later release of this software",
            hint="install that release, or name another folder in LERWAY_HOME",
            fault=Fault.CALLER,
        ) from None
    finally:
        engine.dispose()


def _revision(file: Path) -> str | None:
    """Return the last migration that ran on a file, without waking SQLAlchemy."""
    if not file.exists():
        return None
    connection = sqlite3.connect(file)
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError:
        return None
    except sqlite3.DatabaseError as e:
        raise told(file, e) from None
    finally:
        connection.close()
    return None if row is None else str(row[0])
