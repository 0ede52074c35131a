"""Values, references and types of a JSON-LD document, in RDF's form.

JSON-LD 1.1 Processing Algorithms and API, sections 5.3.2 (value expansion), 8.2.2
(object to RDF conversion), and the steps of 5.1.2 about value objects (15) and
language maps (13.7).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, final

from lerway.kernel.errors import InvalidError
from lerway.kernel.pointer import token
from lerway.standards.jsonld.iri import has_scheme, is_blank, is_clean
from lerway.standards.jsonld.jcs import canonical_json
from lerway.standards.jsonld.processing.active_context import Unset
from lerway.standards.jsonld.processing.nodes import Item, Node
from lerway.standards.jsonld.processing.problems import Finding, JsonLdError
from lerway.standards.jsonld.rdf import RDF, boolean, literal, number, tagged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lerway.kernel.strict_json import JSON, JSONObject
    from lerway.standards.jsonld.processing.active_context import ActiveContext, Term

__all__ = ["Values"]

_LANGUAGE: Final = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_NO_DATATYPES: Final = (None, "@id", "@vocab", "@none")


@final
class Values:
    """Makes terms of values, and reports what cannot be one."""

    def __init__(self, findings: list[Finding]) -> None:
        """Make it; `findings` is added to."""
        self._findings = findings

    def expand(self, active: ActiveContext, prop: str, value: str | float, at: str) -> Item:
        """Return the item of a scalar (section 5.3.2)."""
        term = active.terms.get(prop)
        type_ = term.type if term is not None else None
        if isinstance(value, str):
            # 1, 2
            if type_ == "@id":
                return Node(id=self.reference(active.expand(value, relative=True), value, at))
            if type_ == "@vocab":
                expanded = active.expand(value, vocab=True, relative=True)
                return Node(id=self.reference(expanded, value, at))
        # 4
        if type_ == "@json":
            return self.json(value, at)
        if type_ not in _NO_DATATYPES:
            return self._literal(value, type_, at)
        # 5
        language = active.language
        if term is not None and not isinstance(term.language, Unset):
            language = term.language
        if isinstance(value, str):
            self._directed(active, term, at)
            if language:
                return self._tagged(value, self.language(language, at), at)
        return self._literal(value, None, at)

    def value_object(
        self,
        value: JSON,
        types: Sequence[tuple[str, str, str | None]],
        language: str | None,
        at: str,
    ) -> Item | None:
        """Return the item of an object with `@value` (section 5.1.2, step 15)."""
        # 15.1
        if types and language is not None:
            raise JsonLdError("an object with @value has both a type and a language", at)
        if len(types) > 1:
            raise JsonLdError("an object with @value has several types", at)
        # 15.2
        if types and types[0][2] == "@json":
            return self.json(value, at)
        # 15.3
        if value is None:
            return None
        if isinstance(value, list | dict):
            raise JsonLdError("an @value is not one string, number or boolean", at)
        # 15.4
        if language is not None:
            if not isinstance(value, str):
                raise JsonLdError("an @value with a language is not a string", at)
            return self._tagged(value, language, at)
        # 15.5
        if types:
            where, as_written, expanded = types[0]
            datatype = self.type(expanded, as_written, where)
            if is_blank(datatype):
                raise JsonLdError("the type of a value has no address", where)
            return self._literal(value, datatype, at)
        return self._literal(value, None, at)

    def language_map(
        self, active: ActiveContext, term: Term, value: JSONObject, at: str
    ) -> list[Item]:
        """Return the items of a language map (section 5.1.2, step 13.7)."""
        out: list[Item] = []
        for key, texts in value.items():
            where = at + token(key)
            untagged = active.expand(key, vocab=True) == "@none"
            for text in texts if isinstance(texts, list) else [texts]:
                if text is None:
                    continue
                if not isinstance(text, str):
                    raise JsonLdError("a language map has a value that is not a string", where)
                self._directed(active, term, where)
                if untagged:
                    out.append(self._literal(text, None, where))
                else:
                    out.append(self._tagged(text, self.language(key, where), where))
        return out

    def json(self, value: JSON, at: str) -> Item:
        """Return a JSON literal (JSON-LD 1.1, section 10.2)."""
        try:
            text = canonical_json(value).decode()
        except InvalidError as e:
            self._findings.append(Finding("jsonld.json_literal", at, "", str(e)))
            text = "null"
        return literal(text, RDF + "JSON")

    def reference(self, expanded: str | None, as_written: str, at: str) -> str:
        """Return the IRI or blank node identifier of a thing, reporting one that is not."""
        if expanded is not None and (is_blank(expanded) or has_scheme(expanded)):
            self.clean(expanded, as_written, at)
            return expanded
        self._findings.append(
            Finding("jsonld.relative_iri", at, as_written, f"{as_written!r} is not an absolute IRI")
        )
        return as_written

    def type(self, expanded: str | None, as_written: str, at: str) -> str:
        """Return the IRI or blank node identifier of a type, reporting one that is not."""
        if expanded is not None and (is_blank(expanded) or has_scheme(expanded)):
            self.clean(expanded, as_written, at)
            return expanded
        self._findings.append(
            Finding(
                "jsonld.undefined_type",
                at,
                as_written,
                f"the type {as_written!r} is not defined by the contexts of the record",
            )
        )
        return as_written

    def clean(self, expanded: str, as_written: str, at: str) -> bool:
        """Return whether an IRI has only characters of one; report one that has others."""
        if is_blank(expanded) or is_clean(expanded):
            return True
        self._findings.append(
            Finding(
                "jsonld.invalid_iri",
                at,
                as_written,
                f"{as_written!r} has a character that an IRI must not have",
            )
        )
        return False

    def language(self, tag: str, at: str) -> str:
        """Return a language tag in lower case, reporting one that is not well-formed."""
        if not _LANGUAGE.fullmatch(tag):
            self._findings.append(
                Finding("jsonld.language_tag", at, tag, f"{tag!r} is not a language tag")
            )
        return tag.lower()

    def direction(self, at: str) -> None:
        """Report a base direction, which is not in the graph (section 8.2.2, step 13).

        VC Data Model 2.0, section 11.1, allows it, and no suite signs it.
        """
        self._findings.append(
            Finding(
                "jsonld.unsigned_direction",
                at,
                "@direction",
                "a base direction is no part of the signed statements",
            )
        )

    def _directed(self, active: ActiveContext, term: Term | None, at: str) -> None:
        direction = active.direction
        if term is not None and not isinstance(term.direction, Unset):
            direction = term.direction
        if direction is not None:
            self.direction(at)

    def _tagged(self, value: str, language: str, at: str) -> str:
        return tagged(self._text(value, at), language)

    def _literal(self, value: str | float, datatype: str | None, at: str) -> str:
        if isinstance(value, bool):
            return boolean(value, datatype)
        if isinstance(value, str):
            return literal(self._text(value, at), datatype)
        try:
            return number(value, datatype)
        except ValueError:
            self._findings.append(
                Finding(
                    "jsonld.unsafe_number",
                    at,
                    str(value)[:40],
                    "not every reader would read this number as the same one",
                )
            )
            return literal("0", datatype)

    def _text(self, value: str, at: str) -> str:
        if not value.isascii() and _SURROGATE.search(value):
            raise JsonLdError("a text has half of a surrogate pair", at)
        return value
