"""VC JSON Schema 1.0: success, failure, indeterminate; bounded work; nothing fetched."""

from __future__ import annotations

import contextlib
import hashlib
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lerway import data
from lerway.kernel.errors import InvalidError, LerwayError, UndeterminedError, UnreadableError
from lerway.kernel.limits import DEFAULT_LIMITS
from lerway.kernel.strict_json import parse
from lerway.standards.vc_json_schema import schemas
from lerway.standards.vc_json_schema.validate import SchemaReference, references_of, validate
from lerway.standards.vcdm.related_resource import digest_sri

URL = "https://college.example/schemas/email.json"
V2020 = "https://json-schema.org/draft/2020-12/schema"
V2019 = "https://json-schema.org/draft/2019-09/schema"
V7 = "http://json-schema.org/draft-07/schema#"
EMAIL = {
    "$schema": V2020,
    "type": "object",
    "properties": {
        "credentialSubject": {
            "type": "object",
            "properties": {"emailAddress": {"type": "string", "format": "email"}},
            "required": ["emailAddress"],
        }
    },
}
RECORD = {"credentialSubject": {"emailAddress": "ana@college.example"}}


def check(schema, document=None, type_name="JsonSchema", lookup=None, **digests):
    body = schema if isinstance(schema, bytes) else json.dumps(schema).encode()
    by_url = {k: json.dumps(v).encode() for k, v in (lookup or {}).items()}
    reference = SchemaReference(URL, type_name, pointer="/credentialSchema", **digests)
    return validate(RECORD if document is None else document, body, reference, lookup=by_url)


def undetermined(*args, **options) -> str:
    with pytest.raises(UndeterminedError) as e:
        check(*args, **options)
    return e.value.code


# ------------------------------------------------------------------------------- references


def test_references_are_read():
    one = {"id": URL, "type": "JsonSchema", "digestSRI": "sha384-x"}
    two = {"id": URL, "type": ["1EdTechJsonSchemaValidator2019"]}
    assert references_of({}) == []
    assert references_of({"credentialSchema": one}) == [
        SchemaReference(URL, "JsonSchema", ("sha384-x",), (), "/credentialSchema")
    ]
    both = references_of({"credentialSchema": [one, two]})
    assert [(r.type_name, r.pointer, r.supported, r.is_credential) for r in both] == [
        ("JsonSchema", "/credentialSchema/0", True, False),
        ("1EdTechJsonSchemaValidator2019", "/credentialSchema/1", True, False),
    ]


@pytest.mark.parametrize(
    "value", [URL, {"type": "JsonSchema"}, {"id": URL}, {"id": "x", "type": "y"}]
)
def test_a_malformed_reference_is_refused(value):
    with pytest.raises(InvalidError) as e:
        references_of({"credentialSchema": value})
    assert e.value.code == "schema.reference_malformed"


# --------------------------------------------------------------------------------- outcomes


@pytest.mark.parametrize("dialect", [V2020, V2019, V7, V7.rstrip("#"), V2019 + "#"])
def test_success_and_failure(dialect):
    schema = EMAIL | {"$schema": dialect}
    assert check(schema) == []
    problems = check(schema, {"credentialSubject": {"emailAddress": "not an email"}})
    assert [(p.code, p.pointer) for p in problems] == [
        ("schema.mismatch", "/credentialSubject/emailAddress")
    ]


@pytest.mark.parametrize(
    ("rule", "value", "message"),
    [
        ({"required": ["a", "b"]}, {"a": 1}, "the member 'b' is missing"),
        ({"type": ["string", "array"]}, 5, "the value is not of the type string or array"),
        ({"enum": [1, 2]}, 3, "the value is not one of those that the schema lists"),
        ({"const": 1}, True, "the value is not the one that the schema fixes"),
        ({"format": "date"}, "2026-02-30", "the text is not of the format date"),
        ({"format": "date-time"}, "2026-02-30", "the text is not of the format date-time"),
        ({"format": "uri"}, "no uri", "the text is not of the format uri"),
        ({"pattern": "^a+$"}, "b", "the text does not have the form that the pattern demands"),
        ({"additionalProperties": False}, {"x": 1}, "the member 'x' is not allowed"),
        ({"uniqueItems": True}, [1, {"a": 1}, 1.0], "the list has the same value twice"),
        ({"minimum": 5}, 4, "the value breaks the schema's rule 'minimum'"),
        ({"not": {}}, 4, "the value breaks the schema's rule 'not'"),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, 4,
         "the value fits none of the 2 forms that the schema allows"),
        ({"oneOf": [{}, {}]}, 4,
         "the value fits not exactly one of the 2 forms that the schema allows"),
        ({"properties": {"a": False}}, {"a": 1}, "the schema allows no value here"),
    ],
)  # fmt: skip
def test_a_failure_is_said_in_plain_words(rule, value, message):
    problems = check({"$schema": V2020, "properties": {"v": rule}}, {"v": value})
    assert [p.message for p in problems] == [message]
    assert problems[0].pointer.startswith("/v")


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ({"uniqueItems": True}, [1, True, "1", [1], {"a": 1}, {"a": True}]),
        ({"uniqueItems": True}, "not a list"),
        ({"format": "date-time"}, "2026-01-31t08:00:00.5z"),
        ({"format": "date-time"}, 5),
        ({"format": "uri"}, "did:web:college.example"),
        ({"format": "unheard-of"}, "anything"),
        ({"pattern": "^a"}, 5),
        ({"patternProperties": {"^x-": {"type": "number"}}, "additionalProperties": False},
         {"x-a": 1}),
        ({"additionalProperties": {"type": "number"}}, {"a": 1}),
        ({"unevaluatedProperties": False, "allOf": [{"properties": {"a": {}}}]}, {"a": 1}),
    ],
)  # fmt: skip
def test_what_fits_is_a_success(rule, value):
    assert check({"$schema": V2020, "properties": {"v": rule}}, {"v": value}) == []


