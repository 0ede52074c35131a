"""Run fuzz targets, and write down what came of each.

    python -m tests.fuzz.run TARGET… [--runs N] [--seed N] [--longest N] [--seeds FOLDER] [--plain]
    python -m tests.fuzz.run TARGET --input FILE

The fuzzer is Atheris (libFuzzer), guided by which lines of `lerway` an input reaches. It
has wheels for CPython on Linux x86-64 only; elsewhere (and with --plain) the same targets
get inputs drawn at random from the same seeds by the same mutators, without guidance.

A child process reads `lerway` line by line for the fuzzer, which takes seconds; from it
each target gets a process of its own, which measures each input by itself. An input fails
if it

- raises what its reader does not declare;
- takes more than a second of this process's CPU time (a busy machine is no bug), or ten
  seconds by the clock;
- makes the process larger than 256 MB at its peak (`ru_maxrss`: interpreter, libraries,
  Atheris and its corpus all included).

It is then kept beside the report, and `--input` runs it again.
"""

from __future__ import annotations

import argparse
import contextlib
import faulthandler
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.fuzz.target import Target

ROOT = Path(__file__).resolve().parents[2]
CORPUS = Path(__file__).parent / "corpus"
SECONDS = 1.0
HANGS = 10
MEGABYTES = 256
BELT = 4 * 2**30
SHOWN = 400
MODULE = "tests.fuzz.run"
KIBIBYTE = 1024 if sys.platform == "darwin" else 1  # macOS tells bytes, Linux KiB


class TooSlowError(AssertionError):
    """An input took too long."""


class TooLargeError(AssertionError):
    """An input made the process too large."""


def has_atheris() -> bool:
    """Whether the guided fuzzer is installed."""
    return find_spec("atheris") is not None


def fuzz(
    name: str,
    folder: Path,
    seeds: Path,
    *,
    runs: int,
    seed: int = 1,
    plain: bool = False,
    hangs: int = HANGS,
) -> dict[str, Any]:
    """Run one target; return its report. The arguments are those of `fuzz_each`."""
    options: dict[str, Any] = {"runs": runs, "seed": seed, "plain": plain, "hangs": hangs}
    return fuzz_each([name], folder, seeds.parent, **options)[name]


