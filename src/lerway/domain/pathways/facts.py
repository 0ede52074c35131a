"""What is known of an occupation's pay and future, and what is not (BLS; see `labour`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lerway.domain.pathways.told import Told
from lerway.kernel.errors import InvalidError
from lerway.standards.labour.model import AtLeast, NotStated, Per

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lerway.standards.labour.model import Amount, Outlook, Wage
    from lerway.standards.labour.soc import SocTable

__all__ = ["Difference", "Known", "LabourFacts", "difference", "money"]

NATION: Final = "99"
EVERY_INDUSTRY: Final = "000000"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one occupation.

    Attributes:
        wage: the latest for the area and industry asked for, or None.
        outlook: or None.
        notes: what to show beside them: that figures are of a wider occupation, or that
            there are none.
    """

    wage: Wage | None
    outlook: Outlook | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """How wages of two occupations differ.

    Attributes:
        median: of the second less that of the first, or why there is none.
        low: the second's 25th percentile less the first's median: little pay there.
        high: the second's 75th percentile less the first's median: good pay there.
        per: year or hour.
        sentence: in plain words, with both sources.
    """

    median: float | NotStated
    low: float | NotStated
    high: float | NotStated
    per: Per | None
    sentence: str


class LabourFacts:
    """Wages and projections, by SOC code."""

    def __init__(
        self,
        table: SocTable,
        wages: Iterable[Wage] = (),
        outlooks: Iterable[Outlook] = (),
        *,
        area: str = NATION,
    ) -> None:
        """Keep facts; of several years the latest counts.

        Args:
            table: SOC 2018.
            wages: of any area, industry and year.
            outlooks: projections.
            area: code of OEWS that is meant where none is named; 99 is the nation.
        """
        self._table = table
        self._area = area
        self._wages: dict[tuple[str, str, str], Wage] = {}
        for wage in wages:
            key = (wage.soc, wage.area_code, wage.industry_code)
            known = self._wages.get(key)
            if known is None or known.year < wage.year:
                self._wages[key] = wage
        self._outlooks: dict[str, Outlook] = {}
        for outlook in outlooks:
            known_outlook = self._outlooks.get(outlook.soc)
            if known_outlook is None or known_outlook.base_year < outlook.base_year:
                self._outlooks[outlook.soc] = outlook

    def check(self, code: str) -> None:
        """Return if `code` is one of SOC 2018, or of O*NET-SOC on top of it.

        Raises:
            InvalidError: `soc.not_a_code`, `soc.other_revision`, `soc.unknown_code`.
        """
        self._table.read(code)

    def of(self, code: str, *, area: str = "", industry: str = EVERY_INDUSTRY) -> Known:
        """Return what is known of an occupation.

        Args:
            code: SOC or O*NET-SOC; '' for a role without one.
            area: code of OEWS; '' is the one that these facts were made for.
            industry: NAICS code; 000000 is all.
        """
        if not code:
            words = "the framework gives no SOC code for this role, so no wage can be looked up"
            return Known(None, None, (Told("facts.no_code", words),))
        try:
            soc = self._table.read(code)
        except InvalidError as e:
            return Known(None, None, (Told(e.code, "{why}", why=e.problem.message, soc=code),))
        area = area or self._area
        notes: list[str] = []
        if soc.is_part:
            whole = f"{soc.soc}.{soc.detail}"
            notes.append(Told("facts.part", "{said}", said=soc.said(), part=whole, soc=soc.soc))
        wage: Wage | None = None
        outlook: Outlook | None = None
        for candidate, note in self._table.published_under(soc.soc):
            if wage is None and (found := self._wages.get((candidate, area, industry))):
                wage = found
                notes += _wider("wage", note, soc.soc, candidate)
            if outlook is None and (projected := self._outlooks.get(candidate)):
                outlook = projected
                notes += _wider("outlook", note, soc.soc, candidate)
        if wage is None:
            words = "no wage of {soc} was imported for this area and industry"
            notes.append(Told("facts.no_wage", words, soc=soc.soc))
        if outlook is None:
            words = "no projection of {soc} was imported"
            notes.append(Told("facts.no_outlook", words, soc=soc.soc))
        return Known(wage, outlook, tuple(notes))


def _wider(what: str, note: str, soc: str, candidate: str) -> list[str]:
    """Return the note on a figure that is published for a wider occupation."""
    if not note:
        return []
    return [Told(f"facts.wider_{what}", f"{what}: {{note}}", note=note, soc=soc, wider=candidate)]


def difference(here: Wage | None, there: Wage | None) -> Difference:
    """Return how much more `there` pays than `here`."""
    unknown = NotStated("one of the wages is not known")
    why = ""
    if here is None or there is None:
        why = "one of them is not known"
    elif here.per is not there.per:
        why = "one is published by the hour only, the other by the year only"
    if why or here is None or there is None:
        words = f"The wages cannot be compared: {why}."
        return Difference(unknown, unknown, unknown, None, words)
    low, median, high = (_less(there.percentiles[p], here.median) for p in (25, 50, 75))
    if isinstance(median, NotStated):
        words = f"The wages cannot be compared: {median.reason}."
        return Difference(median, low, high, there.per, words)
    word = "more" if median >= 0 else "less"
    sources = dict.fromkeys((here.source.said(), there.source.said()))
    spread = ""
    if not isinstance(low, NotStated) and not isinstance(high, NotStated):
        spread = (
            f"; the middle half there earns from {_signed(low)} to {_signed(high)}"
            " against the median here"
        )
    sentence = (
        f"{money(abs(median))} a {there.per.value} {word} at the median{spread}"
        f" ({'; '.join(sources)}, {there.area})."
    )
    return Difference(median, low, high, there.per, sentence)


def _less(there: Amount, here: Amount) -> float | NotStated:
    for amount in (there, here):
        if isinstance(amount, NotStated):
            return amount
        if isinstance(amount, AtLeast):
            return NotStated(f"only said to be {money(amount.floor)} or more")
    assert isinstance(there, float)  # noqa: S101 - the loop above
    assert isinstance(here, float)  # noqa: S101
    return there - here


def _signed(amount: float) -> str:
    return f"{money(abs(amount))} {'more' if amount >= 0 else 'less'}"


def money(amount: float) -> str:
    """Return US dollars in words: `$62,540`, `$17.66`."""
    return f"${amount:,.0f}" if amount == round(amount) else f"${amount:,.2f}"
