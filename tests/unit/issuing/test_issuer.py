from __future__ import annotations

import json
import os
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lerway
from lerway.domain.issuing.presentation import Disclosure
from lerway.domain.issuing.self_check import RefusedError
from lerway.kernel.strict_json import parse_object
from lerway.standards.did import did_document, did_jwk, did_web

NOW = datetime(2026, 6, 12, 9, tzinfo=UTC)
WELDING = {
    "name": "Welding 1",
    "description": "Joins steel.",
    "criteria": {"narrative": "Ten seams."},
    "resultDescription": [{"name": "Score", "resultType": "Percent", "valueMax": "100"}],
}
KEYS = {
    kind: lerway.PrivateKey.generate(kind, os.urandom)
    for kind in (lerway.KeyType.ED25519, lerway.KeyType.P256, lerway.KeyType.P384)
}
ED = KEYS[lerway.KeyType.ED25519]
PROOFS = [
    (kind, proof)
    for kind in KEYS
    for proof in (
        *(("eddsa-rdfc-2022", "eddsa-jcs-2022") if kind == "ed25519" else
          ("ecdsa-rdfc-2019", "ecdsa-jcs-2019")),
        "vc-jwt",
        "ob-jwt",
    )
]  # fmt: skip


def college(key=ED, **more):
    return lerway.Issuer(name="Example College", key=key, **more)


def verdict(record, **more):
    return lerway.verify(record, offline=True, **more).verdict


def test_five_lines():
    key = lerway.PrivateKey.generate(lerway.KeyType.ED25519, os.urandom)
    issuer = lerway.Issuer(name="Riverside College", key=key)
    badge = issuer.badge(WELDING, results={"Score": "93"})
    signed = issuer.issue(badge)
    assert lerway.verify(signed, offline=True).verdict == "valid"


@pytest.mark.parametrize(("kind", "proof"), PROOFS, ids=str)
def test_every_key_and_proof_is_valid_and_a_changed_record_is_not(kind, proof):
    issuer = college(KEYS[kind])
    signed = issuer.issue(issuer.badge(WELDING), proof=proof)
    report = lerway.verify(signed, offline=True)
    assert report.ok, report
    if signed.startswith(b"{"):
        assert verdict(signed.replace(b"Joins steel", b"Joins gold")) == "invalid"
    else:
        head, payload, signature = signed.split(b".")
        assert verdict(b".".join([head, payload, b"A" * len(signature)])) == "invalid"


def test_the_contexts_are_those_that_the_schemas_demand():
    issuer = college()
    badge = issuer.badge(WELDING)
    clr = issuer.clr("All", [issuer.issue(badge)])
    ob, extensions = (
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
    )
    vc = "https://www.w3.org/ns/credentials/v2"
    assert badge["@context"] == [vc, ob, extensions]
    assert clr["@context"] == [
        vc, "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json", ob, extensions,
    ]  # fmt: skip


def test_each_badge_has_a_subject_of_its_own_unless_one_is_given():
    issuer = college()
    one, two = issuer.badge(WELDING), issuer.badge(WELDING)
    assert one["credentialSubject"]["id"] != two["credentialSubject"]["id"]
    assert one["id"] != two["id"]
    given = issuer.badge(WELDING, recipient="did:example:learner")
    assert given["credentialSubject"]["id"] == "did:example:learner"


def test_an_email_address_goes_in_hashed_with_a_fresh_salt():
    issuer = college()
    badges = [issuer.badge(WELDING, email="Ada@Example.org") for _ in range(2)]
    first, second = (b["credentialSubject"]["identifier"][0] for b in badges)
    assert first["salt"] != second["salt"]
    assert len(bytes.fromhex(first["salt"])) == 16
    signed = issuer.issue(badges[0])
    assert b"example.org" not in signed.lower().replace(b"://", b"")
    for asked in ("ada@example.org", "Ada@Example.org", "mailto:ADA@example.org"):
        assert verdict(signed, policy=lerway.Policy().for_recipient(asked)) == "valid"
    other = lerway.Policy().for_recipient("eve@example.org")
    assert verdict(signed, policy=other) == "invalid"


def test_endorsements_records_and_presentations():
    issuer = college()
    badge = issuer.badge(WELDING)
    praise = issuer.issue(issuer.endorsement(badge["id"], "Welds well."))
    endorsed = issuer.issue(issuer.badge(WELDING, endorsements=[parse_object(praise)]))
    record = issuer.issue(issuer.clr("All", [endorsed]))
    token = issuer.issue(badge, proof="vc-jwt")
    for signed in (praise, endorsed, record):
        assert verdict(signed) == "valid"
    shown = issuer.present([endorsed, token], challenge="x", domain="employer.example")
    assert shown.disclosure is Disclosure.WHOLE
    assert verdict(shown.document) == "valid"
    assert endorsed in shown.document


def test_an_endorsement_as_a_token_stands_in_records_whose_proof_covers_it():
    issuer = college()
    praise = issuer.issue(issuer.endorsement("urn:x:y", "Good."), proof="vc-jwt").decode()
    badge = issuer.badge(WELDING, endorsements=[praise])
    assert verdict(issuer.issue(badge, proof="eddsa-jcs-2022")) == "valid"
    with pytest.raises(RefusedError) as e:
        issuer.issue(badge)
    assert e.value.problem.pointer == "/endorsementJwt"


