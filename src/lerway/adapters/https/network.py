"""The network under the fetcher: resolve, check every address, connect to a checked one.

The name is resolved once. All its addresses must pass, and the connection goes to
one of those, never to a second resolution: a name server that changes its answer
(DNS rebinding) gains nothing. One deadline covers resolving, connecting, TLS and
every read and write, so that a server that drips bytes is cut off too.

Imported only when something is fetched, because httpcore is slow to import.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, TypeAlias

import httpcore

from lerway.adapters.https.addresses import IPAddress
from lerway.kernel.need import Unavailable

if TYPE_CHECKING:
    import ssl

__all__ = ["Deadline", "GuardedBackend", "Permit", "RefusedError", "Resolver", "system_resolver"]

Resolver: TypeAlias = Callable[[str, int], Sequence[str]]
"""From a host name and port to the texts of its addresses; raises OSError if it has none."""
Permit: TypeAlias = Callable[[IPAddress], bool]
"""Whether an address may be connected to."""


class RefusedError(Exception):
    """The network under a request was not used, for a reason of our own."""

    def __init__(self, answer: Unavailable) -> None:
        """Make it from the answer that it becomes."""
        super().__init__(answer.message)
        self.answer = answer


class Deadline:
    """The moment by which everything must be over."""

    def __init__(self, seconds: float) -> None:
        """Start the clock."""
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds left; raises `fetch.timeout` if there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise RefusedError(Unavailable("fetch.timeout", "it took too long"))
        return left


def system_resolver(host: str, port: int) -> list[str]:
    """Return every address that the system's resolver gives for `host`."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to permitted addresses only, before a deadline only."""

    def __init__(self, resolver: Resolver, permit: Permit, deadline: Deadline) -> None:
        """Make it for one fetch."""
        self._resolver = resolver
        self._permit = permit
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline is stricter
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Return a connection to one of the addresses of `host`, all of which are permitted."""
        addresses = self._addresses(host, port)
        network = httpcore.SyncBackend()
        failure: Exception | None = None
        for i, address in enumerate(addresses):
            patience = self._deadline.left() / (len(addresses) - i)
            try:
                # An address, not a name: nothing is resolved again.
                stream = network.connect_tcp(
                    str(address), port, patience, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as e:
                failure = e
            else:
                return _GuardedStream(stream, self._deadline)
        raise failure or _no_address(host)

    def _addresses(self, host: str, port: int) -> list[IPAddress]:
        try:
            addresses = [ip_address(host)]
        except ValueError:
            addresses = self._resolve(host, port)
        for address in addresses:
            if not self._permit(address):
                raise RefusedError(
                    Unavailable(
                        "fetch.private_address",
                        f"{host} leads to {address}, not an address of the public internet",
                    )
                )
        return addresses

    def _resolve(self, host: str, port: int) -> list[IPAddress]:
        """Ask the resolver in a thread of its own, because it cannot be told to hurry."""
        results: list[list[IPAddress]] = []

        def ask() -> None:
            try:
                results.append([ip_address(text) for text in self._resolver(host, port)])
            except (OSError, ValueError):  # a UnicodeError is a ValueError
                results.append([])

        thread = threading.Thread(target=ask, name="lerway-resolve", daemon=True)
        thread.start()
        thread.join(self._deadline.left())
        if not results:
            raise RefusedError(
                Unavailable("fetch.timeout", f"no name server answered for {host} in time")
            )
        if not results[0]:
            raise _no_address(host)
        return results[0]


def _no_address(host: str) -> RefusedError:
    return RefusedError(Unavailable("fetch.dns", f"the name {host} has no address"))


class _GuardedStream(httpcore.NetworkStream):
    """A connection whose every step has only the time that is left."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left())
        return _GuardedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore's own signature
        return self._stream.get_extra_info(info)
