"""What is wrong is named, never guessed: each by the command line, and by the API where it fits."""

from __future__ import annotations

import io
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
from tests.http.guide_world import guide, issued

STARTER = ("--framework", "lerway-starter")
ROLE = "PD-WRL-001"
OEWS = (
    *("AREA", "AREA_TITLE", "NAICS", "NAICS_TITLE", "OCC_CODE", "OCC_TITLE", "TOT_EMP"),
    *("H_MEAN", "A_MEAN", "H_PCT10", "H_PCT25", "H_MEDIAN", "H_PCT75", "H_PCT90"),
    *("A_PCT10", "A_PCT25", "A_MEDIAN", "A_PCT75", "A_PCT90", "ANNUAL", "HOURLY"),
)
PAY = "47,98430,31,37,45,51,65,66030,78610,93600,107960,135320,,"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return tmp_path_factory.mktemp("wrong")


@pytest.fixture
def home(store, monkeypatch):
    monkeypatch.setenv("LERWAY_HOME", str(store / "home"))


@pytest.fixture
def fresh(tmp_path, monkeypatch):
    monkeypatch.setenv("LERWAY_HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.fixture(scope="module")
def api(store):
    desk = ApiDesk(lambda: kept({}))
    room = compass_api(CompassApi(desk, guide(store)))
    app = Litestar([api_router(desk, rooms=[room])], openapi_config=None, logging_config=None)
    with TestClient(app) as client:
        yield client


@pytest.fixture
def said(capsys):
    def run(*command):
        code = main(["compass", *map(str, command)])
        streams = capsys.readouterr()
        return code, streams.out, streams.err

    return run


def catalogue(folder, *rows):
    path = folder / "college.csv"
    header = "id,name,provider,skills,prerequisites,cost,currency,hours"
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


def wages(folder, name, code):
    path = folder / name
    row = f"99,U.S.,000000,Cross-industry,{code},An occupation,1000,{PAY}"
    path.write_text(",".join(OEWS) + "\n" + row + "\n")
    return path


# ------------------------------------------------------- a course that requires itself


def test_a_course_that_requires_itself_is_refused_with_its_row(fresh, said):
    table = catalogue(fresh, "c1,Logs,College,lerway-starter/DC-04,c1,90,USD,10")
    code, _, error = said("import", table, "--format", "courses-csv")
    assert code == 2
    assert "college.csv, row 2" in error
    assert "[course.requires_itself]" in error
    assert "hint: " in error


def test_courses_that_require_each_other_are_named_and_not_taken(fresh, said):
    table = catalogue(
        fresh,
        "c1,Alerts,College,lerway-starter/DC-01,c2,90,USD,10",
        "c2,Logs,College,lerway-starter/DC-04,c1,90,USD,10",
    )
    assert said("import", table, "--format", "courses-csv")[0] == 0
    code, out, error = said("route", "--to", ROLE, *STARTER, "--start", "2027-01-04")
    assert code == 1
    assert "each other's prerequisites" in error
    assert "Alerts → Logs → Alerts" in error or "Logs → Alerts → Logs" in error
    assert "1. " not in out


# --------------------------------------------------------- a cost without a currency


def test_a_cost_without_a_currency_is_refused_with_its_row(fresh, said):
    table = catalogue(fresh, "c1,Logs,College,lerway-starter/DC-04,,90,,10")
    code, _, error = said("import", table, "--format", "courses-csv")
    assert code == 2
    assert "college.csv, row 2" in error
    assert "[course.no_currency]" in error


def test_a_cost_in_another_currency_is_not_converted(fresh, said):
    table = catalogue(fresh, "c1,Logs,College,lerway-starter/DC-04,,90,EUR,10")
    assert said("import", table, "--format", "courses-csv")[0] == 0
    code, out, _ = said("route", "--to", ROLE, *STARTER, "--start", "2027-01-04", "--json")
    plan = json.loads(out)["plan"]
    assert code == 1
    assert [e["code"] for e in plan["excluded"]] == ["course.other_currency"]
    assert "nothing is converted" in plan["excluded"][0]["sentence"]


# ------------------------------------------------------------- a wage without a year


def test_a_wage_without_a_year_is_refused_and_the_year_can_be_given(fresh, said):
    table = wages(fresh, "wages.csv", "29-1141")
    code, _, error = said("import", table, "--format", "oews")
    assert code == 2
    assert "[labour.no_year]" in error
    assert said("import", table, "--format", "oews", "--year", "2024")[1] == "1 wages\n"


# --------------------------------------------------- a SOC code of another revision


def test_wages_by_a_soc_code_of_another_revision_are_named(fresh, said):
    table = wages(fresh, "national_M2024_dl.csv", "15-1131")
    code, out, error = said("import", table, "--format", "oews", "--year", "2024")
    assert code == 0
    assert "wages" not in out
    assert "row 2: 15-1131 is a code of SOC 2010 or 2000" in error
    assert "the row is left out [soc.other_revision]" in error


def test_a_survey_of_the_years_of_another_revision_is_refused(fresh, said):
    table = wages(fresh, "national_M2017_dl.csv", "15-1131")
    code, _, error = said("import", table, "--format", "oews", "--year", "2017")
    assert code == 2
    assert "[labour.other_revision]" in error


def test_present_work_by_a_code_of_another_revision_is_named(home, said, api):
    code, _, error = said("nearby", "--from", "15-1131", "--claim", "DC-01", *STARTER)
    assert code == 2
    assert "[soc.other_revision]" in error
    answer = api.post("/api/compass/nearby", json={"from": "15-1131", "claims": ["DC-01"]})
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "soc.other_revision"


# ------------------------------------------------------------- a posting of one word


def test_a_posting_of_one_word_is_refused(home, said, api, tmp_path, monkeypatch):
    posting = tmp_path / "posting.txt"
    posting.write_text("Welder\n")
    for command in ("gap", "route"):
        code, _, error = said(command, "--posting", posting, *STARTER)
        assert code == 2
        assert "a posting of 1 word does not say what it asks for [target.too_short]" in error
        assert "hint: " in error
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Welder")))
    assert "[target.too_short]" in said("gap", "--posting", "-", *STARTER)[2]
    answer = api.post("/api/compass/gap", json={"posting": "Welder"})
    assert answer.json()["code"] == "target.too_short"


# ------------------------------------------------- a credential that does not verify


def test_a_credential_that_does_not_verify_counts_as_claimed_and_says_so(home, said, api, tmp_path):
    changed = issued(tmp_path).replace(b"Shown at work.", b"Shown everywhere.")
    record = tmp_path / "record.json"
    record.write_bytes(changed)
    code, out, error = said("skills", record, *STARTER, "--offline")
    assert code == 0
    assert "verified: " not in out
    assert "claimed: Monitor security alerts" in out
    assert "record.json: the record did not verify" in error
    assert "it counts as claimed" in error

    code, out, _ = said("gap", record, "--to", ROLE, *STARTER, "--offline", "--json")
    gap = json.loads(out)
    assert gap["verified_share"] == 0 < gap["share"]
    held = [x for x in gap["lines"] if x["held"]]
    assert held
    assert all("claimed, not verified" in x["sentence"] for x in held)
    assert all("did not verify" in e["note"] for x in held for e in x["held"]["evidence"])

    body = {"records": [json.loads(changed)]}
    answer = api.post("/api/compass/skills", json=body).json()
    assert {e["basis"] for s in answer["skills"] for e in s["evidence"]} == {"claimed"}
    assert "did not verify" in answer["remarks"][0]
