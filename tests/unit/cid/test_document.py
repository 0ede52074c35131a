from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lerway.kernel.errors import InvalidError, LerwayError, UndeterminedError
from lerway.standards.cid.document import (
    RELATIONSHIPS,
    key_of_method,
    parse_controller_document,
    parse_key_document,
)
from lerway.standards.cid.keys import KeyType, PrivateKey
from tests.shared_files import shared

ID = "https://college.example/issuer"
KEY_URL = f"{ID}#key-1"
KEY = PrivateKey(KeyType.ED25519, b"\7" * 32).public
OTHER = PrivateKey(KeyType.P256, b"\7" * 32).public


def method(**changes):
    merged = {
        "id": KEY_URL,
        "type": "Multikey",
        "controller": ID,
        "publicKeyMultibase": KEY.to_multikey(),
        **changes,
    }
    return {k: v for k, v in merged.items() if v is not None}


def document(**changes):
    merged = {
        "@context": "https://www.w3.org/ns/cid/v1",
        "id": ID,
        "verificationMethod": [method()],
        "assertionMethod": [KEY_URL],
        **changes,
    }
    return {k: v for k, v in merged.items() if v is not None}


def retrieve(raw, url=KEY_URL, relationship="assertionMethod"):
    return parse_controller_document(raw, ID).method(url, relationship)


# ------------------------------------------------- CID 1.0 §3.3, retrieve verification method


def test_a_method_is_found_under_its_relationship():
    found = retrieve(document())
    assert (found.id, found.controller, found.key) == (KEY_URL, ID, KEY)
    assert (found.expires, found.revoked) == (None, None)


@pytest.mark.parametrize(
    "raw",
    [
        document(assertionMethod=["#key-1"]),  # a relative reference
        document(assertionMethod="#key-1"),  # a set of one without its array
        document(verificationMethod=method()),
        document(verificationMethod=[method(id="#key-1")]),
        document(verificationMethod=None, assertionMethod=[method()]),  # embedded
        document(authentication=[method()]),  # the same key twice
        document(verificationMethod=[method(controller=ID, type="Ed25519VerificationKey2020")]),
        json.dumps(document()).encode(),
    ],
)
def test_methods_may_be_embedded_referenced_and_relative(raw):
    assert retrieve(raw).key == KEY


@pytest.mark.parametrize(
    ("raw", "url", "relationship", "code"),
    [
        (document(), "key-1", "assertionMethod", "cid.invalid_method_url"),
        (document(), ID, "assertionMethod", "cid.invalid_method"),
        (document(), f"{ID}#", "assertionMethod", "cid.invalid_method_url"),
        (document(), "https://other.example/#key-1", "assertionMethod", "cid.invalid_document_id"),
        (document(), f"{ID}#key-2", "assertionMethod", "cid.invalid_method"),
        (document(), f"{ID}#KEY-1", "assertionMethod", "cid.invalid_method"),
        (document(), KEY_URL, "authentication", "cid.invalid_relationship"),
        (document(), KEY_URL, "verificationMethod", "cid.invalid_relationship"),
        (document(), KEY_URL, "@context", "cid.invalid_relationship"),
        (document(assertionMethod=None), KEY_URL, "assertionMethod", "cid.invalid_relationship"),
        (
            document(assertionMethod=["https://other.example/#key-1"]),
            KEY_URL, "assertionMethod", "cid.invalid_relationship",
        ),
        (  # embedded for another use only
            document(verificationMethod=None, assertionMethod=None, authentication=[method()]),
            KEY_URL, "assertionMethod", "cid.invalid_relationship",
        ),
        (  # whose key is it?
            document(verificationMethod=[method(controller="https://other.example/")]),
            KEY_URL, "assertionMethod", "cid.invalid_method",
        ),
        (  # two keys of one name
            document(authentication=[method(publicKeyMultibase=OTHER.to_multikey())]),
            KEY_URL, "assertionMethod", "cid.invalid_method",
        ),
    ],
)  # fmt: skip
def test_a_method_that_is_not_the_documents_is_refused(raw, url, relationship, code):
    with pytest.raises(InvalidError) as e:
        retrieve(raw, url, relationship)
    assert e.value.code == code


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (document(id=None), "cid.invalid_document"),
        (document(id=7), "cid.invalid_document"),
        (document(id="issuer"), "cid.invalid_document"),
        (document(id="https://evil.example/"), "cid.invalid_document_id"),
        (document(id=ID + "/"), "cid.invalid_document_id"),
        (document(verificationMethod=["#key-1"]), "cid.invalid_document"),
        (document(verificationMethod=[method(controller=None)]), "cid.invalid_document"),
        (document(verificationMethod=[method(type=["Multikey"])]), "cid.invalid_document"),
        (document(assertionMethod=[7]), "cid.invalid_document"),
    ],
)
def test_a_document_that_is_malformed_or_anothers_is_refused(raw, code):
    with pytest.raises(InvalidError) as e:
        parse_controller_document(raw, ID)
    assert e.value.code == code


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"id":1,"id":2}', b"\xff"])
def test_a_page_that_is_no_document_decides_nothing(body):
    for parse in (parse_controller_document, parse_key_document):
        with pytest.raises(UndeterminedError) as e:
            parse(body, ID)
        assert e.value.code == "cid.not_a_document"


