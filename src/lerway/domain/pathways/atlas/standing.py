"""What somebody holds, laid over the skills of an atlas, as `gap` counts it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from lerway.domain.pathways.gap import Kinship
from lerway.domain.pathways.holdings import Basis
from lerway.standards.frameworks.model import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lerway.domain.pathways.atlas.model import Atlas
    from lerway.domain.pathways.gap import Kin
    from lerway.domain.pathways.holdings import Holdings, SkillKey

__all__ = ["Standing", "as_held", "shares", "standing_of"]

_UNKNOWN_LEVEL: Final = 0.5
_RELATED: Final = 0.5


@dataclass(frozen=True, slots=True)
class Standing:
    """What is held, laid over the skills of an atlas.

    Attributes:
        level: (skills) of what is held; NaN if nobody states it, -1 if it is not held.
        related: (skills) how much a related skill stands for it, 0 to 1.
        across: (skills) how much of that, or of `level`, a crosswalk gives.
        verified: (skills) whether that is verified; what is not is claimed.
        whose: frameworks of the skills that crosswalks begin at.
        supposed: nothing is held, and what an occupation needs stands for it.
    """

    level: Any
    related: Any
    across: Any
    verified: Any
    whose: tuple[str, ...] = ()
    supposed: bool = False


def standing_of(
    atlas: Atlas, holdings: Holdings, crosswalk: Mapping[SkillKey, Sequence[Kin]]
) -> Standing:
    """Lay what is held over the atlas, by the order of `gap`: itself, crosswalk, hierarchy."""
    import numpy as np

    size = len(atlas.skill_ids)
    level = np.full(size, -1.0)
    related, across, verified = np.zeros(size), np.zeros(size), np.zeros(size, dtype=bool)
    by_key = holdings.by_key()
    for held in holdings.skills:
        at = atlas.skill(held.key[1]) if held.key[0] == atlas.framework else None
        if at is not None:
            level[at] = math.nan if held.level is None else held.level
            verified[at] = held.basis is Basis.VERIFIED
    whose: dict[str, None] = {}
    mine = np.flatnonzero(level != -1)
    kin = atlas.kin(holdings, crosswalk)
    for key in (*crosswalk, *((atlas.framework, atlas.skill_ids[n]) for n in _family(atlas, mine))):
        at = atlas.skill(key[1]) if key[0] == atlas.framework else None
        if at is None or level[at] != -1 or related[at]:
            continue
        relative = next((k for k in kin(key) if k.key in by_key), None)
        if relative is None:
            continue
        other, basis = by_key[relative.key].level, by_key[relative.key].basis
        verified[at] = basis is Basis.VERIFIED
        if relative.how is Kinship.EXACT:
            level[at] = math.nan if other is None else other
        else:
            related[at] = _RELATED if other is None else min(_RELATED, other)
        if relative.key[0] != atlas.framework:
            across[at] = related[at] or 1.0
            whose[relative.key[0]] = None
    return Standing(level, related, across, verified, tuple(whose))


def _family(atlas: Atlas, mine: Any) -> list[int]:  # noqa: ANN401 - numpy
    """Return the skills right above, right below and beside those that are held."""
    import numpy as np

    if not len(mine):
        return []
    above = np.unique(atlas.parent[mine])
    found = np.flatnonzero(np.isin(atlas.parent, mine))
    sides = [u for u in above.tolist() if u >= 0 and atlas.skill_kinds[u] != Kind.GROUP]
    beside = np.flatnonzero(np.isin(atlas.parent, sides)) if sides else mine[:0]
    return [*sides, *found.tolist(), *beside.tolist()]


def as_held(atlas: Atlas, role: int) -> Standing:
    """Return how somebody stands who holds just what a role needs."""
    import numpy as np

    level = np.full(len(atlas.skill_ids), -1.0)
    begin, end = int(atlas.starts[role]), int(atlas.starts[role + 1])
    counted = atlas.weight[begin:end] > 0
    level[atlas.needs[begin:end][counted]] = atlas.level[begin:end][counted]
    nothing = np.zeros(len(level))
    return Standing(level, nothing, nothing, nothing > 0, supposed=True)


def shares(atlas: Atlas, standing: Standing) -> Any:  # noqa: ANN401
    """Return of each need how much of it is held, as `gap` counts it."""
    import numpy as np

    mine, asked = standing.level[atlas.needs], atlas.level
    share = np.where(np.isnan(mine), _UNKNOWN_LEVEL, np.minimum(mine / np.maximum(asked, 1e-6), 1))
    share = np.where(np.isnan(asked), 1.0, share)
    return np.where(mine == -1, standing.related[atlas.needs], share)
