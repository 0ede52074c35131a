"""The NICE Framework's readers, on NIST's own files, and on files that are broken."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from lerway.adapters.framework_files.opening import opened
from lerway.kernel.errors import LerwayError
from lerway.standards.frameworks import nice
from lerway.standards.frameworks.files import Bundle, Document
from lerway.standards.frameworks.model import Framework, Item, Kind, Link, Relation, Remark
from tests.framework_files import sheet
from tests.shared_files import shared

CPRT = "cprt_SP_800_181_2_1_0.json"
XLSX = "NICE_Framework_Components_v2.1.0.xlsx"


def parts_of(*names):
    with opened(shared("data", "nice", *names)) as given:
        return list(nice.read(given.bundle))


def items_of(parts):
    return {p.id: p for p in parts if isinstance(p, Item)}


def relations_of(parts):
    return [p for p in parts if isinstance(p, Relation)]


def test_every_element_and_relationship_of_the_json_is_there_again():
    """Element by element: what was read can be written again."""
    data = json.loads(shared("data", "nice", CPRT).read_bytes())["response"]["elements"]
    parts = parts_of(CPRT)
    head = parts[0]
    assert isinstance(head, Framework)
    assert {m: head.kept[m] for m in ("documents", "relationship_types")} == {
        m: data[m] for m in ("documents", "relationship_types")
    }
    kinds = {
        k: t
        for t, k in {
            "work_role": Kind.WORK_ROLE,
            "task": Kind.TASK,
            "knowledge": Kind.KNOWLEDGE,
            "skill": Kind.SKILL,
        }.items()
    }
    elements, relationships = {}, set()
    for item in items_of(parts).values():
        kind = item.kept.get("element_type") or kinds[item.kind]
        titled = kind in {"work_role", "category", "competency_area"}
        words = (item.words.label, item.words.description) if titled else ("", item.words.label)
        elements[item.id] = (kind, *words)
        for mark in ("opm_code", "sort"):
            for said in item.kept.get(mark, []):
                one = said if isinstance(said, dict) else {"element_identifier": said}
                elements[one["element_identifier"]] = (
                    mark,
                    one.get("title", ""),
                    one.get("text", ""),
                )
                relationships.add((item.id, one["element_identifier"]))
    for r in relations_of(parts):
        relationships.add((r.target, r.source) if r.link is Link.BROADER else (r.source, r.target))
    assert elements == {
        e["element_identifier"]: (e["element_type"], e["title"], e["text"])
        for e in data["elements"]
    }
    assert relationships == {
        (r["source_element_identifier"], r["dest_element_identifier"])
        for r in data["relationships"]
    }


def test_the_workbook_gives_the_same_items_as_the_json():
    of_json, of_xlsx = parts_of(CPRT), parts_of(XLSX)
    ours, theirs = items_of(of_json), items_of(of_xlsx)
    assert of_json[0].version == of_xlsx[0].version == "2.1.0"
    assert of_json[0].id == of_xlsx[0].id == "nice"
    assert {i: x.kind for i, x in ours.items()} == {i: x.kind for i, x in theirs.items()}
    assert {i: x.kept.get("opm_code") for i, x in ours.items()} == {
        i: x.kept.get("opm_code") for i, x in theirs.items()
    }

    def plain(item):
        return " ".join(f"{item.words.label} {item.words.description}".replace("’", "'").split())

    other = {i for i in ours if plain(ours[i]) != plain(theirs[i])}
    # NIST spells six statements and one role otherwise in its two files.
    assert other == {"OG-WRL-003", "T1246", "K0176", "K0720", "K0844", "K0931", "K1103"}


def test_the_workbook_has_every_relation_of_the_json_and_those_of_its_alignments():
    def ends(parts):
        return {(r.source, r.link, r.target) for r in relations_of(parts)}

    of_json, of_xlsx = ends(parts_of(CPRT)), ends(parts_of(XLSX))
    assert of_json <= of_xlsx
    assert Counter(s[:1] if s[0] == "T" else s[:6] for s, _, _ in of_xlsx - of_json) == {
        "T": 1151,
        "NF-COM": 213,
    }
    assert ("T0067", Link.REQUIRES, "K1290") in of_xlsx


def test_a_folder_with_both_reads_the_json_and_says_so():
    parts = parts_of()
    assert [p.code for p in parts if isinstance(p, Remark)] == ["frameworks.left_aside"]
    assert len(items_of(parts)) == 2205


def small(**changes):
    content = {
        "documents": [
            {"doc_identifier": "SP_800_181_3", "name": "NICE", "version": "3", "website": ""}
        ],
        "elements": [
            {
                "element_type": "task",
                "element_identifier": "T1",
                "title": "",
                "text": "Do",
                "doc_identifier": "SP_800_181_3",
                "note": 1,
            },
            {"element_type": "opm_code", "element_identifier": "9", "title": "", "text": ""},
            {"element_type": "new", "element_identifier": "N", "title": "N", "text": ""},
        ],
        "relationships": [],
    } | changes
    return Bundle((), (Document("nice.json", json.dumps(content).encode()),), name="nice.json")


def test_what_nobody_refers_to_and_unknown_members_are_kept():
    parts = list(nice.read(small()))
    assert [e["element_identifier"] for e in parts[0].kept["elements"]] == ["9", "N"]
    assert items_of(parts)["T1"].kept == {"note": 1}


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("frameworks.member_missing", {"documents": []}),
        ("frameworks.member_missing", {"elements": [{"element_type": "task", "text": "x"}]}),
        (
            "frameworks.member_type",
            {"elements": [{"element_identifier": "x", "element_type": "task", "text": 4}]},
        ),
        ("frameworks.member_type", {"relationships": {}}),
    ],
)
def test_a_broken_member_is_told_with_its_place(code, changes):
    with pytest.raises(LerwayError) as refused:
        list(nice.read(small(**changes)))
    assert refused.value.code == code
    assert "nice.json" in refused.value.problem.message


def test_two_versions_in_one_folder_are_refused():
    bundle = Bundle((), (*small().documents, *small().documents))
    with pytest.raises(LerwayError) as refused:
        list(nice.read(bundle))
    assert refused.value.code == "frameworks.many_documents"


ROLES = ("Work Role", "Work Role Description", "Work Role ID", "OPM Code (Fed Use)")


def test_a_workbook_without_its_catalogue_is_told():
    bundle = Bundle(
        (sheet("N.xlsx", ROLES, ("R", "r", "OG-WRL-001", "1"), name="v2.0.0 Work Roles"),)
    )
    with pytest.raises(LerwayError) as refused:
        list(nice.read(bundle))
    assert refused.value.code == "frameworks.table_missing"


@pytest.mark.parametrize(
    ("code", "row", "name"),
    [
        ("frameworks.no_category", ("neither a role nor a category",), "v2.0.0 Work Roles"),
        ("frameworks.version_unknown", ("R", "r", "OG-WRL-001", "1"), "Work Roles"),
    ],
)
def test_a_workbook_that_is_broken_is_told(code, row, name):
    bundle = Bundle(
        (
            sheet("N.xlsx", ROLES, row, name=name),
            sheet("N.xlsx", ("TKS ID", "TKS Description"), ("T1", "Do"), name="TKS"),
            sheet(
                "N.xlsx",
                ("Competency Area Name", "Competency Area Description", "Competency Area ID"),
                name="C",
            ),
        )
    )
    with pytest.raises(LerwayError) as refused:
        list(nice.read(bundle))
    assert refused.value.code == code
    assert refused.value.problem.hint
