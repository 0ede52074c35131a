"""Three people with the real O*NET, NICE and wages: "where does this number come from?"

Records by `lerway issue` from a roster; then skills, gap, nearby, route, and the printed plan.
The same steps with the bundled starter framework run in every test run (test_compass.py,
test_plan_on_one_page.py); this imports everything, which takes its time.
"""

from __future__ import annotations

import html
import io
import json
import re

import pytest

pytest.importorskip("reportlab")

from pypdf import PdfReader

from lerway.cli.main import main
from tests.shared_files import shared
from tests.stories.people import PEOPLE, issued_to

pytestmark = pytest.mark.torture

BLS = "Bureau of Labor Statistics, Occupational Employment and Wage Statistics, May 2024"
FUTURE = "Bureau of Labor Statistics, Employment Projections, table 1.2, 2024-34"
NEEDS = {
    "onet": "U.S. Department of Labor, Employment and Training Administration, O*NET, 29.3",
    "nice": "National Institute of Standards and Technology (NIST)",
}
LIMITS = ("--hours", "15", "--start", "2027-01-11")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("real")
    data = shared("data")
    steps = [
        ("skills", data / "onet-29.3", "onet"),
        ("skills", data / "nice" / "cprt_SP_800_181_2_1_0.json", "nice"),
        ("compass", data / "wages" / "national_M2024_dl.xlsx", "oews"),
        ("compass", data / "wages" / "bls_projections_occupation.xlsx", "projections"),
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LERWAY_HOME", str(folder))
        for noun, path, format_ in steps:
            assert main([noun, "import", str(path), "--format", format_]) == 0
    return folder


@pytest.fixture(params=PEOPLE)
def who(request, store, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("LERWAY_HOME", str(store))
    person = PEOPLE[request.param]
    record = issued_to(tmp_path, person)
    capsys.readouterr()
    claims = [part for text in person.said for part in ("--claim", text)]
    given = (str(record), *claims, "--framework", person.framework, "--offline")

    def ask(*command):
        code = main(["compass", command[0], *given, *command[1:]])
        streams = capsys.readouterr()
        return code, streams.out, streams.err

    return person, ask


def test_what_is_held_says_who_verified_it_and_what_is_only_said(who):
    person, ask = who
    code, out, err = ask("skills", "--json")
    held = json.loads(out)
    assert code == 0, err
    basis = {s["key"][1]: s["evidence"][0]["basis"] for s in held["skills"]}
    for _, identifier, _ in (*person.rated, *person.shown):
        assert basis[identifier] == "verified"
    for skill in held["skills"]:
        for evidence in skill["evidence"]:
            if evidence["basis"] == "verified":
                assert evidence["by"] == f"{person.issuer}, unconfirmed"
                assert evidence["on"]
            else:
                assert evidence["by"] == "yourself"
    for (_, identifier, _), level in person.rated.items():
        (skill,) = [s for s in held["skills"] if s["key"][1] == identifier]
        assert level in skill["evidence"][0]["level_said"]
    assert {u["text"] for u in held["unread"]} <= {s.partition("@")[0] for s in person.said}
    if "fly to the moon" in person.said:
        assert "fly to the moon" in {u["text"] for u in held["unread"]}


def test_the_gap_counts_the_records_and_says_by_whom_it_is_needed(who):
    person, ask = who
    code, out, err = ask("gap", "--to", person.to, "--json")
    gap = json.loads(out)
    assert code == 0, err
    assert gap["target"]["id"] == person.role
    assert gap["target"]["source"]["date"]
    own = {i for f, i, _ in (*person.rated, *person.shown) if f == person.framework}
    asked = {x["asked"]["key"][1]: x for x in gap["lines"] if x["asked"]["weight"] > 0}
    assert own & asked.keys()
    for identifier in own & asked.keys():
        assert asked[identifier]["state"] != "missing"
        assert asked[identifier]["basis"] == "verified"
    assert 0 < gap["verified_share"] <= gap["share"] < 1
    if person.to != person.role and gap["target"]["title"]:
        assert f"'{person.to}' is one of the titles that " in err
    by_level = [x for x in gap["lines"] if x["how"] == "level lower"]
    if person.rated and person.role == "11-9111.00":
        assert by_level, "the nurse manages people, at a lower level than is asked for"


def test_roles_nearby_have_their_sources_beside_every_figure(who):
    person, ask = who
    code, out, err = ask("nearby", "--from", person.work)
    assert code == 0, err
    for role in out.strip().split("\n\n"):
        for text in role.splitlines():
            if "pays $" in text:
                assert BLS in text
            if text.strip().startswith("outlook "):
                assert FUTURE in text
            if text.strip().startswith("job zone") or "of those asked" in text:
                assert NEEDS["onet"] in text
    if person.framework == "nice":
        assert "no wage can be looked up" in out


def test_the_route_closes_what_can_be_taught(who):
    person, ask = who
    code, out, err = ask("route", "--to", person.to, *LIMITS, "--json")
    plan = json.loads(out)["plan"]
    assert code == 0, err
    assert plan["route"]["proven"]
    for step in plan["route"]["steps"]:
        assert step["course"]["source"]["date"]
        assert step["course"]["sample"]
        assert step["course"]["cost"]["currency"] == "USD"
    closed = {label for step in plan["route"]["steps"] for label in step["closes"]}
    gap = json.loads(ask("gap", "--to", person.to, "--json")[1])
    missing = {
        x["asked"]["label"]
        for x in gap["lines"]
        if x["asked"]["weight"] > 0 and x["state"] == "missing"
    }
    assert missing <= closed | set(plan["untaught"])


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_plan_fits_a_page_and_every_number_says_where_it_is_from(who, language, tmp_path):
    person, ask = who
    for ending in ("pdf", "html"):
        plan = tmp_path / f"plan.{ending}"
        code, _, err = ask(
            "route", "--to", person.to, "--from", person.work, *LIMITS, "--language", language,
            "--print", str(plan),
        )  # fmt: skip
        assert code == 0, err
    pdf = PdfReader(io.BytesIO((tmp_path / "plan.pdf").read_bytes()))
    assert len(pdf.pages) == 1
    page = " ".join(pdf.pages[0].extract_text().split())
    text = (tmp_path / "plan.html").read_text("utf-8")
    flat = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())
    for whole in (page, flat):
        assert NEEDS[person.framework].split(", O*NET")[0] in whole
        assert BLS in whole  # of the present work at least
        assert person.issuer in whole
        assert "Lerway" in whole
    # Each part of the plan that speaks of money says by whom; each course for itself.
    source = "Source: " if language == "en" else "Fuente: "
    for part in text.split("<h2>")[1:]:
        assert source in part or "$" not in part
    legs = re.search(r"<ol>(.*?)</ol>", text, re.DOTALL)
    assert legs
    assert all(source in leg for leg in legs[1].split("</li>") if leg)
    later = re.findall(r'<p class="later">(.*?)</p>', text)
    assert later
    assert all(source in p for p in later)
    # Every course of the route is named on the page: in full, or with cost and hours.
    steps = json.loads(ask("route", "--to", person.to, *LIMITS, "--json")[1])["plan"]["route"]
    names = [s["course"]["name"] for s in steps["steps"]]
    assert [n for n in names if n not in flat] == []
    assert [n for n in names if n.replace(" ", "") not in page.replace(" ", "")] == []
