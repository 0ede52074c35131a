"""All of the API under one path, as one router for the application."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from litestar import Response, Router, get

from lerway.http.api.batch import batch_route
from lerway.http.api.did_resolution import did_resolution_route
from lerway.http.api.openapi import openapi_document
from lerway.http.api.problems import api_exception_handlers
from lerway.http.api.vcalm.routes import issuing_routes, verifying_routes
from lerway.kernel.strict_json import dumps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from litestar.handlers import HTTPRouteHandler

    from lerway.http.api.describing import Described
    from lerway.http.api.desk import ApiDesk

__all__ = ["ApiRoom", "api_router", "openapi_route"]


@dataclass(frozen=True, slots=True)
class ApiRoom:
    """A part of the API that a server may have.

    Attributes:
        handlers: what answers, at paths below that of the API.
        described: what OpenAPI says of them.
    """

    handlers: Sequence[HTTPRouteHandler]
    described: Described


def api_router(desk: ApiDesk, path: str = "/api", *, rooms: Sequence[ApiRoom] = ()) -> Router:
    """Return the API below `path`; issuing is part of it only if `desk` has an issuer."""
    handlers = [
        *verifying_routes(desk),
        did_resolution_route(desk),
        openapi_route(
            path, issuing=desk.issuing is not None, more=[room.described for room in rooms]
        ),
        *(handler for room in rooms for handler in room.handlers),
    ]
    if desk.issuing is not None:
        handlers += issuing_routes(desk, desk.issuing)
    return Router(
        path,
        route_handlers=[*handlers, batch_route(desk, "/credentials/verify-batch")],
        exception_handlers=api_exception_handlers(),
        include_in_schema=False,
    )


def openapi_route(path: str, *, issuing: bool, more: Sequence[Described] = ()) -> HTTPRouteHandler:
    """Return the handler that gives the OpenAPI document."""
    document = dumps(openapi_document(path, issuing=issuing, more=more))

    @get("/openapi.json", sync_to_thread=False)
    def openapi() -> Response[bytes]:
        return Response(
            document,
            media_type="application/json",
            headers={"cache-control": "public, max-age=3600"},
        )

    return openapi
