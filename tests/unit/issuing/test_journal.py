from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lerway.domain.issuing.journal import (
    Beginning,
    beginning_line,
    done_line,
    finished_line,
    parse_journal,
)
from lerway.kernel.errors import UnreadableError

BEGUN = Beginning({"roster": "a1", "--proof": None}, b"seed", datetime(2026, 6, 1, tzinfo=UTC), 2)
WHOLE = beginning_line(BEGUN) + done_line("0001.json", "aa") + done_line("0002.json", "bb")


def test_a_journal_says_what_it_was_told():
    journal = parse_journal(WHOLE + finished_line())
    assert journal.beginning == BEGUN
    assert journal.done == {"0001.json": "aa", "0002.json": "bb"}
    assert journal.finished
    assert not parse_journal(WHOLE).finished


@given(st.integers(0, len(WHOLE)))
def test_wherever_it_was_cut_off_it_can_be_read(length):
    journal = parse_journal(WHOLE[:length])
    assert journal.length <= length
    again = parse_journal(WHOLE[: journal.length])
    assert (again.done, again.beginning) == (journal.done, journal.beginning)


def test_what_differs_between_two_runs_is_named():
    assert BEGUN.differences({"roster": "a1", "--proof": None}) == []
    assert BEGUN.differences({"roster": "a2", "--proof": "x"}) == ["--proof", "roster"]


@pytest.mark.parametrize(
    "data",
    [
        b"something else\n",
        b"lerway issue journal 1\n[]\n",
        b"lerway issue journal 1\n{}\n",
        WHOLE.replace(b'"total":2', b'"total":"2"'),
        WHOLE.replace(b'"sha256":"aa"', b'"sha256":1'),
        WHOLE.replace(b'"seed":"', b'"seed":"x'),
    ],
)
def test_a_journal_that_was_changed_is_refused(data):
    with pytest.raises(UnreadableError) as e:
        parse_journal(data)
    assert e.value.code == "journal.malformed"


@given(st.binary(max_size=100).map(beginning_line(BEGUN).__add__) | st.binary(max_size=60))
def test_whatever_is_read_raises_nothing_else(data):
    with suppress(UnreadableError):
        parse_journal(data)
