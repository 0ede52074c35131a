from __future__ import annotations

import base64
import copy
import json
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lerway.kernel.errors import InvalidError, UndeterminedError
from lerway.standards.open_badges import v2
from tests.shared_files import shared

ISSUER = {
    "@context": v2.CONTEXT,
    "type": "Issuer",
    "id": "https://college.example/issuer",
    "name": "A College",
    "url": "https://college.example",
    "email": "badges@college.example",
    "publicKey": ["https://college.example/key1", "https://college.example/key2"],
    "revocationList": "https://college.example/revoked",
}
BADGE = {
    "@context": v2.CONTEXT,
    "type": "BadgeClass",
    "id": "https://college.example/welding",
    "name": "Welding",
    "description": "Can weld",
    "image": "data:image/png;base64,iVBORw0KGgo=",
    "criteria": {"narrative": "Weld a T joint"},
    "issuer": "https://college.example/issuer",
}
URL = "https://college.example/assertions/1"
ASSERTION = {
    "@context": v2.CONTEXT,
    "type": "Assertion",
    "id": URL,
    "recipient": {"type": "email", "hashed": False, "identity": "ada@college.example"},
    "badge": "https://college.example/welding",
    "issuedOn": "2026-01-01T00:00:00Z",
    "verification": {"type": "hosted"},
}
KEY = {
    "@context": v2.CONTEXT,
    "type": "CryptographicKey",
    "id": "https://college.example/key1",
    "owner": "https://college.example/issuer",
    "publicKeyPem": "-----BEGIN PUBLIC KEY-----",
}
LIST = {
    "@context": v2.CONTEXT,
    "type": "RevocationList",
    "id": "https://college.example/revoked",
    "revokedAssertions": [
        "urn:uuid:1",
        {"id": "urn:uuid:2", "revocationReason": "by mistake"},
        {"uid": "three"},
        7,
    ],
}
ALL = {
    "Assertion": ASSERTION,
    "BadgeClass": BADGE,
    "Profile": ISSUER,
    "CryptographicKey": KEY,
    "RevocationList": LIST,
}
ABSENT = object()


def found(kind, **changes):
    obj = {**copy.deepcopy(ALL[kind]), **changes}
    obj = {k: v for k, v in obj.items() if v is not ABSENT}
    return [(p.code, p.pointer) for p in v2.structure_v2(obj, kind)]


@pytest.mark.parametrize("kind", ALL)
def test_each_class_has_its_context_type_and_id(kind):
    assert found(kind) == []
    assert found(kind, **{"@context": "https://w3id.org/openbadges/v1"})[0][0] == "ob2.context"
    assert found(kind, type=["Other", 5]) == [("ob2.type", "/type")]
    assert ("ob2.not_url", "/id") in found(kind, id="1")


@pytest.mark.parametrize(
    ("kind", "name", "value", "code"),
    [
        ("Assertion", "badge", ABSENT, "ob2.member_missing"),
        ("Assertion", "badge", "welding", "ob2.not_url"),
        ("Assertion", "recipient", {"type": "email"}, "ob2.recipient"),
        ("Assertion", "recipient", "ada", "ob2.recipient"),
        ("Assertion", "verification", {"type": "other"}, "ob2.verification"),
        ("Assertion", "verification", ABSENT, "ob2.verification"),
        ("Assertion", "issuedOn", "2026-01-01", "vcdm.date_malformed"),
        ("Assertion", "issuedOn", "2026-01-01T00:00:00", "vcdm.date_without_offset"),
        ("Assertion", "expires", "2025-01-01T00:00:00Z", "ob2.period_reversed"),
        ("Assertion", "image", "data:image/png;base64,iVBORw0KGgo=", "ob2.image"),
        ("BadgeClass", "image", "logo.png", "ob2.image"),
        ("BadgeClass", "issuer", "A College", "ob2.not_url"),
        ("BadgeClass", "criteria", {}, "ob2.criteria"),
        ("BadgeClass", "criteria", "weld well", "ob2.not_url"),
        ("BadgeClass", "alignment", [{"targetName": "Weld"}], "ob2.alignment"),
        ("Profile", "url", "college", "ob2.not_url"),
        ("Profile", "revocationList", 5, "ob2.not_url"),
        ("CryptographicKey", "publicKeyPem", "", "ob2.member_missing"),
    ],
)
def test_each_rule_has_its_code(kind, name, value, code):
    ((first, pointer),) = found(kind, **{name: value})
    assert first == code
    assert pointer.startswith(f"/{name}")


