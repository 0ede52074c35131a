"""What is remembered changes how long a verification takes, and nothing that is said."""

from __future__ import annotations

import copy
import json
import os
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lerway
from lerway.bootstrap import catalog
from lerway.domain.verifying.known.memory import Memory
from lerway.domain.verifying.policy import DEFAULT_POLICY
from lerway.domain.verifying.verification import Verification
from lerway.kernel.errors import LerwayError
from lerway.kernel.limits import DEFAULT_LIMITS
from lerway.kernel.need import Supplied, Unavailable
from lerway.kernel.strict_json import dumps
from lerway.standards.catalog import standard_catalog
from lerway.standards.did import did_document
from lerway.standards.status.lists import list_credential, new_list, set_value
from tests import refusals
from tests.refusals import KEY, LIST_URL, OTHER, P384, WEB, badge, jwt, signed, status_entry
from tests.unit.jsonld.shapes.documents import ODD, spoiled

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
MANY = 5_000 if os.environ.get("LERWAY_TORTURE") else 120
CONTROLLER = "https://college.example/.well-known/did.json"


def supplied(body: bytes, *, kept: bool = False, retrieved=NOW) -> Supplied:
    return Supplied(body, "application/json", retrieved, kept)


def a_list(now=NOW - timedelta(hours=1), key=KEY, bits=None):
    document = list_credential(new_list(LIST_URL), WEB, now)
    if bits:
        document["credentialSubject"] |= bits
    return dumps(signed(document, key, did=WEB))


DOCUMENTS = {
    CONTROLLER: supplied(dumps(did_document(WEB, KEY.public))),
    LIST_URL: supplied(a_list()),
}


def judged(data, memory=None, *, documents=DOCUMENTS, now=NOW, policy=DEFAULT_POLICY, kept=None):
    """All that is said of a record, and which documents were asked for."""
    asked = []
    try:
        verification = Verification(
            data, now=now, catalog=kept or catalog(), policy=policy, memory=memory
        )
        while needs := verification.needs:
            for need in needs:
                asked.append(need)
                verification.supply(need, documents.get(need.url, Unavailable("fetch.no", "no")))
        report = verification.report()
    except LerwayError as e:
        return repr(e.problem), asked
    return [report.to_json(), [c.hint for c in report.checks], repr(report.issuer)], asked


def web_badge(i=0, **changed):
    document = badge(WEB)
    document["id"] = f"urn:uuid:0b0c7e2e-6f0a-4d2c-9c39-{i:012d}"
    document["validFrom"] = f"2026-01-{1 + i % 28:02d}T00:00:00Z"
    document["credentialStatus"] = status_entry(index=str(i))
    return {**document, **changed}


def record(i=0, suite="eddsa-rdfc-2022", **changed) -> bytes:
    return dumps(signed(web_badge(i, **changed), did=WEB, suite=suite))


def warm(*records, **how) -> Memory:
    memory = Memory(catalog())
    for data in records:
        for _ in range(5):  # seen, learned, its report taken as an outline, and laid out
            judged(data, memory, **how)
    assert len(memory.forms) == len(records)
    return memory


def known(memory, data) -> bool:
    return memory.read(data, DEFAULT_LIMITS) is not None


SUITES = ["eddsa-rdfc-2022", "eddsa-jcs-2022"]


@pytest.mark.parametrize("suite", SUITES)
def test_badges_of_one_form(suite):
    memory = warm(record(0, suite))
    for i in range(30):
        data = record(i, suite)
        assert known(memory, data)
        assert judged(data, memory) == judged(data)
    assert len(memory.forms) <= 2  # and a narrower one


def test_tokens():
    tokens = [jwt(badge() | {"id": f"urn:x:{i}"}, iss=refusals.DID) for i in range(6)]
    memory = warm(tokens[0])
    for token in tokens:
        assert known(memory, token)
        assert judged(token, memory) == judged(token)


def test_p_384_takes_the_other_hash():
    documents = {CONTROLLER: supplied(dumps(did_document(WEB, P384.public)))}
    records = [
        dumps(signed({**badge(WEB), "id": f"urn:x:{i}"}, P384, "ecdsa-rdfc-2019", WEB))
        for i in range(4)
    ]
    memory = warm(records[0], documents=documents)
    for data in records:
        assert known(memory, data)
        assert judged(data, memory, documents=documents) == judged(data, documents=documents)


