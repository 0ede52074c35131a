"""Proofs of Verifiable Credential Data Integrity 1.0, one at a time.

Sections 4.2 (add proof) and 4.4 (verify proof), with the hashing of
VC-DI-EDDSA 1.0 and VC-DI-ECDSA 1.0: `hashData = H(proof options) || H(document)`.

Signing is cut in two so that a key may live elsewhere: `prepare` gives the bytes
to sign, `finish` puts the signature into the proof.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from lerway.kernel.encoding import b58encode, multibase_decode
from lerway.kernel.errors import (
    Fault,
    InvalidError,
    MisuseError,
    UndeterminedError,
    UnreadableError,
)
from lerway.kernel.limits import DEFAULT_LIMITS, Limits
from lerway.kernel.strict_json import parse_object, quick_dumps
from lerway.standards.jsonld.jcs import canonical_json
from lerway.standards.jsonld.rdfc import canonical_document
from lerway.standards.vcdm.dates import parse_datetime

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from lerway.kernel.strict_json import JSON, JSONObject
    from lerway.standards.cid.keys import KeyType, PrivateKey, PublicKey
    from lerway.standards.data_integrity.suites import Cryptosuite, HashName
    from lerway.standards.jsonld.contexts import ContextView
    from lerway.standards.jsonld.expansion import Finding
    from lerway.standards.jsonld.shapes.cache import Shapes

__all__ = [
    "Prepared",
    "ProofReading",
    "config_hash",
    "finish",
    "prepare",
    "read_proof",
    "sign",
    "suite_name",
    "verify_signature",
]

DATA_INTEGRITY: Final = "VC Data Integrity 1.0"
SIGNATURE_LENGTH: Final = {"ed25519": 64, "p256": 64, "p384": 96}
_CONFIGS: Final = 512
_LONGEST_KEPT: Final = 4096
"""How many hashes of proof options are kept, and the bytes of the longest options."""
_DIGESTS: Final = {"sha256": hashlib.sha256, "sha384": hashlib.sha384}
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+\Z")


@dataclass(frozen=True, slots=True)
class ProofReading:
    """A proof whose members were read and found well-formed.

    Attributes:
        proof: the proof object itself.
        suite: the suite that it names.
        verification_method: URL of the method.
        purpose: the `proofPurpose`.
        created: when it says that it was made, if it says so.
        expires: when it says that it ends, if it says so.
        pointer: where it stands in the document.
        signature: the bytes of its `proofValue`.
    """

    proof: JSONObject
    suite: Cryptosuite
    verification_method: str
    purpose: str
    created: datetime | None
    expires: datetime | None
    pointer: str
    signature: bytes = field(repr=False)


def suite_name(proof: JSONObject) -> str:
    """Return the name by which a proof's suite is looked up: cryptosuite, or type."""
    if proof.get("type") == "DataIntegrityProof":
        return str(proof.get("cryptosuite", ""))
    return str(proof.get("type", ""))


def read_proof(proof: JSONObject, pointer: str, suites: Mapping[str, Cryptosuite]) -> ProofReading:
    """Return the members of `proof` that verification needs (VC-DI 1.0 section 2.1).

    Raises:
        InvalidError: `proof.malformed`, `proof.method_not_absolute`,
            `proof.value_encoding`, date codes.
        UndeterminedError: `proof.suite_unsupported`.
    """
    for member in ("type", "verificationMethod", "proofPurpose"):
        value = proof.get(member)
        if not isinstance(value, str) or not value:
            raise InvalidError(
                "proof.malformed",
                f"the proof has no {member}, or it is not one string",
                fault=Fault.ISSUER,
                pointer=f"{pointer}/{member}",
            )
    if proof["type"] == "DataIntegrityProof" and not isinstance(proof.get("cryptosuite"), str):
        raise InvalidError(
            "proof.malformed",
            "the proof is a DataIntegrityProof without a cryptosuite",
            fault=Fault.ISSUER,
            pointer=f"{pointer}/cryptosuite",
        )
    name = suite_name(proof)
    suite = suites.get(name)
    if suite is None:
        raise UndeterminedError(
            "proof.suite_unsupported",
            f"the proof uses {name}, which this version cannot check",
            hint="ask for the record with a proof of another kind",
            fault=Fault.LERWAY,
            pointer=pointer,
        )
    method = str(proof["verificationMethod"])
    if not _ABSOLUTE.match(method):
        raise InvalidError(
            "proof.method_not_absolute",
            "the proof names its key by something that is not an absolute URL",
            fault=Fault.ISSUER,
            pointer=f"{pointer}/verificationMethod",
        )
    signature = _signature(proof, pointer)
    return ProofReading(
        proof=proof,
        suite=suite,
        verification_method=method,
        purpose=str(proof["proofPurpose"]),
        created=_date(proof, "created", pointer),
        expires=_date(proof, "expires", pointer),
        pointer=pointer,
        signature=signature,
    )


