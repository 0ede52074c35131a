"""A framework owner and a registrar, with the frameworks as their owners publish them.

NICE and DCWF in `make test`; ESCO and O*NET, which take minutes, in `make torture`.
"""

import io
import json
import sys

import pytest
import yaml

from lerway.cli import main
from tests.shared_files import shared

SYLLABUS = """CYB 210  Network Security Fundamentals
Fall 2026 · 3 credits · Instructor: Dr. M. Reyes

By the end of this course, students will be able to:
1. Configure firewalls, intrusion detection systems and virtual private networks
2. Analyze packet captures with Wireshark to find suspicious traffic
3. Explain symmetric and public-key cryptography
4. Write small programs in Python
5. Work in teams
6. Apply privacy law

Grading: homework 30 %, labs 40 %, final exam 30 %.
"""
ACHIEVEMENT = """name: Network Security Fundamentals
achievementType: Course
description: Secures a small network.
criteria:
  narrative: Labs and a final examination.
"""
ISSUER = "name: Example College\nurl: https://college.example/\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def lerway(home, monkeypatch, capsys):
    monkeypatch.setenv("LERWAY_HOME", str(home))
    monkeypatch.chdir(home)

    def run(*argv, given=""):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode()), "utf-8"))
        code = main([*argv])
        said = capsys.readouterr()
        assert code == 0, said.err
        return said.out

    return run


@pytest.fixture
def nice(lerway):
    if "nice@2.1.0" not in lerway("skills", "list"):
        path = shared("data/nice/cprt_SP_800_181_2_1_0.json")
        lerway("skills", "import", str(path), "--format", "nice")
    return "nice"


def issued(lerway, home, alignment, out):
    """Issue a badge with these alignments, as a registrar does; return its path."""
    (home / "achievement.yaml").write_text(ACHIEVEMENT + alignment)
    (home / "issuer.yaml").write_text(ISSUER)
    (home / "roster.csv").write_text("name,email\nAda,ada@learners.example\n")
    if not (home / "key.json").exists():
        lerway("key", "new", "--did", "web:college.example", "-o", "key.json")
    lerway(
        "issue", "--achievement", "achievement.yaml", "--roster", "roster.csv",
        "--issuer", "issuer.yaml", "--key", "key.json", "-o", out,
    )  # fmt: skip
    return next((home / out).glob("*.json"))


def test_a_syllabus_becomes_a_badge_in_the_words_of_nice(lerway, nice, home):
    (home / "syllabus.txt").write_text(SYLLABUS)
    found = json.loads(
        lerway("skills", "extract", "syllabus.txt", "--framework", nice, "--json", "--unsure")
    )
    asked = {one["span"]["text"]: one["candidates"] for one in found if one.get("abstained")}
    suggested = {phrase: c[0]["id"] for phrase, c in asked.items()}
    assert suggested["virtual private networks"] == "K0781"
    assert suggested["Apply privacy law"] == "K0678"
    assert not [phrase for phrase in asked if "homework" in phrase or "Reyes" in phrase]
    lerway("skills", "review", "document", "syllabus.txt", "--framework", nice,
           "--by", "R. Registrar", given="1\n" * len(asked))  # fmt: skip
    alignment = lerway("skills", "extract", "syllabus.txt", "--framework", nice, "--alignments")
    codes = {one["targetCode"] for one in yaml.safe_load(alignment)["alignment"]}
    assert codes == set(suggested.values())
    badge = issued(lerway, home, alignment, "nice-badge")
    assert "K0781" in badge.read_text()
    read = lerway("skills", "translate", str(badge), "--to", "lerway-starter")
    assert read.count("(Workforce Framework for Cybersecurity") == len(codes)


def test_what_dod_says_of_its_roles_is_an_official_mapping(lerway, nice):
    path = shared("data/dcwf/DCWF_Work_Role_Tool_v5.1.xlsx")
    lerway("skills", "import", str(path), "--format", "dcwf")
    way = "--kind", "occupation", "--top", "1", "--jsonl"
    there = lerway("skills", "crosswalk", "--from", "dcwf", "--to", nice, *way, "--ids", "IT-411")
    best = json.loads(there)["candidates"][0]
    assert (best["id"], best["relation"], best["origin"]) == ("IO-WRL-007", "close", "official")
    back = lerway(
        "skills", "crosswalk", "--from", nice, "--to", "dcwf", *way, "--ids", "IO-WRL-007"
    )
    assert json.loads(back)["candidates"][0]["id"] == "IT-411"


@pytest.mark.torture
def test_the_same_badge_in_the_words_of_esco_and_onet(lerway, nice, home):
    for name, folder in (("esco", "esco"), ("onet", "onet-29.3")):
        lerway("skills", "import", str(shared("data", folder)), "--format", name, "--as", name)
    (home / "syllabus.txt").write_text(SYLLABUS)
    shown = json.loads(lerway("skills", "extract", "syllabus.txt", "--framework", "esco", "--json"))
    labels = {one["label"] for one in shown}
    assert labels >= {"work in teams", "Wireshark", "Python (computer programming)"}
    assert "instruct others" not in labels
    alignment = lerway("skills", "extract", "syllabus.txt", "--framework", "esco", "--alignments")
    badge = issued(lerway, home, alignment, "esco-badge")
    read = json.loads(lerway("skills", "translate", str(badge), "--to", "onet", "--json"))
    first = {one["name"]: one for one in read}
    assert first["Wireshark"]["translations"][0]["label"] == "Wireshark"
    assert not first["Wireshark"]["abstained"]
