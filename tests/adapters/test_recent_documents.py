"""Documents that were had a moment ago: for some seconds, within bounds, and only what serves many."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lerway import bootstrap
from lerway.adapters.documents.recent import RecentDocuments
from lerway.kernel.need import Need, NeedKind, Supplied, Unavailable

AT = datetime(2026, 11, 23, tzinfo=UTC)
LIST = Need(NeedKind.STATUS_LIST, "https://college.example/status/1")


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(name="clock")
def _clock() -> Clock:
    return Clock()


def supplied(size: int = 1) -> Supplied:
    return Supplied(bytes(size), None, AT)


def test_it_is_kept_for_some_seconds(clock):
    recent = RecentDocuments(15, clock)
    recent.keep(LIST, supplied())
    clock.now = 15
    assert recent.at_hand(LIST) == supplied()
    clock.now = 15.01
    assert recent.at_hand(LIST) is None


@pytest.mark.parametrize("kind", NeedKind)
def test_what_is_somebodys_is_not_kept(clock, kind):
    recent = RecentDocuments(15, clock)
    need = Need(kind, "https://college.example/x")
    recent.keep(need, supplied())
    private = kind in (NeedKind.HOSTED_BADGE, NeedKind.REFRESH, NeedKind.RELATED_RESOURCE)
    assert (recent.at_hand(need) is None) == private


def test_what_could_not_be_had_is_asked_for_again(clock):
    recent = RecentDocuments(15, clock)
    recent.keep(LIST, Unavailable("fetch.timeout", "it took too long"))
    assert recent.at_hand(LIST) is None


def test_it_holds_so_many_and_so_many_bytes(clock):
    needs = [Need(NeedKind.KEY, f"https://college.example/{n}") for n in range(20)]
    recent = RecentDocuments(15, clock, most=8, most_bytes=100)
    for need in needs:
        recent.keep(need, supplied())
    assert [n for n in needs if recent.at_hand(n)] == needs[-8:]
    for need in needs:
        recent.keep(need, supplied(25))
    assert [n for n in needs if recent.at_hand(n)] == needs[-4:]
    recent.keep(LIST, supplied(26))
    assert recent.at_hand(LIST) is None


def test_a_fetcher_with_a_memory_is_asked_once():
    asked = []

    def fetch(need):
        asked.append(need)
        return supplied()

    ask = bootstrap.remembering(fetch, bootstrap.recent_documents(15))
    assert ask(LIST) == ask(LIST) == supplied()
    assert asked == [LIST]
