"""CTDL-ASN: graphs, lists and registry envelopes in, a graph out."""

import json

import pytest

from lerway.domain.skills.structure import Structure
from lerway.kernel.errors import LerwayError
from lerway.standards.frameworks.ctdl_asn import read, recognises, write
from lerway.standards.frameworks.files import Bundle, Document
from lerway.standards.frameworks.model import Item, Link, Relation
from tests.contract.frameworks import example
from tests.shared_files import shared

BASE = "https://registry.example/resources/ce-"


def node(n: int, kind: str = "Competency", **more: object) -> dict[str, object]:
    return {
        "@id": f"{BASE}{n}",
        "@type": f"ceasn:{kind}",
        **{f"ceasn:{k}": v for k, v in more.items()},
    }


HEAD = node(
    0,
    "CompetencyFramework",
    name={"en-us": "Farm", "es": "Granja"},
    inLanguage=["en-us"],
    dateModified="2026-02-03T00:00:00Z",
    publisherName=[{"en-us": "Dairy College"}],
)
MILK = node(
    1,
    competencyText={"en-us": "Milks cows by hand.", "es": "Ordeña."},
    competencyLabel={"en-us": "Milk cows"},
    codedNotation="F.1",
    isChildOf=[f"{BASE}2"],
    exactAlignment=["https://other.example/9"],
)
TOP = node(
    2,
    competencyText={"en-us": "Keep animals."},
    isChildOf=[{"@id": f"{BASE}0"}],
    hasChild=[f"{BASE}1"],
)
SCHEME = {"@id": "https://registry.example/x", "@type": "skos:ConceptScheme", "acme": None}
GRAPH = {
    "@context": "https://credreg.net/ctdlasn/schema/context/json",
    "@id": "https://registry.example/graph/ce-0",
    "@graph": [HEAD, MILK, TOP, SCHEME],
}
ENVELOPE = {"envelope_ctid": "ce-0", "decoded_resource": GRAPH, "node_headers": {"a": 1}}


def bundle(*values: object) -> Bundle:
    return Bundle(
        (), tuple(Document(f"{n}.json", json.dumps(v).encode()) for n, v in enumerate(values))
    )


@pytest.mark.parametrize(
    "value", [GRAPH, ENVELOPE, GRAPH["@graph"]], ids=["graph", "envelope", "list"]
)
def test_what_was_read_is_written_again(value):
    assert json.loads(b"".join(write(read(bundle(value))))) == value


def test_words_languages_codes_and_links_are_understood():
    head, milk, _, *relations = read(bundle(GRAPH))
    assert (head.name, head.version, head.language, head.publisher) == (
        "Farm",
        "2026-02-03",
        "en-us",
        "Dairy College",
    )
    assert (milk.words.label, milk.words.description, milk.code) == (
        "Milk cows",
        "Milks cows by hand.",
        "F.1",
    )
    assert milk.others["es"].description == "Ordeña."
    assert [(r.source[-1], r.link, r.target[-1]) for r in relations if isinstance(r, Relation)] == [
        ("1", Link.BROADER, "2"),
        ("1", Link.EXACT, "9"),
    ]


def test_a_framework_and_its_competencies_may_stand_in_two_documents():
    assert len([p for p in read(bundle([HEAD], [MILK, TOP])) if isinstance(p, Item)]) == 2


def test_any_framework_is_a_graph_of_competencies():
    value = json.loads(b"".join(write(example())))
    head, *rest = value["@graph"]
    assert head["@type"] == "ceasn:CompetencyFramework"
    assert all(n["ceterms:ctid"].startswith("ce-") for n in value["@graph"])
    milk = next(n for n in rest if n.get("ceasn:codedNotation") == "S1")
    assert milk["ceasn:competencyLabel"] == {"en": "Milk cows"}
    assert milk["ceasn:isChildOf"] == [rest[0]["@id"]]
    assert set(head["urn:lerway:extension"]) == {"@type", "@value"}


def test_seeds_of_the_registry():
    seeds = json.loads(
        shared("data/ctdl/db/seeds/ce_registry/competency_framework.json").read_bytes()
    )
    competencies = json.loads(shared("data/ctdl/db/seeds/ce_registry/competency.json").read_bytes())
    with pytest.raises(LerwayError) as caught:
        list(read(bundle(seeds)))
    assert caught.value.code == "ctdl_asn.many_frameworks"
    value = [seeds[0], *competencies]
    assert list(Structure().checked(read(bundle(value))))
    assert json.loads(b"".join(write(read(bundle(value))))) == value


@pytest.mark.parametrize(
    ("value", "code", "where"),
    [
        ([MILK], "ctdl_asn.no_framework", "0.json, node 1"),
        ([HEAD, {**MILK, "ceasn:competencyText": None, "ceasn:competencyLabel": None}], "frameworks.member_missing", "node 2"),
        ([HEAD, {**MILK, "@id": ""}], "frameworks.member_missing", "there is no @id"),
        ([HEAD, MILK, {**TOP, "ceasn:isChildOf": [f"{BASE}1"]}], "frameworks.cycle", "circle"),
        ([HEAD, MILK, {**MILK, "ceasn:codedNotation": "F.2"}], "frameworks.duplicate_id", "node 3"),
        ([HEAD, {**MILK, "urn:lerway:extension": {"@value": {"kind": "cow"}}}], "frameworks.extension", "'kind'"),
        ({"a": 1}, "frameworks.not_this_format", "0.json"),
    ],
)  # fmt: skip
def test_wrong_documents_are_refused_with_their_place(value, code, where):
    with pytest.raises(LerwayError) as caught:
        list(Structure().checked(read(bundle(value))))
    assert caught.value.code == code
    assert where in str(caught.value)
    assert caught.value.problem.hint


def test_it_is_recognised_by_its_words():
    assert recognises(bundle(GRAPH))
