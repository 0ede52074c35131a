"""The OpenAPI 3.1 document of the API: written by hand, because bodies are raw bytes.

`/api/openapi.json` serves it, `docs/reference/openapi.json` is a copy, and a test holds
it to the routes that there are. The shapes are those of VCALM 1.0, said once more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lerway import __version__
from lerway.http.api.describing import (
    SAID,
    Described,
    binary,
    get_operation,
    object_of,
    post_operation,
    ref,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = ["openapi_document"]

_JSON: Final = "application/json"


def openapi_document(
    path: str = "/api", *, issuing: bool = True, more: Sequence[Described] = ()
) -> JSONObject:
    """Return the OpenAPI document of the API below `path`.

    Args:
        path: where the API is.
        issuing: whether the server issues.
        more: what other rooms add.
    """
    paths = {**_verifying(), **_resolving()}
    schemas = _schemas()
    if issuing:
        paths |= _issuing()
    for room in more:
        paths |= room.paths
        schemas |= room.schemas
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
            "schemas": schemas,
        },
    }


def _verifying() -> JSONObject:
    return {
        "/credentials/verify": post_operation(
            "verifyCredential",
            "Judge a credential, badge or learner record",
            {
                _JSON: ref("VerifyCredentialRequest"),
                **dict.fromkeys(_BARE_CREDENTIAL, binary()),
            },
            {200: ("The record is valid.", _JSON, ref("VerifyCredentialResult"))},
            verdict=True,
        ),
        "/presentations/verify": post_operation(
            "verifyPresentation",
            "Judge a presentation and everything in it",
            {
                _JSON: ref("VerifyPresentationRequest"),
                **dict.fromkeys(_BARE_PRESENTATION, binary()),
            },
            {200: ("The presentation is valid.", _JSON, ref("VerifyPresentationResult"))},
            verdict=True,
        ),
        "/credentials/verify-batch": post_operation(
            "verifyBatch",
            "Judge many records: one a line in, one answer a line out",
            {"application/x-ndjson": binary()},
            {200: ("An answer for each line, as it comes.", "application/x-ndjson", binary())},
        ),
        "/challenges": post_operation(
            "createChallenge",
            "Draw a challenge for a presentation",
            None,
            {200: ("A challenge.", _JSON, ref("Challenge"))},
        ),
        "/openapi.json": get_operation(
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
    operation = get_operation(
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
        said = SAID.get(status, "The document, or the part of it that was named.")
        responses[str(status)] = {"description": said, "content": content}
    return {"/identifiers/{identifier}": operation}


def _issuing() -> JSONObject:
    name: JSON = {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "/credentials/issue": post_operation(
            "issueCredential",
            "Sign a credential",
            {_JSON: ref("IssueCredentialRequest")},
            {201: ("The signed credential.", _JSON, ref("IssueCredentialResponse"))},
            refused=True,
        ),
        "/presentations": post_operation(
            "createPresentation",
            "Sign a presentation, as its holder",
            {_JSON: ref("CreatePresentationRequest")},
            {201: ("The signed presentation.", _JSON, ref("CreatePresentationResponse"))},
            refused=True,
        ),
        "/credentials/status": post_operation(
            "updateCredentialStatus",
            "Set the status of a credential that was issued here",
            {_JSON: ref("UpdateCredentialStatusRequest")},
            {200: ("It is set.", _JSON, {"type": "object"})},
            refused=True,
            missing=True,
        ),
        "/status-lists": post_operation(
            "createStatusList",
            "Begin a status list",
            {_JSON: ref("CreateStatusListRequest")},
            {201: ("The list.", _JSON, ref("CreateStatusListResponse"))},
            refused=True,
        ),
        "/status-lists/{name}": get_operation(
            "getStatusList",
            "The signed credential of a status list",
            {200: ("The credential.", "application/vc", ref("Document"))},
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


def _schemas() -> JSONObject:
    text: JSON = {"type": "string"}
    free: JSON = {"type": "object"}
    return {
        "Document": free,
        "Record": {"oneOf": [free, {"type": "string", "description": "A compact token."}]},
        "Problem": object_of(
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
        "Challenge": object_of(["challenge"], {"challenge": text}),
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
        "problemDetails": {"type": "array", "items": ref("Problem")},
        "results": free,
        "report": free,
    }
    refused: JSONObject = {
        "verified": {"const": False},
        "verdict": {"enum": ["invalid", "undetermined"]},
        **beside,
    }
    required = ["verified", "verdict", "problemDetails"]
    not_verified: JSON = {"allOf": [ref("Problem"), object_of(required, refused, open_=True)]}
    verified: JSONObject = {"verified": yes, **beside}
    record = ref("Record")
    return {
        "NotVerified": not_verified,
        "VerifyCredentialRequest": object_of(
            ["verifiableCredential"],
            {
                "verifiableCredential": record,
                "options": object_of([], {**options, "returnCredential": yes}),
            },
        ),
        "VerifyCredentialResult": object_of(["verified"], {**verified, "credential": record}),
        "VerifyPresentationRequest": object_of(
            [],
            {
                "verifiablePresentation": record,
                "presentation": free,
                "options": object_of([], {**options, **of_presentation}),
            },
        ),
        "VerifyPresentationResult": object_of(
            ["verified"], {**verified, "verifiablePresentation": record}
        ),
    }


def _text() -> JSONObject:
    return {"type": "string"}


def _issuing_schemas() -> JSONObject:
    text = _text()
    document = ref("Document")
    return {
        "IssueCredentialRequest": object_of(
            ["credential"],
            {"credential": document, "options": object_of([], {"credentialId": text})},
        ),
        "IssueCredentialResponse": object_of(
            ["verifiableCredential"], {"verifiableCredential": document}
        ),
        "CreatePresentationRequest": object_of(
            ["presentation"],
            {
                "presentation": document,
                "options": object_of(
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
        "CreatePresentationResponse": object_of(
            ["verifiablePresentation"], {"verifiablePresentation": document}
        ),
        "UpdateCredentialStatusRequest": object_of(
            ["credentialId", "credentialStatus", "status"],
            {
                "credentialId": text,
                "credentialStatus": object_of(
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
        "CreateStatusListRequest": object_of(
            ["statusPurpose"],
            {"statusPurpose": {"enum": ["revocation", "suspension"]}, "id": text},
        ),
        "CreateStatusListResponse": object_of(
            ["id", "verifiableCredential"], {"id": text, "verifiableCredential": document}
        ),
    }
