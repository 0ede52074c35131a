"""The result as a person reads it, and its place in the documentation."""

from __future__ import annotations

import os
import platform
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.proofs.figures import REACHES
from benchmarks.proofs.rounds import Rates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.proofs.figures import Figure

__all__ = ["Result", "table", "write"]

BEGIN: Final = "<!-- begin: written by python -m benchmarks.proofs --write -->"
END: Final = "<!-- end -->"


@dataclass(slots=True)
class Result:
    """What a run came to.

    Attributes:
        seed: of all that is drawn.
        size: rounds, shares and counts of the run.
        quick: whether it was a tiny run, whose figures mean nothing.
        checked: how many records were exchanged before anything was measured.
        same: how many of them both sides gave the same signature.
        figures: what was measured.
        rates: what the figures are made of.
    """

    seed: int
    size: dict[str, float]
    quick: bool
    checked: int = 0
    same: int = 0
    figures: list[Figure] = field(default_factory=list["Figure"])
    rates: Rates = field(default_factory=Rates)


def table(result: Result) -> str:
    """Return the text that a run prints."""
    return "\n".join([*_head(result), "", *_figures(result), "", *_rates(result)])


def _head(result: Result) -> Iterator[str]:
    size = result.size
    yield f"commit {_commit()}, {platform.python_implementation()} {platform.python_version()}"
    yield f"{_processor()}, Node.js {_said('node', '--version')}"
    yield (
        f"seed {result.seed}, {size['rounds']:.0f} interleaved rounds, CPU time of each side;"
        f" bulk: {size['bulk']:,.0f} badges, 2 processes, wall time"
    )
    checked = result.checked
    yield (
        f"{checked} of {checked} records of four kinds verified both ways, as shipped and patched;"
        f" {result.same} of {checked} signatures the same; all refused when changed"
    )
    if result.quick:
        yield "a tiny run: it shows that all of it works, and its figures mean nothing"


def _figures(result: Result) -> Iterator[str]:
    yield f"{'figure':<20}{'value':>12}{'reach':>14}       unit"
    for figure in result.figures:
        name = figure.name
        for reach, value in zip(REACHES[figure.name], figure.values, strict=True):
            met = "met" if reach.met_by(value) else "UNMET"
            yield f"{name:<20}{value:>12,.2f}{reach!s:>14}  {met:<5} {reach.unit}"
            name = ""
        for what, value in figure.more.items():
            yield f"{'':<20}{value:>12,.2f}{'':>14}        {what}"


def _rates(result: Result) -> Iterator[str]:
    if not result.rates.of:
        return
    yield f"{'per CPU second':<26}{'median':>12}{'lowest':>12}{'highest':>12}"
    for name in result.rates.of:
        low, high = result.rates.spread(name)
        yield f"{name:<26}{result.rates.median(name):>12,.1f}{low:>12,.1f}{high:>12,.1f}"


def write(page: Path, text: str) -> None:
    """Put `text` into `page` in place of what an earlier run wrote there.

    Raises:
        ValueError: the page has no place for it.
    """
    before, begun, rest = page.read_text().partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not begun or not ended:
        raise ValueError(f"{page} has no place for it: {BEGIN} … {END}")
    page.write_text(f"{before}{BEGIN}\n```text\n{text}\n```\n{END}{after}")


def _commit() -> str:
    return _said("git", "describe", "--always", "--dirty", "--abbrev=10")


def _said(*argv: str) -> str:
    try:
        done = subprocess.run(
            argv, capture_output=True, text=True, check=True, cwd=Path(__file__).parent
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return done.stdout.strip()


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{names[0] if names else platform.machine()}, {os.cpu_count()} cores"
