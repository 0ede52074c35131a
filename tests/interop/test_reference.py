"""Lerway and the JavaScript reference: each verifies what the other signs."""

from __future__ import annotations

import pytest

import lerway
from tests.interop import samples
from tests.interop.ours import (
    CREATED,
    NOW,
    SUITES,
    add_proof,
    judge,
    reasons,
    sign,
    somebody,
    tampered,
)

pytestmark = pytest.mark.interop

AT = NOW.isoformat()
DID_JSON = "https://college.example/.well-known/did.json"

every_suite = pytest.mark.parametrize(("suite", "kind"), SUITES, ids=lambda v: v)
every_sample = pytest.mark.parametrize("make", samples.SAMPLES.values(), ids=list(samples.SAMPLES))


@every_suite
@every_sample
def test_the_reference_verifies_what_lerway_signs(reference, suite, kind, make):
    by = somebody(kind)
    signed = sign(make(by.id), suite, by)
    assert reference("verify", document=signed, now=AT) == {
        "ok": True, "verified": True, "status": None, "errors": [],
    }  # fmt: skip


@every_suite
@every_sample
def test_lerway_verifies_what_the_reference_signs(reference, suite, kind, make):
    by = somebody(kind)
    signed = reference.issued(
        "issue", credential=make(by.id), suite=suite, key=by.multikey, created=CREATED
    )
    assert judge(signed).verdict == "valid", judge(signed)


@every_suite
def test_both_refuse_what_was_changed(reference, suite, kind):
    by = somebody(kind)
    ours = sign(samples.rich_badge(by.id), suite, by)
    theirs = reference.issued(
        "issue", credential=samples.rich_badge(by.id), suite=suite, key=by.multikey
    )
    for signed in (ours, theirs):
        changed = tampered(signed)
        answer = reference("verify", document=changed, now=AT)
        assert answer["verified"] is False
        assert "Invalid signature." in answer["errors"]
        assert reasons(judge(changed)) == {"proof.signature"}


@every_suite
def test_both_refuse_the_key_of_another(reference, suite, kind):
    college, impostor = somebody(kind, "college"), somebody(kind, "impostor")
    forged = add_proof(samples.badge(college.id), suite, impostor)
    answer = reference("verify", document=forged, now=AT)
    assert answer["verified"] is False
    assert "controller.mismatch" in reasons(judge(forged))


@every_suite
def test_a_did_web_issuer_is_known_by_its_published_document(reference, suite, kind):
    college = somebody(kind, host="college.example")
    signed = sign(samples.badge(college.id), suite, college)
    published = {college.id: college.document}
    assert reference("verify", document=signed, now=AT, documents=published)["verified"] is True
    report = judge(signed, {DID_JSON: college.document})
    assert report.verdict == "valid"
    assert report.issuer.label() == "domain-controlled (college.example)"
    other = somebody(kind, "another", host="college.example")
    replaced = {college.id: other.document}
    assert reference("verify", document=signed, now=AT, documents=replaced)["verified"] is False
    assert judge(signed, {DID_JSON: other.document}).verdict == "invalid"


def test_two_proofs_are_both_verified(reference):
    by = somebody("ed25519")
    signed = sign(samples.badge(by.id), "eddsa-rdfc-2022", by)
    twice = add_proof(signed, "eddsa-jcs-2022", by, created="2025-02-03T04:05:07Z")
    assert reference("verify", document=twice, now=AT)["verified"] is True
    assert judge(twice).verdict == "valid"
    twice["proof"][0]["proofValue"] = twice["proof"][1]["proofValue"]
    assert judge(twice).verdict == "invalid"


def test_a_learner_record_is_verified_with_its_members(reference):
    by = somebody("ed25519")
    members = [
        sign(make(signer.id), suite, signer)
        for make in (samples.badge, samples.rich_badge, samples.unicode_badge)
        for suite, kind in SUITES[::2]
        for signer in [somebody(kind, "a teacher")]
    ]
    for suite in ("eddsa-rdfc-2022", "eddsa-jcs-2022"):
        ours = sign(samples.clr(by.id, members), suite, by)
        theirs = reference.issued(
            "issue", credential=samples.clr(by.id, members), suite=suite, key=by.multikey
        )
        for record in (ours, theirs):
            assert reference("verify", document=record, now=AT)["verified"] is True
            report = judge(record)
            assert report.verdict == "valid", report
            passed = [c for c in report.checks if c.code == "members" and c.outcome == "passed"]
            assert len(passed) == len(members)


