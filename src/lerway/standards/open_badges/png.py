"""Baking into PNG: 1EdTech Open Badges 3.0, section 5.3.1, and Open Badges 2.0 Baking, section 3.1.

The badge stands in a text chunk (PNG, third edition, section 11.3.3): `iTXt` with
the keyword `openbadgecredential` for 3.0, with `openbadges` for 2.0. Older bakers
wrote `tEXt`, and some compress; both are read, with bounded inflation. Every
chunk's CRC is checked, and all other chunks are kept as they are.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, Final, NamedTuple

from lerway.kernel.errors import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lerway.kernel.limits import Limits

__all__ = ["SIGNATURE", "insert_text", "texts_of", "without_texts"]

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"

_TEXT_CHUNKS: Final = frozenset({b"iTXt", b"tEXt", b"zTXt"})
_CHUNK_TYPE: Final = re.compile(rb"[A-Za-z]{4}")
_HEADER_LENGTH: Final = 13
_MAX_CHUNKS: Final = 65_536
_MAX_LENGTH: Final = 2**31 - 1


class _Chunk(NamedTuple):
    kind: bytes
    data: bytes
    start: int
    end: int


def texts_of(png: bytes, keyword: str, limits: Limits) -> list[str]:
    """Return the texts of all text chunks with this keyword, in their order.

    Raises:
        UnreadableError: `image.png_malformed`, `image.png_crc`, and for a chunk
            with the keyword `image.text_malformed` and `image.bomb`.
    """
    texts: list[str] = []
    room = limits.inflated_text  # for all chunks together: there may be thousands
    for chunk in _chunks(png):
        if _keyword(chunk) == keyword.encode():
            texts.append(_text(chunk, room))
            room = max(0, room - len(texts[-1]))
    return texts


def insert_text(png: bytes, keyword: str, text: str) -> bytes:
    """Return `png` with an uncompressed `iTXt` chunk after its header.

    Raises:
        UnreadableError: `image.png_malformed`, `image.png_crc`.
    """
    header = next(_chunks(png))
    data = keyword.encode() + b"\0\0\0\0\0" + text.encode()
    crc = zlib.crc32(b"iTXt" + data)
    chunk = len(data).to_bytes(4, "big") + b"iTXt" + data + crc.to_bytes(4, "big")
    return png[: header.end] + chunk + png[header.end :]


def without_texts(png: bytes, keywords: frozenset[str]) -> bytes:
    """Return `png` without the text chunks that have one of these keywords.

    Raises:
        UnreadableError: `image.png_malformed`, `image.png_crc`.
    """
    names = {k.encode() for k in keywords}
    parts: list[bytes] = []
    kept = 0
    for chunk in _chunks(png):
        if _keyword(chunk) in names:
            parts.append(png[kept : chunk.start])
            kept = chunk.end
    return b"".join([*parts, png[kept:]])


def _chunks(png: bytes) -> Iterator[_Chunk]:
    """Yield the chunks up to IEND, each one complete and with the right CRC."""
    if not png.startswith(SIGNATURE):
        raise _malformed("the file does not start as a PNG does")
    at = len(SIGNATURE)
    for number in range(_MAX_CHUNKS):
        length = int.from_bytes(png[at : at + 4], "big")
        kind = png[at + 4 : at + 8]
        end = at + 12 + length
        if not _CHUNK_TYPE.fullmatch(kind) or length > _MAX_LENGTH or end > len(png):
            raise _malformed(f"chunk {number + 1} is cut off or has no proper type")
        if number == 0 and (kind != b"IHDR" or length != _HEADER_LENGTH):
            raise _malformed("the first chunk is not the header")
        crc = int.from_bytes(png[end - 4 : end], "big")
        if zlib.crc32(memoryview(png)[at + 4 : end - 4]) != crc:
            raise UnreadableError(
                "image.png_crc",
                f"chunk {number + 1} of the PNG is damaged: its CRC is wrong",
                hint="get the image again from where it came",
            )
        yield _Chunk(kind, png[at + 8 : end - 4], at, end)
        if kind == b"IEND":
            return
        at = end
    raise _malformed(f"it has more than {_MAX_CHUNKS:,} chunks")


def _keyword(chunk: _Chunk) -> bytes | None:
    if chunk.kind not in _TEXT_CHUNKS:
        return None
    return chunk.data[:80].partition(b"\0")[0]


def _text(chunk: _Chunk, room: int) -> str:
    _, separator, rest = chunk.data.partition(b"\0")
    if not separator:
        raise _text_malformed("it has no text")
    if chunk.kind == b"tEXt":
        return rest.decode("latin-1")
    if chunk.kind == b"zTXt":
        return _inflate(rest[:1], rest[1:], room).decode("latin-1")
    # iTXt: compression flag, compression method, language tag, translated keyword, text
    flag, method, tail = rest[:1], rest[1:2], rest[2:]
    parts = tail.split(b"\0", 2)
    if flag not in (b"\0", b"\1") or len(parts) != 3:  # noqa: PLR2004 - the three fields above
        raise _text_malformed("its iTXt fields are incomplete")
    raw = _inflate(method, parts[2], room) if flag == b"\1" else parts[2]
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise _text_malformed("its text is not UTF-8") from None


def _inflate(method: bytes, data: bytes, room: int) -> bytes:
    if method != b"\0":
        raise _text_malformed("it is compressed by an unknown method")
    inflater = zlib.decompressobj()
    try:
        text = inflater.decompress(data, room + 1)
    except zlib.error:
        raise _text_malformed("its compressed text is damaged") from None
    if len(text) > room:
        raise UnreadableError(
            "image.bomb", "the text chunks inflate to more bytes than a badge may have"
        )
    if not inflater.eof:
        raise _text_malformed("its compressed text is cut off")
    return text


def _malformed(why: str) -> UnreadableError:
    return UnreadableError("image.png_malformed", f"this PNG cannot be read: {why}")


def _text_malformed(why: str) -> UnreadableError:
    return UnreadableError("image.text_malformed", f"the baked text chunk cannot be read: {why}")
