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
    # Half of them by the clock, which a busy machine may let end first; half at the disk.
    times = [chance.uniform(0, seconds) for _ in range(points // 2)]
    syncs = [f"sync {n}" for n in range(1, points // 2 + 1)]
    runs = [[str(c.folder), ISSUE, p] for c, p in zip(others, syncs + times, strict=True)]
    ended = [code for code, _ in carry_out(runs)]
    assert ended[: len(syncs)] == [KILLED] * len(syncs)
    assert set(ended) <= {KILLED, 0}
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
    undisturbed, *others = colleges(tmp_path, 9, "ed25519")
    carry_out([[str(undisturbed.folder), [*ISSUE], None]])
    runs = [[str(c.folder), ISSUE, f"sync {n}"] for n, c in enumerate(others, 1)]
    ended = [c for c, _ in carry_out(runs, stop)]
    # Before the first file there is nothing to tell: SIGTERM just ends it.
    assert set(ended) <= {code, -15}
    assert ended[-1] == code
    assert {c for c, _ in carry_out([[f, ISSUE, None] for f, _, _ in runs])} == {0}
    for college in others:
        assert drawn(college) == drawn(undisturbed)
        check_whole(college)


# -- several processes ----------------------------------------------------------

MANY = 4_200
PLAIN = "name: Safety\ndescription: Works safely.\ncriteria: {narrative: The safety walk.}\n"


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A college with more learners than fit into one portion of a run."""
    college = College(tmp_path_factory.mktemp("large"))
    college.write("plain.yaml", PLAIN)
    rows = "".join(f"Learner {n},l{n}@learners.example\n" for n in range(MANY))
    college.write("many.csv", "name,email\n" + rows)
    college.make_key()
    college.must("status", "new", "--url", LIST_URL, "-o", "empty.json")
    return college


def issue_many(large, output, *more):
    return [
        "issue", "--achievement", "plain.yaml", "--roster", "many.csv", "--key", "key.json",
        "--issuer", "issuer.yaml", "--status", f"{output}.json", "--jobs", "2", "-o", output, *more,
    ]  # fmt: skip


def records_in(folder):
    """Return every record in a folder, by its id: the file and the bytes."""
    out = {}
    for path in sorted(folder.iterdir()):
        lines = path.read_bytes().splitlines() if path.suffix == ".ndjson" else []
        if path.suffix == ".json" and path.name != "manifest.json":
            lines = [path.read_bytes()]
        for line in lines:
            record = json.loads(line)["id"]
            assert record not in out, f"{record} stands twice"
            out[record] = (path.name, line)
    return out


def acknowledged(folder):
    """Return what the journal of an interrupted run says is there; it must be."""
    journal = folder / ".lerway-issue.journal"
    if not journal.exists():
        return set()
    lines = journal.read_bytes().split(b"\n")[2:-1]
    done = [json.loads(line) for line in lines]
    for entry in done:
        if "file" in entry:
            content = (folder / entry["file"]).read_bytes()
            assert hashlib.sha256(content).hexdigest() == entry["sha256"]
    return {entry["file"] for entry in done if "file" in entry}


def check_many(large, output):
    folder = large.folder / output
    rows, records = large.issued(output), records_in(folder)
    assert len(rows) == len(records) == MANY
    for row in rows:
        file, content = records[row["id"]]
        assert (row["file"], row["sha256"]) == (file, hashlib.sha256(content).hexdigest())
        entry = json.loads(content)["credentialStatus"]
        assert entry["statusListIndex"] == row["status_index"]
    assert [int(r["row"]) for r in rows] == list(range(2, MANY + 2))
    assert len({r["status_index"] for r in rows}) == MANY
    book = json.loads((large.folder / f"{output}.json").read_bytes())
    assert book["records"] == {r["id"]: int(r["status_index"]) for r in rows}
    assert not list(folder.glob(".lerway-writing-*"))


@pytest.mark.parametrize("more", [["--shards"], []], ids=["shards", "files"])
def test_a_run_of_several_processes_that_is_killed_goes_on(large, more):
    output = "killed-" + (more[0].strip("-") if more else "files")
    large.write(f"{output}.json", (large.folder / "empty.json").read_bytes())
    argv = issue_many(large, output, *more)
    before = set()
    for delay in (1.2, 1.6, 2.0):
        ((code, _),) = carry_out([[str(large.folder), argv, delay]])
        if code == 0:
            break
        assert code == KILLED
        if (large.folder / output).is_dir():
            done = acknowledged(large.folder / output)
            assert done >= before
            before = done
    ((code, _),) = carry_out([[str(large.folder), argv, None]])
    assert code == 0
    check_many(large, output)
    if more:
        manifest = json.loads((large.folder / output / "manifest.json").read_bytes())
        assert manifest["records"] == MANY
        for shard in manifest["shards"]:
            content = (large.folder / output / shard["file"]).read_bytes()
            assert hashlib.sha256(content).hexdigest() == shard["sha256"]
            assert content.count(b"\n") == shard["records"]


def test_one_process_and_several_make_the_same(large):
    outputs = []
    for jobs in ("1", "2"):
        output = f"jobs-{jobs}"
        large.write(f"{output}.json", (large.folder / "empty.json").read_bytes())
        argv = issue_many(large, output, "--shards", "--seed", "7", "--valid-from", "2026-06-12")
        large.must(*argv[: argv.index("--jobs")], "--jobs", jobs, *argv[argv.index("--jobs") + 2 :])
        outputs.append(records_in(large.folder / output))
    # All but the time of the proof, and so its value.
    plain = [
        {
            i: {k: v for k, v in json.loads(line).items() if k != "proof"}
            for i, (_, line) in o.items()
        }
        for o in outputs
    ]
    assert plain[0] == plain[1]
    record = next(iter(outputs[1].values()))[1]
    assert large.verify(record).verdict in ("valid", "undetermined")
