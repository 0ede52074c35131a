"""What is known of the members of a learner record changes nothing that is said of it."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

import lerway
from lerway.bootstrap import catalog
from lerway.domain.verifying.known.memory import Memory
from lerway.kernel.errors import LerwayError
from lerway.kernel.strict_json import dumps
from tests.refusals import KEY, WEB, signed
from tests.unit.jsonld.shapes.documents import spoiled
from tests.unit.verifying.test_memory import MANY, NOW, judged, record, web_badge


def issuer() -> lerway.Issuer:
    return lerway.Issuer(key=KEY, name="The College", id=WEB, clock=lambda: NOW)


def clr(members: list, i: int = 0) -> dict:
    """An unsigned learner record around signed badges."""
    return issuer().clr(
        "Transcript", members, recipient=f"did:example:{i}", id=f"urn:uuid:clr-{i}",
    )  # fmt: skip


def members(*numbers: int) -> list:
    return [json.loads(record(i)) for i in numbers]


def clr_signed(document: dict) -> bytes:
    return dumps(signed(document, did=WEB))


def warm() -> Memory:
    memory = Memory(catalog())
    for i in range(4):
        judged(clr_signed(clr(members(i, i + 1), i)), memory)
    return memory


WARM = warm()


def test_any_number_of_members():
    for count in (1, 2, 3, 9):
        data = clr_signed(clr(members(*range(count)), count))
        expected = judged(data)
        assert expected[0][0]["verdict"] == "valid"
        assert judged(data, WARM) == expected


def test_an_issuer_that_knows_the_parts_signs_what_another_signs():
    known = issuer()
    for count in (2, 2, 2, 3, 1, 7, 2):
        document = clr(members(*range(count)), count)
        assert known.issue(document, created=NOW) == issuer().issue(document, created=NOW)
    assert len(known._forms._shapes) >= 2


@settings(max_examples=MANY // 3, deadline=None)
@given(st.data())
def test_spoiled_and_signed_again(draw):
    numbers = draw.draw(st.lists(st.integers(0, 3), min_size=1, max_size=3))
    document = draw.draw(spoiled(clr(members(*numbers))))
    try:
        data = clr_signed(document)
    except (LerwayError, AttributeError, ValueError, UnicodeError):
        return
    expected = judged(data)
    for _ in range(2):
        assert judged(data, WARM) == expected


@settings(max_examples=MANY // 3, deadline=None)
@given(st.data())
def test_spoiled_after_it_was_signed(draw):
    document = json.loads(clr_signed(clr(members(1, 2))))
    try:
        data = dumps(draw.draw(spoiled(document)))
    except (ValueError, UnicodeError):
        return
    assert judged(data, WARM) == judged(data)


def test_members_change_places_and_one_is_forged():
    one, two = members(1, 2)
    for around in ([two, one], [one, {**two, "name": "Forged"}], [one, web_badge(3)]):
        data = clr_signed(clr(around))
        assert judged(data, WARM) == judged(data)
