"""A template gives the bytes of the slow way, or nothing."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lerway.kernel.errors import InvalidError
from lerway.standards.jsonld.shapes.template import compile_template
from tests.unit.jsonld.shapes.documents import ODD, VIEW, at, badge, slow

SLOTS = [
    ("credentialSubject", "id"),
    ("id",),
    ("validFrom",),
    ("credentialSubject", "identifier", 0, "identityHash"),
    ("credentialSubject", "creditsEarned"),
    ("credentialSubject", "achievement", "alignment", 1, "targetCode"),
]
TEMPLATE = compile_template(badge(), SLOTS, VIEW)
TEXTS = [v for v in ODD if isinstance(v, str)]


def filled(values):
    document = copy.deepcopy(badge())
    for way, value in zip(SLOTS, values, strict=True):
        at(document, way[:-1])[way[-1]] = value
    return document


def test_ordinary_rows():
    for i in range(200):
        values = tuple(at(badge(i), way) for way in SLOTS)
        assert TEMPLATE.canonical(values) == slow(filled(values))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_odd_rows(draw):
    values = list(TEMPLATE.sample)
    for i, value in enumerate(values):
        if draw.draw(st.booleans()):
            pool = [2**53, 2**53 - 1, -5, 0, 7] if isinstance(value, int) else [*TEXTS, value]
            values[i] = draw.draw(st.sampled_from(pool))
    given = TEMPLATE.canonical(tuple(values))
    if given is not None:
        assert given == slow(filled(values))


def test_a_subject_that_is_somebody_else_in_the_document_is_for_the_slow_way():
    values = list(TEMPLATE.sample)
    values[0] = "https://college.example/issuers/1"
    assert TEMPLATE.canonical(tuple(values)) is None


def test_constants_may_have_what_needs_an_escape():
    document = badge(name='quo"te \\ \n')
    template = compile_template(document, [("id",)], VIEW)
    assert template.canonical(("urn:uuid:9",)) == slow({**document, "id": "urn:uuid:9"})


def test_slots_that_change_the_order_of_equal_predicates():
    slots = [("credentialSubject", "achievement", "tag", i) for i in range(3)]
    template = compile_template(badge(), slots, VIEW)
    document = badge()
    for tags in (["z", "a", "m"], ["a", "a", "b"], ["b", "c", "d"]):
        document["credentialSubject"]["achievement"]["tag"] = tags
        assert template.canonical(tags) == slow(document)


@pytest.mark.parametrize("slot", [("type", 1), ("nothing",), ("issuer",)])
def test_what_can_be_no_slot(slot):
    assert compile_template(badge(), [slot], VIEW) is None


def test_a_document_that_cannot_be_signed_is_refused():
    with pytest.raises(InvalidError, match="undefined"):
        compile_template(badge(undefined="x"), [("id",)], VIEW)
