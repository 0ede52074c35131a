"""CTDL pathways: read, written, drawn."""

import json

import pytest
from defusedxml import ElementTree

from lerway.domain.pathways.drawing import pathway_svg
from lerway.kernel.errors import InvalidError, UnreadableError
from lerway.standards.ctdl import pathway
from lerway.standards.ctdl.pathway import Component, Pathway

WAY = Pathway(
    "https://r.example/p",
    "To head nurse",
    (
        Component("https://r.example/a", "CourseComponent", "Budgets <1>"),
        Component(
            "https://r.example/b",
            "CourseComponent",
            "Staffing",
            preceded_by=("https://r.example/a",),
        ),
        Component(
            "https://r.example/j",
            "JobComponent",
            "Head nurse",
            preceded_by=("https://r.example/b",),
        ),
    ),
    ctid="ce-00000000-0000-0000-0000-000000000000",
    description="Two courses",
    destinations=("https://r.example/j",),
    kept={"ceterms:ownedBy": ["https://r.example/o"]},
)


def test_what_is_written_is_read_again():
    again = pathway.read(pathway.write(WAY))
    assert (again.id, again.name, again.destinations, again.kept) == (
        WAY.id, WAY.name, WAY.destinations, WAY.kept)  # fmt: skip
    assert [(c.id, c.type, c.name, c.preceded_by) for c in again.components] == [
        (c.id, c.type, c.name, c.preceded_by) for c in WAY.components
    ]
    assert pathway.write(again) == pathway.write(pathway.read(pathway.write(again)))


def test_components_come_in_an_order_that_can_be_walked():
    document = json.loads(pathway.write(WAY))
    document["@graph"].reverse()
    again = pathway.read(json.dumps(document).encode())
    assert [c.name for c in again.components] == ["Budgets <1>", "Staffing", "Head nurse"]


def test_components_that_precede_each_other_are_named():
    document = json.loads(pathway.write(WAY))
    document["@graph"][1]["ceterms:precededBy"] = ["https://r.example/b"]
    with pytest.raises(InvalidError, match="precede each other: 'Budgets <1>'") as refused:
        pathway.read(json.dumps(document).encode())
    assert refused.value.code == "pathway.cycle"


def test_a_missing_component_and_no_pathway_are_named():
    document = json.loads(pathway.write(WAY))
    del document["@graph"][1]
    with pytest.raises(InvalidError) as refused:
        pathway.read(json.dumps(document).encode())
    assert refused.value.code == "pathway.missing_component"
    with pytest.raises(UnreadableError) as unread:
        pathway.read(b"{}")
    assert unread.value.code == "pathway.none"


def test_the_picture_is_a_list_for_who_listens():
    root = ElementTree.fromstring(pathway_svg(WAY))
    assert root.get("role") == "list"
    items = [g.get("aria-label") for g in root.iter() if g.get("role") == "listitem"]
    assert items == [
        "1. Budgets <1> (course)",
        "2. Staffing (course), after Budgets <1>",
        "3. Head nurse (job), after Staffing",
    ]
