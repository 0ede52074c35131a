"""Lerway and openvc-core: each verifies what the other signs, in every suite of both.

openvc-core departs from the standards in three places. Each has a test here that
shows it, with the JavaScript reference as the third opinion:

- it canonicalises with PyLD's URDNA2015, which does not escape control characters
  as RDFC-1.0 does;
- with P-384 it hashes blank nodes by SHA-256, where VC-DI-ECDSA asks for SHA-384;
- its JCS proofs are signed with the document's contexts but do not hold them
  (VC-DI-EDDSA 1.0, section 3.3.1, step 2).

Under RDF suites it also refuses language tags with capitals, which PyLD makes small.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

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


def departs(suite, kind, make):
    """Whether openvc-core canonicalises this record in its own way."""
    if "jcs" in suite:
        return False
    return make is samples.control_characters or (kind == "p384" and make is samples.rich_badge)


SAMPLES = {**samples.SAMPLES, "many languages": partial(samples.many_languages, spanish="es")}
CASES = [
    pytest.param(suite, kind, make, id=f"{suite}-{kind}-{name}")
    for suite, kind in SUITES
    for name, make in SAMPLES.items()
]
AGREED = [c for c in CASES if not departs(*c.values)]
DEPARTING = [c for c in CASES if departs(*c.values)]


@pytest.mark.parametrize(("suite", "kind", "make"), AGREED)
def test_openvc_verifies_what_lerway_signs(suite, kind, make, contexts):
    by = somebody(kind)
    signed = sign(make(by.id), suite, by)
    result = openvc.verify_credential(signed, policy=POLICY, extra_contexts=contexts)
    assert result.issuer == by.id
    with pytest.raises(ProofError):
        openvc.verify_credential(tampered(signed), policy=POLICY, extra_contexts=contexts)


@pytest.mark.parametrize(("suite", "kind", "make"), AGREED)
def test_lerway_verifies_what_openvc_signs(suite, kind, make, contexts):
    by = somebody(kind)
    signed = issue(make(by.id), suite, by, contexts)
    if "jcs" in suite:
        signed["proof"]["@context"] = signed["@context"]
    assert judge(signed).verdict == "valid", judge(signed)
    assert reasons(judge(tampered(signed))) == {"proof.signature"}


@pytest.mark.interop
@pytest.mark.parametrize(("suite", "kind", "make"), DEPARTING)
def test_where_openvc_departs_the_reference_agrees_with_lerway(
    reference, suite, kind, make, contexts
):
    by = somebody(kind)
    ours, theirs = sign(make(by.id), suite, by), issue(make(by.id), suite, by, contexts)
    at = NOW.isoformat()
    assert reference("verify", document=ours, now=at)["verified"] is True
    assert reference("verify", document=theirs, now=at)["verified"] is False
    assert reasons(judge(theirs)) == {"proof.signature"}
    with pytest.raises(ProofError):
        openvc.verify_credential(ours, policy=POLICY, extra_contexts=contexts)


def test_openvc_refuses_a_language_tag_with_capitals(contexts):
    by = somebody("ed25519")
    signed = sign(samples.many_languages(by.id, spanish="es-MX"), "eddsa-rdfc-2022", by)
    with pytest.raises(ProofError, match="@language"):
        openvc.verify_credential(signed, policy=POLICY, extra_contexts=contexts)


@pytest.mark.interop
@pytest.mark.parametrize(("suite", "kind"), [c for c in SUITES if "jcs" in c[0]])
def test_jcs_proofs_of_openvc_lack_the_contexts_they_were_made_with(
    reference, suite, kind, contexts
):
    by = somebody(kind)
    signed = issue(samples.rich_badge(by.id), suite, by, contexts)
    at = NOW.isoformat()
    assert reference("verify", document=signed, now=at)["verified"] is False
    assert reasons(judge(signed)) == {"proof.signature"}
    signed["proof"]["@context"] = signed["@context"]
    assert reference("verify", document=signed, now=at)["verified"] is True
    assert judge(signed).verdict == "valid"


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
