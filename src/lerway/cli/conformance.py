"""`lerway conformance serve`: the server that the W3C's test suites judge. For tests only.

Loopback, https with a certificate made on the spot, keys that live as long as it does.
"""

from __future__ import annotations

import json
import os
import socket
import tempfile
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from lerway.cli.console import out, talk
from lerway.cli.main import EXIT_OK, app
from lerway.kernel.errors import MisuseError

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["self_signed"]

LOOPBACK: Final = "127.0.0.1"
HOST: Final = "localhost"

conformance = typer.Typer(help="Be judged by the standards' own test suites.", no_args_is_help=True)
app.add_typer(conformance, name="conformance")


@conformance.callback()
def _group() -> None:
    """Be judged by the standards' own test suites."""


@conformance.command()
def serve(
    *,
    port: Annotated[int, typer.Option(metavar="N", help="the port; 0 takes a free one")] = 0,
) -> int:
    """Serve a test server on this machine, and print its endpoints as the suites read them.

    It signs whatever it is given, by keys that end with it. Never for real records.
    """
    try:
        import uvicorn

        from lerway.http.conformance.server import create_conformance_app, make_server
    except ImportError:
        raise MisuseError(
            "cli.no_server",
            "the server is not installed",
            hint="run: pip install 'lerway[server]'",
        ) from None
    from lerway import bootstrap

    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((LOOPBACK, port))
        except OSError as e:
            reason = (e.strerror or str(e)).lower()
            raise MisuseError("cli.port_taken", f"--port: cannot listen on {port}: {reason}") from e
        base = f"https://{HOST}:{sock.getsockname()[1]}"
        server = make_server(base, clock=bootstrap.now, entropy=os.urandom)
        # The key of the certificate is on disk only until it is read.
        with tempfile.TemporaryDirectory(prefix="lerway-conformance-") as home:
            certificate, key = self_signed(Path(home), bootstrap.now())
            config = uvicorn.Config(
                create_conformance_app(server),
                access_log=False,
                log_level="warning",
                server_header=False,
                proxy_headers=False,
                ssl_certfile=certificate,
                ssl_keyfile=key,
            )
            config.load()
        out(json.dumps({"implementations": [server.endpoints()]}))
        talk(f"listening on {base}/ (a test server; stop with Ctrl-C)")
        uvicorn.Server(config).run(sockets=[sock])
    return EXIT_OK


def self_signed(home: Path, now: datetime) -> tuple[str, str]:
    """Write a certificate for this machine that nobody vouches for; return the two paths."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    names = [x509.DNSName(HOST), x509.IPAddress(ip_address(LOOPBACK))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    paths = home / "certificate.pem", home / "key.pem"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    paths[1].touch(mode=0o600)
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return str(paths[0]), str(paths[1])
