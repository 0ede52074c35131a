"""The discovery document of CASE 1.1: what this provider serves, as OpenAPI.

Every path of the read service is here; how an object is made is said by the schema of
CASE itself, which is not ours to copy, so objects are described by what they must have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lerway import __version__

if TYPE_CHECKING:
    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = ["SINGLE", "discovery_document"]

SINGLE: Final = {
    "CFAssociationGroupings": "getCFAssociationGrouping",
    "CFAssociations": "getCFAssociation",
    "CFConcepts": "getCFConcept",
    "CFDocuments": "getCFDocument",
    "CFItemAssociations": "getCFItemAssociations",
    "CFItemTypes": "getCFItemType",
    "CFItems": "getCFItem",
    "CFLicenses": "getCFLicense",
    "CFPackages": "getCFPackage",
    "CFRubrics": "getCFRubric",
    "CFSubjects": "getCFSubject",
}
"""Path to the name of its operation."""

_SAID: Final = {
    400: "Something cannot be selected or sorted by.",
    404: "There is no such object, or this is no UUID.",
    500: "Something broke here.",
}
_QUERY: Final[JSONObject] = {
    "limit": {"type": "integer", "minimum": 1, "default": 100},
    "offset": {"type": "integer", "minimum": 0, "default": 0},
    "sort": {"type": "string"},
    "orderBy": {"type": "string", "enum": ["asc", "desc"]},
    "filter": {"type": "string"},
    "fields": {"type": "string"},
}


def discovery_document(root: str) -> JSONObject:
    """Return the document; `root` is the address of the service."""
    paths: JSONObject = {"/CFDocuments": {"get": _many()}}
    for name, operation in SINGLE.items():
        paths[f"/{name}/{{sourcedId}}"] = {"get": _one(operation)}
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Lerway: CASE 1.1 service provider",
            "version": __version__,
            "license": {"name": "Apache-2.0"},
        },
        "servers": [{"url": root}],
        "paths": paths,
        "components": {"schemas": {"imsx_StatusInfo": _status()}},
    }


def _many() -> JSONObject:
    parameters: list[JSON] = [
        {"name": name, "in": "query", "required": False, "schema": schema}
        for name, schema in _QUERY.items()
    ]
    return {
        "operationId": "getAllCFDocuments",
        "parameters": parameters,
        "responses": _responses({"type": "object", "required": ["CFDocuments"]}, 404),
    }


def _one(operation: str) -> JSONObject:
    fields: JSON = {
        "name": "fields",
        "in": "query",
        "required": False,
        "schema": {"type": "string"},
    }
    identifier: JSON = {
        "name": "sourcedId",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "format": "uuid"},
    }
    return {
        "operationId": operation,
        "parameters": [identifier, fields],
        "responses": _responses({"type": "object"}),
    }


def _responses(schema: JSON, *without: int) -> JSONObject:
    out: JSONObject = {
        "200": {
            "description": "What was asked for.",
            "content": {"application/json": {"schema": schema}},
        }
    }
    refused: JSON = {"schema": {"$ref": "#/components/schemas/imsx_StatusInfo"}}
    for status, said in _SAID.items():
        if status not in without:
            out[str(status)] = {"description": said, "content": {"application/json": refused}}
    return out


def _status() -> JSONObject:
    text: JSON = {"type": "string"}
    return {
        "type": "object",
        "required": ["imsx_codeMajor", "imsx_severity"],
        "properties": {
            "imsx_codeMajor": text,
            "imsx_severity": text,
            "imsx_description": text,
            "imsx_codeMinor": {"type": "object"},
        },
    }
