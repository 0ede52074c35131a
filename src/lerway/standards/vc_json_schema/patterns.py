r"""Regular expressions of strangers: ECMA-262 patterns in JSON Schema (2020-12, section 6.4).

Python's engine backtracks, and cannot be stopped. So a pattern is read first, and
the number of ways in which it may match a text of *n* characters is estimated as
`factor * n ** degree`. Alternatives and bounded repeats multiply the factor, each
`*` and `+` raises the degree, except where the next character decides: `[a-z]*\.`
can end in one place only. An unbounded repeat of what can itself match in several
ways, such as `(a+)*`, may take an exponential time, and is refused. The estimate
is an upper bound and errs on the safe side.

While it is read the pattern is also put into Python's dialect: `$` is the very end
of the text. What the dialects spell alike and mean differently is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from lerway.kernel.errors import Fault, UndeterminedError
from lerway.standards.vc_json_schema.character_sets import (
    EVERY,
    NONE,
    of_character,
    of_class,
    of_escape,
)

__all__ = ["Pattern", "compile_pattern"]

LONGEST: Final = 2_000
_DEEPEST: Final = 20
_MOST: Final = 10**15
_MOST_DEGREE: Final = 30
_MOST_REPEATS: Final = 64
_REPEAT: Final = re.compile(r"\{([0-9]{1,5})(?:(,)([0-9]{1,5})?)?\}")
_ESCAPE: Final = re.compile(
    r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|[dDwWsSbBnrtfv0-9]|[^a-zA-Z0-9])", re.DOTALL
)
_CLASS: Final = re.compile(r"\[(?!\^?\])(?:\\.|[^\]\\])*+\]", re.DOTALL)
_GROUPS: Final = ("(?:", "(?=", "(?!", "(?<=", "(?<!")
_LITERAL: Final = {"{": r"\{", "}": r"\}", "]": r"\]"}


class _Part(NamedTuple):
    """What is known of a part of a pattern.

    Attributes:
        factor, degree: it matches in `factor * n ** degree` ways from one place.
        first: the characters it may begin with.
        empty: whether it may match without taking a character.
        open: whether what follows it may show through; like `empty`, but `$` lets
            nothing follow.
    """

    factor: int = 1
    degree: int = 0
    first: int = NONE
    empty: bool = True
    open: bool = True

    @property
    def one_way(self) -> bool:
        return (self.factor, self.degree) == (1, 0)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that may be used, and what using it costs.

    Attributes:
        source: as the schema has it.
        compiled: in Python's dialect.
        factor, degree: it matches in `factor * n ** degree` ways.
        anchored: whether it can match at the start only.
    """

    source: str
    compiled: re.Pattern[str]
    factor: int
    degree: int
    anchored: bool

    def steps(self, length: int) -> int:
        """Return an upper bound of the steps that a search in `length` characters takes."""
        # Each way may be as long as the text, and is tried from each place.
        degree = self.degree + (1 if self.anchored else 2)
        ways = self.factor * (length + 1) ** min(degree, _MOST_DEGREE)
        return min(ways, _MOST) + len(self.source)

    def matches(self, text: str) -> bool:
        """Return whether the pattern is found anywhere in `text`."""
        return self.compiled.search(text) is not None


@lru_cache(maxsize=256)
def compile_pattern(source: str) -> Pattern:
    """Return the pattern that `source` spells.

    Raises:
        UndeterminedError: `schema.pattern_unsafe` if it may take an exponential time,
            `schema.pattern_unsupported` if Python would not read it as ECMA-262 does.
    """
    if len(source) > LONGEST:
        raise _unsafe(source)
    reader = _Reader(source)
    whole = reader.read()
    try:
        compiled = re.compile("".join(reader.out), re.ASCII)
    except (re.error, OverflowError, RecursionError, Warning):
        raise _unsupported(source) from None
    return Pattern(source, compiled, whole.factor, whole.degree, reader.anchored)


