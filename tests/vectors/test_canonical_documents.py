"""Documents whose canonical N-Quads were published: W3C's and 1EdTech's."""

from __future__ import annotations

import json

import pytest

from lerway import data
from lerway.standards.jsonld.rdfc import canonical_document
from tests.known_contexts import with_test_contexts
from tests.shared_files import shared

VECTORS = ("standards", "vectors")
W3C = [
    ("vc-di-eddsa/eddsa-rdfc-2022", "DataInt", "sha256"),
    ("vc-di-eddsa/eddsa-rdfc-2022/employ", "DataInt", "sha256"),
    ("vc-di-eddsa/Ed25519Signature2020", "EdSig", "sha256"),
    ("vc-di-ecdsa/ecdsa-rdfc-2019-p256", "ECDSAP256", "sha256"),
    ("vc-di-ecdsa/ecdsa-rdfc-2019-p256/employ", "ECDSAP256", "sha256"),
    ("vc-di-ecdsa/ecdsa-rdfc-2019-p384", "ECDSAP384", "sha384"),
    ("vc-di-ecdsa/ecdsa-rdfc-2019-p384/employ", "ECDSAP384", "sha384"),
]


def read(folder: str, file: str) -> str:
    return shared(*VECTORS, *folder.split("/"), file).read_text("utf-8")


@pytest.mark.parametrize(("folder", "suffix", "hash_name"), W3C, ids=[w[0] for w in W3C])
def test_w3c_document_and_proof(folder, suffix, hash_name):
    view = with_test_contexts().view()
    document = json.loads(read(folder, f"signed{suffix}.json"))
    proof = document.pop("proof")
    del proof["proofValue"]
    proof["@context"] = document["@context"]
    for value, file in ((document, "canonDoc"), (proof, "proofCanon")):
        canonical = canonical_document(value, view, hash_name=hash_name).decode()
        assert canonical == read(folder, f"{file}{suffix}.txt").rstrip("\n") + "\n"


def signed_badge() -> dict:
    """The badge of the implementation guide, which gives it in the midst of prose."""
    path = shared("standards", "examples", "ob3-spec", "impl-ldp-ob", "002-Proof.txt")
    text = path.read_text("utf-8").split("Signed credential")[1]
    return json.loads(text)


def signed_clr() -> dict:
    path = shared("standards", "examples", "ob3-spec", "impl-ldp-clr", "007-Signed-credential.json")
    return json.loads(path.read_text("utf-8"))


@pytest.mark.parametrize(
    ("folder", "document"), [("obv3p0", signed_badge), ("clrv2p0", signed_clr)], ids=["OB", "CLR"]
)
def test_1edtech_document_and_proof_under_every_revision_of_the_context(folder, document):
    signed = document()
    proof = signed.pop("proof")
    proof = dict(proof[0] if isinstance(proof, list) else proof)
    proof.pop("proofValue", None)
    proof["@context"] = signed["@context"]
    views = list(data.contexts().views_for(signed))
    assert len(views) == 3
    for view in views:
        for value, file in ((signed, "document-canon.txt"), (proof, "proof-canon.txt")):
            expected = read(f"1edtech-impl-guide/{folder}", file)
            assert canonical_document(value, view).decode().strip() == expected.strip()
