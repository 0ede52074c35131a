"""Routes: exact, in order, under limits, and told so that somebody can judge them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.compass_routes import brute_force, large_request, small_request
from lerway import bootstrap
from lerway.domain.pathways.routes import Aim, Limits, Request, Want
from lerway.domain.pathways.routes.model import CHEAPEST, FASTEST
from lerway.kernel.errors import InvalidError, MisuseError
from lerway.kernel.source import Source
from lerway.standards.ctdl.model import Course, Delivery, Money, SkillRef

START = date(2027, 1, 4)


def course(id_, skills="", cost=100, hours=10, needs=(), **more):
    return Course(
        id_,
        id_.upper(),
        "College",
        Source("College", "catalogue", "2026"),
        skills=tuple(SkillRef(s, "f") for s in skills),
        cost=None if cost is None else Money(Decimal(cost), more.pop("currency", "USD")),
        hours=hours,
        prerequisites=needs,
        delivery=more.pop("delivery", Delivery.ONLINE),
        **more,
    )


def plan(wants, *courses, aim=CHEAPEST, held=None, earned=(), **limits):
    request = Request(
        tuple(Want(("f", w), w) for w in wants),
        courses,
        Limits(START, **limits),
        aim,
        held or {},
        frozenset(earned),
    )
    return bootstrap.find_route(request)


def taken(found):
    return [s.course.id for s in found.route.steps]


@pytest.mark.parametrize("seed", range(0, 500, 5))
def test_a_route_costs_what_brute_force_finds(seed):
    request = small_request(seed)
    found, best = bootstrap.find_route(request), brute_force(request)
    if best is None:
        assert found.route is None
    else:
        assert found.route.proven
        assert found.route.objective == pytest.approx(best, abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(st.integers(min_value=10_000, max_value=10_000_000))
def test_a_route_costs_what_brute_force_finds_whatever_the_catalogue(seed):
    request = small_request(seed)
    found, best = bootstrap.find_route(request), brute_force(request)
    assert (found.route.objective if found.route else None) == best


def test_a_large_catalogue_is_solved_to_the_end():
    found = bootstrap.find_route(large_request(1, courses=3_000), seconds=60)
    assert found.route.proven
    assert found.route.gap == 0


def test_one_course_for_two_skills_beats_two_dearer_ones():
    found = plan("ab", course("x", "a"), course("y", "b"), course("both", "ab", 150))
    assert taken(found) == ["both"]
    assert found.route.cost.said() == "$150"
    assert "no other choice is better" in found.sentence
    assert [a.cost.said() for a in found.alternatives] == ["$200"]


def test_prerequisites_come_first_and_are_told():
    found = plan("a", course("p", cost=10), course("x", "a", needs=(("p",),)))
    assert taken(found) == ["p", "x"]
    assert found.route.steps[0].opens == ("X",)
    assert found.route.steps[0].starts == START
    assert found.route.steps[1].starts > found.route.steps[0].ends


def test_what_is_held_counts_as_a_prerequisite():
    courses = course("p", "h", cost=10), course("x", "a", needs=(("p",),))
    by_credit = plan("a", *courses, held={("f", "h"): None})
    assert taken(by_credit) == ["x"]
    assert by_credit.route.steps[0].credited == ("P",)
    assert taken(plan("a", *courses, earned=["p"])) == ["x"]
    without = plan("a", *courses, held={("f", "h"): None}, credit_for_held=False)
    assert taken(without) == ["p", "x"]


def test_the_fastest_the_cheapest_and_a_balance_differ():
    slow = course("slow", "a", cost=0, hours=100)
    quick = course("quick", "a", cost=90, hours=10)
    assert taken(plan("a", slow, quick)) == ["slow"]
    assert taken(plan("a", slow, quick, aim=FASTEST)) == ["quick"]
    assert taken(plan("a", slow, quick, aim=Aim.balanced(Decimal(9)))) == ["slow"]
    assert taken(plan("a", slow, quick, aim=Aim.balanced(Decimal(11)))) == ["quick"]


def test_waiting_for_a_start_date_counts():
    late = course("late", "a", hours=1, starts=(START + timedelta(days=60),))
    now = course("now", "a", hours=50)
    assert taken(plan("a", late, now, aim=FASTEST)) == ["now"]
    found = plan("a", late)
    assert found.route.steps[0].waits == 60


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ({"cost": None}, "course.no_cost"),
        ({"currency": "EUR"}, "course.other_currency"),
        ({"hours": None}, "course.no_duration"),
        ({"hours": 100, "weeks": 5}, "course.too_many_hours"),
        ({"starts": (date(2020, 1, 1),)}, "course.no_start"),
        ({"needs": (("gone",),)}, "course.prerequisite_unmet"),
        ({"needs": (("x",),)}, "course.requires_itself"),
    ],
)
def test_a_course_that_cannot_be_taken_says_why(bad, code):
    found = plan("a", course("x", "a", **bad))
    assert found.route is None
    assert [e.code for e in found.excluded] == [code]
    assert found.excluded[0].sentence


def test_courses_that_require_each_other_are_named():
    found = plan("a", course("x", "a", needs=(("y",),)), course("y", needs=(("x",),)))
    assert {e.code for e in found.excluded} == {"course.cycle"}
    assert "X → Y → X" in found.remarks[0]


def test_a_skill_that_nothing_teaches_is_said_and_the_rest_is_closed():
    found = plan("ab", course("x", "a"))
    assert taken(found) == ["x"]
    assert found.untaught == ("b",)
    assert "No course here teaches b." in found.sentence


def test_the_budget_that_is_needed_is_said():
    found = plan("a", course("x", "a", 300), budget=Decimal(200))
    assert found.route is None
    assert found.loosenings[0].limits == ("budget",)
    assert "$300 instead of $200 ($100 more)" in found.sentence


def test_the_smallest_limit_to_loosen_comes_first():
    room = course("room", "a", 100, delivery=Delivery.IN_PERSON)
    far = course("far", "a", 220)
    found = plan("a", room, far, budget=Decimal(200), online_only=True)
    assert [x.limits for x in found.loosenings] == [("budget",), ("online only",)]


def test_hours_and_days_to_loosen_are_as_few_as_can_be():
    found = plan("a", course("x", "a", hours=60, weeks=4), hours_a_week=5)
    assert [(x.limits, "With 15 hours" in x.sentence) for x in found.loosenings] == [
        (("hours a week",), True)
    ]
    late = plan("a", course("x", "a", hours=20), finish_by=START + timedelta(days=6))
    assert {x.limits for x in late.loosenings} == {("finish by",), ("hours a week",)}


def test_limits_that_only_help_together_are_said_together():
    only = course("x", "a", 500, delivery=Delivery.IN_PERSON)
    found = plan("a", only, budget=Decimal(100), online_only=True)
    assert found.loosenings[0].limits == ("budget", "online only")
    assert "$500" in found.loosenings[0].sentence


def test_nothing_missing_needs_no_course():
    assert plan("", course("x", "a")).sentence == "Nothing is missing: no course is needed."


def test_the_price_at_which_another_route_wins_is_exact():
    courses = course("x", "a", 100), course("y", "a", 130)
    (change,) = bootstrap.price_changes(plan("a", *courses))
    assert change.up_to.said() == "$130"
    assert change.instead == ("Y",)
    dearer = course("x", "a", 131), courses[1]
    assert taken(plan("a", *dearer)) == ["y"]
    (alone,) = bootstrap.price_changes(plan("a", courses[0]))
    assert alone.up_to is None


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        ({"hours_a_week": 0}, "route.hours"),
        ({"finish_by": date(2020, 1, 1)}, "route.finish"),
        ({"budget": Decimal(-1)}, "route.budget"),
    ],
)
def test_limits_without_sense_are_refused(limits, code):
    with pytest.raises(MisuseError) as refused:
        plan("a", course("x", "a"), **limits)
    assert refused.value.code == code


def test_two_courses_of_one_id_are_refused():
    with pytest.raises(InvalidError) as refused:
        plan("a", course("x", "a"), course("x", "a"))
    assert refused.value.code == "course.twice"
