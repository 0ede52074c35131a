"""RFC 6901 JSON Pointers: escaping and joining."""

from __future__ import annotations

__all__ = ["join", "token"]


def token(key: str | int) -> str:
    """Return one reference token with its slash (RFC 6901, section 3)."""
    return "/" + str(key).replace("~", "~0").replace("/", "~1")


def join(*keys: str | int) -> str:
    """Return the pointer that leads through `keys` from the root."""
    return "".join(map(token, keys))
