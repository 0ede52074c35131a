"""`lerway compass skills`: what is held, and who says so."""

from __future__ import annotations

from pathlib import Path

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


@compass.command()
def skills(
    records: Records = None,
    *,
    claim: Claims = None,
    framework: FrameworkName = "",
    json_: JsonSwitch = False,
    offline: OfflineSwitch = False,
    documents: Kept = None,
) -> int:
    """Show which skills records verify, and which are claimed only."""
    atlas = atlas_of(framework)
    given: list[Path] = records or []
    held = holdings(given, claim or [], atlas, offline=offline, documents=documents)
    for remark in held.remarks:
        talk(f"note: {remark}")
    if json_:
        print(to_json(held))
        return EXIT_OK
    for one in held.skills:
        level = "" if one.level is None else f", level {one.level:.0%}"
        on = f", {one.latest.isoformat()}" if one.latest else ""
        out(f"{one.basis.value}: {one.label} [{one.key[1]}]{level}{on}")
        for evidence in one.evidence:
            said = f", {evidence.level_said}" if evidence.level_said else ""
            out(f"    {evidence.basis.value}, {evidence.title}: {evidence.by}{said}")
    if held.unlinked:
        talk(f"note: these name no skill: {'; '.join(held.unlinked)}")
    if not held.skills:
        talk("nothing is held: give records, or say what you can with --claim")
    return EXIT_OK