def test_the_form_that_came_nearest_is_told():
    forms = [{"type": "string"}, {"properties": {"name": {"type": "string"}}}]
    problems = check({"$schema": V2020, "properties": {"v": {"anyOf": forms}}}, {"v": {"name": 5}})
    assert [(p.pointer, p.message) for p in problems] == [
        ("/v/name", "the value is not of the type string")
    ]


def test_twenty_problems_are_enough():
    schema = {"$schema": V2020, "additionalProperties": {"type": "string"}}
    assert len(check(schema, {str(i): i for i in range(100)})) == 20


@pytest.mark.parametrize(
    ("schema", "code"),
    [
        ({}, "schema.dialect"),
        ({"$schema": 5}, "schema.dialect"),
        ({"$schema": "http://json-schema.org/draft-04/schema#"}, "schema.dialect"),
        ({"$schema": V2020, "$defs": {"a": {"$schema": V7}}}, "schema.dialect"),
        ([], "schema.malformed"),
        ({"$schema": V2020, "type": "thing"}, "schema.malformed"),
        ({"$schema": V2020, "properties": 5}, "schema.malformed"),
        ({"$schema": V2020, "$ref": "https://other.example/s.json"}, "schema.reference"),
        ({"$schema": V2020, "$ref": "#/$defs/none"}, "schema.reference"),
        ({"$schema": V2020, "$ref": "other.json"}, "schema.reference"),
        ({"$schema": V2020, "$ref": "#"}, "schema.too_complex"),
        ({"$schema": V2020, "pattern": "(a+)+$"}, "schema.pattern_unsafe"),
        ({"$schema": V2020, "patternProperties": {"(a+)+$": {}}}, "schema.pattern_unsafe"),
        ({"$schema": V2020, "pattern": r"\p{L}"}, "schema.pattern_unsupported"),
    ],
)
def test_a_schema_that_cannot_be_used_is_indeterminate(schema, code):
    assert undetermined(schema) == code


def test_a_schema_of_an_unknown_type_is_indeterminate():
    assert undetermined(EMAIL, type_name="ShaclValidator") == "schema.type_unsupported"


@pytest.mark.parametrize("body", [b"", b"type: object", b"<xml/>", b'{"a":1,"a":2}', b"[" * 99])
def test_a_schema_that_is_not_json_is_unreadable(body):
    with pytest.raises(UnreadableError):
        check(body)


def test_a_large_schema_is_unreadable():
    with pytest.raises(UnreadableError) as e:
        check({"$schema": V2020, "enum": list(range(60_000))})
    assert e.value.code == "json.too_many_values"


# ------------------------------------------------------------------------------- references


def test_a_reference_is_resolved_among_what_is_at_hand():
    name = {"$schema": V2020, "$id": "https://college.example/schemas/name.json", "type": "string"}
    by_url = {"https://college.example/schemas/name.json": name}
    schema = {"$schema": V2020, "properties": {"v": {"$ref": "name.json"}}}
    assert check(schema, {"v": "Ana"}, lookup=by_url) == []
    assert [p.pointer for p in check(schema, {"v": 5}, lookup=by_url)] == ["/v"]
    other = {"https://college.example/schemas/name.json": name | {"$schema": V7}}
    assert undetermined(schema, {"v": 5}, lookup=other) == "schema.dialect"


def test_what_a_schema_calls_data_is_left_alone():
    value = {"$schema": "anything", "pattern": "(a+)+"}
    assert check({"$schema": V2020, "properties": {"v": {"const": value}}}, {"v": value}) == []


def test_a_digest_is_checked():
    body = json.dumps(EMAIL).encode()
    assert check(body, sri=(digest_sri(body),)) == []
    with pytest.raises(InvalidError) as e:
        check(body, sri=(digest_sri(b"other"),))
    assert e.value.code == "schema.digest_mismatch"


# -------------------------------------------------------------------- schemas in credentials


def credential(json_schema) -> dict:
    subject = {"type": "JsonSchema", "jsonSchema": json_schema}
    return {"type": ["VerifiableCredential", "JsonSchemaCredential"], "credentialSubject": subject}


