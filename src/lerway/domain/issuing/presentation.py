"""Presentations, and how much of the records behind them they disclose.

VC Data Model 2.0, section 4.13. A presentation that we make says its disclosure:
the original bytes (`whole`), what a selective suite derived from them (`derived`),
or what a node attests to have read in them (`attested`). Today we make whole ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from lerway.kernel.strict_json import dumps, parse_object
from lerway.standards.vcdm.enveloped import CREDENTIAL, envelope_url
from lerway.standards.vcdm.structure import V2_CONTEXT

if TYPE_CHECKING:
    from lerway.kernel.strict_json import JSONObject

__all__ = ["Disclosure", "Presentation", "member_bytes"]

_VC_JWT: Final = "application/vc+jwt"


class Disclosure(StrEnum):
    """How much of a record a presentation shows."""

    WHOLE = "whole"
    """the original bytes of each record"""
    DERIVED = "derived"
    """chosen fields, by a suite whose derived proof the issuer's signature covers"""
    ATTESTED = "attested"
    """chosen fields, which a node says were in a record that it judged"""


@dataclass(frozen=True, slots=True)
class Presentation:
    """A presentation and what it discloses.

    Attributes:
        document: the presentation as it is handed out.
        disclosure: how much of the records it shows.
    """

    document: bytes
    disclosure: Disclosure


def member_bytes(record: bytes | str | JSONObject) -> bytes:
    """Return a record as it stands in a presentation: JSON as received, a token enveloped.

    Raises:
        UnreadableError: as `strict_json.parse_object`.
    """
    if isinstance(record, dict):
        return dumps(record)
    raw = (record.encode() if isinstance(record, str) else record).strip()
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    if raw.startswith(b"{"):
        parse_object(raw)
        return raw
    return dumps(
        {
            "@context": V2_CONTEXT,
            "id": envelope_url(_VC_JWT, raw.decode("ascii", "replace")),
            "type": CREDENTIAL,
        }
    )
