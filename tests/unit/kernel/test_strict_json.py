from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lerway.kernel.errors import UnreadableError
from lerway.kernel.limits import DEFAULT_LIMITS
from lerway.kernel.strict_json import dumps, parse, parse_object

SMALL = replace(DEFAULT_LIMITS, document=100, depth=4, values=10)


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b'{"b": [1, 2.5, true, null], "a": "\xc3\xa9"}', {"b": [1, 2.5, True, None], "a": "é"}),
        ('"\\ud83c\\udf93"', "🎓"),
        (b"\xef\xbb\xbf{}", {}),
        (b" [ ] ", []),
        (b"123456789012345678901234567890", 123456789012345678901234567890),
    ],
)
def test_json_is_read(data, value):
    assert parse(data) == value


def test_members_keep_their_order():
    assert list(parse_object('{"b":1,"a":2}')) == ["b", "a"]
    assert dumps({"b": "é", "a": [1]}) == '{"b":"é","a":[1]}'.encode()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "json.syntax"),
        (b"{", "json.syntax"),
        (b"{} {}", "json.syntax"),
        (b"{'a': 1}", "json.syntax"),
        (b'{"a": 1,}', "json.syntax"),
        (b'"a\nb"', "json.syntax"),
        (b"NaN", "json.syntax"),
        (b"-Infinity", "json.syntax"),
        (b'{"a": 1, "a": 1}', "json.duplicate_key"),
        (b'[{"a": {"b": 1, "\\u0062": 2}}]', "json.duplicate_key"),
        (b"\xff", "json.not_utf8"),
        ('"é"'.encode("latin-1"), "json.not_utf8"),
        ('"é"'.encode("utf-16"), "json.not_utf8"),
        (b'"\xed\xa0\x80"', "json.not_utf8"),
        (b'"\\ud800"', "json.lone_surrogate"),
        (b'{"\\udfff": 1}', "json.lone_surrogate"),
        (b'["\\udc00\\ud800"]', "json.lone_surrogate"),
        ("\ud800", "json.lone_surrogate"),
        (b"1" * 5000, "json.number_too_long"),
        (b"1e400", "json.number_too_long"),
        (b"-1e400", "json.number_too_long"),
    ],
)
def test_what_two_readers_could_read_differently_is_refused(data, code):
    with pytest.raises(UnreadableError) as e:
        parse(data)
    assert e.value.code == code


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'"' + b"a" * 99 + b'"', "json.too_large"),
        (b"[[[[[]]]]]", "json.too_deep"),
        (b'[{"a":[{"b":{}}]}]', "json.too_deep"),
        (b"[1,2,3,4,5,6,7,8,9,10,11]", "json.too_many_values"),
    ],
)
def test_work_is_limited_before_it_is_done(data, code):
    with pytest.raises(UnreadableError) as e:
        parse(data, limits=SMALL)
    assert e.value.code == code


def test_brackets_in_strings_are_no_depth():
    assert parse(b'["[[[[[[", "\\"["]', limits=SMALL) == ["[[[[[[", '"[']


def test_an_object_may_be_asked_for():
    assert parse_object(b'{"a":1}') == {"a": 1}
    with pytest.raises(UnreadableError) as e:
        parse_object(b"[]")
    assert e.value.code == "json.not_an_object"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda v: st.lists(v, max_size=4) | st.dictionaries(st.text(), v, max_size=4),
    max_leaves=20,
)  # fmt: skip


@given(VALUES)
def test_what_was_written_is_read_again(value):
    assert parse(dumps(value)) == value
    assert parse(json.dumps(value)) == value


@given(st.text(alphabet='[]{}",:\\/ud8a0019eE+-.tfn \n\t') | st.text())
def test_any_text_is_read_or_refused(text):
    try:
        value = parse(text)
    except UnreadableError as e:
        assert e.code.startswith("json.")  # noqa: PT017 - both ways out are right
    else:
        assert parse(dumps(value)) == value


@given(st.binary())
def test_any_bytes_are_read_or_refused(data):
    try:
        parse(data)
    except UnreadableError as e:
        assert e.code.startswith("json.")  # noqa: PT017 - both ways out are right
