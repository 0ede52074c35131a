"""Write docs/reference/cli.md from the command line itself.

`--check` writes nothing and exits 1 if the page is stale.
"""

from __future__ import annotations

import inspect
import re
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "cli.md"

INTRODUCTION = """\
# Command line

<!-- written by tools/cli_reference.py (make reference); do not edit -->

What a command prints for you to use goes to standard output; what it says to you goes to
standard error, `error:` first and then a `hint:`. `lerway COMMAND --help` shows what stands
here.

## Exit codes

| code | meaning |
|---|---|
| 0 | done; for `verify`: valid |
| 1 | for `verify`: invalid |
| 2 | the input cannot be read, or the command was misused |
| 3 | for `verify`: undetermined |
| 130 | interrupted by a key press |
| 143 | ended by the system (SIGTERM), in `issue` |

For a folder `verify` exits with the worst of its files: 2 over 1 over 3 over 0.
"""


def root_command() -> Any:  # noqa: ANN401 - typer's own command class has no public name
    """Return the command tree of `lerway`."""
    import typer.main

    program = import_module("lerway.cli.main")
    program.load()
    return typer.main.get_command(program.app)


def commands(command: Any, name: str = "lerway") -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    """Yield every command that does something, with its whole name."""
    children: dict[str, Any] | None = getattr(command, "commands", None)
    if not children:
        yield name, command
        return
    for child in children:
        if not children[child].hidden:
            yield from commands(children[child], f"{name} {child}")


def is_option(parameter: Any) -> bool:  # noqa: ANN401
    """Whether `parameter` is an option, and not an argument."""
    return parameter.param_type_name == "option"


def shown(parameter: Any) -> bool:  # noqa: ANN401
    """Whether `parameter` is one that a person is told about."""
    return not getattr(parameter, "hidden", False) and parameter.name != "help"


def _metavar(parameter: Any) -> str:  # noqa: ANN401
    return (parameter.metavar or parameter.name.upper()).strip("[]")


def _usage(name: str, command: Any) -> str:  # noqa: ANN401
    words = [name]
    seen = [p for p in command.params if shown(p)]
    words += [_metavar(p) if p.required else f"[{_metavar(p)}]" for p in seen if not is_option(p)]
    if any(is_option(p) for p in seen):
        words.append("[OPTIONS]")
    return " ".join(words)


def cell(text: str) -> str:
    """Return help text fit for a cell of a Markdown table."""
    return re.sub(r"\s+", " ", text).strip().replace("|", "\\|").replace("<", "\\<")


def code(text: str) -> str:
    """Return `text` as code, fit for a cell."""
    return "`" + text.replace("|", "\\|") + "`"


def _row(parameter: Any) -> str:  # noqa: ANN401
    if not is_option(parameter):
        return f"| {code(_metavar(parameter))} | {cell(parameter.help or '')} |"
    names = ", ".join(f"`{o}`" for o in (*parameter.opts, *parameter.secondary_opts))
    if not parameter.is_flag and parameter.metavar:
        names += f" {code(parameter.metavar)}"
    needed = " (required)" if parameter.required else ""
    return f"| {names} | {cell(parameter.help or '')}{needed} |"


def page() -> str:
    """Return the page, a section for each command."""
    parts = [INTRODUCTION]
    for name, command in commands(root_command()):
        lines = [f"\n## {name}\n", inspect.cleandoc(command.help or ""), ""]
        lines += ["```text", _usage(name, command), "```"]
        rows = [_row(p) for p in command.params if shown(p)]
        if rows:
            lines += ["", "| | |", "|---|---|", *rows]
        parts.append("\n".join(lines) + "\n")
    return "".join(parts)


def main() -> int:
    """Write the page, or check it."""
    text = page()
    if "--check" in sys.argv[1:]:
        stale = not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text
        if stale:
            print(f"error: {PAGE.name} is stale", file=sys.stderr)
            print("hint: make reference", file=sys.stderr)
        return int(stale)
    PAGE.write_text(text, encoding="utf-8")
    print(f"{PAGE.name}: {text.count(chr(10) + '## ') - 1} commands")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
