"""What else the commands of the compass are given: a target, a day; and JSON out."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias

import typer

from lerway.cli.compass.person import tell_unread
from lerway.cli.console import talk
from lerway.kernel.errors import MisuseError

if TYPE_CHECKING:
    from lerway.domain.pathways.atlas.model import Atlas
    from lerway.domain.pathways.targets import Target

__all__ = ["Posting", "To", "needs_said", "on_day", "target_of", "to_json"]

STANDARD_INPUT: Final = "-"

To: TypeAlias = Annotated[
    str | None,
    typer.Option("--to", metavar="ROLE", help="id, name, or another title of a role"),
]
Posting: TypeAlias = Annotated[
    str | None,
    typer.Option("--posting", metavar="FILE|-", help="or a posting: text, PDF, DOCX"),
]


def target_of(atlas: Atlas, to: str | None, posting: str | None) -> Target:
    """Return what `--to` or `--posting` names; tells what should be known of it.

    Raises:
        MisuseError: `compass.target`, `compass.unknown_role`, and what reading a file raises.
        InvalidError: `target.too_short`, `target.nothing_found`.
    """
    from lerway import bootstrap
    from lerway.domain.pathways.asking import role_target

    if (to is None) == (posting is None):
        raise MisuseError(
            "compass.target",
            "one target is needed, and no more than one",
            hint="name a role with --to, or give the text of a posting with --posting",
        )
    if posting is None:
        target = role_target(atlas, to or "")
    else:
        text = (
            bootstrap.text_of(sys.stdin.buffer.read(), "standard input")
            if posting == STANDARD_INPUT
            else bootstrap.document_text(Path(posting))
        )
        target = bootstrap.posting_of(atlas, text, tell=talk)
    for remark in target.remarks:
        talk(f"note: {remark}")
    tell_unread(target.unread)
    return target


def needs_said(target: Target) -> str:
    """Return who says what a target needs."""
    rated = ", importance and levels" if target.rated else ""
    return f"what it needs{rated}: {target.source.said()}"


def on_day(option: str, text: str) -> date:
    """Return the day that an option names.

    Raises:
        MisuseError: `compass.date`.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise MisuseError(
            "compass.date", f"{option}: {text!r} is no day", hint="write it as 2027-01-11"
        ) from None


def to_json(value: object) -> str:
    """Return JSON of what the compass says; sources and dates stand beside every figure."""
    import json

    from lerway.domain.pathways.json_form import plain

    return json.dumps(plain(value), ensure_ascii=False, indent=2)
