"""The cryptosuites as values (VC-DI-EDDSA 1.0 section 3; VC-DI-ECDSA 1.0 section 3).

A suite says which proof type names it, how the document is canonicalised and
which keys may sign. P-384 hashes with SHA-384, inside RDFC-1.0 too
(VC-DI-ECDSA 1.0, section 3.2.3 and 3.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from lerway.standards.cid.keys import KeyType

__all__ = ["CRYPTOSUITES", "Cryptosuite", "HashName"]

HashName = Literal["sha256", "sha384"]


@dataclass(frozen=True, slots=True)
class Cryptosuite:
    """One way to secure a document with a proof in it.

    Attributes:
        name: the `cryptosuite` value, or the proof type of a suite of its own.
        proof_type: the proof's `type`.
        canonicalization: `rdfc` (RDF Dataset Canonicalization) or `jcs` (RFC 8785).
        key_types: the keys that may sign.
        standard: where it is defined.
        read_only: whether new proofs may not be made with it.
    """

    name: str
    proof_type: str
    canonicalization: Literal["rdfc", "jcs"]
    key_types: frozenset[KeyType]
    standard: str
    read_only: bool = False

    def hash_name(self, key_type: KeyType) -> HashName:
        """Return the hash that this suite uses with keys of `key_type`."""
        return "sha384" if key_type is KeyType.P384 else "sha256"


_ED = frozenset({KeyType.ED25519})
_EC = frozenset({KeyType.P256, KeyType.P384})
_DI: Final = "DataIntegrityProof"

CRYPTOSUITES: Final = (
    Cryptosuite("eddsa-rdfc-2022", _DI, "rdfc", _ED, "VC-DI-EDDSA 1.0 §3.2"),
    Cryptosuite("eddsa-jcs-2022", _DI, "jcs", _ED, "VC-DI-EDDSA 1.0 §3.3"),
    Cryptosuite("ecdsa-rdfc-2019", _DI, "rdfc", _EC, "VC-DI-ECDSA 1.0 §3.2"),
    Cryptosuite("ecdsa-jcs-2019", _DI, "jcs", _EC, "VC-DI-ECDSA 1.0 §3.3"),
    Cryptosuite(
        "Ed25519Signature2020", "Ed25519Signature2020", "rdfc", _ED,
        "VC-DI-EDDSA 1.0 §A.1", read_only=True,
    ),
)  # fmt: skip
