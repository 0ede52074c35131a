"""What a record says, for a person: title, skills, results, evidence, dates.

Reads Open Badges 3.0 and 2.0, CLR 2.0 and any other credential of the VC Data Model;
never fails on what is malformed, for the verdict tells that. Nothing here says whether
any of it is true. All texts are fit to be shown (`kit.strangers`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from lerway.domain.verifying.reading import Kind
from lerway.http.kit.strangers import block, line, web_address
from lerway.kernel.errors import LerwayError
from lerway.kernel.strict_json import parse_object
from lerway.standards.open_badges import v2
from lerway.standards.open_badges.v3 import Alignment, Result, achievement_of, skills_of, text_of
from lerway.standards.vcdm.dates import validity
from lerway.standards.vcdm.structure import as_list, subjects, types_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from lerway.domain.verifying.reading import Record
    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = ["Content", "Evidence", "SaidSkill", "content_of"]

MOST: Final = 40
_PERSON: Final = (
    "name",
    "emailAddress",
    "email",
    "studentId",
    "sourcedId",
    "nationalIdentityNumber",
)
_SKIPPED: Final = frozenset({"id", "type", "@context", "identifier", "name", "image", "profile"})


@dataclass(frozen=True, slots=True)
class SaidSkill:
    """A skill that a record speaks of.

    Attributes:
        name: of the skill.
        level: what was reached, in the record's words; empty if it does not say.
        framework: where the skill is defined; empty if it does not say.
        step: the level's place among the levels, from 1, and their number, if known.
        most: the best value that there is, if `level` is a value; empty if not known.
    """

    name: str
    level: str
    framework: str
    step: tuple[int, int] | None = None
    most: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a record gives as evidence: its name or text, and its https address, if any."""

    text: str
    address: str | None


@dataclass(frozen=True, slots=True)
class Content:
    """What a record says.

    Attributes:
        title: its name; empty if it has none.
        kind: what was achieved: an `achievementType`, or a type of the record.
        recipient: name or address of the person, where it stands in the open.
        hashed_recipient: whether the person is named by a hash, which can be compared.
        issued: when it begins to count.
        until: when it ends.
        description: of the achievement.
        criteria: what was asked for.
        skills: what it shows that the person can do.
        results: other results: name, value, and the best value that there is (or empty).
        evidence: what it gives as evidence.
    """

    title: str = ""
    kind: str = ""
    recipient: str = ""
    hashed_recipient: bool = False
    issued: datetime | None = None
    until: datetime | None = None
    description: str = ""
    criteria: str = ""
    skills: tuple[SaidSkill, ...] = ()
    results: tuple[tuple[str, str, str], ...] = ()
    evidence: tuple[Evidence, ...] = ()


def content_of(record: Record, fetched: Mapping[str, bytes]) -> Content:
    """Return what `record` says; `fetched` holds what was fetched to judge it, by address."""
    if record.kind is Kind.BADGE_V2:
        return _badge_v2(record, fetched)
    document = record.document
    issued, until = _period(document)
    if record.kind is Kind.PRESENTATION:
        return Content(kind="Presentation", issued=issued, until=until)
    recipient, hashed = _recipient(document)
    common = Content(recipient=recipient, hashed_recipient=hashed, issued=issued, until=until)
    found = skills_of(document)
    if found is None:
        return replace(
            common,
            title=line(text_of(document.get("name"))),
            kind=next(
                (t for t in map(line, types_of(document)) if t != "VerifiableCredential"), ""
            ),
            description=block(text_of(document.get("description"))),
            results=tuple(_claims(document)),
        )
    achievement = achievement_of(document) or {}
    return replace(
        common,
        title=line(found.name) or line(text_of(document.get("name"))),
        kind=line(found.achievement_type or ""),
        description=block(found.description),
        criteria=block(found.criteria),
        skills=tuple(
            skill
            for skill in _skills(found.name, found.alignments, found.results, achievement)
            if skill.name
        ),
        results=tuple(_other_results(found.results)),
        evidence=tuple(_evidence(document.get("evidence"))),
    )


def _period(document: JSONObject) -> tuple[datetime | None, datetime | None]:
    try:
        return validity(document)
    except LerwayError:
        return None, None


def _recipient(document: JSONObject) -> tuple[str, bool]:
    """Return how the record names its subject in the open, and whether by a hash."""
    hashed = False
    for subject in subjects(document):
        for item in as_list(subject.get("identifier")):
            if not isinstance(item, dict):
                continue
            if item.get("hashed") is True:
                hashed = True
            elif item.get("identityType") in _PERSON:
                return line(item.get("identityHash")), hashed
        name = text_of(subject.get("name"))
        if name:
            return line(name), hashed
    return "", hashed


# ------------------------------------------------------------------------- skills


