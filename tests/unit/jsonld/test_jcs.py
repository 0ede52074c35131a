"""The fast way of canonical JSON writes what the package rfc8785 writes, or is not taken."""

from __future__ import annotations

import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from lerway.kernel.errors import InvalidError
from lerway.standards.jsonld.jcs import canonical_json, is_plain

TEXTS = st.text() | st.sampled_from(
    ["\x00", "\x1f", "\x7f", '"', "\\", "/", "\u2028", "\U0001f600", "é"]
)
NAMES = TEXTS | st.sampled_from(["\ue000", "\U00010000", "a", "B", "1", ""])
LEAVES = (
    TEXTS
    | st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4)
)


@given(VALUES)
def test_both_ways_give_the_same_bytes(value):
    assert canonical_json(value) == rfc8785.dumps(value)


@given(st.dictionaries(st.characters(max_codepoint=0x7F), TEXTS | st.integers(-9, 9)))
def test_ordinary_objects_take_the_fast_way(value):
    assert is_plain(value)
    assert canonical_json(value) == rfc8785.dumps(value)


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        -0.0,
        1e21,
        2**53,
        -(2**53),
        {"é": 1},
        {"\U00010000": 1, "\ue000": 2},
        {1: 2},
        (1, 2),
        object(),
        type("Text", (str,), {})("a"),
        [[{"a": [0.5]}]],
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_orjson_would_write_otherwise_takes_the_slow_way(value):
    assert not is_plain(value)


def test_the_order_is_that_of_utf_16():
    assert list(json.loads(canonical_json({"\ue000": 1, "\U00010000": 2}))) == [
        "\U00010000",
        "\ue000",
    ]


def test_deep_nesting_takes_the_slow_way_and_is_written():
    value: object = 1
    for _ in range(250):
        value = [value]
    assert not is_plain(value)
    assert canonical_json(value) == b"[" * 250 + b"1" + b"]" * 250


@pytest.mark.parametrize("value", ["\ud800", ["\udfff"], {"a": "\ud800"}])
def test_half_a_surrogate_pair_is_refused_by_its_name(value):
    with pytest.raises(InvalidError) as e:
        canonical_json(value)
    assert e.value.code == "jcs.string"
