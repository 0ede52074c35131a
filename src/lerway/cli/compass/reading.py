"""What the commands of the compass are given: records, claims, a target."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias

import typer

from lerway.cli.console import talk
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

DEFAULT: Final = "onet"

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
    """Return the atlas of a framework that was named `F` or `F@V`.

    If none was named, O*NET is meant; where that was not imported, the bundled starter
    framework, and it is said so.
    """
    from lerway import bootstrap
    from lerway.domain.skills.naming import split_reference

    if not reference:
        known = [name for name, _ in bootstrap.frameworks_with_roles()]
        reference = DEFAULT if DEFAULT in known else bootstrap.STARTER
        if reference != DEFAULT:
            talk(f"note: {DEFAULT} was not imported, so roles and skills are those of {reference}")
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
    from lerway.domain.pathways.asking import claimed
    from lerway.domain.pathways.holdings import Holdings
    from lerway.domain.pathways.records import holdings_of

    shown = Holdings()
    if records:
        judged = bootstrap.judge_records(records, offline=offline, documents=documents)
        shown = holdings_of(judged, bootstrap.locate_in([atlas]))
    if not claims:
        return shown
    return shown.joined(claimed(atlas, claims))


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
