from __future__ import annotations

import hmac
import re
import uuid

from hypothesis import given
from hypothesis import strategies as st

from lerway.domain.issuing.identifiers import Draws, content_urn, random_urn, seed_of

UUID = re.compile(
    r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[48][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
)


def test_the_same_seed_draws_the_same():
    assert Draws(b"s").urn("badge", 2) == Draws(b"s").urn("badge", 2)
    assert Draws(b"s").urn("badge", 2) != Draws(b"t").urn("badge", 2)


def test_every_place_and_purpose_draws_something_else():
    draws = Draws(seed_of(7))
    drawn = {draws.urn(p, row, i) for p in ("badge", "subject") for row in range(9) for i in (0, 1)}
    assert len(drawn) == 36
    # "1","11" and "11","1" are different places
    assert draws.draw("x", 1, 11) != draws.draw("x", 11, 1)


def test_a_salt_has_128_bits():
    assert len(bytes.fromhex(Draws(b"s").salt(2))) == 16


def test_drawn_ids_are_version_4_and_content_ids_version_8():
    drawn, derived = random_urn(bytes(range(16))), content_urn(b"a", b"b")
    assert UUID.fullmatch(drawn)
    assert UUID.fullmatch(derived)
    assert uuid.UUID(drawn.removeprefix("urn:uuid:")).version == 4
    assert derived == content_urn(b"a", b"b") != content_urn(b"ab")


@given(st.binary(max_size=100), st.lists(st.text(max_size=9), max_size=3))
def test_what_is_drawn_is_hmac_sha256(seed: bytes, place: list[str]) -> None:
    text = "\0".join(["badge", *place]).encode()
    assert Draws(seed).draw("badge", *place) == hmac.digest(seed, text, "sha256")


@given(st.binary(min_size=16, max_size=16))
def test_a_drawn_urn_is_what_the_standard_library_spells(drawn: bytes) -> None:
    assert random_urn(drawn) == uuid.UUID(bytes=drawn, version=4).urn
