"""`bulk_issue` and `bulk_verify_memory`: 100,000 badges by the command line, in a folder.

A roster, a status list and the bundled kind of achievement; issued to NDJSON shards and
to one file each, by two processes; then the folder of files is verified by as many. Two
files in it are not as they were signed, and one badge is revoked: the run must say so.
"""

from __future__ import annotations

import json
import sys
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from benchmarks import badges, processes
from benchmarks.proofs.figures import Figure
from benchmarks.proofs.sides import CheckedError

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.processes import Cost

__all__ = ["figures"]

JOBS: Final = 2
_HOST: Final = "riverside-college.example"
_LIST_URL: Final = f"https://{_HOST}/status/1"
_INVALID: Final = 1


def figures(folder: Path, *, count: int, seed: int, skipped: str | None) -> list[Figure]:
    """Issue and verify `count` badges below `folder`.

    Args:
        folder: an empty folder; about 6 KB a badge are written, twice.
        count: how many badges.
        seed: of the roster.
        skipped: the control `bulk-one-missing` takes one badge away after it was issued.

    Raises:
        CheckedError: badges are missing, or a verdict is wrong.
    """
    _lay_out(folder, count, seed)
    shards = _issue(folder, "shards", "--shards")
    files = _issue(folder, "files")
    written = sorted((folder / "files").glob("*.json"))
    if skipped == "bulk-one-missing":
        written.pop().unlink()
    if len(written) != count:
        raise CheckedError(f"{len(written):,} of {count:,} badges were written")
    lines = sum(_lines(path) for path in (folder / "shards").rglob("*.ndjson"))
    if lines != count:
        raise CheckedError(f"{lines:,} of {count:,} badges stand in the shards")
    verified, told = _verify(folder, written)
    # what is skipped is issued.csv, which is no record
    if told != {"valid": count - 3, "invalid": 3, "skipped": 1}:
        raise CheckedError(f"3 of {count:,} badges are bad, and the verdicts are {told}")
    issued = Figure(
        "bulk_issue",
        (count / shards.seconds, count / files.seconds),
        {
            "shards, per CPU second": count / shards.cpu,
            "files, per CPU second": count / files.cpu,
            "shards, MB": shards.rss / 1e6,
            "files, MB": files.rss / 1e6,
        },
    )
    judged = Figure(
        "bulk_verify_memory",
        (verified.rss / 1e6,),
        {
            "MB, shared pages counted once": verified.pss / 1e6,
            "files a second": count / verified.seconds,
            "files per CPU second": count / verified.cpu,
        },
    )
    return [issued, judged]


def _lay_out(folder: Path, count: int, seed: int) -> None:
    """Make a key, a status list and a roster of `count` learners."""
    achievement = badges.achievement()
    (folder / "achievement.json").write_text(json.dumps(achievement))
    profile: dict[str, Any] = badges.profile("")
    del profile["id"]
    (folder / "issuer.json").write_text(json.dumps(profile))
    with (folder / "roster.csv").open("w") as roster:
        roster.write("name,email,id,result.Final mark\n")
        for number, row in enumerate(islice(badges.rows(seed), count)):
            name, host = row.email.split("@")
            roster.write(f"{row.name},{name}.{number}@{host},{row.subject},{row.mark}\n")
    _lerway(folder, "key", "new", "--did", f"web:{_HOST}", "-o", "key.json")
    # one list for both runs
    size = str(max(131_072, 2 * count))
    _lerway(folder, "status", "new", "--url", _LIST_URL, "--size", size, "-o", "list.json")
    published = folder / "documents" / _HOST / ".well-known" / "did.json"
    published.parent.mkdir(parents=True)
    (folder / "did.json").rename(published)


def _issue(folder: Path, output: str, *more: str) -> Cost:
    return _lerway(
        folder, "issue", "--achievement", "achievement.json", "--roster", "roster.csv",
        "--key", "key.json", "--issuer", "issuer.json", "--status", "list.json",
        "--valid-from", badges.VALID_FROM, "--hashed-email", "--jobs", str(JOBS),
        "-o", output, *more,
    )  # fmt: skip


def _verify(folder: Path, written: list[Path]) -> tuple[Cost, dict[str, int]]:
    """Spoil three badges, publish the list and judge all."""
    for path in (written[0], written[-1]):
        badge = json.loads(path.read_bytes())
        badge["credentialSubject"]["result"][0]["value"] = "59"
        path.write_text(json.dumps(badge))
    revoked = json.loads(written[1].read_bytes())["id"]
    _lerway(folder, "status", "set", "list.json", revoked, "--revoke")
    _lerway(folder, "status", "publish", "list.json", "--key", "key.json", "-o", "documents")
    cost = _lerway(
        folder, "verify", "files", "--offline", "--documents", "documents",
        "--jobs", str(JOBS), "--json", expected=_INVALID,
    )  # fmt: skip
    told: dict[str, int] = {}
    for line in cost.stdout.splitlines():
        said = json.loads(line)
        word = "skipped" if said.get("skipped") else str(said["verdict"])
        told[word] = told.get(word, 0) + 1
    return cost, told


def _lerway(folder: Path, *argv: str, expected: int = 0) -> Cost:
    cost = processes.run([sys.executable, "-m", "lerway", *argv], folder)
    if cost.returncode != expected:
        said = cost.stderr.decode(errors="replace")[-2000:]
        raise CheckedError(f"lerway {argv[0]} ended with {cost.returncode}: {said}")
    return cost


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _ in file)
