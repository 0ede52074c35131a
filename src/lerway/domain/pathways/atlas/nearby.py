"""Roles that are near, from what is held or from a role: ranked, and why.

Two directions, each from 0 to 1:

    covers    how much of what the role needs is held, by importance (as in `gap`: a related
              skill, by crosswalk or hierarchy, counts for half at most)
    uses      how much of what is held the role uses; telling skills count more, and a skill of
              another framework as the one that a crosswalk leads to

and, where the person says which occupation they have now,

    likeness  the share of all roles that are less close to that occupation (`views`)

The rank is by the harmonic mean of covers and uses, or, with an occupation, by the mean of
that and likeness.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from lerway.domain.pathways.atlas.degrees import DegreeNeed, degree_need
from lerway.domain.pathways.atlas.standing import Standing, as_held, shares, standing_of
from lerway.domain.pathways.facts import difference

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lerway.domain.pathways.atlas.model import Atlas
    from lerway.domain.pathways.facts import Difference, Known, LabourFacts
    from lerway.domain.pathways.gap import Kin
    from lerway.domain.pathways.holdings import Holdings, SkillKey
    from lerway.kernel.source import Source

__all__ = ["DegreeNeed", "NearbyRole", "nearby", "nearby_of_role", "not_all"]

_SHOWN: Final = 6


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
        source: who says what it needs, its job zone, and how many ask for a degree.
        verified: how much of `covers` is verified; the rest is claimed.
        supposed: nothing is held, and `covers` speaks of the present occupation.
        across: how many of its needs count by a crosswalk from another framework; whose: the
            frameworks that those skills are of.
        rated: whether the framework rates importance; else every need counts alike.
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
    source: Source
    verified: float = 0.0
    supposed: bool = False
    across: int = 0
    whose: tuple[str, ...] = ()
    rated: bool = True


def nearby(
    atlas: Atlas,
    holdings: Holdings,
    facts: LabourFacts,
    *,
    occupation: str | None = None,
    limit: int = 10,
    crosswalk: Mapping[SkillKey, Sequence[Kin]] | None = None,
    work: str = "",
    also: str = "",
) -> tuple[NearbyRole, ...]:
    """Return the roles that are nearest to what somebody holds.

    Where nothing is held, what the present occupation needs stands for it, and the sentences
    speak of the occupation and not of the person.

    Args:
        atlas: of the framework whose roles are wanted.
        holdings: what is held; skills of other frameworks are seen by a crosswalk alone.
        facts: wages and projections.
        occupation: the present one: id or whole label.
        limit: how many.
        crosswalk: of skills of the atlas, those of other frameworks that stand close.
        work: SOC code of the present occupation, where it is none of the atlas: wages are
            compared with its wage, and likeness is not known.
        also: id of a role that is told at the end if it is not among them: the target.

    Raises:
        MisuseError: `compass.unknown_role`.
    """
    now = atlas.role(occupation) if occupation else None
    standing = standing_of(atlas, holdings, crosswalk or {})
    if now is not None and not ((standing.level != -1) | (standing.related > 0)).any():
        standing = as_held(atlas, now)
    return _ranked(atlas, standing, now, facts, limit, work=work, also=also)


def nearby_of_role(
    atlas: Atlas, occupation: str, facts: LabourFacts, *, limit: int = 10
) -> tuple[NearbyRole, ...]:
    """Return the roles nearest to an occupation, by likeness alone (`views`)."""
    now = atlas.role(occupation)
    return _ranked(atlas, as_held(atlas, now), now, facts, limit, by_likeness=True)


@dataclass(frozen=True, slots=True)
class _Scene:
    """What one answer is made of: the atlas, facts of an area, where somebody is."""

    atlas: Atlas
    standing: Standing
    now: int | None
    facts: LabourFacts
    share: Any
    here: Known | None
    rated: bool


@dataclass(frozen=True, slots=True)
class _Scores:
    """How near one role is."""

    score: float
    covers: float
    verified: float
    uses: float
    likeness: float | None


def _ranked(
    atlas: Atlas,
    standing: Standing,
    now: int | None,
    facts: LabourFacts,
    limit: int,
    *,
    by_likeness: bool = False,
    work: str = "",
    also: str = "",
) -> tuple[NearbyRole, ...]:
    import numpy as np

    count = len(atlas.role_ids)
    share = shares(atlas, standing)
    role_of = np.repeat(np.arange(count), np.diff(atlas.starts))
    covers = np.bincount(role_of, atlas.weight * share, count)
    sure = np.bincount(role_of, atlas.weight * share * standing.verified[atlas.needs], count)
    own = (standing.level != -1) & (standing.across == 0)
    worth = np.where(own, 1.0, standing.across) * np.maximum(atlas.rarity, 0.0)
    used = np.bincount(role_of, worth[atlas.needs] * (atlas.weight > 0), count)
    uses = used / max(float(worth.sum()), 1e-9)
    both = 2 * covers * uses / np.maximum(covers + uses, 1e-9)
    likeness = _likeness(atlas, now)
    score = both if likeness is None else likeness if by_likeness else (both + likeness) / 2
    order = np.lexsort((np.arange(count), -score))
    best = [int(r) for r in order if int(r) != now and score[r] > 0][:limit]
    wanted = atlas.find(also) if also else None
    if wanted is not None and wanted not in best:
        best.append(wanted)
    code = work if now is None else atlas.socs[now]
    here = facts.of(code) if code or now is not None else None
    rated = bool(np.isfinite(atlas.importance).any())
    scene = _Scene(atlas, standing, now, facts, share, here, rated)
    return tuple(
        _role(scene, r, _Scores(
            float(score[r]), float(covers[r]), float(sure[r]), float(uses[r]),
            None if likeness is None else float(likeness[r])))
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


def _role(scene: _Scene, role: int, scores: _Scores) -> NearbyRole:
    atlas, standing, here = scene.atlas, scene.standing, scene.here
    begin, end = int(atlas.starts[role]), int(atlas.starts[role + 1])
    lacking = [n for n in range(begin, end) if atlas.weight[n] > 0 and scene.share[n] == 0]
    lacking.sort(key=lambda n: -atlas.weight[n])
    labels = [atlas.skill_labels[int(atlas.needs[n])] for n in lacking]
    counted = atlas.needs[begin:end][atlas.weight[begin:end] > 0]
    across = int((standing.across[counted] > 0).sum())
    parts: dict[str, float] = {}
    if scene.now is not None:
        parts = {
            view.name: round(float(atlas.parts[v][scene.now][role]), 2)
            for v, view in enumerate(atlas.views)
        }
    known = scene.facts.of(atlas.socs[role])
    zone = float(atlas.job_zone[role])
    return NearbyRole(
        atlas.role_ids[role],
        atlas.role_labels[role],
        role,
        scores.score,
        scores.covers,
        scores.uses,
        scores.likeness,
        parts,
        tuple(labels[:_SHOWN]),
        len(labels),
        None if math.isnan(zone) else int(zone),
        degree_need(atlas, role, known),
        known,
        difference(here.wage if here else None, known.wage),
        _sentence(scene, role, parts, scores) + _across(across, standing.whose),
        atlas.source,
        scores.verified,
        standing.supposed,
        across,
        standing.whose if across else (),
        scene.rated,
    )


def _across(count: int, whose: tuple[str, ...]) -> str:
    if not count:
        return ""
    return (
        f" {count} of what it needs {'counts' if count == 1 else 'count'} by a crosswalk from"
        f" skills of {' and '.join(whose)}."
    )


def _sentence(scene: _Scene, role: int, parts: Mapping[str, float], scores: _Scores) -> str:
    """Say why a role is near."""
    atlas, now = scene.atlas, scene.now
    weighed = "by importance" if scene.rated else "each skill counting alike"
    out = (
        f"What {atlas.role_labels[now]} needs is {scores.covers:.0%} of what"
        f" {atlas.role_labels[role]} needs, {weighed}, and that uses {scores.uses:.0%} of it."
        if scene.standing.supposed and now is not None
        else f"You hold {scores.covers:.0%} of what {atlas.role_labels[role]} needs, {weighed}"
        f" ({scores.verified:.0%} verified), and it uses {scores.uses:.0%} of what you hold."
    )
    if now is None or scores.likeness is None:
        return out
    words = {v.name: v.words for v in atlas.views}
    most = [words[n] for n, p in sorted(parts.items(), key=lambda x: -x[1])[:2] if p > 0]
    share = not_all(scores.likeness)
    return (
        f"{out} It is closer to {atlas.role_labels[now]} than {share} of all roles"
        f"{', most of all by ' + ' and '.join(most) if most else ''}."
    )


def not_all(likeness: float) -> str:
    """Return a likeness in words: nothing is closer than all, itself among them."""
    return f"{min(likeness, 0.99):.0%}"
