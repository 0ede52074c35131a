"""Run `lerway issue` in child processes and stop them. Started by test_resume.py.

One warm parent forks a child for each run, so that forty runs cost seconds. Reads
`[[folder, argv, delay], ...]` from standard input; a run whose delay is null is
left to end, and the signal is SIGKILL unless another is named as first argument. Prints, as JSON, how each ended (the exit code, or minus the signal
that killed it) and how many seconds it took.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import time

from lerway.cli import main

STOP = signal.Signals[sys.argv[1]] if len(sys.argv) > 1 else signal.SIGKILL


def run(folder: str, argv: list[str], delay: float | None) -> tuple[int, float]:
    """Run one command in a child; kill it after `delay` seconds."""
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        os.chdir(folder)
        os.dup2(2, 1)
        os._exit(main(argv))
    if delay is not None:
        time.sleep(delay)
        os.kill(child, STOP)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return ended, time.monotonic() - started


def warm(folder: str, argv: list[str]) -> None:
    """Load what every run would load, by looking at the first one's files."""
    os.chdir(folder)
    with contextlib.redirect_stdout(sys.stderr):
        main([*argv, "--dry-run"])


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    warm(*asked[0][:2])
    print(json.dumps([run(f, argv, d) for f, argv, d in asked]))  # noqa: T201 - the answer
