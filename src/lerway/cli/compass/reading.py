"""What the commands of the compass are given: records, claims, a target."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from lerway.kernel.errors import MisuseError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lerway.domain.pathways.atlas.model import Atlas
    from lerway.domain.pathways.holdings import Holdings

__all__ = [
    "Claims",
    "FrameworkName",
    "JsonSwitch",
    "Kept",
    "OfflineSwitch",
    "Records",
    "atlas_of",
    "holdings",
    "on_day",
    "to_json",
]

Records: TypeAlias = Annotated[
    list[Path] | None, typer.Argument(metavar="[RECORD]…", help="credentials: JSON, JWT, PNG, SVG")
]
Claims: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--claim",
        metavar="SKILL[@LEVEL]",
        help="a skill that you say you hold: id or whole name, level 0 to 1",
    ),
]
FrameworkName: TypeAlias = Annotated[
    str, typer.Option("--framework", metavar="F[@V]", help="whose roles are meant: onet, nice, …")
]
JsonSwitch: TypeAlias = Annotated[bool, typer.Option("--json", help="print JSON")]
OfflineSwitch: TypeAlias = Annotated[bool, typer.Option("--offline", help="use no network")]
Kept: TypeAlias = Annotated[
    Path | None, typer.Option("--documents", metavar="DIR", help="kept documents, as HOST/PATH")
]


def atlas_of(reference: str) -> Atlas:
    """Return the atlas of a framework that was named `F` or `F@V`."""
    from lerway import bootstrap
    from lerway.domain.skills.naming import split_reference

    framework, version = split_reference(reference)
    return bootstrap.atlas(framework, version)


def holdings(
    records: Sequence[Path],
    claims: Sequence[str],
    atlas: Atlas,
    *,
    offline: bool,
    documents: Path | None,
) -> Holdings:
    """Return what records show and what is claimed."""
    from lerway import bootstrap
    from lerway.domain.pathways.holdings import Basis, Evidence, Holdings
    from lerway.domain.pathways.records import holdings_of

    shown = Holdings()
    if records:
        judged = bootstrap.judge_records(records, offline=offline, documents=documents)
        shown = holdings_of(judged, bootstrap.locate_in([atlas]))
    if not claims:
        return shown
    labels = {label.casefold(): i for i, label in enumerate(atlas.skill_labels)}
    said: list[Any] = []
    for claim in claims:
        text, level = _claim(claim)
        at = atlas.skill(text)
        at = labels.get(text.casefold()) if at is None else at
        if at is None:
            raise MisuseError(
                "compass.unknown_skill",
                f"--claim: {atlas.name} has no skill {text!r}",
                hint=f"look it up with: lerway skills search '{text}'",
            )
        key = (atlas.framework, atlas.skill_ids[at])
        words = f"level {level:.0%}, by your own word" if level is not None else ""
        evidence = Evidence(Basis.CLAIMED, claim, "yourself", level=level, level_said=words)
        said.append((key, atlas.skill_labels[at], evidence))
    return shown.joined(Holdings.of(said))


def _claim(text: str) -> tuple[str, float | None]:
    skill, at, level = text.rpartition("@")
    if not at:
        return text.strip(), None
    try:
        value = float(level)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise MisuseError(
            "compass.level",
            f"--claim: {level!r} is no level",
            hint="write a level from 0 to 1 behind the @, or none",
        )
    return skill.strip(), value


def on_day(option: str, text: str) -> date:
    """Return the day that an option names.

    Raises:
        MisuseError: `compass.date`.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise MisuseError(
            "compass.date", f"{option}: {text!r} is no day", hint="write it as 2027-01-11"
        ) from None


def to_json(value: object) -> str:
    """Return JSON of what the compass says; sources and dates stand beside every figure."""
    import json

    from lerway.domain.pathways.json_form import plain

    return json.dumps(plain(value), ensure_ascii=False, indent=2)
