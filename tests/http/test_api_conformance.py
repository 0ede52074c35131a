"""The test server: an issuer for each suite, a profile that relaxes what it says, no more."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from litestar.testing import TestClient

import lerway
from lerway.bootstrap import now
from lerway.cli import main
from lerway.domain.verifying.policy import DEFAULT_POLICY
from lerway.http.api.desk import API_POLICY
from lerway.http.conformance.server import create_conformance_app, make_server
from lerway.kernel.encoding import b64url_encode
from lerway.standards.jose.jws import sign as sign_jws
from tests.refusals import DID, KEY, OTHER, V2, Doc, badge, dumps, edited, signed

BASE = "https://localhost:1"
SERVER = make_server(BASE, clock=now, entropy=os.urandom)
ENDPOINTS: Any = SERVER.endpoints()
VERIFY = "/api/credentials/verify"


def plain(issuer: str) -> Doc:
    return {
        "@context": [V2], "type": ["VerifiableCredential"], "issuer": issuer,
        "id": "urn:uuid:0b0c7e2e-6f0a-4d2c-9c39-3b7f0f6f0009", "credentialSubject": {"id": DID},
    }  # fmt: skip


def posted(path: str, body: Any) -> tuple[int, Any]:
    with TestClient(create_conformance_app(SERVER)) as api:
        answer = api.post(path, json=body)
    return answer.status_code, answer.json()


@pytest.mark.parametrize("issuer", ENDPOINTS["issuers"], ids=lambda i: i["endpoint"].split("/")[4])
def test_each_issuer_signs_by_its_did_and_is_verified(issuer: Any) -> None:
    path = issuer["endpoint"].removeprefix(BASE)
    status, said = posted(path, {"credential": plain(issuer["id"]), "options": {}})
    assert status == 201, said
    issued = said["verifiableCredential"]
    status, said = posted(
        VERIFY, {"verifiableCredential": issued, "options": {"checks": ["proof"]}}
    )
    assert (status, said) == (200, {"verified": True})
    if "proof" in issued:
        changed = edited(issued, ("credentialSubject/id", "did:example:other"))
        assert posted(VERIFY, {"verifiableCredential": changed})[0] == 422
    if "BitstringStatusList" in issuer["tags"]:
        assert issued["credentialStatus"]["type"] == "BitstringStatusListEntry"


def old_token(inner: Doc) -> Doc:
    """An enveloped token as a draft had it."""
    head = {"alg": "EdDSA", "typ": "JWT", "kid": f"{DID}#{DID.removeprefix('did:key:')}"}
    compact = sign_jws(head, dumps({"vc": inner}), KEY)
    return {
        "@context": V2,
        "type": "EnvelopedVerifiableCredential",
        "id": f"data:application/jwt,{compact}",
    }


def nested_context() -> Doc:
    """A record in whose contexts stands a whole document, signed as its reader read it."""
    extra = {"colour": "https://example.org/colour"}
    record = edited(plain(DID), ("@context", [V2, extra]), ("credentialSubject/colour", "red"))
    return edited(signed(record), ("@context", [V2, {"@context": extra}]))


RELAXED = {
    "the key of another": signed(badge("https://college.example/issuer"), KEY, did=DID),
    "a draft's token": old_token(plain(DID)),
    "a context in a context": nested_context(),
}


@pytest.mark.parametrize("record", RELAXED.values(), ids=RELAXED)
def test_what_the_profile_relaxes_production_does_not(record: Doc) -> None:
    assert posted(VERIFY, {"verifiableCredential": record}) == (200, {"verified": True})
    assert lerway.verify(record, offline=True).verdict is not lerway.Verdict.VALID


def test_the_profile_still_refuses_what_was_changed() -> None:
    for record in (RELAXED["the key of another"], RELAXED["a context in a context"]):
        changed = edited(record, ("credentialSubject/id", "did:example:thief"))
        assert posted(VERIFY, {"verifiableCredential": changed})[0] == 422
    forged = old_token(plain(DID))
    head, _, signature = forged["id"].split(".")
    payload = b64url_encode(dumps({"vc": edited(plain(DID), ("credentialSubject/id", "did:x:y"))}))
    changed = edited(forged, ("id", f"{head}.{payload}.{signature}"))
    assert posted(VERIFY, {"verifiableCredential": changed})[0] == 422
    stranger = edited(
        signed(badge()), ("proof/proofValue", signed(badge(), OTHER)["proof"]["proofValue"])
    )
    assert posted(VERIFY, {"verifiableCredential": stranger})[0] == 422


def test_production_knows_nothing_of_the_profile() -> None:
    for policy in (DEFAULT_POLICY, API_POLICY):
        assert not policy.drafts
        assert policy.requires("controller")


def test_a_digest_of_another_document_is_refused() -> None:
    issuer = ENDPOINTS["issuers"][0]
    wrong = {"id": V2, "digestSRI": "sha384-" + "A" * 64}
    body = {"credential": {**plain(issuer["id"]), "relatedResource": wrong}}
    assert (
        posted(issuer["endpoint"].removeprefix(BASE), body)[1]["code"] == "related.digest_mismatch"
    )


@pytest.mark.parametrize(
    ("did", "error"),
    [
        (DID.replace("did:", "notDid:"), "invalidDid"),
        (DID.replace("key", "other"), "methodNotSupported"),
        (DID.replace(":z", ":6"), "invalidDid"),
        ("did:key:zTjsVPtY", "invalidPublicKeyLength"),
        (f"{DID}?publicKeyFormat=unknown", "unsupportedPublicKeyType"),
    ],
)
def test_the_old_resolver_has_the_old_errors(did: str, error: str) -> None:
    with TestClient(create_conformance_app(SERVER)) as api:
        answer = api.get(f"/did-key/{did}")
        good = api.get(f"/did-key/{DID}")
    assert answer.status_code == 400
    assert answer.json()["didResolutionMetadata"] == {"error": error}
    assert json.loads(good.content)["didDocument"]["id"] == DID


def test_it_is_a_command_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["conformance", "serve", "--help"]) == 0
    assert "test server" in capsys.readouterr().out
