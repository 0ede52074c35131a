"""Each thing that a graph signature would not cover has a code and a place."""

from __future__ import annotations

import pytest

from lerway import data
from lerway.kernel.errors import InvalidError, UnreadableError
from lerway.standards.jsonld.contexts import ContextRevision, ContextSet
from lerway.standards.jsonld.expansion import findings, to_nquads

V1 = "https://www.w3.org/2018/credentials/v1"
V2 = "https://www.w3.org/ns/credentials/v2"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"

SHARED = {
    "@context": {
        "@protected": True,
        "id": "@id",
        "type": "@type",
        "name": "urn:t:name",
        "knows": {"@id": "urn:t:knows", "@type": "@id"},
        "kind": {"@id": "urn:t:kind", "@type": "@vocab"},
        "nothing": None,
        "list": {"@id": "urn:t:list", "@container": "@list", "@type": "@id"},
        "by_id": {"@id": "urn:t:by_id", "@container": "@id"},
        "by_index": {"@id": "urn:t:by_index", "@container": "@index"},
        "by_type": {"@id": "urn:t:by_type", "@container": "@type"},
        "by_language": {"@id": "urn:t:by_language", "@container": "@language"},
        "graph": {"@id": "urn:t:graph", "@container": "@graph", "@type": "@id"},
        "data": {"@id": "urn:t:data", "@type": "@json"},
        "group": "@nest",
        "blank": "_:blank",
        "Person": {"@id": "urn:t:Person", "@context": {"born": "urn:t:born"}},
        "address": {"@id": "urn:t:address", "@context": {"city": "urn:t:city"}},
    }
}
URL = "https://example.org/c"
VIEW = ContextSet({URL: [ContextRevision(URL, "", SHARED)]}).view()


def found(members: dict, context: object = URL) -> list[tuple[str, str]]:
    return [(f.code, f.pointer) for f in findings({"@context": context, **members}, VIEW)]


UNDEFINED = "jsonld.undefined_term"
RELATIVE = "jsonld.relative_iri"
TYPE = "jsonld.undefined_type"
DROPPED = "jsonld.dropped_value"
INVALID = "jsonld.invalid"
PROTECTED = "jsonld.protected_term_redefined"

