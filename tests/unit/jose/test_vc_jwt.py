from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lerway.kernel.encoding import b64url_encode
from lerway.kernel.errors import InvalidError, LerwayError, MisuseError, UnreadableError
from lerway.standards.cid.keys import KeyType, PrivateKey
from lerway.standards.did import did_jwk, did_key, method_url
from lerway.standards.jose.jws import (
    assemble,
    check_header,
    claimed_key,
    parse_compact,
    sign,
    verify,
)
from lerway.standards.jose.vc_jwt import (
    claim_conflicts,
    credential_of,
    key_reference,
    prepare,
    protect,
    signature_life,
)
from tests.shared_files import shared

KEY = PrivateKey(KeyType.ED25519, b"\7" * 32)
ISSUER = "did:web:college.example"
KID = method_url(ISSUER, KEY.public)
V1 = "https://www.w3.org/2018/credentials/v1"
V2 = "https://www.w3.org/ns/credentials/v2"
START, END = 1767225600, 1798761600  # 2026-01-01 and 2027-01-01

BADGE = {
    "@context": [V2, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
    "id": "urn:uuid:1",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": ISSUER, "type": ["Profile"]},
    "validFrom": "2026-01-01T00:00:00Z",
    "validUntil": "2027-01-01T01:00:00+01:00",
    "credentialSubject": {"id": "did:example:learner", "type": ["AchievementSubject"]},
}
PLAIN = {**BADGE, "@context": [V2], "type": ["VerifiableCredential"]}
OLD = {
    "@context": [V1],
    "type": ["VerifiableCredential"],
    "credentialSubject": {"degree": "BA"},
}
CLAIMS = {
    "iss": ISSUER,
    "jti": "urn:uuid:1",
    "sub": "did:example:learner",
    "nbf": START,
    "exp": END,
}
VP = {"@context": [V2], "type": "VerifiablePresentation", "holder": "did:example:learner"}


def token(payload, **header):
    return parse_compact(sign(header, json.dumps(payload).encode(), KEY))


# ------------------------------------------------------------------------- what we make


@pytest.mark.parametrize("key", [KEY, PrivateKey(KeyType.P384, b"\7" * 48)])
def test_a_credential_goes_round_by_vc_jose_cose(key):
    jws = parse_compact(protect(PLAIN, key, KID, "vc-jose-cose"))
    assert {k: jws.header[k] for k in ("typ", "cty", "kid")} == {
        "typ": "vc+jwt", "cty": "vc", "kid": KID,
    }  # fmt: skip
    check_header(jws, profile="vc-jose-cose")
    verify(jws, key.public)
    assert json.loads(jws.payload) == PLAIN
    assert credential_of(jws) == (PLAIN, "vc-jose-cose")
    assert claim_conflicts(jws, PLAIN, "vc-jose-cose") == []


def test_a_presentation_goes_round():
    jws = parse_compact(protect(VP, KEY, KID, "vc-jose-cose"))
    assert (jws.header["typ"], jws.header["cty"]) == ("vp+jwt", "vp")
    check_header(jws, profile="vc-jose-cose", presentation=True)
    assert credential_of(jws) == (VP, "vc-jose-cose")


def test_a_badge_goes_round_by_its_own_profile():
    jws = parse_compact(protect(BADGE, KEY, KID, "open-badges"))
    assert jws.header["typ"] == "JWT"
    assert json.loads(jws.payload) == {**BADGE, **CLAIMS}
    assert list(json.loads(jws.payload))[: len(BADGE)] == list(BADGE)
    assert credential_of(jws) == (BADGE, "open-badges")
    assert claim_conflicts(jws, BADGE, "open-badges") == []


def test_a_badge_for_nobody_by_name_has_no_sub_and_no_end():
    badge = {**BADGE, "credentialSubject": {"type": ["AchievementSubject"], "identifier": []}}
    del badge["validUntil"]
    claims = json.loads(parse_compact(protect(badge, KEY, KID, "open-badges")).payload)
    assert "sub" not in claims
    assert "exp" not in claims


def test_a_key_elsewhere_signs_the_same_bytes():
    signed = prepare(BADGE, KEY.public, KID, "open-badges")
    assert assemble(signed, KEY.sign(signed)) == protect(BADGE, KEY, KID, "open-badges")


@pytest.mark.parametrize("member", ["vc", "vp", "iss", "exp"])
def test_a_member_that_would_become_a_claim_is_not_signed(member):
    with pytest.raises(MisuseError) as e:
        protect({**PLAIN, member: 1}, KEY, KID, "vc-jose-cose")
    assert e.value.code == "jwt.claim_taken"


def test_the_old_profile_is_read_only():
    with pytest.raises(MisuseError) as e:
        protect(OLD, KEY, KID, "vcdm-1.1")
    assert e.value.code == "jwt.profile_read_only"


# ------------------------------------------------------------------------- which profile


@pytest.mark.parametrize(
    ("payload", "header", "profile"),
    [
        (PLAIN, {}, "vc-jose-cose"),
        (PLAIN, {"typ": "JWT"}, "vc-jose-cose"),
        (BADGE, {"typ": "vc+jwt"}, "vc-jose-cose"),
        (BADGE, {"typ": "JWT"}, "open-badges"),
        (BADGE, {}, "open-badges"),
        ({**OLD, "issuer": ISSUER}, {}, "open-badges"),
        ({"vc": OLD}, {}, "vcdm-1.1"),
        ({"vp": {"@context": [V1], "type": "VerifiablePresentation"}}, {}, "vcdm-1.1"),
    ],
)
def test_a_token_shows_which_profile_it_follows(payload, header, profile):
    assert credential_of(token(payload, **header))[1] == profile


def test_claims_about_the_token_are_not_the_record():
    claims = {**CLAIMS, "iat": 1, "aud": "x", "cnf": {}, "nonce": "n"}
    assert credential_of(token({**PLAIN, **claims}))[0] == PLAIN


@pytest.mark.parametrize(
    ("payload", "header"),
    [
        ({"vc": PLAIN}, {}),  # a record of version 2.0 in the wrapping of 1.1
        ({"vc": OLD}, {"typ": "vc+jwt"}),
        ({**PLAIN, "vc": OLD}, {}),  # which of the two was meant?
        ({"vc": OLD, "vp": OLD}, {}),
    ],
)
def test_a_wrapped_record_where_none_may_be_is_refused(payload, header):
    with pytest.raises(InvalidError) as e:
        credential_of(token(payload, **header))
    assert e.value.code == "jwt.vc_claim"


def test_a_draft_put_a_new_record_into_the_old_wrapping():
    wrapped = token({"vc": PLAIN})
    assert credential_of(wrapped, drafts=True) == (PLAIN, "vcdm-1.1")


@pytest.mark.parametrize("inner", ["eyJ", [], None, 1])
def test_a_record_is_an_object(inner):
    with pytest.raises(InvalidError) as e:
        credential_of(token({"vc": inner}))
    assert e.value.code == "jwt.not_an_object"


@pytest.mark.parametrize("payload", [b"", b"[]", b'"VC"', b'{"a":1,"a":1}'])
def test_a_payload_is_one_clean_object(payload):
    with pytest.raises(UnreadableError):
        credential_of(parse_compact(sign({}, payload, KEY)))


# ------------------------------------------------------------- VCDM 1.1 §6.3.1, JWT decoding


def test_what_the_claims_say_belongs_to_the_record():
    document, _ = credential_of(token({"vc": OLD, **CLAIMS}))
    assert document == {
        **OLD,
        "id": "urn:uuid:1",
        "issuer": ISSUER,
        "issuanceDate": "2026-01-01T00:00:00Z",
        "expirationDate": "2027-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:learner", "degree": "BA"},
    }


