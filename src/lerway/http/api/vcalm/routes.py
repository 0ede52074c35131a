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

from litestar import Response, get, post
from litestar.exceptions import NotFoundException

from lerway.http.api.bodies import read_body
from lerway.http.api.guard import caller_of
from lerway.http.api.vcalm.verifying import JSON_TYPE, verify_body
from lerway.http.kit.forms import Counted
from lerway.http.kit.request import AnyRequest  # noqa: TC001 - Litestar reads annotations while the program runs
from lerway.kernel.strict_json import dumps

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

    from lerway.http.api.bodies import Body
    from lerway.http.api.desk import ApiDesk
    from lerway.http.api.vcalm.issuing import IssuingDesk

__all__ = ["issuing_routes", "verifying_routes"]

_VC: Final = "application/vc"
_CREATED: Final = 201


def verifying_routes(desk: ApiDesk) -> list[HTTPRouteHandler]:
    """Return the handlers that judge."""

    @post("/credentials/verify", status_code=200, request_max_body_size=None)
    async def verify_credential(request: AnyRequest) -> Response[bytes]:
        await desk.guard.admit(caller_of(request, "verifyCredential"))
        with Counted(desk.in_flight) as counted:
            body = await read_body(request, desk.limits, counted)
            return await desk.aside(_verify, desk, body, False)  # noqa: FBT003

    @post("/presentations/verify", status_code=200, request_max_body_size=None)
    async def verify_presentation(request: AnyRequest) -> Response[bytes]:
        await desk.guard.admit(caller_of(request, "verifyPresentation"))
        with Counted(desk.in_flight) as counted:
            body = await read_body(request, desk.limits, counted)
            return await desk.aside(_verify, desk, body, True)  # noqa: FBT003

    @post("/challenges", status_code=200, request_max_body_size=None, sync_to_thread=False)
    def create_challenge() -> Response[bytes]:
        # Nothing is kept: who asks for a presentation remembers what was asked.
        return Response(
            dumps({"challenge": secrets.token_urlsafe(32)}), status_code=200, media_type=JSON_TYPE
        )

    return [verify_credential, verify_presentation, create_challenge]


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


def _verify(desk: ApiDesk, body: Body, presentation: bool) -> Response[bytes]:  # noqa: FBT001
    return verify_body(desk, body, presentation=presentation)
