"""Decentralized Identifiers (DID Core 1.0), and https identifiers beside them.

A controller is named by a DID or by an https URL (Controlled Identifiers 1.0).
This room says how its document is had: derived from the identifier, or fetched
from which address. A new DID method is one file here and one line in `METHODS`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from lerway.kernel.errors import Fault, InvalidError, UndeterminedError
from lerway.standards.did.jwk import DID_JWK, did_jwk
from lerway.standards.did.key import CONTEXT, DID_KEY, did_key
from lerway.standards.did.web import DID_WEB, check_host, did_web, is_public, web_host

if TYPE_CHECKING:
    from lerway.kernel.strict_json import JSON, JSONObject
    from lerway.standards.cid.document import ControllerDocument
    from lerway.standards.cid.keys import PublicKey
    from lerway.standards.did.method import DidMethod

__all__ = [
    "METHODS",
    "derive",
    "did_document",
    "did_jwk",
    "did_key",
    "did_web",
    "document_url",
    "host_of",
    "method_url",
    "split_method_url",
]

METHODS: Final[tuple[DidMethod, ...]] = (DID_KEY, DID_JWK, DID_WEB)
_BY_NAME: Final = {method.name: method for method in METHODS}

# DID Core 1.0, section 3.1
_DID: Final = re.compile(
    r"did:(?P<method>[a-z0-9]+):(?:(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})*:)*"
    r"(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})+\Z"
)
_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`\x7f]+\Z")
_HTTPS: Final = re.compile(r"https://[\x21-\x7e]+\Z")
_FRAGMENT: Final = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})+\Z")
_CID_CONTEXT: Final = "https://www.w3.org/ns/cid/v1"
_JWK_CONTEXT: Final = "https://w3id.org/security/jwk/v1"
_KEY_PREFIX: Final = "did:key:"
_PUBLISHED: Final = ("authentication", "assertionMethod")
_SHOWN: Final = 80


def split_method_url(url: str) -> tuple[str, str | None]:
    """Return the document's id and the fragment of a verification method's URL.

    The fragment is None for an address without `#`: a key that stands by itself.
    Controlled Identifiers 1.0, section 3.3, steps 1 to 3.

    Raises:
        InvalidError: `cid.invalid_method_url`.
    """
    document_id, sign, fragment = url.partition("#")
    if not _URL.match(url) or not document_id or (sign and not _FRAGMENT.match(fragment)):
        raise InvalidError(
            "cid.invalid_method_url",
            f"{_short(url)!r} is not the absolute URL of a key",
            fault=Fault.ISSUER,
        )
    return document_id, fragment if sign else None


def derive(did: str) -> ControllerDocument | None:
    """Return the document that `did` itself spells; None if it has to be fetched.

    Raises:
        InvalidError: `did.malformed`, or as `PublicKey.from_multikey`.
        UndeterminedError: `did.unsupported_method`, `key.unsupported`.
    """
    if not did.startswith("did:"):
        return None
    method = _method_of(did)
    return method.derive(did) if method.derive else None


def document_url(identifier: str) -> str:
    """Return the https address of the document of `identifier`, a DID or an https URL.

    Raises:
        InvalidError: `did.malformed`, `did.ip_host`, `cid.malformed_url`.
        UndeterminedError: `did.unsupported_method` (also for one that is derived),
            `cid.unsupported_scheme` for what is neither a DID nor an https URL.
    """
    if identifier.startswith("did:"):
        method = _method_of(identifier)
        if method.url is None:
            raise _unsupported(method.name, "is derived and stands at no address")
        return method.url(identifier)
    if not identifier.startswith("https://"):
        raise UndeterminedError(
            "cid.unsupported_scheme",
            f"{_short(identifier)!r} is neither a DID nor https, so its key document cannot be had",
            fault=Fault.ISSUER,
        )
    if _https_host(identifier) is None:
        raise InvalidError(
            "cid.malformed_url",
            f"{_short(identifier)!r} is not an https address",
            fault=Fault.ISSUER,
        )
    return identifier


def host_of(identifier: str) -> str | None:
    """Return the host that decides what `identifier` stands for, with a port that is not 443.

    None if no name of a host does (a did:key, say, or an address of numbers), or none
    that is the same host for everybody (`localhost`, `printer.local`).
    """
    try:
        if identifier.startswith("did:web:"):
            host = web_host(identifier)
        else:
            host = _https_host(identifier)
            if host is not None:
                check_host(host.partition(":")[0])
    except InvalidError:
        return None
    if not host or not is_public(host.partition(":")[0]):
        return None
    return host.removesuffix(":443")


def method_url(identifier: str, public: PublicKey, *, jwk: bool = False) -> str:
    """Return the URL of the method that `public` has in the document of `identifier`.

    Its fragment is `0` in a did:jwk, whose method says so, and the Multikey elsewhere.
    With `jwk` it is the thumbprint, where `did_document` lists the key as JsonWebKey.

    Raises:
        MisuseError: `key.no_multikey` for RSA.
    """
    if identifier.startswith("did:jwk:"):
        return f"{identifier}#0"
    listed = jwk and not identifier.startswith(_KEY_PREFIX)
    return f"{identifier}#{public.thumbprint() if listed else public.to_multikey()}"


def did_document(identifier: str, *public: PublicKey, jwk: bool = False) -> JSONObject:
    """Return the document of `identifier`, a did:web or an https URL, to be published.

    Its keys are Multikeys, each named by itself and listed for `assertionMethod`
    (to issue) and `authentication` (to present).

    Args:
        identifier: whose document.
        public: the keys.
        jwk: whether to list each key as JsonWebKey too, which is what VC-JOSE-COSE
            1.0, section 4.2, demands of a key that signs tokens.

    Raises:
        MisuseError: `key.no_multikey` for RSA.
    """
    methods = [_multikey(identifier, key) for key in public]
    if jwk:
        methods += [_json_web_key(identifier, key) for key in public]
    context: JSON = _CID_CONTEXT
    if identifier.startswith("did:"):
        context = [*CONTEXT, *([_JWK_CONTEXT] if jwk else [])]
    return {
        "@context": context,
        "id": identifier,
        "verificationMethod": [*methods],
        **{relationship: [m["id"] for m in methods] for relationship in _PUBLISHED},
    }


def _multikey(controller: str, key: PublicKey) -> JSONObject:
    return {
        "id": method_url(controller, key),
        "type": "Multikey",
        "controller": controller,
        "publicKeyMultibase": key.to_multikey(),
    }


def _json_web_key(controller: str, key: PublicKey) -> JSONObject:
    return {
        "id": method_url(controller, key, jwk=True),
        "type": "JsonWebKey",
        "controller": controller,
        "publicKeyJwk": {"kid": key.thumbprint(), **key.to_jwk()},
    }


def _method_of(did: str) -> DidMethod:
    m = _DID.match(did)
    if m is None:
        if re.match(r"did:[a-z0-9]+:[^/?#]+[/?]", did):
            raise UndeterminedError(
                "did.unsupported_url",
                f"{_short(did)!r} has a path or query, which this version does not follow",
                fault=Fault.LERWAY,
            )
        raise InvalidError("did.malformed", f"{_short(did)!r} is not a DID", fault=Fault.ISSUER)
    method = _BY_NAME.get(m["method"])
    if method is None:
        raise _unsupported(m["method"], "is not known to this version")
    return method


def _https_host(url: str) -> str | None:
    """Return host and port of an https URL without fragment; None if it is malformed."""
    if not _HTTPS.match(url) or any(c in url for c in '#\\"<>^`{|}'):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if not parts.hostname or "@" in parts.netloc or parts.netloc.endswith(":"):
        return None
    return parts.hostname if port is None else f"{parts.hostname}:{port}"


def _unsupported(name: str, why: str) -> UndeterminedError:
    return UndeterminedError(
        "did.unsupported_method",
        f"the DID method did:{name[:_SHOWN]} {why}",
        hint="ask for the record signed under a did:web, did:key, did:jwk or https identifier",
        fault=Fault.LERWAY,
    )


def _short(url: str) -> str:
    return url if len(url) <= _SHOWN else f"{url[:50]}…{url[-20:]}"
