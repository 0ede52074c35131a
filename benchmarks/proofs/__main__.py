"""How fast proofs are made and checked, beside those that others use.

    python -m benchmarks.proofs [--json OUT] [--write PAGE] [--only FIGURE]... [--quick]

What is timed is a user's whole job:

- issue: from a roster's row to the signed bytes;
- verify: from the bytes to a complete Report: duplicate keys, structure, proof, issuer
  key, terms, dates and status, by a list that is at hand.

Beside it stand, in the same run and in turns: the JavaScript reference as it is shipped
and with four lines patched, openvc-core, joserfc, and Ed25519 alone in libsodium. Before
anything is measured each side verifies what the other issued and refuses what was
changed; a side that skips a check makes the run fail (`--control` shows it).
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.proofs import bulk, in_process, lists, serving, telling
from benchmarks.proofs.figures import FIGURES
from benchmarks.proofs.in_process import COMPARED, Sides
from benchmarks.proofs.peers import PeerError, install, started
from benchmarks.proofs.sides import SKIPPED, CheckedError, given_to_reference
from benchmarks.proofs.telling import Result

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]

CONTROLS: Final = (*SKIPPED, "bulk-one-missing")
BULK: Final = ("bulk_issue", "bulk_verify_memory")
QUICK: Final = {
    "rounds": 1, "warm": 1, "share": 0.005, "checked": 4, "bulk": 60, "flips": 5, "lists": 2,
}  # fmt: skip
FULL: Final = {
    "rounds": 9, "warm": 3, "share": 0.3, "checked": 200, "bulk": 100_000, "flips": 2_000,
    "lists": 763,
}  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark.

    Returns:
        0 if all sides did all of their work, 1 if one did not, 2 if it could not be run.
    """
    args = _arguments(argv)
    try:
        install()
        result = _run(args)
    except CheckedError as e:
        print(f"error: {e}", file=sys.stderr)
        print("hint: the run counts for nothing; mend that side first", file=sys.stderr)
        return 1
    except PeerError as e:
        print(f"error: {e}", file=sys.stderr)
        print("hint: it needs Node.js 18 and npm, and a package registry", file=sys.stderr)
        return 2
    text = telling.table(result)
    print(text)
    if args.json:
        figures = [figure.to_json() for figure in result.figures]
        args.json.write_text(json.dumps(figures, indent=1) + "\n")
    if args.write:
        telling.write(args.write, text)
    return 0


def _run(args: argparse.Namespace) -> Result:
    size = {**(QUICK if args.quick else FULL)}
    size["rounds"] = args.rounds or size["rounds"]
    only = args.only or FIGURES
    result = Result(args.seed, size, quick=args.quick)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lerway-bench-")))
        given = given_to_reference(args.control)
        references = [
            stack.enter_context(started(variant, given, folder))
            for variant in ("shipped", "patched")
        ]
        of = Sides(references, args.control, args.seed)
        result.same = of.check(count=size["checked"], seed=args.seed)
        result.checked = size["checked"]
        compared = [name for name in COMPARED if name in only]
        pace = {"rounds": size["rounds"], "share": size["share"]}
        if compared:
            result.figures, result.rates = in_process.figures(
                of, compared, warm=size["warm"], **pace
            )
        if "status_flip" in only:
            counts = {"flips": size["flips"], "lists": size["lists"]}
            flipped = lists.figure(rounds=size["rounds"], seed=args.seed, **counts)
            result.figures.append(flipped)
        if "http_verify" in only:
            (folder / "http").mkdir()
            result.figures.append(serving.figure(of, folder / "http", **pace))
        if any(name in only for name in BULK):
            (folder / "bulk").mkdir()
            both = bulk.figures(
                folder / "bulk", count=size["bulk"], seed=args.seed, skipped=args.control
            )
            result.figures += [figure for figure in both if figure.name in only]
    result.figures.sort(key=lambda figure: FIGURES.index(figure.name))
    return result


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.proofs")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures to a file")
    parser.add_argument(
        "--write", type=Path, metavar="PAGE", help="put the output into this page, where it stood"
    )
    parser.add_argument(
        "--only", action="append", choices=FIGURES, metavar="FIGURE",
        help=f"measure this alone; may be repeated: {', '.join(FIGURES)}",
    )  # fmt: skip
    parser.add_argument(
        "--rounds", type=int, help="how often each job is measured; 9, if not given"
    )
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument(
        "--quick", action="store_true", help="a tiny run, to see that all of it works"
    )
    parser.add_argument(
        "--control", choices=CONTROLS, help="skip this check, to show that the run then fails"
    )
    args = parser.parse_args(argv)
    if args.write and (args.quick or args.only or args.control):
        parser.error("--write is for a whole run: leave out --quick, --only and --control")
    if not args.quick and args.rounds is not None and args.rounds < 5:
        parser.error("fewer than 5 rounds say little; --quick is for a tiny run")
    return args


if __name__ == "__main__":
    sys.exit(main())
