"""The main job, as the demo does it and again with the real NICE framework export."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import lerway
from lerway.cli import main
from lerway.cli.demo import Step, carry_out
from lerway.standards.open_badges.v3 import skills_of
from tests.shared_files import shared

FRAMEWORK = "NICE Framework 2.1.0"
CATALOG = (
    "https://csrc.nist.gov/projects/cprt/catalog#/cprt/framework/version/SP_800_181_2_1_0/home"
)


def test_the_demo_does_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--check"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "every step did what it says"
    assert all(line.startswith("ok ") for line in lines[:-1])
    assert len(lines) > 15


def test_the_demo_ends_with_how_fast_this_machine_verified(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["demo", "--keep", str(tmp_path / "demo")]) == 0
    *_, before, last = capsys.readouterr().out.splitlines()
    assert before.endswith(f"everything is in {tmp_path / 'demo'}.")
    said = re.fullmatch(
        r"This machine just verified ([\d,]+) badges a second on one core, each with its whole"
        r" report; Ed25519 alone verifies ([\d,]+) signatures\.",
        last,
    )
    assert said is not None
    whole, alone = (int(number.replace(",", "")) for number in said.groups())
    assert 0 < whole < alone


@pytest.mark.parametrize(
    "step",
    [
        Step("another exit code than it says", ("verify", "nothing.json"), exit_code=0),
        Step("without the text that it says", ("verify", "nothing.json"), 2, says=("VALID",)),
        Step("a command that is not there", ("frobnicate",), exit_code=0),
    ],
)
def test_control_a_step_that_does_not_do_what_it_says_is_seen(step: Step) -> None:
    assert not carry_out(step).ok


def test_control_the_same_step_told_rightly_is_right() -> None:
    assert carry_out(Step("", ("verify", "nothing.json"), 2, says=("cannot read",))).ok


def test_a_folder_that_is_in_use_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    assert main(["demo", "--keep", str(tmp_path)]) == 2
    assert main(["demo", "--keep", str(next(tmp_path.iterdir()))]) == 2
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


@pytest.fixture(name="nice", scope="module")
def _nice() -> list[dict[str, str]]:
    path = shared("data", "nice", "cprt_SP_800_181_2_1_0.json")
    elements = json.loads(path.read_bytes())["response"]["elements"]["elements"]
    return [e for e in elements if e["element_type"] == "work_role"]


def achievement(role: dict[str, str]) -> dict:
    return {
        "name": f"{role['title']}: foundations",
        "description": "Showed the beginnings of this work role in supervised exercises.",
        "criteria": {"narrative": "Passed every exercise."},
        "alignment": [
            {
                "type": ["Alignment"],
                "targetName": role["title"],
                "targetCode": role["element_identifier"],
                "targetFramework": FRAMEWORK,
                "targetUrl": f"{CATALOG}?element={role['element_identifier']}",
            }
        ],
    }


def test_badges_for_every_work_role_of_the_real_framework(
    nice: list[dict[str, str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A learner earns all 41 work roles, as badges and in one learner record."""
    monkeypatch.chdir(tmp_path)
    assert len(nice) == 41
    files: list[str] = []
    for role in nice:
        file = f"{role['element_identifier']}.json"
        Path(file).write_text(json.dumps(achievement(role)), encoding="utf-8")
        files += ["--achievement", file]
    Path("roster.csv").write_text("name,email\nAda Example,ada@example.org\n", encoding="utf-8")
    Path("issuer.yaml").write_text("name: Example College\n", encoding="utf-8")
    assert (
        main(["key", "new", "--curve", "p256", "--did", "web:college.example", "-o", "k.json"]) == 0
    )
    documents = Path("documents/college.example/.well-known")
    documents.mkdir(parents=True)
    Path("did.json").rename(documents / "did.json")
    issue = [
        "issue",
        *files,
        "--roster",
        "roster.csv",
        "--key",
        "k.json",
        "--issuer",
        "issuer.yaml",
    ]
    assert main([*issue, "--clr", "-o", "out"]) == 0
    capsys.readouterr()
    record = next(Path("out").glob("*.json")).read_bytes()
    report = lerway.verify(record, offline=True, documents=Path("documents"))
    assert report.verdict is lerway.Verdict.VALID, str(report)
    assert report.issuer is not None
    assert report.issuer.label() == "domain-controlled (college.example)"
    members = json.loads(record)["credentialSubject"]["verifiableCredential"]
    said = {skills_of(m).alignments[0].code: skills_of(m).alignments[0].name for m in members}
    assert said == {r["element_identifier"]: r["title"] for r in nice}
    assert len([c for c in report.checks if c.code == "members"]) == 41


def test_one_tampered_member_spoils_the_record(
    nice: list[dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.json").write_text(json.dumps(achievement(nice[0])), encoding="utf-8")
    Path("b.json").write_text(json.dumps(achievement(nice[1])), encoding="utf-8")
    Path("roster.csv").write_text("name,email\nAda Example,ada@example.org\n", encoding="utf-8")
    Path("issuer.yaml").write_text("name: Example College\n", encoding="utf-8")
    assert main(["key", "new", "--curve", "ed25519", "-o", "k.json"]) == 0
    issue = [
        "issue",
        "--achievement",
        "a.json",
        "--achievement",
        "b.json",
        "--roster",
        "roster.csv",
    ]
    issue += ["--key", "k.json", "--issuer", "issuer.yaml", "--proof", "eddsa-jcs-2022"]
    assert main([*issue, "--clr", "-o", "out"]) == 0
    record = next(Path("out").glob("*.json")).read_text("utf-8")
    forged = record.replace(nice[1]["title"], "Everything")
    report = lerway.verify(forged, offline=True)
    assert report.verdict is lerway.Verdict.INVALID
    at = "/credentialSubject/verifiableCredential/"
    assert report.check("members", at + "0").outcome is lerway.Outcome.PASSED
    assert report.check("members", at + "1").outcome is lerway.Outcome.FAILED
