"""What a function asks of a text is written down, or nothing is concluded."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from lerway.kernel.watching import NumberLeaf, Observations, WatchedMoment, asked, leaf_for
from lerway.standards.vcdm.dates import parse_datetime
from lerway.standards.vcdm.identifiers import is_url


def leaf(value="https://a.example/", index=0, notes=None):
    notes = notes or Observations()
    return leaf_for(value, index, notes), notes


@pytest.mark.parametrize(
    "question",
    [
        lambda t: re.match("x", t),
        json.dumps,
        datetime.fromisoformat,
        "".join,
        lambda t: t.encode("utf-8", "strict") + b"" and bytes(t, "utf-8"),
        int,
        lambda t: b"x" in t,
        lambda t: t * 2,
    ],
    ids=range(8),
)
def test_code_in_c_takes_no_leaf(question):
    text, _ = leaf("2026")
    with pytest.raises((TypeError, AttributeError)):
        question([text] if question == "".join else text)


def test_a_leaf_is_taken_for_a_text():
    text, notes = leaf()
    assert isinstance(text, str)
    assert not isinstance(text, int | bytes | list)
    assert not notes.equal
    assert not notes.questions


def test_comparing_is_written_down():
    text, notes = leaf("a")
    assert text != "b"
    assert text not in (None, "")
    assert notes.differ == {(0, "b"), (0, "")}
    assert text == "a"
    assert notes.equal == {0: "a"}


def test_two_leaves_are_compared_once():
    one, notes = leaf("a")
    other, _ = leaf("a", 1, notes)
    assert one == other
    assert other == one
    [question] = notes.questions.values()
    assert (question.index, question.other, question.answer) in {(0, 1, True), (1, 0, True)}


@pytest.mark.parametrize("use", [hash, str, format, list, lambda t: t + "x", lambda t: {t: 1}])
def test_who_reads_all_of_it_depends_on_all_of_it(use):
    text, notes = leaf("abc")
    use(text)
    assert notes.equal == {0: "abc"}


def test_methods_and_asked_functions_are_questions():
    text, notes = leaf("urn:x")
    assert text.startswith("urn:")
    assert is_url(text)
    assert len(text) == 5
    assert [q.answer for q in notes.questions.values()] == [True, True, 5]
    assert not notes.equal


def test_dates_are_compared_among_themselves():
    one, notes = leaf("2026-01-01T00:00:00Z")
    other, _ = leaf("2026-01-02T00:00:00Z", 1, notes)
    assert parse_datetime(one) < parse_datetime(other)
    with pytest.raises(TypeError):
        parse_datetime(one) < datetime(2026, 1, 1, tzinfo=UTC)  # noqa: B015
    with pytest.raises(AttributeError):
        parse_datetime(one).year  # noqa: B018


def test_a_question_that_fails_ends_it_whoever_catches_that():
    text, notes = leaf("no date")
    with pytest.raises(Exception, match="date"):
        parse_datetime(text)
    assert notes.broken


def test_an_answer_that_cannot_be_compared_ends_it():
    text, notes = leaf()
    with pytest.raises(TypeError):
        asked(lambda t: [t])(text)
    assert notes.broken


def test_a_number_depends_on_all_of_it():
    notes = Observations()
    number = leaf_for(5, 3, notes)
    assert type(number) is NumberLeaf
    assert isinstance(number, int)
    assert not isinstance(number, bool)
    assert not notes.equal
    assert number < 6
    assert notes.equal == {3: 5}


NOW = datetime(2026, 6, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_moment_remembers_what_it_was_compared_with():
    now = WatchedMoment.of(NOW)
    assert now > NOW - HOUR
    assert now >= NOW - 2 * HOUR
    assert not now >= NOW + HOUR
    assert now.between() == (NOW - HOUR, NOW + HOUR)


def test_a_moment_that_is_one_of_them_holds_for_itself_alone():
    now = WatchedMoment.of(NOW)
    assert now <= NOW
    assert now.between() == (NOW, NOW)


@pytest.mark.parametrize(
    "use",
    [
        lambda n: n - HOUR,
        lambda n: n + HOUR,
        lambda n: NOW - n,
        lambda n: n.year,
        lambda n: n.isoformat(),
        lambda n: f"{n:%Y}",
        str,
        hash,
        lambda n: n.astimezone(UTC),
    ],
    ids=range(9),
)
def test_whatever_else_is_done_with_a_moment_makes_it_useless(use):
    now = WatchedMoment.of(NOW)
    use(now)
    assert now.between() is None
