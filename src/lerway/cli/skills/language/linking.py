"""`lerway skills link`: phrases to the skills of a framework, a line in and a line out."""

from __future__ import annotations

import json
import sys
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Final

import typer

from lerway.cli.console import out, talk
from lerway.cli.main import EXIT_OK
from lerway.cli.skills import skills
from lerway.cli.skills.telling import installed
from lerway.kernel.errors import MisuseError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from lerway.domain.skills.linking.linker import Linked

LONGEST_LINE: Final = 4_000
AT_ONCE: Final = 256

Into = Annotated[
    str, typer.Option("--framework", metavar="F", help="the framework, or F@V for one version")
]
OfKind = Annotated[str, typer.Option("--kind", metavar="KIND", help="skill or occupation")]
Top = Annotated[int, typer.Option("--top", metavar="N", min=1, max=100, help="candidates a line")]
Lines = Annotated[bool, typer.Option("--jsonl", help="print a JSON object a line")]


def checked_kind(kind: str) -> str:
    """Return `kind`.

    Raises:
        MisuseError: `skills.kind`.
    """
    from lerway.standards.frameworks.model import FRAMEWORK_KINDS

    if kind not in FRAMEWORK_KINDS:
        raise MisuseError(
            "skills.kind",
            f"--kind: {kind!r} is no kind of item that can be linked to",
            hint=f"use one of: {', '.join(sorted(FRAMEWORK_KINDS))}",
        )
    return kind


@skills.command()
def link(
    texts: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TEXT]…", help="phrases; without any, a line of input is one"),
    ] = None,
    *,
    framework: Into,
    kind: OfKind = "skill",
    top: Top = 10,
    jsonl: Lines = False,
) -> int:
    """Link phrases to the skills of a framework; abstain where none is sure enough."""
    from lerway import bootstrap
    from lerway.domain.skills.json_form import linked_json

    checked_kind(kind)
    with installed(), bootstrap.skill_library(tell=talk) as library:
        linker = library.linker(framework, kind)
        given = iter(texts) if texts else lines_of(sys.stdin)
        while block := list(islice(given, AT_ONCE if texts or not _by_hand() else 1)):
            for linked in linker.link(block, top):
                if jsonl:
                    print(json.dumps(linked_json(linked), ensure_ascii=False))
                else:
                    _tell(linked)
            sys.stdout.flush()
    return EXIT_OK


def lines_of(stream: TextIO) -> Iterator[str]:
    """Yield the lines of a stream without their ends.

    Raises:
        MisuseError: `link.not_text`, `link.line_too_long`.
    """
    number = 0
    try:
        for number, line in enumerate(stream, 1):
            if len(line) > LONGEST_LINE:
                raise MisuseError(
                    "link.line_too_long",
                    f"line {number} has {len(line):,} characters, and a phrase has"
                    f" {LONGEST_LINE:,} at most",
                    hint="for a whole document use `lerway skills extract`",
                )
            yield line.rstrip("\r\n").removeprefix("\ufeff" if number == 1 else "\0")
    except UnicodeDecodeError:
        raise MisuseError(
            "link.not_text",
            f"what comes after line {number} is not UTF-8",
            hint="save the list as UTF-8",
        ) from None


def _by_hand() -> bool:
    return sys.stdin.isatty()


def _tell(linked: Linked) -> None:
    out(f"{linked.text}{'  (not sure: a person should look)' if linked.abstained else ''}")
    for c in linked.candidates:
        out(f"  {c.confidence:.2f}  {c.label}  {c.id}{'  (decided)' if c.decided else ''}")