WARM = warm(*(record(0, suite) for suite in SUITES))


@settings(max_examples=MANY, deadline=None)
@given(st.data())
def test_spoiled_and_signed_again(draw):
    """The signature holds, and something else may not: nothing hides behind what is known."""
    document = draw.draw(spoiled(web_badge(3)))
    suite = draw.draw(st.sampled_from(SUITES))
    try:
        data = dumps(signed(document, did=WEB, suite=suite))
    except (LerwayError, AttributeError, ValueError, UnicodeError):
        return
    expected = judged(data)
    for _ in range(3):
        assert judged(data, WARM) == expected


@settings(max_examples=MANY, deadline=None)
@given(st.data())
def test_spoiled_after_it_was_signed(draw):
    document = json.loads(record(3, draw.draw(st.sampled_from(SUITES))))
    changed = draw.draw(spoiled(document))
    try:
        data = dumps(changed)
    except (ValueError, UnicodeError):
        return
    assert judged(data, WARM) == judged(data)


TEXTS = [
    ('"Teamwork"', '"Team\\u0077ork"'),
    ('"name":"Teamwork"', '"name":"Teamwork","name":"Teamwork"'),
    ('"name":"Teamwork"', '"name":"x","name":"Teamwork"'),
    ('"name":"Teamwork"', '"n\\u0061me":"x","name":"Teamwork"'),
    ('"name":"Teamwork"', '"name":"Team\\\\","name":"Teamwork"'),
    ('"name":"Teamwork"', '"name":"\\"name\\":","name":"Teamwork"'),
    ('"name":"Teamwork"', '"name":"\\ud800"'),
    ('"name":"Teamwork"', '"name":"Teamwork\x00"'),
    ('"name":"Teamwork"', '"name":NaN'),
    ('"name":"Teamwork"', '"name":1e400'),
    ('"name":"Teamwork"', '"name":123456789012345678901234567890'),
    ("{", "\ufeff{"),
    ("{", " \n\t{"),
    ("{", "\x0b{"),
    ("}", "},"),
    ('"proof":', '"proof":{},"proof":'),
    (":", " : "),
    (",", " ,\r\n"),
]


@pytest.mark.parametrize("old_new", TEXTS, ids=repr)
def test_every_spelling_of_json(old_new):
    """The strict reader decides: of members that stand twice, and of what is no JSON."""
    for count in (1, -1):
        data = record(3).decode().replace(*old_new, count).encode("utf-8", "surrogatepass")
        assert judged(data, WARM) == judged(data)


def test_bytes_turned_at_random():
    rng = random.Random(5)  # noqa: S311 - which bytes is no secret
    base = record(3)
    for _ in range(400):
        data = bytearray(base)
        for _ in range(rng.randrange(1, 3)):
            data[rng.randrange(len(data))] = rng.choice(b'"\\{}[],: \x00\x7f\xc3aZ0-')
        assert judged(bytes(data), WARM) == judged(bytes(data))


@pytest.mark.parametrize("refusal", refusals.refusals(), ids=lambda r: r.name)
def test_every_refusal(refusal):
    documents = {url: supplied(body, kept=True) for url, body in refusal.documents.items()}
    memory = Memory(catalog())
    expected = judged(refusal.data, documents=documents)
    for _ in range(3):
        assert judged(refusal.data, memory, documents=documents) == expected


def test_a_list_is_looked_at_again_when_other_bytes_are_supplied():
    memory = warm(record(4))
    revoked = new_list(LIST_URL)
    used = bytearray(revoked.used)
    used[0] = 0xFF
    revoked = set_value(replace(revoked, used=bytes(used)), 4)
    body = dumps(signed(list_credential(revoked, WEB, NOW), did=WEB))
    documents = {**DOCUMENTS, LIST_URL: supplied(body)}
    said, _ = judged(record(4), memory, documents=documents)
    assert said[0]["verdict"] == "invalid"
    assert judged(record(4), memory, documents=documents) == judged(record(4), documents=documents)
    assert judged(record(4), memory)[0][0]["verdict"] == "valid"


