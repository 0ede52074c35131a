"""`lerway skills export`: a framework in the format of another standard."""

from __future__ import annotations

import sys
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lerway.cli.console import talk
from lerway.cli.main import EXIT_OK
from lerway.cli.skills import skills
from lerway.cli.skills.telling import store

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lerway.standards.frameworks.model import Part


@skills.command()
def export(
    framework: Annotated[str, typer.Argument(metavar="F", help="F, or F@V for one version")],
    *,
    format_: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="case, ctdl-asn, rsd, csv, …")
    ],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="OUT", help="write it here, not to standard output"),
    ] = None,
) -> int:
    """Write a framework out of the store."""
    from lerway import bootstrap
    from lerway.domain.skills.naming import split_reference
    from lerway.domain.skills.reading import writer_for

    write = writer_for(bootstrap.catalog().formats, format_)
    with store() as there:
        edition = there.edition(*split_reference(framework))
        parts: Iterable[Part] = chain(
            [edition.framework],
            there.items(edition.id, edition.version),
            there.relations(edition.id, edition.version),
        )
        pieces = write(parts)
        if output is None:
            for piece in pieces:
                sys.stdout.buffer.write(piece)
            sys.stdout.flush()
            return EXIT_OK
        bootstrap.write_file(output, pieces)
    talk(f"wrote {output}")
    return EXIT_OK
