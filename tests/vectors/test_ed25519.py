"""The 914 edge cases of C2SP's CCTV project: what two libraries say, and what we say."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from lerway.standards.cid.ed25519 import acceptable, openssl_verifies, sodium_verifies, verify
from tests.shared_files import shared

Case = tuple[bytes, bytes, bytes]


@cache
def vectors() -> list[dict[str, Any]]:
    path = shared("standards", "vectors", "ed25519-edge-cases", "ed25519vectors.json")
    return json.loads(path.read_text(encoding="utf-8"))


def case(vector: dict[str, Any]) -> Case:
    key, signature = bytes.fromhex(vector["key"]), bytes.fromhex(vector["sig"])
    return key, signature, vector["msg"].encode()


def test_both_backends_agree_behind_the_predicate():
    assert len(vectors()) == 914
    for public, signature, message in map(case, vectors()):
        allowed = acceptable(public, signature)
        sodium = allowed and sodium_verifies(public, signature, message)
        openssl = allowed and openssl_verifies(public, signature, message)
        assert sodium == openssl == verify(public, signature, message)


def test_without_the_predicate_they_differ():
    """The control: if this fails, the backends changed, and ADR 0004 should be read again."""
    differ = [c for c in map(case, vectors()) if sodium_verifies(*c) != openssl_verifies(*c)]
    assert len(differ) == 165


def test_our_semantics_are_those_of_adr_0004():
    """A point of small order or spelled in a second way, or a torsion residue, is refused."""
    refused = {"low_order_A", "low_order_R", "non_canonical_A", "non_canonical_R",
               "low_order_residue"}  # fmt: skip
    accepted = [v for v in vectors() if verify(*case(v))]
    assert len(accepted) == 43
    for vector in vectors():
        flags = set(vector["flags"] or ())
        assert verify(*case(vector)) == refused.isdisjoint(flags), vector["number"]
