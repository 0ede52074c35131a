"""`lerway key`: signing keys and the identifiers that they speak for."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated, Final

import typer

from lerway.cli.console import out, talk
from lerway.cli.main import EXIT_OK, app
from lerway.kernel.errors import MisuseError

_key = typer.Typer(help="Signing keys.", no_args_is_help=True)
app.add_typer(_key, name="key")

CURVES: Final = ("ed25519", "p256", "p384")


@_key.callback()
def key() -> None:
    """Signing keys."""


@_key.command()
def new(
    *,
    output: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="KEYFILE", help="the new key file; keep it secret"),
    ],
    curve: Annotated[str, typer.Option(metavar="CURVE", help="ed25519, p256 or p384")] = "ed25519",
    did: Annotated[
        str,
        typer.Option(
            metavar="KIND",
            help="what it speaks for: key, jwk (an identifier that is the key itself), or "
            "web:HOST[/PATH] (a place on your web site)",
        ),
    ] = "key",
) -> int:
    """Make a signing key and print the identifier (DID) that it speaks for.

    For did:web the document to publish is written beside the key file, as did.json.
    """
    from lerway import bootstrap
    from lerway.domain.issuing.signing_key import SigningKey, controller_for
    from lerway.standards.cid.keys import KeyType, PrivateKey
    from lerway.standards.did import did_document, document_url

    if curve not in CURVES:
        raise MisuseError(
            "key.curve", f"--curve: {curve!r} is none of {', '.join(CURVES)}", hint="use ed25519"
        )
    private = PrivateKey.generate(KeyType(curve), os.urandom)
    controller = controller_for(did, private)
    signing = SigningKey.of(private, controller)
    published = output.with_name("did.json")
    on_the_web = controller.startswith("did:web:")
    if on_the_web and published.exists():
        raise MisuseError(
            "key.document_exists",
            f"{published} is there already, and would be written over",
            hint="make the key in another folder; to add it to the document that you have,"
            " copy its verificationMethod there",
        )
    bootstrap.write_key(output, signing)
    talk(f"wrote {output}: keep it secret, and keep a copy in a safe place")
    if on_the_web:
        document = did_document(controller, private.public)
        text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
        bootstrap.write_file(published, text.encode())
        talk(f"wrote {published}: publish it at {document_url(controller)}")
    out(controller)
    return EXIT_OK
