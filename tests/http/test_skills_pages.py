"""The pages of skills: what a person finds, and what a program is given at the same address."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from litestar.testing import TestClient

from lerway import bootstrap
from lerway.domain.skills.mappings import Match, Origin, SkillMapping
from lerway.http.app import Room, create_app
from lerway.http.web.skills.routes import PLACE, SkillsDesk, skills_routes
from lerway.http.web.verify.checking import Checker
from lerway.http.web.verify.receipts import ReceiptBook
from tests.http.skill_world import ADDRESS, opener, small_store

if TYPE_CHECKING:
    from lerway.testing.skill_store import MemorySkillStore


@pytest.fixture
def store() -> MemorySkillStore:
    return small_store()


@pytest.fixture
def site(store: MemorySkillStore):
    desk = SkillsDesk(opener(store))
    room = Room("lerway.http.web.skills", PLACE, lambda pages: skills_routes(desk, pages))
    receipts = ReceiptBook(bootstrap.receipt_key(None))
    checker = Checker(lambda: bootstrap.fetcher(offline=True), receipts)
    with TestClient(create_app(checker, rooms=[room]), base_url="http://skills.test") as client:
        client.headers["accept"] = "text/html"
        yield client


def test_the_frameworks_are_listed_with_whose_they_are(site):
    page = site.get("/skills").text
    assert "Cedar Valley College, version 2" in page
    assert "Skills: 1" in page
    assert '<a href="/skills/ours">' in page


def test_every_page_leads_to_both_rooms_and_says_where_the_reader_is(site):
    for path in ("/skills", "/skills/ours", "/skills/ours/python"):
        page = site.get(path).text
        assert 'href="/skills" aria-current=' in page
        assert '<a href="/">' in page
    assert 'href="/" aria-current="page"' in site.get("/").text


def test_a_search_finds_by_other_words_too_and_says_when_it_does_not(site):
    assert "/skills/ours/python" in site.get("/skills?q=Python").text
    nothing = site.get("/skills?q=zzzz").text
    assert "Nothing was found" in nothing


def test_one_framework_is_browsed_from_the_top(site):
    page = site.get("/skills/ours").text
    assert "Digital work" in page
    assert "1 below it" in page
    assert "Programming in Python" not in page
    assert "Developer" in site.get("/skills/ours?kind=occupation").text


def test_a_skill_says_what_it_belongs_to_what_needs_it_and_what_others_call_it(site):
    page = site.get("/skills/ours/python").text
    for said in (
        "Belongs to",
        "Needed for",
        "importance 75 of 100",
        "Their words",
        "wider, sure to 83 of 100, suggested by this software; nobody has confirmed it",
        "Programación en Python",
    ):
        assert said in page
    assert page.count("Related: Occupations") == 1
    assert page.count("Developer of software") == 2


def test_an_identifier_that_is_an_address_has_one_page(site):
    page = site.get(f"/skills/theirs/{quote(ADDRESS, safe='')}")
    assert page.status_code == 200
    assert "Scripting" in page.text


def test_a_program_is_given_data_at_the_same_address(site):
    answer = site.get("/skills/ours/python", headers={"accept": "application/json"})
    assert answer.headers["content-type"] == "application/json"
    assert "Accept" in answer.headers["vary"]
    descriptor = answer.json()
    assert descriptor["type"] == "RichSkillDescriptor"
    assert descriptor["id"] == "http://skills.test/skills/ours/python"
    assert descriptor["skillName"] == "Programming in Python"
    assert descriptor["skillStatement"] == "Writes and tests programs."
    assert site.get("/skills/ours/python?format=json").json() == answer.json()


def test_an_older_version_stays_in_its_links(site):
    page = site.get("/skills/ours/python?version=1").text
    assert "/skills/ours/digital?version=1" in page
    assert site.get("/skills/ours/python?version=7").status_code == 404


@pytest.mark.parametrize("path", ["/skills/nothing", "/skills/ours/nothing"])
def test_what_is_not_there_is_said(site, path):
    answer = site.get(path)
    assert answer.status_code == 404
    assert "There is no such page" in answer.text


@pytest.mark.parametrize("start", ["x9", "-5", "99999999999999999999", "900"])
def test_a_strange_place_to_start_from_breaks_nothing(site, start):
    assert site.get("/skills/ours", params={"start": start}).status_code == 200


def test_the_reader_chooses_the_language_and_keeps_it(site):
    page = site.get("/skills?q=python&lang=es").text
    assert "Competencias" in page
    assert "/skills/ours/python?lang=es" in page
    assert "/skills?q=python&amp;lang=en" in page


def test_a_server_without_a_framework_says_how_to_bring_one(store, site):
    for edition in [*store.editions()]:
        store.remove(edition.name, edition.version)
    page = site.get("/skills").text
    assert "There is no framework on this server yet." in page
    assert "lerway skills import" in page


def test_official_mappings_come_first(store, site):
    store.put_mappings(
        "official",
        [
            SkillMapping(
                "digital",
                Match.CLOSE,
                ADDRESS,
                "ours",
                "theirs",
                confidence=0.5,
                origin=Origin.OFFICIAL,
            ),
            SkillMapping("digital", Match.EXACT, "gone", "ours", "theirs", confidence=0.9),
        ],
    )
    page = site.get("/skills/ours/digital").text
    assert page.index("Scripting") < page.index("gone")
