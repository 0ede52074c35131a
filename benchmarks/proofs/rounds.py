"""Interleaved rounds: every job once a round, in an order that turns, in CPU seconds.

A job is what is repeated; it brings its own clock, since one of the sides is another
process. A ratio is taken within a round and its median over the rounds, so that what the
rest of the machine does meets both sides of it.
"""

from __future__ import annotations

import gc
import statistics
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from benchmarks.proofs.sides import CheckedError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["Job", "Rates", "local", "measure"]

_MOST: Final = 20_000


@dataclass(frozen=True, slots=True)
class Job:
    """Something that is measured.

    Attributes:
        name: of its rate.
        prepare: makes so many new inputs, unmeasured.
        work: does its work for all inputs and returns the CPU seconds.
    """

    name: str
    prepare: Callable[[int], Sequence[Any]]
    work: Callable[[Sequence[Any]], float]


@dataclass(slots=True)
class Rates:
    """How often each job was done per CPU second, in each round."""

    of: dict[str, list[float]] = field(default_factory=dict[str, list[float]])

    def median(self, name: str) -> float:
        """Return the median rate of a job."""
        return statistics.median(self.of[name])

    def spread(self, name: str) -> tuple[float, float]:
        """Return the lowest and the highest rate of a job."""
        return min(self.of[name]), max(self.of[name])

    def ratio(self, ours: str, theirs: str) -> float:
        """Return how many times faster `ours` is, as the median over the rounds."""
        return statistics.median(a / b for a, b in zip(self.of[ours], self.of[theirs], strict=True))


def local(
    work: Callable[[Any], object], require: object = None
) -> Callable[[Sequence[Any]], float]:
    """Return the work of a job in this process.

    Args:
        work: is called with each input.
        require: what it must return; anything, if None.

    The garbage that a job leaves is its own: it is collected before the next.
    """

    def timed(inputs: Sequence[Any]) -> float:
        gc.collect()
        start = time.process_time()
        for one in inputs:
            if work(one) != require and require is not None:
                raise CheckedError("a good record was refused while it was measured")
        return time.process_time() - start

    return timed


def measure(jobs: Sequence[Job], *, rounds: int, share: float, warm: int) -> Rates:
    """Return the rates of `jobs`.

    `warm` rounds come first (a JavaScript engine needs them); they tell how many inputs
    fit into `share` CPU seconds.
    """
    rates = Rates({job.name: [] for job in jobs})
    counts = {job.name: 1 for job in jobs}
    for number in range(-warm, rounds):
        turn = number % len(jobs)
        for job in (*jobs[turn:], *jobs[:turn]):
            inputs = job.prepare(counts[job.name])
            spent = max(job.work(inputs), 1e-9)
            if number >= 0:
                rates.of[job.name].append(len(inputs) / spent)
            else:
                wanted = round(share * len(inputs) / spent)
                counts[job.name] = max(1, min(_MOST, wanted))
    return rates
