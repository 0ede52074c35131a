"""`http_verify`: one worker of `lerway serve`, asked over loopback, per CPU second of its own.

The rate in this process and the rate of the server are measured in turn, with new badges
in each round. The server reads the status list from a folder of kept copies.
"""

from __future__ import annotations

import json
import os
import re
import socket
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from benchmarks import processes
from benchmarks.proofs.checks import changed
from benchmarks.proofs.figures import Figure
from benchmarks.proofs.rounds import local
from benchmarks.proofs.sides import CheckedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from benchmarks.proofs.in_process import Sides

__all__ = ["figure"]

AT_ONCE: Final = 4
WARM: Final = 50
_OK: Final = 200
_UNPROCESSABLE: Final = 422
_LENGTH: Final = re.compile(rb"(?i)\r\ncontent-length: *(\d+)\r\n")
_LISTENING: Final = re.compile(r"listening on http://127\.0\.0\.1:(\d+)/")


def figure(of: Sides, folder: Path, *, rounds: int, share: float) -> Figure:
    """Measure the server in `folder`, which is empty.

    Raises:
        CheckedError: the server accepts what was changed, or refuses a good badge.
    """
    of.lerway.lay_out_documents(folder / "documents")
    (folder / "home").mkdir()
    shares: list[float] = []
    rates: list[float] = []
    with _serving(folder) as (pid, port), _connected(port) as connections:
        _check(of, connections)
        count = WARM
        _post(connections, of.badges(count))
        for _ in range(rounds):
            good = of.badges(count)
            in_process = local(of.lerway.accepts, require=True)(good) / count
            before = processes.cpu_seconds([pid])
            done = 0
            # The kernel counts in hundredths: enough requests that this does not matter.
            until = time.monotonic() + max(share * 4, 0.2)
            while time.monotonic() < until:
                _all_are(_OK, _post(connections, good))
                done += count
            spent = (processes.cpu_seconds([pid]) - before) / done
            shares.append(100 * in_process / spent)
            rates.append(1 / spent)
            count = max(WARM, min(2_000, int(share / in_process)))
    return Figure(
        "http_verify",
        (statistics.median(shares),),
        {"requests per CPU second of the server": statistics.median(rates)},
    )


@contextmanager
def _serving(folder: Path) -> Iterator[tuple[int, int]]:
    """Run the server; yield its process id and port."""
    command = [sys.executable, "-m", "lerway", "serve", "--offline", "--port", "0"]
    environment = {**os.environ, "LERWAY_HOME": str(folder / "home")}
    with subprocess.Popen(
        [*command, "--documents", folder / "documents"],
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        try:
            assert process.stderr is not None  # noqa: S101 - it is a pipe
            for line in process.stderr:
                found = _LISTENING.search(line)
                if found:
                    break
            else:
                raise CheckedError("the server does not start")
            yield process.pid, int(found[1])
        finally:
            process.terminate()


@contextmanager
def _connected(port: int) -> Iterator[list[socket.socket]]:
    connections = [socket.create_connection(("127.0.0.1", port)) for _ in range(AT_ONCE)]
    for connection in connections:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        yield connections
    finally:
        for connection in connections:
            connection.close()


def _check(of: Sides, connections: list[socket.socket]) -> None:
    [good] = of.badges(1)
    [(status, body)] = _post(connections, [good])
    if status != _OK or json.loads(body)["verified"] is not True:
        raise CheckedError(f"the server refuses a good badge: {status} {body!r}")
    for what, bad in changed(good):
        [(status, body)] = _post(connections, [bad])
        if status != _UNPROCESSABLE or json.loads(body)["verified"] is not False:
            raise CheckedError(f"the server accepts a badge with {what}")


def _post(connections: list[socket.socket], badges: Sequence[bytes]) -> list[tuple[int, bytes]]:
    """Send each badge to be verified, some at a time, and return status and body of each."""
    out: list[tuple[int, bytes]] = []
    for start in range(0, len(badges), len(connections)):
        some = badges[start : start + len(connections)]
        asked = connections[: len(some)]
        for connection, badge in zip(asked, some, strict=True):
            body = b'{"verifiableCredential":%b}' % badge
            connection.sendall(
                b"POST /api/credentials/verify HTTP/1.1\r\nhost: localhost\r\n"
                b"content-type: application/json\r\ncontent-length: %d\r\n\r\n%b"
                % (len(body), body)
            )
        out += map(_answer, asked)
    return out


def _answer(connection: socket.socket) -> tuple[int, bytes]:
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    length = _LENGTH.search(head + b"\r\n")
    if length is None:
        raise CheckedError("the server does not say how long its answer is")
    while len(body) < int(length[1]):
        body += _more(connection)
    return int(head.split(b" ", 2)[1]), body


def _more(connection: socket.socket) -> bytes:
    data = connection.recv(1 << 16)
    if not data:
        raise CheckedError("the server closed a connection")
    return data


def _all_are(status: int, answers: list[tuple[int, bytes]]) -> None:
    if any(got != status for got, _ in answers):
        raise CheckedError("the server refused a good badge while it was measured")
