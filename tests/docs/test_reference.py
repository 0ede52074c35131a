"""Undocumented is unfinished: what a person can type or meet is in docs/reference."""

from __future__ import annotations

import pytest

import lerway
from lerway.kernel.limits import DEFAULT_LIMITS
from tests.shared_files import ROOT
from tools import cli_reference, problem_codes

REFERENCE = ROOT / "docs" / "reference"

COMMANDS = dict(cli_reference.commands(cli_reference.root_command()))


def read(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


def section(name: str) -> str:
    """Return what the page of the command line says about one command."""
    _, found, rest = read("cli.md").partition(f"\n## {name}\n")
    assert found, f"docs/reference/cli.md has no section for `{name}`; run: make reference"
    return rest.split("\n## ")[0]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_documented(name):
    text = section(name)
    for parameter in COMMANDS[name].params:
        if cli_reference.shown(parameter) and cli_reference.is_option(parameter):
            assert all(f"`{option}`" in text for option in parameter.opts), parameter.name


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_says_what_it_does(name):
    assert COMMANDS[name].help, name
    for parameter in COMMANDS[name].params:
        assert parameter.help or not cli_reference.shown(parameter), parameter.name


def test_the_page_of_the_command_line_is_fresh():
    assert read("cli.md") == cli_reference.page(), "run: make reference"


def test_every_problem_code_is_a_literal_in_the_source():
    assert problem_codes.survey().unreadable == []


def test_the_page_of_problem_codes_is_fresh():
    assert read("problem-codes.md") == problem_codes.page(problem_codes.survey()), (
        "run: make reference"
    )


def test_every_check_is_documented():
    text = read("verdict.md")
    required = lerway.Policy().required
    assert [code for code in sorted(required) if f"| `{code}` |" not in text] == []


def test_every_limit_is_explained():
    explained = type(DEFAULT_LIMITS).__doc__ or ""
    assert [n for n in type(DEFAULT_LIMITS).__slots__ if f"{n}:" not in explained] == []


def test_every_public_name_says_what_it_is():
    assert [name for name in lerway.__all__ if not getattr(lerway, name).__doc__] == []
