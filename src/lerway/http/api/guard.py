"""Who may ask for what, and how often: the place where tokens and rate limits go.

Every operation names itself to the guard before a byte of its body is read. The guard
of this release knows nobody: it lets everybody verify, and nobody issue. A node puts
its own in its place (RFC 6750 bearer tokens, RFC 6585 section 4 for rate limits).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol

from lerway.kernel.errors import MisuseError

if TYPE_CHECKING:
    from litestar.connection import ASGIConnection

__all__ = ["ALLOW_ALL", "ISSUING", "ONLY_VERIFYING", "Caller", "Guard", "caller_of"]

ISSUING: Final = frozenset(
    {"issueCredential", "updateCredentialStatus", "createStatusList", "createPresentation"}
)
"""The operations that use a key of this server."""
_BEARER: Final = "bearer "


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, as far as the request says.

    Attributes:
        operation: the `operationId` of what is asked for.
        address: the network address of the caller, if known.
        token: the bearer token (RFC 6750 section 2.1), if there is one.
    """

    operation: str
    address: str | None = None
    token: str | None = field(default=None, repr=False)


class Guard(Protocol):
    """Admits a caller to an operation."""

    async def admit(self, caller: Caller, /) -> None:
        """Return if `caller` may go on.

        Raises:
            MisuseError: `api.token_needed` (401), `api.forbidden` (403) or
                `api.too_many_requests` (429).
        """
        ...


class _AllowAll:
    async def admit(self, caller: Caller, /) -> None:
        """Let everybody do everything."""


class _OnlyVerifying:
    async def admit(self, caller: Caller, /) -> None:
        """Let everybody verify, and nobody use a key of this server."""
        if caller.operation in ISSUING:
            raise MisuseError(
                "api.token_needed",
                "this server issues nothing without a token",
                hint="ask who runs it for one",
            )


ALLOW_ALL: Final[Guard] = _AllowAll()
ONLY_VERIFYING: Final[Guard] = _OnlyVerifying()


def caller_of(connection: ASGIConnection[Any, Any, Any, Any], operation: str) -> Caller:
    """Return who makes a request."""
    header = connection.headers.get("authorization", "")
    token = header[len(_BEARER) :].strip() if header.lower().startswith(_BEARER) else None
    client = connection.client
    return Caller(operation, client.host if client else None, token or None)
