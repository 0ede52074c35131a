"""BLS Employment Projections, table 1.2: occupational projections and worker characteristics.

Employment and openings are published in thousands and come out in people. A dash says that
a figure is not available. Codes are those of the National Employment Matrix, which are
SOC 2018 and OEWS's combinations.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import InvalidError, UnreadableError
from lerway.kernel.source import Source
from lerway.standards.labour.model import NotStated, Outlook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lerway.standards.frameworks.files import Bundle, Row, Sheet

__all__ = ["read"]

_TABLE: Final = "Table 1.2"
_CODE: Final = re.compile(r"\d{2}-\d{4}")
_YEAR: Final = re.compile(r"Employment, (\d{4})")
_COLUMNS: Final = {
    "title": "National Employment Matrix title",
    "code": "National Employment Matrix code",
    "change": "Employment change, percent",
    "openings": "Occupational openings",
    "education": "Typical education needed for entry",
    "experience": "Work experience in a related occupation",
    "training": "Typical on-the-job training",
}
_DASHES: Final = ("—", "-", "\u2013", "")
_THOUSAND: Final = 1000


def read(bundle: Bundle) -> Iterator[Outlook]:
    """Yield the projections of table 1.2, groups of occupations too.

    Raises:
        UnreadableError: `labour.not_projections`.
        InvalidError: `labour.no_year`, `labour.not_a_figure`.
    """
    for sheet in bundle.sheets:
        if sheet.name.strip() == _TABLE:
            yield from _table(sheet)
            return
    raise UnreadableError(
        "labour.not_projections",
        f"none of these files has a sheet {_TABLE!r}",
        hint="take the occupation workbook of the Employment Projections as the BLS publishes it",
    )


def _table(sheet: Sheet) -> Iterator[Outlook]:
    at: dict[str, int] = {}
    years: list[tuple[int, int]] = []
    # The title of the table may stand above the header.
    header: tuple[str, ...] = sheet.header
    rows = iter(sheet.rows)
    while not any(_COLUMNS["code"] in cell for cell in header):
        following = next(rows, None)
        if following is None:
            raise UnreadableError(
                "labour.not_projections",
                f"{sheet.file}, sheet {sheet.name}: no column {_COLUMNS['code']!r}",
                hint="take the workbook as the BLS publishes it",
            )
        header = following[1]
    for i, cell in enumerate(header):
        at.update({key: i for key, words in _COLUMNS.items() if words in cell and key not in at})
        if found := _YEAR.fullmatch(cell.strip()):
            years.append((int(found[1]), i))
    if len(years) != 2:  # noqa: PLR2004 - the first and the last year
        raise InvalidError(
            "labour.no_year",
            f"{sheet.file}, sheet {sheet.name}: the columns do not say from which year to which",
            hint="keep the columns 'Employment, 2024' and 'Employment, 2034'",
        )
    for row in rows:
        if at["code"] < len(row[1]) and _CODE.fullmatch(row[1][at["code"]].strip()):
            yield _outlook(sheet, row, at, years)


def _outlook(sheet: Sheet, row: Row, at: dict[str, int], years: list[tuple[int, int]]) -> Outlook:
    number, cells = row
    place = f"{sheet.file}, sheet {sheet.name}, row {number}"
    (base, base_at), (target, target_at) = years

    def figure(i: int, times: float = 1) -> float | NotStated:
        text = cells[i].strip()
        if text in _DASHES:
            return NotStated("not available")
        try:
            return round(float(text.replace(",", "")) * times, 1)
        except ValueError:
            raise InvalidError(
                "labour.not_a_figure",
                f"{place}: {text[:40]!r} is neither a figure nor a dash",
                hint="take the workbook as the BLS publishes it",
            ) from None

    def words(key: str) -> str:
        text = cells[at[key]].strip() if key in at else ""
        return "" if text in _DASHES else text

    return Outlook(
        soc=cells[at["code"]].strip(),
        title=words("title"),
        base_year=base,
        target_year=target,
        employment=figure(base_at, _THOUSAND),
        projected=figure(target_at, _THOUSAND),
        change=figure(at["change"]),
        openings=figure(at["openings"], _THOUSAND),
        education=words("education"),
        experience=words("experience"),
        training=words("training"),
        source=Source(
            "Bureau of Labor Statistics",
            "Employment Projections, table 1.2",
            f"{base}-{target % 100:02}",
            "https://www.bls.gov/emp/",
            place,
        ),
    )
