"""Any database that SQLAlchemy 2 speaks to, by the statements of `database.py`."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Final

from sqlalchemy import create_engine, event, inspect, text

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from typing import Any

    from sqlalchemy import Connection, Engine

    from lerway.adapters.sql.database import Row, Values

__all__ = ["AlchemyDatabase", "engine_of"]

AT_ONCE: Final = 5_000


def engine_of(url: str) -> Engine:
    """Return an engine; one of SQLite begins each transaction as a writer.

    By itself Python's driver begins none before a change of tables, and two processes
    could make the same tables at once.
    """
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _no_own_transactions)
        event.listen(engine, "begin", _begin_writing)
    return engine


def _no_own_transactions(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's own class
    connection.isolation_level = None
    connection.execute("PRAGMA busy_timeout = 30000")
    connection.execute("PRAGMA journal_mode = wal")
    connection.execute("PRAGMA foreign_keys = on")


def _begin_writing(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


class AlchemyDatabase:
    """A database behind a URL, such as `postgresql+psycopg://…`."""

    def __init__(self, url: str) -> None:
        """Connect; the tables are there (`migrate.bring_up_to_date`)."""
        self._engine = engine_of(url)
        self._connection = self._engine.connect()
        self._writing = False

    def rows(self, sql: str, values: Values | None = None) -> Iterator[Row]:
        """Yield the rows of a statement."""
        # A reader that stops half way must not leave its transaction open.
        found = [tuple(row) for row in self._connection.execute(text(sql), values or {})]
        self._end_reading()
        yield from found

    def run(self, sql: str, values: Values | None = None) -> int:
        """Run a statement, within `writing`; return how many rows it changed."""
        return self._connection.execute(text(sql), values or {}).rowcount

    def many(self, sql: str, values: Iterable[Values]) -> None:
        """Run a statement for each of `values`, within `writing`."""
        rest, statement = iter(values), text(sql)
        while some := [dict(v) for v in islice(rest, AT_ONCE)]:
            self._connection.execute(statement, some)

    @contextmanager
    def writing(self) -> Generator[None]:
        """Open a transaction that writes; kept at its end, undone if it raises."""
        self._writing = True
        try:
            with self._connection.begin():
                yield
        finally:
            self._writing = False

    def finds_words(self) -> bool:
        """Return whether there is an index of words (`skill_words`, FTS5)."""
        found = inspect(self._connection).has_table("skill_words")
        self._end_reading()
        return found

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()
        self._engine.dispose()

    def _end_reading(self) -> None:
        if not self._writing:
            self._connection.rollback()