CASES = {
    # undefined terms, wherever they stand
    "at the top": ({"nmae": "x"}, UNDEFINED, "/nmae"),
    "with slashes": ({"name": "x", "a/b~c": 1}, UNDEFINED, "/a~1b~0c"),
    "even if null": ({"name": "x", "nmae": None}, UNDEFINED, "/nmae"),
    "nested": ({"knows": {"name": "x", "nmae": 1}}, UNDEFINED, "/knows/nmae"),
    "in an array": ({"knows": [{"name": "a"}, {"nmae": 1}]}, UNDEFINED, "/knows/1/nmae"),
    "in a list": ({"list": [{"name": "a", "nmae": 1}]}, UNDEFINED, "/list/0/nmae"),
    "in a graph": ({"graph": {"name": "a", "nmae": 1}}, UNDEFINED, "/graph/nmae"),
    "in a map by id": ({"by_id": {"urn:x": {"name": 1, "n": 1}}}, UNDEFINED, "/by_id/urn:x/n"),
    "in @nest": ({"group": {"name": "x", "nmae": 1}}, UNDEFINED, "/group/nmae"),
    "in nested @nest": ({"group": [{"group": {"n": 1}}], "name": 1}, UNDEFINED, "/group/0/group/n"),
    "in @included": ({"name": 1, "@included": [{"name": 1, "n": 1}]}, UNDEFINED, "/@included/0/n"),
    "in @graph": ({"@graph": [{"name": "x", "nmae": 1}]}, UNDEFINED, "/@graph/0/nmae"),
    "in @set": ({"knows": {"@set": [{"name": 1, "n": 1}]}}, UNDEFINED, "/knows/@set/0/n"),
    "in @reverse": ({"name": 1, "@reverse": {"n": {"name": 1}}}, UNDEFINED, "/@reverse/n"),
    "mapped to null": ({"name": "x", "nothing": 1}, UNDEFINED, "/nothing"),
    "a blank node": ({"name": "x", "blank": 1}, UNDEFINED, "/blank"),
    "like a keyword": ({"name": "x", "@foo": 1}, UNDEFINED, "/@foo"),
    "a keyword without place": ({"name": "x", "@vocab": "urn:"}, UNDEFINED, "/@vocab"),
    "out of its type": ({"born": 1, "name": "x"}, UNDEFINED, "/born"),
    "its type not nested": (
        {"type": "Person", "born": 1, "knows": {"born": 1, "name": "x"}},
        UNDEFINED,
        "/knows/born",
    ),
    "out of its property": ({"address": {"city": "x"}, "city": 1}, UNDEFINED, "/city"),
    # types
    "a type": ({"type": "Persn", "name": "x"}, TYPE, "/type"),
    "a type of several": ({"type": ["Person", "Persn"]}, TYPE, "/type/1"),
    "a nested type": ({"knows": {"type": "Persn"}}, TYPE, "/knows/type"),
    "a type of a value": ({"name": {"@value": "x", "@type": "txt"}}, TYPE, "/name/@type"),
    "a type of a map": ({"by_type": {"Persn": {"name": "x"}}}, TYPE, "/by_type/Persn"),
    # relative IRIs
    "an id": ({"id": "x", "name": "x"}, RELATIVE, "/id"),
    "an empty id": ({"id": "", "name": "x"}, RELATIVE, "/id"),
    "an id with only a fragment": ({"id": "#x", "name": "x"}, RELATIVE, "/id"),
    "an id that is a keyword": ({"id": "@id", "name": "x"}, RELATIVE, "/id"),
    "an id like a keyword": ({"id": "@foo", "name": "x"}, RELATIVE, "/id"),
    "an @id value": ({"knows": "x"}, RELATIVE, "/knows"),
    "an @id value of several": ({"knows": ["urn:x", "../x"]}, RELATIVE, "/knows/1"),
    "an @vocab value": ({"kind": "unknown"}, RELATIVE, "/kind"),
    "an @id in a list": ({"list": ["urn:a", "b"]}, RELATIVE, "/list/1"),
    "an id of a map": ({"by_id": {"x": {"name": "x"}}}, RELATIVE, "/by_id/x"),
    "without a scheme": ({"knows": "//example.org/x"}, RELATIVE, "/knows"),
    # characters
    "a space": ({"knows": "urn:a b"}, "jsonld.invalid_iri", "/knows"),
    "an angle bracket": ({"knows": "urn:a> <urn:b"}, "jsonld.invalid_iri", "/knows"),
    "two fragments": ({"id": "urn:a#b#c", "name": "x"}, "jsonld.invalid_iri", "/id"),
    "a line feed in a term": ({"urn:a\nb": "x"}, "jsonld.invalid_iri", "/urn:a\nb"),
    # what RDF would not hold
    "a free value": ({"@graph": ["x", {"name": "x"}]}, DROPPED, "/@graph/0"),
    "a free list": ({"@graph": {"@list": ["x"]}}, DROPPED, "/@graph/@list"),
    "a free value object": ({"@graph": {"@value": "x"}}, DROPPED, "/@graph"),
    "only an id": ({"id": "urn:x"}, DROPPED, ""),
    "only an id in a graph": ({"graph": "urn:x"}, DROPPED, "/graph"),
    "a value in a graph": ({"graph": {"@value": 1}}, DROPPED, "/graph"),
    "an index": ({"name": {"@value": "x", "@index": "A+"}}, DROPPED, "/name/@index"),
    "an index of a map": ({"by_index": {"A+": "x"}}, DROPPED, "/by_index/A+"),
    "only a language": ({"name": {"@language": "en"}, "kind": "urn:x"}, DROPPED, "/name"),
    "a language of a thing": ({"name": "x", "@language": "en"}, DROPPED, ""),
    # texts, languages and numbers
    "a language tag": (
        {"name": {"@value": "x", "@language": "a b"}},
        "jsonld.language_tag",
        "/name/@language",
    ),
    "a language of a map": (
        {"by_language": {"not a tag": "x"}},
        "jsonld.language_tag",
        "/by_language/not a tag",
    ),
    "a large integer": ({"name": 2**53 + 1}, "jsonld.unsafe_number", "/name"),
    "a huge integer": ({"name": 10**400}, "jsonld.unsafe_number", "/name"),
    "a number in JSON": ({"data": {"n": 2**53 + 1}}, "jsonld.json_literal", "/data"),
    # broken rules
    "id is no string": ({"id": 1, "name": "x"}, INVALID, "/id"),
    "two ids": ({"id": "urn:a", "@id": "urn:b", "name": "x"}, INVALID, "/@id"),
    "type is no string": ({"type": 1, "name": "x"}, INVALID, "/type"),
    "value is an object": ({"name": {"@value": {}}}, INVALID, "/name/@value"),
    "value and more": ({"name": {"@value": "x", "name": "y"}}, INVALID, "/name"),
    "value with type and language": (
        {"name": {"@value": "x", "@type": "urn:t", "@language": "en"}},
        INVALID,
        "/name",
    ),
    "value with two types": (
        {"name": {"@value": "x", "@type": ["urn:a", "urn:b"]}},
        INVALID,
        "/name",
    ),
    "value with a blank type": ({"name": {"@value": "x", "@type": "_:t"}}, INVALID, "/name/@type"),
    "number with a language": ({"name": {"@value": 1, "@language": "en"}}, INVALID, "/name"),
    "language is no string": (
        {"name": {"@value": "x", "@language": 1}},
        INVALID,
        "/name/@language",
    ),
    "direction is neither": (
        {"name": {"@value": "x", "@direction": "up"}},
        INVALID,
        "/name/@direction",
    ),
    "index is no string": ({"name": {"@value": "x", "@index": 1}}, INVALID, "/name/@index"),
    "list and more": ({"name": {"@list": [], "name": "x"}}, INVALID, "/name"),
    "set and more": ({"name": {"@set": [], "name": "x"}}, INVALID, "/name"),
    "nest is no object": ({"group": "x", "name": "x"}, INVALID, "/group"),
    "nest with a value": ({"group": {"@value": "x"}, "name": "x"}, INVALID, "/group"),
    "nest with a context": ({"group": {"@context": {}, "name": "x"}}, INVALID, "/group"),
    "language map of numbers": ({"by_language": {"en": 1}}, INVALID, "/by_language/en"),
    "id map of values": ({"by_id": {"urn:x": {"@value": 1}}}, INVALID, "/by_id/urn:x"),
    "reverse is no object": ({"name": "x", "@reverse": 1}, INVALID, "/@reverse"),
    "reverse of a value": ({"name": 1, "@reverse": {"name": "x"}}, INVALID, "/@reverse"),
    "keyword in reverse": (
        {"name": 1, "@reverse": {"id": "urn:x"}},
        INVALID,
        "/@reverse/id",
    ),
    "half a surrogate": ({"name": "\ud800"}, INVALID, "/name"),
}