# -- what an issuer does not sign --------------------------------------------


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        ({"x": 1}, "jsonld.undefined_term", "/x"),
        ({"type": ["VerifiableCredential", "OpenBadgeCredential", "Medal"]},
         "jsonld.undefined_type", "/type/2"),
        ({"validFrom": "2026-06-12"}, "vcdm.date_malformed", "/validFrom"),
        ({"credentialSubject": {}}, "vcdm.subject_empty", "/credentialSubject"),
        ({"id": "1 2"}, "vcdm.id_not_url", "/id"),
        ({"type": ["OpenBadgeCredential"]}, "vcdm.type_required", "/type"),
    ],
)  # fmt: skip
def test_what_its_own_verifier_would_refuse(change, code, pointer):
    issuer = college()
    with pytest.raises(RefusedError) as e:
        issuer.issue({**issuer.badge(WELDING), **change})
    assert (code, pointer) in {(p.code, p.pointer) for p in e.value.problems}


def test_all_undefined_members_are_told_with_their_paths():
    issuer = college()
    badge = issuer.badge({**WELDING, "colour": "blue"})
    with pytest.raises(RefusedError) as e:
        issuer.issue({**badge, "extra": {"a": 1}})
    assert {p.pointer for p in e.value.problems} >= {
        "/extra", "/credentialSubject/achievement/colour",
    }  # fmt: skip


def test_a_schema_that_is_not_met():
    issuer = college()
    badge = issuer.badge(WELDING)
    badge["credentialSubject"]["achievement"]["tag"] = 5
    with pytest.raises(RefusedError) as e:
        issuer.issue(badge, proof="eddsa-jcs-2022")
    assert e.value.problem.pointer


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda i: i.issue(i.badge(WELDING), proof="bbs-2023"), "issuer.unknown_proof"),
        (lambda i: i.issue(i.badge(WELDING), proof="ecdsa-jcs-2019"), "issuer.unknown_proof"),
        (lambda i: i.issue(i.badge(WELDING), proof="Ed25519Signature2020"), "issuer.unknown_proof"),
        (lambda i: i.issue(i.issue(i.badge(WELDING))), "issuer.already_signed"),
        (lambda i: i.issue({**i.badge(WELDING), "issuer": "did:x:y"}), "issuer.another_issuer"),
        (lambda i: i.clr("All", []), "issuer.empty_clr"),
        (lambda _: lerway.Issuer(key=ED), "issuer.profile"),
        (lambda _: college(profile={"name": "Twice"}), "issuer.profile"),
        (lambda _: lerway.Issuer(key=ED, profile={"id": "did:x:y"}, id="did:x:z"),
         "issuer.id_conflict"),
        (lambda _: college(id=did_jwk(KEYS[lerway.KeyType.P256].public)), "issuer.key_conflict"),
        (lambda _: college(ED.public).issue(college().badge(WELDING)), "issuer.no_private_key"),
    ],
)  # fmt: skip
def test_misuse_is_told(make, code):
    with pytest.raises(lerway.MisuseError) as e:
        make(college())
    assert e.value.code == code
    assert e.value.problem.hint


# -- keys that live elsewhere ------------------------------------------------


@pytest.mark.parametrize("proof", [None, "vc-jwt", "ob-jwt"])
@pytest.mark.parametrize("kind", KEYS)
def test_a_key_that_lives_elsewhere_signs_in_two_steps(kind, proof):
    issuer = college(KEYS[kind].public)
    unsigned = issuer.prepare(issuer.badge(WELDING), proof=proof)
    signed = issuer.finish(unsigned, KEYS[kind].sign(unsigned.to_sign))
    assert verdict(signed) == "valid"
    with pytest.raises(lerway.MisuseError) as e:
        issuer.finish(unsigned, bytes(64))
    assert e.value.code == "issuer.wrong_signature"


@pytest.mark.parametrize("identifier", [did_web("college.example"), "https://college.example/id"])
def test_a_domain_as_issuer(identifier, tmp_path):
    issuer = college(id=identifier)
    place = ".well-known/did.json" if identifier.startswith("did:") else "id"
    path = tmp_path / "college.example" / place
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(did_document(identifier, ED.public)))
    report = lerway.verify(issuer.issue(issuer.badge(WELDING)), offline=True, documents=tmp_path)
    assert report.ok, report
    assert report.issuer.label() == "domain-controlled (college.example)"


def test_did_jwk():
    issuer = college(id=did_jwk(ED.public))
    assert verdict(issuer.issue(issuer.badge(WELDING))) == "valid"


# -- unknown members survive -------------------------------------------------

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=25)
@given(VALUES, st.sampled_from(["eddsa-jcs-2022", "vc-jwt"]))
def test_a_member_that_nobody_knows_comes_back_as_it_was_written(value, proof):
    issuer = college()
    signed = issuer.issue({**issuer.badge(WELDING), "x:house": value}, proof=proof)
    verification = lerway.Verification(signed, now=datetime.now(UTC), catalog=lerway.catalog())
    assert verification.record.document["x:house"] == value
    assert verdict(signed) == "valid"


@settings(max_examples=25)
@given(VALUES, st.integers(0, 4))
def test_bytes_that_are_signed_stay_as_they_are(value, indent):
    issuer = college()
    document = {**issuer.badge(WELDING), "x:house": value}
    raw = json.dumps(document, indent=indent or None, ensure_ascii=bool(indent % 2)).encode()
    signed = issuer.issue(raw + b"\n", proof="eddsa-jcs-2022")
    assert signed.startswith(raw.rstrip()[:-1].rstrip())
    assert verdict(signed) == "valid"


def test_the_time_is_the_callers():
    draws = iter(range(1, 1000))
    issuer = college(clock=lambda: NOW, entropy=lambda size: bytes([next(draws)]) * size)
    badge = issuer.badge(WELDING)
    assert badge["validFrom"] == "2026-06-12T09:00:00Z"
    assert parse_object(issuer.issue(badge))["proof"]["created"] == "2026-06-12T09:00:00Z"
    assert issuer.issue(badge) == issuer.issue(badge)
