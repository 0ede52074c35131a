from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lerway.standards.cid.ed25519 import (
    ORDER,
    SMALL_ORDER_Y,
    P,
    acceptable,
    acceptable_key,
    openssl_signer,
    openssl_verifies,
    public_of,
    sign,
    sodium_signer,
    sodium_verifies,
    verify,
)

# RFC 8032, section 7.1, test 2
SECRET = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
PUBLIC = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
SIGNATURE = bytes.fromhex(
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)
MESSAGE = b"\x72"


def point(y: int, sign_bit: int = 0) -> bytes:
    return (y | sign_bit << 255).to_bytes(32, "little")


def test_the_example_of_the_standard():
    assert public_of(SECRET) == PUBLIC
    assert sign(SECRET, PUBLIC, MESSAGE) == SIGNATURE
    assert verify(PUBLIC, SIGNATURE, MESSAGE)
    assert not verify(PUBLIC, SIGNATURE, b"another")


def test_the_small_points_are_those_whose_order_divides_eight():
    d = -121665 * pow(121666, -1, P) % P
    order_eight = {y for y in SMALL_ORDER_Y if (d * y**4 + 2 * y**2 - 1) % P == 0}
    assert {1, P - 1, 0} | order_eight == SMALL_ORDER_Y
    assert len(order_eight) == 2


@pytest.mark.parametrize("sign_bit", [0, 1])
@pytest.mark.parametrize("y", [*sorted(SMALL_ORDER_Y), P, P + 1, P + 18])
def test_weak_and_second_spellings_of_a_point_are_refused(y, sign_bit):
    weak = point(y, sign_bit)
    assert not acceptable_key(weak)
    assert not acceptable(weak, SIGNATURE)
    assert not acceptable(PUBLIC, weak + SIGNATURE[32:])


def test_s_has_one_spelling():
    s = int.from_bytes(SIGNATURE[32:], "little")
    again = SIGNATURE[:32] + (s + ORDER).to_bytes(32, "little")
    assert acceptable(PUBLIC, SIGNATURE)
    assert not acceptable(PUBLIC, again)
    assert not acceptable(PUBLIC, SIGNATURE[:32] + ORDER.to_bytes(32, "little"))


@pytest.mark.parametrize(
    ("public", "signature"),
    [(PUBLIC[:31], SIGNATURE), (PUBLIC, SIGNATURE[:63]), (PUBLIC, SIGNATURE + b"\0"), (b"", b"")],
)
def test_lengths_are_exact(public, signature):
    assert not acceptable(public, signature)
    assert not verify(public, signature, MESSAGE)


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=40), st.integers(0, 511))
def test_backends_agree_and_every_bit_counts(secret, message, bit):
    public = public_of(secret)
    signature = bytearray(sign(secret, public, message))
    assert sodium_verifies(public, bytes(signature), message)
    assert openssl_verifies(public, bytes(signature), message)
    signature[bit // 8] ^= 1 << bit % 8
    assert not verify(public, bytes(signature), message)


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200))
def test_both_libraries_sign_alike(secret, message):
    public = public_of(secret)
    by_sodium = sodium_signer(secret, public)(message)
    assert by_sodium == openssl_signer(secret)(message) == sign(secret, public, message)
    assert verify(public, by_sodium, message)
