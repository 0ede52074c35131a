"""`lerway skills export`: a framework in the format of another standard, or its mappings."""

from __future__ import annotations

import sys
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from lerway.cli.console import talk
from lerway.cli.main import EXIT_OK
from lerway.cli.skills import skills
from lerway.cli.skills.telling import installed, store

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lerway.standards.frameworks.model import Part

UNSAID: Final = "https://w3id.org/sssom/license/unspecified"
"""The licence of a set of mappings whose owners are several (SSSOM's own word for it)."""


@skills.command()
def export(
    framework: Annotated[str, typer.Argument(metavar="F", help="F, or F@V for one version")],
    *,
    format_: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="case, ctdl-asn, rsd, csv, sssom, …")
    ],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="OUT", help="write it here, not to standard output"),
    ] = None,
) -> int:
    """Write a framework out of the store; as sssom, its mappings into other frameworks."""
    from lerway import bootstrap
    from lerway.domain.skills.naming import split_reference
    from lerway.domain.skills.reading import writer_for

    if format_ == "sssom":
        return _mappings(framework, output)
    write = writer_for(bootstrap.catalog().formats, format_)
    with store() as there:
        edition = there.edition(*split_reference(framework))
        parts: Iterable[Part] = chain(
            [edition.framework],
            there.items(edition.id, edition.version),
            there.relations(edition.id, edition.version),
        )
        return _put(write(parts), output)


def _mappings(framework: str, output: Path | None) -> int:
    """Write what is known of a framework's items in others' words; computed ones are not."""
    from lerway import bootstrap
    from lerway.domain.skills.mapping_files import write_sssom

    with installed(), bootstrap.skill_library(tell=talk) as library:
        edition = library.edition(framework)
        found = list(library.held_mappings(framework))
        if not found:
            talk(f"note: nothing maps {edition.name} {edition.version} to another framework here")
            talk("hint: computed mappings are written by `lerway skills crosswalk --export sssom`")
        sides = {m.object_framework for m in found} | {edition.id}
        ids = {side: {m.subject for m in found} | {m.object for m in found} for side in sides}
        labels = {
            (side, identifier): item.words.label
            for side, some in ids.items()
            for identifier, item in zip(some, library.items(side, some), strict=True)
            if item is not None
        }
        set_id = f"urn:lerway:mappings:{edition.name}:{edition.version}"
        return _put(write_sssom(found, set_id=set_id, licence=UNSAID, labels=labels), output)


def _put(pieces: Iterator[bytes], output: Path | None) -> int:
    from lerway import bootstrap

    if output is None:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.flush()
        return EXIT_OK
    bootstrap.write_file(output, pieces)
    talk(f"wrote {output}")
    return EXIT_OK
