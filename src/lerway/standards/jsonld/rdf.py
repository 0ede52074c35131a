"""RDF terms and quads in their canonical N-Quads form, and literals from JSON values.

RDF Dataset Canonicalization 1.0 (RDFC-1.0), section 5 (canonical N-Quads) for the
escapes; JSON-LD 1.1 Processing Algorithms and API, sections 8.1 (RDF from JSON-LD),
8.2.2 (object to RDF conversion) and 8.6 (data round tripping) for the literals.

A term is held as the text that canonical N-Quads has for it: `<iri>`, `_:label` or
`"literal"…`. Two terms are equal if and only if their texts are.
"""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final, NamedTuple

__all__ = ["RDF", "XSD", "Quad", "boolean", "escape", "iri", "literal", "number", "tagged"]

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"

_DOUBLE: Final = XSD + "double"
_LARGEST_INTEGER: Final = 1e21
_SIXTEEN_DIGITS: Final = Context(prec=16, rounding=ROUND_HALF_UP)
# What canonical N-Quads writes as an escape: the controls, quote, backslash, DEL, and
# what XML 1.1 does not call a character.
_ESCAPED: Final = re.compile(
    '[\\x00-\\x08\\x09\\x0a\\x0b\\x0c\\x0d\\x0e-\\x1f"\\\\\\x7f\\ufffe\\uffff]'
)
_SHORT: Final = {
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
    '"': '\\"',
    "\\": "\\\\",
}


class Quad(NamedTuple):
    """A statement of a graph, by canonical N-Quads terms.

    Attributes:
        subject: `<iri>` or `_:label`.
        predicate: `<iri>`.
        object: `<iri>`, `_:label` or a literal.
        graph: `<iri>`, `_:label`, or empty for the default graph.
    """

    subject: str
    predicate: str
    object: str
    graph: str

    def __str__(self) -> str:
        """Return the line of canonical N-Quads, with its line feed."""
        if self.graph:
            return f"{self.subject} {self.predicate} {self.object} {self.graph} .\n"
        return f"{self.subject} {self.predicate} {self.object} .\n"


def escape(text: str) -> str:
    """Return `text` as it stands between the quotes of a literal (RDFC-1.0, section 5)."""
    return _ESCAPED.sub(_escape_one, text)


def _escape_one(match: re.Match[str]) -> str:
    char = match[0]
    return _SHORT.get(char) or f"\\u{ord(char):04X}"


def iri(value: str) -> str:
    """Return the term of an IRI, which must be clean."""
    return f"<{value}>"


def literal(text: str, datatype: str | None = None) -> str:
    """Return the term of a literal; without a datatype it is an `xsd:string`."""
    if datatype is None or datatype == XSD + "string":
        return f'"{escape(text)}"'
    return f'"{escape(text)}"^^<{datatype}>'


def tagged(text: str, language: str) -> str:
    """Return the term of a language-tagged string."""
    return f'"{escape(text)}"@{language}'


def boolean(value: bool, datatype: str | None) -> str:  # noqa: FBT001 - it is the value
    """Return the term of a JSON boolean (section 8.2.2, step 9)."""
    return literal("true" if value else "false", datatype or XSD + "boolean")


def number(value: float, datatype: str | None) -> str:
    """Return the term of a JSON number (section 8.2.2, steps 10 and 11).

    Raises:
        ValueError: not every reader of JSON would read this number as the same one.
    """
    if isinstance(value, int):
        try:
            exact = int(float(value)) == value
        except OverflowError:
            exact = False
        if not exact:
            raise ValueError
    elif not math.isfinite(value):
        raise ValueError
    if datatype == _DOUBLE or value != int(value) or abs(value) >= _LARGEST_INTEGER:
        return literal(_canonical_double(value), datatype or _DOUBLE)
    return literal(str(int(value)), datatype or XSD + "integer")


def _canonical_double(value: float) -> str:
    """Return one digit, a point, up to 15 digits and an exponent (section 8.6)."""
    if value == 0:
        return "0.0E0"
    # Ties away from zero, as ECMAScript's toExponential has it.
    decimal = _SIXTEEN_DIGITS.create_decimal(Decimal(value))
    sign, digits, _ = decimal.as_tuple()
    text = "".join(map(str, digits))
    fraction = text[1:].rstrip("0") or "0"
    return f"{'-' if sign else ''}{text[0]}.{fraction}E{decimal.adjusted()}"
