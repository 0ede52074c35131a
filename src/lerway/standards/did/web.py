"""did:web: an identifier that is a place on the web (did:web Method Specification, W3C CCG).

`did:web:HOST[%3APORT][:PATH…]`; the document stands at
`https://HOST[:PORT]/PATH/did.json`, without a path at `/.well-known/did.json`.
The host is a name, never a number; what a careful web server would refuse in a
path is refused here.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, unquote_to_bytes

from lerway.kernel.errors import Fault, InvalidError, MisuseError
from lerway.standards.did.method import DidMethod

__all__ = ["DID_WEB", "check_host", "did_web", "is_public", "web_host"]

PREFIX: Final = "did:web:"
_LABEL: Final = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_HOST: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\Z")
_NUMBER: Final = re.compile(r"(?:[0-9]+|0[xX][0-9A-Fa-f]*)\Z")
_PORT: Final = re.compile(r"[1-9][0-9]{0,4}\Z")
_SEGMENT: Final = re.compile(r"(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})+\Z")
_NOT_IN_SEGMENT: Final = re.compile(r"[/\\?#%\x00-\x1f\x7f]")
_MAX_HOST: Final = 253
_NOBODYS: Final = frozenset(
    {"localhost", "local", "internal", "invalid", "onion", "alt", "lan", "home", "corp"}
)
"""Last labels that no registry gives to one owner.

IANA's Special-Use Domain Names (RFC 6761, 6762, 7686, 9476), ICANN's `internal`, and
the names that ICANN does not delegate because private networks use them.
"""
_HOME: Final = ".home.arpa"
_MAX_PORT: Final = 65535


def did_web(host: str, path: str = "") -> str:
    """Return the did:web of a place.

    Args:
        host: `college.example`, or with a port `college.example:8443`.
        path: `issuers/registrar`; empty for the host itself.

    Raises:
        MisuseError: `did.malformed`.
    """
    parts = path.strip("/").split("/") if path else []
    segments = [quote(part, safe="").replace("~", "%7E") for part in parts]
    did = PREFIX + ":".join([host.lower().replace(":", "%3A"), *segments])
    try:
        _url(did)
    except InvalidError as e:
        raise MisuseError("did.malformed", str(e), hint="give a host name and a path") from None
    return did


def web_host(did: str) -> str:
    """Return the host of a did:web, with its port if it has one; raises as `check_host`."""
    return _parts(did)[0]


def check_host(host: str) -> None:
    """Refuse what is no name of a host.

    Raises:
        InvalidError: `did.ip_host` for an address (in any spelling that a
            browser takes for one), `did.malformed` for what is neither.
    """
    if not _HOST.match(host) or len(host) > _MAX_HOST:
        raise _malformed("it does not name a host")
    if _NUMBER.match(host.rpartition(".")[2]):
        raise InvalidError(
            "did.ip_host",
            f"a did:web names its host, but {host} is an address",
            hint="use the name of the host",
            fault=Fault.ISSUER,
        )


def is_public(host: str) -> bool:
    """Return whether the public DNS has one owner for a host name, as `check_host` takes it.

    `localhost` is another machine for everybody who looks, and a name without a dot is
    whatever a local network makes of it.
    """
    name = host.lower().rstrip(".")
    _, dot, last = name.rpartition(".")
    return bool(dot) and last not in _NOBODYS and not ("." + name).endswith(_HOME)


def _url(did: str) -> str:
    """Return the address of the document of a did:web.

    Raises:
        InvalidError: `did.malformed`, `did.ip_host`.
    """
    host, segments = _parts(did)
    return "https://" + "/".join([host, *(segments or [".well-known"]), "did.json"])


def _parts(did: str) -> tuple[str, list[str]]:
    first, *segments = did.removeprefix(PREFIX).split(":")
    name, percent, port = first.partition("%")
    check_host(name)
    host = name.lower()
    if percent:
        digits = port[2:]
        if port[:2].upper() != "3A" or not _PORT.match(digits) or int(digits) > _MAX_PORT:
            raise _malformed("what follows its host is no port")
        host = f"{host}:{digits}"
    for segment in segments:
        _check_segment(segment)
    return host, segments


def _check_segment(segment: str) -> None:
    if not _SEGMENT.match(segment):
        raise _malformed("its path has an empty part or a character that must be encoded")
    try:
        text = unquote_to_bytes(segment).decode()
    except UnicodeDecodeError:
        raise _malformed("its path is not UTF-8") from None
    if text in (".", "..") or _NOT_IN_SEGMENT.search(text):
        raise _malformed("its path leads out of its place")


def _malformed(why: str) -> InvalidError:
    return InvalidError("did.malformed", f"the did:web is malformed: {why}", fault=Fault.ISSUER)


DID_WEB: Final = DidMethod("web", "did:web", url=_url)