def test_a_key_with_an_address_of_its_own_may_be_listed():
    url = "https://college.example/keys/1"
    raw = document(verificationMethod=[method(id=url)], assertionMethod=[url])
    assert retrieve(raw, url).key == KEY
    only_named = parse_controller_document(document(assertionMethod=[url]), ID)
    assert only_named.lists(url, "assertionMethod")
    assert not only_named.lists(url, "authentication")
    with pytest.raises(InvalidError) as e:
        only_named.method(url, "assertionMethod")
    assert e.value.code == "cid.invalid_method"


def test_other_keys_of_a_document_may_be_of_any_kind():
    strange = method(id="#old", type="Ed25519VerificationKey2018", publicKeyBase58="x")
    assert retrieve(document(verificationMethod=[strange, method()])).key == KEY


# ------------------------------------------------------------------ expires and revoked


def test_a_method_may_end():
    found = retrieve(
        document(
            verificationMethod=[
                method(expires="2027-01-01T00:00:00Z", revoked="2026-01-01T01:00:00+01:00")
            ]
        )
    )
    assert found.expires == datetime(2027, 1, 1, tzinfo=UTC)
    assert found.revoked == datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("value", ["2027-01-01T00:00:00", "2027-01-01", "soon", 7, {}])
@pytest.mark.parametrize("member", ["expires", "revoked"])
def test_an_end_is_a_date_with_its_offset(member, value):
    with pytest.raises(InvalidError) as e:
        retrieve(document(verificationMethod=[method(**{member: value})]))
    assert e.value.code == "cid.invalid_method"


# ----------------------------------------------------------------------- the key itself


@pytest.mark.parametrize("kind", ["JsonWebKey", "JsonWebKey2020"])
def test_a_key_may_be_a_jwk(kind):
    assert key_of_method({"type": kind, "publicKeyJwk": OTHER.to_jwk()}) == OTHER


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"type": None}, "cid.invalid_method"),
        ({"publicKeyMultibase": None}, "cid.invalid_method"),
        ({"publicKeyMultibase": 7}, "cid.invalid_method"),
        ({"publicKeyMultibase": "z6Mk"}, "key.malformed"),
        ({"type": "JsonWebKey"}, "cid.invalid_method"),
        ({"publicKeyJwk": KEY.to_jwk()}, "cid.invalid_method"),  # twice
        (
            {"type": "Ed25519VerificationKey2020", "publicKeyMultibase": OTHER.to_multikey()},
            "cid.invalid_method",
        ),
        ({"secretKeyMultibase": "z3u2"}, "key.private_material"),
        ({"privateKeyMultibase": "z3u2"}, "key.private_material"),
        (
            {"type": "JsonWebKey", "publicKeyMultibase": None,
             "publicKeyJwk": {**KEY.to_jwk(), "d": "AA"}},
            "key.private_material",
        ),
    ],
)  # fmt: skip
def test_a_key_that_is_none_is_refused(changes, code):
    with pytest.raises(InvalidError) as e:
        key_of_method(method(**changes))
    assert e.value.code == code


