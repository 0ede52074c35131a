"""Whether a degree is needed (O*NET, 2.D.1 Required Level of Education; BLS, typical education)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lerway.domain.pathways.atlas.model import Atlas
    from lerway.domain.pathways.facts import Known

__all__ = ["DegreeNeed", "degree_need"]

_MOST: Final = 0.75
_FEW: Final = 0.25


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


def degree_need(atlas: Atlas, role: int, known: Known) -> DegreeNeed:
    """Return whether a role needs a degree, by those whom O*NET asked and by BLS."""
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
