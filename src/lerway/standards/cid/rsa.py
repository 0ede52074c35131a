"""RSASSA-PKCS1-v1_5 with SHA-256, to verify and never to sign (RFC 8017, section 8.2.2).

Open Badges names RS256 as the algorithm that everybody reads, so it is read here.
Keys are kept as SubjectPublicKeyInfo in DER (RFC 5280, section 4.1.2.7), of 2,048
to 8,192 bits: below, they can be broken; above, they cost the verifier too much.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import Fault, InvalidError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric import rsa

__all__ = ["check_rsa", "rsa_key", "rsa_numbers", "verify"]

MIN_BITS: Final = 2048
MAX_BITS: Final = 8192
_MAX_EXPONENT: Final = 2**64


def rsa_key(n: int, e: int) -> bytes:
    """Return the SubjectPublicKeyInfo of modulus `n` and exponent `e`.

    Raises:
        InvalidError: `key.rsa_size`, `key.malformed`.
    """
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    _check_numbers(n, e)
    try:
        key = rsa.RSAPublicNumbers(e, n).public_key()
    except ValueError:
        raise _malformed() from None
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def rsa_numbers(der: bytes) -> tuple[int, int]:
    """Return the modulus and the exponent of a key; raises as `check_rsa`."""
    numbers = _load(der).public_numbers()
    return numbers.n, numbers.e


def check_rsa(der: bytes) -> None:
    """Refuse what is not the one DER spelling of an RSA key that we use.

    Raises:
        InvalidError: `key.rsa_size`, `key.malformed`.
    """
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    key = _load(der)
    numbers = key.public_numbers()
    _check_numbers(numbers.n, numbers.e)
    if key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) != der:
        raise _malformed()


def verify(der: bytes, signature: bytes, message: bytes) -> bool:
    """Return whether `signature` is one of `message` by the key."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    try:
        _load(der).verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def _check_numbers(n: int, e: int) -> None:
    if not MIN_BITS <= n.bit_length() <= MAX_BITS:
        raise InvalidError(
            "key.rsa_size",
            f"the RSA key has {n.bit_length():,} bits, it should have 2,048 to 8,192",
            hint="the issuer should sign with a current key",
            fault=Fault.ISSUER,
        )
    if not (n % 2 and e % 2 and 1 < e < _MAX_EXPONENT):
        raise _malformed()


@lru_cache(maxsize=64)
def _load(der: bytes) -> rsa.RSAPublicKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        key = load_der_public_key(der)
    except (ValueError, UnsupportedAlgorithm):
        raise _malformed() from None
    if not isinstance(key, rsa.RSAPublicKey):
        raise _malformed()
    return key


def _malformed() -> InvalidError:
    return InvalidError("key.malformed", "the key is not a well-formed RSA public key")
