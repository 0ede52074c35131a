"""Numbers in their order, given out within a transaction that writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lerway.adapters.sql.database import Database

__all__ = ["next_number", "use_number"]


def next_number(database: Database, counter: str) -> int:
    """Return the next number; on PostgreSQL the row stays locked until all is written."""
    database.run("UPDATE number SET next = next WHERE name = :name", {"name": counter})
    (row,) = database.rows("SELECT next FROM number WHERE name = :name", {"name": counter})
    return int(row[0])


def use_number(database: Database, counter: str, following: int) -> None:
    """Say which number comes next."""
    database.run(
        "UPDATE number SET next = :next WHERE name = :name", {"name": counter, "next": following}
    )
