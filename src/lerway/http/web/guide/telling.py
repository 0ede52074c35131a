"""What the compass remarks on, in a reader's words: a table from codes to sentences.

What has no sentence here stays English, and the page marks it as English.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final

from lerway.domain.pathways.printing.sheet import Note
from lerway.domain.pathways.told import Told
from lerway.http.kit.strangers import line
from lerway.http.kit.words import Language, phrase
from lerway.standards.ctdl.model import Delivery

if TYPE_CHECKING:
    from lerway.http.kit.words import Words

__all__ = ["DELIVERY", "excluded", "issuer", "told"]

_LONGEST: Final = 400

DELIVERY: Final = {
    Delivery.ONLINE: phrase("online"),
    Delivery.IN_PERSON: phrase("in person"),
    Delivery.BLENDED: phrase("partly online"),
    Delivery.NOT_STATED: phrase("place not stated"),
}
_SAID: Final = {
    "facts.no_code": phrase(
        "The framework gives no SOC code for this role, so no wage can be looked up."
    ),
    "facts.part": phrase(
        "{part} is a part of the SOC occupation {soc}: the figures are those of the whole."
    ),
    "facts.wider_wage": phrase(
        "Wage: published only for {wider}, which puts {soc} and others together."
    ),
    "facts.wider_outlook": phrase(
        "Outlook: published only for {wider}, which puts {soc} and others together."
    ),
    "facts.no_wage": phrase("No wage of {soc} was imported for this area and industry."),
    "facts.no_outlook": phrase("No projection of {soc} was imported."),
    "soc.not_a_code": phrase("“{soc}” is no SOC code, so nothing can be looked up."),
    "soc.other_revision": phrase(
        "{soc} is a code of an earlier SOC, and SOC 2018 has no such code: nothing was looked up."
    ),
    "soc.unknown_code": phrase("{soc} is no code of SOC 2018: nothing was looked up."),
    "course.earned": phrase("it was earned already"),
    "course.no_cost": phrase("its provider states no cost, so it cannot be compared"),
    "course.other_currency": phrase("its cost is in {currency}, and nothing is converted"),
    "course.no_duration": phrase("its provider states neither hours nor weeks"),
    "course.too_many_hours": phrase("it takes {pace} hours a week, and you have {hours}"),
    "course.not_online": phrase("it is not online"),
    "course.no_start": phrase("it started last on {last}"),
    "course.requires_itself": phrase("it names itself as its prerequisite"),
    "course.cycle": phrase("these courses are each other’s prerequisites: {ring}"),
    "course.prerequisite_unmet": phrase("its prerequisite cannot be had: {courses}"),
    "loosen.budget": phrase("With a budget of {need} instead of {had} ({more} more) there is one."),
    "loosen.finish": phrase("Finishing by {need} instead of {had} there is one."),
    "loosen.hours": phrase("With {need} hours a week instead of {had} there is one."),
    "loosen.online": phrase("With courses that are not online as well there is one."),
    "loosen.together": phrase(
        "No single limit is enough: with all of them loosened, the cheapest route costs {need}"
        " and ends on {end}."
    ),
    "loosen.dates": phrase(
        "Only start dates stand in the way: one after the other, some courses have no date left"
        " (the last in the catalogue is {last}). Ask the providers for later dates, or take some"
        " courses side by side."
    ),
    "record.not_judged": phrase("{record}: it could not be judged, so it counts as said by you."),
    "record.invalid": phrase("{record}: the record did not verify; it counts as said by you."),
    "record.undetermined": phrase(
        "{record}: the record could not be verified; it counts as said by you."
    ),
    "target.title": phrase("“{title}” is one of the titles that {framework} gives for {role}."),
    "target.posting": phrase(
        "What a posting asks for is read from its words: importance and level are not stated, so"
        " every skill counts alike."
    ),
    "target.no_skills": phrase("{name} does not say which skills it needs."),
}
_STANDING: Final = {
    "issuer.unconfirmed": phrase("unconfirmed"),
    "issuer.domain-controlled": phrase("domain-controlled ({place})"),
    "issuer.recognised": phrase("recognised by {place}"),
}


def issuer(by: str, words: Words) -> str:
    """Return who issued a record, and who confirms that."""
    standing = _STANDING.get(by.code) if isinstance(by, Told) else None
    if standing is None or not isinstance(by, Told):
        return line(by)
    name, place = line(str(by.values["name"])), line(str(by.values["place"]))
    said = words(standing, place=place)
    return f"{name}, {said}" if name else said


def told(text: str, words: Words) -> Note:
    """Return a remark in the reader's language, or in English if nothing else is known.

    What stands behind it in the engine's words alone (why a record did not verify) is `more`.
    """
    said = _SAID.get(text.code) if isinstance(text, Told) else None
    if said is None or not isinstance(text, Told):
        return Note(line(text, _LONGEST), Language.ENGLISH.value)
    values = {name: _value(value, words) for name, value in text.values.items()}
    more = line(str(text.values.get("why", "")).lstrip(": "), _LONGEST)
    more = more if text.code.startswith("record.") else ""
    return Note(line(words(said, **values), _LONGEST), words.language.value, more)


def excluded(name: str, text: str, words: Words) -> Note:
    """Return why a course cannot be taken."""
    why = told(text, words)
    return Note(f"{line(name)}: {why.text}", why.language)


def _value(value: object, words: Words) -> str:
    if isinstance(value, date):
        return words.date(datetime.combine(value, time.min))
    return line(str(value), _LONGEST)
