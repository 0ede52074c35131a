"""`lerway skills review`: the most useful question first, and what people answered."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from lerway.cli.console import out, talk
from lerway.cli.main import EXIT_OK
from lerway.cli.skills import skills
from lerway.cli.skills.language.linking import OfKind, checked_kind, lines_of
from lerway.cli.skills.telling import AsJson, installed, out_json
from lerway.kernel.errors import MisuseError

if TYPE_CHECKING:
    from lerway.domain.skills.linking.library import Library
    from lerway.domain.skills.review import Question

SUGGESTED: Final = 5

review = typer.Typer(help="Suggestions that a person should look at.", no_args_is_help=True)
skills.add_typer(review, name="review")

Framework = Annotated[
    str | None, typer.Option("--framework", metavar="F", help="for links from text: to this one")
]
From = Annotated[
    str | None, typer.Option("--from", metavar="F", help="for a crosswalk: from this framework")
]
To = Annotated[
    str | None, typer.Option("--to", metavar="G", help="for a crosswalk: to this framework")
]


@review.callback()
def _group() -> None:
    """Suggestions that a person should look at."""


@review.command()
def queue(
    *,
    framework: Framework = None,
    texts: Annotated[
        Path | None, typer.Option(metavar="FILE", help="phrases as they were met, one a line")
    ] = None,
    source: From = None,
    target: To = None,
    kind: OfKind = "skill",
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, max=10_000, help="at most so many")
    ] = 20,
    as_json: AsJson = False,
) -> int:
    """List what to ask next: uncertain, and standing for much, first."""
    from lerway import bootstrap
    from lerway.domain.skills.review import link_questions, mapping_questions

    checked_kind(kind)
    with installed(), bootstrap.skill_library(tell=talk) as library:
        if framework is not None and texts is not None and source is None and target is None:
            linked = library.linker(framework, kind).link(_lines(texts), SUGGESTED)
            questions = link_questions(linked)
        elif source is not None and target is not None and framework is None:
            concepts = [c for c in library.concepts(source, kind) if not isinstance(c, str)]
            walked = list(library.walker(source, target, kind).walk(concepts, SUGGESTED))
            questions = mapping_questions(walked, library.settled(source, target))
        else:
            raise _unclear("--framework F --texts FILE, or --from F --to G")
    if as_json:
        out_json([_json(q) for q in questions[:limit]])
        return EXIT_OK
    for question in questions[:limit]:
        about = "" if question.about == question.words else f"  {question.about}"
        out(f"{question.words}{about}")
        for identifier, label, confidence in question.suggestions:
            out(f"  {confidence:.2f}  {label}  {identifier}")
    talk(f"{len(questions):,} open; answer with `lerway skills review answer`")
    return EXIT_OK


@review.command()
def answer(
    about: Annotated[str, typer.Argument(metavar="TEXT|ID", help="the phrase, or the item's id")],
    *,
    framework: Framework = None,
    source: From = None,
    target: To = None,
    accept: Annotated[
        str | None, typer.Option(metavar="ID", help="it means this item, as suggested")
    ] = None,
    change: Annotated[
        str | None, typer.Option(metavar="ID", help="it means this item, and not the suggested one")
    ] = None,
    refuse: Annotated[
        str | None, typer.Option(metavar="ID", help="it does not mean this item")
    ] = None,
    instead_of: Annotated[
        str | None, typer.Option(metavar="ID", help="with --change: what was suggested")
    ] = None,
    relation: Annotated[
        str, typer.Option(metavar="RELATION", help="exact, close, broad, narrow or related")
    ] = "close",
    by: Annotated[str, typer.Option(metavar="NAME", help="who answers")],
    note: Annotated[str, typer.Option(metavar="TEXT", help="why")] = "",
) -> int:
    """Answer a question; the answer is kept with who and when, and used from now on."""
    from lerway import bootstrap
    from lerway.domain.skills.mappings import Choice, Match

    given = [(c, i) for c, i in zip(Choice, (accept, change, refuse), strict=True) if i]
    if len(given) != 1 or not by.strip() or not about.strip():
        raise _unclear("one of --accept, --change and --refuse, and who answers with --by")
    if relation not in {*Match}:
        raise _unclear(f"--relation with one of {', '.join(Match)}")
    choice, item = given[0]
    proposed = instead_of if choice is Choice.CHANGED else item
    with installed(), bootstrap.skill_library(tell=talk) as library:
        if framework is not None and source is None and target is None:
            _known(library, framework, item)
            library.decide(framework, about, (choice, item, proposed), by, bootstrap.now(), note)
        elif source is not None and target is not None and framework is None:
            _known(library, source, about)
            _known(library, target, item)
            library.answer(
                (source, target), about, (choice, item, proposed), Match(relation), by,
                bootstrap.now(), note,
            )  # fmt: skip
        else:
            raise _unclear("--framework F, or --from F --to G")
    out(f"{choice.value}: {about} -> {item}")
    return EXIT_OK


@review.command("list")
def list_(
    *, framework: Framework = None, source: From = None, target: To = None, as_json: AsJson = False
) -> int:
    """List what people answered, the last first."""
    from lerway import bootstrap

    with installed(), bootstrap.skill_library(tell=talk) as library:
        rows = library.said(framework, source, target)
    if as_json:
        out_json(rows)
        return EXIT_OK
    for row in rows:
        out("  ".join(f"{v}" for v in row.values() if v))
    if not rows:
        talk("nobody has answered anything yet")
    return EXIT_OK


def _known(library: Library, reference: str, identifier: str) -> None:
    if library.items(reference, [identifier])[0] is None:
        raise MisuseError(
            "skills.unknown_item",
            f"{reference} has no item {identifier!r}",
            hint=f"look for it: lerway skills search WORDS --framework {reference}",
        )


def _lines(path: Path) -> list[str]:
    try:
        with path.open(encoding="utf-8") as file:
            return [line for line in lines_of(file) if line.strip()]
    except OSError as e:
        raise MisuseError(
            "cli.unreadable_file",
            f"cannot read {path}: {(e.strerror or str(e)).lower()}",
            hint="give a file with a phrase a line",
        ) from None


def _unclear(wanted: str) -> MisuseError:
    return MisuseError("review.unclear", "this does not say what to review", hint=f"give {wanted}")


def _json(question: Question) -> dict[str, object]:
    return {
        "about": question.about,
        "words": question.words,
        "worth": round(question.worth, 4),
        "times": question.times,
        "suggestions": [
            {"id": i, "label": label, "confidence": round(c, 4)}
            for i, label, c in question.suggestions
        ],
    }
