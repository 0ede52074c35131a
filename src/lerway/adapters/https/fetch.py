"""The one place that fetches: GET over HTTPS (RFC 9110, RFC 9112), within limits.

What a record names is fetched only if anybody on the internet could fetch it too:
https, an address that `addresses.is_public` permits, TLS to the host's name, at
most three redirects and each of them judged like the first address. Size, time
and number are capped. No proxies, cookies, credentials or compression.
"""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from lerway.adapters.https.addresses import is_public
from lerway.adapters.https.target import Target, parse_target
from lerway.kernel.limits import DEFAULT_LIMITS, Limits
from lerway.kernel.need import Answer, Need, NeedKind, Supplied, Unavailable

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    import httpcore

    from lerway.adapters.https.network import Deadline, Permit, Resolver

__all__ = ["HttpsFetcher"]

MAX_REDIRECTS: Final = 3
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_OK: Final = 200
_GONE: Final = 410
_ANYTHING: Final = "application/json;q=0.9, */*;q=0.1"
_CREDENTIAL: Final = f"application/vc, application/vc+jwt, application/ld+json, {_ANYTHING}"
_ACCEPT: Final = {
    NeedKind.CONTROLLER_DOCUMENT: f"application/did, application/cid, {_ANYTHING}",
    NeedKind.KEY: f"application/jwk+json, application/cid, {_ANYTHING}",
    NeedKind.STATUS_LIST: _CREDENTIAL,
    NeedKind.SCHEMA: f"application/schema+json, {_ANYTHING}",
    NeedKind.RELATED_RESOURCE: "application/ld+json, application/json;q=0.9, */*;q=0.8",
    NeedKind.REFRESH: _CREDENTIAL,
    NeedKind.HOSTED_BADGE: f"application/ld+json, {_ANYTHING}",
    NeedKind.REVOCATION_LIST: _ANYTHING,
}


@dataclass(frozen=True, slots=True)
class _Redirect:
    location: str


