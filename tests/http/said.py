"""Every sentence that a room says to a reader, found in its templates and its source."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from jinja2 import Environment, nodes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SAYING = {"phrase", "words"}


def in_templates(room: Path) -> Iterator[str]:
    """Yield what `_("…")` says in the templates of a room."""
    for path in sorted(room.rglob("templates/*.html")):
        tree = Environment(autoescape=True).parse(path.read_text("utf-8"))
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "_":
                (text,) = call.args
                assert isinstance(text, nodes.Const), f"{path.name}: not a literal"
                yield text.value


def in_source(room: Path) -> Iterator[str]:
    """Yield what `phrase("…")` and `words("…")` say in the modules of a room."""
    for path in sorted(room.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and call.args and _name(call.func) in SAYING:
                text = call.args[0]
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    yield text.value


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")
