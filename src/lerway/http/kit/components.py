"""The parts that pages are made of, as values; `templates/components.html` draws them.

A page says what is to be seen, never how. Every text in a part is shown as text.
`/-/patterns` shows each part in each state.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = [
    "Banner",
    "CheckRow",
    "ErrorSummary",
    "Fact",
    "FieldError",
    "Pips",
    "Segments",
    "SignKind",
    "Skill",
    "Standing",
    "State",
    "Tag",
]

SignKind = Literal[
    "valid",
    "invalid",
    "undetermined",
    "claimed",
    "unreadable",
    "note",
    "verified",
    "expired",
    "revoked",
    "suspended",
    "todo",
    "goal",
]
"""What a sign says by its shape. The line round a thing says the same: solid verified,
dashed said by somebody of himself, hollow expired, cut revoked, dotted missing."""


@dataclass(frozen=True, slots=True)
class Banner:
    """The answer: a sign, a word and one sentence.

    Attributes:
        kind: valid, invalid, undetermined, claimed or unreadable.
        word: the heading.
        sentence: why, in one sentence.
    """

    kind: SignKind
    word: str
    sentence: str


@dataclass(frozen=True, slots=True)
class State:
    """A sign with its word."""

    kind: SignKind
    word: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Who somebody is, and how far anybody else says so.

    Attributes:
        kind: `verified` (solid line), `claimed` (dashed line) or `note` (known, and no
            longer of weight).
        word: how far, in a word or two.
        who: the name that is confirmed; what is said instead, if none is.
        sentence: what is known.
        claim: what the record says of its issuer, told as such; empty if nothing more.
        advice: what the reader should make sure of; may be empty.
    """

    kind: Literal["verified", "claimed", "note"]
    word: str
    who: str
    sentence: str
    claim: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A term and its value.

    Attributes:
        term: what it is.
        value: what is so.
        moment: the date in the value, for machines (ISO 8601); empty if it is none.
    """

    term: str
    value: str
    moment: str = ""


@dataclass(frozen=True, slots=True)
class Pips:
    """A level as dots; the words beside it say the same."""

    on: int
    of: int


@dataclass(frozen=True, slots=True)
class Skill:
    """Something that somebody can do.

    Attributes:
        name: what.
        detail: at what level, in which framework, by what evidence.
        state: `verified`, `claimed`, `missing`, or `plain` (genuine, no longer in force);
            it is the line round the chip.
        level: as dots, if it is one of several known levels.
    """

    name: str
    detail: str = ""
    state: Literal["verified", "claimed", "missing", "plain"] = "verified"
    level: Pips | None = None


@dataclass(frozen=True, slots=True)
class Segments:
    """What is held and said of what is needed, in levels, for a bar."""

    held: int
    said: int
    need: int
    of: int = 4


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check, for the fold.

    Attributes:
        kind: valid (passed), invalid (failed), undetermined (not checked), or note (it
            did not pass, and does not decide).
        title: what it says, in plain words.
        text: the verifier's own sentence.
        language: of `text`, where it is not the page's.
        code: stable codes.
        standard: the standard and section that asks for it.
    """

    kind: SignKind
    title: str
    text: str
    language: str
    code: str
    standard: str


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with a field, said at the field and in the summary.

    Attributes:
        field: id of the field.
        text: how to mend it.
    """

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class ErrorSummary:
    """All that is to be mended, at the top of a form."""

    title: str
    errors: tuple[FieldError, ...]

    def at(self, field: str) -> str:
        """Return what is wrong with `field`; empty if nothing is."""
        return next((e.text for e in self.errors if e.field == field), "")


@dataclass(frozen=True, slots=True)
class Tag:
    """A choice in a row of filters."""

    word: str
    href: str
    here: bool = False
