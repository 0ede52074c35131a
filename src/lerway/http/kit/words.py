"""The words of the pages, in English and Spanish.

The language is the reader's: a switch (`?lang=es`), else `Accept-Language` (RFC 9110,
section 12.5.4), else English. The English sentence is the key of its translation;
each room keeps its translations in an `es.toml` beside its templates.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import resources
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

__all__ = ["Language", "Words", "negotiate", "phrase", "spanish_of"]


class Language(StrEnum):
    """A language that the pages speak."""

    ENGLISH = "en"
    SPANISH = "es"

    @property
    def own_name(self) -> str:
        """What its speakers call it."""
        return "English" if self is Language.ENGLISH else "Español"

    @property
    def other(self) -> Language:
        """The other one, for the switch."""
        return Language.SPANISH if self is Language.ENGLISH else Language.ENGLISH


_ENGLISH_MONTHS: Final = (
    "January,February,March,April,May,June,July,August,September,October,November,December"
)
_SPANISH_MONTHS: Final = (
    "enero,febrero,marzo,abril,mayo,junio,julio,agosto,septiembre,octubre,noviembre,diciembre"
)
_MONTHS: Final = {
    Language.ENGLISH: tuple(_ENGLISH_MONTHS.split(",")),
    Language.SPANISH: tuple(_SPANISH_MONTHS.split(",")),
}
_MOST_RANGES: Final = 50


def negotiate(accept: str, switch: str | None = None) -> Language:
    """Return the language to answer in.

    Args:
        accept: the value of `Accept-Language`; whatever is malformed in it is passed over.
        switch: what the reader chose, if anything.
    """
    if switch in set(Language):
        return Language(switch)
    best, weight = Language.ENGLISH, 0.0
    for item in accept.split(",")[:_MOST_RANGES]:
        tag, _, parameters = item.strip().partition(";")
        primary = tag.strip().partition("-")[0].lower()
        quality = _quality(parameters)
        if primary in set(Language) and quality > weight:
            best, weight = Language(primary), quality
    return best


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        quality = float(value)
    except ValueError:
        return 0.0
    return quality if 0 <= quality <= 1 else 0.0


def phrase(text: str) -> str:
    """Return `text`, which is said to a reader later: `words(text)` translates it.

    Marks a sentence that stands in a table, so that a test finds it untranslated.
    """
    return text


@dataclass(frozen=True, slots=True)
class Words:
    """Says things in one language.

    Attributes:
        language: which.
        table: English sentence to its translation.
    """

    language: Language = Language.ENGLISH
    table: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)

    def __call__(self, text: str, /, **values: object) -> str:
        """Return `text` in this language, with `values` in place of its `{names}`."""
        said = self.table.get(text, text)
        return said.format_map(values) if values else said

    def date(self, moment: datetime) -> str:
        """Return the day of `moment`, as its own offset counts it: `14 June 2026`."""
        month = _MONTHS[self.language][moment.month - 1]
        of = " de " if self.language is Language.SPANISH else " "
        return f"{moment.day}{of}{month}{of}{moment.year}"

    def moment(self, moment: datetime) -> str:
        """Return the day and minute of `moment`, with the name of its offset."""
        at = "a las" if self.language is Language.SPANISH else "at"
        return f"{self.date(moment)} {at} {moment:%H:%M} {moment.tzname()}"

    def count(self, number: int, one: str, many: str) -> str:
        """Return `one` or `many`, with `{n}` as the number."""
        return self(one if number == 1 else many, n=f"{number:,}")


def spanish_of(rooms: Iterable[str]) -> dict[str, str]:
    """Return the translations of all `rooms` (package names)."""
    table: dict[str, str] = {}
    for room in rooms:
        file = resources.files(room).joinpath("es.toml")
        if file.is_file():
            table |= tomllib.loads(file.read_text("utf-8"))
    return table
