"""PyLD, another implementation of JSON-LD 1.1, gives the same datasets."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from lerway.kernel.errors import LerwayError
from lerway.standards.jsonld import rdf
from lerway.standards.jsonld.contexts import ContextRevision, ContextSet, ContextView
from lerway.standards.jsonld.expansion import findings, to_nquads
from lerway.standards.jsonld.rdfc import Quad, canonicalize_counted
from tests.known_contexts import with_test_contexts
from tests.shared_files import shared


def pyld_quads(document: dict, view: ContextView) -> list[Quad]:
    from pyld import jsonld

    def loader(url, _options):
        # a copy, because PyLD writes into what it is given
        document = json.loads(json.dumps(view.load(url)))
        return {"contextUrl": None, "documentUrl": url, "document": document}

    resolver = jsonld.ContextResolver({}, loader)
    options = {"documentLoader": loader, "contextResolver": resolver}
    dataset = jsonld.to_rdf(document, options)
    return [
        Quad(*(term(t[name]) for name in ("subject", "predicate", "object")), graph_name(graph))
        for graph, triples in dataset.items()
        for t in triples
    ]


def term(value: dict) -> str:
    if value["type"] == "literal":
        if "language" in value:
            return rdf.tagged(value["value"], value["language"])
        return rdf.literal(value["value"], value["datatype"])
    return value["value"] if value["type"] == "blank node" else f"<{value['value']}>"


def graph_name(name: str) -> str:
    return "" if name == "@default" else name if name.startswith("_:") else f"<{name}>"


def test_published_examples():
    view = with_test_contexts().view()
    compared = 0
    for path in sorted(shared("standards", "examples").rglob("*.json")):
        try:
            document = json.loads(path.read_text("utf-8"))
            if not isinstance(document, dict) or findings(document, view):
                continue
        except (ValueError, LerwayError):
            continue
        ours = canonicalize_counted(to_nquads(document, view)).nquads
        assert ours == canonicalize_counted(pyld_quads(document, view)).nquads, path
        compared += 1
    assert compared > 150


# Without maps by id, where PyLD does not go back to the previous context (13.8.3.1), and
# without @included, where it keeps the active property (13.4.6.2).
URL = "https://example.org/c"
CONTEXT = {
    "@context": {
        "id": "@id",
        "type": "@type",
        "name": "urn:name",
        "count": {"@id": "urn:count", "@type": "http://www.w3.org/2001/XMLSchema#integer"},
        "knows": {"@id": "urn:knows", "@type": "@id"},
        "kind": {"@id": "urn:kind", "@type": "@vocab"},
        "list": {"@id": "urn:list", "@container": "@list"},
        "set": {"@id": "urn:set", "@container": "@set"},
        "label": {"@id": "urn:label", "@container": "@language"},
        "graph": {"@id": "urn:graph", "@container": "@graph"},
        "of": {"@reverse": "urn:of"},
        "data": {"@id": "urn:data", "@type": "@json"},
        "group": "@nest",
        "A": {"@id": "urn:A", "@context": {"name": "urn:A:name", "deep": "urn:A:deep"}},
        "B": {
            "@id": "urn:B",
            "@context": {"@propagate": True, "name": {"@id": "urn:B:name", "@language": "en"}},
        },
        "home": {"@id": "urn:home", "@context": {"name": "urn:home:name", "city": "urn:city"}},
    }
}
VIEW = ContextSet({URL: [ContextRevision(URL, "", CONTEXT)]}).view()

iris = st.sampled_from(["urn:x", "urn:y", "https://example.org/z", "_:b"])
scalars = st.one_of(
    st.sampled_from(["a", "B", ""]), st.booleans(), st.integers(-9, 9), st.just(2.5), st.none()
)
values = st.one_of(
    scalars,
    st.fixed_dictionaries({"@value": scalars}),
    st.fixed_dictionaries({"@value": st.just("x"), "@language": st.sampled_from(["en", "de-at"])}),
    st.fixed_dictionaries({"@id": iris}),
)


def things(inner):
    many = st.one_of(inner, st.lists(inner, max_size=3))
    plain = st.one_of(values, st.lists(values, max_size=3))
    return st.fixed_dictionaries(
        {},
        optional={
            "id": iris,
            "type": st.lists(st.sampled_from(["A", "B", "urn:C"]), max_size=2),
            "name": plain,
            "knows": st.one_of(many, iris),
            "kind": st.one_of(st.sampled_from(["A", "name", "urn:k"]), inner),
            "list": st.one_of(plain, many),
            "set": st.one_of(plain, many),
            "label": st.dictionaries(st.sampled_from(["en", "fr", "@none"]), st.just("x")),
            "graph": many,
            "of": many,
            "data": st.recursive(scalars, lambda s: st.lists(s, max_size=2), max_leaves=3),
            "group": st.fixed_dictionaries({"name": plain}),
            "home": many,
            "city": scalars,
            "deep": scalars,
        },
    )


@given(st.recursive(st.fixed_dictionaries({"name": values}), things, max_leaves=8))
def test_random_documents(document):
    document = {"@context": URL, **document}
    if findings(document, VIEW):
        return
    ours = canonicalize_counted(to_nquads(document, VIEW)).nquads
    assert ours == canonicalize_counted(pyld_quads(document, VIEW)).nquads