def test_a_changed_member_is_refused_by_both(reference):
    by = somebody("ed25519")
    member = sign(samples.badge(by.id), "eddsa-rdfc-2022", by)
    record = add_proof(samples.clr(by.id, [tampered(member)]), "eddsa-rdfc-2022", by)
    # the reference does not look into members of a learner record: it is asked for each
    [inner] = record["credentialSubject"]["verifiableCredential"]
    assert reference("verify", document=inner, now=AT)["verified"] is False
    assert judge(record).verdict == "invalid"


@pytest.mark.parametrize("kind", ["ed25519", "p256"])
def test_presentations_answer_a_challenge(reference, kind):
    suite = "eddsa-rdfc-2022" if kind == "ed25519" else "ecdsa-rdfc-2019"
    college, learner = somebody(kind, "college"), somebody(kind, "learner")
    badge = sign(samples.badge(college.id), suite, college)
    bound = {"challenge": "3f1a", "domain": "employer.example"}
    theirs = reference.issued(
        "present", credentials=[badge], holder=learner.id, suite=suite,
        key=learner.multikey, **bound,
    )  # fmt: skip
    unsigned = {k: v for k, v in theirs.items() if k != "proof"}
    ours = add_proof(unsigned, suite, learner, proofPurpose="authentication", **bound)
    request = lerway.PresentationRequest("3f1a", frozenset({"employer.example"}))
    policy = lerway.Policy(request=request)
    replay = lerway.Policy(request=lerway.PresentationRequest("another"))
    for presentation in (ours, theirs):
        answer = reference("verifyPresentation", document=presentation, now=AT, **bound)
        assert answer == {"ok": True, "verified": True, "errors": []}
        assert judge(presentation, policy=policy).verdict == "valid"
        again = {"challenge": "another", "domain": "employer.example"}
        answer = reference("verifyPresentation", document=presentation, now=AT, **again)
        assert answer["verified"] is False
        assert "proof.challenge" in reasons(judge(presentation, policy=replay))


def test_lerway_reads_the_suite_of_2020(reference):
    by = somebody("ed25519")
    seed_and_key = b"\x80\x26" + by.key.secret + by.key.public.raw
    from lerway.kernel.encoding import b58encode

    key = {**by.multikey, "legacySecret": "z" + b58encode(seed_and_key)}
    credential = samples.badge(by.id) | {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            samples.OB,
            "https://w3id.org/security/suites/ed25519-2020/v1",
        ]
    }
    signed = reference.issued(
        "issue", credential=credential, suite="Ed25519Signature2020", key=key, created=CREATED
    )
    assert reference("verify", document=signed, now=AT)["verified"] is True
    assert judge(signed).verdict == "valid", judge(signed)
    assert reasons(judge(tampered(signed))) == {"proof.signature"}


@every_suite
def test_an_undefined_term_is_signed_by_nobody_under_rdf(reference, suite, kind):
    by = somebody(kind)
    credential = samples.badge(by.id) | {"nickname": "Dot"}
    answer = reference("issue", credential=credential, suite=suite, key=by.multikey)
    if "jcs" in suite:
        assert answer["ok"]
        assert sign(credential, suite, by)["proof"]["proofValue"]
        return
    assert not answer["ok"]
    with pytest.raises(lerway.InvalidError) as refusal:
        sign(credential, suite, by)
    assert refusal.value.code == "jsonld.undefined_term"
    assert refusal.value.problem.pointer == "/nickname"


@pytest.mark.parametrize(("suite", "kind"), [c for c in SUITES if "rdfc" in c[0]])
def test_no_statement_says_in_which_direction_a_text_is_read(reference, suite, kind):
    """The suites do not say how a base direction is signed; see interoperability.md.

    The reference signs it, by a choice of its own, and Lerway does not: it says that the
    direction is no part of what was signed. Neither verifies the other's.
    """
    by = somebody(kind)
    theirs = reference.issued(
        "issue", credential=samples.with_direction(by.id), suite=suite, key=by.multikey
    )
    assert "proof.signature" in reasons(judge(theirs))
    ours = judge(sign(samples.with_direction(by.id), suite, by))
    assert ours.verdict == "valid"
    assert "jsonld.unsigned_direction" in {c.reason for c in ours.checks}
