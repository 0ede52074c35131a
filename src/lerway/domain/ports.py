"""What the domain asks of the world: Protocols that adapters, or a test, fulfil."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from lerway.kernel.need import Answer, Need, Supplied

__all__ = ["Clock", "DocumentMemory", "Entropy", "Fetcher"]


class Fetcher(Protocol):
    """Brings a needed document, or says why there is none. Never raises."""

    def __call__(self, need: Need, /) -> Answer:
        """Return the bytes that stand at `need.url`, or the reason why there are none."""
        ...


class DocumentMemory(Protocol):
    """Keeps needed documents for a while. Safe to use from several threads."""

    def at_hand(self, need: Need, /) -> Supplied | None:
        """Return the document that `need` asks for, if it is kept; asks nobody."""
        ...

    def keep(self, need: Need, answer: Answer, /) -> None:
        """Keep an answer, if it is one that may be kept."""
        ...


class Clock(Protocol):
    """Tells the time."""

    def __call__(self) -> datetime:
        """Return the present moment, with its offset."""
        ...


class Entropy(Protocol):
    """Draws unpredictable bytes, as `os.urandom` does; a seeded one repeats itself."""

    def __call__(self, size: int, /) -> bytes:
        """Return `size` bytes."""
        ...
