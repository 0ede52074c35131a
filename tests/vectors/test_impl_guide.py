"""1EdTech's implementation guide: a badge and a record signed step by step.

Its canonical N-Quads, its signatures (Ed25519 is deterministic, and the guide prints
its secret key) and its signed documents, byte for byte.
"""

from __future__ import annotations

import json
from datetime import datetime

import pytest

import lerway
from lerway.bootstrap import catalog
from lerway.kernel.strict_json import dumps
from lerway.standards.data_integrity.proof import sign
from lerway.standards.jsonld.rdfc import canonical_document
from tests.shared_files import shared
from tests.vectors.examples_support import NOW, controller_documents, guide_key, keep

GUIDE = ("standards", "examples", "ob3-spec")
CANONICAL = ("standards", "vectors", "1edtech-impl-guide")


def text(*parts: str) -> str:
    return shared(*GUIDE, *parts).read_text(encoding="utf-8")


def signed_badge() -> dict:
    """The badge, which stands behind prose in the file of its proof."""
    return json.loads(text("impl-ldp-ob", "002-Proof.txt").partition("Signed credential")[2])


def signed_record() -> dict:
    return json.loads(text("impl-ldp-clr", "007-Signed-credential.json"))


DOCUMENTS = pytest.mark.parametrize(
    ("document", "folder"), [(signed_badge, "obv3p0"), (signed_record, "clrv2p0")]
)


def parts_of(document: dict) -> tuple[dict, dict]:
    """The document without its proof, and its proof."""
    proof = document["proof"]
    return {k: v for k, v in document.items() if k != "proof"}, (
        proof[0] if isinstance(proof, list) else proof
    )


@DOCUMENTS
def test_the_canonical_form_is_that_of_the_guide(document, folder):
    unsigned, proof = parts_of(document())
    options = {k: v for k, v in proof.items() if k != "proofValue"}
    options["@context"] = unsigned["@context"]
    view = catalog().contexts.view()
    for value, file in ((unsigned, "document-canon.txt"), (options, "proof-canon.txt")):
        printed = shared(*CANONICAL, folder, file).read_text(encoding="utf-8")
        lines = canonical_document(value, view, hash_name="sha256").decode().splitlines()
        assert lines == printed.splitlines()


@DOCUMENTS
def test_the_signature_is_that_of_the_guide(document, folder):
    unsigned, proof = parts_of(document())
    options = {k: v for k, v in proof.items() if k not in {"type", "cryptosuite", "proofValue"}}
    suite = catalog().suites[proof["cryptosuite"]]
    made = sign(unsigned, options, suite, guide_key(), catalog().contexts.view())
    assert made == proof


@DOCUMENTS
def test_the_signed_document_is_valid_under_its_key_and_no_other(document, folder, tmp_path):
    data = dumps(document())
    now = datetime.fromisoformat(NOW)
    for swapped, verdict in ((False, "valid"), (True, "invalid")):
        documents = keep(controller_documents(data, swapped=swapped), tmp_path)
        report = lerway.verify(data, now=now, offline=True, documents=documents)
        assert report.verdict == verdict, str(report)


def test_the_printed_key_is_the_one_that_the_guide_names():
    assert guide_key().public.to_multikey() == "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi"
