"""BLS Occupational Employment and Wage Statistics (OEWS), workbooks since May 2019.

BLS, "OEWS Field Descriptions": `*` says that a wage estimate is not available, `**` an
employment estimate; `#` a wage equal to or above a ceiling that the notes name. ANNUAL and
HOURLY say that only that kind of wage is published. National and by sector; state and
metropolitan files have the same columns.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import InvalidError, UnreadableError
from lerway.kernel.source import Source
from lerway.standards.frameworks.model import Remark
from lerway.standards.labour.model import PERCENTILES, Amount, AtLeast, NotStated, Per, Wage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lerway.standards.frameworks.files import Bundle, Row, Sheet

__all__ = ["read"]

_FIRST_YEAR: Final = 2019
"""The first survey that is coded by SOC 2018 (as a hybrid, until May 2021)."""
_NEEDED: Final = ("OCC_CODE", "OCC_TITLE", "TOT_EMP", "A_MEDIAN", "H_MEDIAN")
_SAID_YEAR: Final = re.compile(r"\bMay (\d{4})\b")
_NAMED_YEAR: Final = re.compile(r"M(\d{4})(?=\D|$)")
_CEILING: Final = re.compile(r"\$([\d,.]+) per hour or \$([\d,.]+) per year")
_NATION: Final = ("99", "U.S.")
_INDUSTRY: Final = ("000000", "Cross-industry")


def read(bundle: Bundle) -> Iterator[Wage | Remark]:
    """Yield the wages of every OEWS table in `bundle`, row by row.

    Raises:
        UnreadableError: `labour.not_oews`.
        InvalidError: `labour.no_year`, `labour.other_revision`, `labour.not_a_figure`.
    """
    tables = [s for s in bundle.sheets if set(_NEEDED) <= {c.strip().upper() for c in s.header}]
    if not tables:
        raise UnreadableError(
            "labour.not_oews",
            "none of these files has the columns " + ", ".join(_NEEDED),
            hint="take the workbook of the OEWS tables as the BLS publishes it",
        )
    notes = {
        s.file: " \n".join(["\t".join(s.header), *("\t".join(c) for _, c in s.rows)])
        for s in bundle.sheets
        if s not in tables and "field" in s.name.lower()
    }
    for sheet in tables:
        yield from _table(sheet, notes.get(sheet.file, ""), bundle.options)


def _table(sheet: Sheet, notes: str, options: Mapping[str, str]) -> Iterator[Wage | Remark]:
    year = _year(sheet, notes, options)
    if year < _FIRST_YEAR:
        raise InvalidError(
            "labour.other_revision",
            f"{sheet.file}: the wages of {year} are coded by SOC 2010, not by SOC 2018",
            hint=f"take a survey of May {_FIRST_YEAR} or later",
        )
    at = {title.strip().upper(): i for i, title in enumerate(sheet.header)}
    ceilings = _ceilings(notes)
    seen: set[tuple[str, str, str]] = set()
    for row in sheet.rows:
        if not row[1][at["OCC_CODE"]].strip():
            continue
        wage = _wage(sheet, row, at, year, ceilings)
        key = (wage.soc, wage.area_code, wage.industry_code)
        # An occupation that is published at one level only stands twice, as broad and detailed.
        if key not in seen:
            seen.add(key)
            yield wage
    if not ceilings:
        yield Remark(
            "labour.no_ceiling",
            "the file does not say what wage the mark # begins at: it is shown as not stated",
            sheet.file,
        )


def _year(sheet: Sheet, notes: str, options: Mapping[str, str]) -> int:
    named = _NAMED_YEAR.search(f"{sheet.file} {sheet.name}")
    for found in (_SAID_YEAR.search(notes), named):
        if found:
            return int(found[1])
    if (given := options.get("year", "")).isdecimal():
        return int(given)
    raise InvalidError(
        "labour.no_year",
        f"{sheet.file}: nothing says which year these wages are of",
        hint="keep the file's name (national_M2024_dl.xlsx) and its sheet of field"
        " descriptions, or say the year with --year",
    )


def _ceilings(notes: str) -> dict[Per, float]:
    found = _CEILING.search(notes)
    if not found:
        return {}
    hour, year = (float(x.replace(",", "").rstrip(".")) for x in found.groups())
    return {Per.HOUR: hour, Per.YEAR: year}


def _wage(
    sheet: Sheet, row: Row, at: Mapping[str, int], year: int, ceilings: Mapping[Per, float]
) -> Wage:
    number, cells = row
    place = f"{sheet.file}, sheet {sheet.name}, row {number}"

    def cell(title: str, otherwise: str = "") -> str:
        return cells[at[title]].strip() if title in at else otherwise

    per = Per.HOUR if cell("HOURLY").upper() == "TRUE" else Per.YEAR
    letter = "H" if per is Per.HOUR else "A"
    titles = {p: f"{letter}_MEDIAN" if p == PERCENTILES[2] else f"{letter}_PCT{p}" for p in (
        PERCENTILES
    )}  # fmt: skip
    employment = _figure(cell("TOT_EMP"), place, {})
    return Wage(
        soc=cell("OCC_CODE"),
        title=cell("OCC_TITLE"),
        area=cell("AREA_TITLE", _NATION[1]),
        area_code=cell("AREA", _NATION[0]).removesuffix(".0"),
        industry=cell("NAICS_TITLE", _INDUSTRY[1]),
        industry_code=cell("NAICS", _INDUSTRY[0]).removesuffix(".0"),
        per=per,
        percentiles={p: _amount(cell(t), place, per, ceilings) for p, t in titles.items()},
        mean=_amount(cell(f"{letter}_MEAN"), place, per, ceilings),
        employment=employment,
        year=year,
        source=Source(
            "Bureau of Labor Statistics",
            "Occupational Employment and Wage Statistics",
            f"May {year}",
            "https://www.bls.gov/oes/",
            place,
        ),
    )


def _amount(text: str, place: str, per: Per, ceilings: Mapping[Per, float]) -> Amount:
    if text == "#":
        top = ceilings.get(per)
        return AtLeast(top) if top else NotStated("above what is published")
    return _figure(text, place, {"*": "no estimate is available", "": "not published"})


def _figure(text: str, place: str, marks: Mapping[str, str]) -> float | NotStated:
    if text in marks:
        return NotStated(marks[text])
    if text in {"", "*", "**"}:
        return NotStated("no estimate is available")
    try:
        return float(text.replace(",", ""))
    except ValueError:
        raise InvalidError(
            "labour.not_a_figure",
            f"{place}: {text[:40]!r} is neither a figure nor one of the marks *, ** and #",
            hint="take the workbook as the BLS publishes it",
        ) from None
