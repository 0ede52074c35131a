"""The test vectors of the did:key method (W3C CCG)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lerway.kernel.encoding import b58decode
from lerway.kernel.errors import UndeterminedError
from lerway.standards.cid.keys import KeyType, PrivateKey
from lerway.standards.did import derive, did_key
from tests.shared_files import shared

UNSUPPORTED_CURVES = {"P-521"}


def vectors(name: str) -> dict[str, Any]:
    path = shared("standards", "vectors", "did-key", f"{name}.json")
    return json.loads(path.read_text(encoding="utf-8"))


def key_of(did: str, relationship: str = "assertionMethod"):
    multikey = did.removeprefix("did:key:")
    return derive(did).method(f"{did}#{multikey}", relationship).key


def test_ed25519():
    seen = 0
    for did, vector in vectors("ed25519-x25519").items():
        key = key_of(did)
        assert key == PrivateKey(KeyType.ED25519, bytes.fromhex(vector["seed"])).public
        pair = vector["verificationKeyPair"]
        if "publicKeyJwk" in pair:
            assert key.to_jwk() == pair["publicKeyJwk"]
        else:
            assert key.raw == b58decode(pair["publicKeyBase58"])
        assert did_key(key) == did
        seen += 1
    assert seen == 5


def test_p256_and_p384():
    seen = []
    for did, vector in vectors("nist-curves").items():
        method = vector["verificationMethod"]
        curve = method.get("publicKeyJwk", {}).get("crv")
        if curve in UNSUPPORTED_CURVES:
            with pytest.raises(UndeterminedError, match="P-521"):
                derive(did)
            continue
        key = key_of(did)
        assert did_key(key) == did
        seen.append(key.type)
        if curve:
            assert key.to_jwk() == method["publicKeyJwk"]
            assert PrivateKey.from_jwk(method["privateKeyJwk"]).public == key
        else:
            secret = b58decode(method["privateKeyBase58"])
            assert PrivateKey(key.type, secret).public == key
    assert sorted(seen) == [KeyType.P256] * 3 + [KeyType.P384] * 2


@pytest.mark.parametrize("relationship", ["authentication", "capabilityInvocation"])
def test_the_relationships_of_the_vectors(relationship):
    for did, vector in vectors("ed25519-x25519").items():
        assert [key_of(did, relationship)]
        assert len(vector["didDocument"][relationship]) == 1


@pytest.mark.parametrize("name", ["bls12381", "rsa", "secp256k1", "x25519"])
def test_keys_of_other_kinds_are_not_judged(name):
    dids = [did for did in (*vectors(name), *vectors(name).get("didDocument", ())) if ":" in did]
    assert dids
    for did in dids:
        with pytest.raises(UndeterminedError) as e:
            derive(did)
        assert e.value.code == "key.unsupported"
