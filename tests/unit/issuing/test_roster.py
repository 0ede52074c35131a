from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lerway.domain.issuing.written import roster as module
from lerway.domain.issuing.written.achievement import achievement_of, read_achievement
from lerway.domain.issuing.written.roster import read_roster
from lerway.kernel.errors import UnreadableError
from tests.college import ACHIEVEMENT, ROSTER

WELDING = read_achievement(ACHIEVEMENT.encode())


def read(text, *achievements):
    data = text if isinstance(text, bytes) else text.encode()
    return read_roster(data, achievements or [WELDING])


def found(text, *achievements):
    """Return (row, column, code) of everything that is wrong with a roster."""
    problems = read(text, *achievements).problems
    assert all(p.problem.hint for p in problems)
    return [(p.row, p.column, p.problem.code) for p in problems]


def test_a_roster_is_read():
    roster = read(ROSTER)
    assert not roster.problems
    assert [(r.number, r.name, r.email) for r in roster.rows] == [
        (2, "Ada Núñez", "ada@learners.example"),
        (3, "Grace O'Hara", "grace@learners.example"),
        (4, "王伟", "wei@learners.example"),
    ]
    seam, score = roster.rows[0].results.values()
    assert score["value"] == "88"
    assert seam["achievedLevel"] == WELDING.results[0].levels[1].id


def test_every_column():
    roster = read(
        "E-Mail,NAME,id,Evidence,narrative,valid_from,Valid until\n"
        "a@x.org,A,did:example:1,https://x.org/1 https://x.org/2,Did it,2026-01-01,"
        "2027-01-01T12:00:00+02:00\n"
    )
    assert not roster.problems
    row = roster.rows[0]
    assert row.id == "did:example:1"
    assert row.evidence == ("https://x.org/1", "https://x.org/2")
    assert row.narrative == "Did it"
    assert row.valid_from == datetime(2026, 1, 1, tzinfo=UTC)
    assert row.valid_until == datetime(2027, 1, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_what_spreadsheets_write(delimiter, encoding):
    text = ROSTER.replace("王伟", "Zoë").replace(",", delimiter).replace("\n", "\r\n")
    roster = read(text.encode(encoding))
    assert not roster.problems
    assert [r.name for r in roster.rows] == ["Ada Núñez", "Grace O'Hara", "Zoë"]
    notes = " ".join(roster.notes)
    assert ("Windows-1252" in notes) == (encoding == "cp1252")
    assert ("separated" in notes) == (delimiter != ",")


def test_rows_are_numbered_as_in_a_spreadsheet():
    text = 'name,email\n"A\nB",a@x.org\n\n,,\nC,\n'
    assert found(text) == [(5, "email", "roster.no_email")]


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("A,", "email", "roster.no_email"),
        (",a@x.org", "name", "roster.no_name"),
        ("A,a@x", "email", "roster.bad_email"),
        ("A,a@x.org b@x.org", "email", "roster.bad_email"),
        ("A,a@x..org", "email", "roster.bad_email"),
        ("A,a@x.org,maria", "id", "roster.bad_id"),
        ("A,a@x.org,mailto:a@x.org", "id", "roster.bad_id"),
        ("A,a@x.org,,javascript:alert(1)", "evidence", "roster.bad_evidence"),
        ("A,a@x.org,,see me", "evidence", "roster.bad_evidence"),
        ("A,a@x.org,,,1/2/2026", "validFrom", "roster.bad_date"),
        ("A,a@x.org,,,2026-02-30", "validFrom", "roster.bad_date"),
        ("A,a@x.org,,,2026-02-01T00:00:00", "validFrom", "roster.bad_date"),
        ("A,a@x.org,,,2026-02-02,2026-02-01", "validUntil", "roster.period"),
        ("A,a@x.org,,,,,Shiny", "result.Seam", "result.level"),
        ("A,a@x.org,,,,,Porous", "result.Seam", "result.below_required"),
        ("A,a@x.org,,,,,,101", "result.Score", "result.range"),
        ("A,a@x.org,,,,,,many", "result.Score", "result.number"),
        ("=1+1,a@x.org", "name", "roster.formula"),
        ("@SUM,a@x.org", "name", "roster.formula"),
        ("A,+a@x.org", "email", "roster.formula"),
        ("A,a@x.org,,,,,,-5", "result.Score", "result.range"),
        ("A\x07,a@x.org", "name", "roster.control_character"),
        ("A" * 10_001 + ",a@x.org", "name", "roster.long_cell"),
        ("A,a@x.org,,,,,,,more", "", "roster.too_many_cells"),
    ],
)
def test_a_bad_cell_is_named(row, column, code):
    header = "name,email,id,evidence,validFrom,validUntil,result.Seam,result.Score\n"
    assert found(header + row + "\n") == [(2, column, code)]


@pytest.mark.parametrize(
    ("header", "column", "code"),
    [
        ("name,mail", "email", "roster.missing_column"),
        ("name,email,phone", "phone", "roster.unknown_column"),
        ("name,email,Name", "Name", "roster.twice"),
        ("name,email,result.Seam,result.seam", "result.seam", "roster.twice"),
        ("name,email,result.Grade", "result.Grade", "roster.unknown_result"),
    ],
)
def test_a_bad_header_is_named(header, column, code):
    assert (1, column, code) in found(header + "\nA,a@x.org\n")