def test_what_the_record_says_itself_stays():
    inner = {
        **OLD,
        "id": "urn:uuid:1",
        "issuer": {"id": ISSUER, "name": "College"},
        "issuanceDate": "2026-01-01T00:00:00.5Z",
        "credentialSubject": {"id": "did:example:learner"},
    }
    jws = token({"vc": inner, **CLAIMS})
    document, profile = credential_of(jws)
    assert document == {**inner, "expirationDate": "2027-01-01T00:00:00Z"}
    assert claim_conflicts(jws, document, profile) == []


def test_an_issuer_without_id_gets_the_tokens():
    document, _ = credential_of(token({"vc": {**OLD, "issuer": {"name": "College"}}, **CLAIMS}))
    assert document["issuer"] == {"id": ISSUER, "name": "College"}


def test_a_presentation_gets_its_holder():
    vp = {"@context": [V1], "type": ["VerifiablePresentation"]}
    document, _ = credential_of(token({"vp": vp, **CLAIMS}))
    assert document == {**vp, "holder": ISSUER, "id": "urn:uuid:1"}


# --------------------------------------------------------------------------------- conflicts


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "did:web:other.example"},
        {"jti": "urn:uuid:2"},
        {"sub": "did:example:another"},
        {"nbf": START + 1},
        {"exp": END - 1},
        {"exp": 10**30},
    ],
)
@pytest.mark.parametrize("profile", ["open-badges", "vcdm-1.1"])
def test_a_claim_that_contradicts_the_record_is_told(claims, profile):
    [problem] = claim_conflicts(token({**BADGE, **CLAIMS, **claims}), BADGE, profile)
    assert problem.code == "jwt.claim_conflict"
    assert f"claim {next(iter(claims))} " in problem.message