class HttpsFetcher:
    """Fetches needed documents; remembers each, so that it is fetched once.

    One instance serves one verification, or one run over a folder. It may be
    called from several threads. It never raises: what cannot be had is an
    `Unavailable` with one of these codes: `fetch.not_https`, `fetch.bad_url`,
    `fetch.dns`, `fetch.private_address`, `fetch.tls`, `fetch.unreachable`,
    `fetch.timeout`, `fetch.redirects`, `fetch.status`, `fetch.gone` (410, by which
    Open Badges 2.0 may say *revoked*), `fetch.encoded`, `fetch.too_large`,
    `fetch.budget`.
    """

    def __init__(
        self,
        limits: Limits = DEFAULT_LIMITS,
        *,
        deadline: float = 10.0,
        per_host: int = 100,
        clock: Callable[[], datetime] | None = None,
        permit: Permit | None = None,
        resolver: Resolver | None = None,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        """Make a fetcher.

        Args:
            limits: `needs` caps the requests, `document` and `image` their bodies.
            deadline: seconds for one document, redirects included.
            per_host: requests to one host.
            clock: tells when a document was retrieved.
            permit: which addresses may be connected to; for tests of the transport.
            resolver: from host and port to addresses; for tests of the transport.
            ssl_context: whom to trust; certifi's roots unless given.
        """
        self._limits = limits
        self._seconds = deadline
        self._per_host = per_host
        self._clock = clock or _now
        self._permit = permit or is_public
        self._resolver = resolver
        self._ssl_context = ssl_context
        self._lock = threading.Lock()
        self._answers: dict[tuple[str, str], Answer] = {}
        self._fetching: dict[tuple[str, str], threading.Lock] = {}
        self._requests: Counter[str] = Counter()

    def __call__(self, need: Need, /) -> Answer:
        """Return the document that `need` asks for, or why it cannot be had."""
        key = (need.url.partition("#")[0], _ACCEPT[need.kind])
        with self._lock:
            mine = self._fetching.setdefault(key, threading.Lock())
        with mine:  # whoever asks for the same document meanwhile waits for this answer
            if key not in self._answers:
                self._answers[key] = self._fetch(need)
            return self._answers[key]

    def _fetch(self, need: Need) -> Answer:
        target = parse_target(need.url)
        if isinstance(target, Unavailable):
            return target
        if target.address is not None and not self._permit(target.address):
            return Unavailable(
                "fetch.private_address", f"{target.host} is not an address of the public internet"
            )

        from lerway.adapters.https.network import Deadline

        deadline = Deadline(self._seconds)
        for _ in range(MAX_REDIRECTS + 1):
            refused = self._count(target.host)
            if refused is not None:
                return refused
            answer = self._request(need.kind, target, deadline)
            if not isinstance(answer, _Redirect):
                return answer
            following = _follow(target, answer.location)
            if isinstance(following, Unavailable):
                return following
            target = following
        return Unavailable("fetch.redirects", f"it redirects more than {MAX_REDIRECTS} times")

    def _count(self, host: str) -> Unavailable | None:
        with self._lock:
            if self._requests.total() >= self._limits.needs:
                return Unavailable(
                    "fetch.budget", f"{self._limits.needs} documents were fetched already"
                )
            if self._requests[host] >= self._per_host:
                return Unavailable(
                    "fetch.budget", f"{self._per_host} documents were fetched from {host} already"
                )
            self._requests[host] += 1
        return None

    def _request(self, kind: NeedKind, target: Target, deadline: Deadline) -> Answer | _Redirect:
        import httpcore

        from lerway.adapters.https.network import GuardedBackend, RefusedError, system_resolver

        backend = GuardedBackend(self._resolver or system_resolver, self._permit, deadline)
        url = httpcore.URL(scheme="https", host=target.host, port=target.port, target=target.path)
        try:
            with (
                httpcore.ConnectionPool(
                    ssl_context=self._trust(), max_connections=1, network_backend=backend
                ) as pool,
                pool.stream("GET", url, headers=_headers(kind, target)) as response,
            ):
                return self._read(kind, target, response)
        except RefusedError as e:
            return e.answer
        except (httpcore.TimeoutException, TimeoutError):
            return Unavailable("fetch.timeout", f"{target.host} did not answer in time")
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as e:
            return _broken(target.host, e)

    def _read(
        self, kind: NeedKind, target: Target, response: httpcore.Response
    ) -> Answer | _Redirect:
        headers = {k.decode("latin-1").lower(): _text(v) for k, v in response.headers}
        if response.status in _REDIRECTS:
            return _Redirect(headers.get("location", ""))
        if response.status == _GONE:
            return Unavailable("fetch.gone", f"{target.host} says that it is gone for good")
        if response.status != _OK:
            return Unavailable(
                "fetch.status", f"{target.host} answers with status {response.status}"
            )
        if headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
            return Unavailable(
                "fetch.encoded", f"{target.host} sends it compressed, which was not asked for"
            )
        most = _most(kind, self._limits)
        too_large = Unavailable("fetch.too_large", f"it has more than {most:,} bytes")
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length[:20]) > most:
            return too_large
        body = bytearray()
        for chunk in response.iter_stream():
            body += chunk
            if len(body) > most:
                return too_large
        media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
        return Supplied(bytes(body), media_type or None, self._clock(), url=target.url)

    def _trust(self) -> ssl.SSLContext:
        with self._lock:
            if self._ssl_context is None:
                import ssl

                import certifi

                self._ssl_context = ssl.create_default_context(cafile=certifi.where())
            return self._ssl_context


def _now() -> datetime:
    return datetime.now(UTC)


def _most(kind: NeedKind, limits: Limits) -> int:
    return limits.image if kind is NeedKind.RELATED_RESOURCE else limits.document


def _headers(kind: NeedKind, target: Target) -> list[tuple[str, str]]:
    return [
        ("Host", target.authority),
        ("User-Agent", _user_agent()),
        ("Accept", _ACCEPT[kind]),
        ("Accept-Encoding", "identity"),
        ("Connection", "close"),
    ]


def _user_agent() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"lerway/{version('lerway')}"
    except PackageNotFoundError:  # run from a checkout
        return "lerway/0"


def _follow(target: Target, location: str) -> Target | Unavailable:
    if not location:
        return Unavailable("fetch.redirects", f"{target.host} redirects to nowhere")
    try:
        url = urljoin(target.url, location)
    except ValueError:
        return Unavailable("fetch.bad_url", f"{target.host} redirects to what is not a URL")
    return parse_target(url)


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")


def _broken(host: str, error: Exception) -> Unavailable:
    """Tell a failure of TLS, which httpcore wraps, from others."""
    import ssl

    chain: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in chain:
        chain.append(cause)
        cause = cause.__cause__ or cause.__context__
    for e in chain:
        if isinstance(e, ssl.SSLCertVerificationError):
            return Unavailable(
                "fetch.tls", f"{host} does not prove that it is {host}: {e.verify_message}"
            )
        if isinstance(e, ssl.SSLError):
            return Unavailable("fetch.tls", f"no secure connection to {host} can be made")
    return Unavailable("fetch.unreachable", f"{host} cannot be reached, or breaks off")
