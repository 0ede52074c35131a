"""`lerway compass gap` and `lerway compass nearby`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from lerway.cli.compass import compass
from lerway.cli.compass.person import Person, of_a_person
from lerway.cli.compass.reading import Posting, To, needs_said, target_of, to_json
from lerway.cli.console import out, talk
from lerway.cli.main import EXIT_OK

if TYPE_CHECKING:
    from lerway.domain.pathways.atlas.nearby import NearbyRole
    from lerway.domain.pathways.gap import GapLine

SHOWN = 12


@compass.command()
@of_a_person
def gap(person: Person, *, to: To = None, posting: Posting = None) -> int:
    """Show what a role or a posting needs, and what of it is held, partly held, or missing."""
    from lerway.domain.pathways.gap import State, find_gap

    target = target_of(person.atlas, to, posting)
    held = person.held()
    found = find_gap(held, target, person.atlas.kin(held, person.crosswalk(held)))
    if person.json:
        print(to_json(found))
        return EXIT_OK
    out(found.sentence)
    for state in (State.MISSING, State.PARTLY, State.HELD):
        lines = found.of(state)
        if lines:
            out()
            out(f"{state.value} ({len(lines)})")
        for line in lines[:SHOWN]:
            out(f"  {_line(line)}")
        if len(lines) > SHOWN:
            out(f"  and {len(lines) - SHOWN} more: --json shows all")
    out()
    out(needs_said(target))
    return EXIT_OK


def _line(found: GapLine) -> str:
    asked = found.asked
    importance = "" if asked.importance is None else f", importance {asked.importance:.0%}"
    sure = "" if asked.confidence is None else f" (confidence {asked.confidence:.0%})"
    words = f", by {asked.said!r}{sure}" if asked.said else ""
    said = "" if found.held is None else f": {found.sentence}"
    return f"{asked.label} [{asked.key[1]}]{importance}{words}{said}"


@compass.command()
@of_a_person
def nearby(
    person: Person,
    *,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="ROLE", help="the occupation that you have now")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=100, help="how many roles")] = 10,
    area: Annotated[str, typer.Option(metavar="CODE", help="of OEWS; 99 is the nation")] = "99",
) -> int:
    """Show which roles are near, why, what is missing, and what they pay."""
    found = person.near(person.held(), from_, limit, area)
    if person.json:
        print(to_json(found))
        return EXIT_OK
    for role in found:
        _tell(role)
    if not found:
        talk("nothing is near: give records, --claim what you can, or name your work with --from")
    return EXIT_OK


def _tell(role: NearbyRole) -> None:
    from lerway.cli.compass.words import amount, outlook

    out(f"{role.label} [{role.role}]")
    out(f"  {role.sentence}")
    if role.missing:
        more = role.missing_count - len(role.missing)
        out(f"  missing: {', '.join(role.missing)}" + (f" and {more} more" if more else ""))
    wage = role.known.wage
    if wage is not None:
        low, high = (amount(wage.percentiles[p]) for p in (25, 75))
        out(
            f"  pays {amount(wage.median)} a {wage.per.value} at the median, {low} to {high} for"
            f" the middle half ({wage.source.said()}, {wage.area})"
        )
        out(f"  {role.difference.sentence}")
    if role.known.outlook is not None:
        out(f"  {outlook(role.known.outlook)}")
    if role.job_zone is not None:
        out(f"  job zone {role.job_zone} of 5 ({role.source.said()})")
    out(f"  degree: {role.degree.word}: {role.degree.sentence}")
    for note in role.known.notes:
        out(f"  note: {note}")
    out()