def test_embedded_objects_are_judged_where_they_stand():
    inner = {k: v for k, v in BADGE.items() if k not in {"@context", "name"}}
    inner["issuer"] = {**ISSUER, "email": None}
    assert found("Assertion", badge=inner) == [
        ("ob2.member_missing", "/badge/name"),
        ("ob2.member_missing", "/badge/issuer/email"),
    ]


def test_how_a_badge_is_verified():
    for name in ("hosted", "HostedBadge", ["x", "hosted"]):
        assert v2.verification_type({"verification": {"type": name}}) == "hosted"
    assert v2.verification_type({"verification": {"type": "SignedBadge"}}) == "signed"
    assert v2.verification_type({"verify": {"type": "signed"}}) == "signed"
    assert v2.verification_type({"verification": "hosted"}) is None


def test_dates_may_leave_out_their_seconds():
    assert v2.parse_date("2026-01-01T00:00Z") == datetime(2026, 1, 1, tzinfo=UTC)
    assert v2.parse_date("2026-01-01T01:00:00+0100") == datetime(2026, 1, 1, tzinfo=UTC)
    assert v2.validity_v2(ASSERTION) == (datetime(2026, 1, 1, tzinfo=UTC), None)
    with pytest.raises(InvalidError) as e:
        v2.validity_v2({"expires": 5})
    assert e.value.problem.pointer == "/expires"


def test_objects_name_each_other_by_address_or_by_standing_inside():
    assert v2.badge_reference(ASSERTION) == v2.Reference(BADGE["id"], None, "/badge")
    assert v2.badge_reference({"badge": BADGE}) == v2.Reference(BADGE["id"], BADGE, "/badge")
    assert v2.issuer_reference(BADGE).url == ISSUER["id"]
    assert v2.issuer_reference({"issuer": {"id": "x"}}) == v2.Reference(
        None, {"id": "x"}, "/issuer"
    )
    assert v2.revocation_list_url(ISSUER) == LIST["id"]
    assert v2.revocation_list_url({}) is None


def test_the_key_of_a_signed_badge():
    signed = {"verification": {"type": "signed", "creator": KEY["id"]}}
    assert v2.key_reference(signed, ISSUER) == v2.Reference(
        KEY["id"], None, "/verification/creator"
    )
    # a key that stands in the Profile counts, one that stands in the badge does not
    assert v2.key_reference(signed, {"publicKey": [KEY]}).embedded == KEY
    assert v2.key_reference({"verification": {"creator": KEY}}, ISSUER).embedded is None
    assert v2.key_reference({}, {"publicKey": KEY["id"]}).url == KEY["id"]
    for issuer in (ISSUER, {}):
        with pytest.raises(InvalidError) as e:
            v2.key_reference({"verification": {"type": "signed"}}, issuer)
        assert e.value.code == "ob2.key_unnamed"


def rules(policy=ABSENT, url=URL, issuer=ISSUER, **kwargs):
    issuer = issuer if policy is ABSENT else {**issuer, "verification": policy}
    return [p.code for p in v2.hosted_rules({"id": url}, issuer, url, **kwargs)]


