"""The examples of Securing Verifiable Credentials using JOSE and COSE 1.0.

The standard prints signed tokens without their keys. Their `kid` is the JWK
thumbprint (RFC 7638) of the key, and an ECDSA signature allows two public keys: the
one of the two with the right thumbprint is the key, and stands below.
"""

from __future__ import annotations

import json
import re

import pytest

from lerway.kernel.errors import InvalidError, UndeterminedError
from lerway.standards.cid.document import parse_controller_document
from lerway.standards.cid.keys import KeyType, PublicKey
from lerway.standards.did import derive
from lerway.standards.jose.jws import check_header, parse_compact, verify
from lerway.standards.jose.vc_jwt import claim_conflicts, credential_of, key_reference
from tests.shared_files import shared

KEYS = [
    {
        "kty": "EC",
        "crv": "P-384",
        "x": "8XkmqX3pxcYduNID8cK4mYA531PV7szaGh-yk-XIM9OQKZSO94y3xe67nyFvt0QP",
        "y": "kWjcg1gBVM752eQzXlMfHwEOzuUB4zCgi2z6X1p03ljAcp6b_FEINR-eONp00gX0",
    },
    {
        "kty": "EC",
        "crv": "P-384",
        "x": "h7lyplxhs7DR3RuS0Evx1ozuewFvYacgk4cFBWJ9Xoh197qQ5vW43TT15fngldkk",
        "y": "msg1p92r2cdxJB_r5TqKtbxyj8MBzryHj7MKRvVD6pg-qHPnrCqOhdNyUhuVO3h0",
    },
    {
        "kty": "EC",
        "crv": "P-384",
        "x": "QXD9sV_DUkvp0OPnstxhKmp-XVnzFKzXMZx-G3E4m-WqxeoW0UnqKXCLuu_8WP4_",
        "y": "XDegcrBTYMg2IBnasf73EDCMp7iLCtdqNxYYM6Tnw0pk1o5kqESquS0PMQtl6ADh",
    },
]


def text(number: int) -> str:
    [path] = shared("standards", "examples", "spec-vc-jose-cose").glob(f"{number:03}-*")
    return path.read_text(encoding="utf-8")


def first_token(number: int):
    found = re.search(r"eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+", text(number))
    assert found
    return parse_compact(found[0])


@pytest.mark.parametrize(("number", "jwk"), list(zip([1, 5, 21], KEYS, strict=True)))
def test_the_printed_signatures_are_right(number, jwk):
    jws, key = first_token(number), PublicKey.from_jwk(jwk)
    assert key.thumbprint() == jws.header["kid"]
    assert check_header(jws).name == "ES384"
    verify(jws, key)
    for other in KEYS:
        if other is not jwk:
            with pytest.raises(InvalidError) as e:
                verify(jws, PublicKey.from_jwk(other))
            assert e.value.code == "jws.signature"


def test_the_printed_credential_is_read():
    jws = first_token(1)
    credential, profile = credential_of(jws)
    assert profile == "vc-jose-cose"
    assert credential["type"] == ["VerifiableCredential", "ExampleAlumniCredential"]
    assert claim_conflicts(jws, credential, profile) == []
    issuer, kid = credential["issuer"], jws.header["kid"]
    assert key_reference(jws, credential) == f"{issuer}#{kid}"


def test_the_printed_presentation_is_read():
    jws = first_token(2)
    presentation, profile = credential_of(jws)
    assert profile == "vc-jose-cose"
    assert presentation["type"] == "VerifiablePresentation"
    check_header(jws, profile=profile, presentation=True)
    assert key_reference(jws, presentation) is None  # it does not say whose it is


def test_an_sd_jwt_does_not_pass_for_a_jwt():
    with pytest.raises(InvalidError) as e:
        check_header(first_token(21), profile="vc-jose-cose")
    assert e.value.code == "jws.typ"


@pytest.mark.parametrize(
    ("number", "relationships"), [(15, []), (16, ["assertionMethod", "authentication"])]
)
def test_the_printed_controller_documents(number, relationships):
    document = parse_controller_document(
        text(number).encode(), "https://university.example/issuers/565049"
    )
    url = f"{document.id}#key-123"
    for relationship in relationships:
        assert document.method(url, relationship).key.type is KeyType.P384
    if not relationships:
        with pytest.raises(InvalidError) as e:
            document.method(url, "assertionMethod")
        assert e.value.code == "cid.invalid_relationship"


def test_the_printed_did_document_lists_one_key_for_credentials():
    document = parse_controller_document(text(17).encode(), "did:web:vendor.example")
    found = document.method(f"{document.id}#credential-issuance", "assertionMethod")
    assert found.key.type is KeyType.P256
    with pytest.raises(InvalidError) as e:
        document.method(f"{document.id}#subject-authentication", "assertionMethod")
    assert e.value.code == "cid.invalid_relationship"


def test_the_printed_did_jwk_is_the_key_of_its_thumbprint():
    did = json.loads(text(17))["alsoKnownAs"][1]
    key = derive(did).method(f"{did}#0", "assertionMethod").key
    assert key.thumbprint() == "FfMbzOjMmQ4efT6kvwTIJjelTqjl0xjEIWQ2qobsRMM"


def test_a_key_of_another_curve_in_the_same_document_is_not_judged():
    raw = json.loads(text(17))
    p521 = raw["verificationMethod"][0]["id"]
    document = parse_controller_document({**raw, "assertionMethod": [p521]}, raw["id"])
    with pytest.raises(UndeterminedError) as e:
        document.method(document.id + p521, "assertionMethod")
    assert e.value.code == "key.unsupported"
