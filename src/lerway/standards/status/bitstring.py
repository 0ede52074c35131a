"""The bits of a status list: W3C Bitstring Status List 1.0, sections 3.3, 3.4 and 7.1.

The list is GZIP (RFC 1952) in unpadded base64url with the multibase prefix `u`;
bit 0 is the leftmost bit of the first byte. StatusList2021 (its draft of 2023)
has no prefix, and its writers used either base64 alphabet, with padding or not.

Where a list is written, the GZIP header holds no time and no system: the same bits
give the same text, by the same library.
"""

from __future__ import annotations

import struct
import zlib
from typing import Final

from lerway.kernel.encoding import b64url_decode, b64url_encode
from lerway.kernel.errors import Fault, InvalidError, UnreadableError
from lerway.kernel.limits import DEFAULT_LIMITS, Limits

__all__ = ["MINIMUM_ENTRIES", "decode_list", "encode_list", "require_length", "value_at"]

MINIMUM_ENTRIES: Final = 131_072
"""Fewer entries would tell whose credential is asked for (section 2.2)."""

_GZIP_HEADER: Final = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
_GZIP: Final = 16 + zlib.MAX_WBITS
_TO_URL_ALPHABET: Final = str.maketrans("+/", "-_")


def decode_list(encoded: str, *, legacy: bool = False, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """Return the bits that an `encodedList` holds (section 3.4, bitstring expansion).

    Args:
        encoded: the value of `encodedList`.
        legacy: read it as StatusList2021 wrote it.
        limits: `status_list` caps the bytes that come out.

    Raises:
        InvalidError: `status.list_encoding`: not multibase base64url of one GZIP member.
        UnreadableError: `status.bomb`: more bytes than `limits.status_list`.
    """
    packed = _legacy_bytes(encoded) if legacy else _multibase_bytes(encoded)
    inflater = zlib.decompressobj(_GZIP)
    try:
        bits = inflater.decompress(packed, limits.status_list + 1)
    except zlib.error:
        raise _not_a_list("the status list is not GZIP") from None
    if len(bits) > limits.status_list:
        raise UnreadableError(
            "status.bomb",
            f"the status list unpacks to more than {limits.status_list:,} bytes",
            fault=Fault.ISSUER,
        )
    if not inflater.eof:
        raise _not_a_list("the status list is cut off")
    if inflater.unused_data:
        raise _not_a_list("the status list has bytes after its end")
    return bits


def encode_list(bits: bytes) -> str:
    """Return the `encodedList` of `bits` (section 3.3): `u`, base64url, GZIP without a time."""
    trailer = struct.pack("<II", zlib.crc32(bits), len(bits) & 0xFFFFFFFF)
    return "u" + b64url_encode(b"".join((_GZIP_HEADER, _deflated(bits), trailer)))


def _deflated(bits: bytes) -> bytes:
    """Return raw DEFLATE (RFC 1951) of `bits`.

    Level 1 of ISA-L takes 30 µs for a list of 131,072 and gives at most 1.7 times the size
    of zlib's level 9, which takes 5,000; zlib, where there is no ISA-L, takes 450 at 6.
    """
    try:
        from isal import isal_zlib
    except ImportError:  # pragma: no cover - not every platform has it
        return zlib.compress(bits, 6, -zlib.MAX_WBITS)
    return isal_zlib.compress(bits, 1, -zlib.MAX_WBITS)


def require_length(bits: bytes, size: int) -> None:
    """Refuse a list of too few entries of `size` bits (section 3.2, step 8).

    Raises:
        InvalidError: `status.list_too_short` (`STATUS_LIST_LENGTH_ERROR`).
    """
    entries = len(bits) * 8 // size
    if entries < MINIMUM_ENTRIES:
        raise InvalidError(
            "status.list_too_short",
            f"the status list has {entries:,} entries, and {MINIMUM_ENTRIES:,} are the least",
            hint="a short list gives away whose record is looked up; the issuer must publish more",
            fault=Fault.ISSUER,
        )


def value_at(bits: bytes, index: int, size: int = 1) -> int:
    """Return entry `index` of a list whose entries have `size` bits (section 3.2, step 9).

    Raises:
        InvalidError: `status.index_out_of_range` (`RANGE_ERROR`).
    """
    first = index * size
    end = first + size
    if index < 0 or size < 1 or end > len(bits) * 8:
        raise InvalidError(
            "status.index_out_of_range",
            f"the status list has no entry {index:,}",
            fault=Fault.ISSUER,
        )
    window = bits[first // 8 : (end + 7) // 8]
    return int.from_bytes(window, "big") >> (-end % 8) & ((1 << size) - 1)


def _multibase_bytes(encoded: str) -> bytes:
    if not encoded.startswith("u"):
        raise _not_a_list("the status list does not start with 'u', the sign of base64url")
    return _base64(encoded[1:])


def _legacy_bytes(encoded: str) -> bytes:
    # GZIP in base64 always starts with H4sI, so a leading `u` can only be a prefix.
    text = encoded[1:] if encoded.startswith("uH4sI") else encoded
    return _base64(text.rstrip("=").translate(_TO_URL_ALPHABET))


def _base64(text: str) -> bytes:
    try:
        return b64url_decode(text)
    except InvalidError:
        raise _not_a_list("the status list is not unpadded base64url") from None


def _not_a_list(message: str) -> InvalidError:
    return InvalidError(
        "status.list_encoding",
        message,
        hint="an encodedList is 'u', then unpadded base64url of GZIP",
        fault=Fault.ISSUER,
    )