class _Reader:
    """Reads a pattern once, from left to right."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.out: list[str] = []
        self.anchored = source.startswith("^")

    def read(self) -> _Part:
        part = self._alternatives(depth=0)
        if self.at < len(self.source):
            raise _unsupported(self.source)  # a bracket that was never opened
        return part

    def _alternatives(self, depth: int) -> _Part:
        if depth > _DEEPEST:
            raise _unsafe(self.source)
        part = self._sequence(depth)
        while self._take("|"):
            self.anchored = self.anchored and depth > 0
            part = _either(part, self._sequence(depth))
        return part

    def _sequence(self, depth: int) -> _Part:
        repeats: list[tuple[_Part, int, int | None]] = []
        while self.at < len(self.source) and self.source[self.at] not in "|)":
            repeats.append((self._atom(depth), *self._quantifier()))
        # Whether a repeat may end in several places depends on what follows it. At
        # the end of the whole pattern nothing follows; in a group anything may.
        whole, follow = _Part(), NONE if depth == 0 else EVERY
        for atom, least, most in reversed(repeats):
            decided = not atom.empty and not atom.first & follow
            part = self._repeated(atom, least, most, decided=decided)
            follow = part.first | (follow if part.open else NONE)
            whole = _Part(
                min(part.factor * whole.factor, _MOST),
                part.degree + whole.degree,
                part.first | (whole.first if part.open else NONE),
                part.empty and whole.empty,
                part.open and whole.open,
            )
        return whole

    def _repeated(self, atom: _Part, least: int, most: int | None, *, decided: bool) -> _Part:
        empty, shows = atom.empty or least == 0, atom.open or least == 0
        if most is None:
            if not atom.one_way or atom.empty:
                raise _unsafe(self.source)
            return _Part(1, 0 if decided else 1, atom.first, empty, shows)
        if most > _MOST_REPEATS and not atom.one_way:
            raise _unsafe(self.source)
        factor = 1 if atom.one_way else atom.factor**most
        if not decided:
            factor *= most - least + 1
        return _Part(min(factor, _MOST), atom.degree * most, atom.first, empty, shows)

    def _atom(self, depth: int) -> _Part:
        c = self.source[self.at]
        if c == "(":
            return self._group(depth)
        if c == "[":
            return self._class()
        if c == "\\":
            return self._escape()
        if c in "*+?" or _REPEAT.match(self.source, self.at):
            raise _unsupported(self.source)  # a repeat of nothing
        self.at += 1
        if c == "^":
            self.out.append(c)
            return _Part()
        if c == "$":
            self.out.append(r"\Z")
            return _Part(open=False)
        self.out.append(_LITERAL.get(c, c))
        first = EVERY & ~of_character("\n") if c == "." else of_character(c)
        return _taking(first)

    def _group(self, depth: int) -> _Part:
        opening = next((g for g in _GROUPS if self.source.startswith(g, self.at)), "(")
        if opening == "(" and self.source.startswith("(?", self.at):
            raise _unsupported(self.source)
        self.at += len(opening)
        self.out.append(opening)
        part = self._alternatives(depth + 1)
        if not self._take(")"):
            raise _unsupported(self.source)
        if opening in ("(", "(?:"):
            return part
        return _Part(part.factor, part.degree)  # it looks, and takes nothing

    def _class(self) -> _Part:
        m = _CLASS.match(self.source, self.at)
        # Python warns of, or reads otherwise, `--` and an empty class.
        if m is None or "--" in m.group():
            raise _unsupported(self.source)
        text, inner = m.group(), m.group()[1:-1]
        self.at = m.end()
        written: list[str] = []
        at = 0
        while at < len(inner):
            escape = _ESCAPE.match(inner, at)
            if inner[at] == "\\" and escape is None:
                raise _unsupported(self.source)
            item = escape.group() if escape else inner[at]
            if item in (r"\B", *(rf"\{n}" for n in range(1, 10))):
                raise _unsupported(self.source)
            written.append("\\" + item if item in "[&~|" else item)
            at += len(item)
        self.out.append(f"[{''.join(written)}]")
        return _taking(of_class(text))

    def _escape(self) -> _Part:
        m = _ESCAPE.match(self.source, self.at)
        if m is None:
            raise _unsupported(self.source)
        self.at = m.end()
        self.out.append(m.group())
        name = m.group()[1:]
        if name in ("b", "B"):
            return _Part()
        if name in "123456789":  # a reference back: compares a stretch of the text
            return _Part(1, 1, EVERY)
        return _taking(of_escape(m.group()))

    def _quantifier(self) -> tuple[int, int | None]:
        """Take a quantifier, if one is next; return the least and the most repeats."""
        start = self.at
        least, most = self._bounds()
        if self.at > start:
            self.out.append(self.source[start : self.at])
            self._take("?")  # lazy: the same ways, in another order
            if self.source[self.at : self.at + 1] in tuple("*+?"):
                raise _unsupported(self.source)
        return least, most

    def _bounds(self) -> tuple[int, int | None]:
        for sign, least, most in (("*", 0, None), ("+", 1, None), ("?", 0, 1)):
            if self.source.startswith(sign, self.at):
                self.at += 1
                return least, most
        m = _REPEAT.match(self.source, self.at)
        if m is None:
            return 1, 1
        self.at = m.end()
        return int(m[1]), (int(m[1]) if m[2] is None else int(m[3]) if m[3] else None)

    def _take(self, sign: str) -> bool:
        if not self.source.startswith(sign, self.at):
            return False
        self.at += 1
        self.out.append(sign)
        return True


def _either(one: _Part, two: _Part) -> _Part:
    """Return what is known of `one|two`; where the next character decides, it is one of them."""
    decided = not (one.empty or two.empty or one.first & two.first)
    factor = max(one.factor, two.factor) if decided else one.factor + two.factor
    return _Part(
        min(factor, _MOST),
        max(one.degree, two.degree),
        one.first | two.first,
        one.empty or two.empty,
        one.open or two.open,
    )


def _taking(characters: int) -> _Part:
    """Return what is known of a part that takes one of `characters`."""
    return _Part(first=characters, empty=False, open=False)


def _unsafe(source: str) -> UndeterminedError:
    return UndeterminedError(
        "schema.pattern_unsafe",
        f"the schema has a pattern that may take for ever to match: {source[:60]!r}",
        hint="ask the issuer for a schema without nested repeats",
        fault=Fault.ISSUER,
    )


def _unsupported(source: str) -> UndeterminedError:
    return UndeterminedError(
        "schema.pattern_unsupported",
        f"the schema has a pattern that this version cannot read: {source[:60]!r}",
        fault=Fault.LERWAY,
    )
