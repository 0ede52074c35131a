"""Nobody can hide from the judge what the issuer said, though the signature would not mind.

A signature over the graph covers statements, not spellings. Each of these edits leaves
every signed statement as it was, and would hide a revocation, an end or a member from
whoever reads the record by its members.
"""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

import lerway
from lerway.kernel.need import Supplied, Unavailable
from lerway.kernel.strict_json import dumps
from tests.refusals import (
    DID,
    HOST,
    KEY,
    OTHER,
    V2,
    WEB,
    badge,
    did_key,
    edited,
    jwt,
    method_url,
    png,
    sign_jws,
    signed,
    status_entry,
    status_list,
)
from tests.stories.test_referred import AT, judge

LIST_URL = f"https://{HOST}/status/1"
CRED = "https://www.w3.org/2018/credentials#"
REVOKED = bytearray(16_384)
REVOKED[94567 // 8] |= 0x80 >> (94567 % 8)
RECORD = signed(
    edited(
        badge(),
        ("credentialStatus", status_entry()),
        ("validUntil", "2026-02-01T00:00:00Z"),
    )
)
DOCUMENTS = {LIST_URL: status_list(bits=bytes(REVOKED))}


def whole_iri(d: dict) -> None:
    d[CRED + "credentialStatus"] = d.pop("credentialStatus")
    d[CRED + "validUntil"] = {
        "@value": d.pop("validUntil"),
        "@type": "http://www.w3.org/2001/XMLSchema#dateTime",
    }


def nested(d: dict) -> None:
    d["@nest"] = {m: d.pop(m) for m in ("credentialStatus", "validUntil")}


def included(d: dict) -> None:
    d["@included"] = [{"id": d["id"], **{m: d.pop(m) for m in ("credentialStatus", "validUntil")}}]


def aliased(d: dict) -> None:
    d["@context"] = [
        *d["@context"],
        {
            "x": {"@id": CRED + "credentialStatus", "@type": "@id"},
            "y": {"@id": CRED + "validUntil", "@type": "http://www.w3.org/2001/XMLSchema#dateTime"},
        },
    ]
    d["x"] = d.pop("credentialStatus")
    d["y"] = d.pop("validUntil")


def nest_alias(d: dict) -> None:
    d["@context"] = [*d["@context"], {"about": "@nest"}]
    d["about"] = {m: d.pop(m) for m in ("credentialStatus", "validUntil")}


def other_case(d: dict) -> None:
    d["@context"] = [
        *d["@context"],
        {
            "ValidUntil": {
                "@id": CRED + "validUntil",
                "@type": "http://www.w3.org/2001/XMLSchema#dateTime",
            }
        },
    ]
    d["ValidUntil"] = d.pop("validUntil")


def second_type(d: dict) -> None:
    d["@type"] = [d["type"].pop()]


@pytest.mark.parametrize(
    "hide", [whole_iri, nested, included, aliased, nest_alias, other_case, second_type]
)
def test_a_member_that_is_spelled_or_placed_otherwise_is_refused(hide: Any) -> None:
    record = copy.deepcopy(RECORD)
    hide(record)
    report = judge(dumps(record), DOCUMENTS)
    assert report.verdict == "invalid", str(report)
    assert "jsonld.hidden_member" in {p.code for p in report.problems}


def test_control_the_same_record_told_plainly_is_refused_for_what_it_says() -> None:
    codes = {p.code for p in judge(dumps(RECORD), DOCUMENTS).problems}
    assert {"dates.expired", "status.revoked"} <= codes


def test_the_end_of_a_proof_cannot_be_hidden() -> None:
    from lerway.standards.data_integrity.proof import sign

    cat = lerway.catalog()
    options = {
        "created": "2026-01-02T00:00:00Z",
        "expires": "2026-02-01T00:00:00Z",
        "verificationMethod": method_url(DID, KEY.public),
        "proofPurpose": "assertionMethod",
    }
    proof = sign(badge(), options, cat.suites["eddsa-rdfc-2022"], KEY, cat.contexts.view())
    assert judge(dumps({**badge(), "proof": proof}), {}).deciding().reason == "proof.expired"
    end = {"@value": proof.pop("expires"), "@type": "http://www.w3.org/2001/XMLSchema#dateTime"}
    proof["https://w3id.org/security#expiration"] = end
    report = judge(dumps({**badge(), "proof": proof}), {})
    assert (report.verdict, report.deciding().reason) == ("invalid", "jsonld.hidden_member")


def test_a_record_of_another_kind_is_no_member() -> None:
    empty = {"@context": RECORD["@context"][:1], "type": ["VerifiablePresentation"]}
    presentation = {**empty, "verifiableCredential": [empty]}
    report = judge(dumps(presentation), {}, lerway.Policy().reporting("presentation"))
    assert report.verdict == "invalid"
    assert report.deciding().reason == "member.not_a_credential"


def test_a_key_beside_the_one_that_is_named_is_refused() -> None:
    token = sign_jws(
        {
            "alg": "EdDSA",
            "typ": "vc+jwt",
            "kid": method_url(DID, KEY.public),
            "jwk": OTHER.public.to_jwk(),
        },
        dumps(badge()),
        KEY,
    )
    report = judge(token.encode(), {})
    assert (report.verdict, report.deciding().reason) == ("invalid", "controller.header_jwk")
    same = jwt(badge(), jwk=KEY.public.to_jwk())
    assert judge(same, {}).verdict == "valid"


def test_a_bare_key_below_an_issuers_address_is_not_the_issuers() -> None:
    issuer = "https://host.example/issuers/a"
    kid = "https://host.example/issuers/a/../../uploads/evil.jwk"
    token = sign_jws({"alg": "EdDSA", "typ": "vc+jwt", "kid": kid}, dumps(badge(issuer)), OTHER)
    report = judge(token.encode(), {kid: dumps(OTHER.public.to_jwk())})
    assert report.verdict != "valid"
    assert report.issuer.standing == "unconfirmed"


def test_a_redirect_to_another_host_does_not_speak_for_the_first() -> None:
    from lerway.standards.did import did_document

    verification = lerway.Verification(
        dumps(signed(badge(WEB), OTHER, did=WEB)), now=AT, catalog=lerway.catalog()
    )
    need = verification.needs[0]
    body = dumps(did_document(WEB, OTHER.public))
    verification.supply(need, Supplied(body, None, AT, url="https://evil.example/did.json"))
    report = verification.report()
    assert (report.verdict, report.issuer.standing) == ("undetermined", "unconfirmed")
    assert "fetch.moved" in {p.code for p in report.problems}


def test_another_list_at_the_lists_address_does_not_clear_a_record() -> None:
    record = signed(edited(badge(), ("credentialStatus", status_entry())))
    other = json.loads(status_list())
    del other["proof"]
    other["id"] = "https://college.example/status/2"
    report = judge(dumps(record), {LIST_URL: dumps(signed(other))})
    assert (report.verdict, report.deciding().reason) == ("undetermined", "status.another_list")


def test_the_work_of_all_proofs_and_members_together_is_bounded() -> None:
    from dataclasses import replace

    from lerway.kernel.limits import Limits

    record = edited(badge(), ("credentialSubject/achievement/tag", [f"t{i}" for i in range(900)]))
    proof = signed(record)["proof"]
    data = dumps({**record, "proof": [{**proof, "id": f"urn:p:{i}"} for i in range(16)]})
    policy = replace(lerway.Policy(), limits=Limits(work=10_000))
    with pytest.raises(lerway.UnreadableError) as caught:
        judge(data, {}, policy)
    assert caught.value.code == "work.exceeded"


def test_a_recipient_is_asked_of_the_records_in_a_presentation() -> None:
    shown = lerway.Issuer(name="Ada", key=OTHER).present([dumps(signed(badge()))], created=AT)
    mine = badge()["credentialSubject"]["id"]
    assert judge(shown.document, {}, lerway.Policy().for_recipient(mine)).verdict == "valid"
    nobody = lerway.Policy().for_recipient("urn:uuid:nobody")
    assert judge(shown.document, {}, nobody).verdict == "invalid"
    assert did_key(OTHER.public)
    assert isinstance(judge(shown.document, {}), lerway.Report)
    assert Unavailable


def test_an_older_badge_in_the_same_picture_is_remarked() -> None:
    """Two programs would show two badges; so whoever reads one is told of the other."""
    new = (b"iTXt", b"openbadgecredential\0\0\0\0\0" + dumps(signed(badge())))
    old = (b"tEXt", b"openbadges\0https://college.example/badge/1")
    plain, both = (
        lerway.verify(png(*chunks), now=AT, offline=True) for chunks in ((new,), (old, new))
    )
    assert plain.verdict == both.verdict == "valid"
    assert [c.reason for c in plain.checks if c.code == "advice"] == []
    (remark,) = [c for c in both.checks if c.code == "advice"]
    assert (remark.reason, remark.required) == ("image.older_badge", False)


def test_a_presentation_is_no_envelope_for_a_credential_nor_the_other_way_round() -> None:
    """Else a reader of envelopes, and one of what is in them, would tell different stories."""
    token = jwt(badge()).decode()
    shown = {"@context": [V2], "type": ["VerifiablePresentation"], "holder": DID}
    shown_token = jwt(shown, typ="vp+jwt").decode()
    for kind, media, text, right in (
        ("Credential", "vc", token, True),
        ("Presentation", "vc", token, False),
        ("Presentation", "vp", shown_token, True),
        ("Credential", "vp", shown_token, False),
    ):
        envelope = {
            "@context": [V2],
            "type": [f"EnvelopedVerifiable{kind}"],
            "id": f"data:application/{media}+jwt,{text}",
        }
        codes = {p.code for p in lerway.verify(dumps(envelope), now=AT, offline=True).problems}
        assert ("vcdm.envelope_kind" in codes) is not right, (kind, media)
