"""Forms and uploads, bounded before they are read: RFC 7578, and the URL standard's forms.

Nothing is written to disk, not even for a moment: what is uploaded lies in memory
until it is judged. So the raw stream is capped, each file and the number of files too,
and so is all that lies in memory for all readers together.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import parse_qsl

import anyio
from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from lerway.kernel.errors import Fault, UndeterminedError, UnreadableError
from lerway.kernel.limits import DEFAULT_LIMITS, MIB

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from lerway.http.kit.request import AnyRequest

__all__ = ["Counted", "Form", "FormLimits", "InFlight", "Upload", "read_form"]

MULTIPART: Final = "multipart/form-data"
URLENCODED: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class FormLimits:
    """How much one form may bring.

    Attributes:
        total: bytes of the whole request.
        file: bytes of one file; a larger one is marked and left out.
        files: number of files.
        fields: number of other fields.
        seconds: time to send it.
    """

    total: int = 40 * MIB
    file: int = DEFAULT_LIMITS.image
    files: int = 20
    fields: int = 64
    seconds: float = 120.0


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent.

    Attributes:
        field: name of its field.
        name: what its sender calls it.
        data: its bytes; none if it is too large.
        too_large: whether it has more bytes than a file may.
    """

    field: str
    name: str
    data: bytes
    too_large: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """What a form brought."""

    values: tuple[tuple[str, str], ...] = ()
    uploads: tuple[Upload, ...] = ()

    def text(self, name: str) -> str:
        """Return the first value of a field; empty if there is none."""
        return next((value for key, value in self.values if key == name), "")

    def texts(self, name: str) -> list[str]:
        """Return all values of a field."""
        return [value for key, value in self.values if key == name]


@dataclass(slots=True)
class InFlight:
    """Bytes that lie in memory for all readers together. For one event loop."""

    most: int = 256 * MIB
    now: int = 0

    def take(self, size: int) -> None:
        """Count `size` bytes more.

        Raises:
            UndeterminedError: `form.busy`.
        """
        if self.now + size > self.most:
            raise UndeterminedError(
                "form.busy",
                "too many people are sending files at this moment",
                hint="try again in a minute",
                fault=Fault.LERWAY,
            )
        self.now += size

    def give(self, size: int) -> None:
        """Count `size` bytes less."""
        self.now -= size


async def read_form(request: AnyRequest, limits: FormLimits, counted: Counted) -> Form:
    """Return what the form in `request` brought.

    Args:
        request: its body must not have been read.
        limits: how much it may bring.
        counted: where its bytes are counted until they are let go.

    Raises:
        UnreadableError: `form.too_large`, `form.too_many_files`, `form.malformed`,
            `form.media_type`, `form.timeout`.
        UndeterminedError: `form.busy`.
    """
    media_type, options = parse_options_header(request.headers.get("content-type", ""))
    if media_type not in (MULTIPART, URLENCODED):
        raise UnreadableError(
            "form.media_type", "this is not sent as a form", hint=f"send it as {MULTIPART}"
        )
    try:
        with anyio.fail_after(limits.seconds):
            chunks = _bounded(request, limits.total, counted)
            if media_type == URLENCODED:
                return _urlencoded(b"".join([c async for c in chunks]), limits)
            parts = _Parts(limits)
            with PushMultipartParser(options.get("boundary", ""), strict=False) as parser:
                async for chunk in chunks:
                    for event in parser.parse(chunk):
                        parts.take(event)
            return parts.form()
    except MultipartError:
        raise UnreadableError(
            "form.malformed", "the form was not sent whole", hint="send it again"
        ) from None
    except TimeoutError:
        raise UnreadableError(
            "form.timeout", "the form took too long to arrive", hint="send fewer files at once"
        ) from None


class Counted:
    """The share of one reader in what is in flight; a context that lets it go at its end."""

    def __init__(self, in_flight: InFlight) -> None:
        """Begin with nothing."""
        self._in_flight = in_flight
        self._size = 0

    def take(self, size: int) -> None:
        """Count `size` bytes more; raises as `InFlight.take`."""
        self._in_flight.take(size)
        self._size += size

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._in_flight.give(self._size)
        self._size = 0


async def _bounded(request: AnyRequest, most: int, counted: Counted) -> AsyncIterator[bytes]:
    """Yield the body in pieces, up to `most` bytes.

    Of a body that is too large the rest is read and dropped, up to as much again: a
    browser shows an answer only when it could send what it wanted to.
    """
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > 2 * most:
            break
        if size <= most and chunk:
            counted.take(len(chunk))
            yield chunk
    if size > most:
        raise UnreadableError(
            "form.too_large",
            f"all files together have more than {most // MIB} MB",
            hint="give fewer files at once",
        )


def _urlencoded(body: bytes, limits: FormLimits) -> Form:
    try:
        pairs = parse_qsl(
            body.decode("utf-8", "replace"),
            keep_blank_values=True,
            max_num_fields=limits.fields,
        )
    except ValueError:
        raise UnreadableError("form.malformed", "the form has too many fields") from None
    return Form(tuple(pairs))


@dataclass(slots=True)
class _Parts:
    """Puts the parser's events together: a head, pieces, an end, for each part."""

    limits: FormLimits
    values: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    uploads: list[Upload] = field(default_factory=list[Upload])
    head: MultipartSegment | None = None
    data: bytearray = field(default_factory=bytearray)
    too_large: bool = False

    def take(self, event: MultipartSegment | bytes | bytearray | None) -> None:
        if event is None:
            self._end()
        elif isinstance(event, MultipartSegment):
            self.head, self.data, self.too_large = event, bytearray(), False
        elif len(self.data) + len(event) > self.limits.file:
            self.data, self.too_large = bytearray(), True
        elif not self.too_large:
            self.data += event

    def _end(self) -> None:
        head, data = self.head, bytes(self.data)
        if head is None or head.name is None:
            return
        if head.filename is None:
            if self.too_large or len(self.values) >= self.limits.fields:
                raise UnreadableError("form.malformed", "a field of the form is too large")
            self.values.append((head.name, data.decode("utf-8", "replace")))
        elif data or self.too_large:
            # A file field that was left empty comes as a part without name and bytes.
            if len(self.uploads) >= self.limits.files:
                raise UnreadableError(
                    "form.too_many_files",
                    f"these are more than {self.limits.files} files",
                    hint="give fewer files at once",
                )
            name = head.filename.replace("\\", "/").rpartition("/")[2]
            self.uploads.append(Upload(head.name, name, data, self.too_large))
        elif head.filename:
            self.uploads.append(Upload(head.name, head.filename, b""))

    def form(self) -> Form:
        return Form(tuple(self.values), tuple(self.uploads))
