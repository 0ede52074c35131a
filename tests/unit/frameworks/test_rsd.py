"""Rich Skill Descriptors: OSMT's JSON and CSV in, JSON of v3 and CSV out."""

import csv
import io
import json

import pytest

from lerway.domain.skills.structure import Structure
from lerway.kernel.errors import LerwayError
from lerway.standards.frameworks.files import Bundle, Document
from lerway.standards.frameworks.model import Item
from lerway.standards.frameworks.rsd import read, recognises, write
from lerway.standards.frameworks.rsd.table import write as write_table
from tests.contract.frameworks import example
from tests.framework_files import sheet
from tests.shared_files import shared

SKILL = {
    "id": "https://osmt.example/s/1",
    "uuid": "u1",
    "skillName": "Milk cows",
    "skillStatement": "Milks.",
    "status": "published",
    "keywords": ["cow"],
    "acme": {"x": None},
}
COLLECTION = {
    "type": "RsdCollection",
    "id": "https://osmt.example/c/1",
    "name": "Farm",
    "updateDate": "2026-02-03T00:00:00Z",
    "creator": "Dairy College",
    "skills": [SKILL],
    "acme": 1,
}


def bundle(value: object, **options: str) -> Bundle:
    return Bundle((), (Document("skills.json", json.dumps(value).encode()),), options, "osmt.json")


def written(value: object) -> object:
    return json.loads(b"".join(write(read(bundle(value)))))


@pytest.mark.parametrize(
    "value", [[SKILL], COLLECTION, [{**SKILL, "id": None}]], ids=["list", "collection", "uuid"]
)
def test_what_was_read_is_written_again(value):
    assert written(value) == value


def test_a_skill_keeps_its_address_and_a_collection_its_date():
    head, skill = read(bundle(COLLECTION))
    assert (head.id, head.version, head.publisher) == (
        "https://osmt.example/c/1",
        "2026-02-03",
        "Dairy College",
    )
    assert (skill.id, skill.words.label, skill.words.description) == (
        "https://osmt.example/s/1",
        "Milk cows",
        "Milks.",
    )
    assert skill.kept["keywords"] == ["cow"]


@pytest.mark.parametrize(
    "name", ["osmt_v2_skills_get.json", "osmt_v3_skills_get.json", "osmt_v3_search_skills.json"]
)
def test_answers_of_osmt_are_written_again_whole(name):
    value = json.loads(shared(f"data/rsd/{name}").read_bytes())
    assert written(value) == value
    assert recognises(bundle(value))
    assert list(Structure().checked(read(bundle(value))))


@pytest.mark.parametrize(
    "header",
    [
        ("Canonical URL", "RSD Name", "Skill Statement", "Keywords"),
        ("Collection", "Skill Name", "Contextualized Skill Statement", "Keywords"),
    ],
)
def test_tables_of_osmt_are_read(header):
    table = sheet(
        "rsd.csv", header, ("https://osmt.example/s/1", "Milk cows", "Milks.", "cow; milk")
    )
    head, item = read(Bundle((table,), name="rsd-2.csv"))
    assert head.id == "rsd-2"
    assert item.kept["Keywords"] == "cow; milk"
    assert item.id == ("https://osmt.example/s/1" if header[0] == "Canonical URL" else "Milk cows")
    assert recognises(Bundle((table,)))


def test_a_table_comes_back_as_it_was():
    header = (
        "Canonical URL",
        "RSD Name",
        "Skill Statement",
        "Authors",
        "Keywords",
        "Alignment URL",
    )
    cells = (
        "https://osmt.example/s/1",
        "Milk cows",
        "Milks.",
        "Dairy College",
        "cow; milk",
        "https://a.example",
    )
    given = Bundle((sheet("rsd.csv", header, cells),))
    (row,) = csv.DictReader(io.StringIO(b"".join(write_table(read(given))).decode(), newline=""))
    assert {k: v for k, v in row.items() if v} == dict(zip(header, cells, strict=True))


def test_any_framework_has_its_skills_in_the_table():
    rows = list(csv.DictReader(io.StringIO(b"".join(write_table(example())).decode(), newline="")))
    assert [r["RSD Name"] for r in rows] == ["Milk cows", "Dairy law"]
    assert (rows[0]["Keywords"], rows[0]["Authors"]) == ("milking; to milk", "Dairy College")


@pytest.mark.parametrize(
    ("value", "code", "where"),
    [
        ([{**SKILL, "skillName": ""}], "frameworks.member_missing", "skills.json[0]: there is no skillName"),
        ([{**SKILL, "skillName": 7}], "frameworks.member_type", "skillName"),
        ([{"skillName": "x"}], "frameworks.member_missing", "uuid"),
        ({**COLLECTION, "skills": ["x"]}, "frameworks.member_type", "skills[0]"),
        ({**COLLECTION, "name": None}, "frameworks.member_missing", "name"),
        ([], "frameworks.not_this_format", "no skill"),
        ({**COLLECTION, "lerway": {"framework": {}, "relations": [{"link": "loves"}]}}, "frameworks.extension", "relations[0]"),
        ([SKILL, {**SKILL, "skillName": "Other"}], "frameworks.duplicate_id", "skills.json[1]"),
    ],
)  # fmt: skip
def test_wrong_files_are_refused_with_their_place(value, code, where):
    with pytest.raises(LerwayError) as caught:
        list(Structure().checked(read(bundle(value))))
    assert caught.value.code == code
    assert where in str(caught.value)
    assert caught.value.problem.hint


def test_what_is_no_skill_is_no_item():
    assert all(isinstance(p, Item) for p in list(read(bundle([SKILL])))[1:])
