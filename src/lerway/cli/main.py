"""The command `lerway`: its sub-commands, and how errors are told.

Exit codes: 0 valid or done, 1 invalid, 2 unreadable or misuse, 3 undetermined.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from types import FunctionType
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from lerway.cli.console import out, talk
from lerway.cli.kit.options import Group, options_once
from lerway.kernel.errors import LerwayError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["EXIT_INVALID", "EXIT_MISUSE", "EXIT_OK", "EXIT_UNDETERMINED", "app", "load", "main"]

EXIT_OK: Final = 0
EXIT_INVALID: Final = 1
EXIT_MISUSE: Final = 2
EXIT_UNDETERMINED: Final = 3
EXIT_INTERRUPTED: Final = 130
NOUNS: Final = (
    "key",
    "issue",
    "verify",
    "inspect",
    "baking",
    "status",
    "skills",
    "compass",
    "demo",
    "serve",
    "conformance",
)

app = typer.Typer(
    name="lerway",
    cls=Group,
    help="Issue, hold and verify Learning and Employment Records.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        from lerway import __version__

        out(f"lerway {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="print the version"),
    ] = False,
) -> None:
    """Issue, hold and verify Learning and Employment Records."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line with `argv` (default: the process's) and return its exit code."""
    # linking multiplies small matrices: threads would wait for each other, at twice the time
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    load(noun_of(sys.argv[1:] if argv is None else argv))
    try:
        result = app(args=None if argv is None else list(argv), standalone_mode=False)
    except LerwayError as e:
        return tell(e)
    except typer.TyperException as e:
        if type(e).__name__ == "NoArgsIsHelpError":
            for line in e.format_message().splitlines():
                talk(line)
            return EXIT_MISUSE
        message = e.format_message().rstrip(".")
        talk(f"error: {message[:1].lower()}{message[1:]}" if message else "error: no command")
        context: typer.Context | None = getattr(e, "ctx", None)
        path = context.command_path if context else "lerway"
        talk(f"hint: see '{path} --help'")
        return EXIT_MISUSE
    except typer.Exit as e:
        return e.exit_code
    except (typer.Abort, KeyboardInterrupt):
        talk("error: interrupted")
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone (`| head`): nothing is left to say.
        sys.stderr.close()
        return EXIT_OK
    return result if isinstance(result, int) else EXIT_OK


def tell(error: LerwayError) -> int:
    """Print `error` in the house's voice and return the exit code of misuse."""
    p = error.problem
    where = f" (at {p.pointer})" if p.pointer else ""
    talk(f"error: {p.message}{where} [{p.code}]")
    if p.hint:
        talk(f"hint: {p.hint}")
    return EXIT_MISUSE


def noun_of(argv: Sequence[str]) -> str | None:
    """Return the sub-command that a command line names; None if only all of them will do."""
    return argv[0] if argv and argv[0] in NOUNS else None


def load(noun: str | None = None) -> None:
    """Register one sub-command, or all of them.

    Late, so that importing this module stays cheap; and one alone, because building the
    others' options takes as long as the work of most commands.
    """
    for one in NOUNS if noun is None else (noun,):
        import_module(f"lerway.cli.{one}")
    for registered in (app.registered_commands, app.registered_groups):
        registered.sort(key=_place)
    options_once(app)


def _place(registered: Any) -> int:  # noqa: ANN401 - typer's own
    """Where a sub-command stands in `--help`, whichever was registered first."""
    callback = registered.callback if isinstance(registered.callback, FunctionType) else None
    noun = callback.__module__.split(".")[2] if callback else registered.name
    return NOUNS.index(noun) if noun in NOUNS else len(NOUNS)
