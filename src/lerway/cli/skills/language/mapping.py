"""`lerway skills mappings`: published mappings into the store, where they win."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lerway.cli.console import out
from lerway.cli.inspect import read_input
from lerway.cli.main import EXIT_OK
from lerway.cli.skills import skills
from lerway.cli.skills.telling import counted, store
from lerway.kernel.errors import MisuseError

if TYPE_CHECKING:
    from lerway.domain.skills.mappings import SkillMapping
    from lerway.domain.skills.store import SkillStore


@skills.command()
def mappings(
    path: Annotated[
        str | None,
        typer.Argument(metavar="[FILE]", help="SSSOM, or the official ESCO-O*NET CSV"),
    ] = None,
    *,
    source: Annotated[
        str | None, typer.Option("--from", metavar="F", help="what the file's subjects belong to")
    ] = None,
    target: Annotated[
        str | None, typer.Option("--to", metavar="G", help="what its objects belong to")
    ] = None,
    official: Annotated[
        bool, typer.Option("--official", help="an owner published them, whatever the file says")
    ] = False,
) -> int:
    """Put a published set of mappings into the store; without FILE, list the sets."""
    with store() as into:
        if path is None:
            for name, number in into.collections().items():
                out(f"{name}  {counted(number, 'mapping')}")
            return EXIT_OK
        found = _read(path, into, source, target)
        if official:
            from lerway.domain.skills.mappings import Origin

            found = [replace(m, origin=Origin.OFFICIAL) for m in found]
        number = into.put_mappings(f"file:{Path(path).name}", found)
    out(f"{Path(path).name}: {counted(number, 'mapping')}")
    return EXIT_OK


def _read(
    path: str, store: SkillStore, source: str | None, target: str | None
) -> list[SkillMapping]:
    from lerway.domain.skills.crosswalks.official import is_official_layout, read_official
    from lerway.domain.skills.mapping_files import read_sssom
    from lerway.standards.frameworks.files import Document

    data = read_input(path)
    ids = [None if f is None else store.edition(f).id for f in (source, target)]
    if is_official_layout(data):
        if ids[0] is None or ids[1] is None:
            raise MisuseError(
                "mappings.which_frameworks",
                f"{path} does not say which frameworks here it maps",
                hint="name them: --from onet --to esco",
            )
        return list(read_official(data, path, ids[1], ids[0]))
    found = list(read_sssom(Document(path, data)))
    here, there = ids
    return [
        replace(
            m,
            subject_framework=here or m.subject_framework,
            object_framework=there or m.object_framework,
        )
        for m in found
    ]
