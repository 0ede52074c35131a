"""The page of suggested translations: a person is asked, answers, and the answer counts."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import partial

import pytest
from litestar.testing import TestClient

from lerway import bootstrap
from lerway.domain.skills.mappings import Choice
from lerway.http.app import Room, create_app
from lerway.http.web.skills.review import PATH, ReviewDesk
from lerway.http.web.skills.routes import PLACE, SkillsDesk, skills_routes
from lerway.http.web.verify.checking import Checker
from lerway.http.web.verify.receipts import ReceiptBook
from lerway.standards.frameworks.model import Framework, Item, Kind, Link, Relation, Words

NOW = datetime(2026, 6, 14, 9, tzinfo=UTC)
BETWEEN = {"from": "ours", "to": "theirs"}
OWN = {"origin": "http://127.0.0.1:8000", "sec-fetch-site": "same-origin"}


def framework(name: str, *labels: str):
    yield Framework(name, "1", f"Skills of {name}")
    for number, label in enumerate(labels):
        yield Item(f"{name}-{number}", Kind.SKILL, Words(label))


@pytest.fixture
def stores(tmp_path):
    opened = partial(bootstrap.skill_store, tmp_path)
    with opened() as store:
        for parts in (
            framework("ours", "Write programs in Python", "Care for wounds", "Plan a budget"),
            framework("theirs", "Python programming", "Wound care", "Drive a truck"),
        ):
            store.import_parts(parts, read_from="csv", at=NOW)
    return opened


def site(stores, tmp_path, reviewer: str = "Ana Ruiz") -> TestClient:
    review = ReviewDesk(partial(bootstrap.skill_library, tmp_path), lambda: NOW, reviewer)
    desk = SkillsDesk(stores, review)
    room = Room("lerway.http.web.skills", PLACE, lambda pages: skills_routes(desk, pages))
    receipts = ReceiptBook(bootstrap.receipt_key(None))
    checker = Checker(lambda: bootstrap.fetcher(offline=True), receipts)
    client = TestClient(create_app(checker, rooms=[room]), base_url="http://127.0.0.1:8000")
    client.headers["accept"] = "text/html"
    return client


@pytest.fixture
def page(stores, tmp_path):
    with site(stores, tmp_path) as client:
        yield client


def asked(text: str) -> dict[str, str]:
    """Return the hidden fields of the question on a page."""
    return dict(re.findall(r'type="hidden" name="(about|first)" value="([^"]*)"', text))


def test_a_person_is_asked_and_the_answer_is_kept_with_who_and_when(page, stores):
    shown = page.get(PATH, params=BETWEEN).text
    assert "3 open questions" in shown
    question = asked(shown)
    answer = page.post(
        PATH,
        params=BETWEEN,
        data={**question, "choice": question["first"], "match": "close", "note": "the same course"},
        headers=OWN,
    )
    assert answer.status_code == 200
    assert "2 open questions" in answer.text
    assert "Kept:" in answer.text
    with stores() as store:
        (kept,) = store.answers("ours", "theirs")
    assert (kept.subject, kept.object) == (question["about"], question["first"])
    assert (kept.choice, kept.by, kept.at, kept.note) == (
        Choice.ACCEPTED,
        "Ana Ruiz",
        NOW,
        "the same course",
    )


def test_a_suggestion_is_refused_or_another_is_right(page, stores):
    question = asked(page.get(PATH, params=BETWEEN).text)
    answer = page.post(
        PATH, params=BETWEEN, data={**question, "choice": "none", "match": "close"}, headers=OWN
    )
    question = asked(answer.text)
    other = next(f"theirs-{n}" for n in range(3) if f"theirs-{n}" != question["first"])
    page.post(
        PATH, params=BETWEEN, data={**question, "choice": other, "match": "broad"}, headers=OWN
    )
    with stores() as store:
        changed, refused = store.answers("ours", "theirs")
    assert (refused.choice, refused.object) == (Choice.REFUSED, None)
    assert (changed.choice, changed.object, changed.match.value) == (
        Choice.CHANGED,
        other,
        "broad",
    )


def test_a_question_can_be_passed_over(page):
    first = asked(page.get(PATH, params=BETWEEN).text)
    second = asked(page.get(PATH, params={**BETWEEN, "skip": "1"}).text)
    assert first["about"] != second["about"]


def test_nothing_chosen_is_told_at_the_field(page, stores):
    question = asked(page.get(PATH, params=BETWEEN).text)
    answer = page.post(PATH, params=BETWEEN, data={**question, "match": "close"}, headers=OWN)
    assert answer.status_code == 422
    assert "Choose one of the suggestions" in answer.text
    with stores() as store:
        assert not store.answers("ours", "theirs")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://elsewhere.test"},
        {"origin": "null"},
        {"origin": "http://elsewhere.test", "sec-fetch-site": "cross-site"},
        {"origin": "http://127.0.0.1:8000", "sec-fetch-site": "cross-site"},
        # His own name, which he has let lead to this machine after his page was open.
        {
            "host": "elsewhere.test",
            "origin": "http://elsewhere.test",
            "sec-fetch-site": "same-origin",
        },
        {"host": "[::1", "origin": "http://[::1", "sec-fetch-site": "same-origin"},
    ],
)
def test_another_site_cannot_answer(page, stores, headers):
    question = asked(page.get(PATH, params=BETWEEN).text)
    data = {**question, "choice": question["first"], "match": "close"}
    assert page.post(PATH, params=BETWEEN, data=data, headers=headers).status_code == 422
    with stores() as store:
        assert not store.answers("ours", "theirs")


def test_a_server_without_a_reviewer_takes_no_answer(stores, tmp_path):
    with site(stores, tmp_path, reviewer="") as page:
        shown = page.get(PATH, params=BETWEEN).text
        assert "This server takes no answers" in shown
        data = {**asked(shown), "choice": "none", "match": "close"}
        assert page.post(PATH, params=BETWEEN, data=data, headers=OWN).status_code == 422
    with stores() as store:
        assert not store.answers("ours", "theirs")


@pytest.mark.parametrize(
    "change", [{"about": "nothing"}, {"choice": "nothing"}, {"match": "like"}, {"first": "x"}]
)
def test_a_form_that_was_changed_is_refused(page, stores, change):
    question = asked(page.get(PATH, params=BETWEEN).text)
    data = {**question, "choice": question["first"], "match": "close", **change}
    assert page.post(PATH, params=BETWEEN, data=data, headers=OWN).status_code == 422
    with stores() as store:
        assert not store.answers("ours", "theirs")


def test_before_a_choice_there_is_no_question(page):
    shown = page.get(PATH).text
    assert "open questions" not in shown
    assert "Skills of ours" in shown
    assert PATH in page.get("/skills").text


def test_frameworks_that_cannot_be_compared_are_told(page):
    shown = page.get(PATH, params={**BETWEEN, "kind": "occupation"})
    assert shown.status_code == 200
    assert "open questions" not in shown.text


def test_an_items_page_suggests_what_it_is_elsewhere_if_asked(page):
    plain = page.get("/skills/ours/ours-1").text
    assert "Suggest a translation" in plain
    assert '<option value="theirs">' in plain
    assert "/skills/theirs/theirs-1" not in plain, "nothing is computed before somebody asks"
    asked_for = page.get("/skills/ours/ours-1", params={"to": "theirs"}).text
    assert '<option value="theirs" selected>' in asked_for
    assert 'href="/skills/theirs/theirs-1"' in asked_for
    assert "nobody has confirmed it" in asked_for
    unlikely = page.get("/skills/theirs/theirs-2", params={"to": "ours"}).text
    assert "Nothing in Skills of ours is likely to mean this." in unlikely
    assert page.get("/skills/ours/ours-1", params={"to": "none"}).text.count("selected") == 0


def test_what_a_framework_says_of_another_stands_on_both_pages(page, stores):
    stated = [
        *framework("mine", "Dress wounds"),
        Relation("mine-0", Link.CLOSE, "theirs-1"),
    ]
    with stores() as store:
        store.import_parts(stated, read_from="csv", at=NOW)
    for path, other in (("mine/mine-0", "Wound care"), ("theirs/theirs-1", "Dress wounds")):
        text = page.get(f"/skills/{path}").text
        found = re.search(rf"{other}</bdi></a>[^/]*published by an owner", text)
        assert found, path
