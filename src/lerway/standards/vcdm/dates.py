"""Dates of W3C Verifiable Credentials Data Model 2.0, sections 4.9 and 5.8 (Representing Time).

A date is an `xsd:dateTimeStamp` of XML Schema 1.1 part 2, section 3.4.28: the
offset is required, `24:00:00` is the first moment of the next day, and there are
no leap seconds. Section 5.8 would have a date without offset read as UTC, and version
1.1 (sections 4.6 and 4.8) lets dates do without one; both are refused here: a
moment that differs by 26 hours between two readers decides nothing.

Years that Python cannot count (before 1 and after 9999) become the first and the
last moment it can, which keeps every comparison with a real clock right.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from lerway.kernel import pointer
from lerway.kernel.errors import Fault, InvalidError
from lerway.kernel.watching import asked_moment

if TYPE_CHECKING:
    from lerway.kernel.strict_json import JSONObject

__all__ = ["date_of", "day_of", "format_datetime", "parse_datetime", "validity"]

_DATE: Final = re.compile(
    r"(?P<year>-?(?:[1-9][0-9]{3,11}|0[0-9]{3}))-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
    r"T(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})(?:\.(?P<part>[0-9]{1,64}))?"
    r"(?P<offset>Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?\Z"
)
_FIRST: Final = datetime.min.replace(tzinfo=UTC)
_LAST: Final = datetime.max.replace(tzinfo=UTC)
_LAST_YEAR: Final = 9999
_END_OF_DAY: Final = 24
_SHOWN: Final = 60
_REMEMBERED: Final = 1_024
_START: Final = ("validFrom", "issuanceDate")
_END: Final = ("validUntil", "expirationDate")


@asked_moment
def parse_datetime(text: str) -> datetime:
    """Return the moment that `text`, an `xsd:dateTimeStamp`, names, in UTC.

    Parts of a second beyond the sixth digit are cut off.

    Raises:
        InvalidError: `vcdm.date_malformed` if it is no such date (a leap second
            is none), `vcdm.date_without_offset` if only the offset is missing.
    """
    return _parsed(text) if len(text) <= _SHOWN else _parse(text)


def _parse(text: str) -> datetime:
    m = _DATE.match(text)
    if m is None:
        raise _malformed(text)
    if m["offset"] is None:
        raise InvalidError(
            "vcdm.date_without_offset",
            f"the date {text!r} has no offset from UTC",
            hint="end it with Z, or with an offset such as +01:00",
            fault=Fault.ISSUER,
        )
    year = int(m["year"])
    # A leap year stands in for a year out of range, so that 29 February is judged too.
    inside = 1 <= year <= _LAST_YEAR
    try:
        moment = _moment(m, year if inside else 2000 + year % 400)
    except ValueError:
        raise _malformed(text) from None
    except OverflowError:
        moment = _FIRST if year == 1 else _LAST
    if inside:
        return moment
    return _LAST if year > 0 else _FIRST


_parsed = lru_cache(_REMEMBERED)(_parse)


@lru_cache(_REMEMBERED)
def format_datetime(moment: datetime) -> str:
    """Return `moment` as an `xsd:dateTimeStamp` in UTC, to the second: `2026-01-31T08:00:00Z`.

    Raises:
        ValueError: `moment` has no offset.
    """
    if moment.tzinfo is None:
        raise ValueError("the moment has no offset from UTC")
    return f"{moment.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat()}Z"


@lru_cache(_REMEMBERED)
def day_of(moment: datetime) -> str:
    """Return the day of `moment` for a person: `2026-01-31`."""
    return f"{moment:%Y-%m-%d}"


def validity(document: JSONObject) -> tuple[datetime | None, datetime | None]:
    """Return from when and until when `document` is valid; None where it does not say.

    The names of version 1.1 count in a document of version 1.1 only. Where one
    document has both names of a bound, the narrower period counts.

    Raises:
        InvalidError: as `parse_datetime`, with the pointer of the member.
    """
    old = _is_v1(document)
    starts = [date_of(document, name) for name in _START[: 1 + old] if _said(document, name)]
    ends = [date_of(document, name) for name in _END[: 1 + old] if _said(document, name)]
    return max(starts, default=None), min(ends, default=None)


def date_of(document: JSONObject, name: str) -> datetime:
    """Return the moment that the member `name` of `document` names.

    Raises:
        InvalidError: as `parse_datetime`, with the pointer of the member.
    """
    value = document.get(name)
    if not isinstance(value, str):
        raise InvalidError(
            "vcdm.date_malformed",
            f"{name} is not a text",
            fault=Fault.ISSUER,
            pointer=pointer.join(name),
        )
    try:
        return parse_datetime(value)
    except InvalidError as e:
        raise e.at(pointer.join(name)) from None


def _is_v1(document: JSONObject) -> bool:
    context = document.get("@context")
    first = context[0] if isinstance(context, list) and context else context
    return first != "https://www.w3.org/ns/credentials/v2"


def _said(document: JSONObject, name: str) -> bool:
    return document.get(name) is not None


def _moment(m: re.Match[str], year: int) -> datetime:
    hour, minute, second = int(m["hour"]), int(m["minute"]), int(m["second"])
    micro = int((m["part"] or "0")[:6].ljust(6, "0"))
    midnight = hour == _END_OF_DAY
    if midnight and (minute or second or int(m["part"] or 0)):
        raise ValueError(hour)
    local = datetime(
        year, int(m["month"]), int(m["day"]), 0 if midnight else hour, minute, second, micro, UTC
    )
    return local + timedelta(days=midnight) - _offset(m["offset"])


def _offset(text: str) -> timedelta:
    if text == "Z":
        return timedelta()
    size = timedelta(hours=int(text[1:3]), minutes=int(text[4:6]))
    return -size if text[0] == "-" else size


def _malformed(text: str) -> InvalidError:
    shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
    return InvalidError(
        "vcdm.date_malformed",
        f"{shown!r} is not a date and time such as 2026-01-31T08:00:00Z",
        hint="write it as an xsd:dateTimeStamp, without leap seconds",
        fault=Fault.ISSUER,
    )
