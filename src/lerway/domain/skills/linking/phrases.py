"""Cuts a document into the phrases that may name a skill.

House rules, not a standard:

1. A line is what stands between line ends; a line that the width of a page broke is put
   together again. It is cut into cells at bullets, semicolons and tabs; those about the
   running of a course or a job (who teaches, where, how grades come about) are left out.
2. A cell is cut at colons and the ends of sentences, and what leads up
   to the matter (*students will be able to*) is cut off. What is left is a phrase, if it is
   short enough; so are its parts between commas, slashes and the words *and* and *or*, what
   follows a verb of knowing (*explain*), and a name that stands inside it (*Python*).
3. Phrases that say nothing of a skill are dropped: headings, dates, hours, shares.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from lerway.domain.skills.lexicon.words import TOKEN, key, stems, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lerway.domain.skills.linking.index import Index

__all__ = ["Span", "joined", "named", "phrases"]

LONGEST_WORDS: Final = 14
LONGEST_NAME: Final = 6
# A line of some length that goes on in a small letter was broken to fit a page.
_WRAP: Final = re.compile(
    r"(?<=[^\n\r]{40})(?<![.:;!?])[ \t]*(\r?\n)[ \t]*(?=[a-zß-öø-ÿ])(?![a-z][.)]\s)"
)
_MARK: Final = re.compile(r"[.,:;!?/()\[\]\u2022\u25cf\u25aa\u00b7\t]\s?")
_LINE: Final = re.compile(r"[^\n\r]+")
_CELL: Final = re.compile(r"[^\u2022\u25cf\u25aa\u00b7;|\t]+")
_PIECE: Final = re.compile(r"[^:!?]+")
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Þ])|\s+[-\u2013\u2014]\s+")
_PART: Final = re.compile(r",|/|\s+(?:and|or|und|oder|y|o|et|ou)\s+", re.IGNORECASE)
_EDGES: Final = " \t\n\r.-\u2013\u2014*•\"'“”()[]"
_NUMBERED: Final = re.compile(r"(?:\d{1,2}|[a-z])[.)]\s+")
_WHO: Final = r"(?:the\s+)?(?:students?|learners?|candidates?|participants?|you|we|applicants?)\s+"
_LEAD: Final = re.compile(
    r"(?:(?:by|at|upon|on|after)\s+(?:the\s+)?(?:end|conclusion|completion|completing|successful\s+completion)"
    r"(?:\s+of)?\s+(?:this|the)\s+(?:course|module|unit|class|programme|program)\s*,?\s*"
    rf"|{_WHO}(?:(?:will|should|shall|can)\s+)?(?:be\s+able\s+to\s+|learn\s+(?:how\s+)?to\s+)?"
    r"|(?:be\s+able\s+to|learn\s+(?:how\s+)?to|(?:ability|able)\s+to)\s+"
    r"|(?:this|the)\s+(?:course|module|class|unit)\s+(?:introduces|covers|teaches|explores|focuses\s+on)\s+"
    r"|(?:the\s+)?(?:principles|basics|fundamentals|foundations)\s+of\s+"
    r"|(?:including|such\s+as|e\.g\.)\s+"
    r"|(?:strong|solid|good|excellent|proven|deep|basic|advanced|working)\s+"
    r"|(?:\d+\+?\s+years?\s+(?:of\s+)?)"
    r"|(?:experience|expertise|proficiency|skills?|knowledge|understanding|familiarity|ability)\s+(?:in|with|of|to|using)\s+"
    r")+",
    re.IGNORECASE,
)
_KNOWING: Final = re.compile(
    r"(?:explain|describe|understand|discuss|define|know|recogni[sz]e)\s+"
    r"(?:(?:the|how|what|why)\s+)*",
    re.IGNORECASE,
)
_NAME: Final = re.compile(r"(?<=[\w,(/] )[A-Z][\w+#]*(?:[ .][A-Z][\w+#]*)*|(?<=\()[A-Z][\w+#]+")
_RUNNING: Final = re.compile(
    r"\s*(?:(?:course\s+)?(?:instructor|professor|lecturer|teacher)s?|office\s+hours?|e-?mail|phone"
    r"|room|location|schedule|class(?:room)?|meeting\s+times?|credits?(?:\s+hours)?|units"
    r"|(?:pre|co)-?requisites?|textbooks?|required\s+(?:texts?|readings?|materials?)|grad(?:es|ing)"
    r"|attendance|late\s+work|accommodations?|academic\s+(?:honesty|integrity)|semester|term"
    r"|salary|benefits|profesora?|docente|horario|evaluaci[oó]n|asistencia|bibliograf[ií]a|cr[eé]ditos|aula)"
    r"\s*(?:policy\b|policies\b|:|is\b|are\b|$)",
    re.IGNORECASE,
)
_NOTHING: Final = re.compile(
    r".*\d\s*%|\d+\s+(?:credits?|hours?|units?|weeks?)|.*\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b.*\d.*"
    r"|.*\b\d{1,2}(?:[:.]\d\d)?\s*[ap]\.?m\b.*"
    r"|(?:spring|summer|fall|autumn|winter|january|february|march|april|may|june|july|august|september"
    r"|october|november|december)\s+\d{2,4}"
    r"|(?:(?:course|job|learning|position|program(?:me)?)\s+)?(?:descriptions?|objectives?|outcomes?|overview|outline"
    r"|contents?|goals|summary|syllabus|introduction|responsibilities|requirements|qualifications)"
    rf"|{_WHO}(?:(?:will|should|shall|can)\s+)?(?:be\s+able\s+to|learn(?:\s+how)?(?:\s+to)?|will)?"
    r"|be\s+able\s+to|learn(?:\s+how)?\s+to|(?:skills?|experience|education|knowledge|abilities|and|or|including|etc)"
    r"|(?:by|at|upon|on|after)\s+(?:the\s+)?(?:end|conclusion|completion|completing|successful\s+completion)"
    r"(?:\s+of)?\s+(?:this|the)\s+\w+",
    re.IGNORECASE | re.DOTALL,
)


class Span(NamedTuple):
    """A piece of a document.

    Attributes:
        start: offset of its first character.
        end: offset after its last.
        text: what stands there.
    """

    start: int
    end: int
    text: str


def phrases(text: str) -> Iterator[Span]:
    """Yield the phrases of a text that may name a skill, in their order."""
    for line in _LINE.finditer(joined(text)):
        for cell in _CELL.finditer(text, *line.span()):
            if _RUNNING.match(text, *cell.span()):
                continue
            for piece in _PIECE.finditer(text, *cell.span()):
                for begin, end in _between(piece.group(), _SENTENCE):
                    yield from _of_sentence(text, piece.start() + begin, piece.start() + end)


def joined(text: str) -> str:
    """Return `text` with the lines of a paragraph in one; every offset stays what it was."""
    return _WRAP.sub(lambda broken: " " * len(broken.group()), text)


def named(text: str, index: Index) -> Iterator[Span]:
    """Yield where names of two to six words, of items of the framework, stand in a text.

    Words are compared by their stems, and a name does not go on over a line's end or a mark.
    """
    spans: list[tuple[int, int]] = []
    keys: list[int] = []
    for line in _LINE.finditer(text):
        for begin, end in _between(line.group(), _MARK):
            words = list(TOKEN.finditer(text, line.start() + begin, line.start() + end))
            read = [" ".join(stems(word.group())) for word in words]
            for first in range(len(words) - 1):
                for last in range(first + 2, min(first + LONGEST_NAME, len(words)) + 1):
                    spans.append((words[first].start(), words[last - 1].end()))
                    keys.append(key(" ".join(read[first:last])))
    for (start, end), known in zip(spans, np.isin(keys, index.keys), strict=True):
        if known:
            yield Span(start, end, text[start:end])


def _of_sentence(text: str, start: int, end: int) -> Iterator[Span]:
    whole = _trimmed(text, start, end)
    if whole is None:
        return
    short = len(tokens(whole.text)) <= LONGEST_WORDS
    if short and not _NOTHING.fullmatch(whole.text):
        yield whole
        matter = _KNOWING.match(whole.text)
        if matter is not None and matter.end() < len(whole.text):
            begin = whole.start + matter.end()
            yield Span(begin, whole.end, text[begin : whole.end])
    parts = list(_between(whole.text, _PART))
    if len(parts) > 1 or not short:
        for first, last in parts:
            part = _trimmed(text, whole.start + first, whole.start + last)
            if part is None or len(tokens(part.text)) > LONGEST_WORDS:
                continue
            if not _NOTHING.fullmatch(part.text):
                yield part
    yield from _names(text, whole)


def _names(text: str, whole: Span) -> Iterator[Span]:
    """Yield names inside a sentence; in a title every word begins with a capital letter."""
    words = whole.text.split()
    if sum(word[:1].islower() for word in words) * 2 < len(words):
        return
    for name in _NAME.finditer(whole.text):
        found = _trimmed(text, whole.start + name.start(), whole.start + name.end())
        if found is not None and not _NOTHING.fullmatch(found.text):
            yield found


def _between(text: str, cut: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    begin = 0
    for match in cut.finditer(text):
        yield begin, match.start()
        begin = match.end()
    yield begin, len(text)


def _trimmed(text: str, start: int, end: int) -> Span | None:
    """Return the span without what says nothing of a skill at its edges; None if none is left."""
    start, end = _edged(text, start, end)
    number = _NUMBERED.match(text, start, end)
    if number is not None:
        start = number.end()
    lead = _LEAD.match(text, start, end)
    if lead is not None and lead.end() < end:
        start, end = _edged(text, lead.end(), end)
    if not any(c.isalpha() for c in text[start:end]):
        return None
    return Span(start, end, text[start:end])


def _edged(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    return start, end
