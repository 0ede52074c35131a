"""The registrar's book of one status list: which record has which index, and why it was set.

Bitstring Status List 1.0; the list itself is `standards.status.lists.StatusList`.
The book is one JSON file: the state of the list, who issues it, the index of each
record by its id, and what was changed when.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import Fault, MisuseError, UnreadableError
from lerway.kernel.limits import MIB, Limits
from lerway.kernel.strict_json import parse_object
from lerway.standards.status.lists import (
    StatusList,
    draw_indexes,
    entry_for,
    set_value,
    state_json,
    state_of,
)
from lerway.standards.vcdm.dates import format_datetime

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from lerway.domain.issuing.identifiers import Draws
    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = ["StatusBook", "parse_book"]

_LIMITS: Final = Limits(document=1024 * MIB, values=100_000_000, status_list=128 * MIB)
"""The book is our own file: a long list may be longer than a stranger's document."""
_FINAL: Final = frozenset({"revocation", "refresh"})


@dataclass(frozen=True, slots=True)
class StatusBook:
    """A status list and whose record is where.

    Attributes:
        state: the list.
        issuer: id of the issuer whose records it serves; None until the first.
        records: id of a record to its index.
        changes: what was set, in order: `index`, `value`, `at`, and `reason` if given.
    """

    state: StatusList
    issuer: str | None = None
    records: dict[str, int] = field(default_factory=dict[str, int], repr=False)
    changes: tuple[JSONObject, ...] = field(default=(), repr=False)

    @property
    def purpose(self) -> str:
        """What the list is for."""
        return self.state.purposes[0]

    @property
    def final(self) -> bool:
        """Whether what is set stays set."""
        return not _FINAL.isdisjoint(self.state.purposes)

    def of_issuer(self, issuer_id: str) -> StatusBook:
        """Return the book as that of `issuer_id`.

        Raises:
            MisuseError: `status.another_issuer` if it is somebody else's.
        """
        if self.issuer not in (None, issuer_id):
            raise MisuseError(
                "status.another_issuer",
                f"the status list belongs to {self.issuer}, not to {issuer_id}",
                hint="make a list of your own with `lerway status new`",
            )
        return replace(self, issuer=issuer_id)

    def with_records(self, ids: Iterable[str], draws: Draws) -> StatusBook:
        """Return the book with an index for each of `ids`; those that have one keep it.

        Indexes follow from `draws` and the id, so that a resumed run draws the same.

        Raises:
            MisuseError: `status.list_full`.
        """
        new = list(dict.fromkeys(i for i in ids if i not in self.records))
        indexes, state = draw_indexes(self.state, (_Stream(draws, i) for i in new))
        records = {**self.records, **dict(zip(new, indexes, strict=True))}
        return replace(self, state=state, records=records)

    def entry(self, record_id: str) -> JSONObject:
        """Return the `credentialStatus` of a record that has an index."""
        return entry_for(self.state, self.records[record_id])

    def index_of(self, record: str) -> int:
        """Return the index that an id, or an index in digits, means.

        Raises:
            MisuseError: `status.unknown_record`.
        """
        if record in self.records:
            return self.records[record]
        if record.isascii() and record.isdigit() and int(record) in self.records.values():
            return int(record)
        raise MisuseError(
            "status.unknown_record",
            f"no record {record} is in this status list",
            hint="give the id of the credential, as in issued.csv, or its index",
        )

    def with_value(
        self, record: str, value: int, now: datetime, reason: str | None = None
    ) -> StatusBook:
        """Return the book with the status of `record` (an id or index) set.

        Raises:
            MisuseError: `status.unknown_record`, `status.value_out_of_range`,
                `status.revocation_final`.
        """
        index = self.index_of(record)
        state = set_value(self.state, index, value)
        if state == self.state:
            return self
        change: JSONObject = {"index": index, "value": value, "at": format_datetime(now)}
        if reason:
            change["reason"] = reason
        return replace(self, state=state, changes=(*self.changes, change))

    def meaning(self, value: int) -> str:
        """Return in words what a value means."""
        if value in self.state.messages:
            return self.state.messages[value]
        words = {"revocation": "revoked", "suspension": "suspended", "refresh": "to be refreshed"}
        word = words.get(self.purpose, "set")
        return word if value else f"not {word}"

    def to_bytes(self) -> bytes:
        """Return the book as the file that is kept: JSON, a member a line."""
        document: JSONObject = {
            **state_json(self.state),
            "issuer": self.issuer,
            "records": dict[str, "JSON"](self.records),
            "changes": list(self.changes),
        }
        return json.dumps(document, ensure_ascii=False, indent=0).encode() + b"\n"


def parse_book(data: bytes) -> StatusBook:
    """Return the book that `StatusBook.to_bytes` wrote.

    Raises:
        UnreadableError: as `parse_state`; `status.book_malformed`.
    """
    document = parse_object(data, limits=_LIMITS)
    state = state_of(document, limits=_LIMITS)
    issuer = document.get("issuer")
    records, changes = document.get("records", {}), document.get("changes", [])
    if (
        not isinstance(records, dict)
        or not isinstance(changes, list)
        or not isinstance(issuer, str | None)
    ):
        raise _malformed_book()
    indexes = {i: n for i, n in records.items() if type(n) is int}
    given = set(indexes.values())
    if len(indexes) != len(records) or len(given) != len(indexes):
        raise _malformed_book()
    try:
        for index in given:
            state.value(index)
    except MisuseError:
        raise _malformed_book() from None
    kept = tuple(c for c in changes if isinstance(c, dict))
    return StatusBook(state, issuer, indexes, kept)


def _malformed_book() -> UnreadableError:
    return UnreadableError(
        "status.book_malformed",
        "the status list file was changed by hand and does not agree with itself",
        hint="take the last copy that did",
        fault=Fault.CALLER,
    )


class _Stream:
    """Bytes that follow from the draws and a record, as many as are asked for."""

    def __init__(self, draws: Draws, record_id: str) -> None:
        self._draws = draws
        self._record_id = record_id
        self._count = 0

    def __call__(self, size: int) -> bytes:
        self._count += 1
        return self._draws.draw("status", self._record_id, self._count)[:size]
