"""Every published example is judged, and each verdict was written down before.

`expected_verdicts.toml` says what must be said of each file in
`../shared/standards/examples`: offline, without kept copies, at a stated time. Those
that state a key turn *valid* with the documents that their issuers would publish, and
*invalid* as soon as these documents list another key.
"""

from __future__ import annotations

import contextlib
import io
import json
import tomllib
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import lerway
from lerway.cli import main
from lerway.kernel.need import Answer, Need, Supplied, Unavailable
from lerway.kernel.strict_json import dumps
from tests.refusals import signed
from tests.shared_files import ROOT, shared
from tests.vectors.examples_support import (
    KEPT_ON,
    NOW,
    Documents,
    badge_v2_documents,
    controller_documents,
    example,
    guide_key,
    json_web_key,
    keep,
)
from tests.vectors.test_vc_jose_cose import KEYS as JOSE_KEYS

AT = datetime.fromisoformat(NOW)
TABLE = Path(__file__).with_name("expected_verdicts.toml")
EXPECTED: dict[str, tuple[str, str]] = {
    f"{folder}/{name}": (verdict, decided)
    for folder, rows in tomllib.loads(TABLE.read_text(encoding="utf-8")).items()
    for name, (verdict, decided, _why) in rows.items()
}
OUTCOME = {"invalid": "failed", "undetermined": "not_checked"}

OB30 = "1edtech-validator/ob30"
OB20 = "1edtech-validator/ob20"
STATED = [
    f"{OB30}/simple.json",
    f"{OB30}/simple.1ob",
    f"{OB30}/simple_v1.json",
    f"{OB30}/simple-context-alias.json",
    f"{OB30}/simple-context-version.json",
    f"{OB30}/simple-did-web-method.json",
    f"{OB30}/simple-json.png",
    f"{OB30}/simple-json.svg",
    f"{OB30}/simple-jwt.png",
    f"{OB30}/simple-jwt.svg",
    f"{OB30}/simple-jwt_v1.png",
    f"{OB30}/simple-jwt_v1.svg",
    f"{OB30}/endorsement-valid.json",
    f"{OB30}/bit-string-list/testlist",
    f"{OB30}/complete.json",
    f"{OB30}/credential-status-revoked.json",
    "1edtech-validator/clr20/simple.json",
    "ob3-spec/impl-ldp-clr/007-Signed-credential.json",
]
"""The examples that state their key and hold in every other respect."""

REVOCATIONS = {
    f"{OB30}/complete.json": "https://1edtech.edu/credentials/3732/revocations",
    f"{OB30}/credential-status-revoked.json": (
        "https://dc.1edtech.org/wellspring2022/wellspring-portal/api/revocations/"
        "da1e96e9-afcc-4eed-b9a2-2ddf7353214c"
    ),
}
"""Where two of them say that their 1EdTech revocation list stands."""


def judge(data: bytes, documents: Documents, folder: Path) -> lerway.Report:
    return lerway.verify(data, now=AT, offline=True, documents=keep(documents, folder))


def others_documents(name: str, *revoked: str) -> Documents:
    if name not in REVOCATIONS:
        return {}
    url = REVOCATIONS[name]
    found = {"id": url, "revokedCredentials": [{"id": r, "revoked": True} for r in revoked]}
    return {url: json.dumps(found).encode()}


def decided(report: lerway.Report) -> str:
    check = report.deciding()
    assert check is not None, "it is valid"
    return f"{check.code}: {check.reason}"


# ------------------------------------------------------------------ all, as they are


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    """What `lerway verify --json --offline FOLDER` prints, by file."""
    root = shared("standards", "examples")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        code = main(["verify", str(root), "--json", "--offline", "--at", NOW])
    assert code == 2, "the worst of a folder in which some files are unreadable"
    lines = map(json.loads, printed.getvalue().splitlines())
    return {str(Path(line["file"]).relative_to(root)): line for line in lines}


def test_no_file_is_without_a_verdict_and_no_verdict_without_a_file(told):
    files = {
        str(p.relative_to(shared("standards", "examples")))
        for p in shared("standards", "examples").rglob("*")
        if p.is_file() and not p.name.startswith(".")
    }
    assert EXPECTED.keys() == files == told.keys()


