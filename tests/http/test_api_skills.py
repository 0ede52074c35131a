"""The API of skills: search, one item, and what is said to who asks wrongly."""

from __future__ import annotations

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from lerway.http.api.desk import ApiDesk
from lerway.http.api.routes import api_router
from lerway.http.api.skills.desk import SkillsApi
from lerway.http.api.skills.routes import skills_api
from tests.http.api_world import kept
from tests.http.skill_world import ADDRESS, Echo, opener, small_store


@pytest.fixture
def api():
    desk = ApiDesk(lambda: kept({}))
    room = skills_api(SkillsApi(desk, opener(small_store()), Echo()))
    app = Litestar([api_router(desk, rooms=[room])], openapi_config=None, logging_config=None)
    with TestClient(app) as client:
        yield client


def test_the_frameworks_are_listed_every_version(api):
    found = api.get("/api/skills/frameworks").json()["frameworks"]
    assert [(f["name"], f["version"]) for f in found] == [
        ("ours", "2"),
        ("ours", "1"),
        ("theirs", "1"),
    ]
    assert found[0]["items"] == {"group": 1, "skill": 1, "occupation": 1}


def test_a_search_gives_items_the_best_first(api):
    found = api.get("/api/skills/search", params={"q": "python", "kind": "skill"}).json()
    assert [r["id"] for r in found["results"]] == ["python"]
    assert found["results"][0]["alternatives"] == ["Python"]


def test_an_item_comes_with_what_hangs_together_with_it(api):
    found = api.get("/api/skills/item", params={"framework": "ours", "id": "python"}).json()
    assert {
        "source": "dev",
        "link": "requires",
        "target": "python",
        "importance": 0.75,
    }.items() <= (next(r for r in found["relations"] if r["link"] == "requires").items())
    other = api.get("/api/skills/item", params={"framework": "theirs", "id": ADDRESS})
    assert other.json()["label"] == "Scripting"


def test_texts_and_ids_arrive_as_they_were_sent(api):
    linked = api.post("/api/skills/link", json={"framework": "ours", "texts": ["a", ""], "top": 3})
    assert [(r["text"], r["asked"]) for r in linked.json()["results"]] == [
        ("a", ["ours", 3]),
        ("", ["ours", 3]),
    ]
    read = api.post("/api/skills/extract", json={"framework": "ours", "text": "We need Python."})
    assert read.json()["skills"] == [{"id": "ours", "text": "We need Python."}]
    crossed = api.post("/api/skills/crosswalk", json={"from": "ours", "to": "theirs", "ids": ["x"]})
    assert crossed.json()["results"][0]["asked"] == ["ours", "theirs", 10, "skill"]


@pytest.mark.parametrize(
    ("path", "query", "code"),
    [
        ("search", {}, "api.member_missing"),
        ("search", {"q": " "}, "api.member_missing"),
        ("search", {"q": "x", "kind": "animal"}, "api.kind"),
        ("search", {"q": "x", "limit": "0"}, "api.number"),
        ("search", {"q": "x", "limit": "1e3"}, "api.number"),
        ("search", {"q": "x", "framework": "none"}, "skills.unknown_framework"),
        ("item", {"framework": "ours"}, "api.member_missing"),
        ("item", {"framework": "ours", "id": "python", "version": "9"}, "skills.unknown_version"),
    ],
)
def test_a_question_that_makes_no_sense_is_told(api, path, query, code):
    answer = api.get(f"/api/skills/{path}", params=query)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == code


def test_what_is_not_there_is_404(api):
    answer = api.get("/api/skills/item", params={"framework": "ours", "id": "cobol"})
    assert (answer.status_code, answer.json()["code"]) == (404, "api.not_found")


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("link", {"texts": ["x"]}, "api.member_missing"),
        ("link", {"framework": "ours", "texts": []}, "api.texts"),
        ("link", {"framework": "ours", "texts": ["x"] * 101}, "api.texts"),
        ("link", {"framework": "ours", "texts": ["x", 1]}, "api.texts"),
        ("link", {"framework": "ours", "texts": ["x"], "top": True}, "api.number"),
        ("link", {"framework": "ours", "texts": ["x"], "best": 1}, "api.unknown_option"),
        ("extract", {"framework": "ours", "text": ""}, "api.document"),
        ("extract", {"framework": "ours", "text": "x" * 200_001}, "api.document"),
        ("crosswalk", {"from": "a", "to": "b", "ids": ["x"], "kind": "tree"}, "api.kind"),
    ],
)
def test_a_body_that_makes_no_sense_is_told(api, path, body, code):
    answer = api.post(f"/api/skills/{path}", json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_a_body_with_a_member_twice_is_refused_like_everywhere(api):
    twice = b'{"framework":"a","framework":"b","texts":["x"]}'
    answer = api.post(
        "/api/skills/link", content=twice, headers={"content-type": "application/json"}
    )
    assert answer.json()["code"] == "json.duplicate_key"
