"""What pure code asks for, and what it is given.

Pure code never fetches. It says what it needs (`Need`); the edge fetches and
gives an `Answer`: the bytes, or the reason why there are none.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["Answer", "Need", "NeedKind", "Supplied", "Unavailable"]


class NeedKind(StrEnum):
    """What a document is needed for."""

    CONTROLLER_DOCUMENT = "controller document"
    KEY = "key"
    STATUS_LIST = "status list"
    SCHEMA = "schema"
    RELATED_RESOURCE = "related resource"
    REFRESH = "refreshed credential"
    HOSTED_BADGE = "hosted badge"
    REVOCATION_LIST = "revocation list"


@dataclass(frozen=True, slots=True)
class Need:
    """A document that is needed, by its address.

    Attributes:
        kind: what for.
        url: an absolute URL; the edge fetches `https` only.
    """

    kind: NeedKind
    url: str

    def __hash__(self) -> int:
        """Two needs of one address are rare, and the hash of a text is kept with it."""
        return hash(self.url)


@dataclass(frozen=True, slots=True)
class Supplied:
    """The bytes that stand at a needed address.

    Attributes:
        body: the bytes as received.
        media_type: the media type without parameters, lower case, if known.
        retrieved: when the bytes were fetched (aware).
        kept: true if this is a kept copy and not the live document.
        url: the address that gave the bytes (after redirects).
    """

    body: bytes
    media_type: str | None
    retrieved: datetime
    kept: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Unavailable:
    """Why a needed document could not be had.

    Attributes:
        code: stable, dotted (`fetch.timeout`, `fetch.offline`, `fetch.private_address`).
        message: a plain sentence, lower case, no full stop.
    """

    code: str
    message: str


Answer = Supplied | Unavailable