@pytest.mark.parametrize("name", EXPECTED)
def test_it_is_judged_as_was_written_down(told, name):
    verdict, by = EXPECTED[name]
    line = told[name]
    if verdict in OUTCOME:
        assert line["verdict"] == verdict, line
        assert by in {
            f"{c['code']}: {c['reason']}"
            for c in line["checks"]
            if c["required"] and c["outcome"] == OUTCOME[verdict]
        }, line
        return
    assert (line["verdict"], line.get("skipped", False)) == (None, verdict == "skipped"), line
    assert [p["code"] for p in line["problems"]] == [by]


def test_the_page_counts_what_was_written_down():
    counts: dict[str, Counter[str]] = {}
    for name, (verdict, _) in EXPECTED.items():
        first, second, *_rest = name.split("/")
        group = f"`{first}/{second}`" if first == "1edtech-validator" else f"`{first}`"
        for key in (group, "all"):
            counts.setdefault(key, Counter())[verdict] += 1
    page = (ROOT / "docs" / "reference" / "tested-examples.md").read_text(encoding="utf-8")
    columns = ("invalid", "undetermined", "unreadable", "skipped")
    for group, count in counts.items():
        cells = [group, count.total(), *(count[c] for c in columns)]
        assert f"| {' | '.join(map(str, cells))} |" in page


def test_offline_and_without_kept_copies_nobody_is_believed(told):
    assert "valid" not in {line["verdict"] for line in told.values()}


# ------------------------------------------------------------------- with their keys


@pytest.mark.parametrize("name", STATED)
def test_it_is_valid_once_its_issuer_publishes_the_stated_key(name, tmp_path):
    data = example(name)
    report = judge(data, controller_documents(data) | others_documents(name), tmp_path)
    assert report.verdict is lerway.Verdict.VALID, str(report)
    assert report.issuer is not None
    assert report.issuer.standing is lerway.Standing.DOMAIN_CONTROLLED
    controller = report.check("controller", path(report))
    assert controller is not None
    assert f"kept copy of {KEPT_ON:%Y-%m-%d}" in controller.message


def path(report: lerway.Report) -> str:
    return next(c.path for c in report.checks if c.code == "proof")


@pytest.mark.parametrize("name", STATED)
def test_it_is_invalid_if_its_issuer_publishes_another_key(name, tmp_path):
    data = example(name)
    documents = controller_documents(data, swapped=True) | others_documents(name)
    report = judge(data, documents, tmp_path)
    assert report.verdict is lerway.Verdict.INVALID, str(report)
    assert decided(report) in {"proof: proof.signature", "controller: controller.header_jwk"}
    assert report.issuer is not None
    assert report.issuer.standing is lerway.Standing.UNCONFIRMED


@pytest.mark.parametrize("name", STATED)
def test_it_is_invalid_if_the_key_is_published_for_something_else(name, tmp_path):
    data = example(name)
    documents = controller_documents(data, relationship="authentication")
    report = judge(data, documents | others_documents(name), tmp_path)
    assert report.verdict is lerway.Verdict.INVALID, str(report)
    assert decided(report) in {
        "controller: cid.invalid_relationship",
        "controller: controller.header_jwk",
    }


@pytest.mark.parametrize("name", STATED)
def test_the_pure_form_says_the_same(name):
    data = example(name)
    documents = controller_documents(data) | others_documents(name)
    verification = lerway.Verification(data, now=AT, catalog=lerway.catalog())
    while verification.needs:
        for need in verification.needs:
            verification.supply(need, answer(need, documents))
    assert verification.report().ok


def answer(need: Need, documents: Documents) -> Answer:
    body = documents.get(need.url)
    if body is None:
        return Unavailable("fetch.status", "the server answers with status 404")
    return Supplied(body, "application/json", AT, url=need.url)


@pytest.mark.parametrize(
    ("name", "by"),
    [
        ("simple-err-context.json", "structure: vcdm.context_first"),
        ("simple-err-expired.json", "dates: dates.expired"),
        ("simple-err-issued.json", "structure: ob.achievement_missing"),
        ("simple-err-issuer.json", "structure: vcdm.issuer_missing"),
        ("simple-err-proof-method.json", "controller: key.malformed"),
        ("simple-err-type.json", "proof: jsonld.undefined_type"),
        # It was changed after it was signed.
        ("endorsement-err-schema-status-refresh.json", "proof: proof.signature"),
        ("bit-string-list/credential-status-revoked.json", "status: status.entry_malformed"),
    ],
)
def test_what_is_wrong_stays_wrong_with_the_stated_key(name, by, tmp_path):
    data = example(f"{OB30}/{name}")
    report = judge(data, controller_documents(data), tmp_path)
    assert report.verdict is lerway.Verdict.INVALID, str(report)
    assert decided(report) == by


