"""Status lists that are signed again and again are those of the whole way."""

from __future__ import annotations

import base64
import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lerway
from lerway.kernel.errors import MisuseError
from lerway.standards.status.lists import list_credential, new_list, set_value

NOW = datetime(2026, 6, 12, 9, tzinfo=UTC)
KEY = lerway.PrivateKey(lerway.KeyType.ED25519, bytes(range(32)))
ISSUER = lerway.Issuer(key=KEY, name="Example College", clock=lambda: NOW)
URLS = [
    "https://college.example/status/1",
    "https://college.example/status/2",
    "https://läufer.example/1",
    "urn:x:1",
]


def drawn(url=URLS[0], purposes=("revocation",)):
    state = new_list(url, purposes)
    return replace(state, used=b"\xff" * (state.length // 8))


@settings(max_examples=15, deadline=None)
@given(
    st.sampled_from(URLS),
    st.lists(st.integers(0, 131_071), max_size=20),
    st.sampled_from([("revocation",), ("suspension",), ("revocation", "refresh")]),
    st.integers(1, 24),
    st.integers(0, 100),
)
def test_whatever_is_set_the_bytes_are_those_of_the_whole_way(url, indexes, purposes, hours, days):
    state, now = drawn(url, purposes), NOW + timedelta(days=days)
    for index in indexes:
        state = set_value(state, index)
    life = timedelta(hours=hours)
    whole = ISSUER.issue(list_credential(state, ISSUER.id, now, life=life), created=now)
    for _ in range(2):
        assert ISSUER.status_list(state, created=now, life=life) == whole


def test_the_list_is_gzip_for_everybody_and_our_verifier_accepts_it():
    state = set_value(drawn(), 70_000)
    ISSUER.status_list(drawn())
    signed = ISSUER.status_list(state)
    assert lerway.verify(signed, offline=True, now=NOW).verdict == "valid"
    text = json.loads(signed)["credentialSubject"]["encodedList"][1:]
    assert gzip.decompress(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))) == state.bits


def test_a_list_that_would_live_too_long_is_refused_each_time():
    ISSUER.status_list(drawn())
    for _ in range(2):
        with pytest.raises(MisuseError) as e:
            ISSUER.status_list(drawn(), life=timedelta(days=2))
        assert e.value.code == "status.list_life"


def test_a_key_that_lives_elsewhere_signs_in_two_steps_instead():
    with pytest.raises(MisuseError) as e:
        lerway.Issuer(key=KEY.public, name="X").status_list(drawn())
    assert e.value.code == "issuer.no_private_key"
