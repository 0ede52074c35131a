"""Finds the skills that a document shows: a posting, a syllabus, a résumé.

House rules, not a standard:

1. Join the lines of a paragraph that was broken to a width, as PDF and e-mail do.
2. Cut the text into phrases: at line ends, bullets, full stops, semicolons, commas, slashes
   and the words *and* and *or*; drop phrases that say nothing of a skill.
3. Add the names of the framework's items that stand in the text, of two words or more.
4. Link every phrase, and every line that is short enough to be a phrase as a whole.
5. Keep links above the threshold. Of overlapping spans the surer one stays; of a skill that
   is shown several times, its surest span, with the others counted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from lerway.domain.skills.lexicon.words import key, stems, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lerway.domain.skills.linking.index import Index
    from lerway.domain.skills.linking.linker import Candidate, Linker

__all__ = ["Shown", "Span", "extract", "named", "phrases"]

MOST_PHRASES: Final = 20_000
LONGEST_WORDS: Final = 14
LONGEST_NAME: Final = 6
# A line of some length that goes on in a small letter was broken to fit a page.
_WRAP: Final = re.compile(r"(?<=[^\n\r]{40})(?<![.:;!?])[ \t]*(\r?\n)[ \t]*(?=[^\W\d_])")
_WORD: Final = re.compile(r"[^\W_]+[+#]*")
_LINE: Final = re.compile(r"[^\n\r\u2022\u25cf\u25aa\u00b7;:!?\t]+")
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Þ])|\s+[-\u2013\u2014]\s+")
_PART: Final = re.compile(r",|/|\s+(?:and|or|und|oder|y|o|et|ou)\s+", re.IGNORECASE)
_MARK: Final = re.compile(r"[.,/()\[\]]\s?")
_EDGES: Final = " \t.-\u2013\u2014*•\"'“”()[]"
_LEAD: Final = re.compile(
    r"(?:(?:the\s+)?(?:students?|learners?|candidates?|you|we|applicants?)\s+(?:will\s+)?(?:be\s+able\s+to\s+)?"
    r"|(?:strong|solid|good|excellent|proven|deep|basic|advanced|working)\s+"
    r"|(?:\d+\+?\s+years?\s+(?:of\s+)?)"
    r"|(?:experience|expertise|proficiency|skills?|knowledge|understanding|familiarity|ability)\s+(?:in|with|of|to|using)\s+"
    r"|(?:ability|able)\s+to\s+)+",
    re.IGNORECASE,
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


@dataclass(frozen=True, slots=True)
class Shown:
    """A skill that a document shows.

    Attributes:
        skill: the item, with the confidence of the link.
        span: what shows it.
        others: further places that show it, by their spans.
    """

    skill: Candidate
    span: Span
    others: tuple[Span, ...] = ()


def phrases(text: str) -> Iterator[Span]:
    """Yield the phrases of a text that may name a skill, in their order."""
    for line in _LINE.finditer(text):
        start = line.start()
        for begin, end in _pieces(line.group(), _SENTENCE):
            whole = _trimmed(text, start + begin, start + end)
            if whole is None:
                continue
            if len(tokens(whole.text)) <= LONGEST_WORDS:
                yield whole
            parts = list(_pieces(whole.text, _PART))
            if len(parts) > 1 or len(tokens(whole.text)) > LONGEST_WORDS:
                for first, last in parts:
                    part = _trimmed(text, whole.start + first, whole.start + last)
                    if part is not None and len(tokens(part.text)) <= LONGEST_WORDS:
                        yield part


def named(text: str, index: Index) -> Iterator[Span]:
    """Yield where names of two to six words, of items of the framework, stand in a text.

    Words are compared by their stems, and a name does not go on over a line's end or a mark.
    """
    spans: list[tuple[int, int]] = []
    keys: list[int] = []
    for line in _LINE.finditer(text):
        for begin, end in _pieces(line.group(), _MARK):
            words = list(_WORD.finditer(text, line.start() + begin, line.start() + end))
            read = [" ".join(stems(word.group())) for word in words]
            for first in range(len(words) - 1):
                for last in range(first + 2, min(first + LONGEST_NAME, len(words)) + 1):
                    spans.append((words[first].start(), words[last - 1].end()))
                    keys.append(key(" ".join(read[first:last])))
    for (start, end), known in zip(spans, np.isin(keys, index.keys), strict=True):
        if known:
            yield Span(start, end, text[start:end])


def extract(text: str, linker: Linker) -> list[Shown]:
    """Return the skills that `text` shows, in the order of their spans.

    Args:
        text: of the document.
        linker: of the framework whose skills are looked for.
    """
    text = _WRAP.sub(lambda broken: " " * len(broken.group()), text)  # offsets stay as they are
    every = chain(named(text, linker.index), phrases(text))
    spans = list(dict.fromkeys(islice(every, MOST_PHRASES)))
    found: list[tuple[Candidate, Span]] = []
    for span, linked in zip(spans, linker.link([s.text for s in spans], 1), strict=True):
        if not linked.abstained:
            found.append((linked.candidates[0], span))
    found.sort(key=lambda pair: (-pair[0].confidence, pair[1].start))
    kept: list[tuple[Candidate, Span]] = []
    for candidate, span in found:
        if all(span.end <= other.start or other.end <= span.start for _, other in kept):
            kept.append((candidate, span))
    by_skill: dict[str, list[tuple[Candidate, Span]]] = {}
    for candidate, span in kept:
        by_skill.setdefault(candidate.id, []).append((candidate, span))
    shown = [
        Shown(every[0][0], every[0][1], tuple(s for _, s in every[1:]))
        for every in by_skill.values()
    ]
    return sorted(shown, key=lambda one: one.span.start)


def _pieces(text: str, cut: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    begin = 0
    for match in cut.finditer(text):
        yield begin, match.start()
        begin = match.end()
    yield begin, len(text)


def _trimmed(text: str, start: int, end: int) -> Span | None:
    """Return the span without what says nothing of a skill at its edges; None if none is left."""
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    lead = _LEAD.match(text, start, end)
    if lead is not None and lead.end() < end:
        start = lead.end()
    if not any(c.isalpha() for c in text[start:end]):
        return None
    return Span(start, end, text[start:end])
