"""What the domain asks of the world: Protocols that adapters, or a test, fulfil."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from lerway.kernel.need import Answer, Need

__all__ = ["Clock", "Entropy", "Fetcher"]


class Fetcher(Protocol):
    """Brings a needed document, or says why there is none. Never raises."""

    def __call__(self, need: Need, /) -> Answer:
        """Return the bytes that stand at `need.url`, or the reason why there are none."""
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
