"""Reading N-Quads, strictly.

RDF 1.1 N-Quads (Recommendation 2014), section 4 (grammar). Stricter in three ways,
because the result is for canonicalisation: IRIs must be absolute and have only
characters of an IRI once their escapes are undone, a text must not have half of a
surrogate pair, and language tags are kept in lower case, which is their value space
(RDF 1.1 Concepts, section 3.3).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from lerway.kernel.errors import UnreadableError
from lerway.kernel.limits import DEFAULT_LIMITS, Limits
from lerway.standards.jsonld.iri import has_scheme, is_clean
from lerway.standards.jsonld.rdf import Quad, iri, literal, tagged

__all__ = ["parse_nquads"]

_BASE: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_FIRST: Final = rf"[{_BASE}_:0-9]"
_CHARS: Final = rf"[{_BASE}_:0-9\-\u00b7\u0300-\u036f\u203f\u2040]"
# Atomic and possessive, so that no line makes the pattern try again and again.
_BLANK: Final = rf"(?>_:{_FIRST}(?:(?:{_CHARS}|\.)*{_CHARS})?)"
_ESCAPE: Final = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_IRI: Final = rf'<(?:[^\x00-\x20<>"{{}}|^`\\]|{_ESCAPE})*+>'
_STRING: Final = rf'"(?:[^"\\\r\n]|\\[tbnrf"\'\\]|{_ESCAPE})*+"'
_LITERAL: Final = rf"({_STRING})(?:\^\^({_IRI})|@([A-Za-z]+(?:-[A-Za-z0-9]+)*))?"
_STATEMENT: Final = (
    rf"[ \t]*(?P<s>{_IRI}|{_BLANK})[ \t]*(?P<p>{_IRI})[ \t]*"
    rf"(?:(?P<o>{_IRI}|{_BLANK})|{_LITERAL})[ \t]*(?P<g>{_IRI}|{_BLANK})?[ \t]*\."
    r"[ \t]*(?:#.*)?"
)
_NOTHING: Final = re.compile(r"[ \t]*(?:#.*)?")
_END_OF_LINE: Final = re.compile(r"[\r\n]+")
_ESCAPED: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_SHORT: Final = {
    "t": "\t",
    "b": "\b",
    "n": "\n",
    "r": "\r",
    "f": "\f",
    '"': '"',
    "'": "'",
    "\\": "\\",
}
_SURROGATES: Final = range(0xD800, 0xE000)
_LAST: Final = 0x10FFFF


def parse_nquads(text: bytes | str, *, limits: Limits = DEFAULT_LIMITS) -> list[Quad]:
    """Return the quads of an N-Quads document, each once, in their order.

    Args:
        text: the document; bytes must be UTF-8.
        limits: how large it may be.

    Raises:
        UnreadableError: `nquads.syntax`, `rdf.too_large`, `rdf.too_many_quads`,
            `rdf.too_many_blank_nodes`.
    """
    if len(text) > limits.document:
        raise UnreadableError(
            "rdf.too_large", f"the N-Quads have more than {limits.document:,} bytes"
        )
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8")
        except UnicodeDecodeError:
            raise _syntax(0, "it is not UTF-8") from None
    quads: dict[Quad, None] = {}
    blank: set[str] = set()
    for i, line in enumerate(_END_OF_LINE.split(text), 1):
        if _NOTHING.fullmatch(line):
            continue
        quad = _statement(line, i)
        quads[quad] = None
        blank.update(t for t in (quad.subject, quad.object, quad.graph) if t.startswith("_"))
        if len(quads) > limits.quads:
            raise UnreadableError(
                "rdf.too_many_quads", f"there are more than {limits.quads:,} statements"
            )
        if len(blank) > limits.blank_nodes:
            raise UnreadableError(
                "rdf.too_many_blank_nodes",
                f"there are more than {limits.blank_nodes:,} blank nodes",
            )
    return list(quads)


@cache
def _statement_pattern() -> re.Pattern[str]:
    """Compile the pattern when it is first needed: it takes 20 ms."""
    return re.compile(_STATEMENT)


def _statement(line: str, number: int) -> Quad:
    match = _statement_pattern().fullmatch(line)
    if match is None:
        raise _syntax(number, "it is not a statement")
    subject, predicate = _term(match["s"], number), _term(match["p"], number)
    graph = _term(match["g"], number) if match["g"] else ""
    if match["o"]:
        return Quad(subject, predicate, _term(match["o"], number), graph)
    text, datatype, language = match.group(4, 5, 6)
    value = _unescape(text[1:-1], number)
    if language:
        return Quad(subject, predicate, tagged(value, language.lower()), graph)
    type_ = _iri(datatype, number) if datatype else None
    return Quad(subject, predicate, literal(value, type_), graph)


def _term(text: str, number: int) -> str:
    return text if text.startswith("_:") else iri(_iri(text, number))


def _iri(text: str, number: int) -> str:
    value = _unescape(text[1:-1], number)
    if not has_scheme(value):
        raise _syntax(number, "an IRI is not absolute")
    if not is_clean(value):
        raise _syntax(number, "an IRI has a character that it must not have")
    return value


def _unescape(text: str, number: int) -> str:
    if "\\" in text:
        text = _ESCAPED.sub(lambda m: _char(m, number), text)
    if not text.isascii() and any(ord(c) in _SURROGATES for c in text):
        raise _syntax(number, "half of a surrogate pair")
    return text


def _char(match: re.Match[str], number: int) -> str:
    short, long, char = match.groups()
    if char:
        return _SHORT[char]
    code = int(short or long, 16)
    if code > _LAST:
        raise _syntax(number, "an escape of no character")
    return chr(code)


def _syntax(line: int, what: str) -> UnreadableError:
    return UnreadableError("nquads.syntax", f"line {line} cannot be read as N-Quads: {what}")
