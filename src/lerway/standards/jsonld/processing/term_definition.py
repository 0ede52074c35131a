"""Making term definitions from a local context.

JSON-LD 1.1 Processing Algorithms and API, sections 4.2.2 (create term definition)
and 5.2.2 (IRI expansion, while terms are being defined). Differences
(docs/adr/0007): a scoped context is not processed here, and a protected term stays
protected against a reverse property too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, final

from lerway.kernel.pointer import token
from lerway.standards.jsonld.iri import has_scheme, is_blank
from lerway.standards.jsonld.processing.active_context import KEYWORDS, Term, is_keyword_like
from lerway.standards.jsonld.processing.problems import Finding, JsonLdError

if TYPE_CHECKING:
    from lerway.kernel.strict_json import JSON, JSONObject
    from lerway.standards.jsonld.processing.active_context import ActiveContext

__all__ = ["Definitions"]

MAX_DEPTH: Final = 40
_ENTRIES: Final = frozenset(
    {
        "@container",
        "@context",
        "@direction",
        "@id",
        "@index",
        "@language",
        "@nest",
        "@prefix",
        "@protected",
        "@reverse",
        "@type",
    }
)
_GENERIC_DELIMITERS: Final = frozenset(":/?#[]@")
_CONTAINERS: Final = frozenset({"@graph", "@id", "@index", "@language", "@list", "@set", "@type"})

_GRAPH_MAPS: Final = (frozenset({"@graph", "@id"}), frozenset({"@graph", "@index"}))


class _SkippedError(Exception):
    """A term has the form of a keyword, so it is not defined (a warning, in the standard)."""


@final
class Definitions:
    """The terms of one local context, as they are being defined.

    Attributes:
        findings: protected terms that were to be redefined.
    """

    def __init__(
        self,
        active: ActiveContext,
        local: JSONObject,
        *,
        pointer: str | None,
        base_url: str | None,
        own: bool,
        override: bool,
    ) -> None:
        """Start to define.

        Args:
            active: the context that gets the definitions, made for this.
            local: the local context.
            pointer: where it stands, if it stands in the document itself.
            base_url: what URLs in its scoped contexts are relative to.
            own: whether it is a record's own.
            override: whether it may redefine protected terms.
        """
        self.findings: list[Finding] = []
        self._active = active
        self._local = local
        self._pointer = pointer
        self._base_url = base_url
        self._own = own
        self._override = override
        self._defined: dict[str, bool] = {}
        self._depth = 0

    def define(self, name: str) -> None:
        """Define the term `name` (section 4.2.2).

        Raises:
            JsonLdError: the definition breaks a rule.
        """
        # 1
        if name in self._defined:
            if not self._defined[name]:
                raise self._error(name, "is defined by itself")
            return
        # 2
        if not name:
            raise self._error(name, "is empty")
        if self._depth >= MAX_DEPTH:
            raise self._error(name, "is defined by too many others")
        self._defined[name] = False
        # 3
        value = self._local[name]
        # 4, 5
        if name in KEYWORDS:
            self._check_type_redefinition(name, value)
        elif is_keyword_like(name):
            return
        # 6
        terms = self._active.terms
        previous = terms.pop(name, None)
        # 7 to 26
        self._depth += 1
        try:
            definition = self._definition(name, value)
        except _SkippedError:
            if previous is not None:
                terms[name] = previous
            self._defined[name] = True
            return
        finally:
            self._depth -= 1
        # 27
        if previous is not None and previous.protected and not self._override:
            if not definition.same_as(previous):
                self._report_redefinition(name)
            definition = previous
        # 28
        terms[name] = definition
        self._defined[name] = True

    def _definition(self, name: str, value: JSON) -> Term:
        # 7, 8, 9
        simple = isinstance(value, str)
        if isinstance(value, str | None):
            value = {"@id": value}
        if not isinstance(value, dict):
            raise self._error(name, "is defined by neither a string, an object nor null")
        unknown = next((key for key in value if key not in _ENTRIES), None)
        if unknown is not None:
            raise self._error(name, f"has {unknown!r} in its definition")  # 26
        # 10, 11
        protected = value.get("@protected", self._local.get("@protected", False))
        if not isinstance(protected, bool):
            raise self._error(name, "has an @protected that is not true or false")
        term = Term(protected=protected, base_url=self._base_url, own=self._own)
        # 12
        if "@type" in value:
            term.type = self._type(name, value["@type"])
        # 13
        if "@reverse" in value:
            self._read_reverse(term, name, value)
            return term
        # 14 to 18
        self._read_iri(term, name, value, simple=simple)
        # 19
        if "@container" in value:
            term.container = self._container(name, value["@container"])
            if "@type" in term.container:
                term.type = term.type or "@id"
                if term.type not in ("@id", "@vocab"):
                    raise self._error(name, "is a type map of something else than @id or @vocab")
        # 20
        if "@index" in value:
            term.index = self._index(term, name, value["@index"])
        # 21
        if "@context" in value:
            term.context = value["@context"]
        # 22 to 25
        self._read_text(term, name, value)
        self._read_nest(term, name, value)
        self._read_prefix(term, name, value)
        return term

    def _check_type_redefinition(self, name: str, value: JSON) -> None:
        """Steps 4 and 5: only `@type` can be defined, as `@container: @set` or protected."""
        if (
            name != "@type"
            or not isinstance(value, dict)
            or not value
            or not value.keys() <= {"@container", "@protected"}
            or value.get("@container", "@set") not in ("@set", ["@set"])
        ):
            raise self._error(name, "is a keyword and cannot be defined")

    def _type(self, name: str, value: JSON) -> str:
        """Step 12."""
        if not isinstance(value, str):
            raise self._error(name, "has an @type that is not a string")
        expanded = self._expand(value)
        if expanded in ("@id", "@json", "@none", "@vocab"):
            return expanded
        if expanded is None or not has_scheme(expanded):
            raise self._error(name, f"has the @type {value!r}, which is not an IRI")
        return expanded

    def _read_reverse(self, term: Term, name: str, value: JSONObject) -> None:
        """Step 13."""
        reverse = value["@reverse"]
        if "@id" in value or "@nest" in value:
            raise self._error(name, "is a reverse property with an @id or @nest")
        if not isinstance(reverse, str):
            raise self._error(name, "has an @reverse that is not a string")
        if is_keyword_like(reverse):
            raise _SkippedError
        term.iri = self._expand(reverse)
        if term.iri is None or not (has_scheme(term.iri) or is_blank(term.iri)):
            raise self._error(name, f"has the @reverse {reverse!r}, which is not an IRI")
        if value.get("@container") is not None:
            term.container = self._container(name, value["@container"])
            if not term.container <= {"@set", "@index"}:
                raise self._error(name, "is a reverse property with another @container than @set")
        term.reverse = True

    def _read_iri(self, term: Term, name: str, value: JSONObject, *, simple: bool) -> None:
        """Steps 14 to 18."""
        if "@id" in value and value["@id"] != name:
            if value["@id"] is not None:
                self._read_id(term, name, value["@id"], simple=simple)
            return
        if ":" in name[1:]:
            # 15
            term.iri = self._prefixed(name)
        elif "/" in name:
            # 16
            term.iri = self._expand(name)
            if term.iri is None or not has_scheme(term.iri):
                raise self._error(name, "has the form of an IRI and is none")
        elif name == "@type":
            # 17
            term.iri = name
        elif self._active.vocab is not None:
            # 18
            term.iri = self._active.vocab + name
        else:
            raise self._error(name, "has no @id, and there is no @vocab")

    def _read_id(self, term: Term, name: str, value: JSON, *, simple: bool) -> None:
        """Step 14.2."""
        if not isinstance(value, str):
            raise self._error(name, "has an @id that is not a string")
        if value not in KEYWORDS and is_keyword_like(value):
            raise _SkippedError
        iri = self._expand(value)
        if iri is None or not (iri in KEYWORDS or has_scheme(iri) or is_blank(iri)):
            raise self._error(name, f"has the @id {value!r}, which is not an IRI")
        if iri == "@context":
            raise self._error(name, "is an alias of @context")
        term.iri = iri
        if ":" in name[1:-1] or "/" in name:
            self._defined[name] = True
            if self._expand(name) != iri:
                raise self._error(name, "has the form of an IRI and means another one")
        elif ":" not in name:
            ends = iri[-1] in _GENERIC_DELIMITERS or is_blank(iri)
            term.prefix = simple and ends

    def _prefixed(self, name: str) -> str:
        """Step 15."""
        prefix, suffix = name.split(":", 1)
        if prefix in self._local and not suffix.startswith("//"):
            self.define(prefix)
        definition = self._active.terms.get(prefix)
        if definition is not None and definition.iri is not None:
            return definition.iri + suffix
        return name

    def _container(self, name: str, value: JSON) -> frozenset[str]:
        """Step 19."""
        items = value if isinstance(value, list) else [value]
        found = frozenset(item for item in items if isinstance(item, str))
        rest = found - {"@set"}
        known = len(found) == len(items) and found <= _CONTAINERS
        alone = len(rest) <= 1 and not ("@list" in found and len(found) > 1)
        allowed = alone or rest in _GRAPH_MAPS
        if not items or not known or not allowed:
            raise self._error(name, "has an @container that is not allowed")
        return found

    def _index(self, term: Term, name: str, value: JSON) -> str:
        """Step 20."""
        expanded = self._expand(value) if isinstance(value, str) else None
        if "@index" not in term.container or expanded is None or not has_scheme(expanded):
            raise self._error(name, "has an @index that is not allowed")
        return str(value)

    def _read_text(self, term: Term, name: str, value: JSONObject) -> None:
        """Steps 22 and 23."""
        if "@language" in value and "@type" not in value:
            language = value["@language"]
            if not isinstance(language, str | None):
                raise self._error(name, "has an @language that is neither a string nor null")
            term.language = language.lower() if language else language
        if "@direction" in value and "@type" not in value:
            direction = value["@direction"]
            if direction not in ("ltr", "rtl", None):
                raise self._error(name, "has an @direction that is neither ltr, rtl nor null")
            term.direction = direction

    def _read_nest(self, term: Term, name: str, value: JSONObject) -> None:
        """Step 24."""
        if "@nest" in value:
            nest = value["@nest"]
            if not isinstance(nest, str) or (nest in KEYWORDS and nest != "@nest"):
                raise self._error(name, "has an @nest that is not allowed")
            term.nest = nest

    def _read_prefix(self, term: Term, name: str, value: JSONObject) -> None:
        """Step 25."""
        if "@prefix" in value:
            prefix = value["@prefix"]
            if ":" in name or "/" in name or not isinstance(prefix, bool):
                raise self._error(name, "has an @prefix that is not allowed")
            if prefix and term.iri in KEYWORDS:
                raise self._error(name, "is a prefix that stands for a keyword")
            term.prefix = prefix

    def _expand(self, value: str) -> str | None:
        """Section 5.2.2 with `vocab`, defining first what `value` depends on (3, 6.3)."""
        if value not in KEYWORDS and not is_keyword_like(value):
            if value in self._local and not self._defined.get(value):
                self.define(value)
            elif ":" in value[1:]:
                prefix, suffix = value.split(":", 1)
                if prefix in self._local and not suffix.startswith("//"):
                    self.define(prefix)
        return self._active.expand(value, vocab=True)

    def _report_redefinition(self, name: str) -> None:
        self.findings.append(
            Finding(
                "jsonld.protected_term_redefined",
                "" if self._pointer is None else self._pointer + token(name),
                name,
                f"the term {name!r} is protected and is given another meaning here",
            )
        )

    def _error(self, name: str, message: str) -> JsonLdError:
        return JsonLdError(f"the term {name!r} of a context {message}", self._pointer or "")
