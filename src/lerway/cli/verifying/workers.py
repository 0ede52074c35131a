"""Many files judged by several processes, told in the order in which they stand.

1. The files are dealt out in bundles; each process has one bundle to work on and one
   that waits, so that memory does not grow with their number.
2. What is said of a bundle is held back until all before it has been told.
3. A process that dies (killed by the system for its memory, by a person) is told of on
   standard error. Another judges its bundles again, file by file; a file on which a
   process dies once more gets a problem of its own, and is never left out.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Final

from lerway.cli.console import talk
from lerway.cli.verifying.judging import Judge, Judgement
from lerway.kernel.errors import Fault, MisuseError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from lerway.cli.verifying.folder import Source
    from lerway.cli.verifying.judging import Settings, Told

__all__ = ["BUNDLE", "judged_by_many"]

BUNDLE: Final = 32
AHEAD: Final = 2
MOST_DEATHS: Final = 20
_SECONDS_TO_END: Final = 10


@dataclass(slots=True)
class _Bundle:
    number: int
    sources: list[Source]


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    work: deque[_Bundle] = field(default_factory=deque[_Bundle])


def judged_by_many(
    sources: Iterator[Source], settings: Settings, jobs: int, *, most_deaths: int = MOST_DEATHS
) -> Iterator[Told]:
    """Yield what is said of each file, in order.

    Args:
        sources: files and lines, each of which stands among others.
        settings: how they are judged.
        jobs: how many processes judge.
        most_deaths: how many of them may die, one after the other, before the run ends.

    Raises:
        MisuseError: `cli.workers_die` if one process after the other dies.
    """
    crew = _Crew(settings, jobs, most_deaths)
    try:
        yield from crew.told(sources)
    finally:
        crew.dismiss()


class _Crew:
    def __init__(self, settings: Settings, jobs: int, most_deaths: int) -> None:
        self._settings = settings
        self._most_deaths = most_deaths
        # A fresh interpreter: no thread or lock of this process is copied half-way.
        self._context = multiprocessing.get_context("spawn")
        self._workers = [self._hired() for _ in range(jobs)]
        self._ready: dict[int, list[Told]] = {}
        self._deaths = 0

    def told(self, sources: Iterator[Source]) -> Iterator[Told]:
        dealt = told = 0
        more = True
        while more or told < dealt:
            # 1. deal out, as long as what is held back does not pile up
            while more and dealt - told < AHEAD * 2 * len(self._workers):
                free = min(self._workers, key=lambda w: len(w.work))
                if len(free.work) >= AHEAD:
                    break
                some = list(islice(sources, BUNDLE))
                if not some:
                    more = False
                    break
                self._give(free, _Bundle(dealt, some))
                dealt += 1
            # 2. tell what is next in order
            if told in self._ready:
                yield from self._ready.pop(told)
                told += 1
            elif told < dealt:
                self._listen()

    def dismiss(self) -> None:
        for worker in self._workers:
            worker.pipe.close()
            worker.process.terminate()
        for worker in self._workers:
            worker.process.join(_SECONDS_TO_END)

    def _hired(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(
            target=_work, args=(theirs, self._settings), daemon=True, name="lerway verify"
        )
        process.start()
        theirs.close()
        return _Worker(process, ours)

    def _give(self, worker: _Worker, bundle: _Bundle) -> None:
        worker.work.append(bundle)
        with suppress(OSError):  # it has died, and `_listen` will see that
            worker.pipe.send(bundle.sources)

    def _listen(self) -> None:
        """Take what the processes have to say; a pipe that is closed is a process that died."""
        pipes = [worker.pipe for worker in self._workers]
        for pipe in wait(pipes):
            place = next(i for i, worker in enumerate(self._workers) if worker.pipe is pipe)
            said = _answer(self._workers[place])
            if said is None:
                self._replace(place)
            else:
                self._ready[self._workers[place].work.popleft().number] = said

    def _replace(self, place: int) -> None:
        """Tell of a death (3), and judge again, file by file, what the process was at."""
        unfinished = self._workers[place].work
        self._rehire(place)
        if not unfinished:
            return
        bundle = unfinished.popleft()
        self._ready[bundle.number] = [self._alone(place, source) for source in bundle.sources]
        for waiting in unfinished:
            self._give(self._workers[place], waiting)

    def _alone(self, place: int, source: Source) -> Told:
        worker = self._workers[place]
        with suppress(OSError):
            worker.pipe.send([source])
        said = _answer(worker)
        if said is not None:
            return said[0]
        self._rehire(place)
        problem = Problem(
            "cli.worker_died",
            "the process that judged this file was ended, twice",
            "judge it alone with `lerway verify FILE`, on a machine with more memory",
            Fault.LERWAY,
        )
        return Judgement(str(source), problem=problem).told(as_json=self._settings.as_json)

    def _rehire(self, place: int) -> None:
        dead = self._workers[place]
        dead.pipe.close()
        dead.process.join(_SECONDS_TO_END)
        self._deaths += 1
        if self._deaths > self._most_deaths:
            raise MisuseError(
                "cli.workers_die",
                f"{self._deaths} of the processes that judge were ended, one after the other",
                hint="give fewer --jobs, so that they need less memory",
                fault=Fault.LERWAY,
            )
        talk(
            f"a process that judges was ended ({_how(dead.process.exitcode)});"
            " its files are judged again"
        )
        self._workers[place] = self._hired()


def _answer(worker: _Worker) -> list[Told] | None:
    """Return what a process says; None if it died."""
    try:
        return worker.pipe.recv()
    except (EOFError, OSError):
        return None


def _how(exitcode: int | None) -> str:
    if exitcode is not None and exitcode < 0:
        with suppress(ValueError):
            return signal.Signals(-exitcode).name
    return f"exit code {exitcode}"


def _work(pipe: Connection, settings: Settings) -> None:
    """Judge bundles until the pipe is closed: the whole life of a process."""
    # Ctrl-C reaches every process of a terminal; the first one tells of it and ends us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    judge = Judge(settings)
    while True:
        try:
            sources: list[Source] = pipe.recv()
            said = [judge.one_of_many(s).told(as_json=settings.as_json) for s in sources]
            pipe.send(said)
        except (EOFError, OSError):
            return
