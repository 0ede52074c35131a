"""Where a figure is from: nothing is shown without it (house rule)."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Source"]


@dataclass(frozen=True, slots=True)
class Source:
    """Who published a figure or a fact, in what, and of when it is.

    Attributes:
        publisher: `Bureau of Labor Statistics`, or the provider of a course.
        title: of the publication or table: `OEWS`, `Employment Projections, table 1.2`.
        date: what time it speaks of or was published, as its owner writes it (`May 2024`,
            `2024-34`, `2026-11-20`); empty if the owner gives none, and then it is said so.
        address: where it is published, or empty.
        place: file, sheet and row that it was read from.
        sample: whether it is made up for trying out; always shown as such.
    """

    publisher: str
    title: str
    date: str = ""
    address: str = ""
    place: str = ""
    sample: bool = False

    def said(self) -> str:
        """Return it in words: `Bureau of Labor Statistics, OEWS, May 2024`."""
        words = ", ".join(w for w in (self.publisher, self.title) if w)
        dated = f"{words}, {self.date}" if self.date else f"{words}, no date given"
        return f"{dated} (sample, made up)" if self.sample else dated

    def to_json(self) -> dict[str, object]:
        """Return the JSON form; a date that is not given is null."""
        return {
            "publisher": self.publisher,
            "title": self.title,
            "date": self.date or None,
            "address": self.address or None,
            "sample": self.sample,
        }
