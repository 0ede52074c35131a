"""Catalogues of courses: CSV and CTDL; what is wrong is named, what is absent stays absent."""

import json
from datetime import date
from decimal import Decimal

import pytest

from lerway import bootstrap
from lerway.kernel.errors import InvalidError, UnreadableError
from lerway.standards.ctdl import catalogue_csv, learning
from lerway.standards.ctdl.json_form import course_of, course_to
from lerway.standards.ctdl.model import Course, CourseKind, Credit, Delivery, Money, SkillRef
from lerway.standards.frameworks.files import Bundle, Document, Sheet
from tests.shared_files import shared

ROW = {
    "id": "c1",
    "name": "Python",
    "provider": "College",
    "skills": "f/s1@0.5;urn:x:2",
    "prerequisites": "c0;c2|c3",
    "requires_skills": "f/s9",
    "cost": "1,250.50",
    "currency": "usd",
    "hours": "30",
    "weeks": "6",
    "delivery": "In-person",
    "starts": "2027-03-01;2027-01-11",
    "credit": "3",
    "credit_unit": "semester hours",
    "dated": "2026-11-20",
}


def read(*rows):
    header = tuple(ROW)
    cells = [(n, tuple(r.get(k, "") for k in header)) for n, r in enumerate(rows, 2)]
    return list(catalogue_csv.read(Bundle((Sheet("c.csv", "c", header, cells),))))


def test_a_row_is_a_course():
    (course,) = read(ROW)
    assert course.skills == (SkillRef("s1", "f", 0.5), SkillRef("urn:x:2"))
    assert course.prerequisites == (("c0",), ("c2", "c3"))
    assert course.cost == Money(Decimal("1250.50"), "USD")
    assert course.cost.said() == "$1,250.50"
    assert (course.hours, course.weeks, course.delivery) == (30, 6, Delivery.IN_PERSON)
    assert course.starts == (date(2027, 1, 11), date(2027, 3, 1))
    assert course.credit == Credit(3, "semester hours")
    assert course.source.said() == "College, course catalogue, 2026-11-20"
    assert course_of(course_to(course)) == course


def test_what_is_not_stated_stays_so():
    (course,) = read({"id": "c1", "name": "Python", "provider": "College"})
    assert course.cost is course.hours is course.weeks is course.credit is None
    assert course.delivery is Delivery.NOT_STATED
    assert course.source.said().endswith("no date given")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"currency": ""}, "course.no_currency"),
        ({"prerequisites": "c1"}, "course.requires_itself"),
        ({"name": ""}, "course.cell_empty"),
        ({"cost": "cheap"}, "course.not_a_number"),
        ({"hours": "-3"}, "course.not_a_number"),
        ({"skills": "f/s1@7"}, "course.not_a_number"),
        ({"starts": "in May"}, "course.not_a_date"),
        ({"delivery": "by pigeon"}, "course.unknown_word"),
    ],
)
def test_a_wrong_row_is_named_with_its_place(change, code):
    with pytest.raises(InvalidError) as refused:
        read(ROW | change)
    assert refused.value.code == code
    assert refused.value.problem.message.startswith("c.csv, row 2: ")
    assert refused.value.problem.hint


def test_an_id_stands_once():
    with pytest.raises(InvalidError) as refused:
        read(ROW, ROW)
    assert refused.value.code == "course.twice"


def test_a_table_without_the_columns_is_no_catalogue():
    with pytest.raises(UnreadableError) as refused:
        list(catalogue_csv.read(Bundle()))
    assert refused.value.code == "courses.not_a_catalogue"


CTDL = {
    "@id": "https://r.example/resources/ce-1",
    "@type": "ceterms:Course",
    "ceterms:ctid": "ce-1",
    "ceterms:name": {"en-US": "Python"},
    "ceterms:offeredBy": ["https://r.example/resources/ce-9"],
    "ceterms:teaches": [
        {"ceterms:targetNode": "urn:x:2", "ceterms:targetNodeName": {"en": "Script"}}
    ],
    "ceterms:requires": [
        {
            "ceterms:targetLearningOpportunity": ["https://r.example/resources/ce-0"],
            "ceterms:alternativeCondition": [
                {
                    "ceterms:targetLearningOpportunity": [
                        {"@id": "https://r.example/resources/ce-2"}
                    ]
                },
                {"ceterms:targetLearningOpportunity": [{"ceterms:ctid": "ce-3"}]},
            ],
        }
    ],
    "ceterms:estimatedCost": [
        {"ceterms:price": 100, "ceterms:currency": "USD"},
        {"ceterms:price": 25.5, "ceterms:currency": "US Dollar"},
    ],
    "ceterms:estimatedDuration": [{"ceterms:exactDuration": "P6W"}],
    "ceterms:deliveryType": [{"ceterms:targetNode": "deliveryType:OnlineOnly"}],
    "ceterms:keyword": ["python"],
}


def ctdl(*nodes):
    document = Document("c.json", json.dumps({"@graph": nodes}).encode())
    return list(learning.read(Bundle(documents=(document,))))


def test_a_ctdl_course_is_read_with_its_conditions():
    owner = {"@id": "https://r.example/resources/ce-9", "@type": "ceterms:CredentialOrganization",
             "ceterms:name": "College"}  # fmt: skip
    (course,) = ctdl(CTDL, owner)
    assert (course.id, course.name, course.provider) == ("ce-1", "Python", "College")
    assert course.skills == (SkillRef("urn:x:2", "", None, "Script"),)
    assert course.prerequisites == (("ce-0",), ("ce-2", "ce-3"))
    assert course.cost == Money(Decimal("125.5"), "USD")
    assert (course.weeks, course.hours, course.delivery) == (6, None, Delivery.ONLINE)
    assert course.kept == {"ceterms:keyword": ["python"]}


def test_a_ctdl_price_without_a_currency_is_named():
    wrong = CTDL | {"ceterms:estimatedCost": [{"ceterms:price": 100}]}
    course, remark = ctdl(wrong)
    assert course.cost is None
    assert remark.code == "course.no_currency"
    assert "a price of 100 without a currency" in remark.message


def test_a_ctdl_course_that_requires_itself_is_named():
    itself = [{"ceterms:targetLearningOpportunity": ["https://r.example/resources/ce-1"]}]
    with pytest.raises(InvalidError) as refused:
        ctdl(CTDL | {"ceterms:requires": itself})
    assert refused.value.code == "course.requires_itself"


def test_a_document_without_courses_is_named():
    with pytest.raises(UnreadableError) as refused:
        ctdl({"@type": "ceterms:Badge"})
    assert refused.value.code == "courses.not_ctdl"


def test_learning_opportunities_of_the_registry_are_read():
    folder = shared("data", "ctdl", "db", "seeds", "ce_registry")
    data = (folder / "learning_opportunity_profile.json").read_bytes()
    found = list(learning.read(Bundle(documents=(Document("seeds.json", data),))))
    courses = [c for c in found if isinstance(c, Course)]
    assert len(courses) == 10
    assert {r.code for r in found if r not in courses} == {"course.no_currency"}
    assert found[0].name == "Certified Safety Professional (CSP)"
    assert found[0].cost == Money(Decimal(150), "USD")


def test_the_sample_catalogue_says_that_it_is_one():
    courses = bootstrap.sample_courses()
    assert len(courses) >= 200
    assert all(c.source.sample and "(sample)" in c.provider for c in courses)
    assert all(c.cost and c.hours and c.skills and c.kind is CourseKind.COURSE for c in courses)
    assert {s.framework for c in courses for s in c.skills} == {"lerway-starter", "onet", "nice"}
