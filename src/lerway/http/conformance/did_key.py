"""A resolver as the did:key method's own suite of 2024 wants it.

That suite and the one for DID Resolution 1.0 contradict each other (names of errors, what
stands beside an error), so this route is beside `/api/identifiers`, and for tests only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from litestar import Response, get

from lerway.http.api.did_resolution import requested
from lerway.http.kit.request import AnyRequest  # noqa: TC001 - Litestar reads annotations while the program runs
from lerway.kernel.errors import LerwayError
from lerway.kernel.strict_json import dumps
from lerway.standards.did import derive, split_method_url

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

    from lerway.kernel.strict_json import JSONObject

__all__ = ["did_key_route"]

_CONTEXT: Final = "https://w3id.org/did-resolution/v1"
_FORMATS: Final = frozenset(
    {"Multikey", "JsonWebKey2020", "Ed25519VerificationKey2020", "X25519KeyAgreementKey2020"}
)
_OLD_FORMATS: Final = frozenset({"Ed25519VerificationKey2018"})
_FAILED: Final = 400


class _RefusedError(Exception):
    """The name of the error, and whether it is one of dereferencing."""

    def __init__(self, name: str, *, dereferencing: bool = False) -> None:
        super().__init__(name)
        self.name = name
        self.dereferencing = dereferencing


def did_key_route() -> HTTPRouteHandler:
    """Return the handler that resolves did:key."""

    @get("/did-key/{identifier:path}", sync_to_thread=False)
    def resolve(request: AnyRequest) -> Response[bytes]:
        wanted = request.query_params.get("publicKeyFormat", "Multikey")
        try:
            document = _resolved(requested(request, "/did-key/"), wanted)
        except _RefusedError as e:
            return _answer({}, {"error": e.name}, dereferencing=e.dereferencing, status=_FAILED)
        return _answer(document, {}, dereferencing=False)

    return resolve


def _resolved(url: str, wanted: str) -> JSONObject:
    """Return the document of a did:key, or the method that a URL with a fragment names."""
    did, sign, fragment = url.partition("#")
    if not did.startswith("did:"):
        raise _RefusedError("invalidDid")
    if not did.startswith("did:key:"):
        raise _RefusedError("methodNotSupported")
    if sign:
        try:
            split_method_url(url)
            if "/" in did or "?" in did:
                raise _RefusedError("invalidDidUrl", dereferencing=True)
        except LerwayError:
            raise _RefusedError("invalidDidUrl", dereferencing=True) from None
    if wanted not in _FORMATS:
        name = "invalidPublicKeyType" if wanted in _OLD_FORMATS else "unsupportedPublicKeyType"
        raise _RefusedError(name, dereferencing=bool(sign))
    multikey = did.removeprefix("did:key:")
    if not multikey.startswith("z"):
        raise _RefusedError("invalidDid")
    try:
        derived = derive(did)
    except LerwayError as e:
        of_key = e.code.startswith("key.")
        raise _RefusedError("invalidPublicKeyLength" if of_key else "invalidDid") from None
    assert derived is not None  # noqa: S101 - a did:key is always derived
    if not sign:
        return derived.raw
    methods = derived.raw["verificationMethod"]
    for method in methods if isinstance(methods, list) else []:
        if isinstance(method, dict) and method.get("id") == f"{did}#{fragment}":
            return method
    raise _RefusedError("notFound", dereferencing=True)


def _answer(
    document: JSONObject, metadata: JSONObject, *, dereferencing: bool, status: int = 200
) -> Response[bytes]:
    name = "didDereferencingMetadata" if dereferencing else "didResolutionMetadata"
    body: JSONObject = {
        "@context": _CONTEXT,
        "didDocument": document,
        name: metadata,
        "didDocumentMetadata": {},
    }
    return Response(dumps(body), status_code=status, media_type="application/json")
