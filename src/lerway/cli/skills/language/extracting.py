"""`lerway skills extract`: the skills that a document shows, each with the words that show it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lerway.cli.console import out, talk
from lerway.cli.main import EXIT_OK
from lerway.cli.skills import skills
from lerway.cli.skills.language.aligning import Alignments, alignments_yaml
from lerway.cli.skills.language.linking import Into, OfKind, checked_kind
from lerway.cli.skills.telling import AsJson, counted, installed, out_json

if TYPE_CHECKING:
    from lerway.domain.skills.linking.extracting import Examined
    from lerway.kernel.strict_json import JSON

Document = Annotated[
    str, typer.Argument(metavar="FILE", help="text, PDF or DOCX; - is text on standard input")
]


@skills.command()
def extract(
    source: Document,
    *,
    framework: Into,
    kind: OfKind = "skill",
    as_json: AsJson = False,
    unsure: Annotated[
        bool, typer.Option("--unsure", help="with --json: also phrases that a person should decide")
    ] = False,
    alignments: Alignments = False,
) -> int:
    """Find the skills that a posting, syllabus, résumé or course description shows."""
    from lerway import bootstrap
    from lerway.domain.skills.json_form import open_json, shown_json
    from lerway.domain.skills.linking.extracting import examined

    checked_kind(kind)
    with installed(), bootstrap.skill_library(tell=talk) as library:
        found = examined(text_given(source), library.linker(framework, kind))
        if as_json:
            rows: list[JSON] = [shown_json(one) for one in found.shown]
            out_json(rows + [open_json(one) for one in found.open] if unsure else rows)
        elif alignments:
            items = library.items(framework, [one.skill.id for one in found.shown])
            kept = [item for item in items if item is not None]
            print(alignments_yaml(library.edition(framework), kept), end="")
        else:
            _tell(found)
        if found.open and not (as_json and unsure):
            again = "-" if source == "-" else source
            talk(f"{counted(len(found.open), 'phrase')} may show more; to decide, run:")
            talk(f"  lerway skills review document {again} --framework {framework} --by YOUR-NAME")
    return EXIT_OK


def text_given(source: str) -> str:
    """Return the text of a document, or of standard input."""
    from lerway import bootstrap

    if source == "-":
        return bootstrap.text_of(sys.stdin.buffer.read(), "standard input")
    return bootstrap.document_text(Path(source))


def _tell(found: Examined) -> None:
    for one in found.shown:
        again = f", and {len(one.others)} more" if one.others else ""
        out(f"{one.skill.confidence:.2f}  {one.skill.label}  {one.skill.id}")
        out(f'      by "{on_one_line(one.span.text)}" ({one.span.start} to {one.span.end}{again})')
    if not found.shown:
        talk("no skill is shown surely enough to be used without a person")
    if found.open:
        out()
        out("not sure, for a person to decide:")
    for phrase in found.open:
        out(f'?     "{on_one_line(phrase.span.text)}" ({phrase.span.start} to {phrase.span.end})')
        for c in phrase.candidates:
            out(f"      {c.confidence:.2f}  {c.label}  {c.id}")


def on_one_line(text: str) -> str:
    """Return a phrase that a page's width broke as it was meant."""
    return " ".join(text.split())
