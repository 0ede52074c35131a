"""`lerway compass route`: which courses, in which order."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from lerway.cli.compass import compass
from lerway.cli.compass.person import Person, of_a_person
from lerway.cli.compass.printing import check_print, print_plan
from lerway.cli.compass.reading import Posting, To, needs_said, on_day, target_of, to_json
from lerway.cli.console import out, talk
from lerway.cli.main import EXIT_INVALID, EXIT_OK
from lerway.kernel.errors import MisuseError

if TYPE_CHECKING:
    from lerway.domain.pathways.gap import Gap
    from lerway.domain.pathways.holdings import Holdings
    from lerway.domain.pathways.routes import Aim, Limits, Plan, Route
    from lerway.domain.pathways.targets import Target

Print: TypeAlias = Annotated[
    Path | None,
    typer.Option("--print", metavar="FILE", help="write the plan on one page: .pdf or .html"),
]
Now: TypeAlias = Annotated[
    str | None,
    typer.Option("--from", metavar="ROLE", help="your work now, for wages on the plan"),
]


@compass.command()
@of_a_person
def route(
    person: Person,
    *,
    to: To = None,
    posting: Posting = None,
    aim: Annotated[
        str, typer.Option(metavar="AIM", help="cheapest, fastest, or what a week is worth: 25")
    ] = "cheapest",
    budget: Annotated[str | None, typer.Option(metavar="AMOUNT", help="at most")] = None,
    currency: Annotated[str, typer.Option(metavar="CODE", help="of costs (ISO 4217)")] = "USD",
    hours: Annotated[float, typer.Option(metavar="N", help="for study, a week")] = 10.0,
    online: Annotated[bool, typer.Option("--online", help="online courses only")] = False,
    start: Annotated[
        str | None, typer.Option(metavar="DAY", help="when you can begin; today, if not given")
    ] = None,
    finish: Annotated[str | None, typer.Option(metavar="DAY", help="the last day")] = None,
    print_: Print = None,
    now: Now = None,
    language: Annotated[str, typer.Option(metavar="en|es", help="of the printed plan")] = "en",
    paper: Annotated[str, typer.Option(metavar="a4|letter", help="of the printed plan")] = "letter",
) -> int:
    """Show the best courses from what is held to what a role or a posting needs, in order."""
    if print_ is not None:
        check_print(print_, language, paper)
    from lerway import bootstrap
    from lerway.domain.pathways.routes import Limits

    limits = Limits(
        on_day("--start", start) if start else bootstrap.now().date(),
        currency.upper(),
        _amount("--budget", budget) if budget else None,
        hours,
        online,
        on_day("--finish", finish) if finish else None,
    )
    target = target_of(person.atlas, to, posting)
    held = person.held()
    found, plan = _plan(person, held, target, limits, _aim(aim))
    for remark in plan.remarks:
        talk(f"note: {remark}")
    changes = bootstrap.price_changes(plan)
    if print_ is not None:
        planned = bootstrap.Planned(found, plan, changes)
        print_plan(print_, person, held, planned, now=now, language=language, paper=paper)
        talk(f"wrote the plan to {print_}")
    if person.json:
        print(to_json({"gap": found.sentence, "plan": plan, "price_changes": changes}))
    else:
        out(found.sentence)
        out(needs_said(target))
        _tell(plan)
        for change in changes:
            if change.up_to is not None:
                out(f"  {change.sentence}")
        if fixed := [c.name for c in changes if c.up_to is None]:
            out(f"  under these limits no route does without: {'; '.join(fixed)}")
    return EXIT_OK if plan.route or not plan.request.wants else EXIT_INVALID


def _plan(
    person: Person, held: Holdings, target: Target, limits: Limits, aim: Aim
) -> tuple[Gap, Plan]:
    """Return the gap to a target, and the best route across."""
    from lerway import bootstrap
    from lerway.domain.pathways.gap import find_gap
    from lerway.domain.pathways.routes import Request, Want

    found = find_gap(held, target, person.atlas.kin(held, person.crosswalk(held)))
    wants = tuple(
        Want(line.asked.key, line.asked.label, line.asked.level, line.asked.weight)
        for line in found.to_close()
    )
    levels = {h.key: h.level for h in held.skills}
    request = Request(wants, bootstrap.courses(), limits, aim, levels, frozenset(held.earned))
    return found, bootstrap.find_route(request)


def _aim(text: str) -> Aim:
    from lerway.domain.pathways.routes.model import CHEAPEST, FASTEST
    from lerway.domain.pathways.routes.model import Aim as Made

    known = {"cheapest": CHEAPEST, "fastest": FASTEST}
    if text in known:
        return known[text]
    return Made.balanced(_amount("--aim", text))


def _amount(option: str, text: str) -> Decimal:
    try:
        value = Decimal(text.replace(",", "").removeprefix("$"))
    except InvalidOperation:
        value = Decimal(-1)
    if not value.is_finite() or value < 0:
        raise MisuseError(
            "compass.amount",
            f"{option}: {text!r} is no amount",
            hint="write a number of 0 or more: 640 (for --aim also cheapest or fastest)",
        )
    return value


def _tell(plan: Plan) -> None:
    out(plan.sentence)
    if plan.route is not None:
        _tell_route(plan.route)
    for number, other in enumerate(plan.alternatives, 1):
        names = ", ".join(s.course.name for s in other.steps)
        out(f"next best {number}: {other.cost.said()}, {other.weeks:.0f} weeks: {names}")
    for loosening in plan.loosenings:
        out(f"to loosen {' and '.join(loosening.limits)}: {loosening.sentence}")
    if plan.route is not None and any(s.course.source.sample for s in plan.route.steps):
        out("courses and prices are samples, made up for trying out: import a real catalogue")


def _tell_route(route: Route) -> None:
    for number, step in enumerate(route.steps, 1):
        course = step.course
        cost = course.cost.said() if course.cost else "cost not stated"
        hours = f"{course.hours:g} hours" if course.hours else "hours not stated"
        out(
            f"{number}. {step.starts.isoformat()} to {step.ends.isoformat()}, {cost}, {hours},"
            f" {course.delivery.value}"
        )
        out(f"   {step.sentence}")
        out(f"   {course.source.said()}")
