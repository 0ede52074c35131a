"""Kept copies of documents, laid out as DIR/HOST/PATH.

- `https://college.example/keys/1` stands in `DIR/college.example/keys/1`, or
  `.../1.json`, or `.../1/index.json`, whichever is there first.
- An address that ends in `/`, or has no path, stands in `index.json` there.
- A `did:web` is looked up by its https address: `did:web:college.example` in
  `DIR/college.example/.well-known/did.json`.
- The host is in lower case. A port other than 443 follows it: `HOST%3A8443` (as
  in a did:web) or `HOST:8443`.
- A query belongs to the last name: `.../list?x=y`; a slash in it is `%2F`. A file
  without the query is another document, and is not taken for it.
- Percent-encodings stand as in the address, or decoded.
- http addresses, which old records have, are looked up like https ones.

The date of a kept copy is the time at which its file was last changed.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from lerway.kernel.limits import DEFAULT_LIMITS, Limits
from lerway.kernel.need import Answer, Need, NeedKind, Supplied, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["KeptDocuments"]

_DEFAULT_PORTS: Final = {"https": 443, "http": 80}
_MEDIA_TYPES: Final = {
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".jwt": "application/jwt",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}


class KeptDocuments:
    """Answers from a folder of kept copies; never raises, never leaves the folder."""

    def __init__(self, root: Path | str, limits: Limits = DEFAULT_LIMITS) -> None:
        """Make it for the folder `root`."""
        self._root = Path(root)
        self._limits = limits

    def __call__(self, need: Need, /) -> Answer:
        """Return the kept copy of `need.url`; `fetch.not_kept` if there is none.

        Other codes: `fetch.kept_path` (the address leads out of the folder),
        `fetch.kept_unreadable`, `fetch.too_large`.
        """
        try:
            names = list(_names(need.url))
        except ValueError:
            return Unavailable("fetch.not_kept", "no kept copy can stand for this address")
        if any(not _inside(name) for name in names):
            return Unavailable("fetch.kept_path", "the address leads out of the folder of copies")
        try:
            root = self._root.resolve()
            for name in names:
                path = root.joinpath(*name)
                if path.is_file():
                    return self._read(need, root, path)
        except (OSError, ValueError, RuntimeError):
            # A name too long for the file system, a NUL, a loop of links.
            return Unavailable("fetch.kept_unreadable", "the kept copy cannot be read")
        return Unavailable("fetch.not_kept", f"there is no kept copy in {self._root.name}")

    def _read(self, need: Need, root: Path, path: Path) -> Answer:
        real = path.resolve()
        if not real.is_relative_to(root):
            return Unavailable("fetch.kept_path", "the kept copy is a link out of its folder")
        related = need.kind is NeedKind.RELATED_RESOURCE
        most = self._limits.image if related else self._limits.document
        with real.open("rb") as file:
            body = file.read(most + 1)
        if len(body) > most:
            return Unavailable("fetch.too_large", f"the kept copy has more than {most:,} bytes")
        changed = datetime.fromtimestamp(real.stat().st_mtime, UTC)
        media_type = _MEDIA_TYPES.get(real.suffix.lower())
        return Supplied(body, media_type, changed, kept=True, url=need.url)


def _names(url: str) -> Iterator[tuple[str, ...]]:
    """Yield the names, from the folder's root, under which a copy of `url` may stand."""
    parts = urlsplit(url)
    default = _DEFAULT_PORTS.get(parts.scheme.lower())
    host = (parts.hostname or "").lower()
    if default is None or not host or "@" in parts.netloc:
        raise ValueError(url)
    port = parts.port
    hosts = [host] if port in (None, default) else [f"{host}%3A{port}", f"{host}:{port}"]
    segments = parts.path.split("/")[1:] or [""]
    query = "?" + parts.query.replace("/", "%2F") if parts.query else ""
    decoded = [unquote(s, errors="strict") for s in segments]
    for host_name in hosts:
        for names in (segments, decoded) if decoded != segments else (segments,):
            *folders, last = names
            if not last:
                yield (host_name, *folders, "index.json" + query)
                continue
            yield (host_name, *folders, last + query)
            if not query:
                yield (host_name, *folders, last + ".json")
                yield (host_name, *folders, last, "index.json")


def _inside(names: tuple[str, ...]) -> bool:
    """Return whether each name is one plain name, so that joining them only goes down."""
    return all(
        name not in ("", ".", "..") and not any(c in name for c in "/\\\0") for name in names
    )
