"""One open database, and the few things that are asked of it (docs/adr/0012).

Statements are plain SQL that SQLite 3.37 and PostgreSQL 14 both read, with `:name` for a
value. The embedded store goes through Python's own `sqlite3`, because a command must
answer in half a second and SQLAlchemy takes most of that to be imported; every other
database goes through SQLAlchemy (`alchemy.py`). The contract tests run on both.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias

from lerway.kernel.errors import Fault, MisuseError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

__all__ = ["Database", "Row", "SqliteDatabase", "Values", "told"]

Values: TypeAlias = "Mapping[str, object]"
"""What stands for each `:name`."""

Row: TypeAlias = "tuple[Any, ...]"
"""The columns of one row, in the order of the statement."""

BUSY_SECONDS: Final = 30
CACHE_KIB: Final = 65_536
ROWS_AT_ONCE: Final = 1_000


class Database(Protocol):
    """An open database."""

    def rows(self, sql: str, values: Values | None = None) -> Iterator[Row]:
        """Yield the rows of a statement."""
        ...

    def run(self, sql: str, values: Values | None = None) -> int:
        """Run a statement; return how many rows it changed."""
        ...

    def many(self, sql: str, values: Iterable[Values]) -> None:
        """Run a statement for each of `values`."""
        ...

    def writing(self) -> AbstractContextManager[None]:
        """Open a transaction that writes; kept at its end, undone if it raises."""
        ...

    def finds_words(self) -> bool:
        """Return whether there is an index of words (`skill_words`, FTS5)."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class SqliteDatabase:
    """A SQLite file: write-ahead log, foreign keys, and patience with other writers."""

    def __init__(self, file: Path, *, patience: float = BUSY_SECONDS) -> None:
        """Open a file.

        Args:
            file: as `migrate.ready` has made it.
            patience: how many seconds to wait for another writer.

        Raises:
            UnreadableError: `store.unreadable`.
        """
        self._file = file
        try:
            self._connection = sqlite3.connect(file, timeout=patience, isolation_level=None)
            self._connection.execute("PRAGMA journal_mode = wal")
            self._connection.execute("PRAGMA synchronous = normal")
            self._connection.execute("PRAGMA foreign_keys = on")
            self._connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        except sqlite3.Error as e:
            raise told(file, e) from None

    def rows(self, sql: str, values: Values | None = None) -> Iterator[Row]:
        """Yield the rows of a statement."""
        try:
            cursor = self._connection.execute(sql, values or {})
            while some := cursor.fetchmany(ROWS_AT_ONCE):
                yield from some
        except (sqlite3.ProgrammingError, sqlite3.IntegrityError):
            raise
        except sqlite3.DatabaseError as e:
            raise told(self._file, e) from None

    def run(self, sql: str, values: Values | None = None) -> int:
        """Run a statement; return how many rows it changed."""
        try:
            return self._connection.execute(sql, values or {}).rowcount
        except (sqlite3.ProgrammingError, sqlite3.IntegrityError):
            raise
        except sqlite3.DatabaseError as e:
            raise told(self._file, e) from None

    def many(self, sql: str, values: Iterable[Values]) -> None:
        """Run a statement for each of `values`."""
        try:
            self._connection.executemany(sql, values)
        except (sqlite3.ProgrammingError, sqlite3.IntegrityError):
            raise
        except sqlite3.DatabaseError as e:
            raise told(self._file, e) from None

    @contextmanager
    def writing(self) -> Generator[None]:
        """Open a transaction that writes; kept at its end, undone if it raises."""
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def finds_words(self) -> bool:
        """Return whether there is an index of words (`skill_words`, FTS5)."""
        try:
            self._connection.execute("SELECT 1 FROM skill_words LIMIT 0")
        except sqlite3.OperationalError:
            return False
        return True

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


def told(file: Path, error: sqlite3.Error) -> UnreadableError | MisuseError:
    """Return what a person is told when the file cannot be used."""
    code = getattr(error, "sqlite_errorcode", None)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return MisuseError(
            "store.busy",
            f"another command is writing to {file}, and was not done in time",
            hint="wait until it is done, and give this command again",
        )
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
        return MisuseError(
            "store.cannot_write",
            f"{file} cannot be written: {error}",
            hint="look at the space and the rights of the folder, or name another in LERWAY_HOME",
        )
    return UnreadableError(
        "store.unreadable",
        f"{file} is no store of this software, or it is damaged: {error}",
        hint="move it away and import the frameworks again, or take it from a backup",
        fault=Fault.CALLER,
    )
