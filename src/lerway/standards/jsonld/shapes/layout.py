"""Taking JSON texts of one shape apart without parsing them (RFC 8259, sections 2 and 7).

Who writes many documents of one shape writes them alike: white space, the order of
members and the spelling of everything that is constant are the same. A layout is such a
text without what stands in its slots. Another text fits if it has the same bytes between
its slots, and in each of them a text that JSON and N-Quads write as it is; then it spells
the document of the layout with other texts in the slots, and no member stands twice.
"""

from __future__ import annotations

import re
from operator import itemgetter
from struct import Struct
from typing import TYPE_CHECKING, Final, final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lerway.kernel.strict_json import JSON, JSONObject
    from lerway.standards.jsonld.shapes.skeleton import Path, Value

__all__ = ["Layout"]

_STRING: Final = re.compile(rb'"((?:[^"\\]|\\.)*+)"', re.DOTALL)
_MOST_LENGTHS: Final = 32
_FEWEST: Final = 2
"""So many slots an `itemgetter` returns a tuple for."""


@final
class Layout:
    """The layout of one text.

    Attributes:
        size: about how many bytes it takes.
        head: the bytes before the first slot.
    """

    def __init__(self, text: bytes, document: JSONObject, slots: Sequence[Path]) -> None:
        """Make the layout of `text`.

        Args:
            text: a JSON text in which no member stands twice.
            document: what it spells, with its members in the order of the text.
            slots: where the slots are, by number; each is a text.

        Raises:
            ValueError: a slot has an escape in it, or there are hardly any.
        """
        numbers = {path: number for number, path in enumerate(slots)}
        strings = list(_STRING.finditer(text))
        paths = list(_paths(document, ()))
        if len(strings) != len(paths) or len(slots) < _FEWEST:
            raise ValueError("not the text of this document, or nothing in it changes")
        pieces: list[bytes] = []
        order: list[int] = []
        end = 0
        for string, (path, value) in zip(strings, paths, strict=True):
            if path in numbers:
                if string[1] != value.encode():
                    raise ValueError("a slot is written with an escape")
                pieces.append(text[end : string.start(1)])
                order.append(numbers[path])
                end = string.end(1)
        if len(order) != len(slots):
            raise ValueError("a slot is no text")
        self.head = pieces[0]
        self._pieces = (*pieces, text[end:])
        self._lengths: dict[int, Struct] = {}
        places = sorted(range(len(order)), key=order.__getitem__)
        by_number: Callable[[list[str]], tuple[str, ...]] = itemgetter(*places)
        self._by_number = by_number
        self.size = 2 * len(text) + (200 + 88 * _MOST_LENGTHS) * len(order)

    def match(self, text: bytes) -> tuple[Value, ...] | None:
        """Return what stands in the slots of another text, or nothing if it does not fit."""
        found = self._cut_as_before(text) or self._cut(text)
        if found is None:
            return None
        try:
            texts = b'"'.join(found).decode()
        except UnicodeDecodeError:
            return None
        # Printable has no control character, and none of those that N-Quads escapes.
        if "\\" in texts or not texts.isprintable():
            return None
        separate = texts.split('"')
        return self._by_number(separate) if len(separate) == len(found) else None

    def _cut_as_before(self, text: bytes) -> Sequence[bytes] | None:
        """Return what is in the slots if they are as long as in a text that was as long."""
        lengths = self._lengths.get(len(text))
        if lengths is None:
            return None
        parts = lengths.unpack(text)
        return parts[1::2] if parts[::2] == self._pieces else None

    def _cut(self, text: bytes) -> Sequence[bytes] | None:
        found: list[bytes] = []
        end = 0
        *pieces, last = self._pieces
        for piece in pieces:
            if not text.startswith(piece, end):
                return None
            start = end + len(piece)
            end = text.find(b'"', start)
            if end < 0:
                return None
            found.append(text[start:end])
        if text[end:] != last:
            return None
        if len(self._lengths) >= _MOST_LENGTHS:
            self._lengths.clear()
        parts = (part for pair in zip(pieces, found, strict=True) for part in pair)
        self._lengths[len(text)] = Struct("".join(f"{len(part)}s" for part in (*parts, last)))
        return found


def _paths(value: JSON, path: Path) -> Iterator[tuple[Path | None, str]]:
    """Yield every string of a JSON text in its order: names of members without a path."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield None, key
            yield from _paths(item, (*path, key))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _paths(item, (*path, i))
    elif isinstance(value, str):
        yield path, value
