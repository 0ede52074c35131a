"""A server that says yes to everything: what a suite must not be content with.

Prints the port that it listens on. It signs by writing a word where a signature belongs.
"""

from __future__ import annotations

import json
import ssl
import sys
import tempfile
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent.parent / "src"))

from lerway.cli.conformance import self_signed

PROOF = {
    "type": "DataIntegrityProof",
    "cryptosuite": "none",
    "created": "2026-01-01T00:00:00Z",
    "proofPurpose": "assertionMethod",
    "verificationMethod": "did:example:nobody#key",
    "proofValue": "zYes",
}


class Yes(BaseHTTPRequestHandler):
    """Answers every request with success."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(200, {"didDocument": {}, "didResolutionMetadata": {}})

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length", 0))
        body = json.loads(self.rfile.read(length) or b"{}")
        if self.path.endswith("/issue"):
            credential = body.get("credential") or {}
            self._answer(201, {"verifiableCredential": {**credential, "proof": PROOF}})
        else:
            self._answer(200, {"verified": True})

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _answer(self, status: int, body: object) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def main() -> None:
    """Serve until stopped."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Yes)
    with tempfile.TemporaryDirectory() as home:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self_signed(Path(home), datetime.now(UTC)))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
