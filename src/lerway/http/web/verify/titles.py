"""What each check says, in a few plain words, by how it came out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lerway.http.kit.words import phrase
from lerway.kernel.report import Outcome

if TYPE_CHECKING:
    from lerway.kernel.report import Check

__all__ = ["title_of"]

_TITLES: Final[dict[str, tuple[str, str, str]]] = {
    "structure": (
        phrase("Well formed"),
        phrase("Not well formed"),
        phrase("Not checked: well formed?"),
    ),
    "proof": (
        phrase("Not changed since it was signed"),
        phrase("Changed, or not properly signed"),
        phrase("Not checked: was it changed?"),
    ),
    "controller": (
        phrase("The key is the issuer’s"),
        phrase("The key is not the issuer’s"),
        phrase("Not checked: whose key is it?"),
    ),
    "claims": (
        phrase("Envelope and record agree"),
        phrase("Envelope and record contradict each other"),
        phrase("Not checked: do envelope and record agree?"),
    ),
    "terms": (
        phrase("Every term is defined"),
        phrase("A term that nobody defines"),
        phrase("Not checked: is every term defined?"),
    ),
    "dates": (
        phrase("In date"),
        phrase("Out of date"),
        phrase("Not checked: in date?"),
    ),
    "status": (
        phrase("Not taken back"),
        phrase("Taken back, or its list is wrong"),
        phrase("Not checked: taken back?"),
    ),
    "schema": (
        phrase("Has the form that it promises"),
        phrase("Does not have the form that it promises"),
        phrase("Not checked: has it the form that it promises?"),
    ),
    "related_resource": (
        phrase("A file that belongs to it is unchanged"),
        phrase("A file that belongs to it was changed"),
        phrase("Not checked: is a file that belongs to it unchanged?"),
    ),
    "recipient": (
        phrase("Made out to this person"),
        phrase("Made out to somebody else"),
        phrase("Not checked: made out to this person?"),
    ),
    "members": (
        phrase("A record inside is valid"),
        phrase("A record inside is not valid"),
        phrase("Not decided: a record inside"),
    ),
    "credentials": (
        phrase("A record inside is valid"),
        phrase("A record inside is not valid"),
        phrase("Not decided: a record inside"),
    ),
    "presentation": (
        phrase("Handed over by its holder"),
        phrase("Not properly handed over by its holder"),
        phrase("Not checked: who hands it over?"),
    ),
    "issuer": (
        phrase("Somebody confirms who issued it"),
        phrase("Nobody confirms who issued it"),
        phrase("Not checked: does anybody confirm who issued it?"),
    ),
    "endorsements": (
        phrase("Somebody else speaks for it"),
        phrase("An endorsement in it is not valid"),
        phrase("Not decided: an endorsement"),
    ),
    "refresh": (
        phrase("Asked for a newer copy"),
        phrase("The newer copy is not valid"),
        phrase("Not checked: is there a newer copy?"),
    ),
    "hosted": (
        phrase("Its issuer keeps the same badge"),
        phrase("Its issuer does not keep this badge"),
        phrase("Not checked: does its issuer keep this badge?"),
    ),
    "advice": (
        phrase("Nothing unwise in it"),
        phrase("Allowed, and yet unwise"),
        phrase("Not checked: is anything in it unwise?"),
    ),
    "format": (
        phrase("Of a kind that can be checked"),
        phrase("Breaks the rules of its kind"),
        phrase("Of a kind that this page does not know"),
    ),
}
_ELSE: Final = (phrase("Passed"), phrase("Failed"), phrase("Not checked"))
_PLACE: Final = {Outcome.PASSED: 0, Outcome.FAILED: 1, Outcome.NOT_CHECKED: 2}


def title_of(check: Check) -> str:
    """Return the title of `check`, in English, to be translated."""
    return _TITLES.get(check.code, _ELSE)[_PLACE[check.outcome]]
