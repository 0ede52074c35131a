"""joserfc verifies the tokens of Lerway, and Lerway those of joserfc."""

from __future__ import annotations

import json

import pytest
from joserfc import jws
from joserfc.errors import BadSignatureError
from joserfc.jwk import ECKey, OKPKey

from tests.interop import samples
from tests.interop.ours import judge, reasons, somebody, token

pytestmark = pytest.mark.filterwarnings("ignore:EdDSA is deprecated:joserfc.errors.SecurityWarning")

KINDS = [("ed25519", "EdDSA"), ("p256", "ES256"), ("p384", "ES384")]
PROFILES = ["vc-jose-cose", "open-badges"]

every_key = pytest.mark.parametrize(("kind", "alg"), KINDS, ids=lambda v: v)
every_profile = pytest.mark.parametrize("profile", PROFILES)


def their_key(by, *, private=False):
    family = OKPKey if by.key.type == "ed25519" else ECKey
    return family.import_key(by.key.to_jwk(private=private))


@every_key
@every_profile
def test_joserfc_verifies_what_lerway_signs(kind, alg, profile):
    by = somebody(kind)
    text = token(samples.unicode_badge(by.id), by, profile)
    read = jws.deserialize_compact(text, their_key(by), algorithms=[alg, "Ed25519"])
    assert json.loads(read.payload)["name"] == samples.unicode_badge(by.id)["name"]
    assert read.headers()["kid"] == by.method
    head, _, signature = text.split(".")
    other = token(samples.badge(by.id), by, profile).split(".")[1]
    with pytest.raises(BadSignatureError):
        jws.deserialize_compact(
            f"{head}.{other}.{signature}", their_key(by), algorithms=[alg, "Ed25519"]
        )


@every_key
@pytest.mark.parametrize("typ", ["vc+jwt", "JWT"])
def test_lerway_verifies_what_joserfc_signs(kind, alg, typ):
    by = somebody(kind)
    header = {"alg": alg, "typ": typ, "kid": by.method}
    payload = json.dumps(samples.rich_badge(by.id)).encode()
    text = jws.serialize_compact(header, payload, their_key(by, private=True), algorithms=[alg])
    assert judge(text).verdict == "valid", judge(text)
    other = json.dumps(samples.badge(by.id)).encode()
    changed = jws.serialize_compact(header, other, their_key(by, private=True), algorithms=[alg])
    mixed = ".".join([*text.split(".")[:2], changed.split(".")[2]])
    assert reasons(judge(mixed)) == {"jws.signature"}
