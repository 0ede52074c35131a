"""`/api/compass`: the JSON of `lerway compass … --json`, for programs. Nothing is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from litestar import Response, get, post

from lerway.domain.pathways.asking import found_roles
from lerway.domain.pathways.json_form import plain
from lerway.http.api.bodies import read_object
from lerway.http.api.compass.described import COMPASS_DESCRIBED
from lerway.http.api.compass.desk import HELD, TARGET, aim_of, count, limits_of, text
from lerway.http.api.routes import ApiRoom
from lerway.http.kit.request import AnyRequest  # noqa: TC001 - Litestar reads annotations while the program runs
from lerway.kernel.strict_json import dumps

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

    from lerway.http.api.compass.desk import CompassApi
    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = ["compass_api"]

_LIMITS = frozenset({"budget", "currency", "hours", "online", "start", "finish", "aim"})


def compass_api(api: CompassApi) -> ApiRoom:
    """Return the room."""
    return ApiRoom([*_reading(api), *_answering(api)], COMPASS_DESCRIBED)


def _reading(api: CompassApi) -> list[HTTPRouteHandler]:
    @get("/compass/targets")
    async def targets(request: AnyRequest) -> Response[bytes]:
        await api.admit(request, "findTargets")
        query = {k: str(v) for k, v in request.query_params.items()}
        return _answer(await api.desk.aside(_targets, api, query))

    return [targets]


def _answering(api: CompassApi) -> list[HTTPRouteHandler]:
    @post("/compass/skills", status_code=200, request_max_body_size=None)
    async def skills(request: AnyRequest) -> Response[bytes]:
        await api.admit(request, "listHeldSkills")
        asked = await read_object(request, api.desk, HELD)
        return _answer(await api.desk.aside(lambda: plain(api.held(asked)[1])))

    @post("/compass/gap", status_code=200, request_max_body_size=None)
    async def gap(request: AnyRequest) -> Response[bytes]:
        await api.admit(request, "findGap")
        asked = await read_object(request, api.desk, HELD | TARGET)
        return _answer(await api.desk.aside(_gap, api, asked))

    @post("/compass/nearby", status_code=200, request_max_body_size=None)
    async def nearby(request: AnyRequest) -> Response[bytes]:
        await api.admit(request, "findNearbyRoles")
        asked = await read_object(request, api.desk, HELD | {"from", "limit", "area"})
        return _answer(await api.desk.aside(_nearby, api, asked))

    @post("/compass/route", status_code=200, request_max_body_size=None)
    async def route(request: AnyRequest) -> Response[bytes]:
        await api.admit(request, "findRoute")
        asked = await read_object(request, api.desk, HELD | TARGET | _LIMITS)
        return _answer(await api.desk.aside(_route, api, asked))

    return [skills, gap, nearby, route]


def _targets(api: CompassApi, query: dict[str, str]) -> JSON:
    asked = text(query.get("q"), "q")
    limit = count(query.get("limit"), 10)
    atlas = api.guide.atlas(text(query.get("framework", ""), "framework"))
    return {"framework": atlas.framework, "version": atlas.version,
            "targets": [plain(r) for r in found_roles(atlas, asked, limit)]}  # fmt: skip


def _gap(api: CompassApi, asked: JSONObject) -> JSON:
    atlas, held = api.held(asked)
    return plain(api.guide.gap(atlas, held, api.target(asked, atlas)))


def _nearby(api: CompassApi, asked: JSONObject) -> JSON:
    atlas, held = api.held(asked)
    now = asked.get("from")
    found = api.guide.nearby(
        atlas,
        held,
        work=api.guide.work(atlas, text("" if now is None else now, "from")),
        limit=count(asked.get("limit"), 10),
        area=text(asked.get("area", "99"), "area"),
    )
    return plain(found)


def _route(api: CompassApi, asked: JSONObject) -> JSON:
    limits, aim = limits_of(asked, api.guide.clock().date()), aim_of(asked)
    atlas, held = api.held(asked)
    gap = api.guide.gap(atlas, held, api.target(asked, atlas))
    planned = api.guide.route(gap, held, limits, aim)
    return {
        "gap": gap.sentence,
        "plan": plain(planned.plan),
        "price_changes": plain(planned.changes),
    }


def _answer(body: JSON) -> Response[bytes]:
    return Response(
        dumps(body), media_type="application/json", headers={"cache-control": "no-store"}
    )
