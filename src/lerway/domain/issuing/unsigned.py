"""A record that waits for its signature, and how the two are put together.

VC Data Integrity 1.0 section 4.2 (the proof stands in the document); RFC 7515 section
7.1 (a token is the compact serialisation).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lerway.kernel.strict_json import dumps, quick_dumps
from lerway.standards.data_integrity import proof as data_integrity
from lerway.standards.jose import jws

if TYPE_CHECKING:
    from lerway.kernel.strict_json import JSONObject

__all__ = ["Unsigned", "assembled"]


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A record that only lacks its signature.

    Attributes:
        to_sign: the bytes that the key must sign: Ed25519 over them as they are,
            ECDSA over their SHA-256 (P-256) or SHA-384 (P-384).
        raw: the record without proof, as it will be handed out.
        prepared: the proof without its value; None for a token.
    """

    to_sign: bytes = field(repr=False)
    raw: bytes = field(repr=False)
    prepared: data_integrity.Prepared | None = field(repr=False, default=None)


def assembled(unsigned: Unsigned, signature: bytes) -> bytes:
    """Return the record with `signature` in it, whoever made it."""
    if unsigned.prepared is None:
        return jws.assemble(unsigned.to_sign, signature).encode()
    return _with_proof(unsigned.raw, data_integrity.finish(unsigned.prepared, signature))


def _with_proof(raw: bytes, proof: JSONObject) -> bytes:
    """Return the object in `raw` with `proof` behind its last member; the rest stays as it is."""
    text = quick_dumps(proof) if all(type(v) is str for v in proof.values()) else b"\\"
    if b"\\" in text:
        text = dumps(proof)
    return b"".join((raw.rstrip()[:-1].rstrip(), b',"proof":', text, b"}"))
