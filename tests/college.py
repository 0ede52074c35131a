"""A college that issues by the command line: its files, and `lerway` as if typed there."""

from __future__ import annotations

import contextlib
import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lerway
from lerway.cli import main

HOST = "college.example"
DID = f"did:web:{HOST}"
LIST_URL = f"https://{HOST}/status/1"

ACHIEVEMENT = """\
name: Welding 1
description: Joins steel sheets by three procedures.
achievementType: Certificate
criteria:
  narrative: Ten seams, judged by two instructors.
alignment:
  - targetName: Welding
    targetUrl: https://skills.example/welding
    targetCode: W-1
    targetFramework: Skills of Example
tag: [welding, steel]
resultDescription:
  - name: Seam
    resultType: RubricCriterionLevel
    requiredLevel: Sound
    rubricCriterionLevel:
      - name: Porous
        level: 1
      - name: Sound
        level: 2
      - name: Perfect
        level: 3
  - name: Score
    resultType: Percent
    requiredValue: 60
    valueMin: 0
    valueMax: 100
"""
SECOND = """\
name: Workshop safety
description: Works without hurting anybody.
criteria:
  narrative: Passed the safety walk.
"""
PROFILE = "name: Example College\nurl: https://college.example/\n"
ROSTER = """\
name,email,result.Seam,result.Score
Ada Núñez,ada@learners.example,Sound,88
Grace O'Hara,grace@learners.example,Perfect,100
王伟,wei@learners.example,3,61
"""


@dataclass(frozen=True)
class Ran:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


class College:
    """A folder with what a registrar has in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.write("achievement.yaml", ACHIEVEMENT)
        self.write("second.yaml", SECOND)
        self.write("issuer.yaml", PROFILE)
        self.write("roster.csv", ROSTER)

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def run(self, *argv: str) -> Ran:
        """Run `lerway` with `argv` in this folder."""
        out, err = io.BytesIO(), io.StringIO()
        wrapped = io.TextIOWrapper(out, "utf-8", write_through=True)
        with (
            contextlib.chdir(self.folder),
            contextlib.redirect_stdout(wrapped),
            contextlib.redirect_stderr(err),
        ):
            code = main(argv)
        return Ran(code, out.getvalue().decode(), err.getvalue())

    def must(self, *argv: str) -> Ran:
        """Run `lerway`; it has to succeed."""
        ran = self.run(*argv)
        assert ran.code == 0, ran
        return ran

    def make_key(self, did: str = f"web:{HOST}", curve: str = "ed25519") -> str:
        """Make the key `key.json`; publish its did.json among the kept documents."""
        did = self.must("key", "new", "--curve", curve, "--did", did, "-o", "key.json").out.strip()
        if (self.folder / "did.json").exists():
            published = (self.folder / "did.json").read_bytes()
            self.write(f"documents/{HOST}/.well-known/did.json", published)
        return did

    def issue(self, *more: str, roster: str = "roster.csv", output: str = "out") -> Ran:
        argv = ["--roster", roster, "--key", "key.json", "--issuer", "issuer.yaml", "-o", output]
        if "--achievement" not in more:
            argv += ["--achievement", "achievement.yaml"]
        return self.run("issue", *argv, *more)

    def files(self, folder: str = "out") -> list[Path]:
        """Return the records that were issued."""
        inside = sorted((self.folder / folder).iterdir())
        return [p for p in inside if p.name[0].isdigit()]

    def issued(self, folder: str = "out") -> list[dict[str, str]]:
        """Return the rows of issued.csv."""
        text = (self.folder / folder / "issued.csv").read_text(encoding="utf-8")
        return list(csv.DictReader(io.StringIO(text)))

    def record(self, number: int = 1, folder: str = "out") -> dict[str, Any]:
        return json.loads(self.files(folder)[number - 1].read_bytes())

    def verify(self, what: Path | bytes, **more: Any) -> lerway.Report:
        """Judge a record without a network, by the documents that were published."""
        data = what if isinstance(what, bytes) else what.read_bytes()
        documents = self.folder / "documents"
        return lerway.verify(
            data, offline=True, documents=documents if documents.is_dir() else None, **more
        )
