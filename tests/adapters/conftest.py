"""Real sites on this machine: TLS with a certificate of our own, and silent listeners."""

from __future__ import annotations

import contextlib
import datetime as dt
import ipaddress
import socket
import ssl
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@dataclass
class Listener:
    """A listening socket that counts who connects."""

    host: str = "127.0.0.1"
    port: int = 0
    connections: int = 0
    _closing: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self):
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        self._socket = socket.socket(family, socket.SOCK_STREAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind((self.host, self.port))
        self._socket.listen()
        self._socket.settimeout(0.05)
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        while not self._closing.is_set():
            try:
                connection, _ = self._socket.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            self.connections += 1
            with connection, contextlib.suppress(OSError):
                connection.settimeout(2)
                self.serve(connection)

    def serve(self, connection: socket.socket) -> None:  # noqa: ARG002 - it says nothing
        self._closing.wait(2)

    def wait(self, seconds: float) -> bool:
        return self._closing.wait(seconds)

    def close(self):
        self._closing.set()
        self._thread.join(5)
        self._socket.close()


class Site(Listener):
    """An HTTPS server; `pages` has bytes, or what writes to the connection, by path."""

    def __init__(self, context: ssl.SSLContext, host: str = "127.0.0.1"):
        self.context = context
        self.pages: dict[str, bytes | Callable[[ssl.SSLSocket], None]] = {}
        self.requests: list[str] = []
        super().__init__(host)

    def serve(self, connection: socket.socket) -> None:
        with self.context.wrap_socket(connection, server_side=True) as tls:
            head = b""
            while b"\r\n\r\n" not in head and (more := tls.recv(4096)):
                head += more
            self.requests.append(head.decode("latin-1"))
            page = self.pages.get(head.split(b" ")[1].decode(), answer(b"", status="404 Not Found"))
            if isinstance(page, bytes):
                tls.sendall(page)
            else:
                page(tls)


def answer(body: bytes, status: str = "200 OK", **headers: str) -> bytes:
    """Return the bytes of an HTTP/1.1 response."""
    fields = {"Content-Length": str(len(body)), "Content-Type": "application/json"}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status}", *(f"{k}: {v}" for k, v in fields.items() if v)]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@pytest.fixture(name="answer")
def _answer() -> Callable[..., bytes]:
    return answer


@pytest.fixture(scope="session")
def trust(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return a client context that trusts, and a server context that is, college.test."""
    folder: Path = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "college.test")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.DNSName("college.test"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            ),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    pem_key = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "site.pem").write_bytes(pem + pem_key)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "site.pem")
    return ssl.create_default_context(cadata=pem.decode()), server


@pytest.fixture
def listener() -> Iterator[Callable[..., Listener]]:
    """Return what makes silent listeners; all are closed at the end."""
    made: list[Listener] = []

    def make(host: str = "127.0.0.1", port: int = 0) -> Listener:
        made.append(Listener(host, port))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def site(trust: tuple[ssl.SSLContext, ssl.SSLContext]) -> Iterator[Site]:
    """Return an HTTPS site at college.test on 127.0.0.1."""
    made = Site(trust[1])
    yield made
    made.close()
