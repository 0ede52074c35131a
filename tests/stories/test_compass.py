"""Three people and a counsellor: what they hold, what is missing, and the way across."""

import json

import pytest

from lerway import bootstrap
from lerway.cli.main import main
from tests.shared_files import shared

STARTER = ("--framework", "lerway-starter")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def home(store, tmp_path, monkeypatch):
    """One store for all that only ask; `fresh` is for those that import."""
    monkeypatch.setenv("LERWAY_HOME", str(store))
    return tmp_path


@pytest.fixture
def fresh(tmp_path, monkeypatch):
    monkeypatch.setenv("LERWAY_HOME", str(tmp_path / "home"))
    return tmp_path


def said(capsys, *command):
    code = main(["compass", *command])
    out = capsys.readouterr()
    return code, out.out, out.err


def issue(folder, name, alignments, capsys):
    """Issue a badge with `lerway issue`, as a college would."""
    achievement = {
        "id": f"urn:uuid:00000000-0000-4000-8000-{abs(hash(name)) % 10**12:012}",
        "type": "Achievement",
        "name": name,
        "description": name,
        "criteria": {"narrative": "Shown at work."},
        "alignment": [
            {
                "type": ["Alignment"],
                "targetName": label,
                "targetUrl": f"urn:lerway:starter:{code}",
                "targetCode": code,
                "targetFramework": "lerway-starter",
            }
            for code, label in alignments
        ],
    }
    (folder / "achievement.json").write_text(json.dumps(achievement))
    (folder / "roster.csv").write_text("name,email\nMaya,maya@learner.example\n")
    profile = {"type": "Profile", "name": "Cedar Valley College"}
    (folder / "issuer.json").write_text(json.dumps(profile))
    main(["key", "new", "-o", str(folder / "key.json")])
    code = main([
        "issue", "--roster", str(folder / "roster.csv"),
        "--achievement", str(folder / "achievement.json"), "--key", str(folder / "key.json"),
        "--issuer", str(folder / "issuer.json"), "-o", str(folder / "out"),
    ])  # fmt: skip
    assert code == 0, capsys.readouterr().err
    capsys.readouterr()
    return next((folder / "out").rglob("*.json"))


@pytest.mark.parametrize(
    ("now", "to", "held"),
    [
        ("15-2051.01", "PD-WRL-001", [("DA-01", "Query databases"), ("TR-11", "Think critically")]),
        ("29-1141.00", "11-9111.00", [("HC-30", "Coordinate care"), ("TR-05", "Work in a team")]),
        ("41-2031.00", "41-1011.00", [("RT-01", "Serve customers"), ("TR-05", "Work in a team")]),
    ],
)
def test_three_people_get_a_plan(now, to, held, home, capsys):
    atlas = bootstrap.atlas("lerway-starter")
    labels = dict(zip(atlas.skill_ids, atlas.skill_labels, strict=True))
    record = issue(home, "Badge", [(code, labels[code]) for code, _ in held], capsys)

    code, out, err = said(capsys, "skills", str(record), *STARTER, "--offline")
    assert code == 0, err
    assert out.count("verified: ") == len(held)

    code, out, _ = said(capsys, "gap", str(record), "--to", to, *STARTER, "--offline", "--json")
    gap = json.loads(out)
    assert code == 0
    assert {x["state"] for x in gap["lines"]} >= {"missing"}
    assert gap["target"]["source"]["date"] == "1.0"

    code, out, _ = said(
        capsys, "nearby", str(record), "--from", now, *STARTER, "--offline", "--json"
    )
    roles = json.loads(out)
    assert code == 0
    assert all(r["known"]["wage"] is None or r["known"]["wage"]["source"]["date"] for r in roles)

    code, out, _ = said(
        capsys, "route", str(record), "--to", to, *STARTER, "--offline", "--start", "2027-01-04",
        "--hours", "20", "--json",
    )  # fmt: skip
    plan = json.loads(out)["plan"]
    assert code == 0, plan["sentence"]
    steps = plan["route"]["steps"]
    assert all(s["course"]["sample"] and s["course"]["source"]["date"] for s in steps)
    closed = {label for s in steps for label in s["closes"]}
    lacking = {
        x["asked"]["label"]
        for x in gap["lines"]
        if x["asked"]["weight"] > 0 and (x["state"] == "missing" or x["how"] == "related skill")
    }
    assert lacking <= closed | set(plan["untaught"])


