"""JSON Web Keys: RFC 7517, RFC 7518 section 6, RFC 8037 section 2; thumbprints: RFC 7638.

A key is read only if it can verify signatures: `use`, `key_ops` and `alg`, where
they stand, must agree. Every number has its one spelling: unpadded base64url of
exactly the length that the curve asks for.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from lerway.kernel.encoding import b64url_decode, b64url_encode
from lerway.kernel.errors import Fault, InvalidError, UndeterminedError
from lerway.kernel.strict_json import dumps
from lerway.standards.cid.key_type import KeyType
from lerway.standards.cid.rsa import rsa_key, rsa_numbers
from lerway.standards.cid.weierstrass import CURVES, compress, coordinates

if TYPE_CHECKING:
    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = ["from_public_jwk", "from_secret_jwk", "public_jwk", "thumbprint"]

_PRIVATE: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_EC: Final = {"P-256": KeyType.P256, "P-384": KeyType.P384}
_CRV: Final = {kind: crv for crv, kind in _EC.items()}
_ALGORITHMS: Final = {
    KeyType.ED25519: ("EdDSA", "Ed25519"),
    KeyType.P256: ("ES256",),
    KeyType.P384: ("ES384",),
    KeyType.RSA: ("RS256",),
}
_REQUIRED: Final = {
    "OKP": ("crv", "kty", "x"),
    "EC": ("crv", "kty", "x", "y"),
    "RSA": ("e", "kty", "n"),
}


def from_public_jwk(jwk: JSONObject) -> tuple[KeyType, bytes]:
    """Return the kind and the bytes of a public JWK (RSA: SubjectPublicKeyInfo DER).

    Raises:
        InvalidError: `key.private_material`, `key.malformed`, `key.not_for_signing`.
        UndeterminedError: `key.unsupported` for a kind of key that we do not use.
    """
    if _PRIVATE & jwk.keys():
        raise InvalidError(
            "key.private_material",
            "the key document gives away a private key",
            hint="treat this key as stolen: revoke it and make a new one",
            fault=Fault.ISSUER,
        )
    kind, raw = _public_part(jwk)
    _check_use(jwk, kind, "verify")
    return kind, raw


def from_secret_jwk(jwk: JSONObject) -> tuple[KeyType, bytes, bytes]:
    """Return the kind, the secret and the public bytes of a private JWK.

    That the two belong together is for the caller to check.

    Raises:
        InvalidError: `key.malformed`, `key.not_for_signing`.
        UndeterminedError: `key.unsupported`, for RSA too: it is never signed with.
    """
    kind, raw = _public_part(jwk)
    if kind is KeyType.RSA:
        raise _unsupported("signing with RSA")
    _check_use(jwk, kind, "sign")
    length = CURVES[kind].length if kind in CURVES else 32
    return kind, _octets(jwk, "d", length), raw


def public_jwk(kind: KeyType, raw: bytes) -> JSONObject:
    """Return the public JWK of a key, with the members that it must have and no other."""
    if kind is KeyType.ED25519:
        return {"kty": "OKP", "crv": "Ed25519", "x": b64url_encode(raw)}
    if kind is KeyType.RSA:
        n, e = rsa_numbers(raw)
        return {"kty": "RSA", "n": _number_text(n), "e": _number_text(e)}
    x, y = coordinates(kind, raw)
    return {"kty": "EC", "crv": _CRV[kind], "x": b64url_encode(x), "y": b64url_encode(y)}


def thumbprint(kind: KeyType, raw: bytes) -> str:
    """Return the SHA-256 JWK thumbprint (RFC 7638, section 3), unpadded base64url."""
    jwk = public_jwk(kind, raw)
    required: JSONObject = {name: jwk[name] for name in _REQUIRED[str(jwk["kty"])]}
    return b64url_encode(hashlib.sha256(dumps(required)).digest())


def _public_part(jwk: JSONObject) -> tuple[KeyType, bytes]:
    kty = _text(jwk, "kty")
    if kty == "OKP":
        crv = _text(jwk, "crv")
        if crv != "Ed25519":
            raise _unsupported(crv)
        return KeyType.ED25519, _octets(jwk, "x", 32)
    if kty == "EC":
        crv = _text(jwk, "crv")
        kind = _EC.get(crv)
        if kind is None:
            raise _unsupported(crv)
        length = CURVES[kind].length
        return kind, compress(kind, _octets(jwk, "x", length), _octets(jwk, "y", length))
    if kty == "RSA":
        return KeyType.RSA, rsa_key(_number(jwk, "n"), _number(jwk, "e"))
    raise _unsupported(kty)


def _check_use(jwk: JSONObject, kind: KeyType, operation: str) -> None:
    """RFC 7517, sections 4.2 to 4.4."""
    operations: JSON = jwk.get("key_ops", [operation])
    agrees = (
        jwk.get("use", "sig") == "sig"
        and isinstance(operations, list)
        and operation in operations
        and jwk.get("alg", _ALGORITHMS[kind][0]) in _ALGORITHMS[kind]
    )
    if not agrees:
        raise InvalidError(
            "key.not_for_signing",
            f"the key says by use, key_ops or alg that it is not meant to {operation}",
            hint="the issuer should publish a key for signatures",
            fault=Fault.ISSUER,
        )


def _text(jwk: JSONObject, member: str) -> str:
    value = jwk.get(member)
    if not isinstance(value, str):
        raise _malformed(f"it has no {member}")
    return value


def _octets(jwk: JSONObject, member: str, length: int | None = None) -> bytes:
    text = _text(jwk, member)
    try:
        data = b64url_decode(text)
    except InvalidError as e:
        raise _malformed(f"{member}: {e}") from None
    if length is not None and len(data) != length:
        raise _malformed(f"{member} has {len(data)} bytes and should have {length}")
    return data


def _number(jwk: JSONObject, member: str) -> int:
    """Base64urlUInt (RFC 7518, section 2): big-endian, without leading zero bytes."""
    data = _octets(jwk, member)
    if not data or data[0] == 0:
        raise _malformed(f"{member} is empty or starts with a zero byte")
    return int.from_bytes(data, "big")


def _number_text(n: int) -> str:
    return b64url_encode(n.to_bytes((n.bit_length() + 7) // 8, "big"))


def _malformed(why: str) -> InvalidError:
    return InvalidError("key.malformed", f"the JSON Web Key is malformed: {why}")


def _unsupported(what: str) -> UndeterminedError:
    return UndeterminedError(
        "key.unsupported",
        f"the JSON Web Key is for {what[:40]}, which this version cannot use",
        hint="ask for the record signed with an Ed25519, P-256 or P-384 key",
        fault=Fault.LERWAY,
    )
