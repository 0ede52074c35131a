"""VC JSON Schema 1.0, sections 3 (data model) and 6 (processing).

Types read: `JsonSchema`, `JsonSchemaCredential`, and 1EdTech's
`1EdTechJsonSchemaValidator2019` (VC Credential Schema 1.0), which is a JsonSchema in
draft 2019-09. Of the standard's three outcomes, *success* is an empty list of
problems, *failure* a list, and *indeterminate* an `UndeterminedError`. Nothing is
fetched: what a schema refers to must be at hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, Protocol

from lerway.kernel import pointer as p
from lerway.kernel.errors import Fault, InvalidError, Problem, UndeterminedError
from lerway.kernel.limits import DEFAULT_LIMITS, Limits
from lerway.kernel.strict_json import parse_object
from lerway.standards.vc_json_schema.schemas import DIALECT_URLS, Schema, prepare, read_schema
from lerway.standards.vcdm.identifiers import as_list, is_url
from lerway.standards.vcdm.related_resource import RelatedResource, digest_matches, digests_of

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from referencing import Registry

    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = ["SchemaLookup", "SchemaReference", "references_of", "validate"]

MOST_PROBLEMS: Final = 20
CREDENTIAL: Final = "JsonSchemaCredential"
TYPES: Final = frozenset({"JsonSchema", CREDENTIAL, "1EdTechJsonSchemaValidator2019"})


class SchemaLookup(Protocol):
    """Schemas that are at hand, by URL; a mapping of URLs to bytes is one."""

    def get(self, url: str, /) -> bytes | None:
        """Return the bytes of the schema at `url`, or None."""
        ...


@dataclass(frozen=True, slots=True)
class SchemaReference:
    """One value of `credentialSchema`.

    Attributes:
        url: where the schema, or the credential that holds it, stands.
        type_name: its `type`.
        sri: values of `digestSRI`.
        multibase: values of `digestMultibase`.
        pointer: JSON Pointer of the entry.
    """

    url: str
    type_name: str
    sri: tuple[str, ...] = ()
    multibase: tuple[str, ...] = ()
    pointer: str = ""

    @property
    def supported(self) -> bool:
        """Whether `validate` can judge by it; if not, fetching it is in vain."""
        return self.type_name in TYPES

    @property
    def is_credential(self) -> bool:
        """Whether a credential stands at `url`, whose proof is to be verified first."""
        return self.type_name == CREDENTIAL


def references_of(document: JSONObject) -> list[SchemaReference]:
    """Return the schemas that a credential names, in order; none if it names none.

    Raises:
        InvalidError: `schema.reference_malformed`; `related.digest_malformed`.
    """
    if "credentialSchema" not in document:
        return []
    value = document["credentialSchema"]
    if isinstance(value, list):
        return [_reference(v, p.join("credentialSchema", i)) for i, v in enumerate(value)]
    return [_reference(value, p.join("credentialSchema"))]


def validate(
    document: JSONObject,
    body: bytes | JSONObject,
    reference: SchemaReference,
    *,
    lookup: SchemaLookup,
    limits: Limits = DEFAULT_LIMITS,
) -> list[Problem]:
    """Return where `document` does not fit its schema; at most the first 20 places.

    Args:
        document: the credential as read.
        body: what stands at `reference.url`: a schema, or (`JsonSchemaCredential`) the
            credential that holds it; as bytes, or as the object that a verified one held.
        reference: the entry of `credentialSchema`.
        lookup: schemas that are at hand, for references inside the schema.
        limits: of the JSON reader; schemas have smaller ones.

    Raises:
        UndeterminedError: *indeterminate*: `schema.type_unsupported`, `schema.dialect`,
            `schema.reference`, `schema.malformed`, `schema.too_complex`,
            `schema.pattern_unsafe`, `schema.pattern_unsupported`, `schema.no_schema`,
            `related.digest_unsupported`.
        InvalidError: `schema.digest_mismatch`, `related.digest_malformed`.
        UnreadableError: as `strict_json.parse`.
    """
    if not reference.supported:
        raise UndeterminedError(
            "schema.type_unsupported",
            f"the record names a schema of the type {reference.type_name},"
            " which this version does not know",
            fault=Fault.LERWAY,
            pointer=reference.pointer,
        )
    _require_digest(body, reference)
    if reference.is_credential:
        held = body if isinstance(body, dict) else parse_object(body, limits=limits)
        schema = _held_schema(held, reference, lookup, limits)
    elif isinstance(body, bytes):
        schema = read_schema(body, reference.url, limits)
    else:
        schema = prepare(body, reference.url)

    from lerway.standards.vc_json_schema.engine import errors_of

    errors = errors_of(schema, document, _registry(lookup, schema, limits))
    return [_problem(e) for e in islice(errors, MOST_PROBLEMS)]


def _reference(value: JSON, at: str) -> SchemaReference:
    if not isinstance(value, dict):
        raise _malformed("a credentialSchema is not an object", at)
    url = value.get("id")
    types = [t for t in as_list(value.get("type")) if isinstance(t, str)]
    if not is_url(url):
        raise _malformed("a credentialSchema has no URL as its id", at + p.token("id"))
    if not types:
        raise _malformed("a credentialSchema has no type", at + p.token("type"))
    name = next((t for t in types if t in TYPES), types[0])
    return SchemaReference(url, name, *digests_of(value, at), at)


def _malformed(message: str, at: str) -> InvalidError:
    return InvalidError("schema.reference_malformed", message, fault=Fault.ISSUER, pointer=at)


def _require_digest(body: bytes | JSONObject, reference: SchemaReference) -> None:
    if not reference.sri and not reference.multibase:
        return
    if not isinstance(body, bytes):
        raise TypeError("a schema with a digest is given as bytes")
    expected = RelatedResource(reference.url, reference.sri, reference.multibase, reference.pointer)
    if not digest_matches(expected, body):
        raise InvalidError(
            "schema.digest_mismatch",
            f"the schema at {reference.url} is not the one that the issuer signed",
            fault=Fault.ISSUER,
            pointer=reference.pointer,
        )


def _held_schema(
    credential: JSONObject, reference: SchemaReference, lookup: SchemaLookup, limits: Limits
) -> Schema:
    """Return the schema in a JsonSchemaCredential (section 3.2), or the one it refers to."""
    held = [
        s.get("jsonSchema")
        for s in as_list(credential.get("credentialSubject"))
        if isinstance(s, dict) and "JsonSchema" in as_list(s.get("type"))
    ]
    if CREDENTIAL not in as_list(credential.get("type")) or len(held) != 1:
        raise UndeterminedError(
            "schema.no_schema",
            "what stands at the schema's address is not a credential with one jsonSchema",
            fault=Fault.ISSUER,
            pointer=reference.pointer,
        )
    value = held[0]
    if isinstance(value, dict) and "$schema" not in value and isinstance(value.get("$ref"), str):
        target = str(value["$ref"])
        body = lookup.get(target)
        if body is None:
            raise UndeterminedError(
                "schema.reference",
                f"the schema refers to {target}, which is not at hand",
                fault=Fault.ISSUER,
                pointer=reference.pointer,
            )
        return read_schema(body, target, limits)
    return prepare(value, reference.url)


def _registry(lookup: SchemaLookup, schema: Schema, limits: Limits) -> Registry[Any]:
    """Return a registry that knows what is at hand and asks nobody else."""
    from referencing import Registry, Resource
    from referencing.exceptions import NoSuchResource
    from referencing.jsonschema import specification_with

    def retrieve(uri: str) -> Resource[Any]:
        body = lookup.get(uri)
        if body is None:
            raise NoSuchResource(ref=uri)
        other = read_schema(body, uri, limits)
        if other.dialect != schema.dialect:
            raise UndeterminedError(
                "schema.dialect",
                "the schema mixes versions of JSON Schema",
                fault=Fault.ISSUER,
            )
        specification = specification_with(DIALECT_URLS[other.dialect])
        return Resource(contents=other.tree, specification=specification)

    return Registry(retrieve=retrieve)


def _problem(error: ValidationError) -> Problem:
    error = _deepest(error)
    return Problem(
        "schema.mismatch",
        _sentence(error),
        "the issuer did not keep to the schema that it names",
        Fault.ISSUER,
        p.join(*error.absolute_path),
    )


def _deepest(error: ValidationError) -> ValidationError:
    """Return, for *none of these forms fits*, the complaint of the form that came nearest."""
    while error.context:
        nearest = max(error.context, key=lambda e: len(e.absolute_path))
        if len(nearest.absolute_path) <= len(error.absolute_path):
            return error
        error = nearest
    return error


def _sentence(error: ValidationError) -> str:
    """Return what is wrong in words that do not repeat the value."""
    name, want = error.validator, error.validator_value
    if name in ("pattern", "additionalProperties", "uniqueItems"):
        return error.message  # ours
    if name == "required":
        missing = [repr(k) for k in want if k not in error.instance]
        return f"the member {', '.join(missing[:5])} is missing"
    if name == "type":
        return f"the value is not of the type {' or '.join(map(str, as_list(want)))}"
    if name == "format":
        return f"the text is not of the format {want}"
    if name in ("anyOf", "oneOf"):
        which = "none" if name == "anyOf" else "not exactly one"
        return f"the value fits {which} of the {len(want)} forms that the schema allows"
    fixed = {
        "enum": "the value is not one of those that the schema lists",
        "const": "the value is not the one that the schema fixes",
        None: "the schema allows no value here",
    }
    return fixed.get(name, f"the value breaks the schema's rule {name!r}")