@pytest.mark.parametrize(("members", "code", "pointer"), CASES.values(), ids=CASES)
def test_a_finding_has_its_code_and_place(members, code, pointer):
    assert (code, pointer) in found(members)


@pytest.mark.parametrize(("members", "code", "pointer"), CASES.values(), ids=CASES)
def test_a_document_with_a_finding_has_no_quads(members, code, pointer):
    with pytest.raises(InvalidError) as e:
        to_nquads({"@context": URL, **members}, VIEW)
    assert e.value.code == found(members)[0][0]
    assert e.value.problem.hint


def test_a_direction_is_told_and_stops_nothing():
    """VC Data Model 2.0, section 11.1, allows one; RDF has no place for it."""
    members = {"name": {"@value": "x", "@language": "ar", "@direction": "rtl"}}
    assert found(members) == [("jsonld.unsigned_direction", "/name/@direction")]
    (quad,) = to_nquads({"@context": URL, **members}, VIEW)
    assert quad.object == '"x"@ar'


FINE = {
    "a plain one": {"id": "urn:x", "type": "Person", "name": "x", "born": 1},
    "a null": {"name": "x", "knows": None, "type": []},
    "a blank node": {"id": "_:b0", "name": "x", "knows": "_:b1", "type": "_:T"},
    "anything in JSON": {"data": {"undefined": [{"@id": "relative", "@index": 1}], "@foo": None}},
    "JSON null": {"data": None},
    "absolute IRIs as terms": {"urn:t:name": "x", "https://example.org/p": {"@id": "urn:y"}},
    "languages": {"by_language": {"en": "x", "es-419": ["y", None], "@none": "z"}},
    "a map by type": {"by_type": {"Person": [{"born": 1}], "@none": {"name": "x"}}},
    "a map by id": {"by_id": {"urn:a": {"name": "x"}, "@none": {"name": "x"}}},
    "an empty list": {"list": [], "name": {"@list": []}},
    "a graph": {"graph": [{"id": "urn:a", "name": "x"}]},
    "nested nothing": {"group": [], "name": "x"},
    "a type-scoped reference": {"type": "Person", "knows": {"id": "urn:a"}},
}


@pytest.mark.parametrize("members", FINE.values(), ids=FINE)
def test_what_is_covered_is_no_finding(members):
    assert found(members) == []
    assert to_nquads({"@context": URL, **members}, VIEW)


