"""A form that changes something must come from our own page (Fetch Metadata; RFC 6454).

There is no session here whose right a stranger's page could borrow, but a browser on this
machine reaches a server on this machine. A request that does not say where it comes from
is refused too: every browser of today says it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lerway.kernel.errors import Fault, MisuseError

if TYPE_CHECKING:
    from lerway.http.kit.request import AnyRequest

__all__ = ["require_own_page"]


def require_own_page(request: AnyRequest) -> None:
    """Return if `request` was sent by a page of this server.

    Raises:
        MisuseError: `form.other_site`.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin", "")
    own = urlsplit(origin).netloc == request.headers.get("host", "") and origin != "null"
    if (site == "same-origin" or site is None) and own:
        return
    raise MisuseError(
        "form.other_site",
        "the form was not sent by a page of this server",
        hint="open the page itself, and answer there",
        fault=Fault.SENDER,
    )
