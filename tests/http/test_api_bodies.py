"""A record is taken out of its request as the bytes that were sent."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lerway.http.api.bodies import sole_member, unwrap
from lerway.kernel.errors import UnreadableError
from lerway.kernel.limits import DEFAULT_LIMITS
from lerway.kernel.strict_json import parse

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(
    before=st.dictionaries(st.text(max_size=5), VALUES, max_size=3),
    record=st.dictionaries(st.text(max_size=5), VALUES, max_size=4),
    indent=st.sampled_from([None, 0, 1]),
    raw=st.booleans(),
)
def test_the_record_keeps_every_byte(
    before: dict, record: dict, indent: int | None, raw: bool
) -> None:
    before.pop("credential", None)
    written = json.dumps(record, indent=indent, ensure_ascii=raw)
    parts = [f"{json.dumps(k)} : {json.dumps(v, indent=indent)}" for k, v in before.items()]
    body = "\ufeff{ " + " , ".join([*parts, f'"credential":\n{written}']) + " }"
    found = unwrap(body.encode(), ("credential",), limits=DEFAULT_LIMITS)
    assert found.record == written.encode()
    assert found.value["credential"] == record


@given(st.binary(max_size=60))
def test_whatever_is_sent_is_read_or_refused(body: bytes) -> None:
    with pytest.raises(UnreadableError):
        unwrap(body, ("credential",), limits=DEFAULT_LIMITS)


@given(
    record=st.dictionaries(st.text(max_size=5), VALUES, max_size=4),
    indent=st.sampled_from([None, 0, 1]),
    more=st.sampled_from(["", ', "options": {}', ', "credential": {}']),
)
def test_the_short_way_finds_the_same_record(record: dict, indent: int | None, more: str) -> None:
    written = json.dumps(record, indent=indent)
    body = f' {{ "credential" :{written}{more}}}\n'.encode()
    found = sole_member(body, "credential")
    assert found is not None
    if more:  # what stands between is no JSON, and the long way is taken
        with pytest.raises(UnreadableError):
            parse(found, limits=DEFAULT_LIMITS)
    else:
        assert parse(found, limits=DEFAULT_LIMITS) == record
        assert unwrap(body, ("credential",), limits=DEFAULT_LIMITS).record == written.encode()


@pytest.mark.parametrize(
    "body", [b"", b"{", b'{"other":{}}', b'["credential":{}]', b'{"credential":']
)
def test_the_short_way_is_for_one_frame_only(body: bytes) -> None:
    assert sole_member(body, "credential") is None
