"""VCALM 1.0: verify, issue, present, status; its options and its errors."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lerway.http.api.bodies import ApiLimits
from lerway.http.api.guard import ALLOW_ALL, ISSUING, ONLY_VERIFYING, Caller
from lerway.kernel.errors import MisuseError
from tests.http.api_world import LISTS, PROBLEM, client, codes, issuing_desk
from tests.refusals import DID, V2, badge, edited, jwt, signed

VERIFY, PRESENTED = "/api/credentials/verify", "/api/presentations/verify"
ISSUE, PRESENT = "/api/credentials/issue", "/api/presentations"
UNKNOWN = "https://www.w3.org/TR/vcalm#UNKNOWN_OPTION_PROVIDED"


def presentation(*records: Any) -> dict[str, Any]:
    out: dict[str, Any] = {"@context": [V2], "type": ["VerifiablePresentation"]}
    return {**out, "verifiableCredential": [*records]} if records else out


def test_what_is_asked_for_is_returned() -> None:
    record = signed(badge())
    options = {"returnCredential": True, "returnResults": True, "returnReport": True}
    with client() as api:
        said = api.post(VERIFY, json={"verifiableCredential": record, "options": options}).json()
    assert said["verified"] is True
    assert said["credential"] == record
    assert said["results"]["proof"][0] == {
        "verified": True, "input": record["proof"], "problemDetails": [],
    }  # fmt: skip
    assert said["results"]["validFrom"] == {"verified": True, "input": record["validFrom"]}
    assert said["report"]["verdict"] == "valid"


def test_an_invalid_record_never_travels_as_success() -> None:
    record = edited(signed(badge()), ("name", "Leadership"))
    with client() as api:
        answer = api.post(VERIFY, json={"verifiableCredential": record})
    said = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (422, PROBLEM)
    assert (said["verified"], said["verdict"]) == (False, "invalid")
    assert said["type"] == "https://w3id.org/security#PROOF_VERIFICATION_ERROR"
    assert said["code"] == "proof.signature"
    assert said["status"] == 422


@pytest.mark.parametrize(
    "request_",
    [
        {"options": {"colour": "blue"}},
        {"options": {"returnCredential": "yes"}},
        {"options": {"checks": ["horoscope"]}},
        {"options": ["proof"]},
        {"colour": "blue"},
    ],
    ids=["an option", "its type", "its value", "no object", "a member"],
)
def test_what_is_not_understood_is_refused(request_: dict[str, Any]) -> None:
    with client() as api:
        answer = api.post(VERIFY, json={"verifiableCredential": signed(badge()), **request_})
    assert answer.status_code == 400
    assert answer.json()["type"] == UNKNOWN
    assert answer.json()["code"] == "api.unknown_option"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "api.member_missing"),
        ({"verifiableCredential": json.dumps(signed(badge()))}, "api.not_a_record"),
        ({"verifiableCredential": 7}, "api.not_a_record"),
        ({"verifiableCredential": presentation()}, "api.not_a_credential"),
    ],
)
def test_a_request_without_a_record_is_refused(body: dict[str, Any], code: str) -> None:
    with client() as api:
        answer = api.post(VERIFY, json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_a_credential_is_no_presentation() -> None:
    with client() as api:
        answer = api.post(PRESENTED, json={"verifiablePresentation": signed(badge())})
    assert (answer.status_code, answer.json()["code"]) == (400, "api.not_a_presentation")


def test_a_presentation_that_nobody_signed_is_accepted() -> None:
    held = presentation(signed(badge()))
    with client() as api:
        for member in ("presentation", "verifiablePresentation"):
            assert api.post(PRESENTED, json={member: held}).json() == {"verified": True}


def test_but_not_as_the_answer_to_a_challenge() -> None:
    body = {"presentation": presentation(signed(badge())), "options": {"challenge": "c"}}
    with client() as api:
        answer = api.post(PRESENTED, json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "presentation.unsigned")
    assert answer.json()["verdict"] == "undetermined"


def test_a_presentation_answers_its_challenge() -> None:
    with client(issuing=issuing_desk()) as api:
        challenge = api.post("/api/challenges").json()["challenge"]
        options = {"challenge": challenge, "domain": "verifier.example"}
        made = api.post(
            PRESENT, json={"presentation": presentation(signed(badge())), "options": options}
        )
        assert made.status_code == 201, made.text
        shown = made.json()["verifiablePresentation"]
        asked = {**options, "returnResults": True, "returnPresentation": True}
        good = api.post(PRESENTED, json={"verifiablePresentation": shown, "options": asked})
        other = {**options, "challenge": "another"}
        bad = api.post(PRESENTED, json={"verifiablePresentation": shown, "options": other})
    said = good.json()
    assert said["verified"] is True, said
    assert said["verifiablePresentation"] == shown
    results = said["results"]
    assert results["presentation"]["challenge"] == {"verified": True, "input": challenge}
    assert results["presentation"]["holder"] == {"verified": True, "input": DID}
    assert [c["verified"] for c in results["credentials"]] == [True]
    assert bad.status_code == 422
    assert bad.json()["type"] == "https://w3id.org/security#INVALID_CHALLENGE_ERROR"


def test_issue_signs_what_our_own_verifier_accepts() -> None:
    with client(issuing=issuing_desk()) as api:
        answer = api.post(ISSUE, json={"credential": badge(), "options": {}})
        assert answer.status_code == 201, answer.text
        issued = answer.json()["verifiableCredential"]
        assert (
            issued["issuer"]["id"] == DID == issued["proof"]["verificationMethod"].partition("#")[0]
        )
        assert api.post(VERIFY, json={"verifiableCredential": issued}).status_code == 200


def test_a_token_comes_in_its_envelope() -> None:
    with client(issuing=issuing_desk(proof="vc-jwt")) as api:
        issued = api.post(ISSUE, json={"credential": badge()}).json()["verifiableCredential"]
        assert issued["type"] == "EnvelopedVerifiableCredential"
        assert api.post(VERIFY, json={"verifiableCredential": issued}).status_code == 200


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"verifiableCredential": badge()}, "api.member_missing"),
        ({"credential": badge("did:example:other")}, "issuer.another_issuer"),
        ({"credential": {k: v for k, v in badge().items() if k != "issuer"}}, "issuer.another_issuer"),
        ({"credential": signed(badge())}, "issuer.already_signed"),
        ({"credential": edited(badge(), ("credentialSubject/colour", "red"))}, "jsonld.undefined_term"),
        ({"credential": edited(badge(), ("validFrom", "2026-01-01"))}, "vcdm.date_malformed"),
        ({"credential": presentation()}, "api.not_a_record"),
        ({"credential": badge(), "options": {"mandatoryPointers": []}}, "api.unknown_option"),
    ],
)  # fmt: skip
def test_what_must_not_be_signed_is_refused(body: dict[str, Any], code: str) -> None:
    with client(issuing=issuing_desk()) as api:
        answer = api.post(ISSUE, json=body)
    assert answer.status_code in {400, 422}
    assert answer.json()["code"] == code
    assert answer.headers["content-type"] == PROBLEM


def test_the_status_issuer_gives_the_status_itself() -> None:
    desk = issuing_desk(status=True)
    shelf = desk.shelf
    assert shelf is not None
    with client(issuing=desk) as api:
        issued = api.post(ISSUE, json={"credential": badge()}).json()["verifiableCredential"]
        entry = issued["credentialStatus"]
        name = entry["statusListCredential"].removeprefix(LISTS)
        kept = api.get(f"/api/status-lists{name}", headers={"accept": "application/vc"})
        assert kept.headers["content-type"] == "application/vc"
        again = api.post(ISSUE, json={"credential": {**badge(), "credentialStatus": entry}})
        assert again.json()["code"] == "api.status_taken"
        change = {
            "credentialId": issued["id"],
            "credentialStatus": {"type": "BitstringStatusListEntry", "statusPurpose": "revocation"},
            "status": True,
        }
        assert api.post("/api/credentials/status", json=change).status_code == 200
        undone = api.post("/api/credentials/status", json={**change, "status": False})
        assert undone.json()["code"] == "status.revocation_final"
        nobody = api.post("/api/credentials/status", json={**change, "credentialId": "urn:x:y"})
        assert (nobody.status_code, nobody.json()["code"]) == (404, "status.unknown_record")
    for published, status in ((kept.content, 200), (shelf.published(LISTS + name), 422)):
        with client({LISTS + name: published or b""}) as api:
            answer = api.post(VERIFY, json={"verifiableCredential": issued})
            assert answer.status_code == status, answer.text


def test_a_status_list_is_begun_where_this_server_publishes() -> None:
    with client(issuing=issuing_desk()) as api:
        made = api.post("/api/status-lists", json={"statusPurpose": "suspension"})
        assert (made.status_code, made.headers["location"]) == (201, made.json()["id"])
        elsewhere = {"statusPurpose": "revocation", "id": "https://other.example/lists/1"}
        assert (
            api.post("/api/status-lists", json=elsewhere).json()["code"] == "status.list_elsewhere"
        )
        twice = {"statusPurpose": "revocation", "id": made.json()["id"]}
        assert api.post("/api/status-lists", json=twice).json()["code"] == "status.list_exists"
        odd = api.post("/api/status-lists", json={"statusPurpose": "mood"})
        assert odd.json()["code"] == "status.unknown_purpose"
        assert api.get("/api/status-lists/none").status_code == 404


def test_a_server_without_an_issuer_issues_nothing() -> None:
    with client() as api:
        assert api.post(ISSUE, json={"credential": badge()}).status_code == 404


def test_without_a_token_nobody_issues() -> None:
    with client(issuing=issuing_desk(), guard=ONLY_VERIFYING) as api:
        answer = api.post(ISSUE, json={"credential": badge()})
        assert (answer.status_code, answer.json()["code"]) == (401, "api.token_needed")
        assert answer.headers["www-authenticate"] == "Bearer"
        assert api.post(VERIFY, json={"verifiableCredential": signed(badge())}).status_code == 200


def test_a_guard_sees_the_operation_and_the_token_before_the_body() -> None:
    seen: list[Caller] = []

    class Strict:
        async def admit(self, caller: Caller, /) -> None:
            seen.append(caller)
            raise MisuseError("api.too_many_requests", "slower, please")

    headers = {"authorization": "Bearer abc", "content-type": "application/json"}
    with client(guard=Strict()) as api:
        answer = api.post(VERIFY, content=b"{", headers=headers)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")
    assert [(c.operation, c.token) for c in seen] == [("verifyCredential", "abc")]
    assert "abc" not in repr(seen)
    assert ALLOW_ALL is not ONLY_VERIFYING
    assert "issueCredential" in ISSUING


@pytest.mark.parametrize("path", ["credentials/verify", "presentations/verify"])
def test_a_verdict_is_asked_for_with_post_alone(path: str) -> None:
    with client() as api:
        for method in ("GET", "PUT", "DELETE"):
            answer = api.request(method, f"/api/{path}")
            assert (answer.status_code, answer.json()["code"]) == (405, "api.only_post")
            assert answer.headers["content-type"] == PROBLEM


def test_a_body_is_bounded_before_it_is_read() -> None:
    with client(limits=ApiLimits(body=100)) as api:
        announced = api.post(VERIFY, content=b"x" * 101)
        unannounced = api.post(VERIFY, content=iter([b"x" * 60, b"x" * 60]))
    for answer in (announced, unannounced):
        assert (answer.status_code, answer.json()["code"]) == (413, "api.body_too_large")


def test_a_token_as_the_body_is_returned_as_a_token() -> None:
    body = {"verifiableCredential": jwt(badge()).decode(), "options": {"returnCredential": True}}
    with client() as api:
        assert api.post(VERIFY, json=body).json()["credential"] == body["verifiableCredential"]


def test_problems_name_all_that_is_wrong() -> None:
    record = edited(signed(badge()), ("name", "X"), ("validUntil", "2026-02-01T00:00:00Z"))
    with client() as api:
        said = api.post(VERIFY, json={"verifiableCredential": record}).json()
    assert {"proof.signature", "dates.expired"} <= codes(said)
