"""OEWS and Employment Projections: figures with their marks, year, area and source."""

import pytest

from lerway.kernel.errors import InvalidError, UnreadableError
from lerway.standards.frameworks.files import Bundle, Sheet
from lerway.standards.frameworks.model import Remark
from lerway.standards.labour import json_form, oews, projections
from lerway.standards.labour.model import AtLeast, NotStated, Per

HEADER = (
    *("AREA", "AREA_TITLE", "NAICS", "NAICS_TITLE", "OCC_CODE", "OCC_TITLE", "TOT_EMP"),
    *("H_MEAN", "A_MEAN", "H_PCT10", "H_PCT25", "H_MEDIAN", "H_PCT75", "H_PCT90"),
    *("A_PCT10", "A_PCT25", "A_MEDIAN", "A_PCT75", "A_PCT90", "ANNUAL", "HOURLY"),
)
NURSES = (
    *("99", "U.S.", "000000", "Cross-industry", "29-1141", "Registered Nurses", "3282010"),
    *("47.32", "98430", "31.76", "37.79", "45", "51.9", "65.11"),
    *("66030", "78610", "93600", "107960", "135320", "", ""),
)
SURGEONS = (
    *("99", "U.S.", "000000", "Cross-industry", "29-1248", "Surgeons", "**"),
    *("*", "*", "*", "*", "#", "#", "#", "*", "239000", "#", "#", "#", "TRUE", ""),
)
ACTORS = (
    *("99", "U.S.", "000000", "Cross-industry", "27-2011", "Actors", "57000"),
    *("40", "", "11", "16", "23.33", "42", "90", "", "", "", "", "", "", "TRUE"),
)
NOTES = Sheet("national_M2024_dl.xlsx", "Field Descriptions", ("May 2024 OEWS Estimates",), [
    (2, ("#  = indicates a wage equal to or greater than $115.00 per hour or $239,200 per year",)),
])  # fmt: skip


def read(*rows, name="national_M2024_dl.xlsx", notes=NOTES, options=None):
    sheet = Sheet(name, "data", HEADER, list(enumerate(rows, 2)))
    sheets = (sheet, notes) if notes else (sheet,)
    return list(oews.read(Bundle(sheets, options=options or {})))


def test_a_wage_has_percentiles_area_year_and_source():
    (wage,) = read(NURSES)
    assert wage.median == 93600
    assert wage.percentiles[25] == 78610
    assert (wage.area, wage.year, wage.per) == ("U.S.", 2024, Per.YEAR)
    assert wage.source.said() == (
        "Bureau of Labor Statistics, Occupational Employment and Wage Statistics, May 2024"
    )
    assert wage.source.place == "national_M2024_dl.xlsx, sheet data, row 2"


def test_marks_are_told_and_never_figures():
    (wage,) = read(SURGEONS)
    assert wage.median == AtLeast(239200)
    assert wage.percentiles[10] == NotStated("no estimate is available")
    assert isinstance(wage.employment, NotStated)


def test_an_occupation_that_is_paid_by_the_hour_only_stays_so():
    (wage,) = read(ACTORS)
    assert (wage.per, wage.median) == (Per.HOUR, 23.33)


def test_without_the_notes_the_mark_has_no_figure_and_it_is_said():
    wage, remark = read(SURGEONS, notes=None)
    assert isinstance(wage.median, NotStated)
    assert isinstance(remark, Remark)


def test_a_wage_without_a_year_is_refused_and_the_year_can_be_said():
    with pytest.raises(InvalidError) as refused:
        read(NURSES, name="wages.xlsx", notes=None)
    assert refused.value.code == "labour.no_year"
    wage, _ = read(NURSES, name="wages.xlsx", notes=None, options={"year": "2023"})
    assert wage.year == 2023


def test_a_survey_of_another_soc_revision_is_refused():
    with pytest.raises(InvalidError) as refused:
        read(NURSES, name="national_M2017_dl.xlsx", notes=None)
    assert refused.value.code == "labour.other_revision"


def test_a_cell_that_is_neither_figure_nor_mark_is_refused_with_its_row():
    broken = (*NURSES[:16], "lots", *NURSES[17:])
    with pytest.raises(InvalidError, match="row 2: 'lots' is neither a figure") as refused:
        read(broken)
    assert refused.value.code == "labour.not_a_figure"


def test_other_tables_are_no_wages():
    with pytest.raises(UnreadableError) as refused:
        list(oews.read(Bundle((Sheet("a.csv", "a", ("x",), []),))))
    assert refused.value.code == "labour.not_oews"


PROJECTED = (
    *("2024 National Employment Matrix title", "2024 National Employment Matrix code"),
    *("Occupation type", "Employment, 2024", "Employment, 2034"),
    *("Employment change, percent, 2024-34", "Occupational openings, 2024-34 annual average"),
    *("Typical education needed for entry", "Work experience in a related occupation"),
    "Typical on-the-job training needed to attain competency in the occupation",
)
OUTLOOK = (
    *("  Registered nurses", "29-1141", "Line item", "3391.0", "3557.1", "4.9", "189.1"),
    *("Bachelor's degree", "None", "None"),
)


def projected(header=PROJECTED, row=OUTLOOK):
    rows = [(2, header), (3, row), (4, ("Footnotes:", *[""] * 9))]
    return list(projections.read(Bundle((Sheet("p.xlsx", "Table 1.2", ("Table 1.2",), rows),))))


def test_projections_come_out_in_people_with_their_years():
    (outlook,) = projected()
    assert (outlook.employment, outlook.projected) == (3_391_000, 3_557_100)
    assert (outlook.change, outlook.openings, outlook.base_year) == (4.9, 189_100, 2024)
    assert outlook.education == "Bachelor's degree"
    assert outlook.source.date == "2024-34"


def test_a_dash_is_not_available():
    (outlook,) = projected(row=(*OUTLOOK[:5], "—", *OUTLOOK[6:]))
    assert outlook.change == NotStated("not available")


def test_projections_without_years_or_with_words_for_figures_are_refused():
    with pytest.raises(InvalidError) as refused:
        projected(header=(*PROJECTED[:3], "Employment", *PROJECTED[4:]))
    assert refused.value.code == "labour.no_year"
    with pytest.raises(InvalidError) as refused:
        projected(row=(*OUTLOOK[:3], "many", *OUTLOOK[4:]))
    assert refused.value.code == "labour.not_a_figure"
    with pytest.raises(UnreadableError) as unread:
        list(projections.read(Bundle()))
    assert unread.value.code == "labour.not_projections"


def test_facts_are_kept_as_they_were_read():
    for wage in read(NURSES, SURGEONS, ACTORS):
        assert json_form.wage_of(json_form.wage_to(wage)) == wage
    (outlook,) = projected(row=(*OUTLOOK[:5], "—", *OUTLOOK[6:]))
    assert json_form.outlook_of(json_form.outlook_to(outlook)) == outlook
