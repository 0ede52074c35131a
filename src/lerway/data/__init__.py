"""What is shipped with the software: JSON-LD contexts and JSON Schemas.

`MANIFEST.toml` names for each its address, where it was taken from, its hash and
its licence. Files are read when they are first needed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from lerway.kernel.strict_json import JSON
    from lerway.standards.jsonld.contexts import ContextRevision, ContextSet

__all__ = ["contexts", "manifest", "read", "schema", "schemas"]


@cache
def manifest() -> dict[str, Any]:
    """Return MANIFEST.toml: the lists `context` and `schema`."""
    return tomllib.loads(read("MANIFEST.toml").decode())


def read(path: str) -> bytes:
    """Return the bytes of a shipped file, by its path in this package."""
    return resources.files(__name__).joinpath(path).read_bytes()


@cache
def contexts() -> ContextSet:
    """Return all shipped contexts, each URL with all its revisions, the pinned one first."""
    from lerway.standards.jsonld.contexts import ContextRevision, ContextSet

    by_url: dict[str, list[ContextRevision]] = {}
    for entry in manifest()["context"]:
        revision = ContextRevision(entry["url"], entry.get("label", ""), _reader(entry))
        by_url.setdefault(entry["url"], []).append(revision)
    return ContextSet(by_url)


def _reader(entry: Mapping[str, Any]) -> Callable[[], JSON]:
    """Return what reads the document of a manifest entry, from its file or table."""

    def read_document() -> JSON:
        from lerway.data.tables import TABLES, without_endorsement_jwt
        from lerway.kernel.strict_json import parse

        if "table" in entry:
            return TABLES[entry["table"]]()
        document = parse(read(entry["file"]))
        return without_endorsement_jwt(document) if entry.get("derived") else document

    return read_document


class _Schemas(Mapping[str, bytes]):
    """The shipped JSON Schemas by URL, read when asked for."""

    def __init__(self) -> None:
        self._files: dict[str, str] = {e["url"]: e["file"] for e in manifest()["schema"]}

    def __getitem__(self, url: str) -> bytes:
        return _schema_bytes(self._files[url])

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


@cache
def _schema_bytes(file: str) -> bytes:
    return read(file)


@cache
def schemas() -> Mapping[str, bytes]:
    """Return the shipped JSON Schemas: URL to the bytes as published."""
    return _Schemas()


def schema(url: str) -> bytes | None:
    """Return the shipped JSON Schema of `url`, or nothing."""
    return schemas().get(url)
