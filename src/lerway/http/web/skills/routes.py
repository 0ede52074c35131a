"""`/skills`: the frameworks, a search, and each skill at its own address.

The address of a skill answers a person with a page and a program with JSON (RFC 9110,
section 12.5.1; Rich Skill Descriptors), by `Accept` or by `?format=json`. Everything is
read-only; what a reader searches for is not logged.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from litestar import Response, get
from litestar.exceptions import NotFoundException

from lerway.http.kit.pages import Frame, Place
from lerway.http.kit.request import AnyRequest  # noqa: TC001 - Litestar reads annotations while the program runs
from lerway.http.kit.words import phrase
from lerway.http.web.skills.tree import Trees
from lerway.http.web.skills.view import (
    ROOT,
    framework_page,
    frameworks_page,
    item_page,
)
from lerway.kernel.errors import MisuseError
from lerway.kernel.strict_json import dumps
from lerway.standards.frameworks.rsd.documents import skill

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

    from lerway.domain.skills.store import Edition, SkillStore, SkillStores
    from lerway.http.kit.pages import Page, Pages
    from lerway.kernel.strict_json import JSONObject

__all__ = ["PLACE", "SkillsDesk", "skills_routes"]

PLACE: Final = Place(phrase("Skills"), ROOT, "skills")
LONGEST_QUERY: Final = 200
MOST_FOUND: Final = 50
_MOST_START: Final = 7


@dataclass(slots=True)
class SkillsDesk:
    """What the pages work with.

    Attributes:
        stores: opens the store, for one request.
        trees: the hierarchies that were read last.
    """

    stores: SkillStores
    trees: Trees = field(default_factory=Trees)


def skills_routes(desk: SkillsDesk, pages: Pages) -> list[HTTPRouteHandler]:
    """Return the handlers of the pages."""

    @get(ROOT, include_in_schema=False, sync_to_thread=True)
    def frameworks(request: AnyRequest) -> Response[bytes]:
        query = _asked(request, "q").strip()[:LONGEST_QUERY]
        framework = _asked(request, "framework")
        frame = Frame.of(request, asked=_kept(q=query, framework=framework))
        with desk.stores() as store:
            editions = store.editions()
            known = framework if any(e.name == framework for e in editions) else None
            hits = store.search(query, framework=known, limit=MOST_FOUND) if query else ()
        words = pages.words(frame.language)
        return _page(
            pages,
            frameworks_page(frame, editions, words, query=query, framework=known or "", hits=hits),
        )

    @get(ROOT + "/{name:str}", include_in_schema=False, sync_to_thread=True)
    def framework(request: AnyRequest) -> Response[bytes]:
        name = str(request.path_params["name"])
        version, kind = _asked(request, "version"), _asked(request, "kind")
        start = _asked(request, "start")
        frame = Frame.of(request, asked=_kept(version=version, kind=kind, start=start))
        with desk.stores() as store:
            edition = _edition(store, name, version)
            if edition is None:
                raise NotFoundException
            editions = store.editions(name)
            tree = desk.trees.of(store, edition)
        at = int(start) if start.isdecimal() and len(start) <= _MOST_START else 0
        here = next(e for e in editions if e.version == edition.version)
        words = pages.words(frame.language)
        return _page(pages, framework_page(frame, editions, here, tree, words, kind=kind, start=at))

    @get(ROOT + "/{name:str}/{rest:path}", include_in_schema=False, sync_to_thread=True)
    def item(request: AnyRequest) -> Response[bytes]:
        name, identifier = str(request.path_params["name"]), _identifier(request)
        version = _asked(request, "version")
        frame = Frame.of(request, request.url.path, asked=_kept(version=version))
        with desk.stores() as store:
            edition = _edition(store, name, version)
            found = None if edition is None else store.item(name, identifier, edition.version)
            if edition is None or found is None:
                raise NotFoundException
            if _wants_json(request):
                address = str(request.url).partition("?")[0]
                return _data({**skill(found, edition.framework), "id": address})
            tree = desk.trees.of(store, edition)
            words = pages.words(frame.language)
            page = item_page(frame, store, edition, found, tree, words, version=version)
        return _page(pages, page)

    return [frameworks, framework, item]


def _asked(request: AnyRequest, name: str) -> str:
    value = request.query_params.get(name)
    return value[: 4 * LONGEST_QUERY] if isinstance(value, str) else ""


def _kept(**asked: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in asked.items() if value)


def _identifier(request: AnyRequest) -> str:
    """Return the id in the address; it is one segment, percent-encoded, and may be an address."""
    raw: bytes = request.scope["raw_path"]
    return unquote(raw.decode("latin-1").partition("?")[0].split("/", 3)[3])


def _edition(store: SkillStore, name: str, version: str) -> Edition | None:
    try:
        return store.edition(name, version or None)
    except MisuseError:
        return None


def _wants_json(request: AnyRequest) -> bool:
    if _asked(request, "format") == "json":
        return True
    accept = request.headers.get("accept", "")
    return "application/json" in accept and "text/html" not in accept


def _data(body: JSONObject) -> Response[bytes]:
    return Response(
        dumps(body),
        media_type="application/json",
        headers={"vary": "Accept", "cache-control": "public, max-age=300"},
    )


def _page(pages: Pages, page: Page, status: int = 200) -> Response[bytes]:
    language = page.frame.language.value
    return Response(
        pages.render(page).encode(),
        status_code=status,
        media_type="text/html",
        headers={"content-language": language, "vary": "Accept, Accept-Language"},
    )
