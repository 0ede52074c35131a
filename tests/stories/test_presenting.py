"""A presentation is judged by what was asked of it, and its records one by one."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import lerway
from lerway.domain.verifying.policy import PresentationRequest
from lerway.kernel.strict_json import dumps
from tests.refusals import DID, KEY, OTHER, V2, badge, did_key, edited, method_url, signed

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
HOLDER = lerway.Issuer(name="Ada Example", key=OTHER)


def judge(data: bytes, request: PresentationRequest | None = None) -> lerway.Report:
    policy = lerway.Policy(request=request or PresentationRequest())
    return lerway.verify(data, now=NOW, offline=True, policy=policy)


def presentation(**options: str) -> bytes:
    shown = HOLDER.present([dumps(signed(badge()))], created=NOW, **options)
    assert shown.disclosure == "whole"
    return shown.document


def test_a_presentation_that_answers_the_request_is_valid() -> None:
    asked = PresentationRequest(challenge="c-1", domains=frozenset({"https://verifier.example"}))
    data = presentation(challenge="c-1", domain="https://verifier.example")
    report = judge(data, asked)
    assert report.verdict == "valid", str(report)
    assert report.check("credentials", "/verifiableCredential/0").outcome == "passed"


def test_a_replay_and_one_for_somebody_else_are_refused() -> None:
    asked = PresentationRequest(challenge="c-2", domains=frozenset({"https://verifier.example"}))
    replay = presentation(challenge="c-1", domain="https://verifier.example")
    assert judge(replay, asked).deciding().reason == "proof.challenge"
    other = presentation(challenge="c-2", domain="https://elsewhere.example")
    assert judge(other, asked).deciding().reason == "proof.domain"
    assert judge(presentation(), asked).verdict == "invalid"


def test_an_unsigned_presentation_is_judged_by_its_records() -> None:
    bare = {
        "@context": [V2],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [signed(badge())],
    }
    report = judge(dumps(bare))
    assert (report.verdict, report.deciding().reason) == ("undetermined", "presentation.unsigned")
    assert report.check("credentials", "/verifiableCredential/0").outcome == "passed"
    lenient = lerway.Policy().reporting("presentation")
    assert lerway.verify(dumps(bare), now=NOW, offline=True, policy=lenient).verdict == "valid"
    asked = PresentationRequest(challenge="c-1")
    assert judge(dumps(bare), asked).verdict == "undetermined"


def test_an_empty_presentation_says_nothing() -> None:
    bare = {
        "@context": [V2],
        "type": ["VerifiablePresentation"],
        "holder": "https://harvard.example",
    }
    assert judge(dumps(bare)).verdict == "undetermined"


def test_a_bad_record_in_it_spoils_it_and_is_named() -> None:
    data = json.loads(presentation())
    data["verifiableCredential"][0]["name"] = "Forged"
    report = judge(dumps(data))
    assert report.verdict == "invalid"
    bare = {k: v for k, v in data.items() if k != "proof"}
    report = judge(dumps(bare))
    assert report.verdict == "invalid"
    assert report.deciding().code == "credentials"
    assert "proof.signature" in {p.code for p in report.problems}


def test_a_holder_need_not_be_named() -> None:
    """Then whoever controls the key presents; the records' issuers are unaffected."""
    bare = {
        "@context": [V2],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [signed(badge())],
    }
    cat = lerway.catalog()
    from lerway.standards.data_integrity.proof import sign

    did = did_key(OTHER.public)
    options = {
        "verificationMethod": method_url(did, OTHER.public),
        "proofPurpose": "authentication",
    }
    proof = sign(bare, options, cat.suites["eddsa-rdfc-2022"], OTHER, cat.contexts.view())
    assert judge(dumps({**bare, "proof": proof})).verdict == "valid"
    named = {**bare, "holder": DID}
    proof = sign(named, options, cat.suites["eddsa-rdfc-2022"], OTHER, cat.contexts.view())
    assert judge(dumps({**named, "proof": proof})).deciding().reason == "controller.mismatch"


def test_a_record_enveloped_as_a_token() -> None:
    from tests.refusals import jwt

    envelope = {
        "@context": [V2],
        "type": ["EnvelopedVerifiableCredential"],
        "id": "data:application/vc+jwt," + jwt(badge()).decode(),
    }
    assert judge(dumps(envelope)).verdict == "valid"
    bare = {
        "@context": [V2],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [envelope],
    }
    lenient = lerway.Policy().reporting("presentation")
    assert lerway.verify(dumps(bare), now=NOW, offline=True, policy=lenient).verdict == "valid"
    broken = edited(envelope, ("id", envelope["id"][:-6] + "AAAAAA"))
    assert judge(dumps({**bare, "verifiableCredential": [broken]})).verdict == "invalid"
    assert KEY.public.to_multikey() in DID
