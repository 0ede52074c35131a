"""The runner itself: what it must call red."""

from __future__ import annotations

from tests.conformance.run import BEGIN, END, Outcome, Suite, _row, _table, _write

SUITE = Suite("some-suite", 10, "something")
GOOD, RED = Outcome(passed=10, skipped=1), Outcome(passed=3, failed=8)


def wrong(outcome: Outcome, *controls: Outcome) -> list[str]:
    return _row(SUITE, None, outcome, [*controls])[1]


def test_a_suite_is_green_when_its_controls_are_red() -> None:
    assert wrong(GOOD, RED, RED) == []


def test_a_failure_a_missing_test_and_a_missing_suite_are_told() -> None:
    failed = Outcome(passed=10, failed=1, failures=("this: broke",))
    assert wrong(failed, RED) == ["some-suite: this: broke"]
    assert wrong(Outcome(passed=9), RED) == ["some-suite: 9 tests passed, not 10"]
    assert wrong(Outcome(trouble="not run: it is not there")) == [
        "some-suite: not run: it is not there"
    ]


def test_a_control_that_stays_green_is_told() -> None:
    for green in (Outcome(passed=10), Outcome(passed=12, failed=1), Outcome()):
        assert len(wrong(GOOD, RED, green)) == 1


def test_the_table_goes_into_its_place(tmp_path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    _write(page, _table(["| row |"]))
    text = page.read_text()
    assert "old" not in text
    assert text.startswith("before\n")
    assert text.endswith("| row |\n" + END + "\nafter\n")
