"""The DoD Cyber Workforce Framework's reader, on the published tool and on broken ones."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from lerway.adapters.framework_files.opening import opened
from lerway.kernel.errors import LerwayError
from lerway.standards.frameworks import dcwf
from lerway.standards.frameworks.files import Bundle
from lerway.standards.frameworks.model import Item, Kind, Link, Relation
from tests.framework_files import sheet
from tests.shared_files import shared

XLSX = "DCWF_Work_Role_Tool_v5.1.xlsx"


@pytest.fixture(scope="module")
def parts():
    with opened(shared("data", "dcwf", XLSX)) as given:
        return list(dcwf.read(given.bundle))


@pytest.fixture(scope="module")
def items(parts):
    return {p.id: p for p in parts if isinstance(p, Item)}


def test_all_items_by_kind(parts, items):
    assert (parts[0].id, parts[0].version) == ("dcwf", "5.1")
    assert Counter(i.kind for i in items.values()) == {
        Kind.TASK: 1277,
        Kind.KNOWLEDGE: 863,
        Kind.SKILL: 458,
        Kind.ABILITY: 347,
        Kind.WORK_ROLE: 74,
        Kind.GROUP: 7,
    }


def test_core_is_required_and_additional_is_optional(parts):
    links = Counter(p.link for p in parts if isinstance(p, Relation))
    assert links == {Link.REQUIRES: 4669, Link.OPTIONAL: 1977, Link.BROADER: 74, Link.CLOSE: 39}


def test_a_role_with_its_element_and_the_nice_role_that_it_comes_from(parts, items):
    role = items["IT-411"]
    assert (role.code, role.words.label) == ("411", "Technical Support Specialist")
    of_role = {
        (p.link, p.target) for p in parts if isinstance(p, Relation) and p.source == "IT-411"
    }
    assert (Link.BROADER, "IT") in of_role
    assert (Link.CLOSE, "IO-WRL-007") in of_role


def test_every_cell_of_the_master_list_and_of_the_role_sheets_is_there_again(parts, items):
    with opened(shared("data", "dcwf", XLSX)) as given:
        sheets = {s.name: [c for _, c in s.rows] for s in given.bundle.sheets}
    for cells in sheets["Master Task & KSA List"]:
        if not cells[0]:
            continue
        kept = items[cells[0]].kept
        again = [""] * len(cells)
        again[0], again[3] = cells[0], kept["Task/KSA"]
        again[4] = kept.get("text", items[cells[0]].words.label)
        for column, text in kept.get("cells", {}).items():
            again[int(column)] = text
        assert tuple(again) == cells
    needs = Counter(
        (p.source, p.target, p.kept.get("Core (C) Or Additional(A)", ""))
        for p in parts
        if isinstance(p, Relation) and p.link in {Link.REQUIRES, Link.OPTIONAL}
    )
    listed = Counter()
    for name, rows in sheets.items():
        if found := re.match(r"\((\w\w-\w+)\) ", name):
            begun = False
            for cells in rows:
                if begun and cells[0]:
                    listed[found[1], cells[0], cells[3]] += 1
                begun = begun or cells[0] == "DCWF #"
    assert needs == listed
    assert set(parts[0].kept["sheets"]) == {"Info Sheet", "Change Log", "Template"}


MASTER = sheet(
    "D.xlsx",
    ("DCWF #", "#", "A", "Task/KSA", "Description"),
    ("1", "1", "", "Task", "Do"),
    name="Master",
)
TITLES = ("", "Element", "", "Work Role", "DCWF Code", "NCWF ID", "Work Role Definition")
ROLES = sheet(
    "D.xlsx",
    ("",) * 7,
    TITLES,
    ("", "Things (TH)", "x", "Doer", "11", "", "Does"),
    name="DCWF Roles",
)
LOG = sheet(
    "D.xlsx",
    ("Previous Version:", "1.0"),
    ("Current Version:", "1.1 (as of 2026)"),
    name="Change Log",
)
NEEDS = sheet(
    "D.xlsx",
    ("DCWF Roles", "", "", ""),
    ("x", "", "Doer", ""),
    ("DCWF #", "Task/KSA", "", "Core (C) Or Additional(A)"),
    name="(TH-11) Doer",
)


@pytest.mark.parametrize(
    ("code", "sheets"),
    [
        ("frameworks.not_this_format", (ROLES, LOG)),
        ("frameworks.table_missing", (MASTER, LOG)),
        ("frameworks.version_unknown", (MASTER, ROLES)),
        (
            "frameworks.no_code",
            (
                MASTER,
                LOG,
                sheet(
                    "D.xlsx",
                    ("",) * 7,
                    TITLES,
                    ("", "Things (TH)", "x", "Doer", "", "", "Does"),
                    name="DCWF Roles",
                ),
            ),
        ),
        ("frameworks.no_code", (MASTER, LOG, ROLES, NEEDS)),
    ],
)
def test_a_tool_that_is_broken_is_told(code, sheets):
    with pytest.raises(LerwayError) as refused:
        list(dcwf.read(Bundle(sheets)))
    assert refused.value.code == code
    assert refused.value.problem.hint
