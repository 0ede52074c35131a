"""Style sheets, script and font, under an address that changes with their content.

The address holds a hash over all of them, so that a browser may keep each for ever
(RFC 9111, section 5.2.2; RFC 8246 `immutable`) and relative links between them hold.
They are read once, at the start; nothing on disk can be reached by an address.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Final

from litestar import Response, get
from litestar.exceptions import NotFoundException

from lerway.http.kit.request import AnyRequest  # noqa: TC001 - Litestar reads annotations while the program runs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from importlib.resources.abc import Traversable

    from litestar.handlers import HTTPRouteHandler

__all__ = ["Assets", "load_assets", "static_route"]

_MEDIA_TYPES: Final = {
    "css": "text/css",
    "js": "text/javascript",
    "svg": "image/svg+xml",
    "txt": "text/plain",
    "woff2": "font/woff2",
}
_COMMENT: Final = re.compile(rb"/\*.*?\*/", re.DOTALL)
_SPACE: Final = re.compile(rb"\s+")
_AROUND: Final = re.compile(rb" ?([{};,]) ?")
_AFTER_COLON: Final = re.compile(rb": ")
_FOR_EVER: Final = {"cache-control": "public, max-age=31536000, immutable"}


@dataclass(frozen=True, slots=True)
class Assets:
    """The files, by their path, and the hash over all of them."""

    files: Mapping[str, bytes]
    version: str

    def url(self, path: str) -> str:
        """Return the address of a file; a name that is not there is our own mistake."""
        if path not in self.files:
            raise KeyError(path)
        return f"/static/{self.version}/{path}"


def load_assets(rooms: Sequence[str]) -> Assets:
    """Return the files in the `static` folders of `rooms` (package names)."""
    files: dict[str, bytes] = {}
    for room in rooms:
        folder = resources.files(room).joinpath("static")
        if folder.is_dir():
            files |= dict(_under(folder, ""))
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.encode() + b"\0" + hashlib.sha256(files[path]).digest())
    return Assets(files, digest.hexdigest()[:16])


def _under(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for item in folder.iterdir():
        if item.is_dir():
            yield from _under(item, f"{prefix}{item.name}/")
        elif item.name.rpartition(".")[2] in _MEDIA_TYPES:
            data = item.read_bytes()
            yield prefix + item.name, _terse(data) if item.name.endswith(".css") else data


def _terse(css: bytes) -> bytes:
    """Return a style sheet without comments and needless space: a quarter less to send.

    Ours have none of these signs in texts or addresses.
    """
    bare = _SPACE.sub(b" ", _COMMENT.sub(b"", css)).strip()
    return _AFTER_COLON.sub(b":", _AROUND.sub(rb"\1", bare)) + b"\n"


def static_route(assets: Assets) -> HTTPRouteHandler:
    """Return the handler of `/static/VERSION/PATH`."""

    @get("/static/{version:str}/{path:path}", include_in_schema=False, sync_to_thread=False)
    def static(request: AnyRequest) -> Response[bytes]:
        name = str(request.path_params["path"]).lstrip("/")
        body = assets.files.get(name)
        if body is None or request.path_params["version"] != assets.version:
            raise NotFoundException
        kind = _MEDIA_TYPES[name.rpartition(".")[2]]
        return Response(body, media_type=kind, headers=_FOR_EVER)

    return static