@pytest.mark.parametrize("name", ["sd/derivedcredential.json", "simple-eddsa-2022.json"])
def test_a_key_does_not_help_a_suite_that_is_not_supported(name, tmp_path):
    data = example(f"{OB30}/{name}")
    report = judge(data, controller_documents(data), tmp_path)
    assert report.verdict is lerway.Verdict.UNDETERMINED, str(report)
    assert decided(report) == "proof: proof.suite_unsupported"


def test_the_printed_presentation_holds_with_the_key_of_its_thumbprint(tmp_path):
    """VC-JOSE-COSE 1.0, example 1: the key is named by its thumbprint and not printed."""
    issuer, kid = "https://university.example/issuers/565049", JOSE_KEYS[0]
    name = "001-A-simple-example-of-a-verifiable-presentation-secured-with-J.json"
    data = example(f"spec-vc-jose-cose/{name}")

    def documents(jwk: dict) -> Documents:
        thumbprint = lerway.PublicKey.from_jwk(kid).thumbprint()
        method = json_web_key(issuer, thumbprint, jwk)
        return {
            issuer: json.dumps({"id": issuer, "assertionMethod": [method]}).encode(),
            "https://example.org/examples/degree.json": (
                b'{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}'
            ),
        }

    report = judge(data, documents(kid), tmp_path)
    assert report.check("proof", "/verifiableCredential/0").outcome == "passed", str(report)
    assert report.check("controller", "/verifiableCredential/0").outcome == "passed"
    report = judge(data, documents(JOSE_KEYS[1]), tmp_path)
    assert report.verdict is lerway.Verdict.INVALID
    assert report.check("proof", "/verifiableCredential/0").reason == "jws.signature"


# ------------------------------------------------------------------------ their lists


@pytest.mark.parametrize("name", REVOCATIONS)
def test_one_that_its_1edtech_list_names_is_revoked(name, tmp_path):
    data = example(name)
    listed = others_documents(name, json.loads(data)["id"])
    report = judge(data, controller_documents(data) | listed, tmp_path)
    assert report.verdict is lerway.Verdict.INVALID
    assert decided(report) == "status: status.revoked"


LIST = (
    "https://raw.githubusercontent.com/1EdTech/digital-credentials-public-validator/refs/heads/"
    "main/inspector-vc/src/test/resources/ob30/bit-string-list/testlist"
)


@pytest.mark.parametrize(("index", "verdict"), [("23", "invalid"), ("24", "undetermined")])
def test_1edtechs_own_list_is_believed_about_1edtechs_own_record(index, verdict, tmp_path):
    """The record writes its index as a number; here its index is a text, signed anew
    with the key of the implementation guide, which is the record's."""
    record = json.loads(example(f"{OB30}/bit-string-list/credential-status-revoked.json"))
    del record["proof"]
    record["credentialStatus"]["statusListIndex"] = index
    data = dumps(signed(record, guide_key(), did=record["issuer"]["id"]))
    documents = controller_documents(data) | {LIST: example(f"{OB30}/bit-string-list/testlist")}
    report = judge(data, documents, tmp_path)
    assert report.verdict == verdict, str(report)
    if verdict == "invalid":
        assert decided(report) == "status: status.revoked"


# ------------------------------------------------------------------- Open Badges 2.0


HOSTED = [
    "basic-assertion.json",
    "basic-assertion-no-public-key.json",
    "basic-assertion-with-language.json",
    "assertion-with-endorsements.json",
    "assertion-with-extension-node-basic.json",
    "assertion-with-extension-node-invalid.json",  # extensions are not judged
    "assertion-with-multiple-extensions.json",
    "warning-with-redirection.json",
    "simple-badge.png",
]


@pytest.mark.parametrize("name", [*HOSTED, "simple.jwt", "simple-not-revoked.jwt"])
def test_a_badge_v2_is_valid_with_what_stands_at_its_addresses(name, tmp_path):
    data = example(f"{OB20}/{name}")
    report = judge(data, badge_v2_documents(data), tmp_path)
    assert report.verdict is lerway.Verdict.VALID, str(report)
    assert report.issuer is not None
    assert report.issuer.label() == "domain-controlled (example.org)"


