"""ECDSA over P-256 and P-384 (FIPS 186-5, section 6; RFC 6979), keys as compressed points.

Points: SEC 1, sections 2.3.3 and 2.3.4, compressed form only. Signatures: `r || s`,
each as long as the curve's numbers (RFC 7518, section 3.4); DER is refused. An `s`
in the upper half is as good as its twin: neither JOSE nor Data Integrity forbids it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from lerway.kernel.errors import InvalidError, MisuseError
from lerway.standards.cid.key_type import KeyType

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.hashes import HashAlgorithm

__all__ = [
    "CURVES",
    "check_point",
    "check_secret",
    "compress",
    "coordinates",
    "draw_secret",
    "point_of",
    "sign",
    "verify",
]


class Curve(NamedTuple):
    """The numbers of a curve that this module needs (SP 800-186, section 3.2.1).

    Attributes:
        length: bytes of a coordinate and of r and s.
        order: order n of the base point.
        hash_name: the hash that JOSE and Data Integrity use with it.
    """

    length: int
    order: int
    hash_name: str


CURVES: Final = {
    KeyType.P256: Curve(
        32, 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551, "sha256"
    ),
    KeyType.P384: Curve(
        48,
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
        "sha384",
    ),
}


def check_point(kind: KeyType, raw: bytes) -> None:
    """Refuse what is not a compressed point of the curve.

    Raises:
        InvalidError: `key.malformed`.
    """
    if len(raw) != CURVES[kind].length + 1 or raw[0] not in (2, 3):
        raise InvalidError("key.malformed", "the key is not a compressed point of its curve")
    _public(kind, raw)


def compress(kind: KeyType, x: bytes, y: bytes) -> bytes:
    """Return the compressed point with these coordinates.

    Raises:
        InvalidError: `key.malformed` if it is not on the curve.
    """
    raw = bytes([2 + (y[-1] & 1)]) + x
    if coordinates(kind, raw)[1] != y:
        raise _off_curve()
    return raw


def coordinates(kind: KeyType, raw: bytes) -> tuple[bytes, bytes]:
    """Return x and y of a compressed point.

    Raises:
        InvalidError: `key.malformed` if it is not on the curve.
    """
    numbers = _public(kind, raw).public_numbers()
    length = CURVES[kind].length
    return numbers.x.to_bytes(length, "big"), numbers.y.to_bytes(length, "big")


def verify(
    kind: KeyType, raw: bytes, signature: bytes, message: bytes, hash_name: str | None = None
) -> bool:
    """Return whether `signature`, as `r || s`, is one of `message` by the key.

    Raises:
        InvalidError: `key.malformed` if the key is not on the curve.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    length = CURVES[kind].length
    if len(signature) != 2 * length:
        return False
    r = int.from_bytes(signature[:length], "big")
    s = int.from_bytes(signature[length:], "big")
    try:
        _public(kind, raw).verify(
            encode_dss_signature(r, s), message, ec.ECDSA(_hash(kind, hash_name))
        )
    except InvalidSignature:
        return False
    return True


def sign(kind: KeyType, secret: bytes, message: bytes) -> bytes:
    """Return a signature of `message` as `r || s`.

    The nonce is the one of RFC 6979 where OpenSSL can make it (3.2 and later),
    so that the same record gives the same signature; else it is random.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    private, digest = _private(kind, secret), _hash(kind, None)
    try:
        der = private.sign(message, ec.ECDSA(digest, deterministic_signing=True))
    except UnsupportedAlgorithm:  # pragma: no cover - depends on the OpenSSL at hand
        der = private.sign(message, ec.ECDSA(digest))
    r, s = decode_dss_signature(der)
    length = CURVES[kind].length
    return r.to_bytes(length, "big") + s.to_bytes(length, "big")


def draw_secret(kind: KeyType, entropy: Callable[[int], bytes]) -> bytes:
    """Return a new secret (FIPS 186-5, section A.2.1: 64 more bits, then modulo n - 1)."""
    curve = CURVES[kind]
    c = int.from_bytes(entropy(curve.length + 8), "big")
    return (c % (curve.order - 1) + 1).to_bytes(curve.length, "big")


def check_secret(kind: KeyType, secret: bytes) -> None:
    """Refuse a secret of the wrong length or outside 1 to n - 1.

    Raises:
        InvalidError: `key.malformed`.
    """
    curve = CURVES[kind]
    if len(secret) != curve.length or not 0 < int.from_bytes(secret, "big") < curve.order:
        raise InvalidError("key.malformed", "the private key is not a number of its curve")


def point_of(kind: KeyType, secret: bytes) -> bytes:
    """Return the compressed public point of a secret."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    public = _private(kind, secret).public_key()
    return public.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)


def _curve(kind: KeyType) -> ec.EllipticCurve:
    from cryptography.hazmat.primitives.asymmetric import ec

    return ec.SECP256R1() if kind is KeyType.P256 else ec.SECP384R1()


@lru_cache(maxsize=256)
def _public(kind: KeyType, raw: bytes) -> ec.EllipticCurvePublicKey:
    from cryptography.hazmat.primitives.asymmetric import ec

    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(_curve(kind), raw)
    except ValueError:
        raise _off_curve() from None


def _private(kind: KeyType, secret: bytes) -> ec.EllipticCurvePrivateKey:
    from cryptography.hazmat.primitives.asymmetric import ec

    return ec.derive_private_key(int.from_bytes(secret, "big"), _curve(kind))


def _hash(kind: KeyType, name: str | None) -> HashAlgorithm:
    from cryptography.hazmat.primitives import hashes

    name = name or CURVES[kind].hash_name
    if name == "sha256":
        return hashes.SHA256()
    if name == "sha384":
        return hashes.SHA384()
    raise MisuseError("key.hash", f"no signature is made over {name}", hint="use sha256 or sha384")


def _off_curve() -> InvalidError:
    return InvalidError("key.malformed", "the key is not a point of its curve")
