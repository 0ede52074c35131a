"""`lerway compass`: what I hold, what a role needs, what is near, and the best way across."""

from __future__ import annotations

from importlib import import_module
from typing import Final

import typer

from lerway.cli.main import app

__all__ = ["compass"]

COMMANDS: Final = ("importing", "holding", "looking", "routing")
"""The modules of this package that add commands, in the order of `--help`."""

compass = typer.Typer(
    help="The compass: what a role needs, what you hold, and the best way across.",
    no_args_is_help=True,
)
app.add_typer(compass, name="compass")


@compass.callback()
def _group() -> None:
    """The compass: what a role needs, what you hold, and the best way across."""


for _command in COMMANDS:
    import_module(f"lerway.cli.compass.{_command}")
