"""Our own mappings from the starter framework into NICE, as a check of computed translations.

They were written by hand for the bundled starter (`lerway.data.starter`), and no weight and no
threshold was set on them. A suggestion counts as right if it is one of the mappings of its
item; an item has one or more. The relation rule of `crosswalks.relations` was last changed
with these in sight, so how often it agrees is no held-out figure.
"""

from __future__ import annotations

from collections import defaultdict

from lerway import bootstrap
from lerway.data import starter
from lerway.domain.skills.linking.index import Concept

__all__ = ["starter_to_nice"]


def starter_to_nice() -> dict[str, float]:
    """Return hit@1, hit@5, precision and coverage of what is sure, and agreeing relations."""
    said: dict[str, dict[str, str]] = defaultdict(dict)
    for mapping in starter.mappings():
        if mapping.object_framework == "nice":
            said[mapping.subject][mapping.object] = mapping.match.value
    with bootstrap.skill_library() as library:
        # By its skills alone: a walker would give these very mappings back, as published.
        linker = library.linker("nice")
        every = library.concepts("lerway-starter", "skill")
        items = [c for c in every if isinstance(c, Concept) and c.id in said]
        once = five = sure = right = 0
        for item, linked in zip(items, linker.link([c.label for c in items], 5), strict=True):
            ids = [c.id for c in linked.candidates]
            hit = ids[0] in said[item.id]
            once += hit
            five += any(i in said[item.id] for i in ids)
            sure += not linked.abstained
            right += hit and not linked.abstained
    return {
        "hit@1": once / len(items),
        "hit@5": five / len(items),
        "sure ones that are right": right / max(sure, 1),
        "share that is sure": sure / len(items),
    }
