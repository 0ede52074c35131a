"""What `import lerway` costs: at most 150 ms more than `python -c pass`.

    python -m benchmarks.import_time [--json OUT] [--rounds N]

Pairs of new processes, in turn: one that does nothing, one that imports. What
counts is the median of the differences: the wall clock for the limit, and CPU time
beside it. `lerway.verify` loads what judging needs; PyLD alone shows the scale.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Cost", "main", "measure"]

LIMIT_MS = 150
ROUNDS = 15
NOTHING = "pass"
PROGRAMS = {
    "import lerway": "import lerway",
    "lerway.verify": "import lerway; lerway.verify",
    "from pyld import jsonld": "from pyld import jsonld",
}


class Cost(NamedTuple):
    """What a program costs more than one that does nothing, in milliseconds."""

    program: str
    wall: float
    cpu: float
    ratio: float


def main(argv: Sequence[str] | None = None) -> int:
    """Measure; 0 if `import lerway` keeps to its limit, 1 if it does not."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.import_time")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures to a file")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    args = parser.parse_args(argv)
    costs = [measure(name, code, args.rounds) for name, code in PROGRAMS.items()]
    print(f"Python {sys.version.split()[0]}, {args.rounds} pairs of processes; milliseconds more")
    print(f"than `python -c pass`, medians; the limit for `import lerway` is {LIMIT_MS} ms\n")
    print(f"{'program':<28}{'wall':>8}{'CPU':>8}{'times':>8}")
    for cost in costs:
        print(f"{cost.program:<28}{cost.wall:>8.1f}{cost.cpu:>8.1f}{cost.ratio:>8.2f}")
    met = costs[0].wall <= LIMIT_MS
    if args.json:
        figure = {"figure": "import_lerway_ms", "value": costs[0].wall, "reach": LIMIT_MS}
        args.json.write_text(json.dumps([{**figure, "met": met}], indent=1) + "\n")
    if not met:
        print(f"error: `import lerway` costs {costs[0].wall:.0f} ms", file=sys.stderr)
    return 0 if met else 1


def measure(name: str, code: str, rounds: int) -> Cost:
    """Return what `code` costs more than nothing, by `rounds` pairs of processes."""
    pairs = [(_run(NOTHING), _run(code)) for _ in range(rounds + 1)][1:]  # the first warms up
    return Cost(
        name,
        statistics.median((b[0] - a[0]) * 1000 for a, b in pairs),
        statistics.median((b[1] - a[1]) * 1000 for a, b in pairs),
        statistics.median(b[0] / a[0] for a, b in pairs),
    )


def _run(code: str) -> tuple[float, float]:
    """Return the wall and CPU seconds of a new process that runs `code`."""
    before, start = os.times(), time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    wall, after = time.perf_counter() - start, os.times()
    used = after.children_user + after.children_system
    return wall, used - before.children_user - before.children_system


if __name__ == "__main__":
    sys.exit(main())
