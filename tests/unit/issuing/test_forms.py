"""An issuer that knows the form of a record signs, and refuses, what it would without."""

from __future__ import annotations

import copy
import hashlib
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lerway
from lerway import bootstrap
from lerway.domain.issuing.forms import Forms
from lerway.kernel.errors import LerwayError
from lerway.standards.jsonld.rdfc import canonical_document
from tests.unit.jsonld.shapes.documents import spoiled
from tests.unit.jsonld.shapes.test_no_code import EVIL

NOW = datetime(2026, 6, 12, 9, tzinfo=UTC)
VIEW = bootstrap.catalog().contexts.view()
LIST = "https://college.example/status/1"


def issuer(curve=lerway.KeyType.ED25519):
    size = 48 if curve is lerway.KeyType.P384 else 32
    key = lerway.PrivateKey(curve, bytes(range(1, size + 1)))
    return lerway.Issuer(key=key, name="Example College", clock=lambda: NOW)


def learner(who, i):
    """Return a learner's unsigned badge; all of them are of one form."""
    return who.badge(
        {
            "name": "Welding",
            "description": "Twelve weeks.",
            "criteria": {"narrative": "Six seams."},
            "alignment": [
                {"targetName": "One", "targetUrl": "https://skills.example/1"},
                {"targetName": "Two", "targetUrl": "https://skills.example/2"},
            ],
        },
        email=f"learner{i}@students.example",
        narrative=f"Seam {i}",
        valid_until=datetime(2030 + i % 9, 6, 12, tzinfo=UTC),
        status={
            "id": f"{LIST}#{i}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(i),
            "statusListCredential": LIST,
        },
    )


def outcome(who, document):
    """Return the signed bytes, or everything that the refusal says."""
    try:
        return who.issue(document)
    except LerwayError as e:
        return e.code, str(e), e.problem.hint, e.problem.pointer


KNOWING = issuer()
for _i in range(3):
    KNOWING.issue(learner(KNOWING, _i))


def forms_of(catalog, documents):
    forms = Forms(catalog)
    for document in documents:
        nquads = canonical_document(document, VIEW, plain=True)
        forms.saw(document, "sha256", hashlib.sha256(nquads).digest())
    return forms


def test_the_third_of_a_form_is_known():
    documents = [learner(KNOWING, i) for i in range(3)]
    forms = forms_of(bootstrap.catalog(), documents[:2])
    known = forms.canonical(documents[2], "sha256")
    assert known.nquads == canonical_document(documents[2], VIEW, plain=True)
    assert forms.canonical(documents[2], "sha384") is None


def test_nothing_is_learned_of_a_record_of_which_another_hash_was_signed():
    forms = Forms(bootstrap.catalog())
    for i in range(3):
        forms.saw(learner(KNOWING, i), "sha256", bytes(32))
    assert len(forms) == 0


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_spoiled_record_is_signed_or_refused_as_by_one_who_knows_nothing(data):
    document = data.draw(spoiled(learner(KNOWING, data.draw(st.integers(0, 50)))))
    assert outcome(KNOWING, document) == outcome(issuer(), document)


@pytest.mark.parametrize("curve", [lerway.KeyType.P256, lerway.KeyType.P384])
def test_other_curves_sign_what_verifies(curve):
    who = issuer(curve)
    for i in range(4):
        signed = who.issue(learner(who, i))
        verification = lerway.Verification(signed, now=NOW, catalog=lerway.catalog())
        codes = [c.code for c in verification.report().checks if c.outcome.name == "FAILED"]
        assert codes == []


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("validUntil", "2020-01-01T00:00:00Z"),
        ("validUntil", "tomorrow"),
        ("id", "no url"),
        ("issuer", "did:example:another"),
    ],
)
def test_texts_that_answer_otherwise_are_refused(member, value):
    document = {**learner(KNOWING, 1), member: value}
    known = outcome(KNOWING, document)
    assert known == outcome(issuer(), document)
    assert not isinstance(known, bytes)


