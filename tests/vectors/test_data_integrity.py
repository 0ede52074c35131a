"""The official vectors of VC-DI-EDDSA 1.0 and VC-DI-ECDSA 1.0, suite by suite.

At the level of the suite they pass with the contexts that the vectors use. Their
whole Report is asserted too: an https issuer with a did:key method is, rightly, a
failed controller check.
"""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime

import pytest

from lerway.bootstrap import catalog
from lerway.domain.verifying.verification import Verification
from lerway.kernel.errors import InvalidError
from lerway.kernel.report import Outcome, Verdict
from lerway.kernel.strict_json import dumps, parse_object
from lerway.standards.catalog import Catalog
from lerway.standards.cid.keys import KeyType, PrivateKey
from lerway.standards.data_integrity.proof import (
    _hash_data,
    read_proof,
    sign,
    suite_name,
    verify_signature,
)
from lerway.standards.data_integrity.proof_set import add_proof, proofs_of
from lerway.standards.did import derive, split_method_url
from tests.shared_files import shared

ED = "vc-di-eddsa"
EC = "vc-di-ecdsa"
SIGNED = [
    (ED, "eddsa-rdfc-2022/signedDataInt.json"),
    (ED, "eddsa-rdfc-2022/employ/signedDataInt.json"),
    (ED, "eddsa-jcs-2022/signedJCS.json"),
    (ED, "Ed25519Signature2020/signedEdSig.json"),
    (EC, "ecdsa-rdfc-2019-p256/signedECDSAP256.json"),
    (EC, "ecdsa-rdfc-2019-p256/employ/signedECDSAP256.json"),
    (EC, "ecdsa-rdfc-2019-p384/signedECDSAP384.json"),
    (EC, "ecdsa-rdfc-2019-p384/employ/signedECDSAP384.json"),
    (EC, "ecdsa-jcs-2019-p256/signedJCSECDSAP256.json"),
    (EC, "ecdsa-jcs-2019-p384/signedJCSECDSAP384.json"),
]
SETS = [
    "signedProofSet1.json",
    "signedProofSet2.json",
    "signedProofChain1.json",
    "signedProofChain2.json",
]
TEST_CONTEXTS = {
    "https://www.w3.org/ns/credentials/examples/v2": "credentials-examples-v2.jsonld",
    "https://w3id.org/citizenship/v4rc1": "citizenship-v4rc1.json",
}


@pytest.fixture(scope="module")
def test_catalog() -> Catalog:
    """The shipped catalog plus the contexts that only test vectors use."""
    extra = {
        url: json.loads(shared("standards", "contexts", "test-only", name).read_text("utf-8"))
        for url, name in TEST_CONTEXTS.items()
    }
    base = catalog()
    return Catalog(base.contexts.with_documents(extra), base.schemas, base.suites)


def load(family: str, name: str) -> dict:
    return parse_object(shared("standards", "vectors", family, *name.split("/")).read_bytes())


def signatures(document: dict, cat: Catalog) -> None:
    """Verify every proof of `document` with the key that its did:key method names."""
    proofs = proofs_of(document)
    assert proofs
    for secured in proofs:
        reading = read_proof(secured.proof, secured.pointer, cat.suites)
        did, _ = split_method_url(reading.verification_method)
        controller = derive(did)
        assert controller is not None
        key = controller.method(reading.verification_method, "assertionMethod").key
        verify_signature(secured.document, reading, key, cat.contexts.view())


@pytest.mark.parametrize(("family", "name"), SIGNED)
def test_signature_of_every_vector(family: str, name: str, test_catalog: Catalog) -> None:
    signatures(load(family, name), test_catalog)


@pytest.mark.parametrize(("family", "name"), SIGNED)
def test_control_another_value_is_refused(family: str, name: str, test_catalog: Catalog) -> None:
    document = load(family, name)
    document["credentialSubject"]["id"] = "did:example:somebody-else"
    with pytest.raises(InvalidError) as caught:
        signatures(document, test_catalog)
    assert caught.value.code == "proof.signature"


@pytest.mark.parametrize("name", SETS)
def test_proof_sets_and_chains(name: str, test_catalog: Catalog) -> None:
    signatures(load(ED, f"proof-set-chain/{name}"), test_catalog)


def test_control_a_chain_does_not_survive_a_changed_previous_proof(test_catalog: Catalog) -> None:
    document = load(ED, "proof-set-chain/signedProofChain2.json")
    document["proof"][0]["created"] = "2023-02-24T23:36:39Z"
    with pytest.raises(InvalidError):
        signatures(document, test_catalog)


