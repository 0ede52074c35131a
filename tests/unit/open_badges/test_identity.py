from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lerway.standards.open_badges import identity as i

ADA = "ada@college.example"


def test_a_hash_is_of_the_value_and_then_the_salt():
    assert i.hash_identity(ADA, "deadsea") == (
        "sha256$" + hashlib.sha256(b"ada@college.exampledeadsea").hexdigest()
    )


@given(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")))
def test_what_is_hashed_is_found_again(value, salt):
    assert i.matches(i.identity_object(value, salt), value) is True
    assert i.matches(i.identity_object(value, salt), value + "x") is False


@pytest.mark.parametrize("given", [ADA, "Ada@College.Example", "mailto:ada@college.example"])
def test_an_address_may_be_spelled_otherwise(given):
    assert i.matches(i.identity_object(ADA, "s"), given)
    assert i.matches({"hashed": False, "identityHash": ADA}, given)
    assert i.matches({"hashed": False, "identityHash": "ADA@college.example"}, given)


def test_hashes_of_the_old_kind():
    md5 = hashlib.md5(b"ada@college.examplesalt", usedforsecurity=False).hexdigest()
    old = {"hashed": True, "identity": "md5$" + md5.upper(), "salt": "salt", "type": "email"}
    assert i.matches(old, ADA) is True
    assert i.matches({**old, "salt": "pepper"}, ADA) is False


@pytest.mark.parametrize(
    "identity",
    [
        {},
        {"hashed": True},
        {"hashed": True, "identityHash": 5},
        {"hashed": True, "identityHash": "sha1$00"},
        {"hashed": True, "identityHash": "sha256$00"},
        {"hashed": True, "identityHash": "sha256$" + "0" * 64, "salt": 5},
        {"hashed": True, "identityHash": ADA},
    ],
)
def test_what_cannot_be_compared_is_neither_yes_nor_no(identity):
    assert i.matches(identity, ADA) is None


def test_the_recipient_of_a_credential():
    hashed = i.identity_object(ADA, "salt")
    badge = {"credentialSubject": {"id": "did:example:ada", "identifier": [hashed]}}
    assert i.recipient_matches(badge, ADA) is True
    assert i.recipient_matches(badge, "did:example:ada") is True
    assert i.recipient_matches(badge, "did:example:bob") is False
    assert i.recipient_matches({"credentialSubject": [{"id": "mailto:" + ADA}]}, ADA) is True
    assert i.recipient_matches({"credentialSubject": {"achievement": {}}}, ADA) is None
    assert i.recipient_matches({"recipient": {"hashed": True, "identity": "x"}}, ADA) is None
    assert [at for _, at in i.recipients(badge)] == [
        "/credentialSubject/id",
        "/credentialSubject/identifier/0",
    ]


def test_weak_identities_are_told():
    weak = {
        "credentialSubject": {
            "id": "did:example:ada",
            "identifier": [
                {"hashed": False, "identityHash": ADA},
                {"hashed": True, "identityHash": "md5$00", "salt": "s"},
                {"hashed": True, "identityHash": i.hash_identity(ADA, "")},
                i.identity_object(ADA, "salt"),
            ],
        }
    }
    assert [(p.code, p.pointer) for p in i.weak_identities(weak)] == [
        ("ob.identity_plain", "/credentialSubject/identifier/0"),
        ("ob.identity_md5", "/credentialSubject/identifier/1"),
        ("ob.identity_unsalted", "/credentialSubject/identifier/2"),
    ]
