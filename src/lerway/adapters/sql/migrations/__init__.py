"""Alembic's migrations: each release's tables, made from those of the release before."""
