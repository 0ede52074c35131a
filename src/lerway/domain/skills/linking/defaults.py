"""The figures that linking and crosswalks ship with: weights, calibrations, groups.

They are set by `python -m benchmarks.skills --set` and lie in `lerway/data/linking`;
docs/explanation/linking.md says how.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from lerway.domain.skills.crosswalks.groups import GroupPrior
from lerway.domain.skills.linking.calibration import Calibration
from lerway.domain.skills.linking.fusion import Model

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ENGINE", "Weighing", "group_prior", "group_prior_json"]

ENGINE: Final = 2
"""Version of how indexes are made; one that another version made is made anew."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """How evidence is weighed, and when it suffices.

    Attributes:
        model: weights of evidence.
        calibration: of the best candidate's confidence, with the threshold.
    """

    model: Model
    calibration: Calibration

    @classmethod
    def of(cls, figures: Mapping[str, Any]) -> Weighing:
        """Return what `to_json` wrote."""
        return cls(Model.of(figures["weights"]), Calibration.of(figures["calibration"]))

    def to_json(self) -> dict[str, object]:
        """Return its figures, for a file."""
        return {"weights": self.model.to_json(), "calibration": self.calibration.to_json()}


def group_prior(figures: Mapping[str, Any]) -> GroupPrior:
    """Return what is known of groups, from `group_prior_json`."""
    return GroupPrior(
        {group: frozenset(codes) for group, codes in figures["table"].items()},
        Counter(
            {
                (group, code): number
                for group, codes in figures["met"].items()
                for code, number in codes.items()
            }
        ),
    )


def group_prior_json(prior: GroupPrior) -> dict[str, object]:
    """Return the figures of a prior, for a file."""
    met: dict[str, dict[str, int]] = {}
    for (group, code), number in sorted(prior.met.items()):
        met.setdefault(group, {})[code] = number
    return {"table": {g: sorted(c) for g, c in sorted(prior.table.items())}, "met": met}
