"""What is asked of each reader under fuzz."""

from __future__ import annotations

import json
import time
from pathlib import Path

from tests.conftest import TORTURE
from tests.fuzz import run

RUNS = 200_000 if TORTURE else 10_000
SEED = int(time.time()) if TORTURE else 1
MOST_ALIKE = 0.9


def try_out(name: str, folder: Path, seeds: Path) -> None:
    """Fuzz a target; fails if an input breaks it, or if the inputs are too much alike."""
    said = run.fuzz(name, folder, seeds, runs=RUNS, seed=SEED)
    assert "failed" not in said, json.dumps(said, indent=1)
    assert said["executions"] >= RUNS
    assert said["slowest"] <= run.SECONDS
    assert said["peak_mb"] <= run.MEGABYTES
    # What is turned away at the door by one rule tests nothing else.
    assert len(said["outcomes"]) > 1, said["outcomes"]
    assert max(said["outcomes"].values()) < MOST_ALIKE * RUNS, said["outcomes"]
