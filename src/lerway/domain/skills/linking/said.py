"""What people decided about links, as linking uses it: the last word of each text holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lerway.domain.skills.mappings import Choice, spoken_alike

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lerway.domain.skills.mappings import Decision

__all__ = ["Said"]


@dataclass(frozen=True, slots=True)
class Said:
    """Accepted and refused links of one framework.

    Attributes:
        accepted: id of the skill that a text means, by the text as `spoken_alike`.
        refused: ids that a text does not mean, likewise.
    """

    accepted: dict[str, str] = field(default_factory=dict[str, str])
    refused: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])

    @classmethod
    def of(cls, decisions: Iterable[Decision]) -> Said:
        """Return what holds, of decisions given the last first."""
        accepted: dict[str, str] = {}
        refused: dict[str, set[str]] = {}
        for decision in reversed(list(decisions)):
            text = spoken_alike(decision.text)
            no = refused.setdefault(text, set())
            if decision.choice is Choice.REFUSED:
                if decision.proposed is not None:
                    no.add(decision.proposed)
                if accepted.get(text) in no:
                    del accepted[text]
            elif decision.item is not None:
                accepted[text] = decision.item
                if decision.choice is Choice.CHANGED and decision.proposed is not None:
                    no.add(decision.proposed)
                no.discard(decision.item)
        return cls(accepted, {t: frozenset(ids) for t, ids in refused.items() if ids})
