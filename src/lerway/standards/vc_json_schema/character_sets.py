"""Sets of characters, as far as patterns need them: ASCII one by one, the rest together.

A set is an integer: bit *n* stands for the character *n*, bit 128 for every other.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["EVERY", "NONE", "of_character", "of_class", "of_escape"]

_OTHER: Final = 128
NONE: Final = 0
EVERY: Final = (1 << _OTHER + 1) - 1

_CONTROLS: Final = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v", "b": "\b", "0": "\0"}
_CLASSES: Final = {
    "d": "0123456789",
    "s": " \t\n\r\f\v",
    "w": "0123456789_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
}
_ITEM: Final = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|.)|.", re.DOTALL)


def of_character(c: str) -> int:
    """Return the set of one character."""
    return 1 << min(ord(c), _OTHER)


def of_escape(text: str) -> int:
    r"""Return the set that an escape stands for: `\d`, `\.`, `\x41`."""
    name = text[1:]
    if name.lower() in _CLASSES:
        members = sum(of_character(c) for c in _CLASSES[name.lower()])
        return EVERY & ~members if name.isupper() else members
    return of_character(_single(text))


def of_class(text: str) -> int:
    r"""Return the set that a bracketed class stands for: `[^a-z\d]`."""
    negated = text.startswith("[^")
    items = [m.group() for m in _ITEM.finditer(text, 1 + negated, len(text) - 1)]
    members, i = NONE, 0
    while i < len(items):
        if items[i + 1 : i + 2] == ["-"] and i + 2 < len(items):
            first, last = (min(ord(_single(items[j])), _OTHER) for j in (i, i + 2))
            members |= sum(1 << n for n in range(first, last + 1))
            i += 3
            continue
        item = items[i]
        members |= of_escape(item) if len(item) > 1 else of_character(item)
        i += 1
    if not negated:
        return members
    # A class that names some of the other characters still leaves the rest of them.
    return EVERY & ~members | 1 << _OTHER


def _single(item: str) -> str:
    """Return the one character that an item spells."""
    if len(item) == 1:
        return item
    name = item[1:]
    if len(name) > 1:
        return chr(int(name[1:], 16))
    return _CONTROLS.get(name, name)
