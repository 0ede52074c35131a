"""An option that counts once is refused when it is given twice, in every command."""

from __future__ import annotations

import pytest
from typer.core import TyperCommand

from lerway.cli.kit.options import Once
from tools import cli_reference

COMMANDS = dict(cli_reference.commands(cli_reference.root_command()))


def once(command: TyperCommand) -> list[str]:
    """Return the names of the options of a command that take a value, and count once."""
    return [
        max(p.opts, key=len)
        for p in command.params
        if cli_reference.is_option(p) and not p.multiple and not p.is_flag and p.name != "help"
    ]


@pytest.mark.parametrize("name", [n for n, c in COMMANDS.items() if isinstance(c, TyperCommand)])
def test_every_command_counts_its_options_once(college, name):
    assert isinstance(COMMANDS[name], Once)
    for option in once(COMMANDS[name]):
        ran = college.run(*name.split()[1:], option, "1", option, "1")
        assert (ran.code, ran.out) == (2, ""), ran
        assert f"error: {option} was given twice" in ran.err
        assert "[cli.given_twice]" in ran.err
