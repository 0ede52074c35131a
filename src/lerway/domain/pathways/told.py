"""Sentences that are told to a person: English, with what is needed to say them otherwise."""

from __future__ import annotations

from typing import Self

__all__ = ["Told"]


class Told(str):
    """An English sentence that knows its code and its values.

    It is a text as any other; pages in other languages look its code up, and put the values
    into their own sentence.

    Attributes:
        code: stable name of the sentence: `facts.no_wage`.
        values: what stands in its places.
    """

    __slots__ = ("code", "values")

    code: str
    values: dict[str, object]

    def __new__(cls, code: str, text: str, /, **values: object) -> Self:
        """Put `values` in place of the `{names}` of `text`."""
        made = super().__new__(cls, text.format(**values))
        made.code, made.values = code, values
        return made
