"""From JSON values to RDF terms, exactly."""

from __future__ import annotations

import pytest

from lerway.kernel.errors import UnreadableError
from lerway.kernel.limits import Limits
from lerway.standards.jsonld.contexts import ContextSet
from lerway.standards.jsonld.expansion import to_nquads
from lerway.standards.jsonld.rdfc import canonical_document

VIEW = ContextSet({}).view()
XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def quads(document: dict, **context: object) -> set[str]:
    text = canonical_document({"@context": {"p": "urn:p", **context}, **document}, VIEW)
    return set(text.decode().splitlines())


def object_of(value: object, **definition: object) -> str:
    """The one object of a document with the property `p` of this value."""
    context = {"p": {"@id": "urn:p", **definition}}
    (quad,) = to_nquads({"@context": context, "@id": "urn:s", "p": value}, VIEW)
    return quad.object


def typed(text: str, datatype: str) -> str:
    return f'"{text}"^^<{datatype}>'


@pytest.mark.parametrize(
    ("value", "term"),
    [
        ("text", '"text"'),
        (True, typed("true", XSD + "boolean")),
        (False, typed("false", XSD + "boolean")),
        (5, typed("5", XSD + "integer")),
        (-5, typed("-5", XSD + "integer")),
        (5.0, typed("5", XSD + "integer")),
        (-0.0, typed("0", XSD + "integer")),
        (1e20, typed("100000000000000000000", XSD + "integer")),
        (10**20, typed("100000000000000000000", XSD + "integer")),
        (1e21, typed("1.0E21", XSD + "double")),
        (10**21, typed("1.0E21", XSD + "double")),
        (5.5, typed("5.5E0", XSD + "double")),
        (-0.001, typed("-1.0E-3", XSD + "double")),
        (1 / 3, typed("3.333333333333333E-1", XSD + "double")),
        (1.7976931348623157e308, typed("1.797693134862316E308", XSD + "double")),
        (5e-324, typed("4.940656458412465E-324", XSD + "double")),
        # a tie in the 16th digit goes away from zero, as ECMAScript's toExponential has it
        (2251799813685248.5, typed("2.251799813685249E15", XSD + "double")),
    ],
)
def test_native_values(value, term):
    assert object_of(value) == term


@pytest.mark.parametrize(
    ("value", "datatype", "term"),
    [
        (5, XSD + "double", typed("5.0E0", XSD + "double")),
        (0, XSD + "double", typed("0.0E0", XSD + "double")),
        (5, XSD + "decimal", typed("5", XSD + "decimal")),
        ("5.50", XSD + "double", typed("5.50", XSD + "double")),
        ("2020-01-01T00:00:00Z", XSD + "dateTime", typed("2020-01-01T00:00:00Z", XSD + "dateTime")),
        ("text", XSD + "string", '"text"'),
        (True, XSD + "integer", typed("true", XSD + "integer")),
    ],
)
def test_coerced_values(value, datatype, term):
    assert object_of(value, **{"@type": datatype}) == term
    assert object_of({"@value": value, "@type": datatype}) == term


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ('say "hi"', r"say \"hi\""),
        ("a\\b", r"a\\b"),
        ("\b\t\n\f\r", r"\b\t\n\f\r"),
        ("\x00\x0b\x1f\x7f", r"\u0000\u000B\u001F\u007F"),
        ("\ufffe\uffff", r"\uFFFE\uFFFF"),
        ("\x80\u2028é世🎓'", "\x80\u2028é世🎓'"),
    ],
)
def test_escapes_are_those_of_canonical_n_quads(text, escaped):
    assert object_of(text) == f'"{escaped}"'


def test_language_tags_are_lower_case():
    assert object_of({"@value": "x", "@language": "en-US"}) == '"x"@en-us'
    assert object_of("x", **{"@language": "DE"}) == '"x"@de'
    assert quads({"p": "x"}, **{"@language": "FR"}) == {'_:c14n0 <urn:p> "x"@fr .'}
    assert object_of("x", **{"@language": None}) == '"x"'


def test_references():
    assert object_of("urn:o", **{"@type": "@id"}) == "<urn:o>"
    assert object_of({"@id": "urn:o"}) == "<urn:o>"
    assert quads({"p": "o"}, p={"@id": "urn:p", "@type": "@vocab"}, o="urn:o") == {
        "_:c14n0 <urn:p> <urn:o> ."
    }
    assert object_of("o", **{"@type": "@id", "@context": {"@base": "urn:a/"}}) == "<urn:a/o>"


def test_json_literals_are_canonical():
    expected = r'"{\"a\":[1,\"é\"],\"b\":null}"' + f"^^<{RDF}JSON>"
    value = {"b": None, "a": [1.0, "é"]}
    assert object_of(value, **{"@type": "@json"}) == expected
    assert object_of({"@value": value, "@type": "@json"}) == expected


def test_lists():
    assert object_of([], **{"@container": "@list"}) == f"<{RDF}nil>"
    assert quads({"p": {"@list": ["a", "b"]}}) == quads(
        {
            "p": {
                "@id": "_:l1",
                RDF + "first": "a",
                RDF + "rest": {
                    "@id": "_:l2",
                    RDF + "first": "b",
                    RDF + "rest": {"@id": RDF + "nil"},
                },
            }
        }
    )


def test_sets_have_no_order_and_no_duplicates():
    assert quads({"p": ["a", "b", "a"]}) == quads({"p": {"@set": ["b", "a"]}})


def test_named_graphs():
    document = {"@id": "urn:s", "p": {"@id": "urn:m", "@type": "urn:T"}}
    graph = {"@id": "urn:p", "@container": "@graph"}
    assert quads(document, p=graph) == {
        "<urn:s> <urn:p> _:c14n0 .",
        f"<urn:m> <{RDF}type> <urn:T> _:c14n0 .",
    }


def test_reverse_properties():
    expected = {"<urn:o> <urn:p> <urn:s> ."}
    assert quads({"@id": "urn:s", "@reverse": {"p": {"@id": "urn:o"}}}) == expected
    assert quads({"@id": "urn:s", "r": {"@id": "urn:o"}}, r={"@reverse": "urn:p"}) == expected


def test_blank_nodes_with_one_label_are_one_node():
    document = {"@id": "_:x", "p": [{"@id": "_:x"}, {"@id": "_:y", "p": "a"}]}
    assert len(to_nquads({"@context": {"p": "urn:p"}, **document}, VIEW)) == 3


def test_a_quad_stands_once():
    document = {
        "@context": {"p": "urn:p"},
        "@id": "urn:s",
        "p": {"@id": "urn:s", "p": {"@id": "urn:s"}},
    }
    assert len(to_nquads(document, VIEW)) == 1


def test_too_many_quads_and_blank_nodes_are_refused():
    document = {"@context": {"p": "urn:p"}, "p": [{"p": i} for i in range(20)]}
    with pytest.raises(UnreadableError) as e:
        to_nquads(document, VIEW, limits=Limits(quads=39))
    assert e.value.code == "rdf.too_many_quads"
    with pytest.raises(UnreadableError) as e:
        to_nquads(document, VIEW, limits=Limits(blank_nodes=20))
    assert e.value.code == "rdf.too_many_blank_nodes"
    assert len(to_nquads(document, VIEW, limits=Limits(quads=40, blank_nodes=21))) == 40
