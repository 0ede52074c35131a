"""A learner record put together from its members is what the whole algorithm makes of it."""

from __future__ import annotations

import copy
import os
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lerway.kernel.limits import DEFAULT_LIMITS, Limits
from lerway.standards.jsonld.gathering.gathered import Gathered
from lerway.standards.jsonld.gathering.parts import compile_envelope, compile_member, members_of
from lerway.standards.jsonld.shapes.cache import Shapes
from tests.unit.jsonld.shapes.documents import VIEW, badge, said, slow, spoiled
from tests.unit.jsonld.shapes.test_no_code import EVIL, OURS, WORDS

MANY = 5_000 if os.environ.get("LERWAY_TORTURE") else 80
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"


def member(i: int = 0, **changed: object) -> dict:
    """A badge with a proof, whose statements stand in a graph of their own."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-01-02T00:00:00Z",
        "verificationMethod": "https://college.example/issuers/1#key",
        "proofPurpose": "assertionMethod",
        "proofValue": f"z{i}abc",
    }
    return {**badge(i), "proof": proof, **changed}


def record(members: list, i: int = 0, **changed: object) -> dict:
    """A learner record around `members`."""
    contexts = badge()["@context"]
    return {
        "@context": [contexts[0], CLR, contexts[1]],
        "id": f"https://college.example/records/{i}",
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": f"Record {i}",
        "issuer": {
            "id": "https://college.example/issuers/1",
            "type": ["Profile"],
            "name": "College",
            "image": {"id": "https://college.example/logo", "type": "Image"},
            "address": {"type": ["Address"], "addressLocality": "Town"},
        },
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": f"did:example:{i}",
            "type": ["ClrSubject"],
            "verifiableCredential": members,
        },
        **changed,
    }


def renamed(document: dict, text: str) -> dict:
    """A member with `text` in its texts."""
    document["credentialSubject"]["achievement"]["description"] = text
    return {**document, "name": text, "description": text}


def knowing(*documents: dict) -> Shapes:
    shapes = Shapes()
    for document in documents:
        for _ in range(3):
            shapes.canonical_document(document, VIEW)
    return shapes


def taken(shapes: Shapes, document: dict, limits: Limits = DEFAULT_LIMITS) -> bool:
    """Whether the parts of a document are known; what they give must be right."""
    nquads = None
    if Gathered.takes(document):
        nquads = shapes._gathered.canonical(document, VIEW, "sha256", limits)
    assert nquads in (None, slow(document))
    return nquads is not None


def three() -> list:
    """Members of which two say the same of a thing without a name."""
    alike = member(1)
    other = member(2)
    other["credentialSubject"]["identifier"] = copy.deepcopy(
        alike["credentialSubject"]["identifier"]
    )
    return [alike, other, member(3)]


KNOWN = knowing(record([member(0), member(1)]))


@pytest.mark.parametrize("count", [1, 2, 3, 7, 20])
def test_any_number_of_members(count):
    assert taken(KNOWN, record([member(i) for i in range(count)], count))


def test_equal_members_and_members_that_say_the_same():
    assert taken(KNOWN, record(three()))
    twins = [member(1), {**member(1), "id": "urn:x:twin"}]
    for members in ([member(1), member(1)], [*three(), *three()], twins):
        document = record(members)
        assert not taken(KNOWN, document)  # their proofs are the same
        assert said(lambda d=document: KNOWN.canonical_document(d, VIEW)) == slow(document)


def test_equal_blank_nodes_that_refer_to_others_are_left_to_the_whole_algorithm():
    """Two proofs with one value in graphs of their own: step 5 has to look further."""
    one, two = member(1), member(2)
    two["proof"] = copy.deepcopy(one["proof"])
    assert not taken(KNOWN, record([one, two]))


def test_the_budget_for_equal_nodes_is_that_of_the_whole_algorithm():
    document = record([member(i) for i in range(4)])  # three alignments that all of them have
    for count in (0, 11, 12, 50):
        limits = Limits(n_degree_calls=count)
        shapes = knowing(record([member(0), member(1)]))
        expected = said(lambda lim=limits: Shapes().canonical_document(document, VIEW, limits=lim))
        given_ = said(lambda lim=limits, s=shapes: s.canonical_document(document, VIEW, limits=lim))
        assert given_ == expected
    for limits in (Limits(quads=100), Limits(blank_nodes=5)):
        expected = said(lambda lim=limits: Shapes().canonical_document(document, VIEW, limits=lim))
        given_ = said(lambda lim=limits: KNOWN.canonical_document(document, VIEW, limits=lim))
        assert given_ == expected


def test_members_of_other_shapes_are_learned_beside():
    shapes = knowing(record([member(0), member(1)]))
    other = [member(4, name="n", image={"id": "https://a.example/i", "type": "Image"})]
    other[0].pop("validFrom")
    for _ in range(3):
        assert said(lambda: shapes.canonical_document(record(other), VIEW)) == slow(record(other))
    assert taken(shapes, record([member(9), *other, member(8)]))


def test_a_member_that_has_the_id_of_the_record():
    document = record([member(1)])
    document["credentialSubject"]["verifiableCredential"][0]["id"] = document["id"]
    assert not taken(KNOWN, document)
    assert said(lambda: KNOWN.canonical_document(document, VIEW)) == slow(document)


def test_names_of_blank_nodes_are_not_of_one_part():
    named = [member(i) for i in range(2)]
    for one in named:
        one["credentialSubject"]["identifier"][0]["id"] = "_:x"
    shapes = knowing(record(named))
    assert said(lambda: shapes.canonical_document(record(named), VIEW)) == slow(record(named))
    assert not taken(shapes, record(named))


@settings(max_examples=MANY, deadline=None)
@given(st.data())
def test_spoiled_records(draw):
    members = draw.draw(st.lists(st.integers(0, 3), min_size=1, max_size=4))
    document = draw.draw(spoiled(record([member(i) for i in members])))
    expected = slow(document)
    for shapes in (KNOWN, SPOILED):
        for _ in range(3):
            assert said(lambda s=shapes: s.canonical_document(document, VIEW)) == expected


SPOILED = Shapes()


@pytest.mark.parametrize("text", EVIL)
def test_texts_never_become_code(text):
    """Not in a member, nor around it; and what looks like code is a text."""

    def parts(text):
        document = record([renamed(member(1), text)], name=text)
        around, _ = compile_envelope(document, VIEW, "sha256")
        return around.source, compile_member(
            members_of(document)[0], document, VIEW, "sha256"
        ).source

    assert parts(text) == parts("harmless")
    words = {w for source in parts(text) for w in WORDS.findall(source)}
    assert {w for w in words if not re.fullmatch(r"[Cvbhos]\d+", w)} <= {*OURS, "b"}
    shapes = Shapes()
    for i in range(4):
        document = record([renamed(member(i), text), member(i)], i, name=text)
        assert shapes.canonical_document(document, VIEW) == slow(document)


def test_sha_384():
    shapes = Shapes()
    for i in range(4):
        document = record([member(i), member(i + 1)], i)
        given_ = shapes.canonical_document(document, VIEW, hash_name="sha384")
        assert given_ == slow(document, hash_name="sha384")


def test_a_stream_of_shapes_is_bounded():
    shapes = Shapes(most=4, most_bytes=2_000_000)
    for i in range(40):
        document = record([member(1) | {"name": "n", f"https://a.example/{i}": "x"}], i)
        document["credentialSubject"]["verifiableCredential"].append(member(i))
        for _ in range(2):
            said(lambda d=document: shapes.canonical_document(d, VIEW))
    assert len(shapes) <= 12
    assert shapes.held <= 5_000_000
