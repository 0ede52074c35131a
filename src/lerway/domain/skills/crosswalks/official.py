"""Mappings that their owners publish: in a table of their own, or within a framework.

The official crosswalk of O*NET-SOC 2019 and ESCO occupations, as the Commission publishes
it, is a CSV table below some lines of notes; its columns are `O*NET Id`, `ESCO or ISCO URI`
and `Type of Match` (`exactMatch`, `closeMatch`, `broadMatch`, `narrowMatch`), among others.
Any other published table is read by naming its columns.

A framework may say of its own items which items of another they are: DCWF names NICE work
roles (`NCWF ID`), CASE has `exactMatchOf`, CTDL-ASN `exactAlignment`.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from lerway.domain.skills.mappings import Match, Origin, SkillMapping
from lerway.kernel.errors import InvalidError, UnreadableError
from lerway.standards.frameworks.model import Link

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from lerway.domain.skills.store import Edition
    from lerway.standards.frameworks.model import Item, Relation

__all__ = ["SAME_THING", "is_official_layout", "mappings_within", "read_official", "read_table"]

SAME_THING: Final = {Link.EXACT: Match.EXACT, Link.CLOSE: Match.CLOSE}

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
    rows = _rows(data)
    head = next((n for n, row in enumerate(rows[:_NOTES]) if {*_COLUMNS} <= {*row}), None)
    if head is None:
        raise _no_table(file, _COLUMNS)
    code, address, kind = (rows[head].index(column) for column in _COLUMNS)
    for number, row in enumerate(rows[head + 1 :], head + 2):
        if len(row) <= max(code, address, kind) or not row[code].strip():
            continue
        match = _match(row[kind], file, number)
        yield SkillMapping(
            row[code].strip(), match, row[address].strip(), onet, esco,
            origin=Origin.OFFICIAL, method=_METHOD, author="European Commission",
        )  # fmt: skip


def read_table(
    data: bytes, file: str, columns: Mapping[str, str], subjects: str, objects: str
) -> Iterator[SkillMapping]:
    """Yield the mappings of a published table, by its columns; rows without both ids are left out.

    Args:
        data: the table, CSV in UTF-8 with a header.
        file: its name.
        columns: which column holds the `subject` and the `object`, and, where there is one,
            the `relation` (close, if not) and the `confidence` (0 to 1).
        subjects: id of the framework of the subjects.
        objects: likewise.

    Raises:
        UnreadableError: `mappings.not_a_table`.
        InvalidError: `mappings.match`, `mappings.confidence`.
    """
    rows = _rows(data)
    if not rows or not {*columns.values()} <= {*rows[0]}:
        raise _no_table(file, columns.values())
    at = {member: rows[0].index(column) for member, column in columns.items()}
    for number, row in enumerate(rows[1:], 2):
        said = {member: row[n].strip() if n < len(row) else "" for member, n in at.items()}
        if said["subject"] and said["object"]:
            relation, sure = said.get("relation", ""), said.get("confidence", "")
            yield SkillMapping(
                said["subject"], _match(relation, file, number) if relation else Match.CLOSE,
                said["object"], subjects, objects,
                confidence=_confidence(sure, file, number) if sure else None,
                origin=Origin.OFFICIAL, method=_METHOD, justification=f"stated in {file}",
            )  # fmt: skip


def _rows(data: bytes) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        return []


def _no_table(file: str, columns: Iterable[str]) -> UnreadableError:
    return UnreadableError(
        "mappings.not_a_table",
        f"{file} has no header with {', '.join(columns)}",
        hint="give CSV in UTF-8 and name its columns, or a set of mappings as SSSOM",
    )


def _match(said: str, file: str, row: int) -> Match:
    known = {m.value: m for m in Match}
    match = known.get(said.strip().rpartition(":")[2].removesuffix("Match").casefold())
    if match is None:
        raise InvalidError(
            "mappings.match",
            f"{file}, row {row}: {said!r} is no type of match",
            hint=f"it is one of {', '.join(f'{m}Match' for m in known)}",
        )
    return match


def _confidence(said: str, file: str, row: int) -> float:
    try:
        found = float(said)
    except ValueError:
        found = -1.0
    if not 0 <= found <= 1:
        raise InvalidError(
            "mappings.confidence",
            f"{file}, row {row}: {said!r} is no confidence",
            hint="it is a number from 0 to 1; leave the column out if it means something else",
        )
    return found


def mappings_within(
    relations: Iterable[Relation],
    here: Edition,
    there: Edition,
    item: Callable[[str], Item | None],
) -> Iterator[SkillMapping]:
    """Yield the mappings into `there` that the relations of `here` state.

    Args:
        relations: of `here`; only those that say that two items are the same thing count.
        here: whose owner states them.
        there: the other framework.
        item: finds an item of `there` by id, address or code.
    """
    for relation in relations:
        match = SAME_THING.get(relation.link)
        found = None if match is None else item(relation.target)
        if match is not None and found is not None:
            yield SkillMapping(
                relation.source, match, found.id, here.id, there.id, here.version, there.version,
                origin=Origin.OFFICIAL, method=_METHOD,
                justification=f"stated in {here.framework.name} {here.version}",
                author=here.framework.publisher,
            )  # fmt: skip
