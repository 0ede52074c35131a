from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lerway.kernel.encoding import (
    ALPHABET,
    b58decode,
    b58encode,
    b64url_decode,
    b64url_encode,
    multibase_decode,
    varint_decode,
    varint_encode,
)
from lerway.kernel.errors import InvalidError

LETTERS = st.text(alphabet="zum1ABab_-=+/0OIl é.\n", max_size=60)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"\0", "1"),
        (b"\0\0\1", "112"),
        (b"Hello World!", "2NEpo7TZRRrLZSi2U"),  # draft-msporny-base58, section 5
        (bytes.fromhex("0000287fb4cd"), "11233QC4"),  # likewise
    ],
)
def test_base58_has_one_spelling_for_each_value(data, text):
    assert b58encode(data) == text
    assert b58decode(text) == data


@pytest.mark.parametrize("text", ["0", "O", "I", "l", "a b", "é", "z\n", "1" * 4097])
def test_base58_refuses_what_it_would_not_write(text):
    with pytest.raises(InvalidError) as e:
        b58decode(text)
    assert e.value.code == "encoding.base58"


def test_base64url_stands_without_padding():
    assert b64url_encode(b"\xff\xfe") == "__4"
    assert b64url_decode("__4") == b"\xff\xfe"


@pytest.mark.parametrize(
    "text",
    [
        "__4=",  # padding
        "//4",  # the other alphabet
        "_",  # no number of bytes is as long as this
        "__5",  # stray bits at the end: a second spelling of __4
        "_x",  # likewise
        "__4\n",
        " __4",
        "éé",
    ],
)
def test_base64url_refuses_a_second_spelling(text):
    with pytest.raises(InvalidError) as e:
        b64url_decode(text)
    assert e.value.code == "encoding.base64url"


def test_multibase_names_its_base():
    assert multibase_decode("z2NEpo7TZRRrLZSi2U") == b"Hello World!"
    assert multibase_decode("uSGVsbG8") == b"Hello"


@pytest.mark.parametrize(("text", "allowed"), [("", "zu"), ("mSGVsbG8", "zu"), ("uSGVsbG8", "z")])
def test_multibase_refuses_another_base(text, allowed):
    with pytest.raises(InvalidError) as e:
        multibase_decode(text, allowed)
    assert e.value.code == "encoding.multibase"


@pytest.mark.parametrize(
    ("n", "data"),
    [(0, "00"), (1, "01"), (127, "7f"), (0xED, "ed01"), (0x1200, "8024"), (0x1300, "8026")],
)
def test_a_varint_comes_before_the_rest(n, data):
    assert varint_encode(n) == bytes.fromhex(data)
    assert varint_decode(bytes.fromhex(data) + b"rest") == (n, b"rest")


@pytest.mark.parametrize("data", ["", "80", "8000", "ff" * 8 + "ff01"])
def test_a_varint_is_whole_and_minimal(data):
    with pytest.raises(InvalidError) as e:
        varint_decode(bytes.fromhex(data))
    assert e.value.code == "encoding.varint"


@given(st.binary(max_size=100))
def test_what_was_written_is_read_again(data):
    assert b58decode(b58encode(data)) == data
    assert b64url_decode(b64url_encode(data)) == data
    assert multibase_decode("z" + b58encode(data)) == data


@given(LETTERS)
def test_what_is_read_would_be_written_so(text):
    with contextlib.suppress(InvalidError):
        assert b58encode(b58decode(text)) == text
    with contextlib.suppress(InvalidError):
        assert b64url_encode(b64url_decode(text)) == text
    with contextlib.suppress(InvalidError):
        multibase_decode(text)


@given(st.integers(0, 2**63 - 1), st.binary(max_size=5))
def test_varints_go_round(n, rest):
    assert varint_decode(varint_encode(n) + rest) == (n, rest)


@given(st.binary(max_size=12))
def test_a_varint_has_one_spelling(data):
    with contextlib.suppress(InvalidError):
        n, rest = varint_decode(data)
        assert varint_encode(n) + rest == data


def digit_by_digit(data):
    """Base58 as one would do it by hand."""
    n, out = int.from_bytes(data, "big"), ""
    while n:
        n, r = divmod(n, 58)
        out = ALPHABET[r] + out
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + out


@given(st.binary(max_size=200) | st.integers(0, 12).map(bytes))
def test_base58_of_eight_digits_at_once_is_that_of_one_by_one(data):
    assert b58encode(data) == digit_by_digit(data)


@pytest.mark.parametrize("digits", range(1, 40))
def test_base58_at_the_edges_of_a_number_of_digits(digits):
    for n in (58**digits - 1, 58**digits, 58**digits + 1):
        data = n.to_bytes((n.bit_length() + 7) // 8, "big")
        assert b58encode(data) == digit_by_digit(data)
        assert b58decode(b58encode(data)) == data
