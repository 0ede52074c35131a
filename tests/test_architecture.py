"""The house stands as docs/explanation/architecture.md draws it."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.shared_files import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = ROOT / "src" / "lerway"
MODULES = sorted(SOURCE.rglob("*.py"))
LONGEST_MODULE = 500
LONGEST_FUNCTION = 60
LARGEST_ROOM = 12, 3_000

NOT_OURS = {
    ".git", ".venv", ".hypothesis", ".pytest_cache", ".ruff_cache", ".import_linter_cache",
    "__pycache__", "_build", "build", "dist", "node_modules", ".peer", "out",
}  # fmt: skip

# Written in parts, so that this file does not name them.
NOT_NAMED = re.compile(
    r"(?<![\w.])/w[o]rk/(main|shared|\.)|/t[m]p/scratch|(?<![\w.])/r[o]ot/"
    r"|p[y]pi\.org|python[h]osted\.org|n[p]mjs\.(org|com)|yarn[p]kg\.com"
    r"|proxy\.go[l]ang|crate[s]\.io"
)


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def room(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def our_files() -> Iterator[Path]:
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [f for f in folders if f not in NOT_OURS]
        # In a worktree of git, `.git` is a file that says where the repository is.
        yield from (Path(folder, name) for name in names if name not in NOT_OURS)


def test_imports_follow_the_arrows():
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", MODULES, ids=room)
def test_a_module_can_be_read_in_one_sitting(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("path", MODULES, ids=room)
def test_a_function_fits_on_a_page(path):
    functions = (
        n for n in ast.walk(tree(path)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    long = [f.name for f in functions if (f.end_lineno or 0) - f.lineno + 1 > LONGEST_FUNCTION]
    assert long == []


@pytest.mark.parametrize("path", MODULES, ids=room)
def test_a_module_says_what_it_is_and_what_is_public(path):
    module = tree(path)
    assert ast.get_docstring(module), "no docstring"
    defines = any(
        isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not n.name.startswith("_")
        for n in module.body
    )
    named = any(
        isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == "__all__" for n in module.body
    )
    # A command is public through the command line, a module with an underscore not at all.
    exempt = path.name.startswith("_") or "cli" in path.parts
    assert named or not defines or exempt, "no __all__"


def test_no_room_has_grown_too_large():
    files, lines = LARGEST_ROOM
    crowded = []
    for folder in {p.parent for p in MODULES}:
        inside = sorted(folder.glob("*.py"))
        total = sum(len(p.read_text(encoding="utf-8").splitlines()) for p in inside)
        if len([p for p in inside if p.name != "__init__.py"]) > files or total > lines:
            crowded.append((room(folder), len(inside), total))
    assert crowded == []


def test_there_is_no_room_called_utils():
    assert [
        room(p) for p in MODULES if re.search(r"(^|/)_?(utils?|helpers?|misc)\b", room(p))
    ] == []


def test_no_file_names_a_machine_or_a_registry():
    naming = []
    for path in our_files():
        text = path.read_bytes().decode("utf-8", errors="replace")
        naming += [f"{path.relative_to(ROOT)}: {m[0]}" for m in NOT_NAMED.finditer(text)]
    assert naming == []


def test_every_ignored_lint_rule_says_why():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lint = text[text.index("[tool.ruff.lint]") : text.index("[tool.pyright]")]
    ignores = [line for line in lint.splitlines() if re.match(r'    "[A-Z]+[0-9]*",', line)]
    assert ignores
    assert [line for line in ignores if "# " not in line] == []


def test_no_blanket_ignores():
    blanket = re.compile(r"#\s*(noqa(?!:)|type:\s*ignore|pyright:\s*(ignore(?!\[)|basic|false))")
    found = [
        f"{room(path)}: {line.strip()}"
        for path in MODULES
        for line in path.read_text(encoding="utf-8").splitlines()
        if blanket.search(line)
    ]
    assert found == []


HEAVY = {"pyld", "pyoxigraph", "cryptography", "nacl", "jsonschema", "yaml", "rich", "typer"}


def test_importing_the_library_loads_nothing_heavy():
    code = "import sys, lerway; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert loaded.isdisjoint(HEAVY)
