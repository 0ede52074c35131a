"""How fast proofs are made and checked, beside PyLD + cryptography.

    python -m benchmarks.proofs [--json OUT] [--rounds N] [--seed N]

What is timed is a user's whole job, in one process on one core:

- issue: from an achievement and a learner's row to the signed bytes;
- verify: from the bytes to a complete Report: duplicate keys, structure, proof,
  issuer key (did:key), terms, dates and status, by a list that is at hand.

Beside it PyLD + cryptography do the part that cannot be left out, the way that
one would write it first: put the document together, canonicalise it and the proof
options, hash, sign or verify. Raw Ed25519 is the limit.

Rounds are interleaved and each takes new badges. Before that each side verifies
what the other issued, and refuses what was changed; a side that skips a check makes
the run fail (`--control` shows it). Numbers are per CPU second.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks import badges
from benchmarks.sides import SIDES, SKIPPED, CheckedError, RawSide, Side, cross_check

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["Figure", "main"]

ROUNDS = 15
SEED = 7
CHECKED = 20
SHARE = 0.1


class Figure(NamedTuple):
    """One line of the result."""

    figure: str
    value: float
    spread: tuple[float, float] | None = None
    unit: str = "per CPU second"

    def to_json(self) -> dict[str, object]:
        """Return the JSON form; the first benchmark has nothing to reach yet."""
        return {"figure": self.figure, "value": self.value, "reach": None, "met": None}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark; 0 if both sides did all of their work, 1 if one did not."""
    args = _arguments(argv)
    sides = {name: make(args.control) for name, make in SIDES.items()}
    try:
        agreed = cross_check(sides, count=args.checked, seed=args.seed)
        figures = _figures(measure(sides, rounds=args.rounds, seed=args.seed, share=args.share))
    except CheckedError as e:
        print(f"error: {e}", file=sys.stderr)
        print("hint: the run counts for nothing; mend that side first", file=sys.stderr)
        return 1
    _print(figures, agreed, args)
    if args.json:
        args.json.write_text(json.dumps([f.to_json() for f in figures], indent=1) + "\n")
    return 0


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.proofs")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures to a file")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument(
        "--control", choices=SKIPPED, help="skip this check, to show that the run then fails"
    )
    parser.add_argument(
        "--checked", type=int, default=CHECKED, help="how many badges are exchanged first"
    )
    parser.add_argument(
        "--share", type=float, default=SHARE, help="CPU seconds for each figure in a round"
    )
    return parser.parse_args(argv)


# ------------------------------------------------------------------ measuring


def measure(
    sides: dict[str, Side], *, rounds: int, seed: int, share: float
) -> dict[str, list[float]]:
    """Return the rates of each job, one for each round.

    A round runs every job once, in an order that turns, for about `share` seconds.
    """
    jobs = _jobs(sides)
    learners = badges.rows(seed + 1)
    rates: dict[str, list[float]] = {name: [] for name in jobs}
    counts = dict.fromkeys(jobs, 1)
    for number in range(-1, rounds):
        names = list(jobs)
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            prepare, work = jobs[name]
            inputs = prepare(list(islice(learners, counts[name])))
            start = time.process_time()
            for one in inputs:
                work(one)
            spent = time.process_time() - start
            if number < 0:  # the first round warms up, and tells how many fit into a share
                each = spent / len(inputs)
                counts[name] = max(2, min(5000, round(share / max(each, 1e-6))))
            else:
                rates[name].append(len(inputs) / spent)
    return rates


def _jobs(
    sides: dict[str, Side],
) -> dict[str, tuple[Callable[..., list[Any]], Callable[..., object]]]:
    raw = RawSide()
    jobs: dict[str, tuple[Callable[..., list[Any]], Callable[..., object]]] = {}
    for name, side in sides.items():  # what is compared stands side by side
        jobs[f"{name}_issue"] = (list, side.issue)
    for name, side in sides.items():
        jobs[f"{name}_verify"] = (_issued_by(side), side.require_valid)
    jobs["raw_sign"] = (raw.messages, raw.sign)
    jobs["raw_verify"] = (raw.signed, raw.verify)
    return jobs


def _issued_by(side: Side) -> Callable[[list[badges.Row]], list[bytes]]:
    return lambda learners: [side.issue(row) for row in learners]


# ------------------------------------------------------------------- telling


def _figures(rates: dict[str, list[float]]) -> list[Figure]:
    medians = {name: statistics.median(values) for name, values in rates.items()}
    found = [
        Figure(name, medians[name], (min(values), max(values))) for name, values in rates.items()
    ]
    for job, raw in (("issue", "raw_sign"), ("verify", "raw_verify")):
        ours = f"lerway_{job}"
        ratio = [a / b for a, b in zip(rates[ours], rates[f"pyld_{job}"], strict=True)]
        found.append(
            Figure(f"{job}_ratio", statistics.median(ratio), (min(ratio), max(ratio)), "x PyLD")
        )
        share = 100 * medians[ours] / medians[raw]
        found.append(Figure(f"{job}_share", share, None, f"% of {raw}"))
    return found


def _print(figures: list[Figure], agreed: int, args: argparse.Namespace) -> None:
    print(f"{platform.python_implementation()} {platform.python_version()}, {_processor()}")
    print(f"seed {args.seed}, {args.rounds} interleaved rounds, one process, CPU time")
    print(f"each side verified {agreed} badges of every other, and refused {agreed} changed ones")
    print()
    print(f"{'figure':<24}{'median':>12}   {'lowest':>12}{'highest':>12}")
    for f in figures:
        low, high = (f"{v:,.2f}" for v in f.spread) if f.spread else ("", "")
        print(f"{f.figure:<24}{f.value:>12,.2f}   {low:>12}{high:>12}  {f.unit}")


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{names[0] if names else platform.machine()}, {os.cpu_count()} cores"


if __name__ == "__main__":
    sys.exit(main())
