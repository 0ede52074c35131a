"""Identifiers and salts: unguessable, and the same again when a run is resumed.

UUIDs of RFC 9562 as `urn:uuid:` (RFC 9562 section 4): version 4 for what is drawn,
version 8 for what follows from content. Everything that one run draws comes from
one seed, by HMAC-SHA-256 (RFC 2104) over a purpose and the place in the roster.
"""

from __future__ import annotations

import hashlib
from typing import Final

__all__ = ["SEED_SIZE", "Draws", "content_urn", "random_urn", "seed_of"]

SEED_SIZE: Final = 32
_SALT_SIZE: Final = 16
_BLOCK: Final = 64
"""Bytes that SHA-256 takes at a time; RFC 2104 calls it B."""
_INNER: Final = bytes(n ^ 0x36 for n in range(256))
_OUTER: Final = bytes(n ^ 0x5C for n in range(256))
_RANDOM: Final = "4"
_CUSTOM: Final = "8"
_VARIANT: Final = dict(zip("0123456789abcdef", "89ab" * 4, strict=True))
"""RFC 9562 section 4.1: the two bits 10 before the other two of a digit."""


class Draws:
    """What one run draws; the same seed draws the same.

    Attributes:
        seed: whoever has it can work out every identifier and salt of the run.
    """

    def __init__(self, seed: bytes) -> None:
        """Make the draws of `seed`."""
        self.seed = seed
        # RFC 2104 section 4: what the key alone decides is hashed once.
        key = (hashlib.sha256(seed).digest() if len(seed) > _BLOCK else seed).ljust(_BLOCK, b"\0")
        self._inner = hashlib.sha256(key.translate(_INNER))
        self._outer = hashlib.sha256(key.translate(_OUTER))

    def draw(self, purpose: str, *place: object) -> bytes:
        """Return 32 bytes for `purpose` at `place` (a row, an achievement's number...)."""
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update("\0".join([purpose, *map(str, place)]).encode())
        outer.update(inner.digest())
        return outer.digest()

    def urn(self, purpose: str, *place: object) -> str:
        """Return a `urn:uuid:` of version 4."""
        return random_urn(self.draw(purpose, *place)[:16])

    def salt(self, *place: object) -> str:
        """Return a salt of 128 bits, in hexadecimal."""
        return self.draw("salt", *place)[:_SALT_SIZE].hex()


def seed_of(number: int) -> bytes:
    """Return the seed that a small number stands for; for tests and demonstrations."""
    return hashlib.sha256(b"lerway seed " + str(number).encode()).digest()


def random_urn(drawn: bytes) -> str:
    """Return the `urn:uuid:` of version 4 that 16 drawn bytes spell."""
    return _urn(drawn, _RANDOM)


def content_urn(*content: bytes) -> str:
    """Return the `urn:uuid:` of version 8 that stands for `content`."""
    digest = hashlib.sha256(b"\0".join(content)).digest()
    return _urn(digest[:16], _CUSTOM)


def _urn(raw: bytes, version: str) -> str:
    # RFC 9562 section 4.1 (variant) and 4.2 (version)
    h = raw.hex()
    return f"urn:uuid:{h[:8]}-{h[8:12]}-{version}{h[13:16]}-{_VARIANT[h[16]]}{h[17:20]}-{h[20:]}"
