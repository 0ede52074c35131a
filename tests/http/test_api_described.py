"""The API keeps to its OpenAPI document, whatever is asked: Schemathesis asks.

No answer is a server error, none has a status, type, header or body that its operation
does not declare. A record that fits the schema may still be refused, and one that does
not fit may be read, since the reader of records is stricter and looser than a schema can
say: those two checks of Schemathesis are not made.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from litestar import Litestar, Response, post
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks

from lerway.http.api.desk import ApiDesk
from lerway.http.api.openapi import openapi_document
from lerway.http.api.routes import api_router
from lerway.http.app import create_app
from lerway.http.web.verify.checking import Checker
from tests.conftest import TORTURE
from tests.http.api_world import AT, issuing_desk, kept
from tests.http.conftest import receipt_book
from tests.refusals import badge, jwt, signed

MADE = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
DOCUMENT: dict[str, Any] = openapi_document()
OPERATIONS = [(method, path) for path, item in DOCUMENT["paths"].items() for method in item]
PROFILE = settings(
    max_examples=1_000 if TORTURE else 30,
    deadline=None,
    database=None,
    derandomize=not TORTURE,
    phases=[Phase.generate],
    suppress_health_check=[*HealthCheck],
)


@schemathesis.serializer("application/x-ndjson")
def lines(_: Any, value: Any) -> bytes:
    return b"\n".join(
        json.dumps(v).encode() for v in (value if isinstance(value, list) else [value])
    )


def served(*planted: Any) -> Litestar:
    """Return the application as `lerway serve` makes it, without a network."""
    desk = ApiDesk(lambda: kept({}), clock=lambda: AT, issuing=issuing_desk(status=True))
    checker = Checker(lambda: kept({}), receipt_book(), clock=lambda: AT)
    return create_app(checker, more=[*planted, api_router(desk)])


def ask(app: Any, method: str, path: str, document: dict[str, Any] = DOCUMENT) -> int:
    """Ask one operation what its description allows, and what it does not; count the answers."""
    schema = schemathesis.openapi.from_dict(document)
    schema.app = app
    operation = schema[path][method]
    count = 0

    @PROFILE
    @given(
        case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
        | operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
    )
    def answers(case: Any) -> None:
        nonlocal count
        count += 1
        case.validate_response(case.call(), checks=MADE)

    answers()
    return count


@pytest.fixture(scope="module")
def app() -> Litestar:
    return served()


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=lambda x: x)
def test_every_answer_is_one_that_is_declared(app, method, path):
    assert ask(app, method, path) >= 1


@pytest.mark.parametrize(
    "record",
    [
        signed(badge()),
        {**signed(badge()), "name": "X"},
        {"@context": 5},
        {"id": "data:application/vc+jwt," + jwt(badge()).decode()},
        None,
        "\ud800",
    ],
)
def test_answers_about_records_too(app, record):
    """What Schemathesis draws is seldom a record: these are, nearly."""
    schema = schemathesis.openapi.from_dict(DOCUMENT)
    schema.app = app
    options = {"returnCredential": True, "returnResults": True, "returnReport": True}
    bodies = {
        "/credentials/verify": {"verifiableCredential": record, "options": options},
        "/presentations/verify": {"verifiablePresentation": record, "options": options},
        "/credentials/verify-batch": [record, record],
        "/credentials/issue": {"credential": record},
    }
    for path, body in bodies.items():
        operation = schema[path]["post"]
        media = next(iter(DOCUMENT["paths"][path]["post"]["requestBody"]["content"]))
        case = operation.Case(body=body, media_type=media)
        case.validate_response(case.call(), checks=MADE)


# ------------------------------------------------------ what breaks the promise is found


@post("/api/challenges")
async def _fails() -> None:
    raise RuntimeError("planted")


@post("/api/challenges", status_code=200)
async def _says_otherwise() -> dict[str, int]:
    return {"planted": 1}


@post("/api/challenges", status_code=418)
async def _undeclared() -> Response[bytes]:
    return Response(b"{}", media_type="application/problem+json")


@post("/api/challenges", status_code=200)
async def _text() -> Response[str]:
    return Response("planted", media_type="text/plain")


@pytest.mark.parametrize(
    ("planted", "told"),
    [
        (_fails, "Server error"),
        (_says_otherwise, "Response violates schema"),
        (_undeclared, "Undocumented status code"),
        (_text, "Undocumented Content-Type"),
    ],
)
def test_control_a_broken_promise_is_found(planted, told):
    broken = Litestar([planted], openapi_config=None, logging_config=None)
    with pytest.raises(FailureGroup) as e:
        ask(broken, "post", "/challenges")
    assert told in str(e.value)
