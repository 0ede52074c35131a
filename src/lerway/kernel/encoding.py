"""Strict text encodings: base58btc, base64url, multibase, varint.

Sources: RFC 4648 section 5 (base64url); W3C Controlled Identifiers 1.0 section
2.4 (Multibase: `z` base58btc, `u` base64url without padding); unsigned varints
as multiformats uses them (little-endian base 128, minimal form only).

Every decoder refuses what its encoder would not have written, so that one value
has one spelling.
"""

from __future__ import annotations

import binascii
import struct
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from lerway.kernel.errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Sequence

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
_58_2: Final = 58**2
_58_4: Final = 58**4
_58_8: Final = 58**8
_58_24: Final = 58**24
_58_48: Final = 58**48
_SIGNATURE: Final = 64
_SHIFTS: Final = (72, 36, 18)
_RECIPROCALS: Final = (-(-(1 << 72) // _58_4), -(-(1 << 36) // _58_2), -(-(1 << 18) // 58))
_TO_TEXT: Final = ALPHABET.encode().ljust(256, b"?")
_NO_DIGIT: Final = b"\xff"
_TO_DIGITS: Final = bytes(max(ALPHABET.encode().find(c), -1) & 0xFF for c in range(256))
_MAX_B58: Final = 4096
_LOW_BITS: Final = 0x7F
_MORE: Final = 0x80


def b58encode(data: bytes) -> str:
    """Return base58btc text of `data`."""
    if len(data) == _SIGNATURE:
        return _b58encode_signature(data)
    n = int.from_bytes(data, "big")
    chunks: list[int] = []
    while n:
        # 24 digits at once first: the long division is what costs.
        n, three = divmod(n, _58_24)
        two, last = divmod(three, _58_8)
        first, middle = divmod(two, _58_8)
        chunks += (last, middle, first)
    chunks.reverse()
    digits = _digits(chunks).translate(_TO_TEXT).decode("ascii")
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "1" * zeros + digits.lstrip("1")


def _b58encode_signature(data: bytes) -> str:
    """Return what `b58encode` does for 64 bytes: 88 digits, halved until they are eight each."""
    high, low = divmod(int.from_bytes(data, "big"), _58_48)
    high, g = divmod(high, _58_24)
    i, low = divmod(low, _58_24)
    a, b = divmod(high, _58_8)
    g, e = divmod(g, _58_8)
    c, d = divmod(g, _58_8)
    i, h = divmod(i, _58_8)
    f, g = divmod(i, _58_8)
    low, k = divmod(low, _58_8)
    i, j = divmod(low, _58_8)
    digits = _digits((a, b, c, d, e, f, g, h, i, j, k)).translate(_TO_TEXT).decode("ascii")
    zeros = 0 if data[0] else _SIGNATURE - len(data.lstrip(b"\0"))
    return "1" * zeros + digits.lstrip("1")


def b58decode(text: str) -> bytes:
    """Return the bytes of base58btc `text`.

    Raises:
        InvalidError: `encoding.base58` for a character outside the alphabet, or
            for text of more than 4,096 characters (decoding is quadratic).
    """
    if len(text) > _MAX_B58:
        raise InvalidError("encoding.base58", f"base58 text of {len(text)} characters is too long")
    digits = text.encode("ascii", "replace").translate(_TO_DIGITS)
    if _NO_DIGIT in digits:
        raise InvalidError("encoding.base58", "the text has a character that base58 does not use")
    n = 0
    for chunk in _chunks(digits.rjust(-(-len(digits) // 8) * 8, b"\0")):
        n = n * _58_8 + chunk
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + n.to_bytes((n.bit_length() + 7) // 8, "big")


class _Lanes(NamedTuple):
    """Constants for numbers of eight digits side by side in one long number.

    `quotients` masks what a shifted product leaves in lanes of 128, 64 and 32 bits; `low`
    is the lower half of lanes of 16, 32 and 64 bits.
    """

    pack: struct.Struct
    unpack: struct.Struct
    quotients: tuple[int, int, int]
    low: tuple[int, int, int]


@lru_cache(maxsize=32)
def _lanes(count: int) -> _Lanes:
    def every(width: int, bits: int) -> int:
        lane = ((1 << bits) - 1).to_bytes(width // 8, "little")
        return int.from_bytes(lane * (count * 128 // width), "little")

    def half(width: int) -> int:
        lane = ((1 << width // 2) - 1).to_bytes(width // 8, "little")
        return int.from_bytes(lane * (count * 64 // width), "little")

    return _Lanes(
        struct.Struct("<" + "Q8x" * count),
        struct.Struct(f"<{count}Q"),
        (every(128, 128 - _SHIFTS[0]), every(64, 64 - _SHIFTS[1]), every(32, 32 - _SHIFTS[2])),
        (half(16), half(32), half(64)),
    )


def _digits(chunks: Sequence[int]) -> bytes:
    """Return the digits of numbers below 58^8, eight each, a byte each.

    All are divided at once: a product with the reciprocal, shifted, is the quotient, and
    no product is longer than its lane. `_SHIFTS` are long enough to make it exact:
    2^72 > 58^8 * 58^4, 2^36 > 58^4 * 58^2, 2^18 > 58^2 * 58.
    """
    lanes = _lanes(len(chunks))
    x = int.from_bytes(lanes.pack.pack(*chunks), "little")
    q = (x * _RECIPROCALS[0] >> _SHIFTS[0]) & lanes.quotients[0]
    x = q + ((x - q * _58_4) << 64)
    q = (x * _RECIPROCALS[1] >> _SHIFTS[1]) & lanes.quotients[1]
    x = q + ((x - q * _58_2) << 32)
    q = (x * _RECIPROCALS[2] >> _SHIFTS[2]) & lanes.quotients[2]
    x = q + ((x - q * 58) << 16)
    return x.to_bytes(len(chunks) * 16, "little")[::2]


def _chunks(digits: bytes) -> tuple[int, ...]:
    """Return the numbers below 58^8 that digits spell, eight each: the way back."""
    lanes = _lanes(len(digits) // 8)
    low = lanes.low
    x = int.from_bytes(digits, "little")
    x = (x & low[0]) * 58 + (x >> 8 & low[0])
    x = (x & low[1]) * _58_2 + (x >> 16 & low[1])
    x = (x & low[2]) * _58_4 + (x >> 32 & low[2])
    return lanes.unpack.unpack(x.to_bytes(len(digits), "little"))


def b64url_encode(data: bytes) -> str:
    """Return base64url text of `data`, without padding."""
    return _b64url(data).decode("ascii")


def _b64url(data: bytes) -> bytes:
    encoded = binascii.b2a_base64(data, newline=False).rstrip(b"=")
    return encoded.replace(b"+", b"-").replace(b"/", b"_")


def b64url_decode(text: str | bytes) -> bytes:
    """Return the bytes of unpadded base64url `text`.

    Raises:
        InvalidError: `encoding.base64url` for padding, white space, a character
            outside the alphabet, an impossible length or stray low bits.
    """
    if len(text) % 4 == 1 or not text.isascii():
        raise InvalidError("encoding.base64url", "the text is not unpadded base64url")
    raw = text if isinstance(text, bytes) else text.encode()
    if b"+" in raw or b"/" in raw or b"=" in raw:
        raise InvalidError("encoding.base64url", "the text is not unpadded base64url")
    padded = raw.replace(b"-", b"+").replace(b"_", b"/") + b"=" * (-len(raw) % 4)
    try:
        data = binascii.a2b_base64(padded, strict_mode=True)
    except (ValueError, binascii.Error):
        raise InvalidError("encoding.base64url", "the text is not unpadded base64url") from None
    if len(raw) % 4 and _b64url(data[-(len(data) % 3) :]) != raw[-(len(raw) % 4) :]:
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
