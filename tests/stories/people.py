"""Three people whose records a college and two employers issue, by O*NET and NICE.

Identifiers, names and levels are facts of the frameworks; the people are made up.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lerway.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["PEOPLE", "Somebody", "issued_to"]

LEVELS = ("Beginning", "Developing", "Proficient", "Expert")
FRAMEWORKS = {"onet": "O*NET 29.3", "nice": "NICE Framework 2.1.0"}


@dataclass(frozen=True)
class Somebody:
    """A person with a way to go.

    Attributes:
        name: on the roster.
        issuer: who issues the record; title: of the achievement.
        framework: whose role is wanted.
        work: the present occupation; to: the role that is wanted, in a counsellor's words.
        role: its id.
        rated: skills with the level that the record states; shown: skills without one.
        said: what is claimed, in any words.
    """

    name: str
    issuer: str
    title: str
    framework: str
    work: str
    to: str
    role: str
    rated: dict[tuple[str, str, str], str]
    shown: tuple[tuple[str, str, str], ...]
    said: tuple[str, ...]


PEOPLE = {
    "data analyst": Somebody(
        "Dana Reyes",
        "Cedar Valley College",
        "Certificate in Data Analytics",
        "nice",
        "15-2051.01",
        "Defensive Cybersecurity",
        "PD-WRL-001",
        {},
        (
            ("nice", "S0854", "Skill in performing data analysis"),
            ("nice", "S0892", "Skill in performing trend analysis"),
            ("nice", "S0600", "Skill in collecting relevant data from a variety of sources"),
            ("nice", "S0712", "Skill in evaluating data source quality"),
            ("nice", "K0707", "Knowledge of database systems and software"),
            ("onet", "technology:Python", "Python"),
            ("onet", "2.A.2.a", "Critical Thinking"),
        ),
        ("network analysis tools and techniques", "fly to the moon"),
    ),
    "registered nurse": Somebody(
        "Noor Haddad",
        "Lakeside Hospital",
        "Charge nurse of a surgical ward",
        "onet",
        "29-1141.00",
        "Nurse Manager",
        "11-9111.00",
        {
            ("onet", "2.C.5.a", "Medicine and Dentistry"): "Expert",
            ("onet", "2.A.2.a", "Critical Thinking"): "Proficient",
            ("onet", "2.A.1.b", "Active Listening"): "Proficient",
            ("onet", "2.A.2.d", "Monitoring"): "Proficient",
            ("onet", "2.B.1.b", "Coordination"): "Proficient",
            ("onet", "2.B.1.a", "Social Perceptiveness"): "Expert",
            ("onet", "2.B.5.d", "Management of Personnel Resources"): "Developing",
        },
        (
            ("onet", "2.A.1.a", "Reading Comprehension"),
            ("onet", "2.A.1.d", "Speaking"),
        ),
        ("Writing@0.6", "Instructing@0.6"),
    ),
    "store associate": Somebody(
        "Sam Okafor",
        "Harbor Stores",
        "Four years on the sales floor",
        "onet",
        "41-2031.00",
        "41-1011.00",
        "41-1011.00",
        {
            ("onet", "2.C.1.e", "Customer and Personal Service"): "Expert",
            ("onet", "2.C.1.d", "Sales and Marketing"): "Proficient",
            ("onet", "2.A.1.b", "Active Listening"): "Proficient",
            ("onet", "2.B.1.f", "Service Orientation"): "Proficient",
            ("onet", "2.B.1.c", "Persuasion"): "Proficient",
        },
        (("onet", "2.A.1.d", "Speaking"),),
        ("Coordination@0.6",),
    ),
}


def issued_to(folder: Path, who: Somebody) -> Path:
    """Return the record that `lerway issue` issues to somebody on a roster."""
    results = [
        {
            "name": name,
            "resultType": "RubricCriterionLevel",
            "alignment": [_alignment(framework, code, name)],
            "rubricCriterionLevel": [{"name": level} for level in LEVELS],
        }
        for framework, code, name in who.rated
    ]
    achievement = {
        "name": who.title,
        "description": who.title,
        "criteria": {"narrative": "Shown at work and judged by a supervisor."},
        "alignment": [_alignment(*skill) for skill in who.shown],
        **({"resultDescription": results} if results else {}),
    }
    (folder / "achievement.json").write_text(json.dumps(achievement))
    (folder / "issuer.json").write_text(json.dumps({"type": "Profile", "name": who.issuer}))
    with (folder / "roster.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["name", "email", *(f"result.{name}" for _, _, name in who.rated)])
        table.writerow([who.name, "somebody@learner.example", *who.rated.values()])
    assert main(["key", "new", "-o", str(folder / "key.json")]) == 0
    command = [
        "issue", "--roster", str(folder / "roster.csv"), "--key", str(folder / "key.json"),
        "--achievement", str(folder / "achievement.json"),
        "--issuer", str(folder / "issuer.json"), "-o", str(folder / "out"),
    ]  # fmt: skip
    assert main(command) == 0
    return next((folder / "out").rglob("*.json"))


def _alignment(framework: str, code: str, name: str) -> dict[str, object]:
    """Return what `lerway skills align` prints for a skill."""
    return {
        "type": ["Alignment"],
        "targetName": name,
        "targetUrl": f"urn:lerway:framework:{framework}:{code.replace(':', '%3A')}",
        "targetFramework": FRAMEWORKS[framework],
        "targetCode": code,
        "targetType": "ceasn:Competency",
    }
