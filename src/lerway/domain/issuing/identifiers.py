"""Identifiers and salts: unguessable, and the same again when a run is resumed.

UUIDs of RFC 9562 as `urn:uuid:` (RFC 9562 section 4): version 4 for what is drawn,
version 8 for what follows from content. Everything that one run draws comes from
one seed, by HMAC-SHA-256 (RFC 2104) over a purpose and the place in the roster.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

__all__ = ["SEED_SIZE", "Draws", "content_urn", "random_urn", "seed_of"]

SEED_SIZE: Final = 32
_SALT_SIZE: Final = 16
_RANDOM: Final = 4
_CUSTOM: Final = 8


class Draws:
    """What one run draws; the same seed draws the same.

    Attributes:
        seed: whoever has it can work out every identifier and salt of the run.
    """

    def __init__(self, seed: bytes) -> None:
        """Make the draws of `seed`."""
        self.seed = seed

    def draw(self, purpose: str, *place: object) -> bytes:
        """Return 32 bytes for `purpose` at `place` (a row, an achievement's number...)."""
        text = "\0".join([purpose, *map(str, place)])
        return hmac.digest(self.seed, text.encode(), "sha256")

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


def _urn(raw: bytes, version: int) -> str:
    # RFC 9562 section 4.1 (variant) and 4.2 (version)
    n = int.from_bytes(raw, "big")
    n = n & ~(0xF << 76) | version << 76
    n = n & ~(0b11 << 62) | 0b10 << 62
    h = f"{n:032x}"
    return f"urn:uuid:{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}"
