"""Chains of mappings: from F over H to G, as sure as their weakest link (SSSOM 1.0)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from lerway.domain.skills.mappings import Match, Origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lerway.domain.skills.mappings import SkillMapping

__all__ = ["CHAINED", "chained"]

CHAINED: Final = "semapv:MappingChaining"
_ORDER: Final = (Match.EXACT, Match.CLOSE, Match.BROAD, Match.NARROW, Match.RELATED)
_UNSAID: Final = 1.0


def chained(
    first: Iterable[SkillMapping], second: Iterable[SkillMapping]
) -> Iterator[SkillMapping]:
    """Yield the mappings that lead from the subjects of `first` to the objects of `second`.

    Each is computed, whatever its links are; its confidence is the least of theirs, and its
    relation the loosest that both allow: broad after narrow tells nothing but related.
    """
    onward: dict[str, list[SkillMapping]] = {}
    for mapping in second:
        onward.setdefault(mapping.subject, []).append(mapping)
    for a in first:
        for b in onward.get(a.object, ()):
            yield replace(
                a,
                match=_both(a.match, b.match),
                object=b.object,
                object_framework=b.object_framework,
                object_version=b.object_version,
                confidence=min(_sure(a), _sure(b)),
                origin=Origin.COMPUTED,
                method=CHAINED,
                justification=f"by way of {a.object} in {a.object_framework}",
                author="",
                reviewer="",
                via=(*a.via, a.object, *b.via),
            )


def _sure(mapping: SkillMapping) -> float:
    return _UNSAID if mapping.confidence is None else mapping.confidence


def _both(a: Match, b: Match) -> Match:
    if {a, b} == {Match.BROAD, Match.NARROW}:
        return Match.RELATED
    return max(a, b, key=_ORDER.index)
