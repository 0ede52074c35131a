"""The code in README.md and docs/ is run as tests, by Sybil.

A page is run from top to bottom in a new folder that holds `badge.json`, with a new
`LERWAY_HOME`:

- Python blocks are run;
- a code block with a caption is written to the file that the caption names;
- in a `console` block, each line that starts with `$ ` is given to the shell, and what
  follows must be what it prints; `…` stands for anything.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sybil import Example, Region, Sybil
from sybil.parsers.markdown.lexers import FencedCodeBlockLexer
from sybil.parsers.myst import PythonCodeBlockParser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sybil import Document

ROOT = Path(__file__).resolve().parent
CAPTIONED = re.compile(
    r"^```\{code-block\} [a-z]+\n:caption: (?P<name>[\w./-]+)\n\n(?P<content>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


def write_captioned(document: Document) -> Iterator[Region]:
    """Find the files that a page tells its reader to write."""
    for match in CAPTIONED.finditer(document.text):
        yield Region(match.start(), match.end(), match.groupdict(), _write)


def _write(example: Example) -> None:
    path = Path(example.parsed["name"])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(example.parsed["content"], encoding="utf-8")


def run_console(document: Document) -> Iterator[Region]:
    """Find the blocks that show what to type and what is answered."""
    for region in FencedCodeBlockLexer("console")(document):
        region.parsed = str(region.lexemes["source"])
        region.evaluator = _run
        yield region


def _run(example: Example) -> str | None:
    for step in re.split(r"^\$ ", example.parsed, flags=re.MULTILINE)[1:]:
        command, expected = _split(step)
        done = subprocess.run(  # noqa: S602 - the command stands in our own page
            command,
            shell=True,
            text=True,
            encoding="utf-8",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            timeout=120,
            check=False,
        )
        pattern = ".*?".join(re.escape(part) for part in expected.strip().split("…"))
        if not re.fullmatch(pattern, done.stdout.strip(), re.DOTALL):
            return f"$ {command}\nexpected:\n{expected}\ngot:\n{done.stdout}"
    return None


def _split(step: str) -> tuple[str, str]:
    """Return the command of `step`, with the lines that a backslash continues, and the rest."""
    lines = step.splitlines()
    length = next(n for n, line in enumerate(lines, 1) if not line.endswith("\\"))
    return "\n".join(lines[:length]), "\n".join(lines[length:])


def enter(namespace: dict[str, Any]) -> None:
    """Go to a new folder with `badge.json` in it and `lerway` on the path."""
    from tests.docs.sample import sample_badge

    folder = tempfile.TemporaryDirectory(prefix="lerway-docs-")
    namespace["_left"] = (folder, Path.cwd(), os.environ["PATH"], os.environ.get("LERWAY_HOME"))
    os.environ["LERWAY_HOME"] = str(Path(folder.name, ".home"))
    programs = Path(folder.name, ".bin")
    programs.mkdir()
    shim = programs / "lerway"
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m lerway "$@"\n', encoding="utf-8")
    shim.chmod(0o755)
    os.environ["PATH"] = f"{programs}{os.pathsep}{os.environ['PATH']}"
    os.chdir(folder.name)
    Path("badge.json").write_bytes(sample_badge())


def leave(namespace: dict[str, Any]) -> None:
    """Go back to where the tests were."""
    folder, before, path, home = namespace.pop("_left")
    os.environ.pop("LERWAY_HOME")
    if home is not None:
        os.environ["LERWAY_HOME"] = home
    os.chdir(before)
    os.environ["PATH"] = path
    folder.cleanup()


pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(), write_captioned, run_console],
    patterns=["README.md", "docs/**/*.md"],
    excludes=["docs/_build/**"],
    setup=enter,
    teardown=leave,
).pytest()
