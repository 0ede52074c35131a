"""What the published examples taught: which error is told, and what is no record."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

import lerway
from lerway.bootstrap import catalog
from lerway.domain.verifying.reading import Kind, read
from lerway.domain.verifying.verification import Verification
from lerway.kernel.errors import UndeterminedError, UnreadableError
from lerway.kernel.need import Supplied
from lerway.kernel.strict_json import dumps
from tests.refusals import (
    DID,
    HOST,
    KEY,
    LIST_URL,
    OTHER,
    WEB,
    badge,
    did_key,
    edited,
    jwt,
    signed,
    status_entry,
    status_list,
)

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
HTTPS = f"https://{HOST}/issuer"
V2 = "https://w3id.org/openbadges/v2"


def judge(data: dict | bytes, documents: dict[str, bytes] | None = None) -> lerway.Report:
    """Judge with these documents at their addresses, and nothing else."""
    raw = dumps(data) if isinstance(data, dict) else data
    verification = Verification(raw, now=NOW, catalog=catalog())
    while verification.needs:
        known = [n for n in verification.needs if n.url in (documents or {})]
        if not known:
            return verification.report()
        for need in known:
            verification.supply(need, Supplied(documents[need.url], None, NOW, url=need.url))
    return verification.report()


def decided(report: lerway.Report) -> tuple[str, str, str | None]:
    check = report.deciding()
    return report.verdict.value, check.code, check.reason


# ------------------------------------------------------------------ what is a record


@pytest.mark.parametrize("kind", ["BadgeClass", "Issuer", "CryptographicKey", "RevocationList"])
def test_the_other_classes_of_open_badges_2_are_no_records(kind: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(dumps({"@context": V2, "type": kind, "id": "https://college.example/x"}))
    assert caught.value.code == "input.not_a_record"


def test_an_assertion_of_another_type_is_a_record_that_is_wrong() -> None:
    record = {"@context": V2, "type": "Other", "recipient": {}, "badge": "urn:x:1"}
    assert read(dumps(record)).kind is Kind.BADGE_V2


@pytest.mark.parametrize(
    "record",
    [
        {"payload": "{}", "signatures": [{"protected": "e30", "signature": "AA"}]},
        {"payload": "e30", "protected": "e30", "signature": "AA"},
        {"@context": V2, "type": "Endorsement", "claim": {}},
    ],
)
def test_what_others_standards_sign_is_not_supported_rather_than_no_record(record: dict) -> None:
    with pytest.raises(UndeterminedError) as caught:
        read(dumps(record))
    assert caught.value.code == "format.unsupported"
    assert judge(record).verdict is lerway.Verdict.UNDETERMINED


@pytest.mark.parametrize("text", [b"<!DOCTYPE html><p>A page", b"<https://college.example> ..."])
def test_a_web_page_is_no_picture_and_no_record(text: bytes) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(text)
    assert caught.value.code == "input.unknown_format"


# ----------------------------------------------------------------------- whose key


def test_a_key_in_a_strangers_document_is_not_the_issuers_and_no_stranger_is_asked() -> None:
    record = signed(badge(HTTPS), did="https://stranger.example/issuer")
    verification = Verification(dumps(record), now=NOW, catalog=catalog())
    assert verification.needs == ()
    assert decided(verification.report()) == ("invalid", "controller", "controller.mismatch")


def test_a_did_method_that_is_not_known_does_not_hide_it() -> None:
    record = signed(badge(HTTPS), did="did:example:1")
    assert decided(judge(record)) == ("invalid", "controller", "controller.mismatch")
    record = signed(badge("did:example:1"), did="did:example:1")
    assert judge(record).verdict is lerway.Verdict.UNDETERMINED


@pytest.mark.parametrize("issuer", [DID, did_key(OTHER.public), "urn:uuid:1"])
def test_a_did_is_not_the_name_of_a_key(issuer: str) -> None:
    record = edited(signed(badge(issuer)), ("proof/verificationMethod", DID))
    assert decided(judge(record)) == ("invalid", "controller", "cid.invalid_method")


# ------------------------------------------------------------------ what is told


def test_the_headline_names_the_document_that_is_missing() -> None:
    report = judge(signed(badge(WEB), did=WEB))
    assert f"https://{HOST}/.well-known/did.json" in report.deciding().message


def test_a_proof_value_that_is_none_needs_no_key_to_be_refused() -> None:
    record = edited(signed(badge(WEB), did=WEB), ("proof/proofValue", "z3FX...Brbx"))
    assert decided(judge(record)) == ("invalid", "proof", "proof.value_encoding")


def test_an_embedded_record_is_invalid_for_what_failed_not_for_what_was_missing() -> None:
    inner = signed(edited(badge(WEB), ("validUntil", "2026-02-01T00:00:00Z")), did=WEB)
    presentation = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [inner],
    }
    head = judge(presentation).check("credentials", "/verifiableCredential/0")
    assert head.reason == "member.invalid"
    assert "ended on 2026-02-01" in head.message


def test_a_list_that_is_over_is_out_of_date_even_if_its_key_is_missing() -> None:
    record = signed(edited(badge(), ("credentialStatus", status_entry())))
    over = json.loads(status_list(did=WEB))
    over = signed(edited(without_proof(over), ("validUntil", "2026-06-15T06:00:00Z")), did=WEB)
    report = judge(record, {LIST_URL: dumps(over)})
    assert decided(report) == ("undetermined", "status", "referred.out_of_date")


def without_proof(document: dict) -> dict:
    return {k: v for k, v in document.items() if k != "proof"}


# ------------------------------------------------------------------ Open Badges 2.0


def test_a_signed_badge_2_without_its_signature_is_unsigned_wherever_it_stands() -> None:
    url = f"https://{HOST}/assertions/1"
    assertion = {
        "@context": V2,
        "type": "Assertion",
        "id": url,
        "recipient": {"type": "email", "hashed": False, "identity": "ada@college.example"},
        "badge": f"https://{HOST}/badge",
        "issuedOn": "2026-01-01T00:00:00Z",
        "verification": {"type": "signed"},
    }
    badge_class = {
        "@context": V2,
        "type": "BadgeClass",
        "id": f"https://{HOST}/badge",
        "name": "Welding",
        "description": "Can weld",
        "criteria": {"narrative": "Weld a T joint"},
        "issuer": f"https://{HOST}/issuer",
    }
    profile = {
        "@context": V2,
        "type": "Profile",
        "id": f"https://{HOST}/issuer",
        "name": "Riverside College",
        "url": f"https://{HOST}",
        "email": "badges@college.example",
    }
    documents = {str(d["id"]): dumps(d) for d in (assertion, badge_class, profile)}
    assert decided(judge(assertion, documents)) == ("invalid", "proof", "proof.missing")
    hosted = {**assertion, "verification": {"type": "hosted"}}
    assert judge(hosted, {**documents, url: dumps(hosted)}).ok


def test_control_the_key_signs_for_itself() -> None:
    assert KEY.public.to_multikey() in DID
    assert judge(signed(badge())).ok


# --------------------------------------------------------- what the W3C's suites taught


def test_a_direction_of_writing_is_reported_and_decides_nothing() -> None:
    name = {"@value": "عمل جماعي", "@language": "ar", "@direction": "rtl"}
    record = edited(badge(), ("name", name))
    del record["credentialSubject"]
    record |= {"type": ["VerifiableCredential"], "credentialSubject": {"id": "urn:uuid:1"}}
    report = judge(signed(record))
    assert report.verdict == "valid", str(report)
    assert [p.code for p in report.problems] == ["jsonld.unsigned_direction"]


@pytest.mark.parametrize("contexts", [[], "https://www.w3.org/ns/credentials/examples/v2", None])
def test_an_envelope_says_what_it_is(contexts: object) -> None:
    envelope = {
        "@context": contexts,
        "type": "EnvelopedVerifiableCredential",
        "id": "data:application/vc+jwt," + jwt(badge()).decode(),
    }
    assert decided(judge(envelope)) == ("invalid", "format", "vcdm.envelope_context")
    good = {**envelope, "@context": "https://www.w3.org/ns/credentials/v2"}
    assert judge(good).verdict == "valid"
