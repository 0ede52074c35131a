"""What occupations pay and how many there will be (house model).

Figures as BLS defines them in OEWS ("Field Descriptions") and Employment Projections
(table 1.2). Money is in US dollars, before taxes. What a file does not say is `NotStated`,
with the reason; it is never zero and never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lerway.kernel.source import Source

__all__ = [
    "PERCENTILES",
    "Amount",
    "AtLeast",
    "Fact",
    "NotStated",
    "Outlook",
    "Per",
    "Wage",
]


class Per(StrEnum):
    """What a wage is for."""

    YEAR = "year"
    HOUR = "hour"


@dataclass(frozen=True, slots=True)
class NotStated:
    """That there is no figure, and why."""

    reason: str = "not stated"


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A wage so high that only a floor is published (`#`)."""

    floor: float


Amount: TypeAlias = "float | AtLeast | NotStated"

PERCENTILES: Final = (10, 25, 50, 75, 90)


@dataclass(frozen=True, slots=True)
class Wage:
    """What one occupation pays in one area and industry at one time.

    Attributes:
        soc: code of the occupation, as published.
        title: of the occupation, as published.
        area: `U.S.`; area_code: `99`.
        industry: `Cross-industry`, or the title of the sector; industry_code: NAICS.
        per: year or hour; a year wherever annual wages are published.
        percentiles: 10, 25, 50 (the median), 75, 90: amounts in US dollars.
        mean: the average.
        employment: people, without the self-employed.
        year: that the wages are of (`2024`), always known.
        source: with the month (`May 2024`).
    """

    soc: str
    title: str
    area: str
    area_code: str
    industry: str
    industry_code: str
    per: Per
    percentiles: Mapping[int, Amount]
    mean: Amount
    employment: float | NotStated
    year: int
    source: Source

    @property
    def median(self) -> Amount:
        """The wage that half of the people are below."""
        return self.percentiles[50]


@dataclass(frozen=True, slots=True)
class Outlook:
    """How many there are and are expected to be.

    Attributes:
        soc: code of the occupation in the National Employment Matrix.
        title: as published.
        base_year: `2024`; target_year: `2034`.
        employment: people in the base year; projected: in the target year.
        change: in percent, over the whole time.
        openings: a year, on average, growth and replacement together.
        education: typical for entry, as published.
        experience: in a related occupation, likewise.
        training: on the job, likewise.
        source: the table and its time.
    """

    soc: str
    title: str
    base_year: int
    target_year: int
    employment: float | NotStated
    projected: float | NotStated
    change: float | NotStated
    openings: float | NotStated
    education: str
    experience: str
    training: str
    source: Source


Fact: TypeAlias = "Wage | Outlook"
