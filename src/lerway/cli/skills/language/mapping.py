"""`lerway skills mappings`: published mappings into the store, where they win."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from lerway.cli.console import out, talk
from lerway.cli.inspect import read_input
from lerway.cli.main import EXIT_OK
from lerway.cli.skills import skills
from lerway.cli.skills.telling import counted, store
from lerway.kernel.errors import MisuseError

if TYPE_CHECKING:
    from lerway.domain.skills.mappings import SkillMapping
    from lerway.domain.skills.store import Edition, SkillStore

MEMBERS: Final = {"subject", "object", "relation", "confidence"}


@skills.command()
def mappings(
    path: Annotated[
        str | None,
        typer.Argument(
            metavar="[FILE]", help="SSSOM, the official ESCO-O*NET CSV, or a CSV with --map"
        ),
    ] = None,
    *,
    source: Annotated[
        str | None, typer.Option("--from", metavar="F", help="what the file's subjects belong to")
    ] = None,
    target: Annotated[
        str | None, typer.Option("--to", metavar="G", help="what its objects belong to")
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="MEMBER=COLUMN",
            help="which column of a CSV holds subject, object, relation, confidence",
        ),
    ] = None,
    remove: Annotated[
        str | None, typer.Option("--remove", metavar="SET", help="take a set out of the store")
    ] = None,
    official: Annotated[
        bool, typer.Option("--official", help="an owner published them, whatever the file says")
    ] = False,
) -> int:
    """Put a published set of mappings into the store; without FILE, list the sets."""
    with store() as into:
        if remove is not None:
            _remove(into, remove)
            return EXIT_OK
        if path is None:
            for name, number in into.collections().items():
                out(f"{name}  {counted(number, 'mapping')}")
            return EXIT_OK
        found = _read(path, into, (source, target), _columns(columns or []))
        if official:
            from lerway.domain.skills.mappings import Origin

            found = [replace(m, origin=Origin.OFFICIAL) for m in found]
        number = into.put_mappings(f"file:{Path(path).name}", found)
    out(f"{Path(path).name}: {counted(number, 'mapping')}")
    return EXIT_OK


def _remove(store: SkillStore, name: str) -> None:
    number = store.collections().get(name)
    if number is None:
        raise MisuseError(
            "mappings.unknown_set",
            f"there is no set of mappings {name!r} here",
            hint="see them: lerway skills mappings",
        )
    store.put_mappings(name, [])
    out(f"{name}: {counted(number, 'mapping')} taken out")


def _columns(given: list[str]) -> dict[str, str]:
    pairs = [pair.partition("=")[::2] for pair in given]
    found = {member: column for member, column in pairs if column}
    needed = {"subject", "object"}
    if given and not (needed <= set(found) <= MEMBERS and len(found) == len(given)):
        raise MisuseError(
            "mappings.map",
            "--map does not say which columns hold the mappings",
            hint="write --map subject=COLUMN --map object=COLUMN, and relation and confidence"
            " likewise, if there are such columns",
        )
    return found


def _read(
    path: str,
    store: SkillStore,
    between: tuple[str | None, str | None],
    columns: dict[str, str],
) -> list[SkillMapping]:
    from lerway.domain.skills.crosswalks.official import (
        is_official_layout,
        read_official,
        read_table,
    )
    from lerway.domain.skills.mapping_files import read_sssom
    from lerway.standards.frameworks.files import Document

    data = read_input(path)
    here, there = (None if f is None else store.edition(f) for f in between)
    official = is_official_layout(data) and not columns
    if not official and not columns:
        found = list(read_sssom(Document(path, data)))
        return [
            replace(
                m,
                subject_framework=here.id if here else m.subject_framework,
                object_framework=there.id if there else m.object_framework,
            )
            for m in found
        ]
    if here is None or there is None:
        raise MisuseError(
            "mappings.which_frameworks",
            f"{path} does not say which frameworks here it maps",
            hint="name them: --from onet --to esco",
        )
    file = Path(path).name
    if official:
        found = list(read_official(data, file, there.id, here.id))
    else:
        found = list(read_table(data, file, columns, here.id, there.id))
    _tell_unknown(store, found, here, there)
    return found


def _tell_unknown(
    store: SkillStore, found: list[SkillMapping], here: Edition, there: Edition
) -> None:
    """Say how many mappings are of items that are not here; a turned table is found so."""
    ids = [{i.id for i in store.items(e.id, e.version)} for e in (here, there)]
    lost = [m for m in found if m.subject not in ids[0] or m.object not in ids[1]]
    if lost:
        what = f"{counted(len(lost), 'mapping')} of {len(found):,}"
        first = f"{lost[0].subject} to {lost[0].object}"
        talk(
            f"note: {what} name items that {here.name} {here.version} or {there.name}"
            f" {there.version} does not have, the first is {first}; they are kept"
        )
