"""Public and private keys: Ed25519, P-256, P-384, and RSA to verify only.

Spellings: Multikey and JsonWebKey (Controlled Identifiers 1.0, sections 2.2.2 and
2.2.3), JWK thumbprints (RFC 7638), PEM (RFC 7468) for the keys of Open Badges 2.0.
A key that exists as a value was checked: it has the right length, lies on its
curve, and is not weak.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from lerway.kernel.encoding import b64url_encode
from lerway.kernel.errors import Fault, InvalidError, MisuseError, UndeterminedError
from lerway.standards.cid import ed25519, jwk, multikey, rsa, weierstrass
from lerway.standards.cid.key_type import KeyType

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

    from lerway.kernel.strict_json import JSONObject

__all__ = ["KeyType", "PrivateKey", "PublicKey"]

_MAX_PEM: Final = 16_384


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that verifies signatures.

    Attributes:
        type: its kind.
        raw: Ed25519: 32 bytes; P-256 and P-384: the compressed point (33 or 49
            bytes); RSA: SubjectPublicKeyInfo in DER.

    Raises:
        InvalidError: `key.malformed`, `key.weak`, `key.rsa_size`.
    """

    type: KeyType
    raw: bytes

    def __post_init__(self) -> None:
        """Refuse bytes that are no key of this type."""
        if self.type is KeyType.ED25519:
            _check_ed25519(self.raw)
        elif self.type is KeyType.RSA:
            rsa.check_rsa(self.raw)
        else:
            weierstrass.check_point(self.type, self.raw)

    @classmethod
    def from_multikey(cls, text: str) -> PublicKey:
        """Return the key that a `publicKeyMultibase` spells (CID 1.0, section 2.2.2).

        Raises:
            InvalidError: `key.malformed`, `key.weak`, `key.private_material`.
            UndeterminedError: `key.unsupported`.
        """
        return cls(*multikey.decode_public(text))

    @classmethod
    def from_jwk(cls, value: JSONObject) -> PublicKey:
        """Return the key that a public JSON Web Key spells (CID 1.0, section 2.2.3).

        Raises:
            InvalidError: `key.malformed`, `key.weak`, `key.rsa_size`,
                `key.private_material`, `key.not_for_signing`.
            UndeterminedError: `key.unsupported`.
        """
        return cls(*jwk.from_public_jwk(value))

    @classmethod
    def from_pem(cls, text: str) -> PublicKey:
        """Return the key in PEM text (RFC 7468, section 13), as Open Badges 2.0 writes it.

        Raises:
            InvalidError: `key.malformed`, `key.weak`, `key.rsa_size`, `key.private_material`.
            UndeterminedError: `key.unsupported`.
        """
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.serialization import load_pem_public_key

        if "PRIVATE KEY" in text:
            raise InvalidError(
                "key.private_material",
                "the key document gives away a private key",
                hint="treat this key as stolen: revoke it and make a new one",
                fault=Fault.ISSUER,
            )
        if len(text) > _MAX_PEM:
            raise InvalidError("key.malformed", "the PEM text is too long for a key")
        try:
            with warnings.catch_warnings(action="ignore"):  # on keys that we refuse just below
                loaded = load_pem_public_key(text.encode(errors="replace"))
        except (ValueError, UnsupportedAlgorithm):
            raise InvalidError("key.malformed", "the text is not a public key in PEM") from None
        return cls(*_of_loaded(loaded))

    def to_multikey(self) -> str:
        """Return the key as `publicKeyMultibase`.

        Raises:
            MisuseError: `key.no_multikey` for RSA, for which the standard has none.
        """
        if self.type is KeyType.RSA:
            raise MisuseError("key.no_multikey", "an RSA key has no Multikey", hint="use a JWK")
        return multikey.encode_public(self.type, self.raw)

    def to_jwk(self) -> JSONObject:
        """Return the key as a public JSON Web Key with its required members only."""
        return jwk.public_jwk(self.type, self.raw)

    def thumbprint(self) -> str:
        """Return the SHA-256 JWK thumbprint (RFC 7638), unpadded base64url."""
        return jwk.thumbprint(self.type, self.raw)

    def verify(self, signature: bytes, message: bytes, *, hash_name: str | None = None) -> bool:
        """Return whether `signature` is one of `message` by this key.

        Args:
            signature: Ed25519: 64 bytes; ECDSA: `r || s` of 64 or 96 bytes; RSA:
                PKCS #1 v1.5 with SHA-256.
            message: what was signed, not hashed.
            hash_name: for ECDSA only, `sha256` or `sha384`; else as the curve asks.
        """
        if self.type is KeyType.ED25519:
            return ed25519.verify(self.raw, signature, message)
        if self.type is KeyType.RSA:
            return rsa.verify(self.raw, signature, message)
        return weierstrass.verify(self.type, self.raw, signature, message, hash_name)


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A key that makes signatures. Its `repr` does not show the secret.

    Attributes:
        type: its kind; never RSA.
        secret: Ed25519: the 32-byte seed; P-256 and P-384: the number, 32 or 48 bytes.
        public: the public key that belongs to it.

    Raises:
        InvalidError: `key.malformed`.
        MisuseError: `key.read_only` for RSA.
    """

    type: KeyType
    secret: bytes = field(repr=False)
    public: PublicKey = field(init=False, compare=False)
    _sign: Callable[[bytes], bytes] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Refuse bytes that are no secret of this type, and derive the public key."""
        if self.type is KeyType.RSA:
            raise MisuseError("key.read_only", "RSA signatures are read and never made")
        if self.type is KeyType.ED25519:
            if len(self.secret) != ed25519.KEY_LENGTH:
                raise InvalidError("key.malformed", "an Ed25519 private key has 32 bytes")
            raw = ed25519.public_of(self.secret)
        else:
            weierstrass.check_secret(self.type, self.secret)
            raw = weierstrass.point_of(self.type, self.secret)
        object.__setattr__(self, "public", PublicKey(self.type, raw))
        object.__setattr__(self, "_sign", self._signer())

    @classmethod
    def generate(cls, kind: KeyType, entropy: Callable[[int], bytes]) -> PrivateKey:
        """Return a new key of `kind`.

        Args:
            kind: its type.
            entropy: gives as many random bytes as it is asked for (`os.urandom`).

        Raises:
            MisuseError: `key.read_only` for RSA.
        """
        if kind in weierstrass.CURVES:
            return cls(kind, weierstrass.draw_secret(kind, entropy))
        return cls(kind, entropy(ed25519.KEY_LENGTH))

    @classmethod
    def from_multikey(cls, text: str) -> PrivateKey:
        """Return the key that a `secretKeyMultibase` spells (CID 1.0, section 2.2.2).

        Raises:
            InvalidError: `key.malformed`.
        """
        return cls(*multikey.decode_secret(text))

    @classmethod
    def from_jwk(cls, value: JSONObject) -> PrivateKey:
        """Return the key that a private JSON Web Key spells.

        Raises:
            InvalidError: `key.malformed` (also if its halves do not belong
                together), `key.not_for_signing`.
            UndeterminedError: `key.unsupported`.
        """
        kind, secret, raw = jwk.from_secret_jwk(value)
        key = cls(kind, secret)
        if key.public.raw != raw:
            raise InvalidError(
                "key.malformed", "the public half of the key does not belong to its private half"
            )
        return key

    def to_secret_multikey(self) -> str:
        """Return the key as `secretKeyMultibase`: to be kept, never shown."""
        return multikey.encode_secret(self.type, self.secret)

    def to_jwk(self, *, private: bool = False) -> JSONObject:
        """Return the public JSON Web Key; with `private`, the secret in it too."""
        public = self.public.to_jwk()
        return {**public, "d": b64url_encode(self.secret)} if private else public

    def sign(self, message: bytes) -> bytes:
        """Return the signature of `message`: 64 bytes, or 96 for P-384."""
        return self._sign(message)

    def __reduce__(self) -> tuple[type[PrivateKey], tuple[KeyType, bytes]]:
        """Take the key to another process, which puts its signer together again."""
        return PrivateKey, (self.type, self.secret)

    def _signer(self) -> Callable[[bytes], bytes]:
        if self.type is KeyType.ED25519:
            return ed25519.signer(self.secret, self.public.raw)
        return partial(weierstrass.sign, self.type, self.secret)


def _check_ed25519(raw: bytes) -> None:
    if len(raw) != ed25519.KEY_LENGTH:
        raise InvalidError("key.malformed", f"an Ed25519 key has 32 bytes, this one has {len(raw)}")
    if not ed25519.acceptable_key(raw):
        raise InvalidError(
            "key.weak",
            "the Ed25519 key is of small order or spelled in a second way: anybody could"
            " make signatures for it",
            hint="do not rely on anything signed with this key",
        )


def _of_loaded(key: PublicKeyTypes) -> tuple[KeyType, bytes]:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric import rsa as rsa_keys
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    if isinstance(key, Ed25519PublicKey):
        return KeyType.ED25519, key.public_bytes_raw()
    if isinstance(key, rsa_keys.RSAPublicKey):
        return KeyType.RSA, key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in ("secp256r1", "secp384r1"):
        kind = KeyType.P256 if key.curve.name == "secp256r1" else KeyType.P384
        return kind, key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    raise UndeterminedError(
        "key.unsupported",
        "the key in the PEM text is of a kind that this version cannot use",
        hint="ask for the record signed with an Ed25519, P-256 or P-384 key",
        fault=Fault.LERWAY,
    )
