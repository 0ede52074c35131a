"""How two items stand to each other: exact, close, broad, narrow or related (SKOS, 10).

House rules, in this order:

1. Both have the same label, word for word: exact.
2. The suggestion is one that others stand below which are suggested too, and it is not
   sure: broad (the object is the wider one).
3. The object's label has the subject's words and more: narrow; the other way round: broad.
   A sure suggestion is close all the same.
4. Not out of the question: close, since most of those that are right are. Else: related.

What kind of statement a label is ("Skill in …") makes it neither wider nor narrower. A
relation is what holds if the mapping does; how likely that is, its confidence says.
docs/explanation/linking.md has how often the relation is the one that a person gave.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lerway.domain.skills.lexicon.words import stems
from lerway.domain.skills.linking.calibration import OPEN_FROM
from lerway.domain.skills.mappings import Match

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

__all__ = ["match_of"]

_IDLE: Final = frozenset(stems("a an and by for in of on or the to with all other"))
_KIND: Final = frozenset(stems("skill skills knowledge ability"))


def match_of(
    subject: str, object_: str, confidence: float, threshold: float, *, above_others: bool = False
) -> Match:
    """Return how a suggested object stands to its subject.

    Args:
        subject: label.
        object_: label.
        confidence: that the mapping holds.
        threshold: from which a suggestion is sure.
        above_others: whether other suggestions stand below the object.
    """
    own, other = _words(subject), _words(object_)
    sure = confidence >= threshold
    if own == other and own:
        return Match.EXACT
    own, other = own - _KIND or own, other - _KIND or other
    if sure:
        return Match.CLOSE
    if above_others or (other and other < own):
        return Match.BROAD
    if own and own < other:
        return Match.NARROW
    return Match.CLOSE if confidence >= OPEN_FROM else Match.RELATED


def _words(label: str) -> AbstractSet[str]:
    found = frozenset(stems(label))
    return found - _IDLE or found
