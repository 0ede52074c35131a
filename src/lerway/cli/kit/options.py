"""What the commands share about their options: each counts once, and errors name their file."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup

from lerway.cli.kit.plain_values import take_plainly
from lerway.kernel.errors import LerwayError, MisuseError

if TYPE_CHECKING:
    from collections.abc import Generator

__all__ = ["Group", "Once", "naming", "options_once"]

_ONE_STATUS = "a badge has room for one status entry; issue another run by the other list"


class Once(TyperCommand):
    """A command that refuses an option given twice, unless it may be repeated.

    Otherwise the last one would count, and nobody would be told.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - typer's own
        """Read the options; see the base class.

        Raises:
            MisuseError: `cli.given_twice`.
        """
        take_plainly(self.get_params(ctx))
        if args and not ctx.resilient_parsing:
            _, _, order = self.make_parser(ctx).parse_args(args=list(args))
            seen: set[str] = set()
            for parameter in order:
                if parameter.param_type_name != "option" or getattr(parameter, "multiple", False):
                    continue
                name = max(parameter.opts, key=len)
                if name in seen and not getattr(parameter, "is_flag", False):
                    raise MisuseError(
                        "cli.given_twice",
                        f"{name} was given twice, and it counts once",
                        hint=_ONE_STATUS if name == "--status" else f"keep one {name}",
                    )
                seen.add(name)
        return super().parse_args(ctx, args)


class Group(TyperGroup):
    """A group whose own options are taken plainly."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - typer's own
        """Read the options; see the base class."""
        take_plainly(self.get_params(ctx))
        return super().parse_args(ctx, args)


def options_once(commands: typer.Typer) -> None:
    """Let every command that is registered, and has no class of its own, be a `Once`."""
    for command in commands.registered_commands:
        if command.cls in (None, TyperCommand):
            command.cls = Once
    for group in commands.registered_groups:
        if group.typer_instance is not None:
            group.typer_instance.info.cls = Group
            options_once(group.typer_instance)


@contextmanager
def naming(what: object, hints: dict[str, str] | None = None) -> Generator[None]:
    """Put the name of a file or option before the message of an error.

    Args:
        what: the file or option; nothing is added if it is empty or named already.
        hints: code to the hint that fits here better.
    """
    try:
        yield
    except LerwayError as e:
        p = e.problem
        hint = (hints or {}).get(p.code, p.hint)
        named = f"{what}: " if str(what) and str(what) not in p.message else ""
        raise type(e)(
            p.code, named + p.message, hint=hint, fault=p.fault, pointer=p.pointer
        ) from None
