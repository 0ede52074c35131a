"""`lerway skills crosswalk`: items of one framework in another's words, and SSSOM."""

from __future__ import annotations

import json
import sys
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Final

import typer

from lerway.cli.console import out, talk
from lerway.cli.main import EXIT_OK
from lerway.cli.skills import skills
from lerway.cli.skills.language.linking import Lines, OfKind, Top, checked_kind, lines_of
from lerway.cli.skills.telling import installed
from lerway.kernel.errors import MisuseError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lerway.domain.skills.crosswalks.walker import Translation, Walker
    from lerway.domain.skills.linking.library import Library
    from lerway.domain.skills.mappings import SkillMapping

AT_ONCE: Final = 64
LICENCE: Final = "https://creativecommons.org/publicdomain/zero/1.0/"

From = Annotated[str, typer.Option("--from", metavar="F", help="the framework, or F@V")]
To = Annotated[str, typer.Option("--to", metavar="G", help="the framework, or G@V")]


@skills.command()
def crosswalk(
    *,
    source: From,
    target: To,
    kind: OfKind = "skill",
    ids: Annotated[
        str | None,
        typer.Option(metavar="-|ID", help="an id, or - for an id a line; all, if not given"),
    ] = None,
    top: Top = 10,
    jsonl: Lines = False,
    export: Annotated[
        str | None, typer.Option(metavar="sssom", help="write the best mapping of each as SSSOM")
    ] = None,
) -> int:
    """Translate items of one framework into another, with relation and confidence."""
    from lerway import bootstrap
    from lerway.domain.skills.json_form import translation_json

    checked_kind(kind)
    if export not in (None, "sssom"):
        raise MisuseError(
            "crosswalk.export", f"--export: {export!r} is no format", hint="use --export sssom"
        )
    with installed(), bootstrap.skill_library(tell=talk) as library:
        date = bootstrap.now().date().isoformat()
        walker = library.walker(source, target, kind, date=date)
        found = _walked(library, walker, source, kind, ids, 1 if export else top)
        if export:
            _export(found, f"urn:lerway:crosswalk:{source}:{target}:{kind}:{date}")
            return EXIT_OK
        for identifier, translation in found:
            if jsonl:
                print(json.dumps(translation_json(identifier, translation), ensure_ascii=False))
            else:
                _tell(identifier, translation)
            sys.stdout.flush()
    return EXIT_OK


def _walked(
    library: Library, walker: Walker, source: str, kind: str, ids: str | None, top: int
) -> Iterator[tuple[str, Translation | None]]:
    """Yield what was asked for and its translation; None for what is not there."""
    if ids is None:
        concepts = library.concepts(source, kind)
    else:
        asked = (i.strip() for i in lines_of(sys.stdin)) if ids == "-" else iter([ids])
        concepts = library.concepts(source, kind, asked)
    while block := list(islice(concepts, AT_ONCE)):
        known = [c for c in block if not isinstance(c, str)]
        translated = iter(list(walker.walk(known, top)))
        for one in block:
            if isinstance(one, str):
                talk(f"note: {source} has no item {one!r}")
                yield one, None
            else:
                yield one.id, next(translated)


def _tell(identifier: str, translation: Translation | None) -> None:
    if translation is None:
        return
    unsure = "  (not sure: a person should look)" if translation.abstained else ""
    out(f"{translation.source.label}  {identifier}{unsure}")
    for m in translation.mappings:
        label = translation.labels.get(m.object, "")
        sure = "  said " if m.confidence is None else f"  {m.confidence:.2f} "
        out(f"{sure} {m.match.value}  {label}  {m.object}  ({m.origin.value})")


def _export(found: Iterator[tuple[str, Translation | None]], set_id: str) -> None:
    from lerway.domain.skills.mapping_files import write_sssom

    mappings: list[SkillMapping] = []
    labels: dict[tuple[str, str], str] = {}
    for _, translation in found:
        if translation is None:
            continue
        for m in translation.mappings:
            mappings.append(m)
            labels[m.subject_framework, m.subject] = translation.source.label
            labels[m.object_framework, m.object] = translation.labels.get(m.object, "")
    for piece in write_sssom(mappings, set_id=set_id, licence=LICENCE, labels=labels):
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()
