"""Days and moments as a person writes them: `2026-06-30`, or with a time and an offset.

VC Data Model 2.0, section 4.9 (Validity Period) wants moments. A day alone means the
whole day in UTC: as a beginning its first second, as an end its last one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lerway.standards.vcdm.dates import parse_datetime

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["is_day", "moment"]

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_FIRST: Final = "T00:00:00Z"
_LAST: Final = "T23:59:59Z"


def is_day(text: str) -> bool:
    """Return whether `text` is written as a day without a time."""
    return bool(_DAY.match(text))


def moment(text: str, *, end: bool = False) -> datetime:
    """Return the moment that `text` means; of a day its first second, or as an `end` its last.

    Raises:
        InvalidError: `vcdm.date_malformed`, `vcdm.date_without_offset`.
    """
    if is_day(text):
        text += _LAST if end else _FIRST
    return parse_datetime(text)
