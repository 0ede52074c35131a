"""What is kept of work done for strangers: bounded, and only what comes again (house method).

A `Keep` holds results that are dear to make and useful for whatever looks alike. It
makes nothing at first sight; what it makes costs no more, over time, than the ordinary
work that earned it; it holds so many results and so many bytes and no more. What came
back stays before what came once, so a flood of new things pushes out its own kind.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

__all__ = ["Keep", "Recent"]

K = TypeVar("K")
T = TypeVar("T")
V = TypeVar("V")

SIGHTED: Final = 4_096
"""Marks of what was seen once."""
ALIKE: Final = 8
"""Results that are tried one after the other."""
CREDIT: Final = 100_000
COST: Final = 8
"""Making a result costs about so many times the ordinary work on the same document."""


class Recent(Generic[K, V]):
    """The results that were used last. Safe to use from several threads."""

    def __init__(self, most: int, most_bytes: int) -> None:
        """Make an empty one that keeps so many results of so many bytes in all."""
        self.most = most
        self.most_bytes = most_bytes
        self.held = 0
        self._lock = Lock()
        self._found: OrderedDict[K, tuple[V, int]] = OrderedDict()

    def __len__(self) -> int:
        """Return how many results are kept."""
        return len(self._found)

    def get(self, key: K) -> V | None:
        """Return what is kept for `key`, if it still is."""
        found = self._found.get(key)
        if found is None:
            return None
        try:  # noqa: SIM105 - suppress takes longer than all of the rest
            self._found.move_to_end(key)
        except KeyError:  # another thread let it go just now; it is no less true
            pass
        return found[0]

    def put(self, key: K, value: V, size: int) -> None:
        """Keep a result of about so many bytes; it is not kept if it alone is too large."""
        if size > self.most_bytes:
            return
        with self._lock:
            old = self._found.pop(key, None)
            if old is not None:
                self.held -= old[1]
            self._found[key] = (value, size)
            self.held += size
            while len(self._found) > self.most or self.held > self.most_bytes:
                self.held -= self._found.popitem(last=False)[1][1]


class Keep(Generic[T]):
    """Results by what they are for. Safe to use from several threads.

    Attributes:
        most: how many results are kept.
        most_bytes: how many bytes they may take, as their makers estimate.
        held: how many bytes those that are kept take.
    """

    def __init__(self, most: int, most_bytes: int) -> None:
        """Make an empty one."""
        self.most = most
        self.most_bytes = most_bytes
        self.held = 0
        self._credit = CREDIT
        self._lock = Lock()
        self._alike: dict[Hashable, tuple[T, ...]] = {}
        self._sighted: OrderedDict[Hashable, None] = OrderedDict()
        self._refused: OrderedDict[Hashable, None] = OrderedDict()
        # Each result, by identity: what it is for, its size, and itself.
        self._once: OrderedDict[int, tuple[Hashable, int, T]] = OrderedDict()
        self._again: OrderedDict[int, tuple[Hashable, int, T]] = OrderedDict()

    def __len__(self) -> int:
        """Return how many results are kept."""
        return len(self._once) + len(self._again)

    def alike(self, gist: Hashable) -> tuple[T, ...]:
        """Return what is kept for `gist`, the last used first."""
        return self._alike.get(gist, ())

    def used(self, gist: Hashable, result: T, behind: Callable[[T], bool] | None = None) -> None:
        """Say that a result was of use; it is tried before all others but those it is `behind`."""
        key = id(result)
        if key in self._again:
            try:
                self._again.move_to_end(key)
            except KeyError:  # another thread let it go just now
                return
        else:
            with self._lock:
                self._promote(key)
        for other in self._alike.get(gist, ()):
            if other is result:
                return
            if behind is None or not behind(other):
                break
        with self._lock:
            now = self._alike.get(gist, ())
            if any(r is result for r in now):
                others = [r for r in now if r is not result]
                before = [r for r in others if behind is not None and behind(r)]
                after = [r for r in others if behind is None or not behind(r)]
                self._alike[gist] = (*before, result, *after)

    def worth(self, mark: Hashable, size: int) -> bool:
        """Return whether something should be made for what bears `mark`, seen just now.

        Args:
            mark: what looks the same; a hash will do.
            size: how much ordinary work it was, in units of the caller.
        """
        with self._lock:
            self._credit = min(CREDIT, self._credit + size)
            if mark in self._refused:
                return False
            if mark not in self._sighted:
                self._sighted[mark] = None
                if len(self._sighted) > SIGHTED:
                    self._sighted.popitem(last=False)
                return False
            if self._credit < COST * size:
                self._sighted.move_to_end(mark)
                return False
            self._credit -= COST * size
            del self._sighted[mark]
            return True

    def refuse(self, mark: Hashable) -> None:
        """Say that nothing can be made for what bears `mark`, so that it is not tried again."""
        with self._lock:
            self._refused[mark] = None
            if len(self._refused) > SIGHTED:
                self._refused.popitem(last=False)

    def keep(self, gist: Hashable, result: T, size: int) -> None:
        """Keep a result of so many bytes; it is not kept if it alone is too large."""
        if size > self.most_bytes // 4:
            return
        with self._lock:
            self._once[id(result)] = (gist, size, result)
            self.held += size
            self._alike[gist] = (result, *self._alike.get(gist, ()))
            if len(self._alike[gist]) > ALIKE:
                self._drop(self._worst(self._alike[gist]))
            while len(self) > self.most or self.held > self.most_bytes:
                self._drop(next(iter(self._once or self._again)))

    def _promote(self, key: int) -> None:
        entry = self._once.pop(key, None)
        if entry is None:
            return
        self._again[key] = entry
        while len(self._again) > max(1, self.most * 4 // 5):
            old, demoted = self._again.popitem(last=False)
            self._once[old] = demoted

    def _worst(self, alike: tuple[T, ...]) -> int:
        """Return the key of the one to go: the longest unused of those used least."""
        keys = [id(r) for r in alike[1:]]
        return next((k for k in reversed(keys) if k in self._once), keys[-1])

    def _drop(self, key: int) -> None:
        entry = self._once.pop(key, None) or self._again.pop(key)
        gist, size, result = entry
        self.held -= size
        left = tuple(r for r in self._alike[gist] if r is not result)
        if left:
            self._alike[gist] = left
        else:
            del self._alike[gist]
