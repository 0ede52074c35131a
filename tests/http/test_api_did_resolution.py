"""DID Resolution 1.0 over HTTPS: results, documents, fragments, errors and their status."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from lerway.standards.did import did_document
from tests.http.api_world import client
from tests.refusals import DID, HOST, KEY, WEB, dumps

RESULT = "application/did-resolution"
PATH = "/api/identifiers/"
FRAGMENT = DID.removeprefix("did:key:")


def resolved(did: str, accept: str = RESULT, status: int = 200) -> dict[str, Any]:
    documents = {f"https://{HOST}/.well-known/did.json": dumps(did_document(WEB, KEY.public))}
    with client(documents) as api:
        answer = api.get(PATH + did, headers={"accept": accept})
    assert answer.status_code == status, answer.text
    return answer.json()


@pytest.mark.parametrize("did", [DID, WEB, quote(DID, safe="")])
def test_a_did_is_resolved(did: str) -> None:
    said = resolved(did)
    assert said["didDocument"]["verificationMethod"][0]["publicKeyMultibase"] == FRAGMENT
    assert said["didResolutionMetadata"] == {"contentType": "application/did"}
    assert said["didDocumentMetadata"] == {}


def test_the_bare_document_is_there_too() -> None:
    assert resolved(DID, "application/did+json")["id"] == DID


def test_a_fragment_names_a_key() -> None:
    said = resolved(quote(f"{DID}#{FRAGMENT}", safe=""), "application/did-url-dereferencing")
    assert said["contentStream"]["id"] == f"{DID}#{FRAGMENT}"
    assert said["dereferencingMetadata"] == {"contentType": "application/did"}


@pytest.mark.parametrize(
    ("did", "status", "name"),
    [
        ("not-a-did", 400, "INVALID_DID"),
        ("did:example", 400, "INVALID_DID"),
        ("did:key:z6Mk", 400, "INVALID_DID"),
        ("did:ion:abc", 501, "METHOD_NOT_SUPPORTED"),
        ("did:web:nobody.example", 404, "NOT_FOUND"),
        (f"{DID}?versionId=1", 400, "INVALID_OPTIONS"),
    ],
)
def test_an_error_has_its_name_and_its_status(did: str, status: int, name: str) -> None:
    said = resolved(did, status=status)
    assert said["didDocument"] is None
    assert said["didResolutionMetadata"]["error"]["type"] == f"https://www.w3.org/ns/did#{name}"


def test_other_media_types_are_not_made() -> None:
    assert resolved(DID, "image/png", 406)["didDocument"] is None


def test_an_unknown_fragment_is_not_found() -> None:
    said = resolved(quote(f"{DID}#other", safe=""), status=404)
    assert said["dereferencingMetadata"]["error"]["title"] == "NOT_FOUND"