CONTEXTS = {
    "a protected term": ([URL, {"name": "urn:evil"}], PROTECTED, "/@context/1/name"),
    "a protected alias": ([URL, {"id": "urn:evil"}], PROTECTED, "/@context/1/id"),
    "a protected term to null": ([URL, {"name": None}], PROTECTED, "/@context/1/name"),
    "by another type": (
        [URL, {"name": {"@id": "urn:t:name", "@type": "@id"}}],
        PROTECTED,
        "/@context/1/name",
    ),
    "by its scoped context": (
        [URL, {"address": {"@id": "urn:t:address", "@context": {"city": "urn:evil"}}}],
        PROTECTED,
        "/@context/1/address",
    ),
    "by a reverse property": (
        [URL, {"name": {"@reverse": "urn:evil"}}],
        PROTECTED,
        "/@context/1/name",
    ),
    "by an emptied context": ([URL, None], PROTECTED, "/@context/1"),
    "no context": (1, INVALID, "/@context"),
    "no context of several": ([URL, 1], INVALID, "/@context/1"),
    "a keyword": ({"@id": "urn:x"}, INVALID, "/@context"),
    "a context alias": ({"c": "@context"}, INVALID, "/@context"),
    "a term without meaning": ({"x": {}}, INVALID, "/@context"),
    "an empty term": ({"": "urn:x"}, INVALID, "/@context"),
    "a term by itself": ({"x": "x:y"}, INVALID, "/@context"),
    "an unknown entry": ({"x": {"@id": "urn:x", "@foo": 1}}, INVALID, "/@context"),
    "a relative meaning": ({"x": {"@id": "foo"}}, INVALID, "/@context"),
    "a relative @vocab": ({"@vocab": "foo"}, INVALID, "/@context"),
    "a relative @base": ({"@base": "foo"}, INVALID, "/@context"),
    "another version": ({"@version": 1.0}, INVALID, "/@context"),
    "a wrong container": ({"x": {"@id": "urn:x", "@container": "@foo"}}, INVALID, "/@context"),
    "a list of sets": (
        {"x": {"@id": "urn:x", "@container": ["@list", "@set"]}},
        INVALID,
        "/@context",
    ),
    "a wrong type": ({"x": {"@id": "urn:x", "@type": "foo"}}, INVALID, "/@context"),
    "a wrong protection": ({"x": {"@id": "urn:x", "@protected": 1}}, INVALID, "/@context"),
    "a wrong propagation": ({"@propagate": 1}, INVALID, "/@context"),
    "a wrong import": ({"@import": 1}, INVALID, "/@context"),
    "a wrong prefix": ({"x": {"@id": "urn:x:", "@prefix": 1}}, INVALID, "/@context"),
    "a wrong nest": ({"x": {"@id": "urn:x", "@nest": "@id"}}, INVALID, "/@context"),
    "a wrong index": ({"x": {"@id": "urn:x", "@index": "urn:y"}}, INVALID, "/@context"),
    "a wrong language": ({"x": {"@id": "urn:x", "@language": 1}}, INVALID, "/@context"),
    "a wrong default language": ({"@language": 1}, INVALID, "/@context"),
    "a wrong direction": ({"@direction": "up"}, INVALID, "/@context"),
}


@pytest.mark.parametrize(("context", "code", "pointer"), CONTEXTS.values(), ids=CONTEXTS)
def test_a_faulty_context_has_its_code_and_place(context, code, pointer):
    assert (code, pointer) in found({"urn:p": "x"}, context)


def test_a_protected_term_may_be_given_the_same_meaning_again():
    assert found({"name": "x"}, [URL, {"name": "urn:t:name"}]) == []
    assert found({"name": "x"}, [URL, URL]) == []


def test_a_property_scoped_context_may_override_protected_terms():
    scoped = {"p": {"@id": "urn:p", "@context": {"name": "urn:other"}}}
    assert found({"p": {"name": "x"}, "name": "y"}, [URL, scoped]) == []


def test_a_type_scoped_context_may_not():
    scoped = {"T": {"@id": "urn:T", "@context": {"name": "urn:other"}}}
    assert found({"type": "T", "name": "x"}, [URL, scoped]) == [(PROTECTED, "/type")]


def test_an_embedded_context_deep_inside_may_not_redefine_protected_terms():
    members = {"knows": {"@context": {"name": "urn:evil"}, "name": "x"}}
    assert found(members) == [(PROTECTED, "/knows/@context/name")]


