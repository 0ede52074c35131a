"""Work that lasts: how far it is, and what is said when it is asked to stop."""

from __future__ import annotations

import signal
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import typer

from lerway.cli.console import talk

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

__all__ = ["both", "lines", "progress", "resumable"]

_EVERY: Final = 5.0
"""Seconds between two lines of progress, where there is no terminal."""
_INTERRUPTED: Final = 130
_TERMINATED: Final = 143
"""Exit codes after SIGINT and SIGTERM: 128 and the number of the signal, as shells have it."""


class _TerminatedError(KeyboardInterrupt):
    """The system asked the run to stop (SIGTERM)."""


@contextmanager
def resumable(total: int) -> Generator[Callable[[int], None]]:
    """Say how far a run came that was interrupted, by Ctrl-C or by the system."""
    count = 0

    def made(done: int) -> None:
        nonlocal count
        count = done

    def stop(*_: object) -> None:
        raise _TerminatedError

    # Only the main thread may say what a signal does.
    main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGTERM, stop) if main else None
    try:
        yield made
    except KeyboardInterrupt as e:
        talk(f"error: interrupted, {count:,} of {total:,} made")
        talk("hint: nothing is lost; give the same command again to go on")
        stopped = _TERMINATED if isinstance(e, _TerminatedError) else _INTERRUPTED
        raise typer.Exit(stopped) from None
    finally:
        if main:
            signal.signal(signal.SIGTERM, before)


def both(one: Callable[[int], None], other: Callable[[int], None]) -> Callable[[int], None]:
    """Return what tells both `one` and `other`."""

    def told(done: int) -> None:
        one(done)
        other(done)

    return told


def lines(total: int, clock: Callable[[], float]) -> Callable[[int], None]:
    """Return what says how far a run is, a line every few seconds of `clock`."""
    last = clock()

    def told(done: int) -> None:
        nonlocal last
        now = clock()
        if now - last >= _EVERY and done < total:
            last = now
            talk(f"{done:,} of {total:,} made")

    return told


@contextmanager
def progress(total: int) -> Generator[Callable[[int], None]]:
    """Show how far the run is: a bar on a terminal, else a line now and then."""
    if not sys.stderr.isatty():
        yield lines(total, time.monotonic)
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        signing = bar.add_task("signing", total=total)
        yield lambda done: bar.update(signing, completed=done)
