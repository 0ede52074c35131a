"""What the API works with, and how work leaves the event loop."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

import anyio

from lerway import bootstrap
from lerway.domain.verifying.known.memory import Memory
from lerway.domain.verifying.policy import DEFAULT_POLICY, Policy
from lerway.http.api.bodies import ApiLimits
from lerway.http.api.guard import ONLY_VERIFYING, Guard
from lerway.http.kit.forms import InFlight
from lerway.kernel.limits import DEFAULT_LIMITS
from lerway.kernel.need import Answer, Need, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from lerway.domain.ports import Clock, DocumentMemory, Fetcher
    from lerway.http.api.vcalm.issuing import IssuingDesk
    from lerway.standards.catalog import Catalog

__all__ = ["API_POLICY", "ApiDesk", "Patient"]

P = ParamSpec("P")
T = TypeVar("T")

API_POLICY: Final = replace(
    DEFAULT_POLICY.reporting("presentation"),
    limits=replace(DEFAULT_LIMITS, members=100, needs=60),
)
"""As everywhere, with less work for one stranger; a presentation need not be signed."""
SECONDS: Final = 25.0
SECONDS_KEPT: Final = 15.0
"""A revocation is seen so many seconds after it was published, and no later."""
AT_ONCE: Final = 4
_MOST_KEPT: Final = 1_000


@dataclass(slots=True)
class ApiDesk:
    """What the API works with.

    Attributes:
        fetcher: makes a fetcher for one request.
        catalog: suites, contexts and schemas.
        policy: what is required.
        clock: tells the time.
        guard: admits callers.
        issuing: signs; None if this server issues nothing.
        limits: how much one request may bring.
        in_flight: what lies in memory, for all callers.
        seconds: how long the documents of one request may take.
        documents: what was fetched in the last seconds, for all callers.
        memory: what is known of the records that were judged, for all callers.
        before: what is done to a record before it is judged: nothing; a test profile may.
    """

    fetcher: Callable[[], Fetcher]
    catalog: Catalog = field(default_factory=bootstrap.catalog)
    policy: Policy = API_POLICY
    clock: Clock = bootstrap.now
    guard: Guard = ONLY_VERIFYING
    issuing: IssuingDesk | None = None
    limits: ApiLimits = field(default_factory=ApiLimits)
    in_flight: InFlight = field(default_factory=InFlight)
    seconds: float = SECONDS
    before: Callable[[bytes], bytes] = bytes
    documents: DocumentMemory = field(
        default_factory=lambda: bootstrap.recent_documents(SECONDS_KEPT)
    )
    memory: Memory = field(default_factory=bootstrap.memory)
    turns: list[anyio.CapacityLimiter] = field(default_factory=list[anyio.CapacityLimiter])

    def __post_init__(self) -> None:
        """Give another catalog a memory of its own: what is known is known by one catalog."""
        if self.memory.catalog is not self.catalog:
            self.memory = Memory(self.catalog)

    def fetcher_once(self, seconds: float | None = None) -> Patient:
        """Return the fetcher of one request, whose time begins now."""
        return Patient(self.fetcher, self.seconds if seconds is None else seconds, self.documents)

    async def aside(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do `work` in a worker thread; no more than a few at a time."""
        if not self.turns:
            # It belongs to the running event loop, so it is made at the first request.
            self.turns.append(anyio.CapacityLimiter(AT_ONCE))
        return await anyio.to_thread.run_sync(partial(work, *args, **kwargs), limiter=self.turns[0])


class Patient:
    """A fetcher that asks for each document once, and gives up when its time is over.

    What was had a moment ago, for this request or another, is not asked for again.
    """

    def __init__(
        self, fetcher: Callable[[], Fetcher], seconds: float, documents: DocumentMemory
    ) -> None:
        """Begin the time now; `fetcher` makes what asks others, if somebody must be asked."""
        self._make = fetcher
        self._fetch: Fetcher | None = None
        self._documents = documents
        self._end = time.monotonic() + seconds
        self._kept: dict[Need, Answer] = {}

    def __call__(self, need: Need, /) -> Answer:
        """Return the answer to `need`, which may be one that was had before."""
        kept = self._kept.get(need) or self._documents.at_hand(need)
        if kept is not None:
            return kept
        if time.monotonic() > self._end:
            return Unavailable("fetch.timeout", "the time for asking others is over")
        self._fetch = self._fetch or self._make()
        answer = self._fetch(need)
        self._documents.keep(need, answer)
        if len(self._kept) < _MOST_KEPT:
            self._kept[need] = answer
        return answer
