"""How well and how fast text is linked and frameworks are translated.

    python -m benchmarks.skills [--json OUT] [--home DIR] [--set]

The labelled sets and frameworks are read from `../shared/data`, or from LERWAY_SHARED. What
is measured is what the command line runs: the same evidence, the same fusion. Weights are
cross-validated by text (ten folds, two orders) and by occupation (five folds); precision is
of thresholds that were set on the other folds. `--home` keeps the imported frameworks and
their indexes between runs; `--set` writes the shipped figures of `lerway/data/linking`.
"""

from __future__ import annotations

# As the command line sets it, before NumPy is there.
import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks import own_mappings as own_trials
from benchmarks import skill_trials as trials

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Figure", "main"]

SHARED = Path(os.environ.get("LERWAY_SHARED") or Path(__file__).parents[2] / "shared") / "data"
FOLDERS = (("esco", "esco"), ("onet", "onet-29.3"), ("nice", "nice/cprt_SP_800_181_2_1_0.json"))


class Figure(NamedTuple):
    """One line of the result; `reach` is the least (or, if `below`, the most) that counts."""

    figure: str
    value: float
    reach: float | None = None
    below: bool = False

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        met = None
        if self.reach is not None:
            met = self.value <= self.reach if self.below else self.value >= self.reach
        return {
            "figure": self.figure,
            "value": round(self.value, 4),
            "reach": self.reach,
            "met": met,
        }


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print the table, and write it as JSON if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, metavar="OUT")
    parser.add_argument("--home", type=Path, metavar="DIR")
    parser.add_argument("--set", action="store_true", help="write the shipped figures")
    asked = parser.parse_args(argv)
    if not SHARED.is_dir():
        print(f"error: there are no labelled sets in {SHARED}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as made:
        home = asked.home or Path(made)
        home.mkdir(parents=True, exist_ok=True)
        os.environ["LERWAY_HOME"] = str(home)
        figures = [*_imports(), *_speed(), *_links(set_=asked.set), *_walks(set_=asked.set)]
    for figure in figures:
        row = figure.to_json()
        reach = "" if figure.reach is None else f"{'<=' if figure.below else '>='} {figure.reach}"
        print(f"{row['figure']:<58}{row['value']:>10}  {reach:<10}{_word(row['met'])}")
    if asked.json:
        rows = [f.to_json() for f in figures]
        asked.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    return 0


def _word(met: object) -> str:
    return "" if met is None else "met" if met else "NOT MET"


def _lerway(*arguments: str, given: str = "") -> tuple[float, float]:
    """Run a command line; return its CPU seconds and its wall seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    command = [sys.executable, "-m", "lerway", *arguments]
    subprocess.run(command, input=given, text=True, check=True, stdout=subprocess.DEVNULL)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, wall


def _imports() -> list[Figure]:
    from lerway import bootstrap

    seconds = 0.0
    known = [one for one in FOLDERS if one[0] in bootstrap.catalog().formats]
    for name, path in known:
        cpu, _ = _lerway("skills", "import", str(SHARED / path), "--format", name, "--as", name)
        seconds += cpu
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return [
        Figure(
            f"import {', '.join(name for name, _ in known)} (CPU seconds)", seconds, 60, below=True
        ),
        Figure("import, most memory (MB)", memory, 1024, below=True),
    ]


def _speed() -> list[Figure]:
    from lerway import bootstrap
    from lerway.adapters.embedding import static_table

    with (SHARED / "skill-linking" / "house_validation_annotations.csv").open() as file:
        texts = [row["span"] for row in csv.DictReader(file)]
    many = (texts * 5)[:1000]
    with bootstrap.skill_library(tell=lambda said: print(said, file=sys.stderr)) as library:
        linker = library.linker("esco")
        list(linker.link(texts[:5]))
        start = time.process_time()
        for text in texts[:100]:
            list(linker.link([text]))
        warm = (time.process_time() - start) * 10
        start = time.process_time()
        list(linker.link(many))
        batch = time.process_time() - start
    runs = [_lerway("skills", "link", "--framework", "esco", "--jsonl", given="teamwork\n")
            for _ in range(5)]  # fmt: skip
    weights = sum(p.stat().st_size for p in static_table.files())
    return [
        Figure("link one phrase, warm (CPU ms)", warm, 40, below=True),
        Figure("link a thousand in a batch (CPU ms each)", batch, 8, below=True),
        Figure("link one phrase, command line cold (CPU ms)", min(c for c, _ in runs) * 1e3, 600,
               below=True),
        Figure("link one phrase, command line cold (wall ms)", min(w for _, w in runs) * 1e3),
        Figure("installed size of the default's weights (MB)", weights / 1e6, 60, below=True),
    ]  # fmt: skip


def _links(*, set_: bool) -> list[Figure]:
    listed = trials.link_trial(SHARED, whole_list=True)
    folder = trials.link_trial(SHARED, whole_list=False)
    found = trials.ranked(listed)
    there = trials.ranked(folder)
    precision, coverage = trials.accepted(listed)
    if set_:
        trials.write({"link": trials.link_weighing(listed)})
    return [
        Figure("TECH to ESCO, MRR@10", found["tech"], 0.73),
        Figure("HOUSE to ESCO, MRR@10", found["house"], 0.68),
        Figure("TECH to ESCO as in the folder, MRR@10", there["tech"]),
        Figure("HOUSE to ESCO as in the folder, MRR@10", there["house"]),
        *(
            Figure(f"{name}, all chosen on one half and read on the other", value)
            for name, value in trials.halved(listed).items()
        ),
        Figure("links accepted without a person, precision", precision, 0.9),
        Figure("links accepted without a person, coverage", coverage, 0.1),
    ]


def _walks(*, set_: bool) -> list[Figure]:
    trial = trials.walk_trial(SHARED)
    once, five, precision, coverage = trials.walked(trial)
    hundred = trials.reviewed(trial)
    if set_:
        trials.write(trials.walk_weighings(trial), trial.prior())
    own = own_trials.starter_to_nice()
    return [
        Figure("ESCO to O*NET occupations, hit@1", once, 0.68),
        Figure("ESCO to O*NET occupations, hit@5", five, 0.9),
        Figure("mappings accepted without a person, precision", precision, 0.9),
        Figure("mappings accepted without a person, coverage", coverage, 0.25),
        *(Figure(f"starter to NICE skills, {name}", value) for name, value in own.items()),
        *(
            Figure(f"hit@1 of the unanswered, a hundred answers by {name}", share)
            for name, share in hundred.items()
        ),
    ]


if __name__ == "__main__":
    raise SystemExit(main())
