"""`lerway compass gap` and `lerway compass nearby`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lerway.cli.compass import compass
from lerway.cli.compass.reading import (
    Claims,
    FrameworkName,
    JsonSwitch,
    Kept,
    OfflineSwitch,
    Records,
    atlas_of,
    holdings,
    to_json,
)
from lerway.cli.console import out, talk
from lerway.cli.main import EXIT_OK

if TYPE_CHECKING:
    from lerway.domain.pathways.atlas.nearby import NearbyRole

SHOWN = 12


@compass.command()
def gap(
    records: Records = None,
    *,
    to: Annotated[str, typer.Option("--to", metavar="ROLE", help="id or whole name of a role")],
    claim: Claims = None,
    framework: FrameworkName = "",
    json_: JsonSwitch = False,
    offline: OfflineSwitch = False,
    documents: Kept = None,
) -> int:
    """Show what a role needs, and what of it is held, partly held, or missing."""
    from lerway import bootstrap
    from lerway.domain.pathways.gap import State, find_gap

    atlas = atlas_of(framework)
    given: list[Path] = records or []
    held = holdings(given, claim or [], atlas, offline=offline, documents=documents)
    target = atlas.target(atlas.role(to))
    kin = atlas.kin(held, bootstrap.crosswalk_kin(atlas, held))
    found = find_gap(held, target, kin)
    for remark in (*held.remarks, *target.remarks):
        talk(f"note: {remark}")
    if json_:
        print(to_json(found))
        return EXIT_OK
    out(found.sentence)
    for state in (State.MISSING, State.PARTLY, State.HELD):
        lines = found.of(state)
        if lines:
            out()
            out(f"{state.value} ({len(lines)})")
        for line in lines[:SHOWN]:
            importance = "" if line.asked.importance is None else (
                f", importance {line.asked.importance:.0%}"
            )  # fmt: skip
            said = "" if state is State.MISSING else f": {line.sentence}"
            out(f"  {line.asked.label} [{line.asked.key[1]}]{importance}{said}")
        if len(lines) > SHOWN:
            out(f"  and {len(lines) - SHOWN} more: --json shows all")
    out()
    out(f"what it needs: {target.source.said()}")
    return EXIT_OK


@compass.command()
def nearby(
    records: Records = None,
    *,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="ROLE", help="the occupation that you have now")
    ] = None,
    claim: Claims = None,
    framework: FrameworkName = "",
    limit: Annotated[int, typer.Option(min=1, max=100, help="how many roles")] = 10,
    area: Annotated[str, typer.Option(metavar="CODE", help="of OEWS; 99 is the nation")] = "99",
    json_: JsonSwitch = False,
    offline: OfflineSwitch = False,
    documents: Kept = None,
) -> int:
    """Show which roles are near, why, what is missing, and what they pay."""
    from lerway import bootstrap
    from lerway.domain.pathways.atlas.nearby import nearby as find

    atlas = atlas_of(framework)
    given: list[Path] = records or []
    held = holdings(given, claim or [], atlas, offline=offline, documents=documents)
    for remark in held.remarks:
        talk(f"note: {remark}")
    facts = bootstrap.labour_facts(area=area)
    found = find(atlas, held, facts, occupation=from_, limit=limit, area=area)
    if json_:
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
    zone = "" if role.job_zone is None else f"job zone {role.job_zone} of 5; "
    out(f"  {zone}degree: {role.degree.word}: {role.degree.sentence}")
    for note in role.known.notes:
        out(f"  note: {note}")
    out()