def test_a_hosted_badge_stands_where_it_says():
    assert v2.hosted_rules(ASSERTION, ISSUER, URL) == []
    (problem,) = v2.hosted_rules(ASSERTION, ISSUER, URL + "?copy")
    assert problem.code == "ob2.id_differs"
    assert v2.fetched_rules(BADGE, BADGE["id"]) == []


def test_a_hosted_badge_stands_at_its_issuer():
    assert rules(url="https://college.example:443/x") == []
    for elsewhere in (
        "https://evil.example/assertions/1",
        "https://college.example.evil.example/",
        "https://college.example@evil.example/",
        "https://college.example:444/x",
        "urn:uuid:1",
    ):
        assert rules(url=elsewhere) == ["ob2.origin"]


def test_the_issuer_may_say_where_its_badges_stand():
    host = "https://badges.example/a/1"
    assert rules({"allowedOrigins": "badges.example"}, host) == []
    assert rules({"allowedOrigins": ["x.example", "https://Badges.example"]}, host) == []
    assert rules({"allowedOrigins": []}, host) == ["ob2.origin"]
    # a Profile that was not fetched from its own address decides nothing
    assert rules({"allowedOrigins": "badges.example"}, host, issuer_fetched=False) == ["ob2.origin"]
    assert rules({"startsWith": "https://college.example/assertions/"}) == []
    assert rules({"startsWith": ["https://x.example/", "https://college.example/a"]}) == []
    assert rules({"startsWith": "https://college.example/NOT"}) == ["ob2.starts_with"]
    # a prefix without its slash is no leave for another host
    both = {"startsWith": "https://college.example", "allowedOrigins": "college.example.evil.org"}
    assert rules(both, "https://college.example.evil.org/a") == ["ob2.starts_with"]


def test_an_issuer_without_web_address_hosts_nothing_that_can_be_judged():
    with pytest.raises(UndeterminedError) as e:
        rules(issuer={**ISSUER, "id": "urn:uuid:2d391246-6e0d-4dab-906c-b29770bd7aa6"})
    assert e.value.code == "ob2.issuer_without_host"


def test_a_signed_badge_is_signed_by_a_key_of_its_issuer():
    assert v2.signed_rules(KEY, KEY["id"], ISSUER) == []
    strange = {**KEY, "owner": "https://evil.example/issuer"}
    assert [p.code for p in v2.signed_rules(strange, "https://evil.example/key", ISSUER)] == [
        "ob2.key_not_of_issuer",
        "ob2.key_owner",
    ]


def test_revoked_badges_and_why():
    assert v2.revoked(LIST, {"id": "urn:uuid:1"}) == ""
    assert v2.revoked(LIST, {"id": "urn:uuid:2"}) == "by mistake"
    assert v2.revoked(LIST, {"id": "urn:uuid:9", "uid": "three"}) == ""
    assert v2.revoked(LIST, ASSERTION) is None
    assert v2.revoked({}, {}) is None
    assert v2.revoked_in_place({"revoked": True, "revocationReason": "lost"}) == "lost"
    assert v2.revoked_in_place({"revoked": True}) == ""
    assert v2.revoked_in_place(ASSERTION) is None


def test_the_recipient_of_an_assertion():
    assert v2.matches_recipient(ASSERTION, "Ada@college.example") is True
    assert v2.matches_recipient(ASSERTION, "bob@college.example") is False
    assert v2.matches_recipient({}, "bob@college.example") is None


VALUES = st.recursive(
    st.none() | st.integers() | st.text() | st.just(URL),
    lambda x: st.lists(x, max_size=3) | st.dictionaries(st.sampled_from(["id", "type"]), x),
)


@given(st.sampled_from(list(ALL)), st.data())
def test_anything_in_any_member_is_told_not_raised(kind, data):
    name = data.draw(st.sampled_from([*ALL[kind], "image", "alignment", "expires"]))
    value = data.draw(VALUES)
    obj = {**ALL[kind], name: value}
    obj.pop(data.draw(st.sampled_from(list(obj))))
    v2.structure_v2(obj, kind)
    v2.revoked(obj, ASSERTION)
    v2.hosted_rules(obj, {**ISSUER, "verification": value}, URL)
    v2.signed_rules(obj, URL, {"publicKey": value})


