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
from lerway.cli.skills.telling import AsJson, installed, out_json

if TYPE_CHECKING:
    from lerway.domain.skills.linking.extracting import Shown


@skills.command()
def extract(
    source: Annotated[
        str, typer.Argument(metavar="FILE", help="text, PDF or DOCX; - is text on standard input")
    ],
    *,
    framework: Into,
    kind: OfKind = "skill",
    as_json: AsJson = False,
    alignments: Alignments = False,
) -> int:
    """Find the skills that a posting, syllabus, résumé or course description shows."""
    from lerway import bootstrap
    from lerway.domain.skills.json_form import shown_json
    from lerway.domain.skills.linking.extracting import extract as extracted

    checked_kind(kind)
    with installed(), bootstrap.skill_library(tell=talk) as library:
        text = (
            bootstrap.text_of(sys.stdin.buffer.read(), "standard input")
            if source == "-"
            else bootstrap.document_text(Path(source))
        )
        found = extracted(text, library.linker(framework, kind))
        if as_json:
            out_json([shown_json(one) for one in found])
        elif alignments:
            items = library.items(framework, [one.skill.id for one in found])
            kept = [item for item in items if item is not None]
            print(alignments_yaml(library.edition(framework), kept), end="")
        else:
            _tell(found)
    return EXIT_OK


def _tell(found: list[Shown]) -> None:
    for one in found:
        again = f", and {len(one.others)} more" if one.others else ""
        out(f"{one.skill.confidence:.2f}  {one.skill.label}  {one.skill.id}")
        out(f'      by "{one.span.text}" ({one.span.start} to {one.span.end}{again})')
    if not found:
        talk("no skill is shown surely enough")
        talk("hint: `lerway skills link` tells what a phrase may mean, sure or not")
