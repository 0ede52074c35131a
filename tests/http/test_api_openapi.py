"""The OpenAPI document says what the routes do, and the documentation has a copy of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from litestar import Litestar
from litestar.routes import HTTPRoute

from lerway.http.api.compass.desk import CompassApi
from lerway.http.api.compass.routes import compass_api
from lerway.http.api.desk import ApiDesk
from lerway.http.api.openapi import openapi_document
from lerway.http.api.rooms import EVERY_ROOM
from lerway.http.api.routes import api_router
from lerway.http.api.skills.desk import SkillsApi
from lerway.http.api.skills.routes import skills_api
from lerway.kernel.strict_json import dumps
from tests.http.api_world import PROBLEM, client, issuing_desk, kept
from tests.http.guide_world import guide
from tests.http.skill_world import Echo, no_store
from tests.refusals import badge, edited, signed

DOCUMENT: Any = openapi_document(more=EVERY_ROOM)
COPY = Path(__file__).parents[2] / "docs" / "reference" / "openapi.json"


def test_every_route_is_in_it_and_nothing_else(tmp_path: Path) -> None:
    desk = ApiDesk(lambda: kept({}), issuing=issuing_desk())
    rooms = [
        skills_api(SkillsApi(desk, no_store, Echo())),
        compass_api(CompassApi(desk, guide(tmp_path))),
    ]
    app = Litestar([api_router(desk, rooms=rooms)], openapi_config=None, logging_config=None)
    routes = {
        (route.path_format.removeprefix("/api"), method.lower())
        for route in app.routes
        for method in (route.methods if isinstance(route, HTTPRoute) else ["POST"])
        if method not in ("OPTIONS", "HEAD")
    }
    said = {(path, method) for path, item in DOCUMENT["paths"].items() for method in item}
    assert routes == said


def test_every_operation_declares_its_problems() -> None:
    for path, item in DOCUMENT["paths"].items():
        for operation in item.values():
            answers = operation["responses"]
            assert {"401", "429", "500"} <= answers.keys(), path
            for status, answer in answers.items():
                if int(status) >= 400 and path != "/identifiers/{identifier}":
                    assert [*answer["content"]] == [PROBLEM], (path, status)


def test_it_is_served_and_leaves_out_what_is_off() -> None:
    with client() as api:
        served = api.get("/api/openapi.json").json()
    assert served == openapi_document(issuing=False)
    assert "/credentials/issue" not in served["paths"]
    assert served["openapi"] == "3.1.0"


def test_the_documentation_has_a_copy() -> None:
    assert json.loads(COPY.read_bytes()) == DOCUMENT, "run tools/openapi.py"


def schema(name: str) -> Draft202012Validator:
    inside = {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
    return Draft202012Validator(inside)


@pytest.mark.parametrize(
    ("record", "status", "name"),
    [
        (signed(badge()), 200, "VerifyCredentialResult"),
        (edited(signed(badge()), ("name", "X")), 422, "NotVerified"),
        ({"type": "Nothing"}, 400, "Problem"),
    ],
)
def test_an_answer_is_as_it_says(record: dict[str, Any], status: int, name: str) -> None:
    options = {"returnCredential": True, "returnResults": True, "returnReport": True}
    body = {"verifiableCredential": record, "options": options}
    schema("VerifyCredentialRequest").validate(json.loads(dumps(body)))
    with client() as api:
        answer = api.post("/api/credentials/verify", json=body)
    assert answer.status_code == status
    schema(name).validate(answer.json())
