"""Context processing: from local contexts to an active context.

JSON-LD 1.1 Processing Algorithms and API, section 4.1.2; term definitions are made
in `term_definition`. Differences (docs/adr/0007): the processing mode is always 1.1;
a scoped context is processed where it is used, not also where it is defined; contexts
are looked up in a `ContextView` and never fetched.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias, final

from lerway.kernel.errors import UnreadableError
from lerway.kernel.pointer import token
from lerway.standards.jsonld.iri import has_scheme, resolve
from lerway.standards.jsonld.processing.active_context import ActiveContext, Term, Unset
from lerway.standards.jsonld.processing.problems import Finding, JsonLdError
from lerway.standards.jsonld.processing.term_definition import Definitions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lerway.kernel.strict_json import JSON, JSONObject
    from lerway.standards.jsonld.contexts import ContextView

__all__ = ["ContextProcessor", "Processed", "Work", "processor"]

MAX_REMOTE: Final = 10
REMEMBERED: Final = 512
MAX_WORK: Final = 2_000_000
COST_OF_DEFINITION: Final = 20
VIEWS: Final = 16
VERSION: Final = 1.1
_SETTINGS: Final = frozenset(
    {
        "@base",
        "@direction",
        "@import",
        "@language",
        "@propagate",
        "@protected",
        "@version",
        "@vocab",
    }
)


@final
class Work:
    """What the contexts of one document may cost, and what was computed for it alone.

    A document can extend a context again and again, each time with all its terms; the
    cost is counted in terms.
    """

    def __init__(self) -> None:
        """Start at nothing."""
        self.remembered: _Memory = {}
        self._left = MAX_WORK

    def spend(self, terms: int) -> None:
        """Count the handling of so many terms.

        Raises:
            UnreadableError: `jsonld.work_exceeded`.
        """
        self._left -= terms
        if self._left < 0:
            raise UnreadableError(
                "jsonld.work_exceeded",
                "the record has too many or too large contexts of its own",
                hint="publish the context under an address and name it once",
            )


class Processed(NamedTuple):
    """An active context, and what was wrong on the way to it.

    Attributes:
        active: the active context.
        findings: protected terms that were to be redefined; their old definitions stay.
    """

    active: ActiveContext
    findings: tuple[Finding, ...] = ()


_Key: TypeAlias = "tuple[ActiveContext, Term, bool] | tuple[ActiveContext, str, tuple[str, ...]]"
_Memory: TypeAlias = "dict[_Key, Processed]"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a local context stands, and what it may do there.

    Attributes:
        pointer: JSON Pointer to it, if it stands in the document itself.
        base_url: what URLs in it are relative to, if it came from a URL.
        chain: the URLs it came by ("remote contexts"), outermost first.
        own: whether the record defines it.
        override: whether it may redefine protected terms.
    """

    pointer: str | None = None
    base_url: str | None = None
    chain: tuple[str, ...] = ()
    own: bool = False
    override: bool = False

    def item(self, index: int) -> _Place:
        """Return the place of an item of this array of contexts."""
        if self.pointer is None:
            return self
        return replace(self, pointer=self.pointer + token(index))

    def error(self, message: str) -> JsonLdError:
        """Return the error of a context here."""
        return JsonLdError(message, self.pointer or "")

    def url(self, reference: str) -> str:
        """Return the URL that `reference` means here (step 5.2.1)."""
        return reference if self.base_url is None else resolve(self.base_url, reference)


