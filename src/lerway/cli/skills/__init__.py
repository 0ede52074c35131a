"""`lerway skills`: frameworks in the embedded store, a file for each thing to do with them."""

from __future__ import annotations

from importlib import import_module
from typing import Final

import typer

from lerway.cli.main import app

__all__ = ["skills"]

COMMANDS: Final = (
    "importing",
    "listing",
    "showing",
    "searching",
    "comparing",
    "exporting",
    "language.linking",
    "language.extracting",
    "language.crosswalking",
    "language.reviewing",
    "language.deciding",
    "language.mapping",
    "language.aligning",
)
"""The modules of this package that add commands, in the order of `--help`."""

skills = typer.Typer(help="Skill frameworks: import, look up, compare.", no_args_is_help=True)
app.add_typer(skills, name="skills")


@skills.callback()
def _group() -> None:
    """Skill frameworks: import, look up, compare."""


for _command in COMMANDS:
    import_module(f"lerway.cli.skills.{_command}")
