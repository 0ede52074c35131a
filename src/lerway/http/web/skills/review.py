"""`/skills/-/review`: suggested translations that a person should look at, one at a time.

The most useful question first (`domain.skills.review`). Answers are kept with who and when,
and are used from then on. Only a server that was told who reviews takes answers, since
there is no sign-in here; others show the question and say so.
"""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Final

from lerway.domain.skills.mappings import Choice, Match
from lerway.domain.skills.review import mapping_questions
from lerway.http.kit.forms import InFlight
from lerway.http.kit.strangers import block, line
from lerway.http.kit.words import phrase
from lerway.http.web.skills.parts import item_path
from lerway.http.web.skills.wording import MATCHES
from lerway.kernel.errors import LerwayError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from lerway.domain.ports import Clock
    from lerway.domain.skills.linking.library import Library
    from lerway.domain.skills.review import Question
    from lerway.domain.skills.store import Edition
    from lerway.http.kit.forms import Form
    from lerway.http.kit.pages import Frame
    from lerway.http.kit.words import Words

__all__ = ["PATH", "ReviewDesk", "ReviewPage", "answered", "review_page"]

PATH: Final = "/skills/-/review"
AT_ONCE: Final = 200
"""So many items of a framework are asked about before others are drawn."""
SUGGESTED: Final = 5
_AGAIN: Final = 20
"""After so many answers the suggestions are made anew, since they have learned."""
_MOST_KEPT: Final = 4
_NONE: Final = "none"
_LONGEST_NOTE: Final = 500

HEADINGS: Final = {
    "done": phrase("Every suggestion that was looked at is answered"),
    "nothing": phrase("Nothing can be suggested between these two"),
}


@dataclass(frozen=True, slots=True)
class _Key:
    source: str
    target: str
    kind: str
    digests: tuple[str, str]


@dataclass(slots=True)
class _Asked:
    questions: list[Question]
    every: int
    answers: int = 0


@dataclass(slots=True)
class ReviewDesk:
    """What the page works with.

    Attributes:
        libraries: opens the library, for one request.
        clock: says when an answer was given.
        reviewer: who answers here; empty if nobody may.
        seed: of the draw of items that are asked about.
        in_flight: what lies in memory, for all readers.
    """

    libraries: Callable[[], AbstractContextManager[Library]]
    clock: Clock
    reviewer: str = ""
    seed: int = 1
    in_flight: InFlight = field(default_factory=InFlight)
    _kept: dict[_Key, _Asked] = field(default_factory=dict[_Key, _Asked])
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def questions(self, library: Library, source: str, target: str, kind: str) -> _Asked:
        """Return the open questions between two frameworks, the most useful first."""
        here, there = library.edition(source), library.edition(target)
        key = _Key(here.name, there.name, kind, (here.digest, there.digest))
        with self._lock:
            asked = self._kept.get(key)
            if asked is None or asked.answers >= _AGAIN:
                asked = self._made(library, source, target, kind)
                self._kept[key] = asked
                while len(self._kept) > _MOST_KEPT:
                    del self._kept[next(iter(self._kept))]
        settled = library.settled(source, target)
        asked.questions = [q for q in asked.questions if q.about not in settled]
        return asked

    def _made(self, library: Library, source: str, target: str, kind: str) -> _Asked:
        settled = library.settled(source, target)
        concepts = [c for c in library.concepts(source, kind) if not isinstance(c, str)]
        open_ = [c for c in concepts if c.id not in settled]
        if len(open_) > AT_ONCE:
            open_ = random.Random(self.seed).sample(open_, AT_ONCE)  # noqa: S311 - a fair draw
        walker = library.walker(source, target, kind)
        questions = mapping_questions([*walker.walk(open_, SUGGESTED)], settled)
        return _Asked(questions, len(concepts))

    def counted(self, library: Library, source: str, target: str, kind: str) -> None:
        """Count an answer."""
        self.questions(library, source, target, kind).answers += 1


