"""Verifiable Credential API for Lifecycle Management (VCALM) 1.0, W3C Working Draft of 2026.

Sections 3.2 (issuing), 3.3 (verifying), 3.5.2 (create presentation): the endpoints that
need no memory but that of status lists. Deviations:

- A record that is not valid is answered with 422, as the W3C's test suites demand,
  and not with 200 (section 3.3.1).
- A body whose media type is not JSON is the record itself: a token, a picture, or
  JSON sent as `application/vc` or `application/vp`.
- `checks`, of earlier drafts, is understood; `returnReport` is ours.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from litestar import Request, Response, asgi, get, post
from litestar.exceptions import NotFoundException
from litestar.types import Receive, Scope, Send  # noqa: TC002 - likewise

from lerway.http.api.bodies import read_body, require_post
from lerway.http.api.guard import caller_of
from lerway.http.api.vcalm.verifying import JSON_TYPE, answer_at_once, verify_body
from lerway.http.kit.forms import Counted
from lerway.http.kit.request import AnyRequest  # noqa: TC001 - Litestar reads annotations while the program runs
from lerway.kernel.strict_json import dumps

if TYPE_CHECKING:
    from litestar.handlers import ASGIRouteHandler, HTTPRouteHandler

    from lerway.http.api.bodies import Body
    from lerway.http.api.desk import ApiDesk
    from lerway.http.api.vcalm.issuing import IssuingDesk
    from lerway.http.api.vcalm.verifying import Answer

__all__ = ["issuing_routes", "verifying_routes"]

_VC: Final = "application/vc"
_CREATED: Final = 201


def verifying_routes(desk: ApiDesk) -> list[HTTPRouteHandler | ASGIRouteHandler]:
    """Return the handlers that judge."""

    @post("/challenges", status_code=200, request_max_body_size=None, sync_to_thread=False)
    def create_challenge() -> Response[bytes]:
        # Nothing is kept: who asks for a presentation remembers what was asked.
        return Response(
            dumps({"challenge": secrets.token_urlsafe(32)}), status_code=200, media_type=JSON_TYPE
        )

    return [
        _judging(desk, "/credentials/verify", "verifyCredential"),
        _judging(desk, "/presentations/verify", "verifyPresentation", presentation=True),
        create_challenge,
    ]


def _judging(
    desk: ApiDesk, path: str, operation: str, *, presentation: bool = False
) -> ASGIRouteHandler:
    """Return a raw ASGI handler: what a framework does for a request costs as much as a verdict."""

    @asgi(path, copy_scope=False)
    async def judge(scope: Scope, receive: Receive, send: Send) -> None:
        request: AnyRequest = Request(scope, receive, send)
        require_post(request.method)
        await desk.guard.admit(caller_of(request, operation))
        with Counted(desk.in_flight) as counted:
            body = await read_body(request, desk.limits, counted)
            answer = answer_at_once(desk, body, presentation=presentation)
            if answer is None:
                answer = await desk.aside(verify_body, desk, body, presentation=presentation)
        await _send(send, answer)

    return judge


async def _send(send: Send, answer: Answer) -> None:
    headers = [
        (b"content-type", answer.media_type.encode()),
        (b"content-length", str(len(answer.body)).encode()),
    ]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body, "more_body": False})


def issuing_routes(desk: ApiDesk, issuing: IssuingDesk) -> list[HTTPRouteHandler]:
    """Return the handlers that sign."""
    limits = desk.policy.limits

    async def body_of(request: AnyRequest, operation: str) -> Body:
        await desk.guard.admit(caller_of(request, operation))
        with Counted(desk.in_flight) as counted:
            return await read_body(request, desk.limits, counted)

    @post("/credentials/issue", status_code=_CREATED, request_max_body_size=None)
    async def issue_credential(request: AnyRequest) -> Response[bytes]:
        body = await body_of(request, "issueCredential")
        answer = await desk.aside(issuing.issue, body, limits)
        return Response(answer, status_code=_CREATED, media_type=JSON_TYPE)

    @post("/presentations", status_code=_CREATED, request_max_body_size=None)
    async def create_presentation(request: AnyRequest) -> Response[bytes]:
        body = await body_of(request, "createPresentation")
        answer = await desk.aside(issuing.present, body, limits)
        return Response(answer, status_code=_CREATED, media_type=JSON_TYPE)

    @post("/credentials/status", status_code=200, request_max_body_size=None)
    async def update_status(request: AnyRequest) -> Response[bytes]:
        body = await body_of(request, "updateCredentialStatus")
        await desk.aside(issuing.set_status, body, limits)
        return Response(b"{}", status_code=200, media_type=JSON_TYPE)

    @post("/status-lists", status_code=_CREATED, request_max_body_size=None)
    async def create_status_list(request: AnyRequest) -> Response[bytes]:
        body = await body_of(request, "createStatusList")
        url, answer = await desk.aside(issuing.new_list, body, limits)
        return Response(
            answer, status_code=_CREATED, media_type=JSON_TYPE, headers={"location": url}
        )

    @get("/status-lists/{name:str}")
    async def get_status_list(request: AnyRequest) -> Response[bytes]:
        shelf, name = issuing.shelf, request.path_params["name"]
        found = None if shelf is None else await desk.aside(shelf.published, f"{shelf.base}/{name}")
        if found is None:
            raise NotFoundException
        # Anybody may keep it for as long as its ttl says.
        media_type = _VC if _VC in request.headers.get("accept", "") else JSON_TYPE
        headers = {"cache-control": "public, max-age=900", "vary": "Accept"}
        return Response(found, media_type=media_type, headers=headers)

    signing = [issue_credential, create_presentation]
    if issuing.shelf is None:
        return signing
    return [*signing, update_status, create_status_list, get_status_list]
