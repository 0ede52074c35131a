"""A college's year: it issues on a real skills framework, is judged, revokes, and is imitated."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from tests.college import DID, HOST, LIST_URL, College
from tests.shared_files import shared

LEVELS = ("Developing", "Proficient", "Advanced")
LEARNERS = 30


def nice(role: str) -> dict:
    """Return an achievement that is aligned to a NICE work role and all that it needs."""
    export = json.loads(shared("data", "nice", "cprt_SP_800_181_2_1_0.json").read_bytes())
    content = export["response"]["elements"]
    elements = {e["element_identifier"]: e for e in content["elements"]}
    needed = [
        r["dest_element_identifier"]
        for r in content["relationships"]
        if r["source_element_identifier"] == role
    ]
    framework = content["documents"][0]
    wanted = [role, *(i for i in needed if elements[i]["element_type"] in ("knowledge", "skill"))]
    return {
        "name": elements[role]["title"],
        "achievementType": "Certificate",
        "description": f"Holds what the work role {elements[role]['title']} asks for.",
        "criteria": {"narrative": "A practical examination and a capstone."},
        "alignment": [
            {
                "targetName": elements[i]["title"] or i,
                "targetCode": i,
                "targetFramework": framework["name"],
                "targetType": "ext:NICE",
                "targetUrl": f"{framework['website']}#{i}",
            }
            for i in wanted
        ],
        "resultDescription": [
            {
                "name": "Capstone",
                "resultType": "RubricCriterionLevel",
                "rubricCriterionLevel": [{"name": n} for n in LEVELS],
            },
            {"name": "Score", "resultType": "RawScore", "valueMin": "0", "valueMax": "100"},
        ],
    }


def roster() -> str:
    rows = "".join(
        f"Learner {n},learner{n}@college.example,{LEVELS[n % 3]},{60 + n}\n"
        for n in range(1, LEARNERS + 1)
    )
    return "name,email,result.Capstone,result.Score\n" + rows


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    """A college that issued thirty badges on a work role, and published its documents."""
    college = College(tmp_path_factory.mktemp("college"))
    college.make_key()
    college.write("role.json", json.dumps(nice("PD-WRL-003")))
    college.write("roster.csv", roster())
    college.must("status", "new", "--url", LIST_URL, "-o", "list.json")
    ran = college.issue("--achievement", "role.json", "--status", "list.json", "--hashed-email")
    assert ran.lines == ["30 badges issued into out"], ran
    college.must("status", "publish", "list.json", "--key", "key.json", "-o", "documents/")
    return college


def judge(college, what="out", *more):
    return college.run("verify", str(what), "--offline", "--documents", "documents", *more)


def test_all_are_valid_by_the_command_that_anybody_has(year):
    ran = judge(year)
    assert ran.code == 0, ran
    assert "30 valid" in ran.err + ran.out


def test_the_skills_of_the_framework_are_in_them(year):
    alignments = year.record()["credentialSubject"]["achievement"]["alignment"]
    assert alignments[0]["targetCode"] == "PD-WRL-003"
    assert len(alignments) > 20
    shown = year.run("inspect", str(year.files()[0]))
    assert "Incident Response" in shown.out


def test_any_change_is_found(year, tmp_path):
    badge = year.record(1)
    subject = badge["credentialSubject"]
    changes = [
        ("score", lambda: subject["result"][1].update(value="100")),
        ("skill", lambda: subject["achievement"]["alignment"][0].update(targetCode="PD-WRL-001")),
        ("name", lambda: badge["issuer"].update(name="Somebody else")),
        ("status", lambda: badge["credentialStatus"].update(statusListIndex="1")),
    ]
    for name, change in changes:
        change()
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(badge))
        ran = judge(year, path)
        assert (ran.code, "proof.signature" in ran.out) == (1, True), ran


def test_without_its_documents_nothing_is_decided(year):
    ran = year.run("verify", str(year.files()[0]), "--offline")
    assert (ran.code, "UNDETERMINED" in ran.out) == (3, True)


def test_one_is_revoked_and_no_other(year):
    record = year.record(7)["id"]
    year.must("status", "set", "list.json", record, "--revoke")
    year.must("status", "publish", "list.json", "--key", "key.json", "-o", "documents/")
    verdicts = [year.verify(p).verdict for p in year.files()]
    assert verdicts.count("valid") == LEARNERS - 1
    assert verdicts[6] == "invalid"


def test_a_status_list_is_good_for_a_day(year):
    ran = judge(year, year.files()[0], "--at", "2199-01-01T00:00:00Z")
    assert ran.code != 0


def test_what_has_ended_is_refused(year):
    ran = year.issue("--achievement", "role.json", "--valid-until", "2199-01-01", output="ends")
    assert ran.code == 0
    path = year.files("ends")[0]
    assert year.verify(path).ok
    assert year.verify(path, now=datetime(2199, 1, 2, tzinfo=UTC)).verdict == "invalid"


def test_an_impostor_is_not_confirmed(year, tmp_path):
    impostor = College(tmp_path)
    did = impostor.make_key("key")
    assert impostor.issue().code == 0
    report = year.verify(impostor.files()[0])
    assert (report.verdict, report.issuer.label()) == ("valid", "unconfirmed")
    # to write the college's identifier into it does not help: the key is another
    impostor.write("issuer.yaml", f"name: Example College\nid: {DID}\n")
    assert "[issue.profile_id]" in impostor.issue(output="again").err
    forged = json.loads(impostor.files()[0].read_bytes())
    forged["issuer"]["id"] = DID
    report = year.verify(json.dumps(forged).encode())
    assert report.verdict == "invalid"
    assert did.startswith("did:key:")


def test_another_key_under_the_same_name_is_refused(year, tmp_path):
    other = College(tmp_path)
    other.make_key()
    assert other.issue().code == 0
    assert other.verify(other.files()[0]).issuer.label() == f"domain-controlled ({HOST})"
    report = year.verify(other.files()[0])
    assert report.verdict == "invalid"


def test_the_installed_command_does_the_same(year):
    """Once through a real process: what is data goes to stdout, what is talk to stderr."""
    argv = [
        "issue", "--achievement", "role.json", "--roster", "roster.csv", "--key", "key.json",
        "--issuer", "issuer.yaml", "-o", "by-process",
    ]  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "lerway", *argv],
        cwd=year.folder,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "30 badges issued into by-process\n"
    assert "issued.csv" in done.stderr
    assert len(year.files("by-process")) == LEARNERS
