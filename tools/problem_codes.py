"""Write docs/reference/problem-codes.md from the source.

Every problem has a stable code, written as a literal where it is raised. This
script finds them by reading the syntax trees of src/lerway (nothing is
imported), and fails on a code that it cannot read. `--check` writes nothing and
exits 1 if the page is stale.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "lerway"
PAGE = ROOT / "docs" / "reference" / "problem-codes.md"

OUTCOMES = {
    "UnreadableError": "unreadable",
    "InvalidError": "failed",
    "UndeterminedError": "not checked",
    "MisuseError": "misuse",
    "Unavailable": "not fetched",
    "Problem": "reported",
    "Remark": "reported",
    "Finding": "failed",
}
"""The makers of problems, and what becomes of a record that has one."""

CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")

INTRODUCTION = """\
# Problem codes

<!-- written by tools/problem_codes.py (make reference); do not edit -->

Every problem that a person can meet has a stable code. It stands in the `problems` of
a Report and of `lerway verify --json`, in the `code` of every
exception, and, over HTTP, behind `urn:lerway:problem:` in the `type` of an RFC 9457
object. A code is never given another meaning. `…` stands for what differs from case to
case.

What becomes of the record:

unreadable
: it could not be read at all: `UnreadableError`, exit code 2.

failed
: it was read and breaks a rule: `InvalidError`, a failed check, *invalid* where the check is
  required.

not checked
: something needed is missing or not supported: `UndeterminedError`, a check that was not
  done, *undetermined* where the check is required.

not fetched
: a document that was needed could not be had; the check that needed it is not done.

misuse
: the caller asked for something that makes no sense: `MisuseError`, exit code 2.

