"""The tables of skill frameworks, and what people said of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["upgrade"]

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make them."""
    _number()
    _skill_framework()
    _skill_edition()
    _skill_item()
    _skill_relation()
    _skill_mapping()
    _skill_decision()
    _skill_answer()
    for name in ("edition", "framework", "item", "relation", "mapping", "said"):
        op.execute(f"INSERT INTO number (name, next) VALUES ('{name}', 1)")  # noqa: S608 - our own names
    _words()


def _number() -> None:
    op.create_table(
        "number",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("next", NUMBER, nullable=False),
    )


def _skill_framework() -> None:
    op.create_table(
        "skill_framework",
        sa.Column("n", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("id", sa.Text(), nullable=False, unique=True),
        sa.Column("name", sa.Text(), nullable=False, unique=True),
    )


def _skill_edition() -> None:
    op.create_table(
        "skill_edition",
        sa.Column("n", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("framework", NUMBER, sa.ForeignKey("skill_framework.n"), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("kept", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("imported", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("relations", sa.Text(), nullable=False),
        sa.Column("first_item", NUMBER, nullable=False),
        sa.Column("last_item", NUMBER, nullable=False),
        sa.Column("first_relation", NUMBER, nullable=False),
        sa.Column("last_relation", NUMBER, nullable=False),
        sa.UniqueConstraint("framework", "version", name="uq_skill_edition_framework_version"),
    )


def _skill_item() -> None:
    op.create_table(
        "skill_item",
        sa.Column("n", NUMBER, primary_key=True, autoincrement=False),
        sa.Column(
            "edition",
            NUMBER,
            sa.ForeignKey("skill_edition.n", deferrable=True, initially="DEFERRED"),
            nullable=False,
        ),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("alternatives", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("uri", sa.Text(), nullable=False),
        sa.Column("others", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("kept", sa.Text(), nullable=False),
        sa.UniqueConstraint("edition", "id", name="uq_skill_item_edition_id"),
    )
    op.create_index(
        op.f("ix_skill_item_edition_code"),
        "skill_item",
        ["edition", "code"],
        sqlite_where=sa.text("code <> ''"),
        postgresql_where=sa.text("code <> ''"),
    )
    op.create_index(
        op.f("ix_skill_item_edition_uri"),
        "skill_item",
        ["edition", "uri"],
        sqlite_where=sa.text("uri <> ''"),
        postgresql_where=sa.text("uri <> ''"),
    )


def _skill_relation() -> None:
    op.create_table(
        "skill_relation",
        sa.Column("n", NUMBER, primary_key=True, autoincrement=False),
        sa.Column(
            "source",
            NUMBER,
            sa.ForeignKey("skill_item.n", deferrable=True, initially="DEFERRED"),
            nullable=False,
        ),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column(
            "target",
            NUMBER,
            sa.ForeignKey("skill_item.n", deferrable=True, initially="DEFERRED"),
            nullable=False,
        ),
        sa.Column("importance", sa.Float()),
        sa.Column("level", sa.Float()),
        sa.Column("kept", sa.Text(), nullable=False),
    )
    op.create_index(op.f("ix_skill_relation_source"), "skill_relation", ["source"])
    op.create_index(op.f("ix_skill_relation_target"), "skill_relation", ["target"])


def _skill_mapping() -> None:
    op.create_table(
        "skill_mapping",
        sa.Column("n", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("collection", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("match", sa.Text(), nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("subject_framework", sa.Text(), nullable=False),
        sa.Column("object_framework", sa.Text(), nullable=False),
        sa.Column("subject_version", sa.Text(), nullable=False),
        sa.Column("object_version", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float()),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("justification", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("reviewer", sa.Text(), nullable=False),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("via", sa.Text(), nullable=False),
    )
    op.create_index(op.f("ix_skill_mapping_collection"), "skill_mapping", ["collection"])
    op.create_index(
        op.f("ix_skill_mapping_subject_framework_object_framework_subject"),
        "skill_mapping",
        ["subject_framework", "object_framework", "subject"],
    )
    op.create_index(
        op.f("ix_skill_mapping_object_framework_subject_framework_object"),
        "skill_mapping",
        ["object_framework", "subject_framework", "object"],
    )


def _skill_decision() -> None:
    op.create_table(
        "skill_decision",
        sa.Column("n", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("framework", sa.Text(), nullable=False),
        sa.Column("phrase", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("item", sa.Text()),
        sa.Column("proposed", sa.Text()),
        sa.Column("decider", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
    )
    op.create_index(
        op.f("ix_skill_decision_framework_phrase"), "skill_decision", ["framework", "phrase"]
    )


def _skill_answer() -> None:
    op.create_table(
        "skill_answer",
        sa.Column("n", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_framework", sa.Text(), nullable=False),
        sa.Column("object_framework", sa.Text(), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("object", sa.Text()),
        sa.Column("match", sa.Text()),
        sa.Column("proposed", sa.Text()),
        sa.Column("reviewer", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("subject_version", sa.Text(), nullable=False),
        sa.Column("object_version", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
    )
    op.create_index(
        op.f("ix_skill_answer_subject_framework_object_framework"),
        "skill_answer",
        ["subject_framework", "object_framework"],
    )


def _words() -> None:
    """Make an index of words, where SQLite can."""
    bind = op.get_bind()
    if bind.dialect.name != "sqlite":
        return
    can = bind.exec_driver_sql("SELECT sqlite_compileoption_used('ENABLE_FTS5')").scalar()
    if can:
        op.execute(
            "CREATE VIRTUAL TABLE skill_words USING fts5(label, alternatives, code,"
            " tokenize = 'porter unicode61 remove_diacritics 2')"
        )
