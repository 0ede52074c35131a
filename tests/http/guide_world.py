"""The compass as a server has it: starter framework, sample facts and courses, a badge."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lerway import bootstrap

if TYPE_CHECKING:
    from pathlib import Path

ROLE = "PD-WRL-001"
HELD = {"DC-01": "Monitor security alerts", "DC-04": "Review system logs"}


def issued(folder: Path, held: dict[str, str] | None = None) -> bytes:
    """Return a badge that `lerway issue` issued, aligned to skills of the starter framework."""
    from lerway.cli.main import main

    achievement = {
        "id": "urn:uuid:00000000-0000-4000-8000-000000000007",
        "type": "Achievement",
        "name": "Security desk",
        "description": "Worked at a security desk.",
        "criteria": {"narrative": "Shown at work."},
        "alignment": [
            {
                "type": ["Alignment"],
                "targetName": label,
                "targetUrl": f"urn:lerway:starter:{code}",
                "targetCode": code,
                "targetFramework": "lerway-starter",
            }
            for code, label in (held or HELD).items()
        ],
    }
    (folder / "achievement.json").write_text(json.dumps(achievement))
    (folder / "roster.csv").write_text("name,email\nMaya,maya@learner.example\n")
    (folder / "issuer.json").write_text('{"type":"Profile","name":"Cedar Valley College"}')
    (folder / "key.json").unlink(missing_ok=True)
    main(["key", "new", "-o", str(folder / "key.json")])
    code = main([
        "issue", "--roster", str(folder / "roster.csv"),
        "--achievement", str(folder / "achievement.json"), "--key", str(folder / "key.json"),
        "--issuer", str(folder / "issuer.json"), "-o", str(folder / "out"),
    ])  # fmt: skip
    assert code == 0
    return next((folder / "out").rglob("*.json")).read_bytes()


def guide(folder: Path) -> bootstrap.Guide:
    """Return the compass with a store of its own."""
    return bootstrap.Guide(lambda: bootstrap.fetcher(offline=True), folder=folder / "home")
