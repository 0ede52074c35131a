"""A run that was killed goes on as if it had not been."""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.college import LIST_URL, College

pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX")

SCRIPT = Path(__file__).with_name("interrupted.py")
LEARNERS = 8
KILLED = -9
ROSTER = "name,email,result.Score\n" + "".join(
    f"Learner {n},l{n}@learners.example,{60 + n}\n" for n in range(LEARNERS)
)
ISSUE = [
    "issue", "--achievement", "achievement.yaml", "--roster", "roster.csv", "--key", "key.json",
    "--issuer", "issuer.yaml", "--status", "list.json", "--hashed-email", "--seed", "11", "-o", "out",
]  # fmt: skip


def carry_out(runs, stop="SIGKILL"):
    """Run commands in children; return how each ended."""
    done = subprocess.run(
        [sys.executable, str(SCRIPT), stop],
        input=json.dumps(runs),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def colleges(folder, count, curve):
    """Return colleges with the same key, list and roster."""
    first = College(folder / "0")
    first.write("roster.csv", ROSTER)
    first.make_key("key", curve)
    first.must("status", "new", "--url", LIST_URL, "-o", "list.json")
    out = [first]
    for n in range(1, count):
        other = College(folder / str(n))
        for path in first.folder.iterdir():
            other.write(path.name, path.read_bytes())
        out.append(other)
    return out


def drawn(college):
    """Return what a run draws: ids, subjects, salts and indexes, in the order of the roster."""
    out = []
    for n in range(1, LEARNERS + 1):
        record = college.record(n)
        subject = record["credentialSubject"]
        index = record["credentialStatus"]["statusListIndex"]
        out.append((record["id"], subject["id"], subject["identifier"][0], index))
    return out


def check_whole(college):
    """A finished folder agrees with itself and with the status list, and has nothing else in it."""
    rows = college.issued()
    book = json.loads((college.folder / "list.json").read_bytes())
    assert book["records"] == {r["id"]: int(r["status_index"]) for r in rows}
    for row in rows:
        content = (college.folder / "out" / row["file"]).read_bytes()
        assert row["sha256"] == hashlib.sha256(content).hexdigest()
    names = {p.name for p in (college.folder / "out").iterdir()}
    assert names == {r["file"] for r in rows} | {"issued.csv", ".lerway-issue.journal"}


# ECDSA signatures are never the same twice, so a file that was written twice would show.
@pytest.mark.parametrize(("curve", "points"), [("ed25519", 20), ("p256", 6)])
def test_killed_at_random_points_it_draws_what_an_undisturbed_run_draws(tmp_path, curve, points):
    undisturbed, *others = colleges(tmp_path, points + 1, curve)
    ((code, seconds),) = carry_out([[str(undisturbed.folder), ISSUE, None]])
    assert code == 0
    expected = drawn(undisturbed)
    chance = random.Random(11)  # noqa: S311 - where it is killed is no secret
    runs = [[str(c.folder), ISSUE, chance.uniform(0, seconds)] for c in others]
    ended = carry_out(runs)
    assert sum(code == KILLED for code, _ in ended) >= points // 2, ended
    resumed = carry_out([[folder, ISSUE, None] for folder, _, _ in runs])
    assert {code for code, _ in resumed} == {0}
    for college in others:
        assert drawn(college) == expected
        check_whole(college)


def test_killed_again_and_again_without_a_seed_nobody_is_issued_twice(tmp_path):
    college, *_ = colleges(tmp_path, 1, "ed25519")
    argv = [a for a in ISSUE if a not in ("--seed", "11")]
    delays = [0.02 * n for n in range(1, 9)]
    carry_out([[str(college.folder), argv, d] for d in delays])
    ((code, _),) = carry_out([[str(college.folder), argv, None]])
    assert code == 0
    assert len({r["id"] for r in college.issued()}) == LEARNERS
    check_whole(college)
    college.must("status", "publish", "list.json", "--key", "key.json", "-o", "documents/")
    assert {college.verify(p).verdict for p in college.files()} == {"valid"}


@pytest.mark.parametrize(("stop", "code"), [("SIGTERM", 143), ("SIGINT", 130)])
def test_a_run_that_is_asked_to_stop_says_how_far_it_came_and_goes_on_later(tmp_path, stop, code):
    undisturbed, *others = colleges(tmp_path, 6, "ed25519")
    ((_, seconds),) = carry_out([[str(undisturbed.folder), [*ISSUE], None]])
    runs = [[str(c.folder), ISSUE, seconds * (n + 4) / 10] for n, c in enumerate(others)]
    ended = [c for c, _ in carry_out(runs, stop)]
    # The last of the delays may find the run ended already; SIGTERM before the first file kills.
    assert code in ended, ended
    assert set(ended) <= {code, 0, -15}
    assert {c for c, _ in carry_out([[f, ISSUE, None] for f, _, _ in runs])} == {0}
    for college in others:
        assert drawn(college) == drawn(undisturbed)
        check_whole(college)
