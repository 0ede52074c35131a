"""Status lists that this server keeps in memory and publishes: Bitstring Status List 1.0.

Each list is a `StatusBook`. Its credential is signed anew when it was changed, and when
half of its life is over. For a server that lives as long as its keys (`lerway conformance
serve`); a node keeps its books in its database.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from lerway.domain.issuing.identifiers import SEED_SIZE, Draws
from lerway.domain.issuing.status_book import StatusBook
from lerway.kernel.errors import MisuseError
from lerway.standards.status.lists import list_credential, new_list

if TYPE_CHECKING:
    from lerway.domain.issuing.issuer import Issuer
    from lerway.domain.ports import Clock, Entropy
    from lerway.kernel.strict_json import JSONObject

__all__ = ["PURPOSES", "StatusShelf"]

PURPOSES: Final = ("revocation", "suspension")
_LIFE: Final = timedelta(hours=24)


@dataclass(slots=True)
class _Kept:
    book: StatusBook
    signed: bytes = b""
    until: datetime | None = None


@dataclass(slots=True)
class StatusShelf:
    """The status lists of one issuer.

    Attributes:
        issuer: signs the lists.
        base: the address below which they are published, without a slash at its end.
        clock: tells the time.
        entropy: draws indexes.
        most: how many lists there may be.
    """

    issuer: Issuer
    base: str
    clock: Clock
    entropy: Entropy
    most: int = 100
    _lists: dict[str, _Kept] = field(default_factory=dict[str, _Kept])
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def create(self, purpose: str, url: str | None = None) -> str:
        """Return the address of a new list for `purpose`.

        Raises:
            MisuseError: `status.unknown_purpose`, `status.list_elsewhere`,
                `status.list_exists`, `status.too_many_lists`.
        """
        if purpose not in PURPOSES:
            raise MisuseError(
                "status.unknown_purpose",
                f"there are no status lists for {purpose!r} here",
                hint=f"a list is for one of {', '.join(PURPOSES)}",
                pointer="/statusPurpose",
            )
        with self._lock:
            if len(self._lists) >= self.most:
                raise MisuseError(
                    "status.too_many_lists", "this server keeps no more status lists than it has"
                )
            url = url or f"{self.base}/{self.entropy(8).hex()}"
            name = url.removeprefix(self.base + "/")
            if name == url or not name or not all(c.isalnum() or c in "-_" for c in name):
                raise MisuseError(
                    "status.list_elsewhere",
                    "a status list is published below the address of this server",
                    hint=f"leave the id out, or let it begin with {self.base}/",
                    pointer="/id",
                )
            if url in self._lists:
                raise MisuseError(
                    "status.list_exists", "there is a status list of this id", pointer="/id"
                )
            book = StatusBook(new_list(url, (purpose,))).of_issuer(self.issuer.id)
            self._lists[url] = _Kept(book)
        return url

    def entry(self, record_id: str, purpose: str = "revocation") -> JSONObject:
        """Return the `credentialStatus` of a record that is about to be issued."""
        with self._lock:
            kept = next((k for k in self._lists.values() if k.book.purpose == purpose), None)
        if kept is None:
            kept = self._lists[self.create(purpose)]
        with self._lock:
            kept.book = kept.book.with_records([record_id], Draws(self.entropy(SEED_SIZE)))
            return kept.book.entry(record_id)

    def set(self, record_id: str, purpose: str, *, value: bool, url: str | None = None) -> None:
        """Set the status of a record.

        Args:
            record_id: its id.
            purpose: for which purpose.
            value: whether it is set.
            url: the list; any that has the record, if not given.

        Raises:
            MisuseError: `status.unknown_record`, `status.revocation_final`.
        """
        with self._lock:
            for at, kept in self._lists.items():
                if url not in (None, at) or kept.book.purpose != purpose:
                    continue
                if record_id in kept.book.records:
                    kept.book = kept.book.with_value(record_id, int(value), self.clock())
                    kept.signed = b""
                    return
        raise MisuseError(
            "status.unknown_record",
            f"no record of that id has a status for {purpose!r} here",
            hint="give the id of the credential, or the credentialId it was issued under",
            pointer="/credentialId",
        )

    def published(self, url: str) -> bytes | None:
        """Return the signed credential of a list; None if there is no such list."""
        with self._lock:
            kept = self._lists.get(url)
            if kept is None:
                return None
            now = self.clock()
            if not kept.signed or kept.until is None or now > kept.until:
                document = list_credential(kept.book.state, self.issuer.id, now, life=_LIFE)
                kept.signed = self.issuer.issue(document)
                kept.until = now + _LIFE / 2
            return kept.signed
