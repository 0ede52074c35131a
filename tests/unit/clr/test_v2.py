from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lerway.standards.clr import v2
from tests.shared_files import shared

MEMBER = {
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "credentialSubject": {"achievement": {"id": "urn:x:weld"}},
}
RECORD = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "ClrCredential"],
    "name": "Transcript",
    "issuer": {"id": "did:web:college.example", "type": "Profile"},
    "validFrom": "2026-01-01T00:00:00Z",
    "credentialSubject": {
        "id": "did:example:ada",
        "type": "ClrSubject",
        "verifiableCredential": [MEMBER],
        "achievement": [
            {
                "id": "urn:x:trades",
                "type": "Achievement",
                "name": "Trades",
                "description": "Trades",
                "criteria": {"id": "https://college.example/trades"},
            }
        ],
        "association": [
            {
                "type": "Association",
                "associationType": "isParentOf",
                "sourceId": "urn:x:trades",
                "targetId": "urn:x:weld",
            }
        ],
    },
}
ABSENT = object()


def found(document=RECORD, in_subject=None, **changes):
    document = {**copy.deepcopy(document), **changes}
    if in_subject is not None:
        document["credentialSubject"].update(in_subject)
    document = {k: v for k, v in document.items() if v is not ABSENT}
    return [(p.code, p.pointer) for p in v2.structure_clr(document)]


def test_a_good_record_has_no_problem():
    assert found() == []
    assert found(type=["VerifiableCredential"], name=ABSENT) == []
    assert v2.unknown_associations(RECORD) == []
    assert v2.members(RECORD) == [("/credentialSubject/verifiableCredential/0", MEMBER)]


def test_the_contexts_stand_in_order():
    base, clr, ob = RECORD["@context"]
    assert found(**{"@context": [base, ob, clr]}) == [
        ("clr.context_order", "/@context/1"),
        ("clr.context_order", "/@context/2"),
    ]
    assert found(**{"@context": [base, clr]}) == [("clr.context_order", "/@context/2")]


@pytest.mark.parametrize("name", ["id", "name", "validFrom"])
def test_a_record_has_what_it_needs(name):
    assert found(**{name: ABSENT}) == [("clr.member_missing", f"/{name}")]


S = "/credentialSubject"


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"type": "Person"}, "clr.subject_type", f"{S}/type"),
        ({"id": ""}, "ob.subject_without_recipient", S),
        ({"verifiableCredential": []}, "clr.member_missing", f"{S}/verifiableCredential"),
        ({"verifiableCredential": "a.b.c"}, "clr.member_is_string", f"{S}/verifiableCredential"),
        ({"verifiableCredential": [5]}, "clr.member_malformed", f"{S}/verifiableCredential/0"),
        ({"achievement": {}}, "ob.member_type", f"{S}/achievement/type"),
        ({"association": [{}]}, "clr.association_malformed", f"{S}/association/0/type"),
        ({"association": [{}]}, "clr.member_missing", f"{S}/association/0/sourceId"),
        (
            {"association": [{"type": "Association", "associationType": {}}]},
            "clr.association_type",
            f"{S}/association/0/associationType",
        ),
    ],
)
def test_each_rule_of_the_subject_names_the_member(changes, code, pointer):
    assert (code, pointer) in found(in_subject=changes)


def test_a_record_has_one_subject_and_a_profile_as_issuer():
    assert found(credentialSubject=[RECORD["credentialSubject"]]) == [("clr.subject_list", S)]
    assert found(issuer={"id": "did:web:x.example"}) == [("ob.member_type", "/issuer/type")]


def test_ends_of_associations_that_are_elsewhere_are_told():
    record = copy.deepcopy(RECORD)
    record["credentialSubject"]["association"][0]["targetId"] = "urn:x:other"
    assert v2.structure_clr(record) == []
    assert [(p.code, p.pointer) for p in v2.unknown_associations(record)] == [
        ("clr.association_end_unknown", f"{S}/association/0/targetId")
    ]


VALUES = st.recursive(
    st.none() | st.integers() | st.text(),
    lambda x: st.lists(x, max_size=3) | st.dictionaries(st.sampled_from(["id", "type"]), x),
)


@given(st.sampled_from([*RECORD["credentialSubject"], "identifier"]), VALUES)
def test_anything_in_any_member_is_told_not_raised(name, value):
    document = copy.deepcopy(RECORD)
    document["credentialSubject"][name] = value
    v2.structure_clr(document)
    v2.members(document)
    v2.unknown_associations(document)


EXPECTED = {  # a context of 1EdTech's drafts, never published under its final address
    "simple-noproof.json": [("clr.context_order", "/@context/1")],
    "simple_old_safesigned.json": [("clr.context_order", "/@context/1")],
}


def test_samples_of_the_1edtech_validator():
    paths = sorted(shared("standards", "examples", "1edtech-validator", "clr20").glob("*.json"))
    for path in paths:
        document = json.loads(path.read_text())
        assert v2.is_clr(document)
        assert found(document) == EXPECTED.get(path.name, []), path.name
        assert v2.members(document), path.name


def test_example_of_the_implementation_guide():
    folder = shared("standards", "examples", "ob3-spec", "impl-ldp-clr")
    signed = json.loads((folder / "007-Signed-credential.json").read_text())
    assert found(signed) == []
    assert len(v2.members(signed)) == 1
