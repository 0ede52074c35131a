"""Run one fuzz target, and write down what came of it.

    python -m tests.fuzz.run TARGET [--runs N] [--seed N] [--seeds FOLDER] [--plain]
    python -m tests.fuzz.run TARGET --input FILE

The fuzzer is Atheris (libFuzzer), guided by which lines of `lerway` an input reaches. It
has wheels for CPython on Linux x86-64 only; elsewhere (and with --plain) the same targets
get inputs drawn at random from the same seeds by the same mutators, without guidance.

The child process measures each input by itself. An input fails if it

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
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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
    """Run a target in a process of its own; return its report.

    Args:
        name: of the target.
        folder: where the report, and an input that fails, are written.
        seeds: a folder of inputs to start from; may be missing.
        runs: how many inputs.
        seed: for the same inputs at each run.
        plain: without Atheris, even if it is there.
        hangs: seconds by the clock after which an input counts as endless.
    """
    report = folder / f"{name}.json"
    argv = [name, "--runs", runs, "--seed", seed, "--seeds", seeds, "--hangs", hangs]
    argv += ["--child", report, *(["--plain"] if plain else [])]
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
    said: dict[str, Any] = json.loads(report.read_bytes()) if report.exists() else {}
    if done.returncode and "failed" not in said:
        # Ended from outside of Python: a hang, a library that crashed.
        log = done.stdout.decode(errors="replace")[-2_000:]
        said["failed"] = f"exit code {done.returncode}: {log}"
    if "failed" in said:
        kept = report.with_suffix(".input")
        data = kept.read_bytes() if kept.exists() else b""
        said |= {"input": str(kept), "begins": repr(data[:SHOWN])}
    return said | {"seed": seed, "exit": done.returncode}


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

    corpus = Path(tempfile.mkdtemp(dir=Path(args.child).parent))
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
    report = Path(args.child)
    # A seat belt: what would take the whole machine's memory ends here.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (BELT, BELT))
    with contextlib.ExitStack() as stack:
        if guided:
            import atheris

            # It tells the name of each module that it instruments.
            stack.enter_context(contextlib.redirect_stderr(io.StringIO()))
            stack.enter_context(atheris.instrument_imports(include=["lerway"]))
        target = _load(args.target)
        inputs = [
            i for i in _inputs(CORPUS / args.target, Path(args.seeds)) if len(i) <= target.longest
        ]
        inputs = inputs or [b"{}"]
        watch = Watch(target, report, args.runs, "atheris" if guided else "plain")
        for data in inputs:  # what is imported late is imported now, and so instrumented
            watch(data)
    watch.reset()
    if guided:
        _guided(target, watch, inputs, args)
    else:
        _plain(target, watch, inputs, args)


def _again(args: argparse.Namespace) -> None:
    """Run one input, and show how it ends."""
    target = _load(args.target)
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
    parser.add_argument("target")
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", default="")
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
    seeds = Path(args.seeds) if args.seeds else folder / "seeds" / args.target
    if not args.seeds:
        from tests.fuzz.seeds import write

        write(folder / "seeds")
    said = fuzz(args.target, folder, seeds, runs=args.runs, seed=args.seed, plain=args.plain)
    print(json.dumps(said, indent=1))  # noqa: T201 - its answer
    return said["exit"]


if __name__ == "__main__":
    sys.exit(main())
