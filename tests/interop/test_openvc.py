"""Lerway and openvc-core: each verifies what the other signs, in every suite of both.

openvc-core canonicalises with PyLD's URDNA2015, which escapes some characters as
RDFC-1.0 does not; the one record that shows it is told apart below.
"""

from __future__ import annotations

from datetime import UTC, datetime

import openvc
import pytest
from openvc.proof.data_integrity import DataIntegrityProofSuite
from openvc.proof.di_ecdsa_rdfc import EcdsaRdfcProofSuite
from openvc.proof.di_jcs import EcdsaJcsProofSuite, EddsaJcsProofSuite
from openvc.proof.errors import ProofError
from openvc.proof.vc_jwt import VcJwtProofSuite

from tests.interop import samples
from tests.interop.ours import NOW, SUITES, judge, reasons, sign, somebody, tampered
from tests.interop.peers import shipped_contexts

THEIRS = {
    "eddsa-rdfc-2022": DataIntegrityProofSuite,
    "eddsa-jcs-2022": EddsaJcsProofSuite,
    "ecdsa-rdfc-2019": EcdsaRdfcProofSuite,
    "ecdsa-jcs-2019": EcdsaJcsProofSuite,
}
KEYS = {
    "ed25519": openvc.Ed25519SigningKey,
    "p256": openvc.P256SigningKey,
    "p384": openvc.P384SigningKey,
}
POLICY = openvc.VerificationPolicy(now=NOW)

every_suite = pytest.mark.parametrize(("suite", "kind"), SUITES, ids=lambda v: v)
every_sample = pytest.mark.parametrize(
    "make", samples.SAMPLES.values(), ids=list(samples.SAMPLES)
)


@pytest.fixture(scope="module")
def contexts():
    """The contexts that openvc-core does not bring itself."""
    return {u: d for u, d in shipped_contexts().items() if u != samples.VC}


def their_key(by):
    kind = by.key.type.value
    return KEYS[kind].from_jwk(by.jwk, by.method)


def issue(document, suite, by, contexts):
    extra = {} if "jcs" in suite else {"extra_contexts": contexts}
    return THEIRS[suite]().add_proof(
        document,
        signing_key=their_key(by),
        verification_method=by.method,
        created=datetime(2025, 2, 3, tzinfo=UTC),
        **extra,
    )


@every_suite
@every_sample
def test_openvc_verifies_what_lerway_signs(suite, kind, make, contexts):
    by = somebody(kind)
    signed = sign(make(by.id), suite, by)
    result = openvc.verify_credential(signed, policy=POLICY, extra_contexts=contexts)
    assert result.issuer == by.id
    with pytest.raises(ProofError):
        openvc.verify_credential(tampered(signed), policy=POLICY, extra_contexts=contexts)


@every_suite
@every_sample
def test_lerway_verifies_what_openvc_signs(suite, kind, make, contexts):
    by = somebody(kind)
    signed = issue(make(by.id), suite, by, contexts)
    assert judge(signed).verdict == "valid", judge(signed)
    assert reasons(judge(tampered(signed))) == {"proof.signature"}


@pytest.mark.parametrize("kind", list(KEYS))
def test_lerway_verifies_the_token_of_openvc(kind):
    by = somebody(kind)
    credential = {
        "@context": ["https://www.w3.org/2018/credentials/v1"],
        "id": "urn:uuid:3fca6bd9-1f4f-4a8c-8b3c-0d6d7c4a2c11",
        "type": ["VerifiableCredential"],
        "issuer": by.id,
        "credentialSubject": {"id": samples.LEARNER},
    }
    token = VcJwtProofSuite().sign(credential, signing_key=their_key(by))
    now = datetime.now(UTC)  # openvc-core dates its tokens itself
    assert judge(token, now=now).verdict == "valid", judge(token, now=now)
    head, payload, signature = token.split(".")
    other = VcJwtProofSuite().sign(
        credential | {"id": "urn:uuid:00000000-0000-4000-8000-000000000000"},
        signing_key=their_key(by),
    )
    mixed = f"{head}.{payload}.{other.split('.')[2]}"
    assert reasons(judge(mixed, now=now)) == {"jws.signature"}
    assert signature != other.split(".")[2]
