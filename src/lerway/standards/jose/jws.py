"""JSON Web Signatures in compact serialization: RFC 7515, sections 3, 5.2 and 7.1.

Algorithms come from a list: EdDSA (RFC 8037) under its old and its new name (RFC
9864), ES256 and ES384 (RFC 7518, section 3.4), and RS256 (section 3.3) to verify
only. The key decides whether an algorithm may be used with it, never the token. No
extension is understood, so every `crit` is refused; a key in the header is somebody's
claim and no more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from lerway.kernel.encoding import b64url_decode, b64url_encode
from lerway.kernel.errors import (
    Fault,
    InvalidError,
    MisuseError,
    UndeterminedError,
    UnreadableError,
)
from lerway.kernel.limits import DEFAULT_LIMITS, Limits
from lerway.kernel.strict_json import dumps, parse_object
from lerway.standards.cid.keys import KeyType, PublicKey

if TYPE_CHECKING:
    from lerway.kernel.strict_json import JSONObject
    from lerway.standards.cid.keys import PrivateKey

__all__ = [
    "ALGORITHMS",
    "Algorithm",
    "Jws",
    "algorithm_of",
    "assemble",
    "check_header",
    "claimed_key",
    "media_type",
    "parse_compact",
    "sign",
    "signing_input",
    "split_compact",
    "verify",
]


class Algorithm(NamedTuple):
    """A signature algorithm that we use.

    Attributes:
        name: its `alg` value.
        key_type: the one kind of key that it goes with.
    """

    name: str
    key_type: KeyType


ALGORITHMS: Final = {
    a.name: a
    for a in (
        Algorithm("EdDSA", KeyType.ED25519),
        Algorithm("Ed25519", KeyType.ED25519),
        Algorithm("ES256", KeyType.P256),
        Algorithm("ES384", KeyType.P384),
        Algorithm("RS256", KeyType.RSA),
    )
}
"""The allow-list. Nothing else is ever tried."""

_SIGNS: Final = {KeyType.ED25519: "EdDSA", KeyType.P256: "ES256", KeyType.P384: "ES384"}
_SOUND_BUT_UNSUPPORTED: Final = frozenset(
    {"ES512", "ES256K", "PS256", "PS384", "PS512", "RS384", "RS512", "Ed448"}
    | {"ESP256", "ESP384", "ESP512", "ML-DSA-44", "ML-DSA-65", "ML-DSA-87"}
)
"""Registered for public keys and not broken, so the token may be fine: we cannot say."""

_HEADERS: Final = 512
_LONGEST_KEPT: Final = 512
_PARTS: Final = ("header", "payload", "signature")
_TYPES: Final = {
    # VC-JOSE-COSE 1.0 §3.1: `typ` SHOULD be vc+jwt; its drafts called it by the other two names
    ("vc-jose-cose", False): frozenset({"vc+jwt", "vc+ld+jwt", "vc+ld+json+jwt", "jwt"}),
    ("vc-jose-cose", True): frozenset({"vp+jwt", "vp+ld+jwt", "vp+ld+json+jwt", "jwt"}),
    # Open Badges 3.0 §8.2.4.1 and VCDM 1.1 §6.3.1: if present, JWT
    ("open-badges", False): frozenset({"jwt"}),
    ("open-badges", True): frozenset({"jwt"}),
    ("vcdm-1.1", False): frozenset({"jwt"}),
    ("vcdm-1.1", True): frozenset({"jwt"}),
}
_WRONG_CONTENT: Final = {False: frozenset({"vp", "jwt"}), True: frozenset({"vc", "jwt"})}


@dataclass(frozen=True, slots=True)
class Jws:
    """A compact JWS whose parts were read, and whose signature was not checked.

    Attributes:
        header: the JOSE header.
        payload: the bytes that were signed.
        signature: the signature.
        signing_input: what the signature is over: header, dot, payload, in base64url.
        compact: the whole text.
        memo: the payload as an object, once somebody has read it; not to be changed.
    """

    header: JSONObject
    payload: bytes
    signature: bytes
    signing_input: bytes
    compact: str
    memo: list[JSONObject] = field(default_factory=list["JSONObject"], compare=False, repr=False)


def parse_compact(text: str | bytes, *, limits: Limits = DEFAULT_LIMITS) -> Jws:
    """Return the parts of a compact JWS (RFC 7515, section 5.2, steps 1 to 7).

    Raises:
        UnreadableError: `jws.syntax` if it is not three parts, `jws.too_large`, or
            as `parse_object` for the header.
        InvalidError: `jws.encoding` if a part is not strict base64url.
    """
    if len(text) > limits.document:
        raise UnreadableError(
            "jws.too_large",
            f"the token has {len(text):,} bytes, the limit is {limits.document:,}",
        )
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    if isinstance(text, bytes) and not raw.isascii():
        raise UnreadableError("jws.syntax", "a compact token is ASCII, and this is not")
    shown, payload, signature, signing_input = split_compact(raw)
    header = _part(shown, _PARTS[0])
    return Jws(
        header=_header(header, limits),
        payload=payload,
        signature=signature,
        signing_input=signing_input,
        compact=raw.decode("ascii"),
    )


def split_compact(raw: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    """Return the header as it is written, the payload, the signature and what that is over.

    Raises:
        UnreadableError: `jws.syntax`.
        InvalidError: `jws.encoding`.
    """
    parts = raw.split(b".")
    if len(parts) != len(_PARTS) or not parts[0]:
        raise UnreadableError(
            "jws.syntax", f"a signed token has three parts with dots between, this has {len(parts)}"
        )
    shown, payload, signature = parts
    signed = raw[: len(raw) - len(signature) - 1]
    return shown, _part(payload, _PARTS[1]), _part(signature, _PARTS[2]), signed


def _header(raw: bytes, limits: Limits) -> JSONObject:
    """Return the header; all tokens by one key have the same one, and short ones are kept."""
    if len(raw) > _LONGEST_KEPT:
        return parse_object(raw, limits=limits)
    return dict(_kept_header(raw, limits))


@lru_cache(_HEADERS)
def _kept_header(raw: bytes, limits: Limits) -> JSONObject:
    return parse_object(raw, limits=limits)


def _part(text: bytes, name: str) -> bytes:
    try:
        return b64url_decode(text)
    except InvalidError as e:
        raise InvalidError("jws.encoding", f"the {name} of the token is malformed: {e}") from None


def algorithm_of(jws: Jws) -> Algorithm:
    """Return the algorithm that the header names, if it is on our list.

    Raises:
        InvalidError: `jws.alg_none` for a token that is not signed at all,
            `jws.alg_not_allowed` for shared secrets, broken and unknown algorithms.
        UndeterminedError: `jws.alg_unsupported` for sound ones that we do not have.
    """
    name = jws.header.get("alg")
    if not isinstance(name, str):
        raise InvalidError(
            "jws.alg_not_allowed", "the token does not name its algorithm", fault=Fault.ISSUER
        )
    if name.lower() == "none":
        raise InvalidError(
            "jws.alg_none",
            "the token says that it is not signed (alg none), so anybody could have written it",
            hint="ask for the signed original",
        )
    found = ALGORITHMS.get(name)
    if found is not None:
        return found
    if name in _SOUND_BUT_UNSUPPORTED:
        raise UndeterminedError(
            "jws.alg_unsupported",
            f"the token is signed with {name}, which this version cannot check",
            hint="ask for the record signed with EdDSA, ES256 or ES384",
            fault=Fault.LERWAY,
        )
    raise InvalidError(
        "jws.alg_not_allowed",
        f"the token names the algorithm {name[:20]!r}, which proves nothing about an issuer",
        hint="ask for the record signed with EdDSA, ES256 or ES384",
        fault=Fault.ISSUER,
    )


def check_header(jws: Jws, *, profile: str | None = None, presentation: bool = False) -> Algorithm:
    """Return the algorithm of a token whose header is one that we may act on.

    Args:
        jws: the token.
        profile: `vc-jose-cose`, `open-badges` or `vcdm-1.1`: `typ` and `cty` must
            agree with it; None: they are not looked at.
        presentation: whether it holds a presentation.

    Raises:
        InvalidError: `jws.crit_unknown`, `jws.typ`, or as `algorithm_of`.
        UndeterminedError: `jws.alg_unsupported`.
    """
    algorithm = algorithm_of(jws)
    # RFC 7515 §4.1.11; RFC 7797 §6 lets `b64` stand only together with `crit`
    if "crit" in jws.header or "b64" in jws.header:
        raise InvalidError(
            "jws.crit_unknown",
            "the token demands an extension (crit) that this version does not understand",
            hint="ask for the record as a plain signed token",
            fault=Fault.ISSUER,
        )
    if profile is None:
        return algorithm
    typ, cty = media_type(jws, "typ"), media_type(jws, "cty")
    allowed = _TYPES.get((profile, presentation), frozenset[str]())
    if (typ is not None and typ not in allowed) or cty in _WRONG_CONTENT[presentation]:
        raise InvalidError(
            "jws.typ",
            f"the token says that it is something else (typ {jws.header.get('typ')!r:.40},"
            f" cty {jws.header.get('cty')!r:.40})",
            hint="do not rely on it: a token made for one thing must not pass for another",
        )
    return algorithm


def media_type(jws: Jws, member: str) -> str | None:
    """Return `typ` or `cty`, lower case, without `application/` (RFC 7515, section 4.1.9).

    None if it is absent; the empty text if it is no text.
    """
    if member not in jws.header:
        return None
    value = jws.header[member]
    return value.lower().removeprefix("application/") if isinstance(value, str) else ""


def verify(jws: Jws, key: PublicKey) -> None:
    """Check the signature with `key` (RFC 7515, section 5.2, step 8).

    Raises:
        InvalidError: `jws.key_mismatch` if the algorithm is not one for this kind of
            key, `jws.signature`, or as `check_header`.
        UndeterminedError: `jws.alg_unsupported`.
    """
    algorithm = check_header(jws)
    if key.type is not algorithm.key_type:
        raise InvalidError(
            "jws.key_mismatch",
            f"the token names the algorithm {algorithm.name},"
            f" but the issuer's key is of type {key.type.value}",
            hint="do not rely on this record",
        )
    if not key.verify(jws.signature, jws.signing_input):
        raise InvalidError(
            "jws.signature",
            "the signature does not match: the record was changed after it was signed,"
            " or another key signed it",
            hint="do not rely on this record; ask its holder for the original",
        )


def claimed_key(jws: Jws) -> PublicKey | None:
    """Return the key that the header encloses as `jwk` (RFC 7515, section 4.1.3), if any.

    It proves nothing: whoever made the token put it there. It may be compared with
    a key that is known to be the issuer's.

    Raises:
        InvalidError: as `PublicKey.from_jwk`.
        UndeterminedError: `key.unsupported`.
    """
    if "jwk" not in jws.header:
        return None
    jwk = jws.header["jwk"]
    if not isinstance(jwk, dict):
        raise InvalidError("key.malformed", "the jwk in the token's header is not an object")
    return PublicKey.from_jwk(jwk)


def signing_input(header: JSONObject, payload: bytes, key: PublicKey) -> bytes:
    """Return the bytes that the private key of `key` must sign; `alg` is set by it.

    Raises:
        MisuseError: `jws.cannot_sign` for RSA, or a header with another `alg`.
    """
    name = _SIGNS.get(key.type)
    if name is None or header.get("alg", name) not in _names_for(key.type):
        raise MisuseError(
            "jws.cannot_sign",
            f"a key of type {key.type.value} does not sign under this header",
            hint="leave out alg; RSA is read only",
        )
    full: JSONObject = {"alg": name, **header}
    return f"{b64url_encode(dumps(full))}.{b64url_encode(payload)}".encode()


def assemble(signed: bytes, signature: bytes) -> str:
    """Return the compact JWS of a signing input and its signature."""
    return f"{signed.decode('ascii')}.{b64url_encode(signature)}"


def sign(header: JSONObject, payload: bytes, key: PrivateKey) -> str:
    """Return `payload` as a compact JWS by a key at hand; raises as `signing_input`."""
    signed = signing_input(header, payload, key.public)
    return assemble(signed, key.sign(signed))


def _names_for(kind: KeyType) -> frozenset[str]:
    return frozenset(a.name for a in ALGORITHMS.values() if a.key_type is kind)