def fuzz_each(
    names: Sequence[str],
    folder: Path,
    seeds: Path,
    *,
    runs: int,
    seed: int = 1,
    longest: int = 2**31,
    plain: bool = False,
    hangs: int = HANGS,
) -> dict[str, dict[str, Any]]:
    """Run targets, each in a process of its own; return their reports by name.

    Args:
        names: of the targets.
        folder: where the reports, and inputs that fail, are written.
        seeds: where a folder for each target holds inputs to start from; may be missing.
        runs: how many inputs each target gets.
        seed: for the same inputs at each run.
        longest: bytes of the longest input, if the target allows that many.
        plain: without Atheris, even if it is there.
        hangs: seconds by the clock after which an input counts as endless.
    """
    argv = [*names, "--runs", runs, "--seed", seed, "--seeds", seeds, "--hangs", hangs]
    argv += ["--longest", longest, "--child", folder, *(["--plain"] if plain else [])]
    # A process inherits the largest size of the one that starts it: so a small one is
    # between this process, which may be large, and the one that is measured.
    between = "import subprocess, sys; sys.exit(subprocess.run(sys.argv[1:]).returncode % 256)"
    done = subprocess.run(
        [sys.executable, "-S", "-c", between, sys.executable, "-m", MODULE, *map(str, argv)],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "0"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    log = done.stdout.decode(errors="replace")[-2_000:]
    return {name: _said(folder / f"{name}.json", log) | {"seed": seed} for name in names}


def _said(report: Path, log: str) -> dict[str, Any]:
    """Return the report of one target, with how its process ended."""
    said: dict[str, Any] = json.loads(report.read_bytes()) if report.exists() else {}
    ended = report.with_suffix(".exit")
    said["exit"] = int(ended.read_text()) if ended.exists() else -1
    if said["exit"] and "failed" not in said:
        # Ended from outside of Python: a hang, a library that crashed.
        said["failed"] = f"exit code {said['exit']}: {log}"
    if "failed" in said:
        kept = report.with_suffix(".input")
        data = kept.read_bytes() if kept.exists() else b""
        said |= {"input": str(kept), "begins": repr(data[:SHOWN])}
    return said


# -------------------------------------------------------------- the child process


class Watch:
    """Runs a target on one input after another, and measures each."""

    def __init__(self, target: Target, report: Path, runs: int, engine: str) -> None:
        self._target = target
        self._report = report
        self._runs = runs
        self._engine = engine
        self._input = os.open(report.with_suffix(".input"), os.O_RDWR | os.O_CREAT)
        self.count = 0
        self.outcomes: Counter[str] = Counter()
        self._slowest = 0.0
        self._growth = 0
        self._start = time.monotonic()

    def __call__(self, data: bytes) -> None:
        """Run the target on `data`; raises if it fails."""
        # Written first: what ends this process leaves the input behind.
        os.pwrite(self._input, data, 0)
        os.ftruncate(self._input, len(data))
        before = _peak()
        start = time.process_time()
        try:
            outcome = self._target.run(data)
        except self._target.declared as e:
            outcome = e.code
        except BaseException as e:
            self._fail(f"{type(e).__module__}.{type(e).__name__}: {e}")
            raise
        took = time.process_time() - start
        self.count += 1
        self.outcomes[outcome] += 1
        self._slowest = max(self._slowest, took)
        self._growth = max(self._growth, _peak() - before)
        if took > SECONDS:
            self._fail(f"it took {took:.1f} s of CPU time")
            raise TooSlowError
        if _peak() > MEGABYTES * 1024:
            self._fail(f"the process grew to {_peak() // 1024} MB, by {(_peak() - before) // 1024}")
            raise TooLargeError
        if self.count == self._runs:
            self.write()

    def reset(self) -> None:
        """Begin to measure: what came before was preparation."""
        self.count = 0
        self.outcomes.clear()
        self._slowest = 0.0
        self._growth = 0
        self._start = time.monotonic()

    def write(self, **more: Any) -> None:
        """Write the report."""
        took = time.monotonic() - self._start
        said = {
            "engine": self._engine,
            "executions": self.count,
            "seconds": round(took, 2),
            "cpu": round(time.process_time(), 2),
            "slowest": round(self._slowest, 4),
            "peak_mb": _peak() // 1024,
            "growth_mb": self._growth // 1024,
            "outcomes": dict(self.outcomes.most_common()),
            **more,
        }
        self._report.write_text(json.dumps(said, indent=1), encoding="utf-8")

    def _fail(self, why: str) -> None:
        self.write(failed=why)


def _peak() -> int:
    """Return the largest size that this process had, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // KIBIBYTE


def _inputs(*folders: Path) -> list[bytes]:
    return [
        p.read_bytes() for f in folders if f.is_dir() for p in sorted(f.iterdir()) if p.is_file()
    ]


def _load(name: str) -> Target:
    if name.startswith("planted-"):
        from tests.fuzz.planted import PLANTED

        return PLANTED[name]
    from tests.fuzz.targets import TARGETS

    return TARGETS[name]


def _plain(target: Target, watch: Watch, inputs: list[bytes], args: argparse.Namespace) -> None:
    """Draw inputs: a seed, changed a few times."""
    from tests.fuzz.mutators import plain

    rng = Random(args.seed)  # noqa: S311 - inputs, not secrets
    raw = plain(rng)
    while watch.count < args.runs:
        data = rng.choice(inputs)
        for _ in range(rng.choice((1, 1, 2, 3, 5))):
            data = target.mutate(data, rng, raw)
        faulthandler.dump_traceback_later(args.hangs, exit=True)
        watch(data[: target.longest])
        faulthandler.cancel_dump_traceback_later()


def _guided(target: Target, watch: Watch, inputs: list[bytes], args: argparse.Namespace) -> None:
    """Let libFuzzer choose the inputs; does not return."""
    import atheris

    def mutate(data: bytes, longest: int, seed: int) -> bytes:
        rng = Random(seed)  # noqa: S311 - likewise
        out = target.mutate(data, rng, lambda part: atheris.Mutate(part, len(part) + 64))
        return out if 0 < len(out) <= longest else atheris.Mutate(data, longest)

    corpus = Path(tempfile.mkdtemp(dir=args.child))
    for i, data in enumerate(inputs):
        (corpus / f"{i:04}").write_bytes(data)
    flags = {
        "runs": args.runs,
        "seed": args.seed,
        "max_len": target.longest,
        "len_control": 0,
        "mutate_depth": 3,
        "entropic_scale_per_exec_time": int(target.slow),
        "timeout": args.hangs,
        "rss_limit_mb": MEGABYTES,
        "artifact_prefix": f"{corpus}/found-",
        "verbosity": 0,
    }
    argv = [sys.argv[0], *(f"-{k}={v}" for k, v in flags.items()), str(corpus)]
    atheris.Setup(argv, watch, custom_mutator=mutate)
    atheris.Fuzz()


def _child(args: argparse.Namespace) -> None:
    guided = has_atheris() and not args.plain
    folder, seeds = Path(args.child), Path(args.seeds)
    targets: dict[str, tuple[Target, list[bytes]]] = {}
    with contextlib.ExitStack() as stack:
        if guided:
            import atheris

            # It tells the name of each module that it instruments.
            stack.enter_context(contextlib.redirect_stderr(io.StringIO()))
            stack.enter_context(atheris.instrument_imports(include=["lerway"]))
        for name in args.target:
            target = _load(name)
            target = replace(target, longest=min(target.longest, args.longest))
            inputs = [
                i for i in _inputs(CORPUS / name, seeds / name) if len(i) <= target.longest
            ] or [b"{}"]
            targets[name] = target, inputs
            for data in inputs:  # what is imported late is imported now, and so instrumented
                with contextlib.suppress(Exception):
                    target.run(data)
    for name, (target, inputs) in targets.items():
        report = folder / f"{name}.json"
        own = os.fork()
        if own == 0:
            _try(target, inputs, report, args, guided=guided)
            os._exit(0)
        ended = os.waitstatus_to_exitcode(os.waitpid(own, 0)[1])
        report.with_suffix(".exit").write_text(str(ended))


def _try(
    target: Target, inputs: list[bytes], report: Path, args: argparse.Namespace, *, guided: bool
) -> None:
    """Measure one target, in the process that was made for it."""
    # A seat belt: what would take the whole machine's memory ends here.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (BELT, BELT))
    watch = Watch(target, report, args.runs, "atheris" if guided else "plain")
    try:
        for data in inputs:
            watch(data)
        watch.reset()
        (_guided if guided else _plain)(target, watch, inputs, args)
    except BaseException:  # noqa: BLE001 - whatever it is, this process must not go on as its parent
        traceback.print_exc()
        os._exit(1)


def _again(args: argparse.Namespace) -> None:
    """Run one input, and show how it ends."""
    target = _load(args.target[0])
    start = time.process_time()
    try:
        outcome = target.run(args.input.read_bytes())
    except target.declared as e:
        outcome = e.code
    took = time.process_time() - start
    print(f"{outcome}: {took:.3f} s, {_peak() // 1024} MB")  # noqa: T201 - its answer


def main() -> int:
    """Run what the command line says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("target", nargs="+")
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", default="")
    parser.add_argument("--longest", type=int, default=2**31, help="bytes of the longest input")
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--hangs", type=int, default=HANGS, help=argparse.SUPPRESS)
    parser.add_argument("--input", type=Path)
    parser.add_argument("--child", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        _child(args)
        return 0
    if args.input:
        _again(args)
        return 0
    folder = Path(tempfile.mkdtemp(prefix="lerway-fuzz-"))
    seeds = Path(args.seeds) if args.seeds else folder / "seeds"
    if not args.seeds:
        from tests.fuzz.seeds import write

        write(seeds)
    options = {k: getattr(args, k) for k in ("runs", "seed", "longest", "plain")}
    said = fuzz_each(args.target, folder, seeds, **options)
    print(json.dumps(said, indent=1))  # noqa: T201 - its answer
    return max(abs(s["exit"]) for s in said.values())


if __name__ == "__main__":
    sys.exit(main())
