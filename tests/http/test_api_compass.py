"""The API of the compass: the JSON of the commands, and what is said to who asks wrongly."""

from __future__ import annotations

import json

import pytest

pytest.importorskip("litestar")

from litestar import Litestar
from litestar.testing import TestClient

from lerway.cli.main import main
from lerway.http.api.compass.desk import CompassApi
from lerway.http.api.compass.routes import compass_api
from lerway.http.api.desk import ApiDesk
from lerway.http.api.routes import api_router
from tests.http.api_world import kept
from tests.http.guide_world import ROLE, guide, issued

ASKED = {"to": ROLE, "claims": ["Write secure code"], "hours": 20, "start": "2027-01-04"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("api")


@pytest.fixture(scope="module")
def badge(folder):
    return json.loads(issued(folder))


@pytest.fixture(scope="module")
def api(folder):
    desk = ApiDesk(lambda: kept({}))
    room = compass_api(CompassApi(desk, guide(folder)))
    app = Litestar([api_router(desk, rooms=[room])], openapi_config=None, logging_config=None)
    with TestClient(app) as client:
        yield client


def test_a_target_is_found_by_its_words(api):
    found = api.get("/api/compass/targets", params={"q": "security analyst"}).json()
    assert found["framework"] == "lerway-starter"
    assert found["targets"][0] == {
        "id": "15-1212.00",
        "label": "Information Security Analysts",
        "kind": "occupation",
        "title": "",
    }


def test_skills_come_with_their_evidence(api, badge):
    answer = api.post(
        "/api/compass/skills", json={"records": [badge], "claims": ["Harden systems"]}
    )
    bases = {s["label"]: s["evidence"][0]["basis"] for s in answer.json()["skills"]}
    assert bases == {
        "Harden systems": "claimed",
        "Monitor security alerts": "verified",
        "Review system logs": "verified",
    }
    assert answer.headers["cache-control"] == "no-store"


def test_the_answers_are_those_of_the_command_line(api, folder, monkeypatch, capsys):
    monkeypatch.setenv("LERWAY_HOME", str(folder / "home"))
    common = ["--claim", "Write secure code", "--framework", "lerway-starter", "--json"]
    claims = {"claims": ["Write secure code"], "framework": "lerway-starter"}
    for command, asked, more in (
        ("skills", {}, []),
        ("gap", {"to": ROLE}, ["--to", ROLE]),
        ("nearby", {"from": "15-1212.00"}, ["--from", "15-1212.00"]),
        (
            "route",
            {"to": ROLE, "hours": 20, "start": "2027-01-04"},
            ["--to", ROLE, "--hours", "20", "--start", "2027-01-04"],
        ),
    ):
        assert main(["compass", command, *more, *common]) == 0
        said = json.loads(capsys.readouterr().out)
        assert api.post(f"/api/compass/{command}", json={**claims, **asked}).json() == said


def test_every_figure_has_a_source_and_a_date(api):
    plan = api.post("/api/compass/route", json=ASKED).json()["plan"]
    assert all(s["course"]["source"]["date"] for s in plan["route"]["steps"])
    roles = api.post("/api/compass/nearby", json={"claims": ASKED["claims"]}).json()
    wages = [r["known"]["wage"] for r in roles if r["known"]["wage"]]
    assert wages
    assert all(w["source"]["date"] == "May 2024" for w in wages)


def test_words_are_linked_with_what_they_came_from_and_the_rest_is_told(api):
    asked = {"claims": ["I query SQL databases@0.7", "fly to the moon"]}
    answer = api.post("/api/compass/skills", json=asked).json()
    (skill,) = answer["skills"]
    (evidence,) = skill["evidence"]
    assert (skill["label"], evidence["basis"]) == ("Query databases", "claimed")
    assert evidence["title"] == "I query SQL databases"
    assert 0.5 < evidence["linked"] < 1
    assert answer["unread"] == [{"text": "fly to the moon", "near": []}]


def test_a_posting_is_linked_with_the_words_that_ask(api):
    text = "A data analyst is wanted. SQL; build dashboards; work daily in Tableau."
    target = api.post("/api/compass/gap", json={"posting": text}).json()["target"]
    asked = [(a["label"], a["said"]) for a in target["asked"]]
    assert asked == [("Query databases", "SQL"), ("Visualise data", "Tableau")]
    assert target["unread"][0]["text"] == "build dashboards"


@pytest.mark.parametrize(
    ("path", "body", "code", "pointer"),
    [
        ("gap", {}, "api.target", "/to"),
        ("gap", {"to": ROLE, "posting": "a b c"}, "api.target", "/to"),
        ("gap", {"to": 3}, "api.member_missing", "/to"),
        ("gap", {"to": "wizardry"}, "compass.unknown_role", None),
        ("gap", {"posting": "Welder"}, "target.too_short", None),
        ("skills", {"records": {}}, "api.records", "/records"),
        ("skills", {"records": [3]}, "api.records", "/records/0"),
        ("skills", {"records": ["not a record"]}, "compass.unreadable_record", None),
        ("skills", {"claims": "x"}, "api.claims", "/claims"),
        ("skills", {"claims": [" "]}, "compass.empty_claim", None),
        ("skills", {"colour": "red"}, "api.unknown_option", "/colour"),
        ("nearby", {"limit": 0}, "api.number", "/limit"),
        ("nearby", {"from": []}, "api.member_missing", "/from"),
        ("nearby", {"from": "wizardry"}, "compass.unknown_role", None),
        ("route", {**ASKED, "budget": -1}, "api.limits", "/budget"),
        ("route", {**ASKED, "hours": True}, "api.limits", "/hours"),
        ("route", {**ASKED, "hours": 0}, "route.hours", None),
        ("route", {**ASKED, "start": "soon"}, "api.limits", "/start"),
        ("route", {**ASKED, "currency": "dollars"}, "api.limits", "/currency"),
        ("route", {**ASKED, "online": "yes"}, "api.limits", "/online"),
        ("route", {**ASKED, "aim": "best"}, "api.limits", "/aim"),
    ],
)
def test_what_cannot_be_asked_is_a_problem(api, path, body, code, pointer):
    answer = api.post(f"/api/compass/{path}", json=body)
    assert answer.headers["content-type"] == "application/problem+json"
    assert 400 <= answer.status_code < 500
    problem = answer.json()
    assert problem["code"] == code
    assert problem.get("pointer") == pointer


def test_openapi_describes_every_path(api):
    described = api.get("/api/openapi.json").json()
    paths = {p for p in described["paths"] if "compass" in p}
    assert paths == {
        f"/api/compass/{x}" if "/api" in next(iter(paths)) else f"/compass/{x}"
        for x in ("targets", "skills", "gap", "nearby", "route")
    }
