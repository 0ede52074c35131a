"""Identifiers of W3C Verifiable Credentials Data Model 2.0, section 4.4: one absolute URL each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeGuard

from lerway.kernel.watching import asked

if TYPE_CHECKING:
    from lerway.kernel.strict_json import JSON

__all__ = ["as_list", "is_url"]

_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`\x7f]+\Z")
_WEB: Final = re.compile(r"https?:(?!//[^/?#])", re.IGNORECASE)


@asked
def is_url(value: JSON) -> TypeGuard[str]:
    """Return whether `value` is the text of one absolute URL (a DID or URN is one)."""
    return isinstance(value, str) and bool(_URL.match(value)) and not _WEB.match(value)


def as_list(value: JSON) -> list[JSON]:
    """Return what JSON-LD calls a set as a list: nothing, one value, or an array."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