def test_a_record_that_was_changed_counts_as_claimed(home, capsys):
    record = issue(home, "Badge", [("RT-01", "Serve customers")], capsys)
    record.write_text(record.read_text().replace("Shown at work.", "Shown everywhere."))
    code, out, err = said(capsys, "skills", str(record), *STARTER, "--offline")
    assert code == 0
    assert "claimed: Serve customers" in out
    assert "did not verify" in err


@pytest.mark.parametrize(
    ("command", "problem"),
    [
        (("gap", "--to", "Wizard", *STARTER), "compass.unknown_role"),
        (("gap", "--to", "PD-WRL-001", "--claim", " ", *STARTER), "compass.empty_claim"),
        (("gap", *STARTER), "compass.target"),
        (("gap", "--to", "PD-WRL-001", "--posting", "x.txt", *STARTER), "compass.target"),
        (("nearby", "--from", "Wizard", *STARTER), "compass.unknown_role"),
        (("gap", "--to", "PD-WRL-001", "--claim", "DA-01@9", *STARTER), "compass.level"),
        (("route", "--to", "PD-WRL-001", "--budget", "much", *STARTER), "compass.amount"),
        (("route", "--to", "PD-WRL-001", "--start", "soon", *STARTER), "compass.date"),
        (("skills", "nowhere.json", *STARTER), "compass.no_such_file"),
        (("import", "x.csv", "--format", "xls"), "compass.unknown_format"),
    ],
)
def test_what_cannot_be_asked_is_told(command, problem, capsys):
    code, _, err = said(capsys, *command)
    assert code == 2
    assert f"[{problem}]" in err
    assert "hint: " in err


def test_published_wages_and_projections_take_the_place_of_the_sample(fresh, capsys):
    wages = shared("data", "wages")
    assert (
        said(capsys, "import", str(wages / "national_M2024_dl.xlsx"), "--format", "oews")[1]
        == "854 wages\n"
    )
    said(
        capsys, "import", str(wages / "bls_projections_occupation.xlsx"), "--format", "projections"
    )
    facts = bootstrap.labour_facts()
    assert facts.of("11-1011.00").wage.median == 206420
    assert facts.of("11-1011.00").outlook.openings > 0


def test_an_imported_catalogue_takes_the_place_of_the_sample(fresh, capsys):
    table = fresh / "college.csv"
    table.write_text(
        "id,name,provider,skills,cost,currency,hours\nk1,Alerts,College,lerway-starter/DC-01,90,USD,10\n"
    )
    assert said(capsys, "import", str(table), "--format", "courses-csv")[1] == "1 courses\n"
    assert [c.id for c in bootstrap.courses()] == ["k1"]
    again = said(capsys, "import", str(table), "--format", "courses-csv", "--as", "other")
    assert "[course.twice]" in again[2]


def test_a_badge_of_another_framework_counts_by_a_mapping_that_is_named(fresh, capsys):
    nice = shared("data", "nice") / "cprt_SP_800_181_2_1_0.json"
    assert main(["skills", "import", str(nice), "--format", "nice"]) == 0
    atlas = bootstrap.atlas("lerway-starter")
    chosen = [(i, atlas.skill_labels[n]) for n, i in enumerate(atlas.skill_ids) if "DC" in i][:8]
    record = issue(fresh, "Defender", chosen, capsys)

    code, out, err = said(
        capsys, "gap", str(record), "--to", "PD-WRL-001", "--framework", "nice", "--offline",
        "--json",
    )  # fmt: skip
    assert code == 0, err
    counted = [x for x in json.loads(out)["lines"] if x["kin"]]
    assert counted, "no skill of the badge was found in NICE"
    for line in counted:
        assert line["basis"] == "verified"
        assert line["share"] <= 0.5
        assert line["kin"]["by"].startswith("lerway-starter to nice crosswalk, ")
        assert ", confidence " in line["kin"]["by"]
        assert "the skill itself is not shown" in line["sentence"]


def test_what_an_occupation_needs_is_not_said_to_be_held(capsys):
    code, out, _ = said(capsys, "nearby", "--from", "29-1141.00", *STARTER)
    assert code == 0
    assert "What Registered Nurses needs is " in out
    assert "You hold" not in out
