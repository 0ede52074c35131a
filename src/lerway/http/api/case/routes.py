"""`/ims/case/v1p1`: the read service of CASE 1.1, over the frameworks of the store.

Errors are `imsx_StatusInfo`, as CASE wants them, not RFC 9457. A package is sent as it is
written, object by object, so that a large framework does not lie in memory.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from litestar import Response, Router, get
from litestar.exceptions import HTTPException, NotFoundException
from litestar.response import Stream

from lerway.http.api.case.asking import Asked, asked
from lerway.http.api.case.described import SINGLE, discovery_document
from lerway.http.api.case.shelf import BASE, Shelf
from lerway.http.kit.request import AnyRequest  # noqa: TC001 - Litestar reads annotations while the program runs
from lerway.kernel.errors import LerwayError
from lerway.kernel.strict_json import dumps
from lerway.standards.frameworks.case import write
from lerway.standards.frameworks.names import is_uuid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from litestar.handlers import HTTPRouteHandler

    from lerway.domain.skills.store import Edition, SkillStore, SkillStores
    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = ["CaseDesk", "case_router"]

DISCOVERY: Final = "/discovery/imscasev1p1_openapi3_v1p0.json"
_SETS: Final = {"CFConcepts", "CFSubjects", "CFItemTypes"}
"""Answered as a set, since what is below the object belongs to it."""
_JSON: Final = "application/json"
_NOT_FOUND: Final = 404
_BROKEN: Final = 500


@dataclass(slots=True)
class CaseDesk:
    """What the provider works with.

    Attributes:
        stores: opens the store, for one request.
        shelf: what it read last.
    """

    stores: SkillStores
    shelf: Shelf = field(default_factory=Shelf)


def case_router(desk: CaseDesk) -> Router:
    """Return the provider."""

    @get(DISCOVERY, sync_to_thread=False)
    def discovery(request: AnyRequest) -> Response[bytes]:
        return _answer(discovery_document(_root(request)))

    @get("/CFDocuments", sync_to_thread=True)
    def documents(request: AnyRequest) -> Response[bytes]:
        wanted = asked({k: str(v) for k, v in request.query_params.items()})
        root = _root(request)
        with desk.stores() as store:
            chosen = wanted.choose(desk.shelf.documents(store, root))
        headers = {"x-total-count": str(chosen.total)}
        links = _links(request, root, wanted, chosen.total)
        if links:
            headers["link"] = links
        return _answer({"CFDocuments": [*chosen.objects]}, headers=headers)

    @get("/CFPackages/{identifier:str}", sync_to_thread=True)
    def package(request: AnyRequest) -> Stream:
        identifier = _identifier(request)
        with desk.stores() as store:
            edition = desk.shelf.edition(store, identifier)
        if edition is None:
            raise NotFoundException
        return Stream(_written(desk, edition), media_type=_JSON)

    singles = [_single(desk, path) for path in SINGLE if path != "CFPackages"]
    return Router(
        BASE,
        route_handlers=[discovery, documents, package, *singles],
        exception_handlers={HTTPException: _http, LerwayError: _told},
        include_in_schema=False,
    )


def _single(desk: CaseDesk, path: str) -> HTTPRouteHandler:
    @get(f"/{path}/{{identifier:str}}", sync_to_thread=True, name=path)
    def one(request: AnyRequest) -> Response[bytes]:
        identifier = _identifier(request)
        wanted = asked({k: str(v) for k, v in request.query_params.items()})
        with desk.stores() as store:
            found = _found(desk.shelf, store, path, identifier, _root(request))
        if found is None:
            raise NotFoundException
        return _answer(found if path == "CFItemAssociations" else _wrapped(path, found, wanted))

    return one


def _wrapped(path: str, found: JSONObject, wanted: Asked) -> JSONObject:
    picked = wanted.picked(found)
    return {path: [picked]} if path in _SETS else picked


def _found(
    shelf: Shelf, store: SkillStore, path: str, identifier: str, root: str
) -> JSONObject | None:
    if path == "CFDocuments":
        return shelf.document(store, identifier, root)
    if path == "CFItems":
        return shelf.item(store, identifier, root)
    if path == "CFAssociations":
        return shelf.association(store, identifier, root)
    if path == "CFItemAssociations":
        found = shelf.associations_of(store, identifier, root)
        return None if found is None else {"CFItem": found[0], "CFAssociations": [*found[1]]}
    return shelf.defined(store, path, identifier)


def _written(desk: CaseDesk, edition: Edition) -> Iterator[bytes]:
    with desk.stores() as store:
        yield from write(desk.shelf.parts(store, edition))


def _identifier(request: AnyRequest) -> str:
    identifier = str(request.path_params["identifier"])
    if not is_uuid(identifier):
        raise NotFoundException(extra={"minor": "invaliduuid"})
    return identifier


def _root(request: AnyRequest) -> str:
    return str(request.base_url).rstrip("/") + BASE


def _links(request: AnyRequest, root: str, wanted: Asked, total: int) -> str:
    """Return where the other pages are (RFC 8288)."""
    kept = {k: str(v) for k, v in request.query_params.items() if k not in ("limit", "offset")}

    def to(offset: int, relation: str) -> str:
        query = urlencode({"limit": wanted.limit, "offset": offset, **kept})
        return f'<{root}/CFDocuments?{query}>; rel="{relation}"'

    if total <= wanted.limit:
        return ""
    out = [to(0, "first"), to((total - 1) // wanted.limit * wanted.limit, "last")]
    if wanted.offset + wanted.limit < total:
        out.append(to(wanted.offset + wanted.limit, "next"))
    if wanted.offset:
        out.append(to(max(0, wanted.offset - wanted.limit), "prev"))
    return ", ".join(out)


def _answer(
    body: JSONObject, status: int = 200, headers: dict[str, str] | None = None
) -> Response[bytes]:
    return Response(dumps(body), status_code=status, media_type=_JSON, headers=headers or {})


def _status(status: int, minor: str, said: str) -> Response[bytes]:
    one: JSON = {"imsx_codeMinorFieldName": "sourcedId", "imsx_codeMinorFieldValue": minor}
    body: JSONObject = {
        "imsx_codeMajor": "failure",
        "imsx_severity": "error",
        "imsx_description": said,
        "imsx_codeMinor": {"imsx_codeMinorField": [one]},
    }
    return _answer(body, status)


def _http(_request: AnyRequest, error: HTTPException) -> Response[bytes]:
    if error.status_code != _NOT_FOUND:
        return _status(error.status_code, "forbidden", "this service only reads")
    extra = error.extra
    if isinstance(extra, dict) and extra.get("minor") == "invaliduuid":
        return _status(_NOT_FOUND, "invaliduuid", "Invalid UUID")
    return _status(_NOT_FOUND, "unknownobject", "Unknown Object")


def _told(_request: AnyRequest, error: LerwayError) -> Response[bytes]:
    if not error.code.startswith("case.invalid_"):
        return _status(_BROKEN, "internal_server_error", "the store cannot be read")
    return _status(400, error.code.removeprefix("case."), str(error))
