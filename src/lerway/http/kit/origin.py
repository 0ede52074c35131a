"""A form that changes something must come from our own page (Fetch Metadata; RFC 6454).

There is no session here whose right a stranger's page could borrow, but a browser on this
machine reaches a server on this machine. A request that does not say where it comes from
is refused too: every browser of today says it. A stranger may also have his own name lead
to this machine once his page is open (DNS rebinding), and then his page is of the same
origin; so the server must have been called by its address or as `localhost`.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lerway.kernel.errors import Fault, MisuseError

if TYPE_CHECKING:
    from lerway.http.kit.request import AnyRequest

__all__ = ["require_own_page"]


def require_own_page(request: AnyRequest) -> None:
    """Return if `request` was sent by a page of this server, called by its address.

    Raises:
        MisuseError: `form.other_site`.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin", "")
    host = request.headers.get("host", "")
    own = origin in (f"http://{host}", f"https://{host}")
    if (site == "same-origin" or site is None) and own and _is_address(host):
        return
    raise MisuseError(
        "form.other_site",
        "the form was not sent by a page of this server",
        hint="open the page itself, and answer there",
        fault=Fault.SENDER,
    )


def _is_address(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or bool(ip_address(name))
    except ValueError:
        return False