def test_a_conflict_between_two_known_contexts_is_told_of_the_one_that_comes_second():
    document = {"@context": [V2, V1], "type": "VerifiableCredential"}
    (first, *_) = findings(document, data.contexts().view())
    assert (first.code, first.pointer) == (PROTECTED, "/@context/1")


def test_with_a_vocabulary_every_term_and_type_is_defined():
    assert found({"anything": 1, "@type": "Anything"}, {"@vocab": "urn:v:"}) == []


def test_an_alias_of_index_is_no_place_to_write_into_a_signed_record():
    aliased = {"gpa": "@index"}
    assert found({"name": {"@value": "x", "gpa": "4.0"}}, [URL, aliased]) == [
        (DROPPED, "/name/gpa")
    ]


def test_all_findings_are_told_not_only_the_first():
    members = {"a": 1, "id": "x", "knows": [{"b": 1}, "y"], "type": ["T"], "name": {"@value": []}}
    assert set(found(members)) == {
        (UNDEFINED, "/a"),
        (RELATIVE, "/id"),
        (UNDEFINED, "/knows/0/b"),
        (RELATIVE, "/knows/1"),
        (TYPE, "/type/0"),
        (INVALID, "/name/@value"),
    }


def test_an_undefined_term_in_a_real_badge():
    badge = {
        "@context": [V2, OB],
        "id": "urn:uuid:1",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": "did:example:i", "type": "Profile", "motto": "learn"},
        "credentialSubject": {"type": "AchievementSubject", "endorsementJwt": ["a.b.c"]},
    }
    contexts = data.contexts()
    assert [(f.code, f.pointer) for f in findings(badge, contexts.view())] == [
        (UNDEFINED, "/issuer/motto"),
        (UNDEFINED, "/credentialSubject/endorsementJwt"),
    ]
    later = contexts.view({OB: "2026-06"})
    assert [(f.code, f.pointer) for f in findings(badge, later)] == [(UNDEFINED, "/issuer/motto")]


def test_nesting_is_bounded():
    document: dict = {"name": "x"}
    for _ in range(200):
        document = {"knows": document}
    with pytest.raises(UnreadableError) as e:
        findings({"@context": URL, **document}, VIEW)
    assert e.value.code == "json.too_deep"


def test_extending_a_large_context_again_and_again_is_bounded():
    large = {f"t{i}": f"urn:t:{i}" for i in range(3000)}
    document = {"@context": large, "@graph": [{"@context": {}, "t1": 1}] * 3000}
    with pytest.raises(UnreadableError) as e:
        findings(document, VIEW)
    assert e.value.code == "jsonld.work_exceeded"


def test_terms_that_are_defined_by_terms_without_end_are_refused():
    chain = {f"t{i}": f"t{i + 1}:x" for i in range(2000)}
    assert found({"urn:p": 1}, chain) == [(INVALID, "/@context")]


def test_contexts_that_include_each_other_are_refused():
    a, b = "https://example.org/a", "https://example.org/b"
    contexts = ContextSet({}).with_documents({a: {"@context": b}, b: {"@context": [a]}})
    (finding,) = findings({"@context": a, "urn:p": 1}, contexts.view())
    assert (finding.code, finding.pointer) == (INVALID, "/@context")


def test_naming_known_contexts_again_and_again_is_bounded():
    document = {"@context": [V2, OB] * 20_000, "id": "urn:x", "name": "x"}
    with pytest.raises(UnreadableError) as e:
        findings(document, data.contexts().view())
    assert e.value.code == "jsonld.work_exceeded"


def test_what_a_record_defines_for_itself_is_not_remembered():
    from lerway.standards.jsonld.processing.context_processing import REMEMBERED, processor

    remembered = processor(VIEW)._remembered
    own = {"T": {"@id": "urn:T", "@context": {"p": {"@id": "urn:p", "@context": {}}}}}
    document = {"@type": "T", "p": {"urn:q": 1}}
    assert found(document, [URL, own]) == []
    before = len(remembered)
    for i in range(REMEMBERED + 10):
        assert found(document, [URL, own | {f"t{i}": "urn:t"}]) == []
    assert len(remembered) == before
    assert all(not key[0].own for key in remembered)


def test_what_known_contexts_give_is_remembered_within_bounds():
    from lerway.standards.jsonld.processing.context_processing import REMEMBERED, processor

    view = ContextSet({}).with_documents({URL: {"@context": {}}}).view()
    findings({"@context": [URL] * (REMEMBERED + 10), "urn:p": 1}, view)
    assert len(processor(view)._remembered) == REMEMBERED
