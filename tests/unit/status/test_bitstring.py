"""Bitstring Status List 1.0, sections 3.3, 3.4 and 3.2 steps 7 to 9: the bits."""

from __future__ import annotations

import base64
import contextlib
import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lerway.kernel.errors import InvalidError, LerwayError, UnreadableError
from lerway.kernel.limits import Limits
from lerway.standards.status.bitstring import (
    MINIMUM_ENTRIES,
    decode_list,
    encode_list,
    require_length,
    value_at,
)


def b64u(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@given(st.binary(max_size=500))
def test_what_is_encoded_is_decoded(bits):
    assert decode_list(encode_list(bits)) == bits


def test_the_same_bits_give_the_same_text_without_a_time():
    text = encode_list(bytes(16384))
    assert text == encode_list(bytes(16384))
    packed = base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4))
    assert packed[:10] == b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
    assert gzip.decompress(packed) == bytes(16384)


def test_status_list_2021_may_be_spelled_in_every_way_that_was_written():
    packed = gzip.compress(bytes(range(256)), mtime=0)
    spellings = [
        b64u(packed),
        "u" + b64u(packed),
        base64.b64encode(packed).decode(),
        base64.urlsafe_b64encode(packed).decode(),
    ]
    for text in spellings:
        assert decode_list(text, legacy=True) == bytes(range(256))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "u",
        b64u(gzip.compress(b"x", mtime=0)),  # no multibase prefix
        "z" + b64u(gzip.compress(b"x", mtime=0)),
        "u" + base64.urlsafe_b64encode(gzip.compress(b"x" * 5, mtime=0)).decode() + "=",
        "u" + b64u(b"not gzip at all"),
        "u" + b64u(zlib.compress(b"x")),  # zlib, not GZIP
        "u" + b64u(gzip.compress(b"x" * 100, mtime=0)[:-9]),
        "u" + b64u(gzip.compress(b"x", mtime=0) + b"more"),
        "u" + b64u(gzip.compress(b"x", mtime=0) + gzip.compress(b"y", mtime=0)),
        "uH4sI\n",
    ],
)
def test_another_encoding_is_refused(text):
    with pytest.raises(InvalidError) as e:
        decode_list(text)
    assert e.value.code == "status.list_encoding"


def test_a_bomb_is_not_unpacked():
    bomb = "u" + b64u(gzip.compress(bytes(50_000_000), mtime=0))
    with pytest.raises(UnreadableError) as e:
        decode_list(bomb)
    assert e.value.code == "status.bomb"
    small = Limits(status_list=100)
    assert decode_list(encode_list(bytes(100)), limits=small) == bytes(100)
    with pytest.raises(UnreadableError):
        decode_list(encode_list(bytes(101)), limits=small)


@given(st.text() | st.binary().map(lambda b: "u" + b64u(b)), st.booleans())
def test_decoding_raises_only_declared_errors(text, legacy):
    with contextlib.suppress(LerwayError):
        decode_list(text, legacy=legacy, limits=Limits(status_list=1000))


def test_the_first_index_is_the_leftmost_bit():
    bits = bytes([0b1000_0000, 0b0000_0001])
    assert [i for i in range(16) if value_at(bits, i)] == [0, 15]


def test_an_entry_may_have_several_bits():
    bits = bytes([0b01_10_11_00, 0b0001_0010, 0b101_11000, 0b0110_0000])
    assert [value_at(bits, i, 2) for i in range(4)] == [1, 2, 3, 0]
    assert [value_at(bits, i, 4) for i in (2, 3)] == [1, 2]
    assert value_at(bits, 6, 3) == 0b111  # over a byte's edge: bits 18 to 20
    assert value_at(bits, 0, 32) == int.from_bytes(bits, "big")


@given(st.binary(min_size=1, max_size=40), st.integers(1, 16), st.data())
def test_an_entry_is_what_the_written_bits_say(bits, size, data):
    written = "".join(f"{byte:08b}" for byte in bits)
    entries = len(written) // size
    index = data.draw(st.integers(0, max(entries, 1)))
    if index < entries:
        expected = int(written[index * size : (index + 1) * size], 2)
        assert value_at(bits, index, size) == expected
    else:
        with pytest.raises(InvalidError) as e:
            value_at(bits, index, size)
        assert e.value.code == "status.index_out_of_range"


@pytest.mark.parametrize(("index", "size"), [(131_072, 1), (-1, 1), (65_536, 2), (10**99, 1)])
def test_an_index_outside_the_list_is_refused(index, size):
    with pytest.raises(InvalidError) as e:
        value_at(bytes(16384), index, size)
    assert e.value.code == "status.index_out_of_range"


def test_a_short_list_is_refused():
    require_length(bytes(MINIMUM_ENTRIES // 8), 1)
    require_length(bytes(MINIMUM_ENTRIES // 4), 2)
    for bits, size in ((bytes(16383), 1), (bytes(16384), 2)):
        with pytest.raises(InvalidError) as e:
            require_length(bits, size)
        assert e.value.code == "status.list_too_short"