@pytest.mark.parametrize("name", HOSTED)
def test_a_hosted_badge_v2_is_invalid_if_another_stands_at_its_address(name, tmp_path):
    data = example(f"{OB20}/{name}")
    documents = badge_v2_documents(data)
    url, body = next(iter(documents.items()))
    other = json.dumps({**json.loads(body), "issuedOn": "2017-01-01T00:00:00Z"}).encode()
    report = judge(data, {**documents, url: other}, tmp_path)
    assert decided(report) == "hosted: ob2.hosted_differs"


@pytest.mark.parametrize(("name", "key"), [("simple", "key1"), ("simple-not-revoked", "key2")])
def test_a_signed_badge_v2_is_invalid_with_another_key(name, key, tmp_path):
    data = example(f"{OB20}/{name}.jwt")
    documents = badge_v2_documents(data)
    url = f"https://example.org/{key}.json"
    own = json.loads(documents[url])
    pem = json.loads(documents["https://example.org/key3.json"])["publicKeyPem"]
    swapped = json.dumps({**own, "publicKeyPem": pem}).encode()
    report = judge(data, {**documents, url: swapped}, tmp_path)
    assert decided(report) == "proof: jws.signature"
    disowned = json.dumps({**own, "owner": "https://example.org/other.json"}).encode()
    report = judge(data, {**documents, url: disowned}, tmp_path)
    assert decided(report) == "controller: ob2.key_owner"


def test_a_signed_badge_v2_on_the_list_is_revoked(tmp_path):
    data = example(f"{OB20}/simple-revoked.jwt")
    report = judge(data, badge_v2_documents(data), tmp_path)
    assert decided(report) == "status: status.revoked"


@pytest.mark.parametrize(
    ("name", "by"),
    [
        ("assertion-with-data-image.json", "structure: ob2.image"),
        ("basic-assertion-expired.json", "dates: dates.expired"),
        ("basic-assertion-expired-before-issued.json", "structure: ob2.period_reversed"),
        ("basic-assertion-in-future.json", "dates: dates.not_yet"),
        ("basic-assertion-invalid-context.json", "structure: ob2.context"),
        ("basic-assertion-invalid-type.json", "structure: ob2.type"),
        # Their issuer's profile does not stand at its own id, so what it allows counts for nothing.
        ("basic-assertion-with-allowed-origins.json", "hosted: ob2.id_differs"),
        ("basic-assertion-with-allowed-origins-valid-starts-with.json", "hosted: ob2.id_differs"),
        ("basic-assertion-with-allowed-origins-valid-multiple-starts-with.json",
         "hosted: ob2.id_differs"),
        # An issuer that is a urn hosts nothing.
        ("warning-issuer-non-http.json", "hosted: ob2.issuer_without_host"),
    ],
)  # fmt: skip
def test_a_badge_v2_that_is_wrong_stays_wrong(name, by, tmp_path):
    data = example(f"{OB20}/{name}")
    report = judge(data, badge_v2_documents(data), tmp_path)
    assert decided(report) == by


@pytest.mark.parametrize(
    ("profile", "verdict"),
    [
        ("issuer-with-allowed-origins", "valid"),
        ("issuer-with-allowed-origins-valid-starts-with", "valid"),
        ("issuer-with-allowed-origins-valid-multiple-starts-with", "valid"),
        ("issuer-with-allowed-origins-invalid-starts-with", "invalid"),
        ("issuer-with-allowed-origins-invalid-multiple-starts-with", "invalid"),
    ],
)
def test_an_issuer_v2_says_where_its_badges_stand(profile, verdict, tmp_path):
    """The same, once the profile calls itself by the address at which it stands."""
    name = profile.replace("issuer-", "basic-assertion-") + ".json"
    data = example(f"{OB20}/{name}")
    documents = badge_v2_documents(data)
    url = f"https://example.org/{profile}.json"
    mended = {**json.loads(documents[url]), "id": url.replace("https:", "http:")}
    report = judge(data, {**documents, url: json.dumps(mended).encode()}, tmp_path)
    assert report.verdict == verdict, str(report)
    if verdict == "invalid":
        assert decided(report) == "hosted: ob2.starts_with"
