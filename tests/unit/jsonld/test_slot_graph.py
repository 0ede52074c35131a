"""A document with slots gives the bytes of the slow way, or nothing."""

from __future__ import annotations

import copy
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lerway.kernel.errors import InvalidError
from lerway.kernel.strict_json import dumps
from lerway.standards.jsonld.rdf import escape
from lerway.standards.jsonld.slot_graph import NoSlotGraphError, SlotGraph
from lerway.standards.jsonld.slots import Marks, marked
from tests.unit.jsonld.shapes.documents import ODD, VIEW, at, badge, slow

SLOTS = [
    (("credentialSubject", "id"), "did:"),
    (("id",), "urn:"),
    (("validFrom",), ""),
    (("credentialSubject", "identifier", 0, "identityHash"), ""),
    (("credentialSubject", "identifier", 0, "salt"), ""),
    (("credentialSubject", "achievement", "alignment", 1, "targetCode"), ""),
]
TEXTS = [v for v in ODD if isinstance(v, str) and v != "\ud800"]


def graph_of(document, slots=SLOTS, hash_name="sha256"):
    marks = Marks(slots, dumps(document).decode())
    return SlotGraph(marked(document, slots, marks), marks, VIEW, hash_name)


def filled(values, slots=SLOTS, document=None):
    document = copy.deepcopy(document or badge())
    for (way, _), value in zip(slots, values, strict=True):
        at(document, way[:-1])[way[-1]] = value
    return document


GRAPH = graph_of(badge())


def values_of(document):
    return [at(document, way) for way, _ in SLOTS]


def test_ordinary_rows():
    """Among 200 learners the labels come in many orders."""
    for i in range(200):
        values = values_of(badge(i))
        assert GRAPH.canonical(values) == slow(filled(values))


@pytest.mark.parametrize("hash_name", ["sha256", "sha384"])
def test_the_digest_is_that_of_the_whole_text(hash_name):
    graph = graph_of(badge(), hash_name=hash_name)
    for i in range(20):
        values = values_of(badge(i))
        whole = slow(filled(values), hash_name=hash_name)
        assert graph.digest(values) == hashlib.new(hash_name, whole).digest()


@settings(max_examples=200, deadline=None)
@given(st.lists(st.none() | st.sampled_from(TEXTS), min_size=4, max_size=4))
def test_odd_texts(texts):
    values = values_of(badge())
    values[2:] = [old if new is None else new for old, new in zip(values[2:], texts, strict=True)]
    if values[2] == "" or not values[5]:
        return  # the compaction of an empty text is no concern of the graph
    made = GRAPH.canonical([escape(v) for v in values])
    assert made is None or made == slow(filled(values))


def test_one_iri_twice_is_for_the_slow_way():
    values = values_of(badge())
    values[0] = values[1]
    assert GRAPH.canonical(values) is None


def test_a_subject_that_is_somebody_else_in_the_document_is_for_the_slow_way():
    values = values_of(badge())
    values[0] = "https://college.example/issuers/1"
    assert GRAPH.canonical(values) is None


def test_two_things_that_become_the_same_are_for_the_slow_way():
    slots = [(("credentialSubject", "achievement", "alignment", i, m), scheme)
             for i in range(2) for m, scheme in (("targetUrl", ""), ("targetCode", ""))]  # fmt: skip
    document = badge()
    for i in range(2):
        at(document, slots[0][0][:3])[i]["targetName"] = "Skill"
    graph = graph_of(document, slots)
    same = ["https://skills.example/1", "S"] * 2
    assert graph.canonical(same) is None
    other = [*same[:3], "T"]
    assert graph.canonical(other) == slow(filled(other, slots, document))


def test_more_changing_things_than_are_compared_in_pairs():
    """Six alignments of which each has a slot: their hashes are ranked, not paired."""
    document = badge()
    one = at(document, ("credentialSubject", "achievement", "alignment"))[0]
    at(document, ("credentialSubject", "achievement"))["alignment"] = [dict(one) for _ in range(6)]
    way = ("credentialSubject", "achievement", "alignment")
    slots = [((*way, i, "targetCode"), "") for i in range(6)]
    graph = graph_of(document, slots)
    for n in range(20):
        values = [hashlib.sha256(bytes([n, i])).hexdigest() for i in range(6)]
        assert graph.canonical(values) == slow(filled(values, slots, document))
    assert graph.canonical(["a", "b", "c", "d", "e", "a"]) is None


def test_constants_may_have_what_needs_an_escape_or_looks_like_code():
    document = badge(name='quo"te \\ \n {v[0]} %s %(x)s {{')
    graph = graph_of(document, [(("id",), "urn:")])
    assert graph.canonical(["urn:uuid:9"]) == slow({**document, "id": "urn:uuid:9"})


def test_one_of_several_texts_is_no_slot():
    with pytest.raises(NoSlotGraphError, match="several"):
        graph_of(badge(), [(("credentialSubject", "achievement", "tag", 0), "")])


def test_a_type_is_no_slot():
    with pytest.raises(InvalidError, match="not defined"):
        graph_of(badge(), [(("type", 1), "")])


def test_what_is_not_there_is_no_slot():
    with pytest.raises(KeyError):
        graph_of(badge(), [(("nothing",), "")])


def test_a_document_that_cannot_be_signed_is_refused():
    with pytest.raises(InvalidError, match="undefined"):
        graph_of(badge(undefined="x"), [(("id",), "urn:")])
