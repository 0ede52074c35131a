"""Hostile input: no reader raises what it does not declare, dawdles or swells.

`run.py` tells what is measured. In `make torture`: 200,000 inputs for each reader that
nobody has seen before, guided by what they reach where Atheris is installed. Every day a
twentieth of that, always the same and at most 4 KiB long.
"""

from __future__ import annotations

import os
import platform
import re
import sys

import pytest

from tests.fuzz import run
from tests.fuzz.planted import PLANTED
from tests.fuzz.targets import RECORDS, TARGETS
from tests.fuzz.trial import RUNS, judge, trials
from tests.shared_files import missing

FEW = 2_000
HAS_A_WHEEL = (
    sys.platform == "linux"
    and platform.machine() == "x86_64"
    and sys.implementation.name == "cpython"
    and (3, 11) <= sys.version_info[:2] <= (3, 14)
)

# Where the guided fuzzer is installed, the other one is for `make torture`.
ENGINES = [
    pytest.param(False, id="guided"),
    pytest.param(True, id="plain", marks=pytest.mark.torture),
]
OTHERS = [n for n in TARGETS if n not in RECORDS]


@pytest.fixture(name="report", scope="module")
def _report(start, tmp_path_factory):
    return trials(OTHERS, tmp_path_factory.mktemp("fuzz"), start)


@pytest.mark.parametrize("name", OTHERS)
def test_no_input_breaks_a_reader(name, report):
    judge(report(name))


def test_each_reader_has_inputs_to_start_from(start):
    for name in TARGETS:
        assert len(list((start / name).iterdir())) >= 4, name
    assert {p.name for p in run.CORPUS.iterdir()} <= TARGETS.keys()


def test_the_fuzzer_is_guided():
    if run.has_atheris():
        return
    if HAS_A_WHEEL:
        missing("Atheris is not there (pip install atheris): inputs were drawn unguided")
    pytest.skip("Atheris has no wheel for this Python: inputs were drawn unguided")


# ------------------------------------------------------ bugs on purpose are found


@pytest.mark.parametrize("plain", ENGINES)
@pytest.mark.parametrize(
    ("bug", "told"),
    [
        ("raises", "builtins.KeyError: 'planted'"),
        ("misdeclares", "MisuseError: an error that this reader does not declare"),
        ("dawdles", "s of CPU time"),
        ("hangs", "imeout"),
        ("allocates", "the process grew to|out-of-memory"),
    ],
)
def test_a_planted_bug_is_found(bug, told, plain, tmp_path):
    name = f"planted-{bug}"
    said = run.fuzz(
        name,
        tmp_path,
        tmp_path / "none",
        runs=RUNS,
        plain=plain,
        hangs=3 if bug == "hangs" else run.HANGS,
    )
    # libFuzzer looks at the size too, once a second: whoever looks first tells of it.
    assert re.search(told, said["failed"])
    assert said["exit"] != 0
    kept = (tmp_path / f"{name}.input").read_bytes()
    assert kept.startswith(b"{]") if bug == "raises" else b"9" in kept


@pytest.mark.parametrize("plain", ENGINES)
def test_a_sound_reader_passes(plain, tmp_path):
    # This process is large for a moment; what is measured is the other one.
    ballast = bytearray(os.urandom(1)) * 300_000_000
    said = run.fuzz("planted-sound", tmp_path, tmp_path / "none", runs=FEW, plain=plain)
    del ballast
    assert "failed" not in said
    assert said["executions"] >= FEW
    assert said["outcomes"].keys() == {"object", "planted.declared"}
    assert said["peak_mb"] < run.MEGABYTES / 2


def test_the_same_seed_gives_the_same_inputs(tmp_path):
    first, second = (
        run.fuzz("planted-sound", tmp_path, tmp_path / "none", runs=FEW, plain=True)["outcomes"]
        for _ in range(2)
    )
    assert first == second


def test_the_planted_bugs_are_all_tried():
    assert len(PLANTED) == 6
