"""`lerway skills review document`: a person decides what the phrases of a document mean."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Final

import typer

from lerway.cli.console import out, talk
from lerway.cli.main import EXIT_OK
from lerway.cli.skills.language.extracting import on_one_line, text_given
from lerway.cli.skills.language.linking import Into, OfKind, checked_kind
from lerway.cli.skills.language.reviewing import review
from lerway.cli.skills.telling import counted, installed
from lerway.kernel.errors import MisuseError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lerway.domain.skills.linking.extracting import OpenPhrase
    from lerway.domain.skills.linking.library import Library
    from lerway.domain.skills.linking.linker import Candidate, Linker
    from lerway.domain.skills.mappings import Choice

SUGGESTED: Final = 5
AROUND: Final = 50  # characters of the document that are shown on each side of a phrase
ASKS: Final = "number, other words to look for, n for none, Enter for later, q to stop:"


@review.command()
def document(
    source: Annotated[str, typer.Argument(metavar="FILE", help="text, PDF or DOCX")],
    *,
    framework: Into,
    by: Annotated[str, typer.Option(metavar="NAME", help="who decides")],
    kind: OfKind = "skill",
) -> int:
    """Decide phrase by phrase what a document shows, where linking alone is not sure."""
    from lerway import bootstrap
    from lerway.domain.skills.linking.extracting import examined

    checked_kind(kind)
    if source == "-" or not by.strip():
        raise MisuseError(
            "review.unclear",
            "this does not say what to review",
            hint="give a file, since standard input holds the answers, and who answers with --by",
        )
    with installed(), bootstrap.skill_library(tell=talk) as library:
        text = text_given(source)
        linker = library.linker(framework, kind)
        found = examined(text, linker, SUGGESTED)
        desk = _Desk(library, linker, framework, by)
        done = 0
        for number, phrase in enumerate(found.open, 1):
            talk("")
            talk(f"{number} of {len(found.open)}: {_placed(text, phrase)}")
            answer = desk.ask(on_one_line(phrase.span.text), phrase.candidates)
            if answer is None:
                break
            done += answer
    left = counted(len(found.open) - done, "phrase")
    out(f"{counted(done, 'phrase')} decided, {left} left; {len(found.shown):,} were sure before")
    talk(f"hint: lerway skills extract {source} --framework {framework} --alignments")
    return EXIT_OK


class _Desk:
    """Asks a person, and keeps the answers."""

    def __init__(self, library: Library, linker: Linker, framework: str, by: str) -> None:
        self._library = library
        self._linker = linker
        self._framework = framework
        self._by = by

    def ask(self, phrase: str, candidates: Sequence[Candidate]) -> bool | None:
        """Return whether something was decided; None if the person stops."""
        from lerway.domain.skills.mappings import Choice

        first = candidates[0].id
        shown = candidates
        self._show(shown)
        while True:
            talk(ASKS)
            line = sys.stdin.readline()
            said = line.strip()
            if not line or said.casefold() == "q":
                return None
            if not said:
                return False
            if said.casefold() == "n":
                for candidate in shown:
                    self._keep(phrase, (Choice.REFUSED, candidate.id, candidate.id))
                out(f"no: {phrase}")
                return True
            if not said.isdecimal():
                shown = next(iter(self._linker.link([said], SUGGESTED))).candidates
                self._show(shown)
            elif not 0 < int(said[:4]) <= len(shown):
                talk(f"there is no number {said[:4]}")
            else:
                chosen = shown[int(said) - 1]
                choice = Choice.ACCEPTED if chosen.id == first else Choice.CHANGED
                self._keep(phrase, (choice, chosen.id, first))
                out(f"yes: {phrase} -> {chosen.label}  {chosen.id}")
                return True

    def _show(self, candidates: Sequence[Candidate]) -> None:
        for number, c in enumerate(candidates, 1):
            talk(f"  {number}  {c.label}  ({c.confidence:.2f})")

    def _keep(self, phrase: str, said: tuple[Choice, str, str]) -> None:
        from lerway import bootstrap

        self._library.decide(self._framework, phrase, said, self._by, bootstrap.now())


def _placed(text: str, phrase: OpenPhrase) -> str:
    """Return a phrase with what stands round it."""
    start, end, words = phrase.span
    before = on_one_line(text[max(0, start - AROUND) : start].rpartition("\n\n")[2])
    after = on_one_line(text[end : end + AROUND].partition("\n\n")[0])
    left, right = "…" if start > AROUND else "", "…" if end + AROUND < len(text) else ""
    return f"{left}{before} [{on_one_line(words)}] {after}{right}".strip()