@final
class ContextProcessor:
    """Processes contexts of one view, and remembers the results.

    What is remembered hangs on this object alone: results of one view are never seen by
    another. Only what known contexts give is remembered from one document to the next,
    and only so much of it, so a stranger cannot make it grow.
    """

    def __init__(self, view: ContextView) -> None:
        """Make the processor of `view`."""
        self.view = view
        self.initial = ActiveContext()
        self._remembered: _Memory = {}

    def embedded(self, active: ActiveContext, local: JSON, pointer: str, work: Work) -> Processed:
        """Return `active` extended by the `@context` of a document's element.

        Args:
            active: the active context of the element.
            local: the value of `@context`.
            pointer: where that value stands.
            work: what the document may cost.

        Raises:
            JsonLdError: the context breaks a rule.
            UndeterminedError: `context.unknown`.
            UnreadableError: `jsonld.work_exceeded`.
        """
        return self._process(active, local, _Place(pointer, own=True), work)

    def scoped(self, active: ActiveContext, term: Term, work: Work, *, by_type: bool) -> Processed:
        """Return `active` extended by the scoped context of a term.

        Args:
            active: the active context.
            term: the definition of a term, from this or an earlier active context.
            work: what the document may cost.
            by_type: a type-scoped context reaches only its own element and keeps
                protected terms; a property-scoped one reaches further and may override
                them.

        Raises:
            JsonLdError: as `embedded`.
            UndeterminedError: `context.unknown`.
            UnreadableError: `jsonld.work_exceeded`.
        """
        if isinstance(term.context, Unset):
            return Processed(active)
        memory = work.remembered if active.own or term.own else self._remembered
        key = (active, term, by_type)
        done = memory.get(key)
        if done is None:
            place = _Place(None, term.base_url, own=term.own, override=not by_type)
            done = self._process(active, term.context, place, work, propagate=not by_type)
            _remember(memory, key, done)
        return done

    def _process(
        self,
        active: ActiveContext,
        local: JSON,
        place: _Place,
        work: Work,
        *,
        propagate: bool = True,
    ) -> Processed:
        """Section 4.1.2."""
        # 2
        if isinstance(local, dict) and "@propagate" in local:
            value = local["@propagate"]
            if not isinstance(value, bool):
                raise place.error("@propagate is not true or false")
            propagate = value
        # 1, 3
        result = active
        if not propagate and active.previous is None:
            result = replace(active, previous=active)
        # 4, 5
        findings: list[Finding] = []
        items: Sequence[JSON] = local if isinstance(local, list) else [local]
        for i, item in enumerate(items):
            at = place.item(i) if isinstance(local, list) else place
            if item is None:
                done = _nullified(result, at, propagate=propagate)  # 5.1
            elif isinstance(item, str):
                url = at.url(item)  # 5.2.1
                self.view.load(url, at.pointer)
                done = self._remote(result, url, at.chain, work)
            elif isinstance(item, dict):
                done = self._defined(result, item, at, work)  # 5.4
            else:
                # 5.3
                raise at.error("a context is neither an object, a URL nor null")
            result = done.active
            findings += (f if f.pointer else f.moved(at.pointer or "") for f in done.findings)
        return Processed(result, tuple(findings))

    def _remote(
        self, active: ActiveContext, url: str, chain: tuple[str, ...], work: Work
    ) -> Processed:
        """Step 5.2; what is found is told of the place that names the URL."""
        memory = work.remembered if active.own else self._remembered
        key = (active, url, chain)
        done = memory.get(key)
        if done is not None:
            return done
        if url in chain or len(chain) >= MAX_REMOTE:
            raise JsonLdError(f"the context {url} includes itself, or too many others", "")
        try:
            place = _Place(None, url, (*chain, url))
            done = self._process(active, self._document(url), place, work)
        except JsonLdError as e:
            raise JsonLdError(f"the context {url} cannot be used: {e.message}", "") from None
        _remember(memory, key, done)
        return done

    def _document(self, url: str) -> JSON:
        """Return the `@context` of a remote document (steps 5.2.4 and 5.2.5)."""
        document = self.view.load(url)
        if not isinstance(document, dict) or "@context" not in document:
            raise JsonLdError("its document is not an object with an @context", "")
        return document["@context"]

    def _defined(
        self, active: ActiveContext, local: JSONObject, place: _Place, work: Work
    ) -> Processed:
        """Steps 5.5 to 5.13, for one context definition."""
        # 5.5
        if "@version" in local and local["@version"] != VERSION:
            raise place.error("@version is not 1.1")
        # 5.6
        if "@import" in local:
            local = self._imported(local, place)
        work.spend(len(active.terms) + COST_OF_DEFINITION * len(local) + 1)
        # 5.7 to 5.11
        result = _settings(active, local, place)
        # 5.12, 5.13
        definitions = Definitions(
            result,
            local,
            pointer=place.pointer,
            base_url=place.base_url,
            own=place.own,
            override=place.override,
        )
        for key in local:
            if key not in _SETTINGS:
                definitions.define(key)
        return Processed(result, tuple(definitions.findings))

    def _imported(self, local: JSONObject, place: _Place) -> JSONObject:
        """Step 5.6: a merged copy; neither of the two documents is changed."""
        value = local["@import"]
        if not isinstance(value, str):
            raise place.error("@import is not a URL")
        url = place.url(value)
        self.view.load(url, place.pointer)
        imported = self._document(url)
        if not isinstance(imported, dict) or "@import" in imported:
            raise place.error(f"the context {url} cannot be imported")
        return {**imported, **{k: v for k, v in local.items() if k != "@import"}}


