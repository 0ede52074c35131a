"""Ed25519 signatures (RFC 8032, section 5.1), with one written rule for the edge cases.

RFC 8032 leaves some signatures open: made with keys of small order, or spelled
in a second way. Libraries differ on them. `acceptable` decides before any library
is asked, so that every backend gives the same answer (ADR 0004).
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "acceptable",
    "acceptable_key",
    "openssl_signer",
    "openssl_verifies",
    "public_of",
    "sign",
    "signer",
    "sodium_signer",
    "sodium_verifies",
    "verify",
]

KEY_LENGTH: Final = 32
SIGNATURE_LENGTH: Final = 64

P: Final = 2**255 - 19
"""The prime of the field (RFC 8032, section 5.1)."""
ORDER: Final = 2**252 + 27742317777372353535851937790883648493
"""The order L of the group that the base point generates."""
_Y: Final = 2**255 - 1
_Y8: Final = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826

SMALL_ORDER_Y: Final = frozenset({1, P - 1, 0, _Y8, P - _Y8})
"""The y coordinates of the eight points whose order divides 8.

In this order: the neutral point; the point of order 2; the two of order 4; the
four of order 8, whose y solve `d*y**4 + 2*y**2 - 1 = 0`.
"""


@lru_cache(1_024)
def acceptable_key(public: bytes) -> bool:
    """Return whether `public` is spelled canonically and is not of small order."""
    return len(public) == KEY_LENGTH and _acceptable_point(public)


def acceptable(public: bytes, signature: bytes) -> bool:
    """Return whether a signature may be tried at all. This is the one predicate.

    It holds if the key A has 32 bytes and the signature `R || s` has 64; if
    neither A nor R is a point of small order, nor spelled with y >= p; and if
    s < L (RFC 8032, section 5.1.7). What then counts is the equation without
    cofactor, `[s]B = R + [k]A`, with R compared byte for byte.
    """
    return (
        acceptable_key(public)
        and len(signature) == SIGNATURE_LENGTH
        and int.from_bytes(signature[32:], "little") < ORDER
        and _acceptable_point(signature[:32])
    )


def _acceptable_point(encoded: bytes) -> bool:
    y = int.from_bytes(encoded, "little") & _Y
    return y < P and y not in SMALL_ORDER_Y


def verify(public: bytes, signature: bytes, message: bytes) -> bool:
    """Return whether `signature` of `message` was made with the key of `public`.

    libsodium does the work where it is there (it is twice as fast), OpenSSL elsewhere.
    """
    if not acceptable(public, signature):
        return False
    try:
        return sodium_verifies(public, signature, message)
    except ImportError:  # pragma: no cover - PyNaCl is a dependency; not every platform has it
        return openssl_verifies(public, signature, message)


def sodium_verifies(public: bytes, signature: bytes, message: bytes) -> bool:
    """Return what libsodium says, without our predicate before it."""
    open_signed, bad_signature = _sodium()
    try:
        open_signed(signature + message, public)
    except bad_signature:
        return False
    return True


@cache
def _sodium() -> tuple[Callable[[bytes, bytes], bytes], type[Exception]]:
    from nacl.bindings import crypto_sign_open
    from nacl.exceptions import BadSignatureError

    return crypto_sign_open, BadSignatureError


def openssl_verifies(public: bytes, signature: bytes, message: bytes) -> bool:
    """Return what OpenSSL says, without our predicate before it."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def public_of(secret: bytes) -> bytes:
    """Return the public key of a 32-byte `secret` (RFC 8032, section 5.1.5)."""
    try:
        from nacl.bindings import crypto_sign_seed_keypair
    except ImportError:  # pragma: no cover - as in `verify`
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()
    return crypto_sign_seed_keypair(secret)[0]


def sign(secret: bytes, public: bytes, message: bytes) -> bytes:
    """Return the signature of `message` (RFC 8032, section 5.1.6); always the same one."""
    return signer(secret, public)(message)


def signer(secret: bytes, public: bytes) -> Callable[[bytes], bytes]:
    """Return what signs with a key that was put together once, for many messages.

    libsodium does the work where it is there, OpenSSL elsewhere; both give the same
    signature.

    Args:
        secret: the 32-byte seed.
        public: the public key that belongs to it, from `public_of`: with another one,
            signatures would give the secret away.
    """
    try:
        return sodium_signer(secret, public)
    except ImportError:  # pragma: no cover - as in `verify`
        return openssl_signer(secret)


def sodium_signer(secret: bytes, public: bytes) -> Callable[[bytes], bytes]:
    """Return what signs by libsodium."""
    from nacl.bindings import crypto_sign

    whole = secret + public

    def sign_with(message: bytes) -> bytes:
        return crypto_sign(message, whole)[:SIGNATURE_LENGTH]

    return sign_with


def openssl_signer(secret: bytes) -> Callable[[bytes], bytes]:
    """Return what signs by OpenSSL."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(secret).sign
