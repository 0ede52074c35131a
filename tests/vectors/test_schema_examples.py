"""The examples of VC JSON Schema 1.0, and 1EdTech's schemas on 1EdTech's own records."""

from __future__ import annotations

import json

import pytest

from lerway.kernel.errors import InvalidError, UndeterminedError
from lerway.standards.vc_json_schema.patterns import compile_pattern
from lerway.standards.vc_json_schema.validate import references_of, validate
from tests.shared_files import shared

SPEC = ("standards", "examples", "spec-vc-json-schema")
OB30 = ("standards", "examples", "1edtech-validator", "ob30")
SCHEMAS = ("standards", "schemas")


def example(number: int) -> bytes:
    return next(shared(*SPEC).glob(f"{number:03}-*")).read_bytes()


def judge(record: int, schema: int, lookup=None):
    document = json.loads(example(record))
    reference = references_of(document)[0]
    return validate(document, example(schema), reference, lookup=lookup or {})


@pytest.mark.parametrize(
    ("record", "schema"), [(0, 1), (3, 4), (10, 9), (18, 19), (11, 12)]
)  # 12 is in draft 2019-09, which the standard calls unsupported and we support
def test_the_standards_records_have_their_outcome(record, schema):
    problems = judge(record, schema)
    expected = ["/credentialSubject/emailAddress"] if record == 11 else []
    assert [p.pointer for p in problems] == expected


def test_the_standards_failure_is_one():
    assert [p.pointer for p in judge(11, 9)] == ["/credentialSubject/emailAddress"]


def test_the_standards_digest_is_of_another_printing_of_its_schema():
    # The digest is of bytes that the standard does not print.
    with pytest.raises(InvalidError) as e:
        judge(8, 9)
    assert e.value.code == "schema.digest_mismatch"


def test_a_schema_without_a_dialect_is_indeterminate():
    document = json.loads(example(0))
    with pytest.raises(UndeterminedError) as e:
        validate(document, example(16), references_of(document)[0], lookup={})
    assert e.value.code == "schema.dialect"


@pytest.mark.parametrize("name", ["simple.json", "complete.json"])
def test_1edtechs_good_records_fit_1edtechs_schema(name):
    schema = shared(*SCHEMAS, "open-badges-3.0", "ob_v3p0_achievementcredential_schema.json")
    document = json.loads(shared(*OB30, name).read_text())
    document["credentialSchema"] = {
        "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
        "type": "1EdTechJsonSchemaValidator2019",
    }
    assert validate(document, schema.read_bytes(), references_of(document)[0], lookup={}) == []


@pytest.mark.parametrize(
    ("name", "pointer", "message"),
    [
        ("simple-err-issuer.json", "", "the member 'issuer' is missing"),
        ("simple-err-context.json", "/@context/0",
         "the value is not one of those that the schema lists"),
    ],
)  # fmt: skip
def test_1edtechs_bad_records_do_not(name, pointer, message):
    schema = shared(*SCHEMAS, "open-badges-3.0", "ob_v3p0_achievementcredential_schema.json")
    document = json.loads(shared(*OB30, name).read_text())
    reference = {"id": "urn:x", "type": "1EdTechJsonSchemaValidator2019"}
    found = references_of({"credentialSchema": reference})[0]
    problems = validate(document, schema.read_bytes(), found, lookup={})
    assert (pointer, message) in [(p.pointer, p.message) for p in problems]


def patterns_in(value) -> set[str]:
    found: set[str] = set()
    if isinstance(value, dict):
        if isinstance(value.get("pattern"), str):
            found.add(value["pattern"])
        for item in value.values():
            found |= patterns_in(item)
    elif isinstance(value, list):
        for item in value:
            found |= patterns_in(item)
    return found


def test_every_pattern_of_open_badges_and_clr_is_safe():
    found: set[str] = set()
    for folder in ("open-badges-3.0", "clr-2.0", "case-1.1"):
        for path in shared(*SCHEMAS, folder).rglob("*.json"):
            found |= patterns_in(json.loads(path.read_text()))
    assert len(found) > 3
    for source in found:
        assert compile_pattern(source).steps(100) < 10**6
