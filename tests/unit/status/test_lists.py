"""Making status lists: random indexes, final revocations, a credential for one day."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lerway.kernel.errors import LerwayError, MisuseError, UnreadableError
from lerway.kernel.strict_json import dumps
from lerway.standards.status.entries import entries_of, judge_entry
from lerway.standards.status.lists import (
    StatusList,
    draw_index,
    entry_for,
    list_credential,
    new_list,
    parse_state,
    set_value,
    state_json,
)

URL = "https://college.example/status/1"
ISSUER = "did:web:college.example"
NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def seeded(seed: int = 1):
    return random.Random(seed).randbytes  # noqa: S311 - a test that repeats itself


def code_of(act) -> str:
    with pytest.raises(MisuseError) as e:
        act()
    return e.value.code


def test_a_record_is_revoked():
    state = new_list(URL)
    index, state = draw_index(state, seeded())
    entry = entries_of({"credentialStatus": entry_for(state, index)})[0]

    def judged(by: StatusList):
        credential = list_credential(by, {"id": ISSUER, "type": "Profile"}, NOW)
        return judge_entry(entry, credential, credential_issuer=ISSUER)

    assert not judged(state).set
    assert judged(set_value(state, index)).set


def test_indexes_are_drawn_at_random_and_never_twice():
    state, draw, drawn = new_list(URL), seeded(), []
    for _ in range(500):
        index, state = draw_index(state, draw)
        drawn.append(index)
    assert len(set(drawn)) == 500
    assert drawn != sorted(drawn)
    assert max(drawn) > 100_000
    assert min(drawn) < 30_000
    assert state.free == state.length - 500


def test_the_last_free_index_is_found_and_then_the_list_is_full():
    empty = new_list(URL)
    used = bytearray(b"\xff" * (empty.length // 8))
    used[1000] ^= 0b0001_0010
    state = StatusList(URL, ("revocation",), 1, empty.length, empty.bits, bytes(used))
    first, state = draw_index(state, seeded())
    second, state = draw_index(state, seeded())
    assert {first, second} == {8003, 8006}
    assert state.free == 0
    assert code_of(lambda: draw_index(state, seeded())) == "status.list_full"


@pytest.mark.parametrize("purpose", ["revocation", "refresh"])
def test_a_revocation_is_final(purpose):
    index, state = draw_index(new_list(URL, [purpose]), seeded())
    revoked = set_value(state, index)
    assert set_value(revoked, index, 1) == revoked
    assert code_of(lambda: set_value(revoked, index, 0)) == "status.revocation_final"


def test_a_suspension_is_lifted():
    index, state = draw_index(new_list(URL, ["suspension"]), seeded())
    assert set_value(set_value(state, index), index, 0) == state


@given(st.integers(1, 8), st.data())
def test_values_of_several_bits_do_not_touch_their_neighbours(size, data):
    messages = {i: f"m{i}" for i in range(1 << size)} if size > 1 else None
    state = new_list(URL, ["message"], size=size, messages=messages)
    draw, expected = seeded(), {}
    for _ in range(8):
        index, state = draw_index(state, draw)
        value = data.draw(st.integers(0, (1 << size) - 1))
        state = set_value(state, index, value)
        expected[index] = value
    assert {i: state.value(i) for i in expected} == expected
    assert parse_state(dumps(state_json(state))) == state


def test_a_message_list_says_what_its_values_mean():
    state = new_list(URL, ["message"], size=2, messages=dict(enumerate("abcd")))
    index, state = draw_index(state, seeded())
    state = set_value(state, index, 2)
    entry = entries_of({"credentialStatus": entry_for(state, index)})[0]
    credential = list_credential(state, ISSUER, NOW)
    assert judge_entry(entry, credential, credential_issuer=ISSUER).message == "c"


def test_only_drawn_indexes_have_a_status():
    index, state = draw_index(new_list(URL), seeded())
    for act in (
        lambda: set_value(state, index + 1),
        lambda: state.value(state.length),
        lambda: state.value(-1),
        lambda: entry_for(state, index + 1),
    ):
        assert code_of(act) == "status.index_not_drawn"
    assert code_of(lambda: set_value(state, index, 2)) == "status.value_out_of_range"
    assert code_of(lambda: entry_for(state, index, "suspension")) == "status.list_options"


def test_the_credential_lives_for_a_day():
    credential = list_credential(new_list(URL), ISSUER, NOW)
    assert credential["validFrom"] == "2026-11-23T08:30:00Z"
    assert credential["validUntil"] == "2026-11-24T08:30:00Z"
    assert credential["id"] == URL
    assert credential["credentialSubject"]["ttl"] == 900_000
    assert credential == list_credential(new_list(URL), ISSUER, NOW)
    day, hour = timedelta(hours=24), timedelta(hours=1)
    for life, ttl in ((day + timedelta(seconds=1), hour), (timedelta(), hour), (hour, day),
                      (day, timedelta())):  # fmt: skip
        act = lambda life=life, ttl=ttl: list_credential(  # noqa: E731
            new_list(URL), ISSUER, NOW, life=life, ttl=ttl
        )
        assert code_of(act) == "status.list_life"


def test_a_list_of_two_purposes_says_both():
    state = new_list(URL, ["revocation", "suspension"])
    index, state = draw_index(state, seeded())
    assert entry_for(state, index, "suspension")["statusPurpose"] == "suspension"
    subject = list_credential(state, ISSUER, NOW)["credentialSubject"]
    assert subject["statusPurpose"] == ["revocation", "suspension"]


@pytest.mark.parametrize(
    "options",
    [
        {"url": "status/1"},
        {"purposes": []},
        {"purposes": ["revocation", "revocation"]},
        {"length": 131_064},
        {"length": 131_073},
        {"length": 1 << 40},
        {"size": 0},
        {"size": 9},
        {"size": 2},
        {"messages": {0: "a"}},
    ],
)
def test_a_list_that_no_verifier_would_take_is_not_made(options):
    assert code_of(lambda: new_list(**({"url": URL} | options))) == "status.list_options"


def test_a_state_is_read_back():
    index, state = draw_index(new_list(URL), seeded())
    state = set_value(state, index)
    assert parse_state(dumps(state_json(state))) == state


@pytest.mark.parametrize(
    "change",
    [
        {"id": 5},
        {"bits": "uH4sI"},
        {"used": None},
        {"length": 131_080},
        {"size": True},
        {"purposes": ["revocation", 5]},
        {"messages": ["one"]},
        {"messages": "x"},
    ],
)
def test_a_broken_state_is_refused(change):
    with pytest.raises(UnreadableError) as e:
        parse_state(dumps(state_json(new_list(URL)) | change))
    assert e.value.code == "status.state_malformed"


@given(st.binary())
def test_reading_a_state_raises_only_declared_errors(data):
    with pytest.raises(LerwayError):
        parse_state(data)
