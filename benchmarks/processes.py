"""What a command and all its children cost: CPU seconds, wall time, memory. Linux's /proc."""

from __future__ import annotations

import os
import resource
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Cost", "cpu_seconds", "memory", "run", "tree"]

EVERY: Final = 0.05
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command cost.

    Attributes:
        returncode: its exit code.
        seconds: wall time.
        cpu: CPU seconds of it and its children.
        rss: most bytes that lay in memory at one time, summed over all processes; pages
            that they share count once for each.
        pss: the same, with shared pages counted once.
        stdout: what it printed.
        stderr: what it said.
    """

    returncode: int
    seconds: float
    cpu: float
    rss: int
    pss: int
    stdout: bytes
    stderr: bytes


def run(argv: Sequence[str | Path], folder: Path) -> Cost:
    """Run a command in `folder` and watch it to its end; its output is kept in files there."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    rss = pss = 0
    out, err = folder / ".stdout", folder / ".stderr"
    with (
        out.open("wb") as stdout,
        err.open("wb") as stderr,
        subprocess.Popen(argv, cwd=folder, stdout=stdout, stderr=stderr) as process,
    ):
        while process.poll() is None:
            now_rss, now_pss = memory(tree(process.pid))
            rss, pss = max(rss, now_rss), max(pss, now_pss)
            time.sleep(EVERY)
    seconds = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(process.returncode, seconds, cpu, rss, pss, out.read_bytes(), err.read_bytes())


def tree(pid: int) -> list[int]:
    """Return a process and all below it."""
    found = [pid]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                found += map(int, task.read_text().split())
            except OSError:  # it has just ended
                continue
    return found


def memory(pids: Sequence[int]) -> tuple[int, int]:
    """Return the bytes in memory of some processes, each with shared pages; and shared once."""
    rss = pss = 0
    for pid in pids:
        try:
            rss += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        pss += 1024 * int(rollup.partition("\nPss:")[2].split()[0])
    return rss, pss


def cpu_seconds(pids: Sequence[int]) -> float:
    """Return the CPU seconds that some processes have used until now."""
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / _TICKS
