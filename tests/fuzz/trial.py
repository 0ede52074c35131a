"""What is asked of each reader under fuzz."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from tests.conftest import TORTURE
from tests.fuzz import run

RUNS = 200_000 if TORTURE else 10_000
SEED = int(time.time()) if TORTURE else 1
LONGEST = 2**31 if TORTURE else 4_096
"""Bytes: every day short inputs, since a long one costs more and reaches little more."""
MOST_ALIKE = 0.9

Trial = Callable[[str], dict[str, Any]]


def trials(names: Sequence[str], folder: Path, seeds: Path) -> Trial:
    """Return what gives the report of a target; in `make torture` one by one.

    Every day all are run at the first question, so that `lerway` is prepared for the
    fuzzer only once.
    """

    @cache
    def reports(*asked: str) -> dict[str, dict[str, Any]]:
        return run.fuzz_each(asked, folder, seeds, runs=RUNS, seed=SEED, longest=LONGEST)

    def report(name: str) -> dict[str, Any]:
        return reports(*([name] if TORTURE else names))[name]

    return report


def judge(said: dict[str, Any]) -> None:
    """Fail if an input broke the target, or if the inputs were too much alike."""
    assert "failed" not in said, json.dumps(said, indent=1)
    assert said["executions"] >= RUNS
    assert said["slowest"] <= run.SECONDS
    assert said["peak_mb"] <= run.MEGABYTES
    # What is turned away at the door by one rule tests nothing else.
    assert len(said["outcomes"]) > 1, said["outcomes"]
    assert max(said["outcomes"].values()) < MOST_ALIKE * RUNS, said["outcomes"]
