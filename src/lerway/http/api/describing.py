"""How an operation is described: OpenAPI 3.1, with RFC 9457 problems for every one of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from lerway.http.api.problems import PROBLEM_JSON

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = [
    "SAID",
    "Described",
    "binary",
    "get_operation",
    "object_of",
    "post_operation",
    "ref",
    "responses_of",
]

ALWAYS: Final = (400, 401, 403, 408, 413, 429, 500, 503)
READING: Final = (401, 403, 404, 429, 500)
SAID: Final = {
    400: "The request or the record cannot be read, or makes no sense.",
    401: "A token is needed (RFC 6750).",
    403: "The token does not allow it.",
    404: "There is nothing at this address.",
    406: "The media type that is asked for is not made.",
    408: "The request took too long to arrive.",
    413: "The request is too large.",
    422: "The record was read, and it breaks a rule or cannot be decided.",
    429: "Too many requests; try again later.",
    500: "Something broke here.",
    501: "The DID method or feature is not supported.",
    503: "Too many requests are being answered; try again later.",
}


@dataclass(frozen=True, slots=True)
class Described:
    """What one room adds to the API.

    Attributes:
        paths: path items by path, below that of the API.
        schemas: schemas by name.
    """

    paths: JSONObject
    schemas: JSONObject = field(default_factory=dict[str, "JSON"])


def post_operation(
    operation: str,
    summary: str,
    bodies: dict[str, JSON] | None,
    answers: dict[int, tuple[str, str, JSON]],
    *,
    verdict: bool = False,
    refused: bool = False,
    missing: bool = False,
) -> JSONObject:
    """Return a path item with a POST.

    Args:
        operation: its `operationId`.
        summary: what it does, in a few words.
        bodies: media types of the request body to their schemas; None for no body.
        answers: status to description, media type and schema.
        verdict: whether 422 is a verdict that is not *valid*.
        refused: whether what was read may be refused (422).
        missing: whether there may be nothing at the address (404).
    """
    statuses = [*ALWAYS, *([422] if refused else []), *([404] if missing else [])]
    responses = responses_of(answers, statuses)
    if verdict:
        responses["422"] = {
            "description": SAID[422],
            "content": {PROBLEM_JSON: {"schema": ref("NotVerified")}},
        }
    out: JSONObject = {"operationId": operation, "summary": summary, "responses": responses}
    if bodies is not None:
        out["requestBody"] = {
            "required": True,
            "content": {media: {"schema": schema} for media, schema in bodies.items()},
        }
    return {"post": out}


def get_operation(
    operation: str,
    summary: str,
    answers: dict[int, tuple[str, str, JSON]],
    parameters: list[JSON],
    *,
    refused: bool = False,
) -> JSONObject:
    """Return a path item with a GET; see `post_operation`; `refused` is 400 here."""
    out: JSONObject = {
        "operationId": operation,
        "summary": summary,
        "responses": responses_of(answers, [*READING, *([400] if refused else [])]),
    }
    if parameters:
        out["parameters"] = parameters
    return {"get": out}


def responses_of(answers: dict[int, tuple[str, str, JSON]], problems: Sequence[int]) -> JSONObject:
    """Return the answers of an operation, problems declared for each of `problems`."""
    out: JSONObject = {
        str(status): {"description": said, "content": {media: {"schema": schema}}}
        for status, (said, media, schema) in answers.items()
    }
    for status in sorted(problems):
        out[str(status)] = {
            "description": SAID[status],
            "content": {PROBLEM_JSON: {"schema": ref("Problem")}},
        }
    return out


def ref(name: str) -> JSONObject:
    """Return a reference to one of the schemas."""
    return {"$ref": f"#/components/schemas/{name}"}


def binary() -> JSON:
    """Return what is said of bytes."""
    return {"description": "The record itself, as bytes."}


def object_of(required: list[str], properties: JSONObject, *, open_: bool = False) -> JSONObject:
    """Return the schema of an object; others than `properties` only if it is open."""
    out: JSONObject = {"type": "object", "properties": properties}
    if required:
        out["required"] = [*required]
    if not open_:
        out["additionalProperties"] = False
    return out
