"""Run `lerway issue` in child processes and stop them. Started by test_resume.py.

One warm parent forks a child for each run, so that forty runs cost seconds. Reads
`[[folder, argv, point], ...]` from standard input. A point is a number of seconds, or
"sync N": when the run is about to wait for the disk for the Nth time; null leaves it to
end. The signal is SIGKILL unless another is named as first argument. Prints, as JSON, how
each ended (the exit code, or minus the signal that killed it) and how many seconds it took.
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


def stop_at_sync(number: int) -> None:
    """Have this process get the signal when it is about to call `fsync` that often."""
    real, left = os.fsync, [number]

    def fsync(fd: int) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), STOP)
        real(fd)

    os.fsync = fsync


def run(folder: str, argv: list[str], point: float | str | None) -> tuple[int, float]:
    """Run one command in a child; stop it at `point`."""
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        os.chdir(folder)
        os.dup2(2, 1)
        if isinstance(point, str):
            stop_at_sync(int(point.removeprefix("sync ")))
        os._exit(main(argv))
    if isinstance(point, float | int):
        time.sleep(point)
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