def test_a_schema_may_stand_in_a_credential():
    held = credential(EMAIL)
    assert check(held, type_name="JsonSchemaCredential") == []
    bad = {"credentialSubject": {"emailAddress": "no"}}
    assert len(check(held, bad, type_name="JsonSchemaCredential")) == 1
    reference = SchemaReference(URL, "JsonSchemaCredential")
    assert validate(RECORD, held, reference, lookup={}) == []


def test_a_schema_in_a_credential_may_only_refer():
    held = credential({"$ref": "https://college.example/s.json"})
    lookup = {"https://college.example/s.json": EMAIL}
    assert check(held, type_name="JsonSchemaCredential", lookup=lookup) == []
    assert undetermined(held, type_name="JsonSchemaCredential") == "schema.reference"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"type": "VerifiableCredential"}, "schema.no_schema"),
        ({"credentialSubject": {"jsonSchema": EMAIL}}, "schema.no_schema"),
        ({"credentialSubject": {"type": "JsonSchema"}}, "schema.malformed"),
    ],
)
def test_a_credential_without_a_schema_is_indeterminate(change, code):
    assert undetermined(credential(EMAIL) | change, type_name="JsonSchemaCredential") == code


# ------------------------------------------------------------------------------------- work


def doubling(levels: int) -> dict:
    defs = {f"d{i}": {"allOf": [{"$ref": f"#/$defs/d{i + 1}"}] * 2} for i in range(levels)}
    return {"$schema": V2020, "$ref": "#/$defs/d0", "$defs": defs | {f"d{levels}": {}}}


@pytest.mark.parametrize(
    ("schema", "document"),
    [
        (doubling(40), {}),
        ({"$schema": V2020, "properties": {"v": {"pattern": "^a*a*a*a*b$"}}}, {"v": "a" * 5000}),
        ({"$schema": V2020, "patternProperties": {"a*a*a*b": {}}}, {"a" * 5000: 1}),
        ({"$schema": V2020, "unevaluatedProperties": False, "patternProperties": {"a*a*b": {}}},
         {"a" * 9000: 1}),
        ({"$schema": V2020, "patternProperties": {"a*a*b": {}}, "additionalProperties": False},
         {"a" * 9000: 1}),
        ({"$schema": V2020, "properties": {"v": {"items": {"enum": [[i] * 9 for i in range(3000)]}}}},
         {"v": [[-1] * 9] * 9000}),
        (doubling(9) | {"$defs": doubling(9)["$defs"] | {"d9": {"type": "array"}}},
         {"v": ["x" * 100] * 20_000}),
    ],
    ids=["references", "pattern", "patternProperties", "unevaluated", "additional", "enum", "errors"],
)  # fmt: skip
def test_work_without_end_is_stopped(schema, document):
    begun = time.process_time()
    try:
        problems = check(schema, document)
    except UndeterminedError as e:
        assert e.code == "schema.too_complex"  # noqa: PT017
    else:
        assert len(problems) == 20
    assert time.process_time() - begun < 30


def test_a_long_list_of_objects_is_compared_quickly():
    schema = {"$schema": V2020, "properties": {"v": {"uniqueItems": True}}}
    begun = time.process_time()
    assert check(schema, {"v": [{"n": i} for i in range(50_000)]}) == []
    assert time.process_time() - begun < 10


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["type", "properties", "items", "$ref", "allOf", "anyOf", "enum", "pattern", "$id",
             "additionalProperties", "patternProperties", "$defs", "format", "required", "v",
             "$anchor", "$dynamicRef", "if", "then", "unevaluatedProperties", "multipleOf"]
        ),
        inner,
        max_size=4,
    ),
    max_leaves=8,
)  # fmt: skip


@given(
    st.dictionaries(
        st.sampled_from(["type", "properties", "items", "$ref", "$id", "allOf"]), JSON_VALUES
    ),
    JSON_VALUES,
    st.sampled_from([V2020, V2019, V7]),
)
def test_validating_raises_only_declared_errors(schema, value, dialect):
    with contextlib.suppress(LerwayError):
        check(schema | {"$schema": dialect}, {"v": value})


def test_schemas_that_need_no_look_at_their_meta_schema_fit_it() -> None:
    """They are shipped, and published ones: the digest is that of what was looked at."""
    shipped = {hashlib.sha256(body).hexdigest(): body for body in data.schemas().values()}
    assert shipped.keys() >= schemas.FITTING
    for digest in schemas.FITTING:
        found = parse(shipped[digest])
        looked_at = schemas.prepare(found, "https://x.example/")
        assert looked_at == schemas.prepare(found, "https://x.example/", fitting=True)


def test_a_schema_that_differs_in_one_byte_is_looked_at() -> None:
    body = next(iter(data.schemas().values()))
    wrong = body.replace(b'"object"', b'"objekt"', 1)
    assert wrong != body
    with pytest.raises(UndeterminedError) as refused:
        schemas.read_schema(wrong, "https://x.example/", DEFAULT_LIMITS)
    assert refused.value.code == "schema.malformed"