@pytest.mark.parametrize("kind", ["Ed25519VerificationKey2018", "X25519KeyAgreementKey2020"])
def test_a_method_of_another_type_is_not_judged(kind):
    with pytest.raises(UndeterminedError) as e:
        key_of_method(method(type=kind))
    assert e.value.code == "key.unsupported"


# ------------------------------------------------------------- a key at its own address

URL = "https://college.example/keys/1"


@pytest.mark.parametrize(
    ("raw", "controller"),
    [
        (KEY.to_jwk(), ""),
        ({**KEY.to_jwk(), "kid": "anything", "use": "sig"}, ""),
        (method(id=URL), ID),
        ({"keys": [KEY.to_jwk()]}, ""),
        ({"keys": [OTHER.to_jwk(), {**KEY.to_jwk(), "kid": URL}]}, ""),
    ],
)
def test_a_key_may_stand_by_itself(raw, controller):
    found = parse_key_document(raw, URL)
    assert (found.id, found.controller, found.key) == (URL, controller, KEY)


@pytest.mark.parametrize(
    "raw",
    [
        {},
        document(),
        method(),  # another name
        method(id=URL, controller=None),
        method(id=URL, controller="college"),
        method(id=URL, publicKeyMultibase=None),
        {"keys": []},
        {"keys": [KEY.to_jwk(), OTHER.to_jwk()]},
        {"keys": "none"},
    ],
)
def test_a_document_that_is_no_key_is_refused(raw):
    with pytest.raises(InvalidError) as e:
        parse_key_document(raw, URL)
    assert e.value.code == "cid.invalid_method"


# ------------------------------------------------------------- the standard's own examples


def example(number: int):
    [path] = shared("standards", "examples", "spec-cid").glob(f"{number:03}-*")
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("number", "url", "relationship", "kind"),
    [
        (0, "https://controller.example#authn-key-123", "authentication", KeyType.ED25519),
        (1, "https://controller.example/101#key-20240828", "authentication", KeyType.P256),
        (3, "https://controllerA.example#authn-key-123", "authentication", KeyType.ED25519),
        (19, "https://controller.example/123#key-456", "authentication", KeyType.ED25519),
    ],
)
def test_the_documents_of_the_standard(number, url, relationship, kind):
    found = parse_controller_document(example(number), url.partition("#")[0])
    assert found.method(url, relationship).key.type is kind


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (8, KeyType.ED25519), (9, KeyType.P384), (24, KeyType.P256), (25, KeyType.P384),
        (26, KeyType.ED25519), (32, KeyType.ED25519),
    ],
)  # fmt: skip
def test_the_keys_of_the_standard(number, kind):
    assert key_of_method(example(number)).type is kind


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (10, "key.private_material"),  # a secret key, published
        (27, "key.unsupported"),  # BLS12-381
        (29, "key.unsupported"),  # SM2
        (30, "key.malformed"),  # its x is base64url of base64url, cut short
        (31, "key.malformed"),  # likewise
        (33, "key.unsupported"),
    ],
)
def test_the_keys_of_the_standard_that_are_not_used(number, code):
    with pytest.raises(LerwayError) as e:
        key_of_method(example(number))
    assert e.value.code == code


# ----------------------------------------------------------------------------- anything

NAMES = ["id", "type", "controller", "verificationMethod", "publicKeyMultibase", "publicKeyJwk",
         "kty", "keys", "expires", *RELATIONSHIPS]  # fmt: skip
ANYTHING = st.recursive(
    st.none() | st.integers() | st.text(max_size=5)
    | st.sampled_from([ID, KEY_URL, "#key-1", "Multikey", "JsonWebKey", KEY.to_multikey()]),
    lambda v: st.lists(v, max_size=3) | st.dictionaries(st.sampled_from(NAMES), v, max_size=6),
    max_leaves=25,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(NAMES), ANYTHING))
def test_any_object_is_a_document_or_refused(raw):
    with contextlib.suppress(LerwayError):
        parse_controller_document({**raw, "id": ID}, ID).method(KEY_URL, "assertionMethod")
    with contextlib.suppress(LerwayError):
        parse_key_document(raw, URL)
    with contextlib.suppress(LerwayError):
        key_of_method(raw)
