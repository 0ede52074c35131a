"""Several processes that make portions of one run, told in the order of the roster.

1. The processes are forked when everything is decided, and one record of each kind was
   made: keys, ids, status indexes and templates are the first one's, and nothing of them is
   sent over a pipe.
2. Each has one portion to work on, one that the disk has and one that waits, so that
   memory does not grow.
3. One whose first process is gone makes no further record; a run that is begun again
   has the folder for itself.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Final, NoReturn, Self

from lerway.kernel.errors import (
    Fault,
    InvalidError,
    LerwayError,
    MisuseError,
    Problem,
    UndeterminedError,
    UnreadableError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Future
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from lerway.adapters.files.portions import Half, Made, Workshop

__all__ = ["Crew", "can_fork"]

_AHEAD: Final = 3
_LOOKS_EVERY: Final = 0.5
_SECONDS_TO_END: Final = 10
_ERRORS: Final = (InvalidError, MisuseError, UndeterminedError, UnreadableError)


def can_fork() -> bool:
    """Return whether several processes can be had."""
    return "fork" in multiprocessing.get_all_start_methods()


class _OrphanedError(Exception):
    """The process that began the run is gone."""


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    work: list[int] = field(default_factory=list[int])


class Crew:
    """Processes at work on one run. Use as a context manager."""

    def __init__(
        self,
        workshop: Workshop,
        jobs: int,
        private: Sequence[int] = (),
    ) -> None:
        """Fork `jobs` processes.

        Args:
            workshop: what each process opens as its own.
            jobs: how many.
            private: open files of this process that the others must close: its locks.
        """
        context = multiprocessing.get_context("fork")
        # What is there now stays: the collectors of the others need not look at it, and so
        # do not write to pages that all processes share.
        gc.freeze()
        self._workers: list[_Worker] = []
        for _ in range(jobs):
            ours, theirs = context.Pipe()
            others = [*private, ours.fileno(), *(w.pipe.fileno() for w in self._workers)]
            process = context.Process(
                target=_work, args=(theirs, workshop, os.getpid(), others), daemon=True
            )
            process.start()
            theirs.close()
            self._workers.append(_Worker(process, ours))
        gc.unfreeze()

    def __enter__(self) -> Self:
        """Return the crew."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the processes; what they were at counts for nothing."""
        for worker in self._workers:
            worker.pipe.close()
            worker.process.terminate()
        for worker in self._workers:
            worker.process.join(_SECONDS_TO_END)

    def made(self, dealt: Sequence[tuple[int, int]]) -> Iterator[Made]:
        """Yield what came of each portion, as it comes.

        Raises:
            LerwayError: as `Workshop.work`.
            MisuseError: `issue.worker_died`.
        """
        waiting = list(reversed(dealt))
        pending = 0
        while waiting or pending:
            for worker in self._workers:
                while waiting and len(worker.work) < _AHEAD:
                    start, stop = waiting.pop()
                    worker.work.append(start)
                    pending += 1
                    with suppress(OSError):  # it has died, which is seen below
                        worker.pipe.send((start, stop))
            for pipe in wait([w.pipe for w in self._workers if w.work]):
                worker = next(w for w in self._workers if w.pipe is pipe)
                yield _answer(worker)
                worker.work.pop(0)
                pending -= 1


def _answer(worker: _Worker) -> Made:
    try:
        said: Made | tuple[str, Problem] = worker.pipe.recv()
    except (EOFError, OSError):
        worker.process.join(_SECONDS_TO_END)
        raise MisuseError(
            "issue.worker_died",
            f"a process that signs was ended (exit code {worker.process.exitcode})",
            hint="nothing is lost; give the same command again to go on, with fewer --jobs if"
            " the machine is short of memory",
            fault=Fault.LERWAY,
        ) from None
    if isinstance(said, tuple):
        _raise(*said)
    return said


def _raise(kind: str, problem: Problem) -> NoReturn:
    """Raise the error that a process told of."""
    error = next((e for e in _ERRORS if e.__name__ == kind), InvalidError)
    raise error(
        problem.code,
        problem.message,
        hint=problem.hint,
        fault=problem.fault,
        pointer=problem.pointer,
    )


def _work(
    pipe: Connection,
    workshop: Workshop,
    first: int,
    others: Sequence[int],
) -> None:
    """Make portions until there are no more: the whole life of a process."""
    # Ctrl-C reaches every process of a terminal; the first one tells of it and ends us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for handle in others:
        os.close(handle)

    def go_on() -> None:
        if os.getppid() != first:
            raise _OrphanedError

    bench = _Bench(pipe, workshop.open(go_on))
    try:
        while True:
            if not pipe.poll(0):
                bench.settle()
            while not pipe.poll(_LOOKS_EVERY):
                go_on()
            bench.make(*pipe.recv())
    except (EOFError, OSError, _OrphanedError):
        return


class _Bench:
    """Where a process makes one portion while the disk takes the one before."""

    def __init__(self, pipe: Connection, shop: Workshop) -> None:
        self._pipe = pipe
        self._shop = shop
        self._disk = ThreadPoolExecutor(1)
        self._waiting: tuple[Half, Future[None]] | None = None

    def make(self, start: int, stop: int) -> None:
        """Make a portion and have it made durable; tell of the one before, and of an error."""
        half: Half | LerwayError
        try:
            half = self._shop.make(start, stop)
        except LerwayError as e:
            half = e
        self.settle()
        if isinstance(half, LerwayError):
            self._pipe.send((type(half).__name__, half.problem))
        else:
            self._waiting = half, self._disk.submit(half.sync)

    def settle(self) -> None:
        """Wait until the portion that the disk has is durable, and tell of it."""
        if self._waiting is None:
            return
        half, durable = self._waiting
        self._waiting = None
        try:
            durable.result()
            made = half.settle()
        except LerwayError as e:
            half.forget()
            self._pipe.send((type(e).__name__, e.problem))
        else:
            self._pipe.send(made)