# ------------------------------------------------- the samples, as a web site


class Site:
    """The validator's `assets` folder, answering for example.org."""

    def __init__(self):
        self.folder = shared("standards", "examples", "1edtech-validator", "ob20")

    def get(self, url):
        name = urlsplit(url).path.lstrip("/")
        return json.loads((self.folder / "assets" / name).read_text())

    def judge(self, assertion, kind):
        """Return the codes of all that is wrong, as a caller would collect them."""
        problems = v2.structure_v2(assertion, "Assertion")
        badge_ref = v2.badge_reference(assertion)
        badge = badge_ref.embedded or self.get(badge_ref.url)
        issuer = self.get(v2.issuer_reference(badge).url)
        if badge_ref.embedded is None:  # else it was judged where it stands
            problems += v2.structure_v2(badge, "BadgeClass")
        problems += v2.structure_v2(issuer, "Profile")
        if kind == "hosted":
            problems += v2.hosted_rules(assertion, issuer, assertion["id"])
        else:
            key = self.get(v2.key_reference(assertion, issuer).url)
            problems += v2.structure_v2(key, "CryptographicKey")
            problems += v2.signed_rules(key, assertion["verification"]["creator"], issuer)
        return {p.code for p in problems}


HOSTED = {
    "assertion-with-data-image.json": {"ob2.image"},
    "assertion-with-endorsements.json": set(),
    "assertion-with-extension-node-basic.json": set(),
    "assertion-with-multiple-extensions.json": set(),
    "basic-assertion.json": set(),
    "basic-assertion-expired.json": set(),  # the clock is the caller's
    "basic-assertion-in-future.json": set(),
    "basic-assertion-expired-before-issued.json": {"ob2.period_reversed"},
    "basic-assertion-invalid-context.json": {"ob2.context"},
    "basic-assertion-invalid-type.json": {"ob2.type"},
    "basic-assertion-no-public-key.json": set(),
    "basic-assertion-with-allowed-origins.json": set(),
    "basic-assertion-with-allowed-origins-valid-starts-with.json": set(),
    "basic-assertion-with-allowed-origins-valid-multiple-starts-with.json": set(),
    "basic-assertion-with-allowed-origins-invalid-starts-with.json": {"ob2.starts_with"},
    "basic-assertion-with-allowed-origins-invalid-multiple-starts-with.json": {"ob2.starts_with"},
}


@pytest.mark.parametrize("name", HOSTED)
def test_hosted_samples_of_the_1edtech_validator(name):
    site = Site()
    assertion = json.loads((site.folder / name).read_text())
    assert v2.verification_type(assertion) == "hosted"
    assert site.judge(assertion, "hosted") == HOSTED[name]


def test_the_sample_whose_issuer_has_no_web_address():
    site = Site()
    assertion = json.loads((site.folder / "warning-issuer-non-http.json").read_text())
    with pytest.raises(UndeterminedError):
        site.judge(assertion, "hosted")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("simple.jwt", None),
        ("simple-not-revoked.jwt", None),
        ("simple-revoked.jwt", "A good reason, for sure"),
    ],
)
def test_signed_samples_of_the_1edtech_validator(name, reason):
    site = Site()
    payload = (site.folder / name).read_text().split(".")[1]
    assertion = json.loads(base64.urlsafe_b64decode(payload + "=="))
    assert v2.verification_type(assertion) == "signed"
    assert site.judge(assertion, "signed") == set()
    badge = site.get(v2.badge_reference(assertion).url)
    url = v2.revocation_list_url(site.get(v2.issuer_reference(badge).url))
    listed = site.get(url) if url else {}
    assert v2.revoked(listed, assertion) == reason
