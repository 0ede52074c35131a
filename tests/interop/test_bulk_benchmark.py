"""The benchmark's bulk and HTTP parts, run small: what is missing or accepted in error fails."""

from __future__ import annotations

import json
import socket
import threading
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, ClassVar

import pytest

from benchmarks import badges
from benchmarks.proofs import bulk, serving, sides

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [
    pytest.mark.interop,
    pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="reads /proc"),
]
COUNT = 120


def test_badges_are_issued_and_verified_in_bulk(tmp_path: Path) -> None:
    issued, judged = bulk.figures(tmp_path, count=COUNT, seed=7, skipped=None)
    assert (issued.name, judged.name) == ("bulk_issue", "bulk_verify_memory")
    assert all(value > 0 for value in (*issued.values, *judged.values))
    assert judged.values[0] > judged.more["MB, shared pages counted once"] > 0


def test_a_badge_that_is_missing_makes_the_run_fail(tmp_path: Path) -> None:
    with pytest.raises(sides.CheckedError, match=f"{COUNT - 1} of {COUNT} badges were written"):
        bulk.figures(tmp_path, count=COUNT, seed=7, skipped="bulk-one-missing")


class Of:
    """A side that issued badges."""

    badges_made: ClassVar[list[bytes]] = []

    def badges(self, count: int) -> list[bytes]:
        if not self.badges_made:
            self.badges_made.extend(map(sides.LerwaySide().issue, islice(badges.rows(7), 1)))
        return self.badges_made[:count]


@contextmanager
def answering(status: bytes, *, verified: bool) -> Iterator[list[socket.socket]]:
    """Be connected to a server that says the same whatever it is given."""
    ours, theirs = socket.socketpair()
    body = json.dumps({"verified": verified}).encode()
    answer = b"HTTP/1.1 %b x\r\ncontent-length: %d\r\n\r\n%b" % (status, len(body), body)

    def serve() -> None:
        while asked := theirs.recv(1 << 20):
            if asked.rstrip().endswith(b"}"):
                theirs.sendall(answer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield [ours]
    finally:
        ours.close()
        thread.join(10)
        theirs.close()


@pytest.mark.enable_socket
def test_a_server_that_accepts_everything_makes_the_run_fail() -> None:
    with (
        answering(b"200", verified=True) as connections,
        pytest.raises(sides.CheckedError, match="the server accepts a badge with"),
    ):
        serving._check(Of(), connections)


@pytest.mark.enable_socket
@pytest.mark.parametrize("status", [b"422", b"200"])
def test_a_server_that_refuses_everything_makes_the_run_fail(status: bytes) -> None:
    with (
        answering(status, verified=False) as connections,
        pytest.raises(sides.CheckedError, match="the server refuses a good badge"),
    ):
        serving._check(Of(), connections)


@pytest.mark.enable_socket
def test_a_server_that_stops_accepting_is_noticed_while_it_is_measured() -> None:
    with (
        answering(b"503", verified=False) as connections,
        pytest.raises(sides.CheckedError, match="refused a good badge while it was measured"),
    ):
        serving._all_are(200, serving._post(connections, Of().badges(1)))
