"""Deterministic identifiers for items that have no UUID (RFC 9562, section 5.5: version 5).

The name is the framework's id and the item's id, so that every export of every version
gives an item the same one.
"""

from __future__ import annotations

import re
from typing import Final
from uuid import NAMESPACE_URL, uuid5

__all__ = ["is_uuid", "is_web", "uuid_of"]

_UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def is_uuid(text: str) -> bool:
    """Whether `text` is a UUID in lower case, as CASE and CTDL want it."""
    return _UUID.fullmatch(text) is not None


def is_web(text: str) -> bool:
    """Whether `text` is an address on the web."""
    return text.startswith(("https://", "http://"))


def uuid_of(*names: str) -> str:
    """Return the UUID of an item: its own if the last name is one, else version 5.

    >>> uuid_of("nice", "S0006")
    '51baf3ca-a68c-570b-a7fc-f1d62d43d40f'
    """
    if is_uuid(names[-1]):
        return names[-1]
    space = NAMESPACE_URL
    for name in names[:-1]:
        space = uuid5(space, name)
    return str(uuid5(space, names[-1]))
