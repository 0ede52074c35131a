"""Lerway and openbadgeslib: Open Badges 3.0 as tokens, with proofs inside, and baked."""

from __future__ import annotations

import copy
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from openbadgeslib import ob3

from lerway.standards.open_badges.baking import bake
from tests.interop import samples
from tests.interop.ours import judge, reasons, sign, somebody, tampered, token

KINDS = [("ed25519", "EdDSA"), ("p256", "ES256")]
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><circle r="4"/></svg>'
SUITE = "eddsa-rdfc-2022"

every_key = pytest.mark.parametrize(("kind", "alg"), KINDS, ids=lambda v: v)


def pem(by) -> bytes:
    if by.key.type == "ed25519":
        key = Ed25519PrivateKey.from_private_bytes(by.key.secret)
    else:
        key = derive_private_key(int.from_bytes(by.key.secret, "big"), SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def their_badge(by) -> ob3.OpenBadgeCredential:
    return ob3.OpenBadgeCredential(
        issuer=ob3.Issuer(id=by.id, name="Example College"),
        recipient_id=samples.LEARNER,
        achievement=ob3.Achievement(
            id=samples.COURSE,
            name="Análisis de datos",
            description="Asks questions of data and answers them.",
            criteria_narrative="Four projects, judged by two teachers.",
            alignments=[ob3.Alignment(target_name="SQL", target_url="https://skills.example/1")],
        ),
        evidence=[ob3.Evidence(id="https://college.example/evidence/1", narrative="A study.")],
        issuance_date=datetime(2025, 1, 31, tzinfo=UTC),
    )


def with_another_payload(text: str, other: str) -> str:
    head, _, signature = text.split(".")
    return f"{head}.{other.split('.')[1]}.{signature}"


@every_key
def test_openbadgeslib_verifies_our_token(kind, alg):
    by = somebody(kind)
    text = token(samples.rich_badge(by.id), by, "open-badges")
    read = ob3.OB3Verifier.for_issuer_did(by.id).verify(text, expected_recipient=samples.LEARNER)
    assert read.achievement.name == "Data Analysis"
    changed = with_another_payload(text, token(samples.unicode_badge(by.id), by, "open-badges"))
    with pytest.raises(ob3.OB3VerificationError):
        ob3.OB3Verifier.for_issuer_did(by.id).verify(changed)


@every_key
def test_lerway_verifies_their_token(kind, alg):
    by = somebody(kind)
    signer = ob3.OB3Signer(pem(by), alg)
    text = signer.sign(their_badge(by))
    assert judge(text).verdict == "valid", judge(text)
    other = their_badge(by)
    other.achievement.name = "Another"
    assert reasons(judge(with_another_payload(text, signer.sign(other)))) == {"jws.signature"}


@pytest.mark.parametrize(
    "make", [samples.badge, samples.rich_badge, samples.badge_with_status], ids=lambda f: f.__name__
)
def test_openbadgeslib_verifies_our_proof(make):
    by = somebody("ed25519")
    signed = sign(make(by.id), SUITE, by)
    assert ob3.OB3LdpVerifier().verify(copy.deepcopy(signed)).issuer.id == by.id
    with pytest.raises(ob3.OB3VerificationError):
        ob3.OB3LdpVerifier().verify(tampered(signed))


def test_lerway_verifies_their_proof():
    by = somebody("ed25519")
    signed = ob3.OB3LdpSigner(pem(by)).sign(their_badge(by))
    assert judge(signed).verdict == "valid", judge(signed)
    assert reasons(judge(tampered(signed))) == {"proof.signature"}


def test_each_reads_the_image_that_the_other_baked():
    by = somebody("ed25519")
    text = token(samples.badge(by.id), by, "open-badges")
    assert ob3.OB3Verifier.extract_token_from_png(bake(PNG, text)) == text
    assert ob3.OB3Verifier.extract_token_from_svg(bake(SVG, text)) == text
    theirs = ob3.OB3Signer(pem(by), "EdDSA")
    for image in (
        theirs.sign_into_png(their_badge(by), PNG),
        theirs.sign_into_svg(their_badge(by), SVG),
    ):
        assert judge(image).verdict == "valid", judge(image)


def _png() -> bytes:
    """Return a picture of one pixel."""
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0\0"))
        + chunk(b"IEND", b"")
    )


PNG = _png()
