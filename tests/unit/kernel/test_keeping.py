"""What is kept is bounded, and what is of use stays."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from lerway.kernel.keeping import ALIKE, CREDIT, SIGHTED, Keep, Recent


class Made:
    pass


def test_nothing_is_worth_making_at_first_sight():
    keep: Keep[Made] = Keep(10, 1_000)
    assert not keep.worth("a", 10)
    assert keep.worth("a", 10)
    assert not keep.worth("a", 10)


def test_what_is_made_is_paid_for_by_ordinary_work():
    keep: Keep[Made] = Keep(10, 1_000)
    made = sum(keep.worth(i // 2, 100) for i in range(20_000))
    assert made <= CREDIT // 800 + 20_000 * 100 // 800 + 1


def test_what_cannot_be_made_is_not_tried_again():
    keep: Keep[Made] = Keep(10, 1_000)
    keep.worth("a", 1)
    keep.refuse("a")
    assert not any(keep.worth("a", 1) for _ in range(5))


def test_marks_are_bounded():
    keep: Keep[Made] = Keep(10, 1_000)
    for i in range(3 * SIGHTED):
        keep.worth(i, 1)
        keep.refuse(-1 - i)
    assert len(keep._sighted) <= SIGHTED
    assert len(keep._refused) <= SIGHTED


def test_so_many_and_no_more_of_one_kind_and_in_all():
    keep: Keep[Made] = Keep(20, 10_000)
    for i in range(100):
        keep.keep("same" if i % 2 else i, Made(), 100)
        assert len(keep) <= 20
        assert len(keep.alike("same")) <= ALIKE
        assert keep.held == 100 * len(keep)
    keep.keep("large", Made(), 5_000)
    assert not keep.alike("large")


def test_what_was_used_outlives_a_flood():
    keep: Keep[Made] = Keep(20, 10_000)
    honest = Made()
    keep.keep("honest", honest, 100)
    keep.used("honest", honest)
    for i in range(1_000):
        flood = Made()
        keep.keep(i, flood, 100)
        if i % 50 == 0:
            keep.used("honest", honest)
    assert keep.alike("honest") == (honest,)


def test_the_one_used_last_comes_first():
    keep: Keep[Made] = Keep(20, 10_000)
    one, two = Made(), Made()
    keep.keep("a", one, 1)
    keep.keep("a", two, 1)
    keep.used("a", one)
    assert keep.alike("a") == (one, two)


def test_recent_results_are_bounded_by_number_and_bytes():
    recent: Recent[int, bytes] = Recent(5, 100)
    for i in range(20):
        recent.put(i, b"x", 30)
        assert recent.held == 30 * len(recent) <= 100
    assert recent.get(19) == b"x"
    assert recent.get(0) is None
    recent.put(19, b"y", 10)
    assert recent.get(19) == b"y"
    recent.put(50, b"z", 101)
    assert recent.get(50) is None


def test_threads_may_share_them():
    keep: Keep[Made] = Keep(16, 10_000)
    recent: Recent[int, int] = Recent(16, 10_000)

    def work(seed: int) -> None:
        for i in range(2_000):
            key = (i * seed) % 40
            recent.put(key, key, 10)
            assert recent.get(key) in (key, None)
            for found in keep.alike(key):
                keep.used(key, found)
            if keep.worth(key, 1):
                keep.keep(key, Made(), 10)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(1, 5)))
    assert len(keep) <= 16
    assert keep.held == 10 * len(keep)
    assert recent.held == 10 * len(recent)