def verify_signature(
    document: JSONObject,
    reading: ProofReading,
    key: PublicKey,
    view: ContextView,
    *,
    limits: Limits = DEFAULT_LIMITS,
    known: Callable[[HashName], tuple[bytes, bytes] | None] | None = None,
    shapes: Shapes | None = None,
    told: list[Finding] | None = None,
) -> None:
    """Check the signature of one proof over `document`, which is without that proof.

    For a proof chain `document` contains the proofs that `previousProof` names.

    Args:
        document: the document without that proof.
        reading: the proof.
        key: the key that it names.
        view: the contexts.
        limits: work limits.
        known: what gives the canonical forms of the proof's options and of the document
            by the name of the hash function, where they are known under `view`.
        shapes: what is known of the shapes of documents.
        told: findings of the document that stop nothing are added to it, if it is
            canonicalised as a graph.

    Raises:
        InvalidError: `proof.key_type`, `proof.value_encoding`, `proof.context_mismatch`,
            `proof.signature`, or a finding of canonicalisation.
        UndeterminedError: `context.unknown`.
        UnreadableError: the graph is over the work budget.
    """
    suite = reading.suite
    if key.type not in suite.key_types:
        raise InvalidError(
            "proof.key_type",
            f"the proof uses {suite.name}, but its key is of type {key.type.value}",
            fault=Fault.ISSUER,
            pointer=f"{reading.pointer}/verificationMethod",
        )
    signature = _proof_value(reading, SIGNATURE_LENGTH[key.type.value])
    data = None
    if known is not None and suite.canonicalization == "rdfc":
        data = _known_hash_data(known, suite.hash_name(key.type))
    if data is None:
        data = _data_of(document, reading, key, view, limits, shapes, told)
    if not key.verify(signature, data):
        raise InvalidError(
            "proof.signature",
            "the signature does not match: the record was changed after it was signed,"
            " or another key signed it",
            hint="do not rely on this record; ask its holder for the original",
            fault=Fault.SENDER,
            pointer=reading.pointer,
        )


def _known_hash_data(
    known: Callable[[HashName], tuple[bytes, bytes] | None], name: HashName
) -> bytes | None:
    nquads = known(name)
    if nquads is None:
        return None
    digest = _DIGESTS[name]
    return digest(nquads[0]).digest() + digest(nquads[1]).digest()