@dataclass(frozen=True, slots=True)
class Option:
    """A choice: its value, its words, whether it is chosen, and something small beside."""

    value: str
    word: str
    here: bool = False
    detail: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """The question.

    Attributes:
        about: id of the item.
        label: what it is called.
        description: what it means; may be empty.
        href: its page.
        suggestions: what it may be in the other framework.
        open: how many questions are open, in words.
    """

    about: str
    label: str
    description: str
    href: str
    suggestions: tuple[Option, ...]
    open: str


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """What a person is asked.

    Attributes:
        frame: what is round it.
        sources: frameworks to translate from.
        targets: frameworks to translate into.
        kinds: skills or occupations.
        asked: the question; None before a choice, or if none is open.
        said: what is so, where there is no question.
        matches: how the two may stand to each other.
        reviewer: who answers; empty if nobody may here.
        between: what is reviewed, for the address.
        skip: link to the next question.
        error: what is to be mended; empty if nothing is.
        last: what was answered a moment ago; may be empty.
    """

    template: ClassVar[str] = "skills/review.html"
    frame: Frame
    sources: tuple[Option, ...]
    targets: tuple[Option, ...]
    kinds: tuple[Option, ...]
    asked: Asked | None
    said: str
    matches: tuple[Option, ...]
    reviewer: str
    between: dict[str, str]
    skip: str
    error: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class Between:
    """What is reviewed: from which framework into which, and what kind of items."""

    source: str
    target: str
    kind: str

    @property
    def asked(self) -> dict[str, str]:
        """What the address asks for."""
        return {"from": self.source, "to": self.target, "kind": self.kind}


def review_page(
    frame: Frame,
    desk: ReviewDesk,
    editions: Sequence[Edition],
    between: Between,
    words: Words,
    *,
    skipped: int = 0,
    error: str = "",
    last: str = "",
) -> ReviewPage:
    """Return the page; with a question, if both frameworks are chosen."""
    names = {e.name: line(e.framework.name) for e in reversed(editions)}
    asked: Asked | None = None
    said = ""
    chosen = between.source in names and between.target in names
    if chosen and between.source != between.target:
        with desk.libraries() as library:
            try:
                asked, said = _question(frame, desk, library, between, words, skipped)
            except LerwayError as e:
                said = words(HEADINGS["nothing"]) + f" ({e.code})"
    return ReviewPage(
        frame,
        tuple(Option(n, t, n == between.source) for n, t in names.items()),
        tuple(Option(n, t, n == between.target) for n, t in names.items()),
        (
            Option("skill", words(phrase("Skills")), between.kind == "skill"),
            Option("occupation", words(phrase("Occupations")), between.kind == "occupation"),
        ),
        asked,
        said,
        tuple(Option(m.value, words(MATCHES[m]), m is Match.CLOSE) for m in Match),
        desk.reviewer,
        between.asked,
        frame.href(PATH, **between.asked, skip=str(skipped + 1)),
        error,
        last,
    )


def _question(
    frame: Frame,
    desk: ReviewDesk,
    library: Library,
    between: Between,
    words: Words,
    skipped: int,
) -> tuple[Asked | None, str]:
    asked = desk.questions(library, between.source, between.target, between.kind)
    if not asked.questions:
        return None, words(HEADINGS["done"])
    question = asked.questions[skipped % len(asked.questions)]
    (item,) = library.items(between.source, [question.about])
    found = [i for i, _, _ in question.suggestions]
    items = dict(zip(found, library.items(between.target, found), strict=True))
    options = tuple(
        Option(
            identifier,
            line(label),
            detail=words("sure to {n} of 100", n=f"{confidence * 100:.0f}")
            + (
                f". {line(there.words.description, 240)}"
                if (there := items[identifier]) is not None and there.words.description
                else ""
            ),
            href=frame.href(item_path(between.target, identifier)),
        )
        for identifier, label, confidence in question.suggestions
    )
    return (
        Asked(
            question.about,
            line(question.words),
            "" if item is None else block(item.words.description, 600),
            frame.href(item_path(between.source, question.about)),
            options,
            words("{n} open questions", n=f"{len(asked.questions):,}"),
        ),
        "",
    )


def answered(desk: ReviewDesk, between: Between, form: Form) -> str:
    """Keep an answer, and return the label of what was asked about.

    Raises:
        UnreadableError: `review.nothing_chosen`, `review.not_asked`.
    """
    about, choice = form.text("about"), form.text("choice")
    if not choice:
        raise UnreadableError(
            "review.nothing_chosen",
            "no answer was chosen",
            hint="choose a suggestion, or that none of them fits",
        )
    first = form.text("first")
    match = form.text("match")
    with desk.libraries() as library:
        subject, *others = (
            library.items(between.source, [about])[0],
            *library.items(between.target, [first, *([] if choice == _NONE else [choice])]),
        )
        if subject is None or None in others or match not in {*Match}:
            raise UnreadableError(
                "review.not_asked",
                "this is no question of this page",
                hint="open the page again",
            )
        if choice == _NONE:
            said = (Choice.REFUSED, first, first)
        elif choice == first:
            said = (Choice.ACCEPTED, choice, first)
        else:
            said = (Choice.CHANGED, choice, first)
        library.answer(
            (between.source, between.target),
            about,
            said,
            Match(match),
            desk.reviewer,
            desk.clock(),
            form.text("note").strip()[:_LONGEST_NOTE],
        )
        desk.counted(library, between.source, between.target, between.kind)
    return line(subject.words.label)
