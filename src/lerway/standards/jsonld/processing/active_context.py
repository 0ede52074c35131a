"""Active contexts and term definitions, and how an IRI is expanded under them.

JSON-LD 1.1 Processing Algorithms and API, sections 4.1.1 (data structure), 5.2
(IRI expansion) and 9.15.1 (expanded term definition). An active context is never
changed once it is made, so that it can be shared and remembered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from enum import Enum
from typing import TYPE_CHECKING, Final, Literal

from lerway.standards.jsonld.iri import has_scheme, resolve

if TYPE_CHECKING:
    from lerway.kernel.strict_json import JSON

__all__ = ["KEYWORDS", "UNSET", "ActiveContext", "Term", "Unset", "is_keyword_like"]

KEYWORDS: Final = frozenset(
    {
        "@base",
        "@container",
        "@context",
        "@default",
        "@direction",
        "@graph",
        "@id",
        "@import",
        "@included",
        "@index",
        "@json",
        "@language",
        "@list",
        "@nest",
        "@none",
        "@prefix",
        "@propagate",
        "@protected",
        "@reverse",
        "@set",
        "@type",
        "@value",
        "@version",
        "@vocab",
    }
)
"""JSON-LD 1.1, section 1.7."""

_KEYWORD_LIKE: Final = re.compile(r"@[A-Za-z]+")


def is_keyword_like(value: str) -> bool:
    """Return whether `value` has the form of a keyword, which is reserved."""
    return value.startswith("@") and _KEYWORD_LIKE.fullmatch(value) is not None


class Unset(Enum):
    """The difference between a mapping that is null and one that is not there."""

    UNSET = "unset"


UNSET: Final[Literal[Unset.UNSET]] = Unset.UNSET


@dataclass(slots=True, eq=False)
class Term:
    """A term definition (section 4.1.1). Compared by identity; see `same_as`.

    Attributes:
        iri: what the term means; none if it means nothing, on purpose.
        prefix: whether it may start a compact IRI.
        protected: whether another context may redefine it.
        reverse: whether it is a reverse property.
        type: type mapping: an IRI, `@id`, `@vocab`, `@json` or `@none`.
        container: container mapping.
        index: index mapping, the property by which an index map is indexed.
        context: the scoped context.
        base_url: what URLs in the scoped context are relative to.
        own: whether a record defines it, in a context of its own.
        language: language mapping, null for none.
        direction: direction mapping, null for none.
        nest: nest value.
    """

    iri: str | None = None
    prefix: bool = False
    protected: bool = False
    reverse: bool = False
    type: str | None = None
    container: frozenset[str] = frozenset()
    index: str | None = None
    context: JSON | Unset = UNSET
    base_url: str | None = None
    own: bool = False
    language: str | Unset | None = UNSET
    direction: str | Unset | None = UNSET
    nest: str | None = None

    def same_as(self, other: Term) -> bool:
        """Return whether both mean the same, whether protected or not (section 4.2.2, 27.1)."""
        return all(getattr(self, name) == getattr(other, name) for name in _MEANING)


_MEANING: Final = tuple(
    f.name for f in fields(Term) if f.name not in ("protected", "base_url", "own")
)


@dataclass(frozen=True, slots=True, eq=False)
class ActiveContext:
    """What names mean at one place of a document. Compared by identity.

    Attributes:
        terms: the term definitions.
        base: base IRI; none, unless a context sets one: a record has no address.
        vocab: vocabulary mapping.
        language: default language.
        direction: default base direction.
        previous: the context to go back to where a type-scoped one does not reach.
        own: whether a context of a record's own went into it, so that it is of no use to
            another record.
    """

    terms: dict[str, Term] = field(default_factory=dict[str, Term])
    base: str | None = None
    vocab: str | None = None
    language: str | None = None
    direction: str | None = None
    previous: ActiveContext | None = None
    own: bool = False

    def expand(self, value: str, *, vocab: bool = False, relative: bool = False) -> str | None:
        """Return the IRI, blank node identifier or keyword of `value` (section 5.2.2).

        Args:
            value: a term, compact IRI, IRI, blank node identifier or keyword.
            vocab: whether it may be a term, or relative to the vocabulary mapping.
            relative: whether it may be relative to the base IRI.

        Returns:
            The expansion, which may still be relative; none if it means nothing.
        """
        # 1, 2
        if is_keyword_like(value):
            return value if value in KEYWORDS else None
        # 4, 5
        term = self.terms.get(value)
        if term is not None and (vocab or term.iri in KEYWORDS):
            return term.iri
        # 6
        absolute = self._absolute(value)
        if absolute is not None:
            return absolute
        # 7
        if vocab and self.vocab is not None:
            return self.vocab + value
        # 8
        if relative and self.base is not None:
            return resolve(self.base, value)
        # 9
        return value

    def _absolute(self, value: str) -> str | None:
        """Return what a compact IRI, IRI or blank node identifier stands for (step 6)."""
        prefix, colon, suffix = value.partition(":")
        if not colon or not prefix:
            return None
        # 6.2
        if prefix == "_" or suffix.startswith("//"):
            return value
        # 6.4
        term = self.terms.get(prefix)
        if term is not None and term.prefix and term.iri is not None:
            return term.iri + suffix
        # 6.5
        return value if has_scheme(value) else None

    def term(self, name: str | None) -> Term | None:
        """Return the definition of `name`, if there is one."""
        return None if name is None else self.terms.get(name)
