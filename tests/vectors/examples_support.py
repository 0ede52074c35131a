"""Key documents, lists and kept copies for the published examples.

The examples name keys at addresses of example domains, where nothing stands. The key
itself is often spelled beside: in the fragment of a `verificationMethod`, or as `jwk`
in the header of a token. What their issuers would have to publish is built from it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lerway.domain.verifying.reading import Record, read
from lerway.standards.cid.keys import KeyType, PrivateKey
from lerway.standards.did import document_url
from tests.refusals import OTHER
from tests.shared_files import shared

NOW = "2026-06-15T12:00:00Z"
KEPT_ON = datetime(2026, 6, 1, tzinfo=UTC)
"""The date of every kept copy."""

Doc = dict[str, Any]
Documents = dict[str, bytes]


def example(name: str) -> bytes:
    """The bytes of a published example, by its path in `../shared/standards/examples`."""
    return shared("standards", "examples", *name.split("/")).read_bytes()


def guide_key() -> PrivateKey:
    """The key that 1EdTech's implementation guide prints: seed and public key in one array."""
    text = example("ob3-spec/impl-ldp-ob/000-Multikey.txt").decode()
    [numbers] = re.findall(r"secretKey: Uint8Array\(64\) \[([^\]]*)\]", text)
    return PrivateKey(KeyType.ED25519, bytes(map(int, numbers.split(",")))[:32])


def keep(documents: Documents, folder: Path) -> Path:
    """Lay out kept copies as `--documents` wants them: FOLDER/HOST/PATH."""
    for url, body in documents.items():
        path = folder / url.partition("://")[2]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
        os.utime(path, (KEPT_ON.timestamp(), KEPT_ON.timestamp()))
    return folder


def controller_documents(
    data: bytes, *, swapped: bool = False, relationship: str = "assertionMethod"
) -> Documents:
    """The key documents that the issuers in a record would publish, by address.

    Args:
        data: the record; the keys are those that it spells.
        swapped: publish another key than the record's under each name.
        relationship: what the keys are listed for.
    """
    methods: dict[str, dict[str, Doc]] = {}
    for method in _methods(read(data)):
        listed = _with_another_key(method) if swapped else method
        methods.setdefault(method["controller"], {})[method["id"]] = listed
    return {
        document_url(controller): json.dumps(
            {
                "@context": "https://www.w3.org/ns/cid/v1",
                "id": controller,
                "verificationMethod": list(own.values()),
                relationship: list(own),
            }
        ).encode()
        for controller, own in methods.items()
    }


def json_web_key(controller: str, fragment: str, jwk: Doc) -> Doc:
    """A verification method that is a JSON Web Key."""
    return {
        "id": f"{controller}#{fragment}",
        "type": "JsonWebKey",
        "controller": controller,
        "publicKeyJwk": jwk,
    }


def _methods(record: Record) -> Iterator[Doc]:
    for proof in _proofs(record.document):
        url = proof.get("verificationMethod", "")
        controller, _, fragment = url.partition("#")
        if fragment.startswith("z6Mk") and controller.startswith(("https://", "did:web:")):
            yield {
                "id": url,
                "type": "Multikey",
                "controller": controller,
                "publicKeyMultibase": fragment,
            }
    if record.jws is not None and isinstance(jwk := record.jws.header.get("jwk"), dict):
        yield json_web_key(record.document["issuer"]["id"], "key-1", jwk)


def _proofs(value: Any) -> Iterator[Doc]:
    """Every proof in a document, those of embedded records too."""
    if isinstance(value, dict):
        found = value.get("proof", [])
        yield from found if isinstance(found, list) else [found]
    for child in value.values() if isinstance(value, dict) else value:
        if isinstance(child, dict | list):
            yield from _proofs(child)


def _with_another_key(method: Doc) -> Doc:
    if method["type"] == "Multikey":
        return {**method, "publicKeyMultibase": OTHER.public.to_multikey()}
    return {**method, "publicKeyJwk": OTHER.public.to_jwk()}


def badge_v2_documents(data: bytes) -> Documents:
    """What stands at example.org for an Open Badges 2.0 example: its assets, and itself."""
    folder = shared("standards", "examples", "1edtech-validator", "ob20", "assets")
    documents = {f"https://example.org/{p.name}": p.read_bytes() for p in folder.iterdir()}
    assertion = read(data).document
    url = str(assertion["id"]).replace("http://", "https://")
    return {url: json.dumps(assertion).encode(), **documents}
