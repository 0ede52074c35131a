"""The CASE 1.1 provider: what a consumer asks for, and what it is told."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from jsonschema import Draft202012Validator
from litestar import Litestar
from litestar.testing import TestClient

from lerway.http.api.case.routes import CaseDesk, case_router
from lerway.standards.frameworks.case import read
from lerway.standards.frameworks.files import Bundle, Document
from lerway.standards.frameworks.model import Framework, Item, Kind, Link, Relation, Words
from lerway.standards.frameworks.names import uuid_of
from lerway.testing.skill_store import MemorySkillStore
from tests.shared_files import shared

BASE = "/ims/case/v1p1"
WHEN = datetime(2026, 6, 14, 9, tzinfo=UTC)
PACKAGE = "data/case/opensalt-framework-20c5134f-423d-4097-a971-3dd5152bf507.json"


def own_framework(version: str):
    yield Framework("ours", version, f"Our skills {version}", publisher="Cedar Valley College")
    yield Item("digital", Kind.GROUP, Words("Digital work"))
    yield Item("python", Kind.SKILL, Words("Python", ("Py",), "Writes programs."), code="P-1")
    yield Relation("python", Link.BROADER, "digital")


@pytest.fixture
def store() -> MemorySkillStore:
    kept = MemorySkillStore()
    for version in ("1", "2"):
        kept.import_parts(own_framework(version), read_from="csv", at=WHEN)
    return kept


@pytest.fixture
def case(store):
    @contextmanager
    def stores():
        yield store

    app = Litestar(
        [case_router(CaseDesk(stores))], openapi_config=None, logging_config=None, debug=False
    )
    with TestClient(app, base_url="http://case.test") as client:
        yield client


def published(store) -> dict:
    """Put the package that OpenSALT published into the store."""
    data = shared(PACKAGE).read_bytes()
    bundle = Bundle(documents=(Document("package.json", data),))
    store.import_parts(read(bundle), read_from="case", at=WHEN)
    return json.loads(data)


def but_for_the_document(one: dict) -> dict:
    return {name: value for name, value in one.items() if name != "CFDocumentURI"}


def validator(name: str) -> Draft202012Validator:
    schema = json.loads(shared("data/case/case-v1p1-cfpackage.schema.json").read_bytes())
    return Draft202012Validator({**schema, "$ref": f"#/$defs/{name}"} if name else schema)


def test_every_version_is_a_document_that_leads_to_its_package(case):
    answer = case.get(f"{BASE}/CFDocuments")
    assert answer.headers["x-total-count"] == "2"
    documents = answer.json()["CFDocuments"]
    assert [d["title"] for d in documents] == ["Our skills 2", "Our skills 1"]
    for document in documents:
        package = case.get(document["CFPackageURI"]["uri"]).json()
        assert package["CFDocument"]["identifier"] == document["identifier"]
        assert len(package["CFItems"]) == 2
        one = case.get(f"{BASE}/CFDocuments/{document['identifier']}")
        assert one.json() == document


def test_an_item_has_one_uuid_in_all_versions_and_comes_from_the_newest(case):
    item = case.get(f"{BASE}/CFItems/{uuid_of('ours', 'python')}").json()
    assert item["abbreviatedStatement"] == "Python"
    assert item["CFDocumentURI"]["identifier"] == uuid_of("ours", "2")


def test_an_item_is_given_with_its_associations_and_each_alone(case):
    answer = case.get(f"{BASE}/CFItemAssociations/{uuid_of('ours', 'digital')}").json()
    assert answer["CFItem"]["fullStatement"] == "Digital work"
    (association,) = answer["CFAssociations"]
    assert association["associationType"] == "isChildOf"
    assert association["originNodeURI"]["identifier"] == uuid_of("ours", "python")
    alone = case.get(f"{BASE}/CFAssociations/{association['identifier']}").json()
    assert alone == association


def test_pages_of_documents_lead_to_each_other(case):
    first = case.get(f"{BASE}/CFDocuments", params={"limit": 1, "sort": "version"})
    assert [d["version"] for d in first.json()["CFDocuments"]] == ["1"]
    assert 'offset=1&sort=version>; rel="next"' in first.headers["link"]
    second = case.get(f"{BASE}/CFDocuments", params={"limit": 1, "offset": 1, "sort": "version"})
    assert [d["version"] for d in second.json()["CFDocuments"]] == ["2"]
    assert 'rel="prev"' in second.headers["link"]


def test_a_consumer_selects_sorts_and_picks(case):
    asked = {
        "filter": "title~'skills' AND version='2'",
        "fields": "title,identifier",
        "sort": "title",
        "orderBy": "desc",
    }
    documents = case.get(f"{BASE}/CFDocuments", params=asked).json()["CFDocuments"]
    assert documents == [{"identifier": uuid_of("ours", "2"), "title": "Our skills 2"}]
    either = case.get(f"{BASE}/CFDocuments", params={"filter": "version='1' OR version='9'"})
    assert either.headers["x-total-count"] == "1"


@pytest.mark.parametrize(
    ("query", "minor"),
    [
        ({"sort": "colour"}, "invalid_sort_field"),
        ({"sort": "ti tle"}, "invalid_sort_field"),
        ({"filter": "colour='red'"}, "invalid_selection_field"),
        ({"filter": "title"}, "invalid_selection_field"),
        ({"filter": "a='1' AND b='2' OR c='3'"}, "invalid_selection_field"),
        ({"limit": "0"}, "invalid_selection_field"),
        ({"limit": "-1"}, "invalid_selection_field"),
        ({"offset": "x"}, "invalid_selection_field"),
        ({"orderBy": "up"}, "invalid_selection_field"),
        ({"fields": "a b"}, "invalid_selection_field"),
    ],
)
def test_what_cannot_be_selected_by_is_said(case, query, minor):
    answer = case.get(f"{BASE}/CFDocuments", params=query)
    assert answer.status_code == 400
    (said,) = answer.json()["imsx_codeMinor"]["imsx_codeMinorField"]
    assert said["imsx_codeMinorFieldValue"] == minor


@pytest.mark.parametrize(
    ("identifier", "minor"),
    [(uuid_of("ours", "nothing"), "unknownobject"), ("python", "invaliduuid")],
)
@pytest.mark.parametrize(
    "path",
    ["CFDocuments", "CFItems", "CFPackages", "CFAssociations", "CFItemAssociations", "CFRubrics"],
)
def test_what_is_not_there_is_said(case, path, identifier, minor):
    answer = case.get(f"{BASE}/{path}/{identifier}")
    assert answer.status_code == 404
    said = answer.json()
    assert said["imsx_codeMajor"] == "failure"
    assert said["imsx_codeMinor"]["imsx_codeMinorField"][0]["imsx_codeMinorFieldValue"] == minor


def test_nothing_can_be_written(case):
    assert case.put(f"{BASE}/CFItems/{uuid_of('ours', 'python')}", json={}).status_code == 405


def test_the_discovery_document_names_every_path_and_each_answers(case, store):
    document = case.get(f"{BASE}/discovery/imscasev1p1_openapi3_v1p0.json").json()
    assert document["servers"] == [{"url": f"http://case.test{BASE}"}]
    for path in document["paths"]:
        answer = case.get(BASE + path.replace("{sourcedId}", uuid_of("ours", "nothing")))
        assert answer.status_code == (404 if "{" in path else 200), path


def test_what_was_published_elsewhere_is_served_as_it_was(case, store):
    original = published(store)
    identifier = original["CFDocument"]["identifier"]
    served = case.get(f"{BASE}/CFPackages/{identifier}").json()
    assert served == original
    for association in original["CFAssociations"][:3]:
        one = case.get(f"{BASE}/CFAssociations/{association['identifier']}").json()
        assert but_for_the_document(one) == but_for_the_document(association)
    item = original["CFItems"][0]
    one = case.get(f"{BASE}/CFItems/{item['identifier']}").json()
    assert but_for_the_document(one) == but_for_the_document(item)


def test_its_definitions_are_found(case, store):
    original = published(store)
    for name, defined in original.get("CFDefinitions", {}).items():
        for one in defined:
            answer = case.get(f"{BASE}/{name}/{one['identifier']}").json()
            assert one in (answer, *answer.get(name, ()))


def test_our_own_package_is_valid(case):
    package = case.get(f"{BASE}/CFPackages/{uuid_of('ours', '2')}").json()
    assert [e.message for e in validator("").iter_errors(package)] == []
