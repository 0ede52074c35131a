from __future__ import annotations

import json
import os

import pytest

import lerway
from lerway.domain.issuing.signing_key import SigningKey, controller_for, parse_key_file
from lerway.kernel.errors import MisuseError, UnreadableError

KEY = lerway.PrivateKey.generate(lerway.KeyType.ED25519, os.urandom)
OTHER = lerway.PrivateKey.generate(lerway.KeyType.ED25519, os.urandom)


@pytest.mark.parametrize("kind", ["ed25519", "p256", "p384"])
@pytest.mark.parametrize("did", ["key", "jwk", "web:college.example/badges"])
def test_a_key_file_is_read_back(kind, did):
    key = lerway.PrivateKey.generate(lerway.KeyType(kind), os.urandom)
    signing = SigningKey.of(key, controller_for(did, key))
    assert parse_key_file(signing.to_bytes()) == signing
    assert signing.method.startswith(signing.controller + "#")


@pytest.mark.parametrize(
    ("did", "controller"),
    [
        ("web:college.example", "did:web:college.example"),
        ("did:web:college.example", "did:web:college.example"),
        ("web:college.example/a/b", "did:web:college.example:a:b"),
        ("web:college.example:8443", "did:web:college.example%3A8443"),
    ],
)
def test_did_web(did, controller):
    assert controller_for(did, KEY) == controller


@pytest.mark.parametrize("did", ["", "web", "web:", "key:x", "ion", "web:10.0.0.1", "web:a b"])
def test_what_is_no_did(did):
    with pytest.raises(MisuseError) as e:
        controller_for(did, KEY)
    assert e.value.code in {"key.did", "did.malformed"}


def changed(**members):
    document = json.loads(SigningKey.of(KEY, controller_for("key", KEY)).to_bytes())
    kept = {k: v for k, v in {**document, **members}.items() if v is not None}
    return json.dumps(kept).encode()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "key.file_malformed"),
        (b"{}", "key.file_malformed"),
        (b"-----BEGIN PRIVATE KEY-----", "key.file_malformed"),
        (changed(secretKeyMultibase=None), "key.file_public"),
        (b'{"verificationMethod": []}', "key.file_public"),
        (changed(secretKeyMultibase="zzz"), "key.file_malformed"),
        (changed(publicKeyMultibase=OTHER.public.to_multikey()), "key.file_malformed"),
        (changed(controller=None), "key.file_malformed"),
    ],
)
def test_what_is_no_key_file(data, code):
    with pytest.raises(UnreadableError) as e:
        parse_key_file(data)
    assert e.value.code == code
    assert KEY.to_secret_multikey() not in str(e.value)
