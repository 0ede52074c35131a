"""Request bodies as bytes: bounded before they are read, and taken apart without a change.

VCALM 1.0 section 2.4 wraps a record in a JSON object. The record in it is handed on as
the bytes that were sent, so that it is the one parser of this software that reads it,
and not a framework's, which would keep the last of two members with one name.
"""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lerway.http.kit.forms import Counted
from lerway.kernel.errors import MisuseError, UnreadableError
from lerway.kernel.limits import DEFAULT_LIMITS, MIB
from lerway.kernel.strict_json import parse_object

if TYPE_CHECKING:
    from collections.abc import Collection

    from lerway.http.api.desk import ApiDesk
    from lerway.http.kit.request import AnyRequest
    from lerway.kernel.limits import Limits
    from lerway.kernel.strict_json import JSONObject

__all__ = [
    "ApiLimits",
    "Body",
    "Wrapped",
    "read_body",
    "read_object",
    "require_post",
    "sole_member",
    "unwrap",
]

_JSON: Final = frozenset({"application/json", ""})
_SPACES: Final = b" \t\r\n"
_SPACE: Final = re.compile(r"[ \t\n\r]*")


@dataclass(frozen=True, slots=True)
class ApiLimits:
    """How much one request may bring.

    Attributes:
        body: bytes of a request; a picture with a badge fits.
        seconds: time to send it.
        line: bytes of one line of a batch.
        lines: lines of a batch.
        batch_seconds: time for a whole batch.
    """

    body: int = DEFAULT_LIMITS.image + MIB
    seconds: float = 60.0
    line: int = DEFAULT_LIMITS.document
    lines: int = 10_000
    batch_seconds: float = 600.0


@dataclass(frozen=True, slots=True)
class Body:
    """What was sent.

    Attributes:
        data: the bytes.
        media_type: the media type without parameters, lower case; empty if none was given.
    """

    data: bytes
    media_type: str

    @property
    def wrapped(self) -> bool:
        """Whether it is a request of VCALM; any other media type is the record itself."""
        return self.media_type in _JSON


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A request of VCALM, taken apart.

    Attributes:
        record: the bytes of the record in it, as they were sent.
        value: the whole request, parsed.
        member: the name of the member that holds the record.
    """

    record: bytes
    value: JSONObject
    member: str


def require_post(method: str) -> None:
    """Refuse any method but POST, for a raw handler.

    Raises:
        MisuseError: `api.only_post`.
    """
    if method != "POST":
        raise MisuseError(
            "api.only_post", "a record is sent here with POST", hint="see /api/openapi.json"
        )


async def read_body(request: AnyRequest, limits: ApiLimits, counted: Counted) -> Body:
    """Return the body of `request`, which must not have been read.

    Raises:
        UnreadableError: `api.body_too_large` (before anything is read, if its length is
            announced), `api.body_timeout`, `api.body_cut`.
        UndeterminedError: `form.busy`.
    """
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > limits.body:
        raise _too_large(limits)
    chunks: list[bytes] = []
    size = 0
    more = True
    try:
        # anyio's own scope costs as much as a signature.
        async with asyncio.timeout(limits.seconds):
            while more:
                message = await request.receive()
                if message["type"] != "http.request":
                    raise UnreadableError(
                        "api.body_cut", "the request ended before all of it arrived"
                    )
                chunk = message.get("body", b"")
                more = message.get("more_body", False)
                size += len(chunk)
                if size > limits.body:
                    raise _too_large(limits)
                counted.take(len(chunk))
                chunks.append(chunk)
    except TimeoutError:
        raise UnreadableError(
            "api.body_timeout", "the request took too long to arrive", hint="send it again"
        ) from None
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return Body(b"".join(chunks), media_type)


async def read_object(request: AnyRequest, desk: ApiDesk, known: Collection[str]) -> JSONObject:
    """Return the JSON object that a request brings, whose members are all `known`.

    Raises:
        UnreadableError: as `read_body` and `strict_json.parse_object`.
        UndeterminedError: `form.busy`.
        MisuseError: `api.unknown_option`.
    """
    with Counted(desk.in_flight) as counted:
        body = await read_body(request, desk.limits, counted)
        asked = parse_object(body.data, limits=desk.policy.limits)
    for name in asked:
        if name not in known:
            raise MisuseError(
                "api.unknown_option",
                f"there is no member {name!r} here",
                hint=f"give {', '.join(sorted(known))}",
                pointer=f"/{name}",
            )
    return asked


def unwrap(data: bytes, members: Collection[str], *, limits: Limits) -> Wrapped:
    """Return the record that a request holds under one of `members`.

    A string that holds a compact token is that token; a record is never JSON in a string.

    Raises:
        UnreadableError: as `strict_json.parse_object`; `api.member_missing`,
            `api.not_a_record`.
    """
    value = parse_object(data, limits=limits)
    given = [m for m in members if m in value]
    if len(given) != 1:
        names = " or ".join(members)
        raise UnreadableError(
            "api.member_missing",
            f"the request holds no {names}, or more than one",
            hint=f"send one JSON object with a member {names}",
        )
    name = given[0]
    record = value[name]
    if isinstance(record, dict):
        return Wrapped(_slice(data, name), value, name)
    if isinstance(record, str) and not record.lstrip().startswith(("{", "[", '"')):
        return Wrapped(record.encode(), value, name)
    raise UnreadableError(
        "api.not_a_record",
        f"the member {name} is no object",
        hint="send the record as it is, not as text in a string",
        pointer=f"/{name}",
    )


def sole_member(data: bytes, name: str) -> bytes | None:
    """Return what stands between `{"NAME":` and the last `}`; None if that is not the frame.

    If it is read as one JSON value, by a parser that allows nothing behind a value, then
    `data` is an object with this one member and that is its value.
    """
    start = re.match(rb'\s*\{\s*"%b"\s*:' % name.encode(), data)
    if start is None:
        return None
    end = data.rstrip(_SPACES)
    return data[start.end() : len(end) - 1].strip(_SPACES) if end.endswith(b"}") else None


def _slice(data: bytes, name: str) -> bytes:
    """Return the bytes of a member's value; `data` has been parsed, so it is JSON."""
    text = data.decode("utf-8-sig")
    decoder = json.JSONDecoder()
    at = text.index("{") + 1
    while True:
        # 1. name 2. colon 3. value 4. comma, until the name is the one
        at = _after_space(text, at)
        key, at = decoder.raw_decode(text, at)
        start = _after_space(text, _after_space(text, at) + 1)
        end = decoder.raw_decode(text, start)[1]
        if key == name:
            return text[start:end].encode()
        at = _after_space(text, end) + 1


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _too_large(limits: ApiLimits) -> UnreadableError:
    return UnreadableError(
        "api.body_too_large",
        f"the request has more than {limits.body // MIB} MB",
        hint="send one record at a time",
    )
