"""The type of a request, for handlers and for what they call."""

from __future__ import annotations

from typing import Any, TypeAlias

from litestar import Request

__all__ = ["AnyRequest"]

AnyRequest: TypeAlias = Request[Any, Any, Any]
"""A request whose user, token and state nobody looks at."""