@pytest.mark.parametrize(
    ("family", "folder", "document", "options", "combined"),
    [
        (ED, "eddsa-rdfc-2022", "signedDataInt.json", "proofConfigDataInt.json", "combinedHashDataInt.txt"),
        (ED, "eddsa-jcs-2022", "signedJCS.json", "proofConfigJCS.json", "combinedHashJCS.txt"),
        (ED, "Ed25519Signature2020", "signedEdSig.json", "proofConfigEdSig.json", "combinedHashEdSig.txt"),
        (EC, "ecdsa-rdfc-2019-p256", "signedECDSAP256.json", "proofConfigECDSAP256.json", "combinedHashECDSAP256.txt"),
        (EC, "ecdsa-rdfc-2019-p384", "signedECDSAP384.json", "proofConfigECDSAP384.json", "combinedHashECDSAP384.txt"),
        (EC, "ecdsa-jcs-2019-p256", "signedJCSECDSAP256.json", "proofConfigJCSECDSAP256.json", "combinedHashJCSECDSAP256.txt"),
        (EC, "ecdsa-jcs-2019-p384", "signedJCSECDSAP384.json", "proofConfigJCSECDSAP384.json", "combinedHashJCSECDSAP384.txt"),
    ],
)  # fmt: skip
def test_hash_data_is_that_of_the_vector(
    family: str, folder: str, document: str, options: str, combined: str, test_catalog: Catalog
) -> None:
    signed = load(family, f"{folder}/{document}")
    config = load(family, f"{folder}/{options}")
    suite = test_catalog.suites[suite_name(signed["proof"])]
    did, _ = split_method_url(signed["proof"]["verificationMethod"])
    controller = derive(did)
    assert controller is not None
    key = controller.method(signed["proof"]["verificationMethod"], "assertionMethod").key
    unsigned = {k: v for k, v in signed.items() if k != "proof"}
    view = test_catalog.contexts.view()
    data = _hash_data(unsigned, config, suite, key.type, view, limits=_limits())
    expected = shared("standards", "vectors", family, folder, combined).read_text("ascii")
    assert data.hex() == expected.strip()


def _limits():
    from lerway.kernel.limits import DEFAULT_LIMITS

    return DEFAULT_LIMITS


@pytest.mark.parametrize(
    ("family", "folder", "signed"),
    [
        (ED, "eddsa-rdfc-2022", "signedDataInt.json"),
        (ED, "eddsa-jcs-2022", "signedJCS.json"),
    ],
)
def test_ed25519_proofs_are_made_to_the_letter(
    family: str, folder: str, signed: str, test_catalog: Catalog
) -> None:
    document = load(family, f"{folder}/{signed}")
    keys = load(family, "keyPair.json")
    key = PrivateKey.from_multikey(keys.get("privateKeyMultibase") or keys["secretKeyMultibase"])
    proof = document.pop("proof")
    options = {
        k: v for k, v in proof.items() if k not in ("type", "cryptosuite", "proofValue", "@context")
    }
    made = sign(
        document, options, test_catalog.suites[suite_name(proof)], key, test_catalog.contexts.view()
    )
    assert made == proof


@pytest.mark.parametrize(("family", "name"), SIGNED)
def test_the_whole_report(family: str, name: str, test_catalog: Catalog) -> None:
    """The signature passes; the key is not the https issuer's, and that is said."""
    document = load(family, name)
    verification = Verification(
        dumps(document), now=datetime(2026, 6, 1, tzinfo=UTC), catalog=test_catalog
    )
    report = verification.report()
    assert report.check("proof", "/proof").outcome is Outcome.PASSED
    controller = report.check("controller", "/proof")
    issuer = (
        document["issuer"]["id"] if isinstance(document["issuer"], dict) else document["issuer"]
    )
    if issuer != split_method_url(document["proof"]["verificationMethod"])[0]:
        assert (controller.outcome, controller.reason) == (Outcome.FAILED, "controller.mismatch")
        assert report.verdict is Verdict.INVALID
    else:
        assert controller.outcome is Outcome.PASSED


def test_a_proof_set_with_one_bad_proof_is_invalid(test_catalog: Catalog) -> None:
    document = load(ED, "proof-set-chain/signedProofSet2.json")
    other = copy.deepcopy(document["proof"][0])
    other["proofValue"] = document["proof"][1]["proofValue"]
    document["proof"][0] = other
    with pytest.raises(InvalidError):
        signatures(document, test_catalog)


def test_sets_and_chains_are_made_to_the_letter(test_catalog: Catalog) -> None:
    """From the unsigned document to the published chain of four proofs, key by key."""
    published = load(ED, "proof-set-chain/signedProofChain2.json")
    keys = load(ED, "proof-set-chain/multiKeyPairs.json")
    by_public = {pair["publicKeyMultibase"]: pair for pair in keys.values()}
    document = {k: v for k, v in published.items() if k != "proof"}
    for proof in published["proof"]:
        public = proof["verificationMethod"].rsplit("#", 1)[1]
        pair = by_public[public]
        secret = pair.get("secretKeyMultibase") or pair["privateKeyMultibase"]
        options = {k: v for k, v in proof.items() if k not in ("type", "cryptosuite", "proofValue")}
        document = add_proof(
            document,
            options,
            test_catalog.suites[suite_name(proof)],
            PrivateKey.from_multikey(secret),
            test_catalog.contexts.view(),
        )
    assert document == published


def test_a_chain_builds_only_on_proofs_that_are_there(test_catalog: Catalog) -> None:
    published = load(ED, "proof-set-chain/signedProofSet2.json")
    options = {
        "verificationMethod": "did:example:x#y",
        "proofPurpose": "assertionMethod",
        "previousProof": "urn:uuid:not-there",
    }
    key = PrivateKey(KeyType.ED25519, bytes(31) + b"1")
    with pytest.raises(InvalidError) as caught:
        add_proof(
            published,
            options,
            test_catalog.suites["eddsa-rdfc-2022"],
            key,
            test_catalog.contexts.view(),
        )
    assert caught.value.code == "proof.previous_unknown"