@pytest.mark.parametrize("hours", [-2, -1, 0, 1, 22, 23, 24, 48])
def test_the_age_of_a_list_is_judged_at_each_time(hours):
    """Its list was made an hour ago and lives for a day; 23 is its very last moment."""
    memory = warm(record(4))
    for now in (NOW, NOW + timedelta(hours=hours), NOW, NOW + timedelta(hours=hours)):
        assert judged(record(4), memory, now=now) == judged(record(4), now=now)


def test_the_key_of_a_list_may_be_exchanged():
    memory = warm(record(4))
    documents = {**DOCUMENTS, CONTROLLER: supplied(dumps(did_document(WEB, OTHER.public)))}
    assert judged(record(4), memory, documents=documents) == judged(record(4), documents=documents)
    assert judged(record(4), memory, documents=documents)[0][0]["verdict"] == "invalid"


def test_what_cannot_be_had_is_not_had_from_memory():
    memory = warm(record(4))
    for gone in DOCUMENTS:
        documents = {url: a for url, a in DOCUMENTS.items() if url != gone}
        expected = judged(record(4), documents=documents)
        assert expected[0][0]["verdict"] == "undetermined"
        assert judged(record(4), memory, documents=documents) == expected


def test_kept_copies_are_told_with_their_own_date():
    memory = warm(record(4))
    for day in (1, 2):
        kept = {
            url: supplied(a.body, kept=True, retrieved=datetime(2026, 6, day, tzinfo=UTC))
            for url, a in DOCUMENTS.items()
        }
        assert judged(record(4), memory, documents=kept) == judged(record(4), documents=kept)


POLICIES = [
    DEFAULT_POLICY.for_recipient("ada@example.org"),
    DEFAULT_POLICY.requiring("advice", "endorsements"),
    DEFAULT_POLICY.reporting("status", "terms", "structure"),
    lerway.Policy(limits=lerway.Limits(values=10)),
    lerway.Policy(limits=lerway.Limits(depth=3)),
    lerway.Policy(limits=lerway.Limits(document=300)),
    lerway.Policy(limits=lerway.Limits(quads=5)),
    lerway.Policy(limits=lerway.Limits(work=60)),
    lerway.Policy(limits=lerway.Limits(work=90)),
    lerway.Policy(limits=lerway.Limits(work=110)),
    lerway.Policy(limits=lerway.Limits(work=125)),
    lerway.Policy(limits=lerway.Limits(needs=1)),
]


@pytest.mark.parametrize("policy", POLICIES, ids=range(len(POLICIES)))
def test_each_policy_is_its_own(policy):
    """Limits too: what takes too many steps in all does so with a memory."""
    memory = warm(record(4))
    for _ in range(3):
        assert judged(record(4), memory, policy=policy) == judged(record(4), policy=policy)
    assert judged(record(4), memory) == judged(record(4))


def test_a_schema_is_fitted_by_what_is_known():
    url = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
    schema = {"id": url, "type": "1EdTechJsonSchemaValidator2019"}
    context = [refusals.V2, refusals.OB, "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"]
    more = {"@context": context, "credentialSchema": [schema]}
    records = [record(i, **more) for i in range(4)]
    memory = warm(records[0])
    for data in records:
        assert known(memory, data)
        assert judged(data, memory) == judged(data)
    for text in (t for t in ODD if isinstance(t, str)):
        document = web_badge(7, **more)
        document["credentialSubject"]["achievement"]["id"] = text
        data = (
            dumps(signed(document, did=WEB, suite="eddsa-jcs-2022")) if text != "\ud800" else b"{"
        )
        assert judged(data, memory) == judged(data)


def test_the_memory_of_another_catalog_is_refused():
    other = standard_catalog(catalog().contexts, {})
    with pytest.raises(lerway.MisuseError) as caught:
        Verification(record(1), now=NOW, catalog=other, memory=Memory(catalog()))
    assert caught.value.code == "verification.other_memory"


def test_a_verifier_judges_as_verify_does():
    verifier = lerway.Verifier(fetch=lambda need: DOCUMENTS[need.url])
    for i in range(5):
        report = verifier.verify(record(i), now=NOW)
        assert report.to_json() == judged(record(i))[0][0]


def test_a_record_that_does_not_pass_is_not_learned():
    memory = Memory(catalog())
    data = dumps(copy.deepcopy(json.loads(record(1))) | {"name": "changed"})
    for _ in range(4):
        judged(data, memory)
    assert len(memory.forms) == 0
