"""The pages use the field's words, and type only commands that there are."""

from __future__ import annotations

import re
import shlex

import pytest

from tests.shared_files import ROOT
from tools import cli_reference

DOCS = ROOT / "docs"
GLOSSARY = DOCS / "glossary.md"
PAGES = sorted(
    [*(p for p in DOCS.rglob("*.md") if "_build" not in p.parts), *ROOT.glob("*.md")],
)
COMMANDS = dict(cli_reference.commands(cli_reference.root_command()))

WORDS = [
    "issuer",
    "holder",
    "verifier",
    "Achievement",
    "AchievementCredential",
    "ClrCredential",
    "EndorsementCredential",
    "verifiable presentation",
    "alignment",
    "skill",
    "skill framework",
    "crosswalk",
    "occupation",
    "work role",
    "pathway",
    "status list",
    "controller document",
    "cryptosuite",
    "verification method",
    "grant",
    "receipt",
    "trust mark",
    "witness",
    "checkpoint",
]

NOT_USED = re.compile(
    r"\b(trustmarks?|crypto suites?|signature suites?|learning paths?|career paths?"
    r"|skills frameworks?|competency frameworks?|statuslists?|public key entr(y|ies))\b",
    re.IGNORECASE,
)

BLOCK = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^(?:\$ )?(lerway(?: (?:.*\\\n)*.*)?)$", re.MULTILINE)


def typed(text: str) -> list[str]:
    """Return the `lerway …` commands in the code blocks of a page."""
    return [c for block in BLOCK.findall(text) for c in COMMAND.findall(block)]


def page_id(path):
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("word", WORDS)
def test_the_glossary_explains_every_word_of_the_project(word):
    assert re.search(rf"^{word}$", GLOSSARY.read_text(encoding="utf-8"), re.MULTILINE)


def test_the_glossary_is_in_order():
    entries = re.search(r"```\{glossary\}\n(.*?)```", GLOSSARY.read_text("utf-8"), re.DOTALL)
    assert entries
    terms = re.findall(r"^(\w.*)$", entries[1], re.MULTILINE)
    assert terms == sorted(terms, key=str.lower)


@pytest.mark.parametrize("page", [p for p in PAGES if p != GLOSSARY], ids=page_id)
def test_a_page_says_one_word_for_one_thing(page):
    assert not NOT_USED.search(page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_a_page_types_only_what_there_is(page):
    for line in typed(page.read_text(encoding="utf-8")):
        parts = shlex.split(line.replace("\\\n", " "), comments=True)
        name = next((" ".join(parts[:n]) for n in (3, 2) if " ".join(parts[:n]) in COMMANDS), None)
        group = any(c.startswith(" ".join(parts[:2]) + " ") for c in COMMANDS)
        assert name or group or {"--help", "--version"} & {*parts}, f"no such command: {line}"
        if name:
            options = {o for p in COMMANDS[name].params for o in (*p.opts, *p.secondary_opts)}
            used = {p.split("=")[0] for p in parts if re.match(r"--?[a-z]", p)}
            assert used <= options | {"--help"}, line


def test_the_readme_fits_one_screen_and_a_half():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 80
