"""Batches: a record a line in, an answer a line out, whatever the lines are."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lerway.http.api.batch import NDJSON, _Lines
from lerway.http.api.bodies import ApiLimits
from tests.http.api_world import client
from tests.refusals import DID, badge, dumps, edited, jwt, signed

PATH = "/api/credentials/verify-batch"


def judged(body: bytes, limits: ApiLimits | None = None) -> list[dict[str, Any]]:
    with client(limits=limits) as api:
        answer = api.post(PATH, content=body, headers={"content-type": NDJSON})
    assert (answer.status_code, answer.headers["content-type"]) == (200, NDJSON)
    return [json.loads(line) for line in answer.content.splitlines()]


def test_each_line_is_answered_in_its_order() -> None:
    good, token = dumps(signed(badge())), jwt(badge())
    bad = dumps(edited(signed(badge()), ("name", "X")))
    lines = judged(b"\n".join([good, bad, b"", b"{", token, b'"' + token + b'"']))
    assert [(x["line"], x["verified"], x["verdict"]) for x in lines] == [
        (1, True, "valid"), (2, False, "invalid"), (4, False, None), (5, True, "valid"),
        (6, True, "valid"),
    ]  # fmt: skip
    assert lines[0]["issuer"]["id"] == DID
    assert lines[1]["problemDetails"][0]["code"] == "proof.signature"
    assert lines[2]["problemDetails"][0]["code"] == "json.syntax"


def test_a_line_that_is_too_long_stops_no_other() -> None:
    good = dumps(signed(badge()))
    lines = judged(b"x" * 5000 + b"\n" + good + b"\n", ApiLimits(line=4000))
    assert [x["verified"] for x in lines] == [False, True]
    assert lines[0]["problemDetails"][0]["code"] == "json.too_large"


def test_a_batch_ends_at_its_limit() -> None:
    lines = judged(b"{\n" * 5, ApiLimits(lines=2))
    assert [x["problemDetails"][0]["code"] for x in lines] == ["json.syntax"] * 2 + [
        "api.batch_over"
    ]


def test_what_is_no_batch_is_refused() -> None:
    with client() as api:
        other = api.post(PATH, json={})
        got = api.get(PATH)
    assert (other.status_code, other.json()["code"]) == (400, "api.not_ndjson")
    assert (got.status_code, got.json()["code"]) == (405, "api.only_post")


@given(st.lists(st.binary(max_size=30).filter(lambda b: b"\n" not in b)), st.integers(1, 7))
def test_lines_are_put_together_however_they_arrive(lines: list[bytes], step: int) -> None:
    data = b"\n".join(lines)
    reader, out = _Lines(30), list[bytes | None]()
    for at in range(0, len(data), step):
        out += reader.take(data[at : at + step])
    out += reader.end()
    expected = [line.strip() for line in lines]
    while expected and expected[-1] == b"" and len(out) < len(expected):
        expected.pop()
    assert [x for x in out if x] == [x for x in expected if x]
