"""`lerway compass skills`: what is held, and who says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lerway.cli.compass import compass
from lerway.cli.compass.person import Person, of_a_person
from lerway.cli.compass.reading import to_json
from lerway.cli.console import out, talk
from lerway.cli.main import EXIT_OK

if TYPE_CHECKING:
    from lerway.domain.pathways.holdings import Evidence


@compass.command()
@of_a_person
def skills(person: Person) -> int:
    """Show which skills records verify, and which are claimed only."""
    held = person.held()
    if person.json:
        print(to_json(held))
        return EXIT_OK
    for one in held.skills:
        level = "" if one.level is None else f", level {one.level:.0%}"
        on = f", {one.latest.isoformat()}" if one.latest else ""
        out(f"{one.basis.value}: {one.label} [{one.key[1]}]{level}{on}")
        for evidence in one.evidence:
            out(f"    {evidence.basis.value}, {_said(evidence)}")
    if held.unlinked:
        talk(f"note: these name no skill: {'; '.join(held.unlinked)}")
    if not held.skills:
        talk("nothing is held: give records, or say what you can with --claim")
    return EXIT_OK


def _said(evidence: Evidence) -> str:
    said = f", {evidence.level_said}" if evidence.level_said else ""
    read = (
        ""
        if evidence.linked is None
        else f", read as this skill with confidence {evidence.linked:.0%}"
    )
    title = evidence.title if evidence.linked is None else repr(evidence.title)
    return f"{title}: {evidence.by}{said}{read}"
