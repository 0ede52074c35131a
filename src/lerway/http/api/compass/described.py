"""What OpenAPI says of `/api/compass`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lerway.http.api.compass.desk import (
    LONGEST,
    LONGEST_POSTING,
    MOST_CLAIMS,
    MOST_RECORDS,
    MOST_ROLES,
)
from lerway.http.api.describing import Described, get_operation, object_of, post_operation, ref

if TYPE_CHECKING:
    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = ["COMPASS_DESCRIBED"]

_JSON: Final = "application/json"


def _text(most: int = LONGEST) -> JSONObject:
    return {"type": "string", "maxLength": most}


def _amount() -> JSONObject:
    return {"type": "number", "minimum": 0, "exclusiveMaximum": 10**9}


def _count() -> JSONObject:
    return {"type": "integer", "minimum": 1, "maximum": MOST_ROLES, "default": 10}


def _paths() -> JSONObject:
    def post(operation: str, summary: str, body: str, said: str, answer: str) -> JSONObject:
        answers: dict[int, tuple[str, str, JSON]] = {200: (said, _JSON, ref(answer))}
        return post_operation(operation, summary, {_JSON: ref(body)}, answers, refused=True)

    def query(name: str, schema: JSONObject, *, required: bool = False) -> JSON:
        return {"name": name, "in": "query", "required": required, "schema": schema}

    return {
        "/compass/targets": get_operation(
            "findTargets",
            "Find work roles and occupations by their words or codes",
            {200: ("The roles, the likeliest first.", _JSON, ref("CompassTargets"))},
            [
                query("q", _text(), required=True),
                query("framework", _text()),
                query("limit", _count()),
            ],
            refused=True,
        ),
        "/compass/skills": post(
            "listHeldSkills",
            "Which skills records verify, and which are claimed only",
            "CompassHeld",
            "The skills, each with its evidence.",
            "CompassSkills",
        ),
        "/compass/gap": post(
            "findGap",
            "What a target asks for, and what of it is held",
            "CompassGapRequest",
            "The gap, skill by skill.",
            "CompassGap",
        ),
        "/compass/nearby": post(
            "findNearbyRoles",
            "Which roles are near, what is missing, and what they pay",
            "CompassNearbyRequest",
            "The roles, the nearest first.",
            "CompassRoles",
        ),
        "/compass/route": post(
            "findRoute",
            "Which courses close the gap best, in which order",
            "CompassRouteRequest",
            "The route, or why there is none.",
            "CompassRoute",
        ),
    }


def _every(of: JSON) -> JSON:
    return {"type": "array", "items": of}


def _schemas() -> JSONObject:
    held: JSONObject = {
        "records": {
            "type": "array",
            "maxItems": MOST_RECORDS,
            "items": {"anyOf": [{"type": "object"}, {"type": "string", "pattern": r"\S"}]},
        },
        "claims": {"type": "array", "maxItems": MOST_CLAIMS, "items": _text()},
        "framework": _text(),
    }
    target: JSONObject = {"to": _text(), "posting": _text(LONGEST_POSTING)}
    limits: JSONObject = {
        "budget": _amount(),
        "currency": {"type": "string", "pattern": "^[A-Za-z]{3}$", "default": "USD"},
        "hours": {**_amount(), "default": 10},
        "online": {"type": "boolean", "default": False},
        "start": {"type": "string", "format": "date"},
        "finish": {"type": "string", "format": "date"},
        "aim": {"anyOf": [{"enum": ["cheapest", "fastest"]}, _amount()], "default": "cheapest"},
    }
    near: JSONObject = {"from": _text(), "limit": _count(), "area": _text()}
    return {
        "CompassHeld": object_of([], held),
        "CompassGapRequest": object_of([], {**held, **target}),
        "CompassNearbyRequest": object_of([], {**held, **near}),
        "CompassRouteRequest": object_of([], {**held, **target, **limits}),
        **_answers(),
    }


def _answers() -> JSONObject:
    free: JSON = {"type": "object"}
    said: JSON = {"type": "string"}
    share: JSON = {"type": "number", "minimum": 0, "maximum": 1}
    role = object_of(
        ["id", "label", "kind"], {"id": said, "label": said, "kind": said, "title": said}
    )
    return {
        "CompassTargets": object_of(
            ["framework", "version", "targets"],
            {
                "framework": said,
                "version": said,
                "targets": _every(role),
            },
        ),
        "CompassSkills": object_of(
            ["skills", "earned", "unlinked", "remarks", "unread"],
            {
                "skills": _every(free),
                "earned": free,
                "unlinked": _every(said),
                "remarks": _every(said),
                "unread": _every(object_of(["text", "near"], {"text": said, "near": _every(said)})),
            },
            open_=True,
        ),
        "CompassGap": object_of(
            ["target", "lines", "share", "verified_share", "sentence"],
            {
                "target": free,
                "lines": _every(free),
                "share": share,
                "verified_share": share,
                "sentence": said,
            },
            open_=True,
        ),
        "CompassRoles": _every(free),
        "CompassRoute": object_of(
            ["gap", "plan", "price_changes"],
            {"gap": said, "plan": free, "price_changes": _every(free)},
        ),
    }


COMPASS_DESCRIBED: Final = Described(_paths(), _schemas())
