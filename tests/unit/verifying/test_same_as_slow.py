"""What once was said otherwise with a memory than without, and what a memory takes at most."""

from __future__ import annotations

import json

import pytest

import lerway
from lerway.bootstrap import catalog
from lerway.domain.verifying.known.memory import Memory
from lerway.kernel.limits import DEFAULT_LIMITS
from lerway.kernel.strict_json import dumps
from lerway.standards.cid.keys import KeyType, PrivateKey
from lerway.standards.data_integrity.proof import finish, prepare, sign
from lerway.standards.did import did_document, did_key, method_url
from lerway.standards.jose.vc_jwt import badge_claims
from tests import refusals
from tests.refusals import KEY, OTHER, P384, WEB, badge, jwt, signed
from tests.unit.verifying.test_memory import (
    CONTROLLER,
    DOCUMENTS,
    SUITES,
    judged,
    record,
    supplied,
    warm,
    web_badge,
)

P256 = PrivateKey(KeyType.P256, bytes(range(1, 33)))
METHOD = f"{WEB}#key-1"
OPTIONS = {
    "created": "2026-01-02T00:00:00Z",
    "verificationMethod": METHOD,
    "proofPurpose": "assertionMethod",
}


def listing(key, size=0):
    """The documents of an issuer whose one key, whichever it is, has one address."""
    fragment = method_url(WEB, key.public).partition("#")[2]
    text = json.dumps(did_document(WEB, key.public)).replace(f"#{fragment}", "#key-1")
    return {**DOCUMENTS, CONTROLLER: supplied(text.encode().ljust(size))}


def verdict(said):
    return said[0][0]["verdict"]


@pytest.mark.parametrize("suite", [*SUITES, "jwt"])
def test_commas_in_a_text_are_counted_as_values(suite):
    """As the strict reader does, which has not parsed anything yet when it counts."""
    policy = lerway.Policy(limits=lerway.Limits(values=300))

    def made(i, text):
        document = badge(WEB) | {"id": f"urn:x:{i}"}
        document["credentialSubject"]["achievement"]["description"] = text
        if suite == "jwt":
            return jwt(document, kid=method_url(WEB, KEY.public))
        return dumps(signed(document, did=WEB, suite=suite))

    memory = warm(made(0, "few"), policy=policy)
    assert judged(made(1, "few"), memory, policy=policy) == judged(made(1, "few"), policy=policy)
    many = made(2, "," * 400)
    expected = judged(many, policy=policy)
    assert "json.too_many_values" in expected[0]
    assert judged(many, memory, policy=policy) == expected


def test_the_options_of_a_proof_are_hashed_as_its_key_asks():
    """An issuer gives the address of a P-256 key to a P-384 one, and mixes their hashes."""
    cat = catalog()
    suite, view = cat.suites["ecdsa-rdfc-2019"], cat.contexts.view()

    def made(i, key, *, mixed=False):
        document = badge(WEB) | {"id": f"urn:x:{i}"}
        own = prepare(document, OPTIONS, suite, key.type, view)
        data = own.hash_data
        if mixed:
            data = prepare(document, OPTIONS, suite, P256.type, view).hash_data[:32] + data[48:]
        return dumps({**document, "proof": finish(own, key.sign(data))})

    memory = Memory(cat)
    for key in (P256, P384):
        for i in range(5):
            assert verdict(judged(made(i, key), memory, documents=listing(key))) == "valid"
    data = made(7, P384, mixed=True)
    expected = judged(data, documents=listing(P384))
    assert verdict(expected) == "invalid"
    assert judged(data, memory, documents=listing(P384)) == expected


def test_a_key_that_was_too_large_to_remember_leaves_no_older_one_in_its_place():
    cat = catalog()
    suite, view = cat.suites["eddsa-rdfc-2022"], cat.contexts.view()

    def made(i, key):
        document = badge(WEB) | {"id": f"urn:x:{i}"}
        return dumps({**document, "proof": sign(document, OPTIONS, suite, key, view)})

    for spare in range(1_000, 3_000, 250):
        memory = Memory(cat, most_bytes=1 << 20)
        now = listing(OTHER, memory.keys.most_bytes - spare)
        for key, documents in ((KEY, listing(KEY)), (OTHER, now)):
            for i in range(4):
                assert verdict(judged(made(i, key), memory, documents=documents)) == "valid"
        expected = judged(made(7, KEY), documents=now)
        assert verdict(expected) == "invalid"
        assert judged(made(7, KEY), memory, documents=now) == expected


def test_each_profile_of_tokens_is_told_by_its_own_standard():
    """Their payloads are of one form; what is said of their claims names another standard."""

    def tokens(i):
        document = badge() | {"id": f"urn:x:{i}"}
        return jwt(document), jwt(document | badge_claims(document), typ="JWT")

    memory = Memory(catalog())
    for i in range(8):
        for token in tokens(i):
            assert judged(token, memory) == judged(token)
    assert len({o.profile for f in memory.forms.alike(_gist()) for o in f.outlines}) == 2


def _gist():
    return lerway.standards.jsonld.shapes.skeleton.gist_of(badge())


# -- how much it takes --------------------------------------------------------


def test_long_names_of_many_issuers_are_counted():
    memory = Memory(catalog(), most_bytes=1 << 20)
    keys = [PrivateKey(KeyType.ED25519, bytes([i]) * 32) for i in range(1, 9)]
    for i, key in enumerate([KEY, KEY, *keys]):
        did = did_key(key.public)
        document = {**badge(), "issuer": {**badge()["issuer"], "id": did, "name": "N" * 20_000}}
        assert (
            verdict(judged(dumps(signed({**document, "id": f"urn:x:{i}"}, key)), memory)) == "valid"
        )
    assert 20_000 * len(memory.signers) <= memory.signers.held <= memory.signers.most_bytes


def test_what_stood_in_a_form_is_counted():
    memory = Memory(catalog())
    document = web_badge(1)
    document["credentialSubject"]["achievement"]["description"] = "x" * 100_000
    for _ in range(3):
        judged(dumps(signed(document, did=WEB)), memory)
    assert memory.forms.held > 200_000
    form = memory.read(dumps(signed(document, did=WEB)), DEFAULT_LIMITS).known.form
    assert form.narrowing._crowds == ()


def test_a_proof_with_a_long_member_has_no_outline():
    cat = catalog()
    suite, view = cat.suites["eddsa-rdfc-2022"], cat.contexts.view()
    long = {**OPTIONS, "domain": "x" * 5_000}
    memory = Memory(cat)
    for i in range(5):
        document = badge(WEB) | {"id": f"urn:x:{i}"}
        data = dumps({**document, "proof": sign(document, long, suite, KEY, view)})
        assert judged(data, memory, documents=listing(KEY)) == judged(data, documents=listing(KEY))
        known = memory.read(data, DEFAULT_LIMITS)
    assert known.known.form.outlines == ()


def test_marks_of_what_was_seen_once_have_no_texts_in_them():
    memory = Memory(catalog())
    judged(record(1), memory)
    judged(jwt(badge() | {"iss": refusals.DID}), memory)
    assert {*map(type, memory.forms._sighted)} == {int}
