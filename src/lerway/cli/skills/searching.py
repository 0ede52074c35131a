"""`lerway skills search`: items by their words."""

from __future__ import annotations

from typing import Annotated

import typer

from lerway.cli.console import out, talk
from lerway.cli.main import EXIT_OK
from lerway.cli.skills import skills
from lerway.cli.skills.telling import AsJson, Framework, item_json, on_a_line, out_json, store
from lerway.kernel.errors import MisuseError


@skills.command()
def search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="words of a label, or a code")],
    *,
    framework: Framework = None,
    kind: Annotated[
        str | None,
        typer.Option(metavar="KIND", help="skill, occupation, or one kind such as task"),
    ] = None,
    limit: Annotated[int, typer.Option(metavar="N", min=1, max=1000, help="at most so many")] = 20,
    as_json: AsJson = False,
) -> int:
    """Look for skills, occupations and tasks by their words, in the newest versions."""
    from lerway.domain.skills.naming import split_reference
    from lerway.standards.frameworks.model import FRAMEWORK_KINDS, Kind

    kinds = None
    if kind is not None:
        every = {**FRAMEWORK_KINDS, **{k.value: FRAMEWORK_KINDS.get(k, {k}) for k in Kind}}
        kinds = every.get(kind)
        if kinds is None:
            raise MisuseError(
                "skills.kind",
                f"--kind: {kind!r} is no kind of item",
                hint=f"use one of: {', '.join(sorted(every))}",
            )
    name, version = (None, None) if framework is None else split_reference(framework)
    with store() as there:
        hits = there.search(text, framework=name, version=version, kinds=kinds, limit=limit)
    if as_json:
        out_json([{**item_json(h.edition, h.item), "score": round(h.score, 4)} for h in hits])
        return EXIT_OK
    for hit in hits:
        out(on_a_line(hit.edition, hit.item))
    if not hits:
        talk("nothing here is called so")
    return EXIT_OK
