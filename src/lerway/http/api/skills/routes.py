"""`/api/skills`: frameworks, search, one item, linking, extraction, crosswalks.

Answers have the form of the command line's lines (`lerway skills … --json`), so that a
program may use either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from litestar import Response, get, post

from lerway.http.api.bodies import read_object
from lerway.http.api.routes import ApiRoom
from lerway.http.api.skills.described import SKILLS_DESCRIBED
from lerway.http.api.skills.desk import LONGEST_DOCUMENT, MOST, number, required, text_of
from lerway.http.kit.request import AnyRequest  # noqa: TC001 - Litestar reads annotations while the program runs
from lerway.kernel.errors import MisuseError
from lerway.kernel.strict_json import dumps
from lerway.standards.frameworks.model import Kind

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

    from lerway.domain.skills.store import Edition, SkillStore
    from lerway.http.api.skills.desk import SkillsApi
    from lerway.kernel.strict_json import JSON, JSONObject
    from lerway.standards.frameworks.model import Item

__all__ = ["skills_api"]


def skills_api(api: SkillsApi) -> ApiRoom:
    """Return the room."""
    return ApiRoom([*_reading(api), *_speaking(api)], SKILLS_DESCRIBED)


def _reading(api: SkillsApi) -> list[HTTPRouteHandler]:
    @get("/skills/frameworks")
    async def frameworks(request: AnyRequest) -> Response[bytes]:
        await api.admit(request, "listFrameworks")
        return _answer(await api.desk.aside(_frameworks, api))

    @get("/skills/search")
    async def search(request: AnyRequest) -> Response[bytes]:
        await api.admit(request, "searchSkills")
        query = {k: str(v) for k, v in request.query_params.items()}
        return _answer(await api.desk.aside(_search, api, query))

    @get("/skills/item")
    async def item(request: AnyRequest) -> Response[bytes]:
        await api.admit(request, "getSkill")
        query = {k: str(v) for k, v in request.query_params.items()}
        return _answer(await api.desk.aside(_item, api, query))

    return [frameworks, search, item]


def _speaking(api: SkillsApi) -> list[HTTPRouteHandler]:
    @post("/skills/link", status_code=200, request_max_body_size=None)
    async def link(request: AnyRequest) -> Response[bytes]:
        await api.admit(request, "linkText")
        asked = await read_object(request, api.desk, {"framework", "texts", "top"})
        framework = required(asked.get("framework"), "framework")
        texts, top = text_of(asked.get("texts"), "texts"), number(asked.get("top"), "top", 10)
        found = await api.desk.aside(api.speaking.link, framework, texts, top)
        return _answer({"results": [*found]})

    @post("/skills/extract", status_code=200, request_max_body_size=None)
    async def extract(request: AnyRequest) -> Response[bytes]:
        await api.admit(request, "extractSkills")
        asked = await read_object(request, api.desk, {"framework", "text"})
        framework, text = required(asked.get("framework"), "framework"), asked.get("text")
        if not isinstance(text, str) or not text.strip() or len(text) > LONGEST_DOCUMENT:
            raise MisuseError(
                "api.document",
                f"text must be a text of up to {LONGEST_DOCUMENT:,} characters",
                pointer="/text",
            )
        found = await api.desk.aside(api.speaking.extract, framework, text)
        return _answer({"skills": [*found]})

    @post("/skills/crosswalk", status_code=200, request_max_body_size=None)
    async def crosswalk(request: AnyRequest) -> Response[bytes]:
        await api.admit(request, "translateSkills")
        asked = await read_object(request, api.desk, {"from", "to", "ids", "top", "kind"})
        source, target = required(asked.get("from"), "from"), required(asked.get("to"), "to")
        kind = required(asked.get("kind", "skill"), "kind")
        if kind not in ("skill", "occupation"):
            raise MisuseError("api.kind", "kind must be 'skill' or 'occupation'", pointer="/kind")
        ids, top = text_of(asked.get("ids"), "ids"), number(asked.get("top"), "top", 10)
        found = await api.desk.aside(api.speaking.crosswalk, source, target, ids, top, kind)
        return _answer({"results": [*found]})

    return [link, extract, crosswalk]


def _frameworks(api: SkillsApi) -> JSONObject:
    with api.stores() as store:
        found: list[JSON] = [_edition(e) for e in store.editions()]
    return {"frameworks": found}


def _edition(edition: Edition) -> JSONObject:
    framework = edition.framework
    counts: JSONObject = {kind.value: number for kind, number in edition.items.items()}
    return {
        "name": edition.name,
        "id": framework.id,
        "version": framework.version,
        "title": framework.name,
        "publisher": framework.publisher,
        "licence": framework.licence,
        "source": framework.source,
        "language": framework.language,
        "imported": edition.imported.isoformat(timespec="seconds"),
        "items": counts,
    }


def _search(api: SkillsApi, query: dict[str, str]) -> JSONObject:
    text = required(query.get("q"), "q")
    kind = query.get("kind")
    if kind is not None and kind not in set(Kind):
        raise MisuseError(
            "api.kind",
            f"there is no kind {kind!r}",
            hint=f"give one of {', '.join(Kind)}",
            pointer="/kind",
        )
    kinds = None if kind is None else frozenset({Kind(kind)})
    limit = number(query.get("limit"), "limit", 20)
    with api.stores() as store:
        hits = store.search(text, framework=query.get("framework"), kinds=kinds, limit=limit)
        found: list[JSON] = [_said(h.edition, h.item) for h in hits[:MOST]]
    return {"results": found}


def _said(edition: Edition, item: Item) -> JSONObject:
    return {
        "framework": edition.name,
        "version": edition.version,
        "id": item.id,
        "code": item.code,
        "kind": item.kind.value,
        "label": item.words.label,
        "alternatives": [*item.words.alternatives],
        "description": item.words.description,
    }


def _item(api: SkillsApi, query: dict[str, str]) -> JSONObject:
    framework, identifier = (
        required(query.get("framework"), "framework"),
        required(query.get("id"), "id"),
    )
    with api.stores() as store:
        edition = store.edition(framework, query.get("version"))
        item = store.item(framework, identifier, edition.version)
        if item is None:
            raise MisuseError(
                "api.not_found",
                f"{framework} has no item {identifier!r}",
                hint="look for it with /skills/search",
            )
        return {**_said(edition, item), "relations": _relations(store, edition, item)}


def _relations(store: SkillStore, edition: Edition, item: Item) -> list[JSON]:
    out: list[JSON] = []
    for n in store.neighbours(edition.name, item.id, edition.version):
        one: JSONObject = {
            "source": n.relation.source,
            "link": n.relation.link.value,
            "target": n.relation.target,
            "label": n.item.words.label if n.item is not None else None,
        }
        if n.relation.importance is not None:
            one["importance"] = n.relation.importance
        if n.relation.level is not None:
            one["level"] = n.relation.level
        out.append(one)
    return out


def _answer(body: JSONObject) -> Response[bytes]:
    return Response(dumps(body), media_type="application/json")
