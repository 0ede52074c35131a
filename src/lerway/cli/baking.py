"""`lerway bake` and `lerway unbake`: a credential in a picture, and out of it again."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from lerway.cli.console import talk
from lerway.cli.inspect import read_input
from lerway.cli.main import EXIT_OK, app
from lerway.kernel.errors import MisuseError


@app.command()
def bake(
    image: Annotated[str, typer.Argument(metavar="IMAGE", help="a PNG or SVG")],
    credential: Annotated[str, typer.Argument(metavar="CREDENTIAL", help="a signed badge")],
    *,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="OUT", help="the picture to write")
    ],
    replace: Annotated[
        bool, typer.Option("--replace", help="take out a badge that the picture already holds")
    ] = False,
) -> int:
    """Put a badge into a picture that can be posted anywhere."""
    from lerway import bootstrap
    from lerway.domain.verifying.reading import Container, Kind, read
    from lerway.standards.open_badges.baking import bake as bake_into

    data = read_input(credential)
    record = read(data)
    if record.container not in (Container.JSON, Container.JWT):
        raise MisuseError(
            "bake.not_a_credential",
            f"{credential} is a picture itself",
            hint="take its badge out with `lerway unbake`, or swap the two",
        )
    if record.kind is Kind.PRESENTATION:
        raise MisuseError(
            "bake.not_a_credential",
            f"{credential} is a presentation, and a picture holds a badge",
            hint="give one of the credentials in it",
        )
    if record.jws is None and "proof" not in record.document:
        talk(f"warning: {credential} is not signed, so nobody will rely on it")
    picture = read_input(image)
    generation = 2 if record.kind is Kind.BADGE_V2 else 3
    baked = bake_into(picture, record.text.decode().strip(), generation=generation, replace=replace)
    bootstrap.write_file(output, baked)
    talk(f"wrote {output}")
    return EXIT_OK


@app.command()
def unbake(
    image: Annotated[str, typer.Argument(metavar="IMAGE", help="a baked PNG or SVG")],
    *,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="OUT", help="write it here, not to standard output"),
    ] = None,
) -> int:
    """Take the credential out of a picture, as it stands in it."""
    from lerway import bootstrap
    from lerway.standards.open_badges.baking import unbake as unbake_from

    text = unbake_from(read_input(image)).text.encode()
    if output is None:
        sys.stdout.buffer.write(text + b"\n")
        sys.stdout.flush()
    else:
        bootstrap.write_file(output, text)
        talk(f"wrote {output}")
    return EXIT_OK