def _data_of(
    document: JSONObject,
    reading: ProofReading,
    key: PublicKey,
    view: ContextView,
    limits: Limits,
    shapes: Shapes | None,
    told: list[Finding] | None,
) -> bytes:
    """Return the bytes that a proof signs."""
    suite = reading.suite
    options = {k: v for k, v in reading.proof.items() if k != "proofValue"}
    unsecured = dict(document)
    if suite.canonicalization == "jcs":
        # VC-DI-EDDSA 1.0 §3.3.2 step 4 (VC-DI-ECDSA 1.0 likewise)
        if "@context" in options:
            _require_context_prefix(unsecured.get("@context"), options["@context"], reading)
            unsecured["@context"] = options["@context"]
    else:
        # VC-DI-EDDSA 1.0 §3.2.5: the options are read under the document's context
        options["@context"] = unsecured.get("@context")
    return _hash_data(unsecured, options, suite, key.type, view, limits, shapes, told)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A proof that only lacks its signature.

    Attributes:
        proof: the proof without `proofValue`.
        hash_data: the bytes to sign.
    """

    proof: JSONObject
    hash_data: bytes


def prepare(
    document: JSONObject,
    options: JSONObject,
    suite: Cryptosuite,
    key_type: KeyType,
    view: ContextView,
    *,
    limits: Limits = DEFAULT_LIMITS,
    known: bytes | None = None,
    shapes: Shapes | None = None,
) -> Prepared:
    """Return the proof of `document` and the bytes that its key must sign.

    Args:
        document: the document, without the new proof (with those that
            `previousProof` names, for a chain).
        options: at least `verificationMethod` and `proofPurpose`; also
            `created`, `domain`, `challenge`, `id`, `previousProof`.
        suite: the cryptosuite.
        key_type: type of the key that will sign.
        view: the contexts.
        limits: work limits.
        known: the canonical form of the document, for an RDF suite, where it is known.
        shapes: what is known of the shapes of documents.

    Raises:
        MisuseError: `proof.suite_read_only`, `proof.key_type_for_suite`.
        InvalidError: a finding of canonicalisation (undefined term, relative IRI...).
        UndeterminedError: `context.unknown`.
    """
    if suite.read_only:
        raise MisuseError(
            "proof.suite_read_only",
            f"{suite.name} is read, but no new proof is made with it",
            hint="use eddsa-rdfc-2022",
        )
    if key_type not in suite.key_types:
        raise MisuseError(
            "proof.key_type_for_suite",
            f"{suite.name} does not sign with a key of type {key_type.value}",
            hint="choose a suite that fits the key, or a key that fits the suite",
        )
    proof: JSONObject = {"type": suite.proof_type, "cryptosuite": suite.name, **options}
    config = dict(proof)
    if "@context" in document:
        config["@context"] = document["@context"]
        if suite.canonicalization == "jcs":
            proof["@context"] = document["@context"]
    if known is not None and suite.canonicalization == "rdfc":
        name = suite.hash_name(key_type)
        head = _graph_config_hash(config, view, name, limits)
        return Prepared(proof, head + _DIGESTS[name](known).digest())
    return Prepared(proof, _hash_data(document, config, suite, key_type, view, limits, shapes))


def finish(prepared: Prepared, signature: bytes) -> JSONObject:
    """Return the proof with `signature` as its multibase base58btc `proofValue`."""
    return {**prepared.proof, "proofValue": "z" + b58encode(signature)}


def sign(
    document: JSONObject,
    options: JSONObject,
    suite: Cryptosuite,
    key: PrivateKey,
    view: ContextView,
) -> JSONObject:
    """Return a finished proof of `document` by a key at hand; raises as `prepare`."""
    prepared = prepare(document, options, suite, key.type, view)
    return finish(prepared, key.sign(prepared.hash_data))


def _hash_data(
    document: JSONObject,
    options: JSONObject,
    suite: Cryptosuite,
    key_type: KeyType,
    view: ContextView,
    limits: Limits,
    shapes: Shapes | None = None,
    told: list[Finding] | None = None,
) -> bytes:
    name = suite.hash_name(key_type)
    digest = _DIGESTS[name]
    if suite.canonicalization == "jcs":
        return digest(canonical_json(options)).digest() + digest(canonical_json(document)).digest()
    config = _graph_config_hash(options, view, name, limits)
    return config + digest(_canonical(document, view, name, limits, shapes, told)).digest()


def config_hash(
    proof: JSONObject, context: JSON, suite: Cryptosuite, key_type: KeyType, view: ContextView
) -> bytes:
    """Return the hash of proof options (VC-DI-EDDSA 1.0 section 3.2.5; VC-DI-ECDSA likewise).

    Args:
        proof: the proof without `proofValue`, as `prepare` returns it.
        context: the `@context` of the document.
        suite: the cryptosuite.
        key_type: type of the key.
        view: the contexts.

    Raises:
        InvalidError, UndeterminedError: as `prepare`.
    """
    config: JSONObject = {**proof, "@context": context}
    name = suite.hash_name(key_type)
    if suite.canonicalization == "jcs":
        return _DIGESTS[name](canonical_json(config)).digest()
    return _graph_config_hash(config, view, name, DEFAULT_LIMITS)


def _graph_config_hash(
    options: JSONObject, view: ContextView, name: HashName, limits: Limits
) -> bytes:
    """Return the hash of proof options as a graph; that of short ones is kept.

    Many proofs share their options but for `proofValue`: those that one key made in one
    second. The whole text of the options is the key under which it is kept.
    """
    try:
        text = quick_dumps(options)
    except (ValueError, UnreadableError):  # what is no JSON is told of below
        text = b""
    if 0 < len(text) <= _LONGEST_KEPT:
        return _kept_config_hash(text, view, name, limits)
    return _hash_config(options, view, name, limits)


@lru_cache(maxsize=_CONFIGS)
def _kept_config_hash(text: bytes, view: ContextView, name: HashName, limits: Limits) -> bytes:
    return _hash_config(parse_object(text), view, name, limits)


def _hash_config(options: JSONObject, view: ContextView, name: HashName, limits: Limits) -> bytes:
    try:
        nquads = canonical_document(options, view, hash_name=name, limits=limits, plain=True)
    except (InvalidError, UndeterminedError) as e:
        raise e.at("/proof") from None
    return _DIGESTS[name](nquads).digest()


def _canonical(
    document: JSONObject,
    view: ContextView,
    name: HashName,
    limits: Limits,
    shapes: Shapes | None,
    told: list[Finding] | None,
) -> bytes:
    if shapes is not None:
        return shapes.canonical_document(document, view, hash_name=name, limits=limits, told=told)
    return canonical_document(document, view, hash_name=name, limits=limits, plain=True, told=told)


def _signature(proof: JSONObject, pointer: str) -> bytes:
    value = proof.get("proofValue")
    pointer = f"{pointer}/proofValue"
    if not isinstance(value, str):
        raise InvalidError(
            "proof.malformed", "the proof has no proofValue", fault=Fault.ISSUER, pointer=pointer
        )
    try:
        return multibase_decode(value, "z")
    except InvalidError as e:
        raise InvalidError(
            "proof.value_encoding",
            f"the proofValue is not multibase base58btc: {e}",
            fault=Fault.ISSUER,
            pointer=pointer,
        ) from None


def _proof_value(reading: ProofReading, length: int) -> bytes:
    signature = reading.signature
    if len(signature) != length:
        raise InvalidError(
            "proof.value_encoding",
            f"the proofValue has {len(signature)} bytes, a signature of this key has {length}",
            fault=Fault.ISSUER,
            pointer=f"{reading.pointer}/proofValue",
        )
    return signature


def _require_context_prefix(document: JSON, proof: JSON, reading: ProofReading) -> None:
    doc_items = document if isinstance(document, list) else [document]
    proof_items = proof if isinstance(proof, list) else [proof]
    if doc_items[: len(proof_items)] != proof_items:
        raise InvalidError(
            "proof.context_mismatch",
            "the contexts of the proof are not those at the start of the document's",
            fault=Fault.SENDER,
            pointer=f"{reading.pointer}/@context",
        )


def _date(proof: JSONObject, member: str, pointer: str) -> datetime | None:
    if member not in proof:
        return None
    value = proof[member]
    try:
        if not isinstance(value, str):
            raise InvalidError("vcdm.date_malformed", f"{member} is not a string")
        return parse_datetime(value)
    except InvalidError as e:
        raise e.at(f"{pointer}/{member}") from None
