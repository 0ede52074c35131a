"""Multikey: keys as one string (Controlled Identifiers 1.0, section 2.2.2).

`z` + base58btc of a prefix, which names the kind of key, and the key. The
prefixes are unsigned varints from the multicodec registry. EC keys are compressed
points.
"""

from __future__ import annotations

from typing import Final

from lerway.kernel.encoding import b58encode, multibase_decode, varint_decode, varint_encode
from lerway.kernel.errors import Fault, InvalidError, UndeterminedError
from lerway.standards.cid.key_type import KeyType

__all__ = ["decode_public", "decode_secret", "encode_public", "encode_secret"]

_PUBLIC: Final = {0xED: KeyType.ED25519, 0x1200: KeyType.P256, 0x1201: KeyType.P384}
_SECRET: Final = {0x1300: KeyType.ED25519, 0x1306: KeyType.P256, 0x1307: KeyType.P384}
_PUBLIC_PREFIX: Final = {kind: varint_encode(code) for code, kind in _PUBLIC.items()}
_SECRET_PREFIX: Final = {kind: varint_encode(code) for code, kind in _SECRET.items()}
_SECRET_CODES: Final = frozenset({*_SECRET, 0x1301, 0x1302, 0x1303, 0x1304, 0x1305, 0x1308})
"""All private keys of the registry's table, the ones that we do not use too."""
_KNOWN: Final = {
    0xE7: "secp256k1",
    0xEA: "BLS12-381 G1",
    0xEB: "BLS12-381 G2",
    0xEC: "X25519",
    0xEE: "BLS12-381 G1 and G2",
    0x1202: "P-521",
    0x1203: "Ed448",
    0x1204: "X448",
    0x1205: "RSA",
    0x1206: "SM2",
}
_REGISTERED: Final = range(0x1200, 0x1300)
"""Where the registry has put its newer public keys, and may put more."""


def encode_public(kind: KeyType, raw: bytes) -> str:
    """Return the Multikey of a public key; `kind` is not RSA, which has none."""
    return "z" + b58encode(_PUBLIC_PREFIX[kind] + raw)


def encode_secret(kind: KeyType, secret: bytes) -> str:
    """Return the secret Multikey of a private key."""
    return "z" + b58encode(_SECRET_PREFIX[kind] + secret)


def decode_public(text: str) -> tuple[KeyType, bytes]:
    """Return the kind and the bytes of a public Multikey; the bytes are not judged.

    Raises:
        InvalidError: `key.malformed` if it is no Multikey, `key.private_material`
            if it is a secret one.
        UndeterminedError: `key.unsupported` for a kind of key that we do not use.
    """
    code, raw = _split(text)
    if code in _SECRET_CODES:
        raise InvalidError(
            "key.private_material",
            "a private key stands where a public key should",
            hint="treat this key as stolen: revoke it and make a new one",
            fault=Fault.ISSUER,
        )
    kind = _PUBLIC.get(code)
    if kind is not None:
        return kind, raw
    if code not in _KNOWN and code not in _REGISTERED:
        raise InvalidError("key.malformed", f"the Multikey has an unknown prefix (0x{code:x})")
    raise UndeterminedError(
        "key.unsupported",
        f"the key is of {_KNOWN.get(code, 'a newer kind')}, which this version cannot use",
        hint="ask for the record signed with an Ed25519, P-256 or P-384 key",
        fault=Fault.LERWAY,
    )


def decode_secret(text: str) -> tuple[KeyType, bytes]:
    """Return the kind and the bytes of a secret Multikey; the bytes are not judged.

    Raises:
        InvalidError: `key.malformed`.
    """
    code, raw = _split(text)
    kind = _SECRET.get(code)
    if kind is None:
        raise InvalidError(
            "key.malformed",
            "this is not a secret Multikey of Ed25519, P-256 or P-384",
            fault=Fault.CALLER,
        )
    return kind, raw


def _split(text: str) -> tuple[int, bytes]:
    try:
        return varint_decode(multibase_decode(text, "z"))
    except InvalidError as e:
        raise InvalidError("key.malformed", f"the Multikey is malformed: {e}") from None
