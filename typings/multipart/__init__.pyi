"""The part of multipart 2 (RFC 7578) that is used."""

from collections.abc import Generator
from typing import Self

class MultipartError(ValueError): ...

class MultipartSegment:
    name: str | None
    filename: str | None

class PushMultipartParser:
    def __init__(self, boundary: str, *, strict: bool = False) -> None: ...
    def parse(
        self, chunk: bytes
    ) -> Generator[MultipartSegment | bytes | bytearray | None, None, None]: ...
    def __enter__(self) -> Self: ...
    def __exit__(self, *args: object) -> None: ...

def parse_options_header(header: str) -> tuple[str, dict[str, str]]: ...
