"""Proof sets and chains (VC Data Integrity 1.0, section 4.5).

Each proof of a set secures the document without any proof. A proof with
`previousProof` secures the document that *contains* the proofs it names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lerway.kernel.errors import Fault, InvalidError
from lerway.kernel.limits import DEFAULT_LIMITS, Limits
from lerway.standards.data_integrity.proof import sign

if TYPE_CHECKING:
    from lerway.kernel.strict_json import JSON, JSONObject
    from lerway.standards.cid.keys import PrivateKey
    from lerway.standards.data_integrity.suites import Cryptosuite
    from lerway.standards.jsonld.contexts import ContextView

__all__ = ["SecuredProof", "add_proof", "proofs_of"]


@dataclass(frozen=True, slots=True)
class SecuredProof:
    """A proof, where it stands, and the document that it secures.

    Attributes:
        proof: the proof object.
        pointer: `/proof`, or `/proof/N` in an array.
        document: the document with `proof` as the algorithm demands: absent, or
            holding exactly the proofs that `previousProof` names.
        previous: positions of those proofs.
    """

    proof: JSONObject
    pointer: str
    document: JSONObject
    previous: tuple[int, ...] = ()


def proofs_of(document: JSONObject, *, limits: Limits = DEFAULT_LIMITS) -> tuple[SecuredProof, ...]:
    """Return the proofs of `document` in their order; empty if it has none.

    Raises:
        InvalidError: `proof.malformed` (not an object, or too many),
            `proof.duplicate_id`, `proof.previous_unknown`, `proof.previous_cycle`.
    """
    if "proof" not in document:
        return ()
    value = document["proof"]
    many = isinstance(value, list)
    items = value if isinstance(value, list) else [value]
    unsecured: JSONObject = {k: v for k, v in document.items() if k != "proof"}
    if len(items) > limits.proofs:
        raise InvalidError(
            "proof.malformed",
            f"the record has {len(items)} proofs, the limit is {limits.proofs}",
            fault=Fault.ISSUER,
            pointer="/proof",
        )
    proofs: list[JSONObject] = []
    for i, item in enumerate(items):
        if not isinstance(item, dict):
            raise InvalidError(
                "proof.malformed",
                "a proof is not an object",
                fault=Fault.ISSUER,
                pointer=f"/proof/{i}" if many else "/proof",
            )
        proofs.append(item)
    by_id = _by_id(proofs)
    previous = [_previous(p, i, by_id) for i, p in enumerate(proofs)]
    _refuse_cycles(previous)
    out: list[SecuredProof] = []
    for i, proof in enumerate(proofs):
        secured = unsecured
        if previous[i]:
            named: list[JSON] = [proofs[k] for k in previous[i]]
            secured = dict(unsecured)
            secured["proof"] = named
        pointer = f"/proof/{i}" if many else "/proof"
        out.append(SecuredProof(proof, pointer, secured, previous[i]))
    return tuple(out)


def add_proof(
    document: JSONObject,
    options: JSONObject,
    suite: Cryptosuite,
    key: PrivateKey,
    view: ContextView,
) -> JSONObject:
    """Return `document` with one more proof (VC-DI 1.0 section 4.3, add proof set/chain).

    Args:
        document: the document, signed already or not.
        options: as for `proof.prepare`. With `previousProof` (ids of proofs that
            `document` has) the new proof secures those too, which makes a chain;
            without it, a set.
        suite: the cryptosuite.
        key: the key that signs.
        view: the contexts.

    Raises:
        InvalidError: as `proofs_of`; `proof.previous_unknown`; as `proof.prepare`.
        MisuseError: as `proof.prepare`.
    """
    existing = [p.proof for p in proofs_of(document)]
    previous = _previous(options, len(existing), _by_id(existing))
    secured: JSONObject = {k: v for k, v in document.items() if k != "proof"}
    out = dict(secured)
    named: list[JSON] = [existing[k] for k in previous]
    if named:
        secured["proof"] = named
    every: list[JSON] = [*existing, sign(secured, options, suite, key, view)]
    out["proof"] = every if existing else every[0]
    return out


def _by_id(proofs: list[JSONObject]) -> dict[str, int]:
    by_id: dict[str, int] = {}
    for i, proof in enumerate(proofs):
        proof_id = proof.get("id")
        if not isinstance(proof_id, str):
            continue
        if proof_id in by_id:
            raise InvalidError(
                "proof.duplicate_id",
                "two proofs of the record have the same id",
                fault=Fault.ISSUER,
                pointer=f"/proof/{i}/id",
            )
        by_id[proof_id] = i
    return by_id


def _previous(proof: JSONObject, position: int, by_id: dict[str, int]) -> tuple[int, ...]:
    if "previousProof" not in proof:
        return ()
    value = proof["previousProof"]
    names = value if isinstance(value, list) else [value]
    pointer = f"/proof/{position}/previousProof"
    if not names:
        raise InvalidError(
            "proof.previous_unknown",
            "the proof names no previous proof",
            fault=Fault.ISSUER,
            pointer=pointer,
        )
    out: set[int] = set()
    for name in names:
        k = by_id.get(name) if isinstance(name, str) else None
        if k is None:
            raise InvalidError(
                "proof.previous_unknown",
                "the proof builds on a previous proof that the record does not contain",
                fault=Fault.SENDER,
                pointer=pointer,
            )
        out.add(k)
    return tuple(sorted(out))


def _refuse_cycles(previous: list[tuple[int, ...]]) -> None:
    done: set[int] = set()
    while len(done) < len(previous):
        ready = {i for i, ks in enumerate(previous) if i not in done and done.issuperset(ks)}
        if not ready:
            raise InvalidError(
                "proof.previous_cycle",
                "the proofs of the record name each other in a circle",
                fault=Fault.SENDER,
                pointer="/proof",
            )
        done |= ready
