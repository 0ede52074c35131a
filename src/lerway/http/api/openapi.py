"""The OpenAPI 3.1 document of the API: written by hand, because bodies are raw bytes.

`/api/openapi.json` serves it, `docs/reference/openapi.json` is a copy, and a test holds
it to the routes that there are. The shapes are those of VCALM 1.0, said once more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lerway import __version__
from lerway.http.api.problems import PROBLEM_JSON

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = ["openapi_document"]

_JSON: Final = "application/json"
_ALWAYS: Final = (400, 401, 403, 408, 413, 429, 500, 503)
_READING: Final = (401, 403, 404, 429, 500)
_SAID: Final = {
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


def openapi_document(path: str = "/api", *, issuing: bool = True) -> JSONObject:
    """Return the OpenAPI document of the API below `path`.

    Args:
        path: where the API is.
        issuing: whether the server issues.
    """
    paths = {**_verifying(), **_resolving()}
    if issuing:
        paths |= _issuing()
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Lerway",
            "version": __version__,
            "summary": "Judge and issue Learning and Employment Records.",
            "description": "VCALM 1.0, DID Resolution 1.0, and batches of records.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": path}],
        "security": [{}, {"bearer": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(),
        },
    }


def _verifying() -> JSONObject:
    return {
        "/credentials/verify": _post(
            "verifyCredential",
            "Judge a credential, badge or learner record",
            {
                _JSON: _ref("VerifyCredentialRequest"),
                **dict.fromkeys(_BARE_CREDENTIAL, _binary()),
            },
            {200: ("The record is valid.", _JSON, _ref("VerifyCredentialResult"))},
            verdict=True,
        ),
        "/presentations/verify": _post(
            "verifyPresentation",
            "Judge a presentation and everything in it",
            {
                _JSON: _ref("VerifyPresentationRequest"),
                **dict.fromkeys(_BARE_PRESENTATION, _binary()),
            },
            {200: ("The presentation is valid.", _JSON, _ref("VerifyPresentationResult"))},
            verdict=True,
        ),
        "/credentials/verify-batch": _post(
            "verifyBatch",
            "Judge many records: one a line in, one answer a line out",
            {"application/x-ndjson": _binary()},
            {200: ("An answer for each line, as it comes.", "application/x-ndjson", _binary())},
        ),
        "/challenges": _post(
            "createChallenge",
            "Draw a challenge for a presentation",
            None,
            {200: ("A challenge.", _JSON, _ref("Challenge"))},
        ),
        "/openapi.json": _get(
            "getOpenApi", "This document", {200: ("OpenAPI 3.1.", _JSON, {"type": "object"})}, []
        ),
    }


def _resolving() -> JSONObject:
    body: JSON = {"type": "object"}
    media: tuple[str, ...] = (
        "application/did-resolution",
        "application/did-url-dereferencing",
        "application/did",
        "application/did+json",
        "application/did+ld+json",
        _JSON,
    )
    operation = _get(
        "resolveDid",
        "Resolve a DID, or dereference a DID URL with a fragment",
        {},
        [{"name": "identifier", "in": "path", "required": True, "schema": {"type": "string"}}],
    )
    get = operation["get"]
    assert isinstance(get, dict)  # noqa: S101 - made one line above
    responses = get["responses"]
    assert isinstance(responses, dict)  # noqa: S101 - likewise
    content: JSONObject = {m: {"schema": body} for m in media}
    for status in (200, 400, 404, 406, 500, 501):
        said = _SAID.get(status, "The document, or the part of it that was named.")
        responses[str(status)] = {"description": said, "content": content}
    return {"/identifiers/{identifier}": operation}


def _issuing() -> JSONObject:
    name: JSON = {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "/credentials/issue": _post(
            "issueCredential",
            "Sign a credential",
            {_JSON: _ref("IssueCredentialRequest")},
            {201: ("The signed credential.", _JSON, _ref("IssueCredentialResponse"))},
            refused=True,
        ),
        "/presentations": _post(
            "createPresentation",
            "Sign a presentation, as its holder",
            {_JSON: _ref("CreatePresentationRequest")},
            {201: ("The signed presentation.", _JSON, _ref("CreatePresentationResponse"))},
            refused=True,
        ),
        "/credentials/status": _post(
            "updateCredentialStatus",
            "Set the status of a credential that was issued here",
            {_JSON: _ref("UpdateCredentialStatusRequest")},
            {200: ("It is set.", _JSON, {"type": "object"})},
            refused=True,
            missing=True,
        ),
        "/status-lists": _post(
            "createStatusList",
            "Begin a status list",
            {_JSON: _ref("CreateStatusListRequest")},
            {201: ("The list.", _JSON, _ref("CreateStatusListResponse"))},
            refused=True,
        ),
        "/status-lists/{name}": _get(
            "getStatusList",
            "The signed credential of a status list",
            {200: ("The credential.", "application/vc", _ref("Document"))},
            [name],
        ),
    }


_BARE_CREDENTIAL: Final = (
    "application/vc",
    "application/vc+jwt",
    "application/jwt",
    "application/octet-stream",
    "image/png",
    "image/svg+xml",
)
_BARE_PRESENTATION: Final = (
    "application/vp",
    "application/vp+jwt",
    "application/jwt",
    "application/octet-stream",
)


def _post(
    operation: str,
    summary: str,
    bodies: dict[str, JSON] | None,
    answers: dict[int, tuple[str, str, JSON]],
    *,
    verdict: bool = False,
    refused: bool = False,
    missing: bool = False,
) -> JSONObject:
    statuses = [*_ALWAYS, *([422] if refused else []), *([404] if missing else [])]
    responses = _responses(answers, statuses)
    if verdict:
        responses["422"] = {
            "description": _SAID[422],
            "content": {PROBLEM_JSON: {"schema": _ref("NotVerified")}},
        }
    out: JSONObject = {"operationId": operation, "summary": summary, "responses": responses}
    if bodies is not None:
        out["requestBody"] = {
            "required": True,
            "content": {media: {"schema": schema} for media, schema in bodies.items()},
        }
    return {"post": out}


def _get(
    operation: str,
    summary: str,
    answers: dict[int, tuple[str, str, JSON]],
    parameters: list[JSON],
) -> JSONObject:
    out: JSONObject = {
        "operationId": operation,
        "summary": summary,
        "responses": _responses(answers, _READING),
    }
    if parameters:
        out["parameters"] = parameters
    return {"get": out}


def _responses(answers: dict[int, tuple[str, str, JSON]], problems: Sequence[int]) -> JSONObject:
    out: JSONObject = {
        str(status): {"description": said, "content": {media: {"schema": schema}}}
        for status, (said, media, schema) in answers.items()
    }
    for status in sorted(problems):
        out[str(status)] = {
            "description": _SAID[status],
            "content": {PROBLEM_JSON: {"schema": _ref("Problem")}},
        }
    return out


def _ref(name: str) -> JSONObject:
    return {"$ref": f"#/components/schemas/{name}"}


def _binary() -> JSON:
    return {"description": "The record itself, as bytes."}


def _object(required: list[str], properties: JSONObject, *, open_: bool = False) -> JSONObject:
    out: JSONObject = {"type": "object", "properties": properties}
    if required:
        out["required"] = [*required]
    if not open_:
        out["additionalProperties"] = False
    return out


def _schemas() -> JSONObject:
    text: JSON = {"type": "string"}
    free: JSON = {"type": "object"}
    return {
        "Document": free,
        "Record": {"oneOf": [free, {"type": "string", "description": "A compact token."}]},
        "Problem": _object(
            ["type", "title", "code"],
            {
                "type": {"type": "string", "format": "uri"},
                "title": text,
                "status": {"type": "integer"},
                "detail": text,
                "code": {**_text(), "description": "See docs/reference/problem-codes."},
                "fault": {
                    "type": "string",
                    "enum": ["sender", "issuer", "caller", "network", "lerway"],
                },
                "hint": text,
                "pointer": text,
            },
            open_=True,
        ),
        "Challenge": _object(["challenge"], {"challenge": text}),
        **_verifying_schemas(),
        **_issuing_schemas(),
    }


def _verifying_schemas() -> JSONObject:
    text: JSON = {"type": "string"}
    yes: JSON = {"type": "boolean"}
    free: JSON = {"type": "object"}
    options: JSONObject = {
        "returnResults": yes,
        "returnProblemDetails": yes,
        "returnReport": yes,
        "checks": {"type": "array", "items": text, "description": "Everything is checked."},
    }
    of_presentation: JSONObject = {"returnPresentation": yes, "challenge": text, "domain": text}
    beside: JSONObject = {
        "problemDetails": {"type": "array", "items": _ref("Problem")},
        "results": free,
        "report": free,
    }
    refused: JSONObject = {
        "verified": {"const": False},
        "verdict": {"enum": ["invalid", "undetermined"]},
        **beside,
    }
    required = ["verified", "verdict", "problemDetails"]
    not_verified: JSON = {"allOf": [_ref("Problem"), _object(required, refused, open_=True)]}
    verified: JSONObject = {"verified": yes, **beside}
    record = _ref("Record")
    return {
        "NotVerified": not_verified,
        "VerifyCredentialRequest": _object(
            ["verifiableCredential"],
            {
                "verifiableCredential": record,
                "options": _object([], {**options, "returnCredential": yes}),
            },
        ),
        "VerifyCredentialResult": _object(["verified"], {**verified, "credential": record}),
        "VerifyPresentationRequest": _object(
            [],
            {
                "verifiablePresentation": record,
                "presentation": free,
                "options": _object([], {**options, **of_presentation}),
            },
        ),
        "VerifyPresentationResult": _object(
            ["verified"], {**verified, "verifiablePresentation": record}
        ),
    }


def _text() -> JSONObject:
    return {"type": "string"}


def _issuing_schemas() -> JSONObject:
    text = _text()
    document = _ref("Document")
    return {
        "IssueCredentialRequest": _object(
            ["credential"],
            {"credential": document, "options": _object([], {"credentialId": text})},
        ),
        "IssueCredentialResponse": _object(
            ["verifiableCredential"], {"verifiableCredential": document}
        ),
        "CreatePresentationRequest": _object(
            ["presentation"],
            {
                "presentation": document,
                "options": _object(
                    [],
                    {
                        "type": text,
                        "cryptosuite": text,
                        "verificationMethod": text,
                        "proofPurpose": text,
                        "challenge": text,
                        "domain": text,
                    },
                ),
            },
        ),
        "CreatePresentationResponse": _object(
            ["verifiablePresentation"], {"verifiablePresentation": document}
        ),
        "UpdateCredentialStatusRequest": _object(
            ["credentialId", "credentialStatus", "status"],
            {
                "credentialId": text,
                "credentialStatus": _object(
                    ["type", "statusPurpose"],
                    {
                        "id": text,
                        "type": text,
                        "statusPurpose": text,
                        "statusListIndex": text,
                        "statusListCredential": text,
                    },
                ),
                "status": {"type": "boolean"},
            },
        ),
        "CreateStatusListRequest": _object(
            ["statusPurpose"],
            {"statusPurpose": {"enum": ["revocation", "suspension"]}, "id": text},
        ),
        "CreateStatusListResponse": _object(
            ["id", "verifiableCredential"], {"id": text, "verifiableCredential": document}
        ),
    }
