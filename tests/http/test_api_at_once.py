"""What the event loop judges itself: records of a known form, with everything at hand."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from lerway.domain.verifying.known.memory import Memory
from lerway.http.api.batch import NDJSON
from lerway.http.api.bodies import Body
from lerway.http.api.desk import ApiDesk
from lerway.http.api.vcalm.verifying import (
    LARGEST_AT_ONCE,
    answer_at_once,
    judge_at_once,
    judge_bytes,
    verify_body,
)
from lerway.kernel.need import Need, NeedKind, Supplied
from lerway.kernel.strict_json import dumps
from tests.http.api_world import AT, client, kept
from tests.refusals import Refusal, badge, edited, signed
from tests.refusals import refusals as every_refusal

LIST = "https://college.example/status/1"


def known_desk(*records: bytes) -> ApiDesk:
    """Return a desk that has met records of these forms."""
    desk = ApiDesk(lambda: kept({}), clock=lambda: AT)
    desk.memory = Memory(desk.catalog)
    for record in records * 3:
        judge_bytes(desk, record, desk.policy, desk.fetcher_once())
    return desk


def wrapped(record: bytes) -> Body:
    return Body(b'{"verifiableCredential": ' + record + b"}", "application/json")


def test_a_form_is_judged_at_once_when_it_is_known() -> None:
    good = dumps(signed(badge()))
    assert judge_at_once(known_desk(), good) is None
    desk = known_desk(good)
    other = dumps(signed(badge() | {"name": "Another name"}))
    judged = judge_at_once(desk, other)
    assert judged is not None
    assert judged[1].ok
    assert judged[1] == judge_bytes(known_desk(), other, desk.policy, desk.fetcher_once())[1]


def test_what_is_answered_at_once_is_what_the_long_way_answers() -> None:
    good = dumps(signed(badge()))
    desk = known_desk(good)
    for record in (good, good.replace(b"Teamwork", b"Leadership")):
        body = wrapped(record)
        at_once = answer_at_once(desk, body, presentation=False)
        assert at_once is not None
        assert at_once == verify_body(known_desk(), body, presentation=False)
    asked = Body(good, "application/vc"), Body(b"{}", ""), wrapped(b"[]"), wrapped(b'{"a":')
    assert [answer_at_once(desk, body, presentation=False) for body in asked] == [None] * 4


@pytest.mark.parametrize("refusal", every_refusal(), ids=lambda r: r.name)
def test_no_record_that_is_refused_is_accepted_at_once(refusal: Refusal) -> None:
    desk = known_desk(dumps(signed(badge())))
    judged = judge_at_once(desk, refusal.data)
    assert judged is None or not judged[1].ok


def test_nobody_is_asked_on_the_event_loop() -> None:
    entry: dict[str, Any] = {
        "id": f"{LIST}#1", "type": "BitstringStatusListEntry", "statusPurpose": "revocation",
        "statusListIndex": "1", "statusListCredential": LIST,
    }  # fmt: skip
    good = dumps(signed(badge() | {"credentialStatus": entry}))
    desk = known_desk(good)
    assert desk.memory.read(good, desk.policy.limits) is not None
    assert judge_at_once(desk, good) is None
    need = Need(NeedKind.STATUS_LIST, LIST)
    desk.documents.keep(need, Supplied(b"{}", None, datetime.now(UTC)))
    judged = judge_at_once(desk, good)
    assert judged is not None
    assert not judged[1].ok
    desk.documents.keep(need, Supplied(bytes(LARGEST_AT_ONCE + 1), None, datetime.now(UTC)))
    assert judge_at_once(desk, good) is None


def test_a_large_record_is_left_to_a_worker() -> None:
    good = dumps(signed(badge()))
    desk = known_desk(good)
    padded = good[:-1] + b" " * LARGEST_AT_ONCE + b"}"
    assert judge_at_once(desk, padded) is None
    assert verify_body(desk, wrapped(padded), presentation=False).status == 200


def test_a_batch_says_the_same_of_each_line_however_it_was_judged() -> None:
    good = dumps(signed(badge()))
    bad = dumps(edited(signed(badge()), ("name", "X")))
    with client() as api:
        answer = api.post(
            "/api/credentials/verify-batch",
            content=b"\n".join([good, bad] * 20),
            headers={"content-type": NDJSON},
        )
    lines = [json.loads(line) for line in answer.content.splitlines()]
    assert [line.pop("line") for line in lines] == list(range(1, 41))
    assert lines == [lines[0], lines[1]] * 20
    assert (lines[0]["verdict"], lines[1]["verdict"]) == ("valid", "invalid")
