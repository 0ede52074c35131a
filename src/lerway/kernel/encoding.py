"""Strict text encodings: base58btc, base64url, multibase, varint.

Sources: RFC 4648 section 5 (base64url); W3C Controlled Identifiers 1.0 section
2.4 (Multibase: `z` base58btc, `u` base64url without padding); unsigned varints
as multiformats uses them (little-endian base 128, minimal form only).

Every decoder refuses what its encoder would not have written, so that one value
has one spelling.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final

from lerway.kernel.errors import InvalidError

__all__ = [
    "b58decode",
    "b58encode",
    "b64url_decode",
    "b64url_encode",
    "multibase_decode",
    "varint_decode",
    "varint_encode",
]

ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_INDEX: Final = {c: i for i, c in enumerate(ALPHABET)}
_B64URL: Final = re.compile(r"[A-Za-z0-9_-]*\Z")
_MAX_B58: Final = 4096
_LOW_BITS: Final = 0x7F
_MORE: Final = 0x80


def b58encode(data: bytes) -> str:
    """Return base58btc text of `data`."""
    zeros = len(data) - len(data.lstrip(b"\0"))
    n = int.from_bytes(data, "big")
    out: list[str] = []
    while n:
        n, r = divmod(n, 58)
        out.append(ALPHABET[r])
    return "1" * zeros + "".join(reversed(out))


def b58decode(text: str) -> bytes:
    """Return the bytes of base58btc `text`.

    Raises:
        InvalidError: `encoding.base58` for a character outside the alphabet, or
            for text of more than 4,096 characters (decoding is quadratic).
    """
    if len(text) > _MAX_B58:
        raise InvalidError("encoding.base58", f"base58 text of {len(text)} characters is too long")
    n = 0
    try:
        for c in text:
            n = n * 58 + _INDEX[c]
    except KeyError:
        raise InvalidError(
            "encoding.base58", "the text has a character that base58 does not use"
        ) from None
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + n.to_bytes((n.bit_length() + 7) // 8, "big")


def b64url_encode(data: bytes) -> str:
    """Return base64url text of `data`, without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def b64url_decode(text: str) -> bytes:
    """Return the bytes of unpadded base64url `text`.

    Raises:
        InvalidError: `encoding.base64url` for padding, white space, a character
            outside the alphabet, an impossible length or stray low bits.
    """
    if not _B64URL.match(text) or len(text) % 4 == 1:
        raise InvalidError("encoding.base64url", "the text is not unpadded base64url")
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        raise InvalidError("encoding.base64url", "the text is not unpadded base64url") from None
    if len(text) % 4 and b64url_encode(data[-(len(data) % 3) :]) != text[-(len(text) % 4) :]:
        raise InvalidError("encoding.base64url", "the base64url text has stray bits at its end")
    return data


def multibase_decode(text: str, allowed: str = "zu") -> bytes:
    """Return the bytes of multibase `text` in one of the `allowed` bases.

    Raises:
        InvalidError: `encoding.multibase` for another base, else as the decoder.
    """
    base = text[:1]
    if not base or base not in allowed:
        raise InvalidError(
            "encoding.multibase",
            f"the text starts with {base!r}, expected one of {', '.join(allowed)}",
        )
    return b58decode(text[1:]) if base == "z" else b64url_decode(text[1:])


def varint_encode(n: int) -> bytes:
    """Return the unsigned varint of `n`."""
    out = bytearray()
    while n > _LOW_BITS:
        out.append(n & _LOW_BITS | _MORE)
        n >>= 7
    out.append(n)
    return bytes(out)


def varint_decode(data: bytes) -> tuple[int, bytes]:
    """Return the unsigned varint at the start of `data`, and the rest.

    Raises:
        InvalidError: `encoding.varint` if it is truncated, over 9 bytes or not minimal.
    """
    n = 0
    for i, b in enumerate(data[:9]):
        n |= (b & _LOW_BITS) << (7 * i)
        if b < _MORE:
            if i and not b:
                break
            return n, data[i + 1 :]
    raise InvalidError("encoding.varint", "the number prefix is truncated or not minimal")
