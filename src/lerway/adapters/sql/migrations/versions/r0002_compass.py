"""The tables of the compass: facts about occupations, and courses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["upgrade"]

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "labour_fact",
        sa.Column("kind", sa.Text(), primary_key=True),
        sa.Column("soc", sa.Text(), primary_key=True),
        sa.Column("area", sa.Text(), primary_key=True),
        sa.Column("industry", sa.Text(), primary_key=True),
        sa.Column("year", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("body", sa.Text(), nullable=False),
    )
    op.create_index("ix_labour_fact_kind", "labour_fact", ["kind", "area", "industry"])
    op.create_table(
        "course",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("catalogue", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
    )
    op.create_index("ix_course_catalogue", "course", ["catalogue", "n"])