reported
: told beside the verdict, without deciding it.
"""


@dataclass
class Code:
    """What the source says about one code."""

    outcomes: set[str] = field(default_factory=set)
    messages: list[str] = field(default_factory=list)


@dataclass
class Survey:
    """All codes of the source, and the places where one could not be read."""

    codes: dict[str, Code] = field(default_factory=lambda: defaultdict(Code))
    unreadable: list[str] = field(default_factory=list)


def called(node: ast.Call) -> str:
    """Return the last part of the called name: `InvalidError` of `errors.InvalidError`."""
    func = node.func
    if isinstance(func, ast.Attribute):
        return func.attr
    return func.id if isinstance(func, ast.Name) else ""


def argument(node: ast.Call, position: int, name: str) -> ast.expr | None:
    """Return the argument at `position`, or the one given as `name`."""
    if len(node.args) > position and not isinstance(node.args[position], ast.Starred):
        return node.args[position]
    return next((k.value for k in node.keywords if k.arg == name), None)


def text(node: ast.expr | None) -> str:
    """Return a literal message; what is filled in becomes `…`."""
    match node:
        case ast.Constant(value=str(value)):
            return value
        case ast.JoinedStr(values=values):
            return "".join(text(v) if isinstance(v, ast.Constant) else "…" for v in values)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return (text(left) or "…") + (text(right) or "…")
        case ast.IfExp(body=body, orelse=orelse):
            return f"{text(body) or '…'} / {text(orelse) or '…'}"
        case _:
            return ""


def constants(tree: ast.Module) -> dict[str, ast.expr]:
    """Return what the module binds to names, for codes that are read from a table."""
    found: dict[str, ast.expr] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            found[node.target.id] = node.value
    return found


def literals(node: ast.expr | None, names: dict[str, ast.expr]) -> list[str]:
    """Return the codes that `node` can be; empty if that cannot be read."""
    match node:
        case ast.Constant(value=str(value)):
            return [value]
        case ast.IfExp(body=body, orelse=orelse):
            first, second = literals(body, names), literals(orelse, names)
            return first + second if first and second else []
        case ast.Subscript(value=ast.Name(id=table)) if table in names:
            return [
                n.value
                for n in ast.walk(names[table])
                if isinstance(n, ast.Constant)
                and isinstance(n.value, str)
                and CODE.fullmatch(n.value)
            ]
        case ast.Name(id=name) if name in names:
            return literals(names[name], {})
        case _:
            return []


Forwarders = dict[str, tuple[int, str, str]]
"""A function that makes a problem of its parameter: its position, name and outcome."""


def forwarders(trees: dict[Path, ast.Module]) -> Forwarders:
    """Return the functions through which codes pass, by name."""
    found: Forwarders = {}
    for tree in trees.values():
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            parameters = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
            named = [a.arg for a in function.args.kwonlyargs]
            for call in (n for n in ast.walk(function) if isinstance(n, ast.Call)):
                code = argument(call, 0, "code")
                if called(call) not in OUTCOMES or not isinstance(code, ast.Name):
                    continue
                bound = [p for p in parameters if p not in {"self", "cls"}]
                if code.id in bound + named and function.name != "__init__":
                    place = bound.index(code.id) if code.id in bound else 99
                    found[function.name] = (place, code.id, OUTCOMES[called(call)])
    return found


def survey(source: Path = SOURCE) -> Survey:
    """Return all codes that stand in the modules under `source`."""
    trees = {
        path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(source.rglob("*.py"))
    }
    passing = forwarders(trees)
    found = Survey()
    for path, tree in trees.items():
        names = constants(tree)
        for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call)):
            name = called(call)
            if name in OUTCOMES:
                place, keyword, outcome = 0, "code", OUTCOMES[name]
            elif name in passing:
                place, keyword, outcome = passing[name]
            else:
                continue
            _note(found, call, (place, keyword, outcome), names, path)
    return found


def _note(
    found: Survey,
    call: ast.Call,
    maker: tuple[int, str, str],
    names: dict[str, ast.expr],
    path: Path,
) -> None:
    place, keyword, outcome = maker
    node = argument(call, place, keyword)
    codes = [c for c in literals(node, names) if CODE.fullmatch(c)]
    if not codes and not _forwarded(node):
        found.unreadable.append(f"{path.name}:{call.lineno}: {ast.unparse(call)[:90]}")
    for code in codes:
        entry = found.codes[code]
        entry.outcomes.add(outcome)
        message = text(argument(call, place + 1, "message"))
        if message and message not in entry.messages:
            entry.messages.append(message)


def _forwarded(node: ast.expr | None) -> bool:
    """Whether the code is that of another problem, or a parameter (its callers are read)."""
    if isinstance(node, ast.BoolOp):
        return any(_forwarded(v) for v in node.values)
    if isinstance(node, ast.Attribute):
        return node.attr in {"code", "reason"}
    return node is None or (isinstance(node, ast.Name) and node.id in {"code", "reason"})


def cell(message: str) -> str:
    """Return `message` fit for a cell of a Markdown table."""
    for mark in ("\\", "|", "<", "*", "_", "[", "$", "@", "{", "`"):
        message = message.replace(mark, "\\" + mark)
    return message


def page(found: Survey) -> str:
    """Return the page, a section for each family of codes."""
    families: dict[str, list[str]] = defaultdict(list)
    for code in sorted(found.codes):
        families[code.split(".")[0]].append(code)
    parts = [INTRODUCTION]
    for family, codes in families.items():
        rows = [
            f"| `{code}` | {', '.join(sorted(found.codes[code].outcomes))} "
            f"| {'; '.join(cell(m) for m in found.codes[code].messages)} |"
            for code in codes
        ]
        head = [f"\n## {family}\n", "| code | outcome | what it says |", "|---|---|---|"]
        parts.append("\n".join([*head, *rows]) + "\n")
    return "".join(parts)


def main() -> int:
    """Write the page, or check it."""
    found = survey()
    for place in found.unreadable:
        print(f"error: no literal code at {place}", file=sys.stderr)
    if found.unreadable:
        print("hint: write the code as a literal where the problem is made", file=sys.stderr)
        return 1
    text_ = page(found)
    if "--check" in sys.argv[1:]:
        stale = not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text_
        if stale:
            print(f"error: {PAGE.name} is stale", file=sys.stderr)
            print("hint: make reference", file=sys.stderr)
        return int(stale)
    PAGE.write_text(text_, encoding="utf-8")
    print(f"{PAGE.name}: {len(found.codes)} codes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
