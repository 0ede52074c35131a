"""Who the issuer is: never more than somebody else confirms."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

import lerway
from lerway.kernel.strict_json import dumps
from tests.refusals import DID, badge, edited, signed

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
LIST = dumps({"meta": {}, "registry": {DID: {"name": "Riverside (listed)"}}})


def test_a_bare_key_that_calls_itself_a_university_is_unconfirmed() -> None:
    record = signed(edited(badge(), ("issuer/name", "Harvard University")))
    report = lerway.verify(record, now=NOW, offline=True)
    assert report.verdict is lerway.Verdict.VALID
    assert report.issuer.standing is lerway.Standing.UNCONFIRMED
    assert report.issuer.label() == "unconfirmed"
    assert "Harvard" not in str(report)


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
