"""What the library and the command line refuse, the API refuses with the same code."""

from __future__ import annotations

import pytest

from tests.http.api_world import PROBLEM, client, codes
from tests.refusals import Refusal, badge, dumps, jwt, refusals, signed

CASES = refusals()
VERIFY = ("/api/credentials/verify", "/api/presentations/verify")
STATUS = {"unreadable": {400, 413}, "invalid": {422}, "undetermined": {422}}
# Around a record that is no JSON, or too long, there can be no JSON either.
OTHER_AROUND = {"not UTF-8": "json.not_utf8"}


def path_of(refusal: Refusal) -> str:
    return VERIFY[b'"VerifiablePresentation"' in refusal.data]


def is_json(data: bytes) -> bool:
    return data.lstrip().startswith(b"{") or data.startswith(b"\xff\xfe")


def test_control_the_unbroken_record_is_verified() -> None:
    """If this fails, every refusal below proves nothing."""
    with client() as api:
        bare = api.post(
            VERIFY[0], content=jwt(badge()), headers={"content-type": "application/jwt"}
        )
        wrapped = api.post(VERIFY[0], json={"verifiableCredential": signed(badge())})
        token = api.post(VERIFY[0], json={"verifiableCredential": jwt(badge()).decode()})
    for answer in (bare, wrapped, token):
        assert answer.status_code == 200, answer.text
        assert answer.json() == {"verified": True}


@pytest.mark.parametrize("refusal", CASES, ids=lambda r: r.name)
def test_a_bare_record_is_refused(refusal: Refusal) -> None:
    with client(refusal.documents) as api:
        answer = api.post(
            path_of(refusal),
            content=refusal.data,
            headers={"content-type": "application/octet-stream"},
        )
    said = answer.json()
    assert answer.status_code in STATUS[refusal.outcome], said
    assert answer.headers["content-type"] == PROBLEM
    assert refusal.code in codes(said), said
    assert said.get("verified", False) is False
    if refusal.outcome != "unreadable":
        assert said["verdict"] == refusal.outcome


@pytest.mark.parametrize("refusal", [c for c in CASES if is_json(c.data)], ids=lambda r: r.name)
def test_a_wrapped_record_is_refused(refusal: Refusal) -> None:
    path = path_of(refusal)
    member = b"verifiableCredential" if path == VERIFY[0] else b"verifiablePresentation"
    body = b'{"' + member + b'":' + refusal.data + b',"options":{}}'
    with client(refusal.documents) as api:
        answer = api.post(path, content=body, headers={"content-type": "application/json"})
    said = answer.json()
    assert answer.status_code in STATUS[refusal.outcome], said
    assert OTHER_AROUND.get(refusal.name, refusal.code) in codes(said), said


def test_a_member_that_stands_twice_is_not_read_as_its_last() -> None:
    """A framework's own reader would keep the last; ours refuses."""
    good, bad = dumps(signed(badge())), b'{"type":"VerifiableCredential"}'
    body = b'{"verifiableCredential":' + bad + b',"verifiableCredential":' + good + b"}"
    with client() as api:
        answer = api.post(VERIFY[0], content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["code"] == "json.duplicate_key"