def test_a_table_without_a_header_is_one_problem():
    (problem,) = read("Ada,ada@x.org\nGrace,grace@x.org\n").problems
    assert (problem.row, problem.problem.code) == (1, "roster.missing_column")
    assert problem.problem.hint.startswith("the first row must be name,email")


def test_results_that_are_missing_are_noted_by_row():
    text = "name,email,result.Seam,result.Score\n" + "".join(
        f"A,a{n}@x.org,Sound,{'' if n < 12 else 70}\n" for n in range(14)
    )
    (note,) = read(text).notes
    assert note == (
        "rows 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 2 more: no value for result.Score;"
        " the badges are made without it, though the achievement asks for 60"
    )
    # A roster that must be mended anyway is told of that alone.
    assert read(text + "B,,Sound,\n").notes == ()


def test_days_are_whole_days():
    text = "name,email,validFrom,validUntil\nA,a@x.org,2026-01-01,2026-01-01\n"
    (row,) = read(text).rows
    assert row.valid_from == datetime(2026, 1, 1, tzinfo=UTC)
    assert row.valid_until == datetime(2026, 1, 1, 23, 59, 59, tzinfo=UTC)


def test_a_column_without_a_header_must_be_empty():
    assert found("name,email,\nA,a@x.org,\n") == []
    assert found("name,email,\nA,a@x.org,x\n") == [(2, "", "roster.no_header")]


def test_two_results_of_one_name_are_told_apart_by_id():
    other = achievement_of(
        {
            "name": "B",
            "description": "B",
            "criteria": {"narrative": "B"},
            "resultDescription": [{"name": "Score", "resultType": "RawScore"}],
        }
    )
    text = "name,email,result.Score\nA,a@x.org,70\n"
    assert found(text, WELDING, other) == [(1, "result.Score", "roster.ambiguous_result")]
    hint = read(text, WELDING, other).problems[0].problem.hint
    assert f"result.{other.results[0].id} (of 'B')" in hint
    by_id = text.replace("result.Score", f"result.{other.results[0].id}")
    assert read(by_id, WELDING, other).rows[0].results.keys() == {other.results[0].id}


def test_nobody_is_listed_twice():
    text = "name,email,id\nA,a@x.org,did:example:1\nB,A@X.org,\nC,c@x.org,did:example:1\n"
    assert found(text) == [(3, "email", "roster.duplicate"), (4, "id", "roster.duplicate")]


def test_all_bad_rows_are_listed_with_all_that_is_wrong():
    text = "name,email,result.Score\n,a@x,\nB,b@x.org,\n=C,,200\n"
    assert [(r, c) for r, c, _ in found(text)] == [
        (2, "name"), (2, "email"), (4, "name"), (4, "email"), (4, "result.Score"),
    ]  # fmt: skip


def test_an_endless_word_in_another_encoding_is_read_at_once():
    word = "x" * 1_000_000
    (note,) = read(f"name,email\nN{word}é{word},a@x.org".encode("cp1252")).notes
    assert "xé" in note
    assert len(note) < 200


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('name,email\nA,"a@x.org\nB,b@x.org\n', (2, "", "roster.open_quote")),
        ('name,email\n"A"x,a@x.org\n', (2, "", "roster.quote")),
        ("name,email\n", (2, "", "roster.no_rows")),
    ],
)
def test_a_roster_that_breaks_off(text, problem):
    assert problem in found(text)


def test_a_roster_may_be_long_but_not_endless(monkeypatch):
    monkeypatch.setattr(module, "MAX_ROWS", 3)
    text = "name,email\n" + "".join(f"A,a{n}@x.org\n" for n in range(5))
    assert found(text) == [(5, "", "roster.too_many_rows")]
    assert found("".join(text.splitlines(keepends=True)[:4])) == []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "roster.empty"),
        (b" \r\n ", "roster.empty"),
        (b"\xef\xbb\xbf\xef\xbb\xbf\n", "roster.empty"),
        (b"name,\x81\x8d", "roster.encoding"),
    ],
)
def test_a_roster_that_is_none(data, code):
    with pytest.raises(UnreadableError) as e:
        read(data)
    assert e.value.code == code


@given(st.text(max_size=100).map("name,email,result.Score\n".__add__) | st.text(max_size=100))
def test_whatever_is_read_raises_nothing_else(text):
    try:
        roster = read(text.encode("utf-8", "replace"))
    except UnreadableError:
        return
    assert roster.rows or roster.problems
    assert all(row.email and row.name for row in roster.rows)


@given(st.binary(max_size=100))
def test_nor_do_bytes(data):
    with suppress(UnreadableError):
        read(data)


def test_a_roster_that_is_wrong_throughout_is_not_read_to_its_end(monkeypatch):
    monkeypatch.setattr(module, "MAX_PROBLEMS", 5)
    text = "name,email\n" + "A,a@x.org\n" + "A,\n" * 100
    codes = found(text)
    assert codes == [
        *((n, "email", "roster.no_email") for n in range(3, 8)),
        (8, "", "roster.too_many_problems"),
    ]


def test_a_value_that_many_learners_share_is_each_learners_own():
    rows = "".join(f"A,a{n}@x.org,Sound,88\n" for n in range(5))
    first, *others = (r.results for r in read(f"name,email,result.Seam,result.Score\n{rows}").rows)
    assert all(r == first for r in others)
    next(iter(first.values()))["value"] = "changed"
    assert "changed" not in str(others)
