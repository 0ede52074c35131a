"""Status lists that are signed again and again: a list credential of which the bits change.

W3C Bitstring Status List 1.0, section 3.1 (generate algorithm).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast, final

from lerway.domain.issuing.templates.badge import schemes_of
from lerway.standards.status.lists import list_credential

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from lerway.domain.issuing.templates.cutter import Cutter
    from lerway.kernel.strict_json import JSONObject
    from lerway.standards.jsonld.slots import Slot
    from lerway.standards.status.lists import StatusList

__all__ = ["ListTemplate"]


@final
class ListTemplate:
    """Signs the credentials of status lists. `Issuer.status_list` has one."""

    def __init__(self, cutter: Cutter) -> None:
        """Make a template."""
        self._cutter = cutter

    def issue(self, state: StatusList, now: datetime, *, life: timedelta, ttl: timedelta) -> bytes:
        """Return the signed credential of a list.

        Raises:
            MisuseError: `status.list_life`.
            RefusedError: as `Issuer.issue`.
        """
        document = list_credential(state, self._cutter.issuer.id, now, life=life, ttl=ttl)
        schemes = schemes_of([state.id])
        if schemes is None or "#" in state.id:
            return self._cutter.whole(document, now)
        subject = cast("JSONObject", document["credentialSubject"])
        values = [state.id, str(subject["id"]), str(document["validFrom"])]
        values += (str(document["validUntil"]), str(subject["encodedList"]))
        shape = (schemes, state.purposes, ttl)
        signed = self._cutter.signed(shape, values, now)
        if signed is not None:
            return signed
        named = "credentialSubject"
        slots: list[Slot] = [
            (("id",), schemes[0]),
            ((named, "id"), schemes[0]),
            (("validFrom",), ""),
            (("validUntil",), ""),
            ((named, "encodedList"), ""),
        ]
        return self._cutter.first(shape, values, document, slots, now)
