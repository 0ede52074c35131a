"""Expansion of a JSON-LD document to nodes and values, reporting all that it would drop.

JSON-LD 1.1 Processing Algorithms and API, section 5.1.2. The result is not JSON again
but the nodes themselves, with values already in RDF's form, because all that is done
with them is to make quads. Where the standard leaves something out, or RDF would, a
`Finding` says so (docs/adr/0007).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, final

from lerway.kernel.errors import UndeterminedError, UnreadableError
from lerway.kernel.pointer import token
from lerway.standards.jsonld.iri import has_scheme, is_blank
from lerway.standards.jsonld.processing.active_context import KEYWORDS, Unset
from lerway.standards.jsonld.processing.context_processing import Work
from lerway.standards.jsonld.processing.nodes import Item, ListObject, Node
from lerway.standards.jsonld.processing.problems import Finding, JsonLdError
from lerway.standards.jsonld.processing.results import (
    Frame,
    Result,
    as_array,
    as_list,
    keeps_context,
    nodes_of,
)
from lerway.standards.jsonld.processing.spelling import (
    NOT_SEEN,
    hidden_by,
    hidden_by_type,
    split_root,
)
from lerway.standards.jsonld.processing.values import Values

if TYPE_CHECKING:
    from collections.abc import Callable

    from lerway.kernel.strict_json import JSON, JSONObject
    from lerway.standards.jsonld.processing.active_context import ActiveContext, Term
    from lerway.standards.jsonld.processing.context_processing import ContextProcessor, Processed
    from lerway.standards.jsonld.processing.results import Expanded

__all__ = ["Expander"]

MAX_DEPTH: Final = 100
_ONLY_LANGUAGE: Final = frozenset({"@language"})
_OF_VALUES: Final = frozenset({"@direction", "@index", "@language", "@type", "@value"})


@final
class Expander:
    """Expands one document.

    Attributes:
        findings: what is wrong, in the order of the document.
    """

    def __init__(self, processor: ContextProcessor, *, plain: bool = False) -> None:
        """Make an expander that reads contexts by `processor`; `plain` as in `spelling`."""
        self._plain = plain
        self.findings: list[Finding] = []
        self._processor = processor
        self._values = Values(self.findings)
        self._depth = 0
        self._work = Work()

    def document(self, document: JSON) -> list[Item]:
        """Return the expanded items of `document` (section 5.1.2 and the API's expand).

        Raises:
            UndeterminedError: `context.unknown`.
            UnreadableError: `json.too_deep`, `jsonld.work_exceeded`.
        """
        expanded: Expanded = None
        try:
            expanded = self._expand(self._processor.initial, None, document, "")
        except JsonLdError as e:
            self.findings.append(e.finding())
        if isinstance(expanded, Node) and expanded.is_graph() and expanded.id is None:
            return expanded.graph or []
        items = as_list(expanded)
        if self._plain and split_root(items):
            self._hidden("", "", "members of the record stand in another object with its id")
        return items

    def _expand(
        self,
        active: ActiveContext,
        prop: str | None,
        element: JSON,
        at: str,
        *,
        from_map: bool = False,
    ) -> Expanded:
        # 1
        if element is None:
            return None
        # 4
        if not isinstance(element, list | dict):
            return self._scalar(active, prop, element, at)
        if self._depth >= MAX_DEPTH:
            raise UnreadableError(
                "json.too_deep", f"the document is nested deeper than {MAX_DEPTH} levels"
            )
        self._depth += 1
        try:
            if isinstance(element, list):
                return self._array(active, prop, element, at, from_map=from_map)
            return self._object(active, prop, element, at, from_map=from_map)
        finally:
            self._depth -= 1

    def _scalar(
        self, active: ActiveContext, prop: str | None, element: str | float, at: str
    ) -> Expanded:
        """Step 4."""
        # 4.1
        if prop is None or prop == "@graph":
            self._dropped(at, str(element), "a value stands where only things may stand")
            return None
        # 4.2
        term = active.terms.get(prop)
        if term is not None and not isinstance(term.context, Unset):
            active = self._scoped(active, term, at, by_type=False)
        # 4.3
        return self._values.expand(active, prop, element, at)

    def _array(
        self,
        active: ActiveContext,
        prop: str | None,
        element: list[JSON],
        at: str,
        *,
        from_map: bool,
    ) -> list[Item]:
        """Step 5."""
        term = active.term(prop)
        of_lists = term is not None and "@list" in term.container
        out: list[Item] = []
        for i, item in enumerate(element):
            expanded = self._expand(active, prop, item, at + token(i), from_map=from_map)
            if of_lists and isinstance(expanded, list):
                out.append(ListObject(expanded))
            else:
                out += as_list(expanded)
        return out

    def _object(
        self,
        active: ActiveContext,
        prop: str | None,
        element: JSONObject,
        at: str,
        *,
        from_map: bool,
    ) -> Expanded:
        """Steps 3 and 6 to 20."""
        # 3
        term = active.term(prop)
        # 7
        if active.previous is not None and not from_map and not keeps_context(active, element):
            active = active.previous
        # 8
        if term is not None and not isinstance(term.context, Unset):
            active = self._scoped(active, term, at, by_type=False)
        # 9
        if "@context" in element:
            local, where = element["@context"], at + "/@context"
            active = self._taken(
                lambda: self._processor.embedded(active, local, where, self._work), where
            )
        # 10, 11
        type_scoped = active
        names = {key: active.expand(key, vocab=True) for key in element}
        type_keys = sorted(key for key, name in names.items() if name == "@type")
        for key in type_keys:
            for name in sorted(t for t in as_array(element[key]) if isinstance(t, str)):
                term = type_scoped.terms.get(name)
                if term is not None and not isinstance(term.context, Unset):
                    active = self._scoped(active, term, at + token(key), by_type=True)
        if active is not type_scoped:
            names = {key: active.expand(key, vocab=True) for key in element}
        # 12
        last = as_array(element[type_keys[0]])[-1:] if type_keys else []
        is_json = any(isinstance(t, str) and active.expand(t, vocab=True) == "@json" for t in last)
        # 13, 14
        result = Result()
        self._members(Frame(active, type_scoped, prop, is_json), element, names, at, result)
        # 15 to 20
        return self._finished(prop, result, at)

    def _members(
        self,
        frame: Frame,
        element: JSONObject,
        names: dict[str, str | None],
        at: str,
        result: Result,
    ) -> None:
        """Steps 13 and 14."""
        nests: list[str] = []
        for key, value in element.items():
            # 13.1
            if key == "@context":
                continue
            name = names[key]
            where = at + token(key)
            if self._plain and name is not None:
                self._hidden(where, key, hidden_by(frame.active.terms.get(key), key, name, element))
            try:
                if name == "@nest" and frame.prop != "@reverse":
                    nests.append(key)  # 13.4.14
                elif name in KEYWORDS:
                    self._keyword(frame, name, key, value, where, result)
                elif name is not None and self._is_defined(name, key, where):
                    self._property(frame, key, name, value, where, result.node)
                elif name is None:
                    self._undefined(where, key, "is defined by the contexts to mean nothing")
            except JsonLdError as e:
                self.findings.append(e.finding())
        # 14
        for key in nests:
            try:
                self._nested(frame, key, element[key], at + token(key), result)
            except JsonLdError as e:
                self.findings.append(e.finding())

    def _hidden(self, at: str, term: str, why: str | None) -> None:
        if why is not None:
            self.findings.append(Finding("jsonld.hidden_member", at, term, why + NOT_SEEN))

    def _is_defined(self, name: str, key: str, at: str) -> bool:
        """Step 13.3, and what RDF does not allow as a predicate (section 8.1.2, 1.3.3)."""
        if is_blank(name):
            self._undefined(at, key, "stands for a property without an address")
        elif not has_scheme(name):
            self._undefined(at, key, "is not defined by the contexts of the record")
        elif self._values.clean(name, key, at):
            return True
        return False

    def _keyword(
        self, frame: Frame, name: str, key: str, value: JSON, at: str, result: Result
    ) -> None:
        """Step 13.4."""
        # 13.4.1, 13.4.2
        if frame.prop == "@reverse":
            raise JsonLdError(f"the keyword {name} stands in a map of reverse properties", at)
        if name in result.seen and name not in ("@included", "@type"):
            raise JsonLdError(f"the keyword {name} stands twice, under two names", at)
        result.seen.add(name)
        active, node = frame.active, result.node
        if name == "@id":
            # 13.4.3
            if not isinstance(value, str):
                raise JsonLdError("an identifier is not a string", at)
            node.id = self._values.reference(active.expand(value, relative=True), value, at)
        elif name == "@type":
            self._types(frame, value, at, result)
        elif name == "@graph":
            # 13.4.5
            content = as_list(self._expand(active, "@graph", value, at))
            node.graph = (node.graph or []) + content
        elif name == "@included":
            # 13.4.6
            node.included += nodes_of(as_list(self._expand(active, None, value, at)), at)
        elif name == "@reverse":
            self._reverse(frame, value, at, node)
        elif name in ("@list", "@set"):
            self._content(frame, name, key, value, at, result)
        else:
            self._value_keyword(frame, name, key, value, at, result)

    def _content(
        self, frame: Frame, name: str, key: str, value: JSON, at: str, result: Result
    ) -> None:
        """Steps 13.4.11 and 13.4.12."""
        if name == "@list" and frame.prop in (None, "@graph"):
            self._dropped(at, key, "a list stands where only things may stand")
        else:
            result.content = as_list(self._expand(frame.active, frame.prop, value, at))

    def _value_keyword(
        self, frame: Frame, name: str, key: str, value: JSON, at: str, result: Result
    ) -> None:
        """Steps 13.4.7 to 13.4.10, and keywords that have no place in a document."""
        if name == "@value":
            if isinstance(value, list | dict) and not frame.is_json:
                raise JsonLdError("an @value is not one string, number or boolean", at)
            result.value = value
        elif name == "@language":
            if not isinstance(value, str):
                raise JsonLdError("an @language is not a string", at)
            result.language = self._values.language(value, at)
        elif name == "@direction":
            if value not in ("ltr", "rtl"):
                raise JsonLdError("an @direction is neither ltr nor rtl", at)
            self._values.direction(at)
        elif name == "@index":
            if not isinstance(value, str):
                raise JsonLdError("an @index is not a string", at)
            self._dropped(at, key, "an index is no part of the signed statements")
        else:
            self._undefined(at, key, f"is the keyword {name}, which has no place here")

    def _types(self, frame: Frame, value: JSON, at: str, result: Result) -> None:
        """Step 13.4.4; whether each is an IRI is looked at when the object is finished."""
        for i, item in enumerate(as_array(value)):
            if not isinstance(item, str):
                raise JsonLdError("a type is not a string", at)
            where = at + token(i) if isinstance(value, list) else at
            expanded = frame.type_scoped.expand(item, vocab=True, relative=True)
            if self._plain and expanded is not None:
                self._hidden(where, item, hidden_by_type(expanded, item))
            result.types.append((where, item, expanded))

    def _reverse(self, frame: Frame, value: JSON, at: str, node: Node) -> None:
        """Step 13.4.13."""
        if not isinstance(value, dict):
            raise JsonLdError("an @reverse is not an object", at)
        expanded = self._expand(frame.active, "@reverse", value, at)
        if not isinstance(expanded, Node):
            return
        for name, nodes in expanded.reverse.items():
            node.properties.setdefault(name, []).extend(nodes)
        for name, items in expanded.properties.items():
            node.reverse.setdefault(name, []).extend(nodes_of(items, at))

    def _property(
        self, frame: Frame, key: str, name: str, value: JSON, at: str, node: Node
    ) -> None:
        """Steps 13.5 to 13.14."""
        active = frame.active
        # 13.5
        term = active.terms.get(key)
        container = term.container if term is not None else frozenset[str]()
        expanded: Expanded
        if term is not None and term.type == "@json":
            expanded = self._values.json(value, at)  # 13.6
        elif term is not None and "@language" in container and isinstance(value, dict):
            expanded = self._values.language_map(active, term, value, at)  # 13.7
        elif (
            term is not None and container & {"@id", "@index", "@type"} and isinstance(value, dict)
        ):
            expanded = self._map(active, key, term, value, at)  # 13.8
        else:
            expanded = self._expand(active, key, value, at)  # 13.9
        # 13.10
        if expanded is None:
            return
        # 13.11
        if "@list" in container and not isinstance(expanded, ListObject):
            expanded = ListObject(as_list(expanded))
        items = as_list(expanded)
        # 13.12
        if "@graph" in container and not container & {"@id", "@index"}:
            items = [self._graph(item, at) for item in items]
        # 13.13
        if term is not None and term.reverse:
            node.reverse.setdefault(name, []).extend(nodes_of(items, at))
        # 13.14
        elif items:
            node.properties.setdefault(name, []).extend(items)

    def _graph(self, item: Item, at: str) -> Node:
        """Return `item` as the one content of a graph without a name."""
        if not isinstance(item, Node) or not item.says_something():
            self._dropped(at, "", "a thing of which nothing is said stands alone in a graph")
        return Node(graph=[item])

    def _map(
        self, active: ActiveContext, key: str, term: Term, value: JSONObject, at: str
    ) -> list[Item]:
        """Step 13.8."""
        out: list[Item] = []
        container = term.container
        for index, content in value.items():
            where = at + token(index)
            # 13.8.3.1 to 13.8.3.3
            context = active
            if container & {"@id", "@type"}:
                context = active.previous or active
            scoped = context.terms.get(index)
            if (
                "@type" in container
                and scoped is not None
                and not isinstance(scoped.context, Unset)
            ):
                context = self._scoped(context, scoped, where, by_type=True)
            # 13.8.3.4
            expanded = active.expand(index, vocab=True)
            # 13.8.3.5, 13.8.3.6
            items = as_list(self._expand(context, key, content, where, from_map=True))
            # 13.8.3.7
            for item in items:
                if "@graph" in container and not (isinstance(item, Node) and item.is_graph()):
                    item = self._graph(item, where)  # noqa: PLW2901 - as in the standard
                if expanded != "@none":
                    self._indexed(active, term, index, item, where)
                out.append(item)
        return out

    def _indexed(self, active: ActiveContext, term: Term, index: str, item: Item, at: str) -> None:
        """Steps 13.8.3.7.2 to 13.8.3.7.5: write the index of a map into one of its items."""
        if "@index" in term.container and term.index in (None, "@index"):
            self._dropped(at, index, "an index is no part of the signed statements")
            return
        if not isinstance(item, Node):
            raise JsonLdError("a value, and not a thing, stands in a map", at)
        if "@index" in term.container and term.index is not None:
            name = active.expand(term.index, vocab=True)
            if name is not None and self._is_defined(name, term.index, at):
                value = self._values.expand(active, term.index, index, at)
                item.properties.setdefault(name, []).insert(0, value)
        elif "@id" in term.container:
            if item.id is None:
                expanded = active.expand(index, relative=True)
                item.id = self._values.reference(expanded, index, at)
        else:
            expanded = active.expand(index, vocab=True, relative=True)
            item.types.insert(0, self._values.type(expanded, index, at))

    def _nested(self, frame: Frame, key: str, value: JSON, at: str, result: Result) -> None:
        """Step 14, for one nesting key."""
        # 3, 8
        active = frame.active
        term = active.terms.get(key)
        if term is not None and not isinstance(term.context, Unset):
            active = self._scoped(active, term, at, by_type=False)
        inner = replace(frame, active=active, prop=key)
        # 14.2
        for i, item in enumerate(as_array(value)):
            where = at + token(i) if isinstance(value, list) else at
            if not isinstance(item, dict) or "@context" in item:
                raise JsonLdError("what is nested is not an object of the same thing", where)
            names = {name: active.expand(name, vocab=True) for name in item}
            if "@value" in names.values():
                raise JsonLdError("what is nested is a value", where)
            self._members(inner, item, names, where, result)

    def _finished(self, prop: str | None, result: Result, at: str) -> Expanded:
        """Steps 15 to 20."""
        node = result.node
        free = prop is None or prop == "@graph"
        # 15
        if "@value" in result.seen:
            if free:
                self._dropped(at, "", "a value stands where only things may stand")
                return None
            if result.has_members_besides(_OF_VALUES):
                raise JsonLdError("an object with @value has other members too", at)
            return self._values.value_object(result.value, result.types, result.language, at)
        if "@language" in result.seen:
            self._dropped(at, "", "an @language stands without an @value")
            if not node.says_something() and not result.has_members_besides(_ONLY_LANGUAGE):
                return None  # 18
        # 17
        for keyword in ("@set", "@list"):
            if keyword in result.seen:
                if result.has_members_besides(frozenset({keyword, "@index"})):
                    raise JsonLdError(f"an object with {keyword} has other members too", at)
                return result.content if keyword == "@set" else ListObject(result.content)
        # 16
        node.types += [
            self._values.type(name, as_written, w) for w, as_written, name in result.types
        ]
        # 19
        if free and not node.says_something():
            self._dropped(at, node.id or "", "nothing is said of a thing that stands alone")
            return None
        return node

    def _scoped(
        self, active: ActiveContext, term: Term, at: str, *, by_type: bool
    ) -> ActiveContext:
        return self._taken(
            lambda: self._processor.scoped(active, term, self._work, by_type=by_type), at
        )

    def _taken(self, process: Callable[[], Processed], at: str) -> ActiveContext:
        """Return the context that `process` gives; what it finds is told of `at`."""
        try:
            done = process()
        except JsonLdError as e:
            raise JsonLdError(e.message, e.pointer or at) from None
        except UndeterminedError as e:
            raise (e if e.problem.pointer else e.at(at)) from None
        self.findings += (f if f.pointer else f.moved(at) for f in done.findings)
        return done.active

    def _undefined(self, at: str, key: str, why: str) -> None:
        self.findings.append(Finding("jsonld.undefined_term", at, key, f"the member {key!r} {why}"))

    def _dropped(self, at: str, term: str, why: str) -> None:
        self.findings.append(
            Finding("jsonld.dropped_value", at, term, f"{why}, so a signature does not cover it")
        )
