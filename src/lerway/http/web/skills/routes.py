"""`/skills`: the frameworks, a search, and each skill at its own address.

The address of a skill answers a person with a page and a program with JSON (RFC 9110,
section 12.5.1; Rich Skill Descriptors), by `Accept` or by `?format=json`. Everything is
read-only; what a reader searches for is not logged.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

import anyio
from litestar import Response, get, post
from litestar.exceptions import NotFoundException

from lerway.http.kit.forms import Counted, FormLimits, read_form
from lerway.http.kit.origin import require_own_page
from lerway.http.kit.pages import Frame, Place, answer_with
from lerway.http.kit.request import AnyRequest  # noqa: TC001 - Litestar reads annotations while the program runs
from lerway.http.kit.words import phrase
from lerway.http.web.skills.parts import ROOT
from lerway.http.web.skills.review import PATH as REVIEW
from lerway.http.web.skills.review import Between, ReviewDesk, answered, review_page
from lerway.http.web.skills.translations import Suggested, suggested
from lerway.http.web.skills.tree import Trees
from lerway.http.web.skills.view import framework_page, frameworks_page, item_page
from lerway.kernel.errors import MisuseError, UnreadableError
from lerway.kernel.strict_json import dumps
from lerway.standards.frameworks.rsd.documents import skill

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

    from lerway.domain.skills.store import Edition, SkillStore, SkillStores
    from lerway.http.kit.pages import Pages
    from lerway.http.kit.words import Words
    from lerway.kernel.strict_json import JSONObject
    from lerway.standards.frameworks.model import Item

__all__ = ["PLACE", "SkillsDesk", "skills_routes"]

PLACE: Final = Place(phrase("Skills"), ROOT, "skills")
LONGEST_QUERY: Final = 200
MOST_FOUND: Final = 50
_MOST_START: Final = 7
_REVIEW_LIMITS: Final = FormLimits(total=64 * 1024, files=0, fields=12, seconds=30)
NOTHING_CHOSEN: Final = phrase("Choose one of the suggestions, or that none of them fits")


@dataclass(slots=True)
class SkillsDesk:
    """What the pages work with.

    Attributes:
        stores: opens the store, for one request.
        review: what the page of suggestions works with; None if there is none.
        trees: the hierarchies that were read last.
    """

    stores: SkillStores
    review: ReviewDesk | None = None
    trees: Trees = field(default_factory=Trees)


# An item's address is also that of its descriptor.
_page = partial(answer_with, vary="Accept, Accept-Language")


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
        review = REVIEW if desk.review is not None else ""
        return _page(
            pages,
            frameworks_page(
                frame,
                editions,
                words,
                query=query,
                framework=known or "",
                hits=hits,
                review=review,
            ),
        )

    # No framework is called "-", so this address is free.
    reviewing = [] if desk.review is None else review_routes(desk, desk.review, pages)

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

    return [frameworks, framework, _item_route(desk, pages), *reviewing]


def _item_route(desk: SkillsDesk, pages: Pages) -> HTTPRouteHandler:
    @get(ROOT + "/{name:str}/{rest:path}", include_in_schema=False, sync_to_thread=True)
    def item(request: AnyRequest) -> Response[bytes]:
        name, identifier = str(request.path_params["name"]), _identifier(request)
        version = _asked(request, "version")
        to = _asked(request, "to")
        frame = Frame.of(request, request.url.path, asked=_kept(version=version, to=to))
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
            page = item_page(
                frame, store, edition, found, tree, words,
                version=version,
                suggested=_suggested(desk, frame, store, edition, found, words, to),
            )  # fmt: skip
        return _page(pages, page)

    return item


def _suggested(
    desk: SkillsDesk, frame: Frame, store: SkillStore, edition: Edition, item: Item,
    words: Words, to: str,
) -> Suggested | None:  # fmt: skip
    """Return what the page may suggest; nothing on a server that computes nothing."""
    if desk.review is None:
        return None
    if not to:
        return suggested(frame, None, store, edition, item, words)
    with desk.review.libraries() as library:
        return suggested(frame, library, store, edition, item, words, to=to)


def review_routes(desk: SkillsDesk, review: ReviewDesk, pages: Pages) -> list[HTTPRouteHandler]:
    """Return the handlers of the page of suggestions."""

    def shown(
        request: AnyRequest, *, error: str = "", last: str = "", status: int = 200
    ) -> Response[bytes]:
        between = _between(request)
        skip = _asked(request, "skip")
        frame = Frame.of(request, REVIEW, asked=tuple(between.asked.items()))
        words = pages.words(frame.language)
        with desk.stores() as store:
            editions = store.editions()
        skipped = int(skip) if skip.isdecimal() and len(skip) <= _MOST_START else 0
        said = words(NOTHING_CHOSEN) if error else ""
        return _page(
            pages,
            review_page(
                frame, review, editions, between, words, skipped=skipped, error=said, last=last
            ),
            status,
        )

    @get(REVIEW, include_in_schema=False)
    async def questions(request: AnyRequest) -> Response[bytes]:
        return await anyio.to_thread.run_sync(shown, request)

    @post(REVIEW, include_in_schema=False, status_code=200, request_max_body_size=None)
    async def answer(request: AnyRequest) -> Response[bytes]:
        require_own_page(request)
        if not review.reviewer:
            raise MisuseError(
                "review.nobody",
                "this server takes no answers",
                hint="whoever runs it can start it with --reviewer NAME",
            )
        with Counted(review.in_flight) as counted:
            form = await read_form(request, _REVIEW_LIMITS, counted)
        try:
            last = await anyio.to_thread.run_sync(answered, review, _between(request), form)
        except UnreadableError as e:
            return await anyio.to_thread.run_sync(partial(shown, request, error=e.code, status=422))
        return await anyio.to_thread.run_sync(partial(shown, request, last=last))

    return [questions, answer]


def _between(request: AnyRequest) -> Between:
    kind = _asked(request, "kind")
    return Between(
        _asked(request, "from"),
        _asked(request, "to"),
        kind if kind in ("skill", "occupation") else "skill",
    )


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
