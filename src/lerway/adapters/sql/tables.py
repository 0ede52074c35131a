"""The tables, for SQLAlchemy Core and Alembic; the statements that use them are plain SQL.

Numbers (`n`) are given out by `number`, in the order of the file; the items and relations
of one edition are a run of numbers, so that all of them are read in order without an index.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

__all__ = ["METADATA"]

METADATA: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite's own key of a row is an INTEGER, and only that name makes it one.
NUMBER: Final = BigInteger().with_variant(Integer(), "sqlite")


Table(
    "number",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("next", NUMBER, nullable=False),
)

Table(
    "skill_framework",
    METADATA,
    Column("n", NUMBER, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False, unique=True),
)

Table(
    "skill_edition",
    METADATA,
    Column("n", NUMBER, primary_key=True, autoincrement=False),
    Column("framework", NUMBER, ForeignKey("skill_framework.n"), nullable=False),
    Column("version", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("licence", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("kept", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("imported", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("items", Text, nullable=False),
    Column("relations", Text, nullable=False),
    Column("first_item", NUMBER, nullable=False),
    Column("last_item", NUMBER, nullable=False),
    Column("first_relation", NUMBER, nullable=False),
    Column("last_relation", NUMBER, nullable=False),
    UniqueConstraint("framework", "version"),
)

Table(
    "skill_item",
    METADATA,
    Column("n", NUMBER, primary_key=True, autoincrement=False),
    Column(
        "edition",
        NUMBER,
        ForeignKey("skill_edition.n", deferrable=True, initially="DEFERRED"),
        nullable=False,
    ),
    Column("id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("alternatives", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("uri", Text, nullable=False),
    Column("others", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("kept", Text, nullable=False),
    UniqueConstraint("edition", "id"),
    Index(
        None,
        "edition",
        "code",
        sqlite_where=text("code <> ''"),
        postgresql_where=text("code <> ''"),
    ),
    Index(
        None, "edition", "uri", sqlite_where=text("uri <> ''"), postgresql_where=text("uri <> ''")
    ),
)

Table(
    "skill_relation",
    METADATA,
    Column("n", NUMBER, primary_key=True, autoincrement=False),
    Column(
        "source",
        NUMBER,
        ForeignKey("skill_item.n", deferrable=True, initially="DEFERRED"),
        nullable=False,
    ),
    Column("link", Text, nullable=False),
    Column(
        "target",
        NUMBER,
        ForeignKey("skill_item.n", deferrable=True, initially="DEFERRED"),
        nullable=False,
    ),
    Column("importance", Float),
    Column("level", Float),
    Column("kept", Text, nullable=False),
    Index(None, "source"),
    Index(None, "target"),
)

Table(
    "skill_mapping",
    METADATA,
    Column("n", NUMBER, primary_key=True, autoincrement=False),
    Column("collection", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("match", Text, nullable=False),
    Column("object", Text, nullable=False),
    Column("subject_framework", Text, nullable=False),
    Column("object_framework", Text, nullable=False),
    Column("subject_version", Text, nullable=False),
    Column("object_version", Text, nullable=False),
    Column("confidence", Float),
    Column("origin", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("justification", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("date", Text, nullable=False),
    Column("via", Text, nullable=False),
    Index(None, "collection"),
    Index(None, "subject_framework", "object_framework", "subject"),
    Index(None, "object_framework", "subject_framework", "object"),
)

Table(
    "skill_decision",
    METADATA,
    Column("n", NUMBER, primary_key=True, autoincrement=False),
    Column("framework", Text, nullable=False),
    Column("phrase", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("choice", Text, nullable=False),
    Column("item", Text),
    Column("proposed", Text),
    Column("decider", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("note", Text, nullable=False),
    Index(None, "framework", "phrase"),
)

Table(
    "skill_answer",
    METADATA,
    Column("n", NUMBER, primary_key=True, autoincrement=False),
    Column("subject", Text, nullable=False),
    Column("subject_framework", Text, nullable=False),
    Column("object_framework", Text, nullable=False),
    Column("choice", Text, nullable=False),
    Column("object", Text),
    Column("match", Text),
    Column("proposed", Text),
    Column("reviewer", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("subject_version", Text, nullable=False),
    Column("object_version", Text, nullable=False),
    Column("note", Text, nullable=False),
    Index(None, "subject_framework", "object_framework"),
)

Table(
    "labour_fact",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("soc", Text, primary_key=True),
    Column("area", Text, primary_key=True),
    Column("industry", Text, primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
    Index("ix_labour_fact_kind", "kind", "area", "industry"),
)

Table(
    "course",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("catalogue", Text, nullable=False),
    Column("n", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Index("ix_course_catalogue", "catalogue", "n"),
)
