"""Many records in one request: newline-delimited JSON in, and out.

Each line is a record as it would stand in a file: a JSON object, or a compact token
(also in quotes). Each is answered by one line as soon as it is judged, in the order in
which they came; a line that cannot be read does not stop the others. A raw ASGI handler:
it reads and writes at the same time, and holds one line in memory.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

import anyio.lowlevel
from litestar import Request, asgi

from lerway.http.api.bodies import require_post
from lerway.http.api.guard import caller_of
from lerway.http.api.problems import problem_json
from lerway.http.api.vcalm.verifying import deciding_problem, judge_at_once, judge_bytes
from lerway.kernel.errors import Fault, LerwayError, Problem, UnreadableError
from lerway.kernel.strict_json import parse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from litestar.handlers import ASGIRouteHandler
    from litestar.types import Receive, Scope, Send

    from lerway.http.api.desk import ApiDesk, Patient
    from lerway.http.kit.request import AnyRequest
    from lerway.kernel.report import Report

__all__ = ["NDJSON", "batch_route"]

NDJSON: Final = "application/x-ndjson"
_TURN: Final = 8
_TYPES: Final = (NDJSON, "application/ndjson", "application/jsonl")


@dataclass(slots=True)
class _Lines:
    """Puts lines together from pieces; a line that is too long is marked and dropped."""

    most: int
    rest: bytearray = field(default_factory=bytearray)
    too_long: bool = False

    def take(self, piece: bytes) -> list[bytes | None]:
        """Return the lines that end in `piece`; None for one that was too long."""
        out: list[bytes | None] = []
        *ended, last = piece.split(b"\n")
        for part in ended:
            self._add(part)
            out.append(self._line())
        self._add(last)
        return out

    def end(self) -> list[bytes | None]:
        """Return what stands behind the last line break."""
        return [self._line()] if self.rest or self.too_long else []

    def _add(self, part: bytes) -> None:
        if self.too_long or len(self.rest) + len(part) > self.most:
            self.too_long, self.rest = True, bytearray()
        else:
            self.rest += part

    def _line(self) -> bytes | None:
        line = None if self.too_long else bytes(self.rest).strip()
        self.rest, self.too_long = bytearray(), False
        return line


def batch_route(desk: ApiDesk, path: str) -> ASGIRouteHandler:
    """Return the handler that judges a batch."""

    @asgi(path, copy_scope=False)
    async def verify_batch(scope: Scope, receive: Receive, send: Send) -> None:
        request: AnyRequest = Request(scope, receive, send)
        require_post(request.method)
        await desk.guard.admit(caller_of(request, "verifyBatch"))
        media_type = request.headers.get("content-type", "").partition(";")[0].strip()
        if media_type.lower() not in _TYPES:
            raise UnreadableError(
                "api.not_ndjson",
                "a batch is newline-delimited JSON, one record a line",
                hint=f"send it as {NDJSON}",
            )
        await _start(send)
        async for line in _answers(desk, receive):
            await send({"type": "http.response.body", "body": line, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    return verify_batch


async def _start(send: Send) -> None:
    headers = [(b"content-type", NDJSON.encode()), (b"cache-control", b"no-store")]
    kind: Literal["http.response.start"] = "http.response.start"
    await send({"type": kind, "status": 200, "headers": headers})


async def _answers(desk: ApiDesk, receive: Receive) -> AsyncIterator[bytes]:
    """Yield a line of the answer for each line that is received."""
    limits = desk.limits
    lines = _Lines(limits.line)
    fetch = desk.fetcher_once(limits.batch_seconds)
    deadline = time.monotonic() + limits.batch_seconds
    number = 0
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return
        more = message.get("more_body", False)
        ready = lines.take(message.get("body", b""))
        for line in ready if more else [*ready, *lines.end()]:
            number += 1
            if line == b"":
                continue
            if number > limits.lines or time.monotonic() > deadline:
                yield _said(number, {"verified": False, "problemDetails": [_over(desk)]})
                return
            judged = judge_at_once(desk, line) if line else None
            if judged is not None:
                if number % _TURN == 0:  # others get their turn in a long batch
                    await anyio.lowlevel.checkpoint()
                yield _said(number, _verdict(judged[1]))
            else:
                yield _said(number, await desk.aside(_judge_line, desk, line, fetch))


def _judge_line(desk: ApiDesk, line: bytes | None, fetch: Patient) -> dict[str, object]:
    try:
        if line is None:
            raise UnreadableError("json.too_large", "the line has more bytes than a record may")
        _, report = judge_bytes(desk, _record_in(desk, line), desk.policy, fetch)
    except LerwayError as e:
        return {"verified": False, "verdict": None, "problemDetails": [problem_json(e.problem)]}
    return _verdict(report)


def _verdict(report: Report) -> dict[str, object]:
    out: dict[str, object] = {"verified": report.ok, "verdict": report.verdict.value}
    if report.issuer is not None:
        out["issuer"] = report.issuer.to_json()
    problems = [problem_json(p) for p in report.problems]
    if not report.ok:
        first = problem_json(deciding_problem(report))
        problems = [first, *(p for p in problems if p != first)]
    out["problemDetails"] = problems
    return out


def _record_in(desk: ApiDesk, line: bytes) -> bytes:
    if not line.startswith(b'"'):
        return line
    value = parse(line, limits=desk.policy.limits)
    return value.encode() if isinstance(value, str) else line


def _over(desk: ApiDesk) -> dict[str, object]:
    return problem_json(
        Problem(
            "api.batch_over",
            f"a batch has no more than {desk.limits.lines:,} lines, and its time is limited",
            "send the rest in another request",
            Fault.CALLER,
        )
    )


def _said(number: int, answer: dict[str, object]) -> bytes:
    out = {"line": number, **answer}
    return json.dumps(out, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
