"""The badge that the pages speak of as `badge.json`, issued as a reader would issue it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

__all__ = ["sample_badge"]

PROFILE = """\
name: Example College
url: https://college.example/
"""

ACHIEVEMENT = """\
name: Packet analysis
description: Reads captured network traffic and says what happened.
criteria:
  narrative: Explained three captures, one of them in front of the class.
"""

ROSTER = """\
name,email
Ada Example,ada@example.org
"""


def lerway(folder: Path, *arguments: str) -> None:
    """Run the command in `folder`."""
    subprocess.run(
        [sys.executable, "-m", "lerway", *arguments], cwd=folder, check=True, capture_output=True
    )


@cache
def sample_badge() -> bytes:
    """Return a badge by a bare key, as JSON."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "profile.yaml").write_text(PROFILE, encoding="utf-8")
        (folder / "achievement.yaml").write_text(ACHIEVEMENT, encoding="utf-8")
        (folder / "roster.csv").write_text(ROSTER, encoding="utf-8")
        lerway(folder, "key", "new", "--curve", "ed25519", "-o", "key.json")
        lerway(
            folder, "issue", "--achievement", "achievement.yaml", "--roster", "roster.csv",
            "--key", "key.json", "--issuer", "profile.yaml", "-o", "out",
        )  # fmt: skip
        badges = [
            p for p in sorted((folder / "out").rglob("*.json")) if b'"proof"' in p.read_bytes()
        ]
        return badges[0].read_bytes()
