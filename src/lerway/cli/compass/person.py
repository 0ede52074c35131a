"""What the commands of the compass are told of a person: records, claims, and whose words.

`of_a_person` gives a command these options, so that each is written once.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

import typer

from lerway.cli.console import talk

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lerway.domain.pathways.atlas.model import Atlas
    from lerway.domain.pathways.atlas.nearby import NearbyRole
    from lerway.domain.pathways.gap import Kin
    from lerway.domain.pathways.holdings import Holdings, SkillKey, Unread

__all__ = ["Person", "of_a_person", "tell_unread"]

DEFAULT: Final = "onet"

_Records: TypeAlias = Annotated[
    list[Path] | None, typer.Argument(metavar="[RECORD]…", help="credentials: JSON, JWT, PNG, SVG")
]
_Claims: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--claim",
        metavar="WORDS[@LEVEL]",
        help="what you say you can do: a skill, or your own words; level 0 to 1",
    ),
]
_Framework: TypeAlias = Annotated[
    str, typer.Option("--framework", metavar="F[@V]", help="whose roles are meant: onet, nice, …")
]
_Json: TypeAlias = Annotated[bool, typer.Option("--json", help="print JSON")]
_Offline: TypeAlias = Annotated[bool, typer.Option("--offline", help="use no network")]
_Kept: TypeAlias = Annotated[
    Path | None, typer.Option("--documents", metavar="DIR", help="kept documents, as HOST/PATH")
]


def _options(
    records: _Records = None,
    *,
    claim: _Claims = None,
    framework: _Framework = "",
    json_: _Json = False,
    offline: _Offline = False,
    documents: _Kept = None,
) -> Person:
    """Return what the options of a person say; its signature is that of every command."""
    atlas = _atlas_of(framework)
    given, said = tuple(records or ()), tuple(claim or ())
    return Person(given, said, atlas, json=json_, offline=offline, documents=documents)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who asks, and in whose words.

    Attributes:
        records: files of credentials; claims: what they say they can do.
        atlas: of the framework whose roles and skills are meant.
        json: whether the answer is JSON.
        offline: whether records are judged without the network.
        documents: folder of kept documents, or None.
    """

    records: Sequence[Path]
    claims: Sequence[str]
    atlas: Atlas
    json: bool = False
    offline: bool = False
    documents: Path | None = None

    def held(self) -> Holdings:
        """Return what records show and what is claimed; tells what was not understood."""
        from lerway import bootstrap
        from lerway.domain.pathways.holdings import Holdings

        held = Holdings()
        if self.records:
            from lerway.domain.pathways.records import holdings_of

            judged = bootstrap.judge_records(
                self.records, offline=self.offline, documents=self.documents
            )
            held = holdings_of(judged, bootstrap.locate_in([self.atlas]))
        if self.claims:
            held = held.joined(bootstrap.claims_of(self.atlas, self.claims, tell=talk))
        for remark in held.remarks:
            talk(f"note: {remark}")
        tell_unread(held.unread)
        return held

    def crosswalk(self, held: Holdings) -> Mapping[SkillKey, Sequence[Kin]]:
        """Return which held skills of other frameworks stand close to those of the atlas."""
        from lerway import bootstrap

        return bootstrap.crosswalk_kin(self.atlas, held)

    def near(
        self, held: Holdings, now: str | None, limit: int, area: str = "99", also: str = ""
    ) -> tuple[NearbyRole, ...]:
        """Return the roles near to what is held, and to the present occupation `now`.

        The role with the id `also` is told too.

        Raises:
            MisuseError: `compass.unknown_role`.
        """
        from lerway import bootstrap
        from lerway.domain.pathways.asking import Work, work_of
        from lerway.domain.pathways.atlas.nearby import nearby

        facts = bootstrap.labour_facts(area=area)
        work = work_of(self.atlas, facts, now) if now else Work(None)
        return nearby(
            self.atlas,
            held,
            facts,
            occupation=work.role,
            work=work.soc,
            limit=limit,
            also=also,
            crosswalk=self.crosswalk(held),
        )


def tell_unread(unread: Sequence[Unread]) -> None:
    """Tell which words were not understood, and what they may mean."""
    for one in unread:
        near = f"; did you mean {', or '.join(map(repr, one.near))}?" if one.near else ""
        talk(f"note: {one.text!r} was not understood, and is not counted{near}")


def of_a_person(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command, which takes a `Person` first, the options that one is made of."""
    own = inspect.signature(command, eval_str=True)
    given = inspect.signature(_options, eval_str=True)
    _, *rest = own.parameters.values()

    def run(*args: Any, **options: Any) -> int:  # noqa: ANN401 - typer passes what it read
        said = {name: options.pop(name) for name in given.parameters if name in options}
        return command(_options(*args, **said), **options)

    run.__name__, run.__doc__ = command.__name__, command.__doc__
    parameters = [*given.parameters.values(), *rest]
    run.__signature__ = own.replace(parameters=parameters)
    run.__annotations__ = {p.name: p.annotation for p in parameters}
    return run


def _atlas_of(reference: str) -> Atlas:
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
    return bootstrap.atlas(framework, version, tell=talk)
