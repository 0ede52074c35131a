"""What a record refers to: schemas, schema credentials, related files, newer copies."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from datetime import datetime

import pytest

import lerway
from lerway.kernel.encoding import b64url_encode
from lerway.kernel.need import Answer, Need, Supplied, Unavailable
from lerway.kernel.strict_json import dumps
from tests.refusals import (
    NOW,
    OB,
    OTHER,
    V2,
    badge,
    did_key,
    edited,
    signed,
    status_entry,
    status_list,
)

AT = datetime.fromisoformat(NOW)
SCHEMA_URL = "https://college.example/schema.json"
SCHEMA = dumps(
    {
        "$id": SCHEMA_URL,
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {"name": {"const": "Teamwork"}},
    }
)


def judge(
    data: bytes, documents: dict[str, bytes], policy: lerway.Policy | None = None
) -> lerway.Report:
    """Judge as the edge would, with these documents at their addresses."""
    verification = lerway.Verification(
        data, now=AT, catalog=lerway.catalog(), policy=policy or lerway.Policy()
    )
    while verification.needs:
        for need in verification.needs:
            verification.supply(need, answer(need, documents))
    return verification.report()


def answer(need: Need, documents: dict[str, bytes]) -> Answer:
    body = documents.get(need.url)
    if body is None:
        return Unavailable("fetch.status", "the server answered 404")
    return Supplied(body, None, AT, url=need.url)


def with_schema(kind: str = "JsonSchema", **more: str) -> bytes:
    entry = {"id": SCHEMA_URL, "type": kind, **more}
    suite = "eddsa-rdfc-2022" if kind.startswith("JsonSchema") else "eddsa-jcs-2022"
    return dumps(signed(edited(badge(), ("credentialSchema", entry)), suite=suite))


def schema_credential() -> dict:
    return signed(
        {
            "@context": [V2],
            "id": SCHEMA_URL,
            "type": ["VerifiableCredential", "JsonSchemaCredential"],
            "issuer": did_key(OTHER.public),
            "validFrom": "2026-01-01T00:00:00Z",
            "credentialSubject": {
                "id": "https://college.example/name.json",
                "type": "JsonSchema",
                "jsonSchema": {
                    "$schema": "https://json-schema.org/draft/2020-12/schema",
                    "properties": {"name": {"const": "Teamwork"}},
                },
            },
        },
        OTHER,
    )


def test_a_record_that_fits_its_schema_is_valid() -> None:
    assert judge(with_schema(), {SCHEMA_URL: SCHEMA}).verdict == "valid"


@pytest.mark.parametrize(
    ("documents", "verdict", "code"),
    [
        ({SCHEMA_URL: SCHEMA.replace(b"Teamwork", b"Other")}, "invalid", "schema.mismatch"),
        ({}, "undetermined", "fetch.status"),
        ({SCHEMA_URL: b"<html>"}, "undetermined", "json.syntax"),
    ],
)
def test_a_schema_that_does_not_fit_or_is_not_there(
    documents: dict, verdict: str, code: str
) -> None:
    report = judge(with_schema(), documents)
    assert (report.verdict, report.deciding().reason) == (verdict, code), str(report)


def test_a_schema_may_be_held_by_a_credential_which_is_verified_first() -> None:
    held = schema_credential()
    data = with_schema("JsonSchemaCredential")
    assert judge(data, {SCHEMA_URL: dumps(held)}).verdict == "valid"
    forged = dumps(edited(held, ("credentialSubject/jsonSchema/properties/name/const", "Other")))
    report = judge(data, {SCHEMA_URL: forged})
    assert (report.verdict, report.deciding().reason) == ("invalid", "referred.not_verified")


def test_the_digest_of_a_schema_credential_counts() -> None:
    body = dumps(schema_credential())
    sri = "sha256-" + b64encode(hashlib.sha256(body).digest()).decode()
    data = with_schema("JsonSchemaCredential", digestSRI=sri)
    assert judge(data, {SCHEMA_URL: body}).verdict == "valid"
    report = judge(data, {SCHEMA_URL: body + b"\n"})
    assert (report.verdict, report.deciding().reason) == ("invalid", "schema.digest_mismatch")


def test_a_schema_of_an_unknown_kind_is_not_even_fetched() -> None:
    verification = lerway.Verification(
        with_schema("ShapeExpression"), now=AT, catalog=lerway.catalog()
    )
    assert verification.needs == ()
    assert verification.report().deciding().reason == "schema.type_unsupported"


def test_a_related_file_is_the_one_that_was_signed() -> None:
    url = "https://college.example/syllabus.pdf"
    body = b"%PDF syllabus"
    digest = "u" + b64url_encode(b"\x12\x20" + hashlib.sha256(body).digest())
    entry = {"id": url, "digestMultibase": digest}
    data = dumps(signed(edited(badge(), ("relatedResource", [entry]))))
    assert judge(data, {url: body}).verdict == "valid"
    report = judge(data, {url: b"%PDF another"})
    assert (report.verdict, report.deciding().reason) == ("invalid", "related.digest_mismatch")
    assert judge(data, {}).verdict == "undetermined"


def test_a_newer_copy_is_fetched_once_after_the_proof_and_reported() -> None:
    url = "https://college.example/refresh"
    entry = {"id": url, "type": "1EdTechCredentialRefresh"}
    extended = ("@context", [V2, OB, "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"])
    old = signed(edited(badge(), extended, ("refreshService", entry)))
    new = signed(edited(badge(), extended, ("refreshService", entry), ("name", "Teamwork II")))
    report = judge(dumps(old), {url: dumps(new)})
    assert report.verdict == "valid"
    assert "newer copy" in report.check("refresh").message
    bad = judge(dumps(old), {url: dumps(edited(new, ("name", "Forged")))})
    assert (bad.verdict, bad.check("refresh").reason) == ("valid", "refresh.not_valid")
    assert judge(dumps(old), {}).check("refresh").outcome == "not_checked"


def test_an_out_of_date_list_does_not_say_how_things_stand() -> None:
    data = dumps(signed(edited(badge(), ("credentialStatus", status_entry()))))
    verification = lerway.Verification(
        data, now=datetime.fromisoformat("2026-06-20T00:00:00Z"), catalog=lerway.catalog()
    )
    need = verification.needs[0]
    verification.supply(need, Supplied(status_list(), None, AT))
    report = verification.report()
    assert (report.verdict, report.deciding().reason) == ("undetermined", "referred.out_of_date")