def test_bytes_stay_as_they_are():
    document = learner(KNOWING, 4)
    text = json.dumps(document, indent=1).encode()
    assert KNOWING.issue(text).startswith(text[:-2])
    assert KNOWING.issue(text) == issuer().issue(text)


def odd(i, j=0):
    """Return a badge of one of as many forms as one likes."""
    document = learner(KNOWING, j)
    achievement = document["credentialSubject"]["achievement"]
    achievement["tag"] = [f"t{k}" for k in range(1 + i % 20)]
    achievement["alignment"] = achievement["alignment"][:1] * (1 + i // 20)
    return document


def signed_with(forms, document):
    """Whether a record was of a known form; if not, it is noticed."""
    known = forms.canonical(document, "sha256")
    nquads = canonical_document(document, VIEW, plain=True)
    if known is None:
        forms.saw(document, "sha256", hashlib.sha256(nquads).digest())
        return False
    assert known.nquads == nquads
    return True


def test_a_flood_of_forms_neither_grows_nor_drives_out_the_honest_ones():
    forms = Forms(bootstrap.catalog(), most=12, most_bytes=4_000_000)
    for i in range(4):
        signed_with(forms, learner(KNOWING, i))
    for i in range(40):
        for j in range(2):
            signed_with(forms, odd(i, j))
        assert signed_with(forms, learner(KNOWING, i))
        assert len(forms) <= 12
        assert forms._kept.held <= 4_000_000


def test_a_flood_of_achievements_makes_few_narrower_forms():
    forms = Forms(bootstrap.catalog(), most=12)
    for i in range(200):
        document = learner(KNOWING, i)
        document["credentialSubject"]["achievement"] |= {
            "name": f"A{i % 25}",
            "description": "x" * i,
        }
        signed_with(forms, document)
    assert 2 <= len(forms) <= 8


def test_a_narrower_form_stays_before_the_one_that_it_is_a_part_of():
    forms = Forms(bootstrap.catalog())
    for i in range(12):
        signed_with(forms, learner(KNOWING, i))
    other = learner(KNOWING, 1)
    other["credentialSubject"]["achievement"]["name"] = "Other"
    for _ in range(3):
        assert signed_with(forms, other)
    first = forms._kept.alike(next(iter(forms._kept._alike)))[0]
    assert first.narrowing is None


@pytest.mark.parametrize("text", EVIL)
def test_texts_that_look_like_code_are_texts(text):
    """In slots, in a narrower form, and in what is asked of them."""
    who = issuer()
    for i in range(14):
        document = learner(who, i)
        document["name"] = text
        document["credentialSubject"]["achievement"]["name"] = text
        document["credentialSubject"]["narrative"] = text + str(i)
        signed = who.issue(document, created=NOW)
        assert signed == issuer().issue(document, created=NOW)


def test_forms_of_strangers_push_out_their_own_kind():
    catalog = bootstrap.catalog()
    documents = [learner(KNOWING, i) for i in range(2)]
    forms = Forms(catalog, most=2)
    for n in range(4):
        for document in documents:
            other = {
                **document,
                "evidence": [{"id": f"urn:x:{k}", "type": ["Evidence"]} for k in range(n)],
            }
            if not n:
                del other["evidence"]
            nquads = canonical_document(other, VIEW, plain=True)
            forms.saw(other, "sha256", hashlib.sha256(nquads).digest())
    assert len(forms) <= 2


class OfATable(str):
    """A text as tables and template engines give them, of a class of their own."""

    __slots__ = ()


@pytest.mark.parametrize("text", ["Welding", 'We"ld', "We\nld", "\x7f", "We\\ld"], ids=repr)
def test_a_text_of_another_class_is_signed_as_it_is_written(text):
    for place in ("name", "description"):
        plain = learner(KNOWING, 5)
        given = copy.deepcopy(plain)
        plain["credentialSubject"]["achievement"][place] = text
        given["credentialSubject"]["achievement"][place] = OfATable(text)
        assert outcome(KNOWING, given) == outcome(issuer(), given) == outcome(issuer(), plain)