def test_every_conflict_is_told():
    jws = token({**BADGE, "iss": "x", "jti": "x", "sub": "x", "nbf": 0, "exp": 0}, iss="y")
    problems = claim_conflicts(jws, BADGE, "open-badges")
    assert [p.code for p in problems] == ["jwt.claim_conflict"] * 6


@pytest.mark.parametrize("claim", ["nbf", "exp"])
def test_a_date_that_only_the_token_knows_is_a_conflict(claim):
    badge = {k: v for k, v in BADGE.items() if not k.startswith("valid")}
    [problem] = claim_conflicts(token({**badge, claim: START}), badge, "open-badges")
    assert problem.code == "jwt.claim_conflict"


def test_by_vc_jose_cose_dates_are_the_signatures():
    jws = token({**PLAIN, "iat": START + 5, "exp": END - 5})
    assert claim_conflicts(jws, PLAIN, "vc-jose-cose") == []
    assert signature_life(jws) == (None, datetime.fromtimestamp(END - 5, UTC))
    [problem] = claim_conflicts(token({**PLAIN, "iss": "x"}), PLAIN, "vc-jose-cose")
    assert problem.code == "jwt.claim_conflict"


@pytest.mark.parametrize(
    ("claim", "value"),
    [("iss", 1), ("jti", None), ("sub", []), ("nbf", "2026"), ("exp", True), ("iat", {})],
)
def test_a_claim_of_the_wrong_type_is_told(claim, value):
    [problem] = claim_conflicts(token({**BADGE, claim: value}), BADGE, "open-badges")
    assert problem.code == "jwt.claim_malformed"


def test_sub_is_not_compared_where_there_are_several_subjects():
    plain = {**PLAIN, "credentialSubject": [{"id": "a:1"}, {"id": "a:2"}]}
    assert claim_conflicts(token({**plain, "sub": "a:3"}), plain, "open-badges") == []


def test_a_presentation_is_the_holders():
    assert claim_conflicts(token({**VP, "iss": "did:example:learner"}), VP, "vc-jose-cose") == []
    [problem] = claim_conflicts(token({**VP, "iss": ISSUER}), VP, "vc-jose-cose")
    assert problem.code == "jwt.claim_conflict"


def test_moments_beyond_counting_are_cut_off():
    jws = token({**PLAIN, "nbf": -(10**30), "exp": 1e300})
    start, end = signature_life(jws)
    assert (start.year, end.year) == (1, 9999)


# ------------------------------------------------------------------------------ which key

ED_DID = did_key(KEY.public)