def _nullified(active: ActiveContext, place: _Place, *, propagate: bool) -> Processed:
    """Step 5.1."""
    protected = next((name for name, term in active.terms.items() if term.protected), None)
    if protected is None or place.override:
        previous = None if propagate else active.previous
        return Processed(ActiveContext(previous=previous, own=active.own or place.own))
    finding = Finding(
        "jsonld.protected_term_redefined",
        place.pointer or "",
        protected,
        f"the context is emptied here, though {protected!r} and others are protected",
    )
    return Processed(active, (finding,))


def _settings(active: ActiveContext, local: JSONObject, place: _Place) -> ActiveContext:
    """Return a copy of `active` for steps 5.7 to 5.11; its terms are still to be defined."""
    result = replace(active, terms=dict(active.terms), own=active.own or place.own)
    # 5.7
    if "@base" in local and not place.chain:
        result = replace(result, base=_base(result, local["@base"], place))
    # 5.8
    if "@vocab" in local:
        result = replace(result, vocab=_vocab(result, local["@vocab"], place))
    # 5.9
    if "@language" in local:
        language = local["@language"]
        if not isinstance(language, str | None):
            raise place.error("@language is neither a string nor null")
        result = replace(result, language=language.lower() if language else language)
    # 5.10
    if "@direction" in local:
        direction = local["@direction"]
        if direction is not None and direction not in ("ltr", "rtl"):
            raise place.error("@direction is neither ltr, rtl nor null")
        result = replace(result, direction=direction)
    # 5.11
    if not isinstance(local.get("@propagate", True), bool):
        raise place.error("@propagate is not true or false")
    if not isinstance(local.get("@protected", False), bool):
        raise place.error("@protected is not true or false")
    return result


def _base(active: ActiveContext, value: JSON, place: _Place) -> str | None:
    if value is None:
        return None
    if isinstance(value, str):
        if has_scheme(value):
            return value
        if active.base is not None:
            return resolve(active.base, value)
    raise place.error("@base is neither an absolute IRI nor null")


def _vocab(active: ActiveContext, value: JSON, place: _Place) -> str | None:
    if value is None:
        return None
    expanded = active.expand(value, vocab=True, relative=True) if isinstance(value, str) else None
    if expanded is None or not (has_scheme(expanded) or expanded.startswith("_:")):
        raise place.error("@vocab is neither an IRI nor null")
    return expanded


def _remember(memory: _Memory, key: _Key, done: Processed) -> None:
    """Keep a result, and forget the oldest if there are too many."""
    memory[key] = done
    if len(memory) > REMEMBERED:
        memory.pop(next(iter(memory)), None)


@lru_cache(VIEWS)
def processor(view: ContextView) -> ContextProcessor:
    """Return the processor of `view`, the same one for the same view."""
    return ContextProcessor(view)
