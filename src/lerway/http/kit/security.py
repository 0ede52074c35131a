"""What a browser is told not to do: Content Security Policy Level 3 and its kin.

A page may load our own style sheets, font, icon and script, send its forms back to us,
and nothing else: no inline script or style, no picture or frame or request elsewhere.
Every answer says so, errors too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from litestar.types import Message, Scope

__all__ = ["CONTENT_SECURITY_POLICY", "add_security_headers"]

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none';"
    " require-trusted-types-for 'script'; trusted-types 'none'"
)
_HEADERS: Final = {
    b"content-security-policy": CONTENT_SECURITY_POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
# What a page shows is about somebody; no cache keeps it (RFC 9111 §5.2.2.5).
_UNLESS_SAID: Final = {b"cache-control": b"no-store"}


async def add_security_headers(message: Message, _scope: Scope) -> None:
    """Add the headers to an answer, just before it is sent."""
    if message["type"] != "http.response.start":
        return
    headers = [(name.lower(), value) for name, value in message["headers"]]
    present = {name for name, _ in headers}
    headers = [(name, value) for name, value in headers if name not in _HEADERS]
    headers += _HEADERS.items()
    headers += [(n, v) for n, v in _UNLESS_SAID.items() if n not in present]
    message["headers"] = headers
