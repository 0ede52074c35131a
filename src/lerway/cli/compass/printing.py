"""The plan on one page, for `lerway compass route --print`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import MisuseError

if TYPE_CHECKING:
    from pathlib import Path

    from lerway.bootstrap.guide import Planned
    from lerway.cli.compass.person import Person
    from lerway.domain.pathways.holdings import Holdings

__all__ = ["check_print", "print_plan"]

LANGUAGES: Final = ("en", "es")
PAPERS: Final = ("a4", "letter")
_MOST_NEAR: Final = 4


def check_print(path: Path, language: str, paper: str) -> None:
    """Return if a plan can be printed so.

    Raises:
        MisuseError: `compass.print`.
    """
    for option, value, known in (
        ("--print", path.suffix.lower(), (".pdf", ".html")),
        ("--language", language, LANGUAGES),
        ("--paper", paper, PAPERS),
    ):
        if value not in known:
            raise MisuseError(
                "compass.print",
                f"{option}: {str(path) if option == '--print' else value!r} cannot be printed",
                hint=f"end it in {' or '.join(known)}"
                if option == "--print"
                else f"use {' or '.join(known)}",
            )


def print_plan(
    path: Path,
    person: Person,
    held: Holdings,
    planned: Planned,
    *,
    now: str | None,
    language: str,
    paper: str,
) -> None:
    """Write the plan to `path`.

    Args:
        path: ends in `.pdf` or `.html`; an older file is replaced.
        person: whose plan it is.
        held: what is held.
        planned: gap, route, and what would change it.
        now: the present occupation, or None.
        language: of the page: `en` or `es`.
        paper: `a4` or `letter`, for PDF.

    Raises:
        MisuseError: `compass.cannot_write`, `compass.unknown_role`.
    """
    from lerway import bootstrap
    from lerway.domain.pathways.asking import Work, work_of
    from lerway.domain.pathways.printing.html import plan_html
    from lerway.http.kit.words import Language, Words, spanish_of
    from lerway.http.web.guide.sheet import Answer, sheet_of

    words = Words()
    if language == Language.SPANISH:
        words = Words(Language.SPANISH, spanish_of(["lerway.http.kit", "lerway.http.web.guide"]))
    target = planned.gap.target.id
    near = person.near(held, now, _MOST_NEAR, also=target)
    others = tuple(r for r in near if r.role != target)[:_MOST_NEAR]
    role = next((r for r in near if r.role == target), None)
    facts = bootstrap.labour_facts()
    work = work_of(person.atlas, facts, now) if now else Work(None)
    present = bootstrap.present_work(person.atlas, work, facts)
    sheet = sheet_of(Answer(held, planned, others, present, role), words, bootstrap.now())
    if path.suffix.lower() == ".pdf":
        data = bootstrap.plan_pdf(sheet, letter=paper == "letter")
    else:
        data = plan_html(sheet).encode()
    try:
        path.write_bytes(data)
    except OSError as e:
        raise MisuseError(
            "compass.cannot_write",
            f"cannot write {path}: {(e.strerror or str(e)).lower()}",
            hint="name a file in a folder that you may write to",
        ) from None
