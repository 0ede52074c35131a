"""VC Data Model 2.0, section 5.3: digests of related resources."""

from __future__ import annotations

import base64
import contextlib
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lerway.kernel.encoding import b58encode, b64url_encode
from lerway.kernel.errors import InvalidError, LerwayError, UndeterminedError
from lerway.standards.vcdm.related_resource import (
    RelatedResource,
    digest_matches,
    digest_sri,
    resources_of,
)

URL = "https://college.example/terms.json"
BODY = b'{"a":1}'
CODES = {"sha256": b"\x12\x20", "sha384": b"\x20\x30", "sha512": b"\x13\x40"}


def sri(name: str, body: bytes = BODY) -> str:
    return f"{name}-{base64.b64encode(hashlib.new(name, body).digest()).decode()}"


def multihash(name: str, body: bytes = BODY) -> bytes:
    return CODES[name] + hashlib.new(name, body).digest()


def matches(*, sri: tuple[str, ...] = (), multibase: tuple[str, ...] = ()) -> bool:
    return digest_matches(RelatedResource(URL, sri, multibase, "/relatedResource"), BODY)


def judge(entry: dict) -> bool:
    return digest_matches(resources_of({"relatedResource": entry})[0], BODY)


@pytest.mark.parametrize("name", CODES)
def test_a_file_is_known_by_its_digest(name):
    assert matches(sri=(sri(name),))
    assert matches(sri=(sri(name) + "?type=json",))
    assert matches(multibase=("u" + b64url_encode(multihash(name)),))
    assert matches(multibase=("z" + b58encode(multihash(name)),))
    assert not matches(sri=(sri(name, b"other"),))
    assert not matches(multibase=("u" + b64url_encode(multihash(name, b"other")),))


def test_what_we_write_matches():
    assert matches(sri=(digest_sri(BODY),))


def test_of_several_hashes_in_one_text_the_strongest_counts():
    assert matches(sri=(f"{sri('sha256', b'other')} {sri('sha512')}",))
    assert not matches(sri=(f"{sri('sha256')} {sri('sha512', b'other')}",))
    assert matches(sri=(f"{sri('sha384', b'other')} {sri('sha384')}",))


def test_several_digests_must_all_match():
    good = "u" + b64url_encode(multihash("sha256"))
    bad = "u" + b64url_encode(multihash("sha256", b"other"))
    assert matches(sri=(sri("sha256"), sri("sha384")), multibase=(good,))
    assert not matches(sri=(sri("sha256"),), multibase=(bad,))
    assert not matches(sri=(sri("sha256"), sri("sha384", b"other")))


@pytest.mark.parametrize(
    "text",
    ["", "sha384", "sha384-", "sha384-AAAA", "sha1-AAAA", "SHA384-x", "sha256-!!!!",
     sri("sha256").rstrip("="), "sha384-=" + sri("sha384")[7:], f"{sri('sha256')} rubbish"],
)  # fmt: skip
def test_a_malformed_sri_is_refused(text):
    with pytest.raises(InvalidError) as e:
        judge({"id": URL, "digestSRI": text})
    assert e.value.code == "related.digest_malformed"


@pytest.mark.parametrize(
    "text",
    ["", "z", "u", "mEiA", "uEiA", "z0OIl", "u" + b64url_encode(multihash("sha256")[:-1]),
     "u" + b64url_encode(b"\x12\x1f" + bytes(31))],
)  # fmt: skip
def test_a_malformed_multihash_is_refused(text):
    with pytest.raises(InvalidError) as e:
        judge({"id": URL, "digestMultibase": text})
    assert e.value.code == "related.digest_malformed"


@pytest.mark.parametrize(
    "resource",
    [RelatedResource(URL, multibase=("u" + b64url_encode(b"\x16\x20" + bytes(32)),)),
     RelatedResource(URL, sri=("blake3-AAAA",))],
)  # fmt: skip
def test_an_unknown_algorithm_is_no_failure(resource):
    with pytest.raises(UndeterminedError) as e:
        digest_matches(resource, BODY)
    assert e.value.code == "related.digest_unsupported"


def test_resources_are_listed_with_pointers():
    one, two = {"id": URL, "digestSRI": "x"}, {"id": URL + "2", "digestMultibase": ["y", "z"]}
    assert resources_of({}) == []
    assert resources_of({"relatedResource": one}) == [
        RelatedResource(URL, ("x",), (), "/relatedResource")
    ]
    assert resources_of({"relatedResource": [one, two]})[1] == RelatedResource(
        URL + "2", (), ("y", "z"), "/relatedResource/1"
    )


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("https://college.example/", "related.malformed"),
        ({"digestSRI": "x"}, "related.malformed"),
        ({"id": "terms.json", "digestSRI": "x"}, "related.malformed"),
        ({"id": URL}, "related.no_digest"),
        ({"id": URL, "digestSRI": 5}, "related.digest_malformed"),
        ([{"id": URL, "digestSRI": "x"}] * 2, "related.duplicate"),
    ],
)
def test_a_malformed_resource_is_refused(value, code):
    with pytest.raises(InvalidError) as e:
        resources_of({"relatedResource": value})
    assert e.value.code == code


@given(st.text(), st.text(), st.binary(max_size=50))
def test_digests_raise_only_declared_errors(one, two, body):
    with contextlib.suppress(LerwayError):
        digest_matches(RelatedResource(URL, (one,), (two, "u" + b64url_encode(body))), body)
