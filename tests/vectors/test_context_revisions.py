"""The three documents that `context-3.0.3.json` has been (ADR 6).

What is signed under any of them verifies, and the Report says under which; a badge
that uses neither of the added terms is the same under all.
"""

from __future__ import annotations

import json
from datetime import datetime

import pytest

import lerway
from lerway.bootstrap import catalog
from lerway.kernel.errors import InvalidError
from lerway.kernel.strict_json import dumps
from lerway.standards.data_integrity.proof import sign
from lerway.standards.did import method_url
from lerway.standards.jsonld.rdfc import canonical_document
from tests.refusals import DID, KEY, NOW, OB, OTHER, badge, did_key, edited, jwt
from tests.shared_files import shared

AT = datetime.fromisoformat(NOW)
FIRST, MIDDLE, LAST = "2024-03", "2025-11", "2026-06"
ALL = (FIRST, MIDDLE, LAST)
SUBJECT = "urn:uuid:0b0c7e2e-6f0a-4d2c-9c39-3b7f0f6f0003"


def plain() -> dict:
    return badge()


def with_jti() -> dict:
    return badge() | {"jti": "urn:uuid:0b0c7e2e-6f0a-4d2c-9c39-3b7f0f6f0009"}


def with_endorsement_jwt() -> dict:
    return badge() | {"endorsementJwt": [endorsement()]}


def with_both() -> dict:
    return with_jti() | {"endorsementJwt": [endorsement()]}


def endorsement() -> str:
    document = edited(
        badge(did_key(OTHER.public)),
        ("id", "urn:uuid:0b0c7e2e-6f0a-4d2c-9c39-3b7f0f6f000a"),
        ("type", ["VerifiableCredential", "EndorsementCredential"]),
        ("credentialSubject", {"id": SUBJECT, "type": ["EndorsementSubject"]}),
    )
    return jwt(document, OTHER, kid=method_url(did_key(OTHER.public), OTHER.public)).decode()


def signed_under(document: dict, label: str) -> bytes:
    cat = catalog()
    options = {
        "created": "2026-01-02T00:00:00Z",
        "verificationMethod": method_url(DID, KEY.public),
        "proofPurpose": "assertionMethod",
    }
    view = cat.contexts.view({OB: label})
    proof = sign(document, options, cat.suites["eddsa-rdfc-2022"], KEY, view)
    return dumps({**document, "proof": proof})


def nquads(document: dict, label: str) -> bytes:
    return canonical_document(document, catalog().contexts.view({OB: label}), hash_name="sha256")


def test_the_first_is_pinned_and_the_others_are_kept() -> None:
    labels = catalog().contexts.labels(OB)
    assert labels[0] == FIRST
    assert set(labels) == set(ALL)


@pytest.mark.parametrize("label", ALL)
def test_a_badge_with_neither_term_is_the_same_under_all(label: str) -> None:
    assert nquads(plain(), label) == nquads(plain(), FIRST)
    assert signed_under(plain(), label) == signed_under(plain(), FIRST)
    report = lerway.verify(signed_under(plain(), label), now=AT, offline=True)
    assert report.ok
    assert "revision" not in proof_message(report)


@pytest.mark.parametrize("name", ["simple.json", "complete.json"])
@pytest.mark.parametrize("label", ALL)
def test_so_are_the_published_badges(name: str, label: str) -> None:
    path = shared("standards", "examples", "1edtech-validator", "ob30", name)
    document = json.loads(path.read_text(encoding="utf-8"))
    del document["proof"]
    assert nquads(document, label) == nquads(document, FIRST)


@pytest.mark.parametrize(
    ("make", "signed_label", "matching"),
    [
        (with_jti, MIDDLE, {MIDDLE, LAST}),  # jti means the same in both
        (with_jti, LAST, {MIDDLE, LAST}),
        (with_endorsement_jwt, LAST, {LAST}),
        (with_both, LAST, {LAST}),
    ],
)
def test_what_a_later_one_signs_verifies_and_the_report_says_which(
    make, signed_label: str, matching: set[str]
) -> None:
    report = lerway.verify(signed_under(make(), signed_label), now=AT, offline=True)
    assert report.ok, str(report)
    message = proof_message(report)
    assert OB in message
    said = {label for label in ALL if f"revision {label} of" in message}
    assert len(said) == 1
    assert said <= matching


@pytest.mark.parametrize(
    ("make", "label", "term"),
    [
        (with_jti, FIRST, "/jti"),
        (with_endorsement_jwt, FIRST, "/endorsementJwt"),
        (with_endorsement_jwt, MIDDLE, "/endorsementJwt"),
        (with_both, MIDDLE, "/endorsementJwt"),
    ],
)
def test_what_an_earlier_one_does_not_define_is_not_signed(make, label: str, term: str) -> None:
    with pytest.raises(InvalidError) as caught:
        signed_under(make(), label)
    assert caught.value.code == "jsonld.undefined_term"
    assert caught.value.problem.pointer == term


@pytest.mark.parametrize(("make", "label"), [(with_jti, LAST), (with_endorsement_jwt, LAST)])
def test_a_change_is_seen_under_every_revision(make, label: str) -> None:
    record = json.loads(signed_under(make(), label))
    report = lerway.verify(dumps(record | {"name": "Leadership"}), now=AT, offline=True)
    assert report.verdict is lerway.Verdict.INVALID
    assert report.deciding().reason == "proof.signature"


def test_a_term_that_was_added_after_signing_is_seen() -> None:
    record = json.loads(signed_under(plain(), FIRST))
    added = record | {"jti": "urn:uuid:0b0c7e2e-6f0a-4d2c-9c39-3b7f0f6f0009"}
    report = lerway.verify(dumps(added), now=AT, offline=True)
    assert report.verdict is lerway.Verdict.INVALID


def test_an_endorsement_as_a_token_is_judged_and_reported() -> None:
    report = lerway.verify(signed_under(with_endorsement_jwt(), LAST), now=AT, offline=True)
    check = report.check("endorsements", "/endorsementJwt/0")
    assert check is not None
    assert (check.outcome, check.required) == ("passed", False), check.message


def proof_message(report: lerway.Report) -> str:
    check = report.check("proof", "/proof")
    assert check is not None
    return check.message
