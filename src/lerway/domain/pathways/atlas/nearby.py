"""Roles that are near, from what is held or from a role: ranked, and why.

Two directions, each from 0 to 1:

    covers    how much of what the role needs is held, by importance (as in `gap`)
    uses      how much of what is held the role uses; telling skills count more

and, where the person says which occupation they have now,

    likeness  the share of all roles that are less close to that occupation (`views`)

The rank is by the harmonic mean of covers and uses, or, with an occupation, by the mean of
that and likeness.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from lerway.domain.pathways.facts import difference

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lerway.domain.pathways.atlas.model import Atlas
    from lerway.domain.pathways.facts import Difference, Known, LabourFacts
    from lerway.domain.pathways.holdings import Holdings

__all__ = ["DegreeNeed", "NearbyRole", "nearby", "nearby_of_role"]

_SHOWN: Final = 6
_MOST: Final = 0.75
_FEW: Final = 0.25
_UNKNOWN_LEVEL: Final = 0.5
_RELATED: Final = 0.5


@dataclass(frozen=True, slots=True)
class DegreeNeed:
    """Whether a bachelor's degree is needed, or skills can stand in for it.

    Attributes:
        share: of the people asked who say that a bachelor's degree or more is required, 0
            to 1; None if nobody was asked.
        typical: education that BLS calls typical for entry, or ''.
        word: `needed`, `often asked`, `replaceable` or `not known`.
        sentence: with the figures and their sources.
    """

    share: float | None
    typical: str
    word: str
    sentence: str


@dataclass(frozen=True, slots=True)
class NearbyRole:
    """One role that is near.

    Attributes:
        role: its id; label: what it is called; index: in the atlas.
        score: that it is ranked by, 0 to 1.
        covers: how much of what it needs is held; uses: how much of what is held it uses.
        likeness: 0 to 1, or None if no occupation was given.
        parts: what each view adds to the closeness, in deviations above the mean pair.
        missing: what it needs and is not held, the most important first, at most six.
        missing_count: how many there are in all.
        job_zone: 1 to 5, or None.
        degree: whether a degree is needed.
        known: wage, outlook, and notes.
        difference: from the wage of the present occupation.
        sentence: why it is near.
    """

    role: str
    label: str
    index: int
    score: float
    covers: float
    uses: float
    likeness: float | None
    parts: Mapping[str, float]
    missing: tuple[str, ...]
    missing_count: int
    job_zone: int | None
    degree: DegreeNeed
    known: Known
    difference: Difference
    sentence: str


def nearby(
    atlas: Atlas,
    holdings: Holdings,
    facts: LabourFacts,
    *,
    occupation: str | None = None,
    limit: int = 10,
    area: str = "99",
) -> tuple[NearbyRole, ...]:
    """Return the roles that are nearest to what somebody holds.

    Where nothing is held, what the present occupation needs stands for it, and the sentences
    speak of the occupation and not of the person.

    Args:
        atlas: of the framework whose roles are wanted.
        holdings: what is held; skills of other frameworks are not seen.
        facts: wages and projections.
        occupation: the present one: id or whole label.
        limit: how many.
        area: code of OEWS that wages are of.

    Raises:
        MisuseError: `compass.unknown_role`.
    """
    import numpy as np

    now = atlas.role(occupation) if occupation else None
    level = np.full(len(atlas.skill_ids), -1.0)
    for held in holdings.skills:
        at = atlas.skill(held.key[1]) if held.key[0] == atlas.framework else None
        if at is not None:
            level[at] = math.nan if held.level is None else held.level
    supposed = now is not None and not (level != -1).any()
    if now is not None and supposed:
        level = _as_held(atlas, now)
    return _ranked(atlas, level, now, facts, limit, area, supposed=supposed)


def nearby_of_role(
    atlas: Atlas, occupation: str, facts: LabourFacts, *, limit: int = 10, area: str = "99"
) -> tuple[NearbyRole, ...]:
    """Return the roles nearest to an occupation, by likeness alone (`views`)."""
    now = atlas.role(occupation)
    level = _as_held(atlas, now)
    return _ranked(atlas, level, now, facts, limit, area, by_likeness=True, supposed=True)


def _as_held(atlas: Atlas, role: int) -> Any:  # noqa: ANN401 - numpy
    """Return the levels of somebody who holds just what a role needs; -1 is not held."""
    import numpy as np

    level = np.full(len(atlas.skill_ids), -1.0)
    begin, end = int(atlas.starts[role]), int(atlas.starts[role + 1])
    counted = atlas.weight[begin:end] > 0
    level[atlas.needs[begin:end][counted]] = atlas.level[begin:end][counted]
    return level


def _shares(atlas: Atlas, level: Any) -> Any:  # noqa: ANN401
    """Return of each need how much of it is held, as `gap` counts it."""
    import numpy as np

    mine, asked = level[atlas.needs], atlas.level
    share = np.where(np.isnan(mine), _UNKNOWN_LEVEL, np.minimum(mine / np.maximum(asked, 1e-6), 1))
    share = np.where(np.isnan(asked), 1.0, share)
    return np.where(mine == -1, 0.0, share)


def _ranked(
    atlas: Atlas,
    level: Any,  # noqa: ANN401
    now: int | None,
    facts: LabourFacts,
    limit: int,
    area: str,
    *,
    by_likeness: bool = False,
    supposed: bool = False,
) -> tuple[NearbyRole, ...]:
    import numpy as np

    count = len(atlas.role_ids)
    share = _shares(atlas, level)
    role_of = np.repeat(np.arange(count), np.diff(atlas.starts))
    covers = np.bincount(role_of, atlas.weight * share, count)
    held = (level != -1) & (atlas.rarity > 0)
    worth = np.where(held, atlas.rarity, 0.0)
    used = np.bincount(role_of, worth[atlas.needs] * (atlas.weight > 0), count)
    uses = used / max(float(worth.sum()), 1e-9)
    both = 2 * covers * uses / np.maximum(covers + uses, 1e-9)
    likeness = _likeness(atlas, now)
    score = both if likeness is None else likeness if by_likeness else (both + likeness) / 2
    order = np.lexsort((np.arange(count), -score))
    best = [int(r) for r in order if int(r) != now and score[r] > 0][:limit]
    here = facts.of(atlas.socs[now], area=area) if now is not None else None
    return tuple(
        _role(atlas, r, now, share, facts, here, area, (
            float(score[r]), float(covers[r]), float(uses[r]),
            None if likeness is None else float(likeness[r]), supposed))
        for r in best
    )  # fmt: skip


def _likeness(atlas: Atlas, now: int | None) -> Any:  # noqa: ANN401
    import numpy as np

    if now is None or not len(atlas.views):
        return None
    row = np.array(atlas.closeness[now], dtype=np.float64)
    row[now] = -np.inf
    ranks = np.empty(len(row))
    ranks[np.argsort(row, kind="stable")] = np.arange(len(row))
    return ranks / max(len(row) - 1, 1)


def _role(
    atlas: Atlas,
    role: int,
    now: int | None,
    share: Any,  # noqa: ANN401
    facts: LabourFacts,
    here: Known | None,
    area: str,
    scores: tuple[float, float, float, float | None, bool],
) -> NearbyRole:
    score, covers, uses, likeness, _ = scores
    begin, end = int(atlas.starts[role]), int(atlas.starts[role + 1])
    lacking = [n for n in range(begin, end) if atlas.weight[n] > 0 and share[n] == 0]
    lacking.sort(key=lambda n: -atlas.weight[n])
    labels = [atlas.skill_labels[int(atlas.needs[n])] for n in lacking]
    parts: dict[str, float] = {}
    if now is not None:
        parts = {
            view.name: round(float(atlas.parts[v][now][role]), 2)
            for v, view in enumerate(atlas.views)
        }
    known = facts.of(atlas.socs[role], area=area)
    zone = float(atlas.job_zone[role])
    return NearbyRole(
        atlas.role_ids[role],
        atlas.role_labels[role],
        role,
        score,
        covers,
        uses,
        likeness,
        parts,
        tuple(labels[:_SHOWN]),
        len(labels),
        None if math.isnan(zone) else int(zone),
        _degree(atlas, role, known),
        known,
        difference(here.wage if here else None, known.wage),
        _sentence(atlas, role, now, parts, scores),
    )


def _sentence(
    atlas: Atlas,
    role: int,
    now: int | None,
    parts: Mapping[str, float],
    scores: tuple[float, float, float, float | None, bool],
) -> str:
    """Say why a role is near; `supposed`: nothing is held, an occupation stands for it."""
    _, covers, uses, likeness, supposed = scores
    out = (
        f"What {atlas.role_labels[now]} needs is {covers:.0%} of what {atlas.role_labels[role]}"
        f" needs, by importance, and that uses {uses:.0%} of it."
        if supposed and now is not None
        else f"You hold {covers:.0%} of what {atlas.role_labels[role]} needs, by importance,"
        f" and it uses {uses:.0%} of what you hold."
    )
    if now is None or likeness is None:
        return out
    words = {v.name: v.words for v in atlas.views}
    most = [words[n] for n, p in sorted(parts.items(), key=lambda x: -x[1])[:2] if p > 0]
    return (
        f"{out} It is closer to {atlas.role_labels[now]} than {likeness:.0%} of all roles"
        f"{', most of all by ' + ' and '.join(most) if most else ''}."
    )


def _degree(atlas: Atlas, role: int, known: Known) -> DegreeNeed:
    share = float(atlas.degree[role])
    typical = known.outlook.education if known.outlook else ""
    said: list[str] = []
    if typical and known.outlook:
        said.append(f"typical for entry: {typical} ({known.outlook.source.said()})")
    if math.isnan(share):
        word = "not known" if not typical else "often asked" if _is_degree(typical) else (
            "replaceable"
        )  # fmt: skip
        nobody = "; nobody was asked how many jobs require a degree" if said else ""
        sentence = "; ".join(said) + nobody if said else "nothing is known about degrees"
        return DegreeNeed(None, typical, word, sentence)
    said.append(
        f"{share:.0%} of those asked say that a bachelor's degree or more is required"
        f" ({atlas.source.said()})"
    )
    word = "needed" if share >= _MOST else "replaceable" if share < _FEW else "often asked"
    if word == "replaceable" and _is_degree(typical):
        word = "often asked"
    return DegreeNeed(share, typical, word, "; ".join(said))


def _is_degree(typical: str) -> bool:
    return typical.startswith(("Bachelor", "Master", "Doctoral"))
