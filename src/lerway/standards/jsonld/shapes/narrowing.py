"""Which texts of a form are the same in many of its records: those of one achievement.

A form has a slot for every text. Where thousands of records tell of one achievement, a
narrower form, in which its name, its criteria and its issuer are a part of the form,
takes half the time to judge by. It is learned as the form was, from a record that passed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lerway.standards.jsonld.shapes.skeleton import Path, Value

__all__ = ["Narrowing"]

_STEADY: Final = 6
"""So many records in a row must agree."""
_CROWDS: Final = 3
_OFTEN: Final = 64
_SELDOM: Final = 16
_LONGEST: Final = 16_384
"""So long are all texts together, at most, of which it is remembered that they may be common."""
_OWN: Final = frozenset(
    {("id",), ("credentialSubject", "id"), ("validFrom",), ("validUntil",)}
    | {("issuanceDate",), ("expirationDate",)}
)
_OF_ONE: Final = frozenset({"proof", "credentialStatus"})
"""What differs from record to record, and may agree in a few by chance."""


@dataclass(slots=True, eq=False)
class _Crowd:
    """Records that agree in most texts.

    Attributes:
        same: those that all of them have, by the number of the slot.
        steady: for how many records that has not changed.
        learned: whether there is a form of it as it is.
    """

    same: dict[int, Value]
    steady: int = 0
    learned: bool = False


class Narrowing:
    """What the records of a form have in common beyond the form."""

    def __init__(self, slots: Sequence[Path]) -> None:
        """Know nothing yet of a form with these slots."""
        self._slots = tuple(slots)
        self._may = tuple(i for i, p in enumerate(slots) if p not in _OWN and p[0] not in _OF_ONE)
        self._crowds: tuple[_Crowd, ...] = ()
        self._sights = 0

    def saw(self, values: Sequence[Value]) -> _Crowd | None:
        """Take notice of a record that passed; return its crowd if that is worth a form."""
        self._sights += 1
        if self._sights > _OFTEN and self._sights % _SELDOM:
            return None
        for crowd in self._crowds:
            same = {i: v for i, v in crowd.same.items() if values[i] == v}
            if 2 * len(same) < len(self._may):
                continue
            if len(same) < len(crowd.same):
                crowd.same, crowd.steady, crowd.learned = same, 0, False
            else:
                crowd.steady += 1
            return crowd if crowd.steady >= _STEADY and not crowd.learned else None
        if sum(len(v) for v in values if isinstance(v, str)) > _LONGEST:
            return None
        new = _Crowd({i: values[i] for i in self._may})
        self._crowds = (new, *self._crowds)[:_CROWDS]
        return None

    def paths(self, crowd: _Crowd) -> frozenset[Path]:
        """Return which texts are to be a part of the narrower form."""
        return frozenset(self._slots[i] for i in crowd.same)
