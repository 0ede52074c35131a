"""The outline of a report is filled in with what each record is judged by itself."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lerway
from lerway.bootstrap import catalog
from lerway.domain.registry.recognition import Registry
from lerway.domain.verifying.case import Case
from lerway.domain.verifying.known.memory import Memory
from lerway.domain.verifying.known.straight import judge_straight
from lerway.domain.verifying.policy import DEFAULT_POLICY
from lerway.kernel.errors import LerwayError
from lerway.kernel.limits import DEFAULT_LIMITS
from lerway.kernel.strict_json import dumps
from lerway.standards.cid.keys import KeyType, PrivateKey
from lerway.standards.data_integrity.proof import sign
from lerway.standards.did import did_document, did_key, method_url
from lerway.standards.jose.vc_jwt import badge_claims
from lerway.standards.jsonld.shapes.skeleton import gist_of
from lerway.standards.status.lists import list_credential, new_list
from tests import refusals
from tests.refusals import KEY, LIST_URL, OTHER, WEB, badge, jwt, signed, status_entry
from tests.unit.jsonld.shapes.documents import spoiled
from tests.unit.verifying.test_memory import (
    CONTROLLER,
    DOCUMENTS,
    MANY,
    NOW,
    SUITES,
    judged,
    record,
    supplied,
    warm,
    web_badge,
)

P256 = PrivateKey(KeyType.P256, bytes(range(1, 33)))


def outlined(memory, data, *, documents=DOCUMENTS, policy=DEFAULT_POLICY, now=NOW) -> bool:
    """Whether the outline alone was enough for a record."""
    found = memory.recognise(data, policy.limits)
    if found is None:
        return False
    case = Case(memory.catalog, policy, now, memory=memory)
    part = judge_straight(case, found.record, presented=True)
    try:
        needs = next(part)
        while True:
            needs = part.send({need: documents[need.url] for need in needs})
    except StopIteration as stop:
        return stop.value is not None


def proved(document, suite="eddsa-rdfc-2022", **options):
    """The document with a proof that has these options too."""
    cat = catalog()
    options = {
        "created": "2026-01-02T00:00:00Z",
        "verificationMethod": method_url(WEB, KEY.public),
        "proofPurpose": "assertionMethod",
        **options,
    }
    proof = sign(document, options, cat.suites[suite], KEY, cat.contexts.view())
    return dumps({**document, "proof": proof})


@pytest.mark.parametrize("suite", SUITES)
def test_the_next_record_of_a_form_is_judged_by_outline(suite):
    memory = warm(record(0, suite))
    for i in range(30):
        assert outlined(memory, record(i, suite))
        assert judged(record(i, suite), memory) == judged(record(i, suite))


def test_a_token_too():
    tokens = [jwt(badge() | {"id": f"urn:x:{i}"}, iss=refusals.DID) for i in range(6)]
    memory = warm(tokens[0])
    for token in tokens:
        assert outlined(memory, token)
        assert judged(token, memory) == judged(token)
    for wrong in ({"kid": "#x"}, {"typ": "vp+jwt"}, {"crit": ["b64"]}):
        token = jwt(badge(), **wrong)
        assert not outlined(memory, token)
        assert judged(token, memory) == judged(token)
    for claims in ({"iss": refusals.DID}, {"iss": "did:x:y"}, {"exp": 5}, {"nbf": 2**40}):
        token = jwt(badge() | claims)
        assert judged(token, memory) == judged(token)
    header, payload, signature = tokens[1].split(b".")
    for token in (
        b".".join((header, payload, tokens[2].split(b".")[2])),
        b".".join((header, payload + b"A", signature)),
        b".".join((header, payload, signature[:-2] + b"AA")),
    ):
        assert judged(token, memory) == judged(token)


def laid_out(memory, data) -> bool:
    """Whether a record is taken apart without being parsed."""
    found = memory.recognise(data, DEFAULT_LIMITS)
    return found is not None and not found.parsed


@pytest.mark.parametrize("suite", SUITES)
def test_a_record_that_is_written_like_another_is_not_parsed(suite):
    memory = warm(record(0, suite))
    same = [record(i, suite) for i in range(12)]
    spaced = [json.dumps(json.loads(data), indent=1).encode() for data in same]
    turned = [dumps(dict(reversed(json.loads(data).items()))) for data in same]
    escaped = [json.dumps(json.loads(data) | {"name": "Ü"}).encode() for data in same]
    assert all(laid_out(memory, data) for data in same)
    assert not laid_out(memory, spaced[0])
    for data in (*same, *spaced, *turned, *escaped):
        assert judged(data, memory) == judged(data)
    read = memory.recognise(same[5], DEFAULT_LIMITS).record
    assert (read.document, read.raw, read.text) == (json.loads(same[5]), same[5], same[5])


def test_a_narrower_form_gets_its_layout_wherever_it_was_learned():
    """In a learner record, whose members have no text of their own."""
    memory = warm(record(0))
    members = [json.loads(record(i)) for i in range(12)]
    issuer = lerway.Issuer(key=KEY, name="The College", id=WEB, clock=lambda: NOW)
    around = issuer.clr("Transcript", members)
    for _ in range(3):
        judged(dumps(signed(around, did=WEB)), memory)
    assert any(form.narrowing is None for form in memory.forms.alike(gist_of(members[0])))
    for i in range(200):
        judged(record(i % 30), memory)
    assert memory.recognise(record(7), DEFAULT_LIMITS).known.form.narrowing is None
    assert laid_out(memory, record(7))
    assert judged(record(8), memory) == judged(record(8))


def test_tokens_that_are_written_alike_are_not_parsed():
    tokens = [jwt(badge() | {"id": f"urn:x:{i}"}, iss=refusals.DID) for i in range(6)]
    memory = warm(tokens[0])
    assert all(laid_out(memory, token) for token in tokens)
    for token in tokens:
        assert judged(token, memory) == judged(token)
    other = jwt(badge() | {"id": "urn:x:9"}, iss=refusals.DID, typ="vp+jwt")
    assert not laid_out(memory, other)
    assert judged(other, memory) == judged(other)


def test_the_payload_of_a_token_is_a_record_that_nobody_signed():
    tokens = [jwt(badge() | {"id": f"urn:x:{i}"}, iss=refusals.DID) for i in range(3)]
    memory = warm(tokens[0])
    bare = dumps(badge() | {"id": "urn:x:1"})
    for _ in range(5):
        assert not outlined(memory, bare)
        assert judged(bare, memory) == judged(bare)
    assert all(outlined(memory, token) for token in tokens)


def test_open_badges_tokens_say_again_what_stands_in_them():
    def token(i, **claims):
        document = badge() | {"id": f"urn:x:{i}"}
        return jwt(document | badge_claims(document) | claims, typ="JWT")

    memory = warm(token(0))
    assert all(outlined(memory, token(i)) for i in range(5))
    for claims in ({}, {"iss": "did:x:y"}, {"exp": 5}, {"nbf": 2**40}, {"jti": "urn:x:7"}):
        assert judged(token(3, **claims), memory) == judged(token(3, **claims))


@pytest.mark.parametrize("suite", ["ecdsa-rdfc-2019", "ecdsa-jcs-2019"])
@pytest.mark.parametrize("key", [refusals.P384, P256], ids=lambda k: k.type.value)
def test_curves_too(suite, key):
    documents = {**DOCUMENTS, CONTROLLER: supplied(dumps(did_document(WEB, key.public)))}
    data = [dumps(signed({**badge(WEB), "id": f"urn:x:{i}"}, key, suite, WEB)) for i in range(4)]
    memory = warm(data[0], documents=documents)
    for one in data:
        assert outlined(memory, one, documents=documents)
        changed = one.replace(b'"urn:x:', b'"urn:y:')
        for given_ in (one, changed):
            how = {"documents": documents}
            assert judged(given_, memory, **how) == judged(given_, **how)


EDGES = [
    datetime(2026, 1, 10, tzinfo=UTC),
    datetime(2026, 6, 15, 11, tzinfo=UTC),
    datetime(2026, 6, 16, 11, tzinfo=UTC),
]
TICK = timedelta(microseconds=1)


@pytest.mark.parametrize("now", [t + d for t in EDGES for d in (-TICK, TICK * 0, TICK)], ids=str)
def test_dates_are_moments(now):
    """The record begins and ends, its proof ends, its list begins and ends."""
    dates = {"validFrom": "2026-01-10T01:00:00+01:00", "validUntil": "2026-06-16T10:00:00-01:00"}
    for data in (
        dumps(signed(web_badge(3, **dates), did=WEB)),
        proved(web_badge(3), expires="2026-06-15T11:00:00Z"),
    ):
        memory = Memory(catalog())
        for moment in (NOW - timedelta(minutes=70), NOW, NOW, NOW, NOW - timedelta(minutes=50)):
            judged(data, memory, now=moment)
        for moment in (now, now.astimezone(timezone(timedelta(hours=9))), NOW):
            assert judged(data, memory, now=moment) == judged(data, now=moment)


class Late(datetime):
    """A time that is later than everything."""

    def __le__(self, other):
        return False

    def __gt__(self, other):
        return True


def test_another_class_of_time_compares_as_it_likes():
    memory = warm(record(1))
    late = Late(2026, 6, 15, 12, tzinfo=UTC)
    assert not outlined(memory, record(1), now=late)
    assert judged(record(1), memory, now=late) == judged(record(1), now=late)


def test_a_key_ends_while_it_is_remembered():
    body = did_document(WEB, KEY.public)
    body["verificationMethod"][0]["expires"] = "2026-06-15T12:00:00Z"
    documents = {**DOCUMENTS, CONTROLLER: supplied(dumps(body))}
    before = NOW - TICK
    memory = warm(record(1), documents=documents, now=before)
    assert outlined(memory, record(2), documents=documents, now=before)
    for now in (NOW, before, NOW + TICK):
        how = {"documents": documents, "now": now}
        assert judged(record(2), memory, **how) == judged(record(2), **how)


def test_other_issuers_of_the_same_form():
    memory = Memory(catalog())
    own = did_key(OTHER.public)
    others = [
        dumps(signed(badge() | {"id": f"urn:x:{i}"})) if i % 2 else
        dumps(signed({**badge(), "issuer": {**badge()["issuer"], "id": own}}, OTHER, did=own))
        for i in range(8)
    ]  # fmt: skip
    forged = json.loads(others[1])
    forged["issuer"]["id"] = own
    for data in (*others, dumps(forged), *others):
        assert judged(data, memory) == judged(data)
    assert all(outlined(memory, data) for data in others)
    assert not outlined(memory, dumps(forged))


def test_the_name_and_the_lists_of_the_issuer():
    names = {}
    policy = DEFAULT_POLICY.recognising(Registry("Ours", names))
    data = [
        dumps(signed(web_badge(i, issuer={**badge(WEB)["issuer"], "name": f"N{i % 3}"}), did=WEB))
        for i in range(6)
    ]
    memory = warm(data[0], policy=policy)
    for one in data:
        assert outlined(memory, one, policy=policy)
        assert judged(one, memory, policy=policy) == judged(one, policy=policy)
    names[WEB] = "The College"
    for one in data:
        assert judged(one, memory, policy=policy) == judged(one, policy=policy)
        assert judged(one, memory) == judged(one)


def test_policies_in_turns():
    memory = Memory(catalog())
    policies = [
        DEFAULT_POLICY,
        DEFAULT_POLICY.for_recipient("ada@example.org"),
        DEFAULT_POLICY.for_recipient(badge()["credentialSubject"].get("id", "urn:x:1")),
        DEFAULT_POLICY.reporting("status"),
        DEFAULT_POLICY.requiring("advice"),
        lerway.Policy(limits=replace(DEFAULT_LIMITS, work=300)),
    ]
    for i in range(6):
        for policy in policies:
            how = {"policy": replace(policy)}
            assert judged(record(i), memory, **how) == judged(record(i), **how)


def test_two_lists_are_asked_for_at_once():
    second = "https://college.example/status/2"
    other = list_credential(new_list(second, ("suspension",)), WEB, NOW - timedelta(hours=1))
    entries = [
        status_entry(index="7"),
        {**status_entry(index="9", purpose="suspension"), "statusListCredential": second},
    ]
    documents = {**DOCUMENTS, second: supplied(dumps(signed(other, did=WEB)))}
    data = [dumps(signed(web_badge(i, credentialStatus=entries), did=WEB)) for i in range(4)]
    memory = warm(data[0], documents=documents)
    for one in data:
        assert outlined(memory, one, documents=documents)
        for given_ in (documents, DOCUMENTS, {**documents, LIST_URL: documents[second]}):
            assert judged(one, memory, documents=given_) == judged(one, documents=given_)


@pytest.mark.parametrize("index", ["0", "131071", "131072", "007", "-1", "1e3", "٣", "9" * 101])
def test_every_index(index):
    memory = warm(record(4))
    data = dumps(signed(web_badge(4, credentialStatus=status_entry(index=index)), did=WEB))
    for _ in range(2):
        assert judged(data, memory) == judged(data)


WARM = warm(proved(web_badge(0), expires="2027-01-01T00:00:00Z", domain="x.example"))


@settings(max_examples=MANY, deadline=None)
@given(st.data())
def test_a_proof_spoiled(draw):
    """Whatever is changed in the options of the proof, before or after it was signed."""
    how = {"expires": "2027-01-01T00:00:00Z", "domain": "x.example"}
    document = json.loads(proved(web_badge(3), **how))
    changed = draw.draw(spoiled(document["proof"]))
    options = {k: v for k, v in changed.items() if k not in ("type", "cryptosuite", "proofValue")}
    for make in (lambda: dumps({**document, "proof": changed}), lambda: proved(web_badge(3), **options)):  # fmt: skip
        try:
            data = make()
        except (LerwayError, AttributeError, KeyError, ValueError, TypeError, UnicodeError):
            continue
        assert judged(data, WARM) == judged(data)


def test_from_several_threads():
    memory = warm(record(0))
    data = [record(i) for i in range(8)]
    expected = [judged(one) for one in data]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda i: judged(data[i % 8], memory), range(160)))
    assert all(said == expected[i % 8] for i, said in enumerate(found))


def test_what_is_found_in_a_signed_graph_is_told_though_it_is_expanded_once():
    """A direction is not signed: the terms say so, whoever has expanded the record."""
    document = web_badge(1)
    value = {"@value": "Teamwork", "@language": "en", "@direction": "ltr"}
    document["credentialSubject"]["achievement"]["name"] = value
    data = dumps(signed(document, did=WEB))
    expected = judged(data)
    assert [c["outcome"] for c in expected[0][0]["checks"] if c["code"] == "terms"] == ["failed"]
    memory = Memory(catalog())
    for _ in range(4):
        assert judged(data, memory) == expected
        told = []  # learner records and presentations ask the memory of shapes
        memory.shapes.canonical_document(document, catalog().contexts.view(), told=told)
        assert [finding.code for finding in told] == ["jsonld.unsigned_direction"]


def test_records_of_one_achievement_have_a_narrower_form():
    memory = warm(record(0))
    for i in range(40):
        assert judged(record(i), memory) == judged(record(i))
    assert len(memory.forms) > 1
    narrow = memory.read(record(7), DEFAULT_LIMITS).known.form
    assert narrow.narrowing is None
    other = web_badge(8)
    other["credentialSubject"]["achievement"]["name"] = "Other"
    data = dumps(signed(other, did=WEB))
    assert memory.read(data, DEFAULT_LIMITS).known.form.narrowing is not None
    assert judged(data, memory) == judged(data)
    for i in range(24):  # a dozen achievements: no more than a few forms for them
        other["credentialSubject"]["achievement"]["name"] = f"A{i % 12}"
        other["id"] = f"urn:uuid:{i}"
        data = dumps(signed(other, did=WEB))
        assert judged(data, memory)[0][0]["verdict"] == "valid"
    assert len(memory.forms) <= 8
