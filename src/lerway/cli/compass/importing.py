"""`lerway compass import`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lerway.cli.compass import compass
from lerway.cli.console import out, talk
from lerway.cli.main import EXIT_OK


@compass.command("import")
def import_(
    path: Annotated[Path, typer.Argument(metavar="FILE|DIR", help="a file, folder or ZIP")],
    *,
    format_: Annotated[
        str,
        typer.Option("--format", metavar="FORMAT", help="oews, projections, courses-csv or ctdl"),
    ],
    name: Annotated[
        str | None, typer.Option("--as", metavar="NAME", help="what to call the catalogue here")
    ] = None,
    year: Annotated[
        int | None, typer.Option(metavar="YEAR", help="of the wages, where the file has lost it")
    ] = None,
) -> int:
    """Read wages, projections or a catalogue of courses into the store."""
    from lerway import bootstrap

    options = {} if year is None else {"year": str(year)}
    stored, remarks = bootstrap.import_compass(path, format_, name=name, options=options)
    for remark in remarks:
        talk(f"note: {remark}")
    for count, word in (
        (stored.wages, "wages"),
        (stored.outlooks, "projections"),
        (stored.courses, "courses"),
    ):
        if count:
            out(f"{count:,} {word}")
    return EXIT_OK
