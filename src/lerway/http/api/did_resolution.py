"""DID Resolution 1.0 (W3C Candidate Recommendation Draft of 2026), its HTTPS binding.

Sections 4 (resolution), 5 (dereferencing) and 10.1 (the GET binding). Methods: did:key,
did:jwk, did:web. Of a DID URL only its fragment is followed; the POST binding, versions
and services are not supported and say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from litestar import Response, get

from lerway.http.api.guard import caller_of
from lerway.http.kit.request import AnyRequest  # noqa: TC001 - Litestar reads annotations while the program runs
from lerway.kernel.errors import InvalidError, LerwayError, UndeterminedError
from lerway.kernel.need import Need, NeedKind, Unavailable
from lerway.kernel.strict_json import dumps
from lerway.standards.cid.document import parse_controller_document
from lerway.standards.did import derive, document_url
from lerway.standards.vcdm.structure import as_list

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

    from lerway.http.api.desk import ApiDesk
    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = ["STATUS_OF", "ResolutionError", "did_resolution_route", "requested", "resolve_did"]

RESULT: Final = "application/did-resolution"
DEREFERENCED: Final = "application/did-url-dereferencing"
DOCUMENT: Final = "application/did"
_BARE: Final = (DOCUMENT, "application/did+json", "application/did+ld+json", "application/json")
_ERRORS: Final = "https://www.w3.org/ns/did#"
_ANY: Final = frozenset({"", "*/*", "application/*"})

# Section 10.1: the HTTP status for each error
STATUS_OF: Final = {
    "INVALID_DID": 400,
    "INVALID_DID_URL": 400,
    "INVALID_OPTIONS": 400,
    "NOT_FOUND": 404,
    "REPRESENTATION_NOT_SUPPORTED": 406,
    "INVALID_DID_DOCUMENT": 500,
    "METHOD_NOT_SUPPORTED": 501,
    "FEATURE_NOT_SUPPORTED": 501,
    "INTERNAL_ERROR": 500,
}
_ERROR_OF: Final = {
    "did.unsupported_method": "METHOD_NOT_SUPPORTED",
    "did.unsupported_url": "FEATURE_NOT_SUPPORTED",
    "cid.unsupported_scheme": "INVALID_DID",
    "key.unsupported": "FEATURE_NOT_SUPPORTED",
}
_LONGEST: Final = 4_000


class ResolutionError(Exception):
    """A DID was not resolved: the name of the error in the standard, and why."""

    def __init__(self, name: str, detail: str) -> None:
        """Make the error."""
        super().__init__(detail)
        self.name = name
        self.detail = detail


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is asked for: the DID, the fragment after it, and in which form."""

    did: str
    fragment: str
    accept: str

    @property
    def dereferencing(self) -> bool:
        return self.accept == DEREFERENCED or bool(self.fragment)


def did_resolution_route(desk: ApiDesk) -> HTTPRouteHandler:
    """Return the handler that resolves DIDs."""

    @get("/identifiers/{identifier:path}")
    async def resolve(request: AnyRequest) -> Response[bytes]:
        await desk.guard.admit(caller_of(request, "resolveDid"))
        did, sign, fragment = requested(request, "/identifiers/").partition("#")
        accept = request.headers.get("accept", "").partition(",")[0].partition(";")[0].strip()
        wanted = _Wanted(did, fragment if sign else "", accept.lower())
        return await desk.aside(_answer, desk, wanted, bool(request.url.query))

    return resolve


def requested(request: AnyRequest, prefix: str) -> str:
    """Return the DID or DID URL in the path of a request.

    Section 10.1: a client may write it as it is, or percent-encoded.
    """
    raw = request.scope["raw_path"].decode("ascii", "replace").partition("?")[0]
    text = raw.partition(prefix)[2]
    if "%3a" in text[: len("did%3a")].lower():
        return unquote(text)
    for escape, character in (("%23", "#"), ("%2F", "/"), ("%2f", "/"), ("%3F", "?")):
        text = text.replace(escape, character)
    return text


def resolve_did(desk: ApiDesk, did: str) -> JSONObject:
    """Return the document of `did` (section 4.4).

    Raises:
        ResolutionError: with the name of the standard's error.
    """
    # 1. a conformant DID
    if not did.startswith("did:") or len(did) > _LONGEST:
        raise ResolutionError("INVALID_DID", "this is not a DID")
    try:
        # 2. a supported method 3. its Read operation
        derived = derive(did)
        if derived is not None:
            return derived.raw
        need = Need(NeedKind.CONTROLLER_DOCUMENT, document_url(did))
    except (InvalidError, UndeterminedError) as e:
        raise ResolutionError(_ERROR_OF.get(e.code, "INVALID_DID"), str(e)) from None
    answer = desk.fetcher_once()(need)
    if isinstance(answer, Unavailable):
        raise ResolutionError("NOT_FOUND", f"its document could not be had: {answer.message}")
    try:
        return parse_controller_document(answer.body, did).raw
    except LerwayError as e:
        raise ResolutionError("INVALID_DID_DOCUMENT", str(e)) from None


def _answer(desk: ApiDesk, wanted: _Wanted, options: bool) -> Response[bytes]:  # noqa: FBT001
    try:
        if options:
            raise ResolutionError("INVALID_OPTIONS", "no resolution option is supported here")
        if wanted.accept not in (*_ANY, RESULT, DEREFERENCED, *_BARE):
            raise ResolutionError(
                "REPRESENTATION_NOT_SUPPORTED", f"the media type {wanted.accept} is not made here"
            )
        document = resolve_did(desk, wanted.did)
        found = _within(document, wanted) if wanted.fragment else document
    except ResolutionError as e:
        return _failed(e, wanted)
    if wanted.accept in _BARE:
        return _json(found, wanted.accept)
    if wanted.dereferencing:
        return _json(
            {
                "dereferencingMetadata": {"contentType": DOCUMENT},
                "contentStream": found,
                "contentMetadata": {},
            },
            DEREFERENCED,
        )
    return _json(
        {
            "didDocument": document,
            "didResolutionMetadata": {"contentType": DOCUMENT},
            "didDocumentMetadata": {},
        },
        RESULT,
    )


def _within(document: JSONObject, wanted: _Wanted) -> JSONObject:
    """Return the method or service that a fragment names (section 5.3)."""
    names = (f"#{wanted.fragment}", f"{wanted.did}#{wanted.fragment}")
    for value in document.values():
        for item in as_list(value):
            if isinstance(item, dict) and item.get("id") in names:
                return item
    raise ResolutionError("NOT_FOUND", "nothing in the document has this fragment")


def _failed(error: ResolutionError, wanted: _Wanted) -> Response[bytes]:
    told: JSONObject = {
        "error": {"type": _ERRORS + error.name, "title": error.name, "detail": error.detail}
    }
    body: JSONObject
    if wanted.dereferencing:
        body = {"dereferencingMetadata": told, "contentStream": None, "contentMetadata": {}}
    else:
        body = {"didDocument": None, "didResolutionMetadata": told, "didDocumentMetadata": {}}
    return _json(body, DEREFERENCED if wanted.dereferencing else RESULT, STATUS_OF[error.name])


def _json(value: JSON, media_type: str, status: int = 200) -> Response[bytes]:
    return Response(dumps(value), status_code=status, media_type=media_type)
