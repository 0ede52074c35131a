"""Documents that were had a moment ago, so that a busy verifier does not ask again and again.

Bounded by number and bytes; each is kept for some seconds. Only what serves many records
is kept: controller documents and keys, status and revocation lists, schemas. A record
that somebody's badge refers to is somebody's, and is not.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Final, NamedTuple

from lerway.kernel.limits import MIB
from lerway.kernel.need import Answer, Need, NeedKind, Supplied

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["RecentDocuments"]

MOST: Final = 1_000
MOST_BYTES: Final = 64 * MIB
_SERVE_MANY: Final = frozenset(
    {
        NeedKind.CONTROLLER_DOCUMENT,
        NeedKind.KEY,
        NeedKind.STATUS_LIST,
        NeedKind.REVOCATION_LIST,
        NeedKind.SCHEMA,
    }
)


class _Kept(NamedTuple):
    answer: Supplied
    until: float


class RecentDocuments:
    """What was supplied lately. Safe to use from several threads."""

    def __init__(
        self,
        seconds: float,
        clock: Callable[[], float],
        *,
        most: int = MOST,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        """Know nothing yet.

        Args:
            seconds: how long a document is kept.
            clock: counts seconds, as `time.monotonic` does.
            most: how many documents are kept.
            most_bytes: how many bytes of them; none has more than a quarter.
        """
        self._seconds = seconds
        self._clock = clock
        self._most = most
        self._most_bytes = most_bytes
        self._held = 0
        self._kept: OrderedDict[Need, _Kept] = OrderedDict()
        self._lock = Lock()

    def at_hand(self, need: Need, /) -> Supplied | None:
        """Return the document if it is kept; asks nobody."""
        kept = self._kept.get(need)
        return None if kept is None or kept.until < self._clock() else kept.answer

    def keep(self, need: Need, answer: Answer, /) -> None:
        """Keep what was supplied, if it serves many; what could not be had is not kept."""
        if need.kind not in _SERVE_MANY or not isinstance(answer, Supplied):
            return
        if len(answer.body) > self._most_bytes // 4:
            return
        with self._lock:
            self._forget(need)
            self._kept[need] = _Kept(answer, self._clock() + self._seconds)
            self._held += len(answer.body)
            while len(self._kept) > self._most or self._held > self._most_bytes:
                self._forget(next(iter(self._kept)))

    def _forget(self, need: Need) -> None:
        old = self._kept.pop(need, None)
        if old is not None:
            self._held -= len(old.answer.body)