@pytest.mark.parametrize(
    ("kid", "issuer", "url"),
    [
        (KID, ISSUER, KID),
        ("https://college.example/keys/1", ISSUER, "https://college.example/keys/1"),
        ("#key-1", ISSUER, f"{ISSUER}#key-1"),
        ("key-1", ISSUER, f"{ISSUER}#key-1"),
        ("key-1", {"id": ISSUER}, f"{ISSUER}#key-1"),
        ("urn:ietf:x", "https://college.example/i", "https://college.example/i#urn:ietf:x"),
        ("key-1", None, None),
        (None, ISSUER, None),
        (None, None, None),
        (None, ED_DID, method_url(ED_DID, KEY.public)),
        (ED_DID, ISSUER, method_url(ED_DID, KEY.public)),
        (did_jwk(KEY.public), ISSUER, f"{did_jwk(KEY.public)}#0"),
        (ISSUER, ISSUER, ISSUER),
    ],
)
def test_a_token_names_its_key(kid, issuer, url):
    header = {} if kid is None else {"kid": kid}
    credential = {**PLAIN, "issuer": issuer}
    assert key_reference(token(credential, **header), credential) == url


def test_the_key_of_a_presentation_is_the_holders():
    vp = {**VP, "holder": ED_DID, "issuer": ISSUER}
    assert key_reference(token(vp), vp) == method_url(ED_DID, KEY.public)


@pytest.mark.parametrize("kid", ["", "#", 7, [KID]])
def test_a_kid_names_something(kid):
    with pytest.raises(InvalidError) as e:
        key_reference(token(PLAIN, kid=kid), PLAIN)
    assert e.value.code == "jws.kid"


def test_a_key_in_the_header_names_nothing():
    assert key_reference(token(PLAIN, jwk=KEY.public.to_jwk()), PLAIN) is None


# ----------------------------------------------------------------------- 1EdTech's samples


def sample(*parts):
    path = shared("standards", "examples", "1edtech-validator", *parts)
    return parse_compact(path.read_bytes().strip())


@pytest.mark.parametrize("room", ["ob30", "clr20"])
def test_the_samples_of_1edtech_are_read(room):
    jws = sample(room, "simple.jwt")
    document, profile = credential_of(jws)
    assert profile == "vcdm-1.1"
    assert document["@context"][0] == V1
    assert claim_conflicts(jws, document, profile) == []
    assert check_header(jws, profile=profile).name == "RS256"
    assert key_reference(jws, document) is None


def test_a_sample_of_1edtech_is_unchanged_under_the_key_that_it_claims():
    jws = sample("clr20", "simple.jwt")
    claimed = claimed_key(jws)
    assert claimed is not None
    verify(jws, claimed)


# -------------------------------------------------------------------------------- anything

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=4)
    | st.sampled_from([V1, V2, ISSUER, "VerifiablePresentation", "OpenBadgeCredential", START]),
    lambda v: st.lists(v, max_size=3)
    | st.dictionaries(st.sampled_from(["id", "type", "@context", "issuer"]), v, max_size=3),
    max_leaves=10,
)  # fmt: skip
PAYLOADS = st.dictionaries(
    st.sampled_from([*CLAIMS, *BADGE, "vc", "vp", "holder", "iat"]), ANYTHING, max_size=8
)


@given(PAYLOADS, st.dictionaries(st.sampled_from(["typ", "kid", "iss"]), ANYTHING, max_size=3))
def test_any_payload_is_judged_or_refused(payload, header):
    compact = f"{b64url_encode(json.dumps({'alg': 'EdDSA', **header}).encode())}."
    with contextlib.suppress(LerwayError):
        jws = parse_compact(compact + b64url_encode(json.dumps(payload).encode()) + ".")
        document, profile = credential_of(jws)
        claim_conflicts(jws, document, profile)
        signature_life(jws)
        with contextlib.suppress(LerwayError):
            key_reference(jws, document)


@given(PAYLOADS)
def test_anything_is_signed_or_refused(payload):
    for profile in ("vc-jose-cose", "open-badges"):
        with contextlib.suppress(LerwayError):
            verify(parse_compact(protect(payload, KEY, KID, profile)), KEY.public)