def _skills(
    name: str,
    alignments: tuple[Alignment, ...],
    results: tuple[Result, ...],
    achievement: JSONObject,
) -> Iterator[SaidSkill]:
    seen: set[str] = set()
    if achievement.get("achievementType") == "Competency":
        seen.add(name)
        yield SaidSkill(line(name), "", "")
    for result in results:
        reached = line(result.level or result.value or result.status or "")
        step = _step(achievement, result)
        for alignment in result.alignments:
            if alignment.name and alignment.name not in seen and len(seen) < MOST:
                seen.add(alignment.name)
                yield SaidSkill(
                    line(alignment.name),
                    reached,
                    line(alignment.framework or ""),
                    step,
                    line(result.scale),
                )
    for alignment in alignments:
        if alignment.name and alignment.name not in seen and len(seen) < MOST:
            seen.add(alignment.name)
            yield SaidSkill(line(alignment.name), "", line(alignment.framework or ""))


def _step(achievement: JSONObject, result: Result) -> tuple[int, int] | None:
    """Return the place of the reached level, if the levels are numbered 1 to n (n up to 8)."""
    for description in as_list(achievement.get("resultDescription")):
        if not isinstance(description, dict) or text_of(description.get("name")) != result.name:
            continue
        levels = [
            x for x in as_list(description.get("rubricCriterionLevel")) if isinstance(x, dict)
        ]
        numbers = {text_of(x.get("name")): str(x.get("level", "")) for x in levels}
        known = sorted(numbers.values())
        place = numbers.get(result.level or "")
        most = len(known)
        if place and 2 <= most <= 8 and known == [str(n) for n in range(1, most + 1)]:  # noqa: PLR2004 - as many dots as can be counted at a glance
            return int(place), most
    return None


def _other_results(results: tuple[Result, ...]) -> Iterator[tuple[str, str, str]]:
    for result in results[:MOST]:
        reached = line(result.level or result.value or result.status or "")
        if reached and not result.alignments:
            yield line(result.name or ""), reached, line(result.scale)


def _claims(document: JSONObject) -> Iterator[tuple[str, str, str]]:
    """Yield the plain claims of a credential of another kind."""
    for subject in subjects(document)[:1]:
        for name, value in list(subject.items())[:MOST]:
            if name not in _SKIPPED and (said := line(value)):
                yield line(name), said, ""


def _evidence(value: JSON) -> Iterator[Evidence]:
    for item in as_list(value)[:MOST]:
        if isinstance(item, str):
            address = web_address(item)
            yield Evidence("" if address else line(item), address)
        elif isinstance(item, dict):
            address = web_address(item.get("id"))
            texts = [line(text_of(item.get("name"))), block(text_of(item.get("description")), 400)]
            texts = [t for t in texts if t] or [block(text_of(item.get("narrative")), 400)]
            text = ": ".join(t for t in texts if t)
            if text or address:
                yield Evidence(text, address)


# ---------------------------------------------------------------- Open Badges 2.0


def _badge_v2(record: Record, fetched: Mapping[str, bytes]) -> Content:
    assertion = record.document
    url = assertion.get("id")
    if record.text.startswith(b"http") and isinstance(url, str):
        assertion = _fetched(fetched, url)
    reference = v2.badge_reference(assertion)
    badge = reference.embedded or _fetched(fetched, reference.url or "")
    criteria = badge.get("criteria")
    criteria = criteria.get("narrative") if isinstance(criteria, dict) else criteria
    issued, until = _period_v2(assertion)
    recipient = assertion.get("recipient")
    recipient = recipient if isinstance(recipient, dict) else {}
    hashed = recipient.get("hashed") is True
    return Content(
        title=line(text_of(badge.get("name"))),
        kind="Badge",
        recipient="" if hashed else line(recipient.get("identity")),
        hashed_recipient=hashed,
        issued=issued,
        until=until,
        description=block(text_of(badge.get("description"))),
        criteria=block(criteria),
        skills=tuple(_skills_v2(badge)),
        evidence=tuple(_evidence(assertion.get("evidence"))),
    )


def _fetched(fetched: Mapping[str, bytes], url: str) -> JSONObject:
    try:
        return parse_object(fetched[url])
    except (KeyError, LerwayError):
        return {}


def _period_v2(assertion: JSONObject) -> tuple[datetime | None, datetime | None]:
    try:
        return v2.validity_v2(assertion)
    except LerwayError:
        return None, None


def _skills_v2(badge: JSONObject) -> Iterator[SaidSkill]:
    for item in as_list(badge.get("alignment"))[:MOST]:
        if isinstance(item, dict) and (name := line(text_of(item.get("targetName")))):
            yield SaidSkill(name, "", line(item.get("targetFramework")))
