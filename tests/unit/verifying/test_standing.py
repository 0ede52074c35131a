"""Who the issuer is: never more than somebody else confirms."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

import lerway
from lerway.kernel.strict_json import dumps
from lerway.standards.did import did_document
from tests.refusals import DID, KEY, badge, edited, signed

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
LIST = dumps({"meta": {}, "registry": {DID: {"name": "Riverside (listed)"}}})


def test_a_bare_key_that_calls_itself_a_university_is_unconfirmed() -> None:
    record = signed(edited(badge(), ("issuer/name", "Harvard University")))
    report = lerway.verify(record, now=NOW, offline=True)
    assert report.verdict is lerway.Verdict.VALID
    assert report.issuer.standing is lerway.Standing.UNCONFIRMED
    assert report.issuer.label() == "unconfirmed"
    assert "Harvard" not in str(report)


@pytest.mark.parametrize(
    ("host", "label"),
    [
        ("college.example", "domain-controlled (college.example)"),
        ("localhost", "unconfirmed"),
        ("registrar.local", "unconfirmed"),
    ],
)
def test_a_machine_of_ones_own_is_no_domain(host, label) -> None:
    did = f"did:web:{host}"
    record = dumps(signed(badge(did), did=did))
    at = f"https://{host}/.well-known/did.json"
    published = lerway.Supplied(dumps(did_document(did, KEY.public)), "application/json", NOW)
    verification = lerway.Verification(record, now=NOW, catalog=lerway.catalog())
    for need in verification.needs:
        assert need.url == at
        verification.supply(need, published)
    assert verification.report().verdict is lerway.Verdict.VALID
    assert verification.report().issuer.label() == label


def test_a_list_that_the_reader_chose_recognises_an_issuer() -> None:
    policy = lerway.Policy().recognising(lerway.parse_registry(LIST, "state.json"))
    report = lerway.verify(signed(badge()), now=NOW, offline=True, policy=policy)
    assert report.issuer.label() == "recognised by state.json"
    assert report.issuer.listed_name == "Riverside (listed)"


def test_control_a_list_does_not_recognise_a_forgery() -> None:
    policy = lerway.Policy().recognising(lerway.parse_registry(LIST, "state.json"))
    forged = edited(signed(badge()), ("name", "Something else"))
    report = lerway.verify(forged, now=NOW, offline=True, policy=policy)
    assert report.verdict is lerway.Verdict.INVALID
    assert report.issuer.label() == "unconfirmed"


@pytest.mark.parametrize("text", [b"[]", b"{}", b'{"registry": []}', b'{"registry": {"x": 1}}'])
def test_a_malformed_list_is_said(text: bytes) -> None:
    with pytest.raises(lerway.UnreadableError):
        lerway.parse_registry(text, "x")
