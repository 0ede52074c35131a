"""The official crosswalk of O*NET-SOC 2019 and ESCO occupations, as the Commission publishes it.

A CSV table below some lines of notes; its columns are `O*NET Id`, `ESCO or ISCO URI` and
`Type of Match` (`exactMatch`, `closeMatch`, `broadMatch`, `narrowMatch`), among others.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from lerway.domain.skills.mappings import Match, Origin, SkillMapping
from lerway.kernel.errors import InvalidError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["is_official_layout", "read_official"]

_COLUMNS: Final = ("O*NET Id", "ESCO or ISCO URI", "Type of Match")
_METHOD: Final = "semapv:ManualMappingCuration"
_NOTES: Final = 40  # lines above the header at most


def is_official_layout(data: bytes) -> bool:
    """Return whether this looks like the official table."""
    return all(column.encode() in data[:20_000] for column in _COLUMNS)


def read_official(data: bytes, file: str, esco: str, onet: str) -> Iterator[SkillMapping]:
    """Yield the mappings, from O*NET to ESCO.

    Args:
        data: the table, UTF-8.
        file: its name, for what is said of it.
        esco: id of the framework that its addresses belong to.
        onet: id of the framework that its codes belong to.

    Raises:
        UnreadableError: `mappings.not_a_table`.
        InvalidError: `mappings.match`.
    """
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        rows = []
    head = next((n for n, row in enumerate(rows[:_NOTES]) if {*_COLUMNS} <= {*row}), None)
    if head is None:
        raise UnreadableError(
            "mappings.not_a_table",
            f"{file} has no header with {', '.join(_COLUMNS)}",
            hint="give the official crosswalk as CSV in UTF-8, or a set of mappings as SSSOM",
        )
    code, address, kind = (rows[head].index(column) for column in _COLUMNS)
    known = {f"{m.value}Match": m for m in Match}
    for number, row in enumerate(rows[head + 1 :], head + 2):
        if len(row) <= max(code, address, kind) or not row[code].strip():
            continue
        match = known.get(row[kind].strip())
        if match is None:
            raise InvalidError(
                "mappings.match",
                f"{file}, row {number}: {row[kind]!r} is no type of match",
                hint=f"it is one of {', '.join(known)}",
            )
        yield SkillMapping(
            row[code].strip(), match, row[address].strip(), onet, esco,
            origin=Origin.OFFICIAL, method=_METHOD, author="European Commission",
        )  # fmt: skip
