"""From a URL in a record to what may be asked for: RFC 3986, RFC 9110 section 4.2.2.

https only; no user name or password; a host in ASCII that is a name, a dotted
IPv4 address in its one usual spelling, or a bracketed IPv6 address. Any port may
be named: what protects is the check of the address, and TLS to the host's name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Final
from urllib.parse import SplitResult, quote, urlsplit

from lerway.kernel.need import Unavailable

__all__ = ["Target", "parse_target"]

_CONTROL_OR_SPACE: Final = re.compile(r"[\x00-\x20\x7f\\]")
_NAME: Final = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_-]{1,63}\.?\Z")
_NUMBER: Final = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)\Z")
_SAFE: Final = "!#$%&'()*+,/:;=?@[]~"
_HTTPS: Final = 443
_LONGEST: Final = 8_000


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect and what to ask for.

    Attributes:
        host: lower case; an IPv6 address without its brackets.
        port: 443 unless the URL says otherwise.
        path: path and query, percent-encoded.
        address: the host, if it is an address and not a name.
    """

    host: str
    port: int
    path: str
    address: IPv4Address | IPv6Address | None = None

    @property
    def authority(self) -> str:
        """The value of the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _HTTPS else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The URL, normalised and without its fragment."""
        return f"https://{self.authority}{self.path}"


def parse_target(url: str) -> Target | Unavailable:
    """Return what `url` asks for; `fetch.not_https` or `fetch.bad_url` if it may not be."""
    if len(url) > _LONGEST or _CONTROL_OR_SPACE.search(url):
        return _bad("the address is too long, or has a space, backslash or control character")
    try:
        parts = urlsplit(url)
        port, path = parts.port, _path(parts)
    except ValueError:  # what cannot be encoded in UTF-8 is one too
        return _bad("the address is not a URL")
    if parts.scheme.lower() != "https":
        return Unavailable(
            "fetch.not_https", f"the address starts with {parts.scheme or 'no scheme'}, not https"
        )
    if "@" in parts.netloc:
        return _bad("the address has a user name or password in it")
    host = (parts.hostname or "").lower()
    address = _address(host, bracketed="[" in parts.netloc)
    if isinstance(address, Unavailable):
        return address
    if port == 0 or parts.netloc.endswith(":"):
        return _bad("the address names an impossible port")
    return Target(host, port or _HTTPS, path, address)


def _path(parts: SplitResult) -> str:
    path = quote(parts.path, safe=_SAFE) or "/"
    return path + ("?" + quote(parts.query, safe=_SAFE) if parts.query else "")


def _address(host: str, *, bracketed: bool) -> IPv4Address | IPv6Address | Unavailable | None:
    if bracketed:
        try:
            return IPv6Address(host)
        except AddressValueError:
            return _bad("the address between brackets is not an IPv6 address")
    if not _NAME.match(host):
        return _bad("the host is not a name in ASCII letters, digits and hyphens")
    if not _NUMBER.match(host.rstrip(".").rpartition(".")[2]):
        return None
    # A name whose last part is a number is an IPv4 address in one of its many
    # spellings (2130706433, 0x7f.1, 0177.0.0.1); only the usual one is read.
    try:
        return IPv4Address(host)
    except AddressValueError:
        return _bad("the host is an address in an unusual spelling")


def _bad(message: str) -> Unavailable:
    return Unavailable("fetch.bad_url", message)
