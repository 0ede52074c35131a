"""Texts with slots: a document that is written again and again with other values.

No part of a standard. A *mark* stands in the document for each value that changes; the
text that is made of the marked document (JSON of RFC 8259, canonical JSON of RFC 8785,
canonical N-Quads) is cut at the marks once, and filled by generated code ever after.
Nothing of a document becomes code: the fixed parts are constants of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeAlias

from lerway.standards.jsonld.shapes.code import Code

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = ["Fill", "Marks", "Path", "Slot", "filler", "interleaved", "marked"]

Path = tuple["str | int", ...]
"""Members and places from the root of a document to a text."""
Slot = tuple[Path, str]
"""A path, and the scheme (`urn:`, `https://`...) of the IRI there; empty for a text."""
Fill: TypeAlias = "Callable[[Sequence[str]], str]"
"""From the value of each slot, as it is to stand there, to the whole."""

_FREE: Final = "lerway{}slot"


class Marks:
    """The marks of some slots: texts that occur nowhere else in the document."""

    def __init__(self, slots: Sequence[Slot], text: str) -> None:
        """Choose marks that do not occur in `text`."""
        n = 0
        while (stem := _FREE.format(n)) in text:
            n += 1
        self.texts = tuple(f"{scheme}{stem}{i}end" for i, (_, scheme) in enumerate(slots))
        self._places = {mark: i for i, mark in enumerate(self.texts)}
        # The longest first: `urn:lerway0slot1end` before a mark that it might end with.
        longest = sorted(self.texts, key=len, reverse=True)
        self._pattern = re.compile(f"({'|'.join(map(re.escape, longest))})")

    def place(self, text: str) -> int | None:
        """Return which slot `text` is the mark of; None if it is no mark."""
        return self._places.get(text)

    def within(self, text: str) -> bool:
        """Return whether there is a mark in `text`."""
        return self._pattern.search(text) is not None

    def cut(self, text: str) -> tuple[list[str], list[int]]:
        """Return the fixed parts of `text`, and the slots between them: one part more."""
        parts = self._pattern.split(text)
        return parts[::2], [self._places[m] for m in parts[1::2]]

    def fill(self, text: str) -> Fill:
        """Return what fills the slots of `text`."""
        return filler(*self.cut(text))


def filler(fixed: Sequence[str], places: Sequence[int]) -> Fill:
    """Return what puts values between `fixed` parts, each at its place.

    Args:
        fixed: the parts between slots, one more than `places`.
        places: which value stands behind each part.
    """
    code = Code()
    code.line(f"return {code.text(interleaved(fixed, places))}")
    return code.function("fill(v)")


def interleaved(fixed: Sequence[str], places: Sequence[int]) -> list[str | tuple[str]]:
    """Return parts and slots in turn, as `Code.text` takes them; `v` has the values."""
    out: list[str | tuple[str]] = [fixed[0]]
    for place, part in zip(places, fixed[1:], strict=True):
        out += ((f"v[{place}]",), part)
    return out


def marked(document: JSONObject, slots: Sequence[Slot], marks: Marks) -> JSONObject:
    """Return a copy of `document` with a mark at each slot.

    Raises:
        KeyError, IndexError, TypeError: there is no text at a path.
    """
    out = document
    for (path, _), mark in zip(slots, marks.texts, strict=True):
        out = {**out, str(path[0]): _replaced(out[str(path[0])], path[1:], mark)}
    return out


def _replaced(value: JSON, path: Path, mark: str) -> JSON:
    """Return a copy of `value` in which `mark` stands at `path`."""
    if not path:
        return mark
    step, rest = path[0], path[1:]
    if isinstance(value, list) and isinstance(step, int):
        return [*value[:step], _replaced(value[step], rest, mark), *value[step + 1 :]]
    if isinstance(value, dict) and isinstance(step, str):
        return {**value, step: _replaced(value[step], rest, mark)}
    raise TypeError(step)
