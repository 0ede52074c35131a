"""What a request to the API of the compass says, read into what the compass asks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from lerway.domain.pathways.asking import role_target
from lerway.domain.pathways.routes.model import CHEAPEST, FASTEST, Aim, Limits
from lerway.http.api.guard import caller_of
from lerway.kernel.errors import MisuseError
from lerway.kernel.strict_json import dumps

if TYPE_CHECKING:
    from lerway.bootstrap.guide import Guide
    from lerway.domain.pathways.atlas.model import Atlas
    from lerway.domain.pathways.holdings import Holdings
    from lerway.domain.pathways.targets import Target
    from lerway.http.api.desk import ApiDesk
    from lerway.http.kit.request import AnyRequest
    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = [
    "HELD",
    "LONGEST",
    "LONGEST_POSTING",
    "MOST_CLAIMS",
    "MOST_HOURS",
    "MOST_RECORDS",
    "MOST_ROLES",
    "TARGET",
    "CompassApi",
    "aim_of",
    "count",
    "limits_of",
    "text",
]

MOST_RECORDS: Final = 20
MOST_CLAIMS: Final = 200
MOST_ROLES: Final = 100
MOST_HOURS: Final = 168
LONGEST: Final = 200
LONGEST_POSTING: Final = 60_000
HELD: Final = frozenset({"records", "claims", "framework"})
TARGET: Final = frozenset({"to", "posting"})


@dataclass(frozen=True, slots=True)
class CompassApi:
    """What the API of the compass works with.

    Attributes:
        desk: of the whole API: who is admitted, and how work leaves the event loop.
        guide: answers.
    """

    desk: ApiDesk
    guide: Guide

    async def admit(self, request: AnyRequest, operation: str) -> None:
        """Return if the caller may do `operation`."""
        await self.desk.guard.admit(caller_of(request, operation))

    def held(self, asked: JSONObject) -> tuple[Atlas, Holdings]:
        """Return the framework that a request means, and what is held.

        Raises:
            MisuseError: `api.records`, `api.claims`, and what the compass raises.
            UnreadableError: `compass.unreadable_record`.
        """
        atlas = self.guide.atlas(text(asked.get("framework", ""), "framework"))
        records, claims = asked.get("records", []), asked.get("claims", [])
        if not isinstance(records, list) or len(records) > MOST_RECORDS:
            raise MisuseError(
                "api.records",
                f"records must be a list of up to {MOST_RECORDS} credentials",
                hint="give each as a JSON object, or a JWT as a text",
                pointer="/records",
            )
        given = [(f"record {n}", _bytes(r, n)) for n, r in enumerate(records)]
        lines = [c for c in claims if isinstance(c, str)] if isinstance(claims, list) else []
        if not isinstance(claims, list) or not len(lines) == len(claims) <= MOST_CLAIMS:
            raise MisuseError(
                "api.claims",
                f"claims must be a list of up to {MOST_CLAIMS} texts",
                hint="write each as WORDS or WORDS@LEVEL",
                pointer="/claims",
            )
        return atlas, self.guide.holdings(given, [text(c, "claims") for c in lines], atlas)

    def target(self, asked: JSONObject, atlas: Atlas) -> Target:
        """Return the target that a request means.

        Raises:
            MisuseError: `api.target`, `compass.unknown_role`.
            InvalidError: `target.too_short`, `target.nothing_found`.
        """
        to, words = asked.get("to"), asked.get("posting")
        if (to is None) == (words is None):
            raise MisuseError(
                "api.target",
                "a request names one target: to, or posting",
                hint="give the id or whole name of a role as to, or a text as posting",
                pointer="/to",
            )
        if words is not None:
            return self.guide.posting(atlas, text(words, "posting", LONGEST_POSTING))
        return role_target(atlas, text(to, "to"))


def _bytes(record: JSON, number: int) -> bytes:
    if isinstance(record, dict):
        return dumps(record)
    if isinstance(record, str) and record.strip():
        return record.encode()
    raise MisuseError(
        "api.records",
        f"record {number} is neither a JSON object nor a text",
        hint="give each as a JSON object, or a JWT as a text",
        pointer=f"/records/{number}",
    )


def text(value: JSON, name: str, most: int = LONGEST) -> str:
    """Return a text of a request.

    Raises:
        MisuseError: `api.member_missing`.
    """
    if not isinstance(value, str) or len(value) > most:
        raise MisuseError(
            "api.member_missing",
            f"{name} must be a text of up to {most:,} characters",
            hint="see /api/openapi.json",
            pointer=f"/{name}",
        )
    return value


def count(value: JSON, otherwise: int) -> int:
    """Return how many roles are wanted, 1 to `MOST_ROLES`.

    Raises:
        MisuseError: `api.number`.
    """
    if value is None:
        return otherwise
    written = str(value) if not isinstance(value, bool) else ""
    if written.isascii() and written.isdecimal() and len(written) <= 3:  # noqa: PLR2004 - digits
        number = int(written)
        if 1 <= number <= MOST_ROLES:
            return number
    raise MisuseError(
        "api.number", f"limit must be a whole number from 1 to {MOST_ROLES}", pointer="/limit"
    )


def limits_of(asked: JSONObject, today: date) -> Limits:
    """Return the limits of a request.

    Raises:
        MisuseError: `api.limits`.
    """
    currency = asked.get("currency", "USD")
    if not isinstance(currency, str) or len(currency) != 3 or not currency.isalpha():  # noqa: PLR2004 - ISO 4217
        raise _limits("currency", "must be three letters (ISO 4217)")
    budget = _number(asked, "budget", None)
    online = asked.get("online", False)
    if not isinstance(online, bool):
        raise _limits("online", "must be true or false")
    return Limits(
        _day(asked, "start") or today,
        currency.upper(),
        None if budget is None else Decimal(str(budget)),
        _number(asked, "hours", 10.0) or 0.0,
        online,
        _day(asked, "finish"),
    )


def aim_of(asked: JSONObject) -> Aim:
    """Return what a route is to make least: `cheapest`, `fastest`, or what a week is worth.

    Raises:
        MisuseError: `api.limits`.
    """
    value = asked.get("aim", "cheapest")
    known = {"cheapest": CHEAPEST, "fastest": FASTEST}
    if isinstance(value, str):
        if value in known:
            return known[value]
        raise _limits("aim", "must be cheapest, fastest, or a number: what a week is worth")
    return Aim.balanced(Decimal(str(_number(asked, "aim", 0.0))))


def _number(asked: JSONObject, name: str, otherwise: float | None) -> float | None:
    value = asked.get(name)
    if value is None:
        return otherwise
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _limits(name, "must be a number")
    if not math.isfinite(value) or not 0 <= value < 10**9:
        raise _limits(name, "must be a number of 0 or more")
    return float(value)


def _day(asked: JSONObject, name: str) -> date | None:
    value = asked.get(name)
    if value is None:
        return None
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise _limits(name, "must be a day, such as 2027-01-11") from None


def _limits(name: str, what: str) -> MisuseError:
    return MisuseError(
        "api.limits", f"{name} {what}", hint="see /api/openapi.json", pointer=f"/{name}"
    )
