"""The rules that 1EdTech Open Badges 3.0 (appendix B, data model) adds to the VC Data Model.

Which members must be there, of which type, and which refer to each other, for
AchievementCredential (OpenBadgeCredential) and EndorsementCredential, over both
versions of the VC Data Model. As in the published JSON-LD schemas, a single
value may stand where a list may.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lerway.kernel import pointer as p
from lerway.kernel.errors import Fault, Problem
from lerway.standards.open_badges.reading import (
    Alignment,
    Result,
    Skills,
    achievement_of,
    achievements_of,
    each,
    endorsements,
    skills_of,
    text_of,
)
from lerway.standards.vcdm.identifiers import as_list, is_url
from lerway.standards.vcdm.structure import types_of, version_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = [
    "Alignment",
    "Result",
    "Skills",
    "achievement_of",
    "achievement_problems",
    "achievements_of",
    "endorsements",
    "is_badge",
    "is_endorsement",
    "loose_references",
    "profile_problems",
    "recipient_problems",
    "skills_of",
    "structure_v3",
    "text_of",
]

OB_CONTEXT: Final = re.compile(
    r"https://purl\.imsglobal\.org/spec/ob/v3p0/context(-3\.\d\.\d)*\.json\Z"
)
_FEW: Final = 16
_COMPACT_JWS: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\Z")
# The members that each class must have beside its type.
_REQUIRED: Final = {
    "Achievement": ("id", "name", "description", "criteria"),
    "Alignment": ("targetName", "targetUrl"),
    "Evidence": (),
    "IdentifierEntry": ("identifier", "identifierType"),
    "IdentityObject": ("hashed", "identityHash", "identityType"),
    "Image": ("id",),
    "Profile": ("id",),
    "Related": ("id",),
    "Result": (),
    "ResultDescription": ("id", "name", "resultType"),
    "RubricCriterionLevel": ("id", "name"),
}


def is_badge(document: JSONObject) -> bool:
    """Return whether `document` calls itself an AchievementCredential or OpenBadgeCredential."""
    return not {"AchievementCredential", "OpenBadgeCredential"}.isdisjoint(types_of(document))


def is_endorsement(document: JSONObject) -> bool:
    """Return whether `document` calls itself an EndorsementCredential."""
    return "EndorsementCredential" in types_of(document)


def structure_v3(document: JSONObject) -> list[Problem]:
    """Return every rule of Open Badges 3.0 that `document` breaks.

    The rules of the VC Data Model are asked by `vcdm.structure`. A credential
    that is neither badge nor endorsement breaks none of these rules, unless its
    subject is an AchievementSubject.
    """
    if is_badge(document):
        return list(_badge(document))
    if is_endorsement(document):
        return list(_endorsement(document))
    if any("AchievementSubject" in types_of(s) for s, _ in _subjects(document)):
        return [
            Problem(
                "ob.type_required",
                "the subject is an AchievementSubject, but the credential is no badge",
                "add OpenBadgeCredential to type",
                Fault.ISSUER,
                "/type",
            )
        ]
    return []


def _subjects(document: JSONObject) -> Iterator[tuple[JSONObject, str]]:
    return each(document.get("credentialSubject"), "/credentialSubject")


def _badge(document: JSONObject) -> Iterator[Problem]:
    named = version_of(document) == "1.1"
    yield from _credential(document, named=named)
    for subject, at in _subjects(document):
        yield from _is_a(subject, "AchievementSubject", at)
        yield from recipient_problems(subject, at)
        yield from _achievement_subject(subject, at)
    for item, at in each(document.get("evidence"), "/evidence"):
        yield from _is_a(item, "Evidence", at)


def _endorsement(document: JSONObject) -> Iterator[Problem]:
    yield from _credential(document, named=True)
    for subject, at in _subjects(document):
        yield from _is_a(subject, "EndorsementSubject", at)
        yield from _has(subject, ("id",), "EndorsementSubject", at)


def _credential(document: JSONObject, *, named: bool) -> Iterator[Problem]:
    contexts = as_list(document.get("@context"))
    second = contexts[1] if len(contexts) > 1 else None
    if not (isinstance(second, str) and OB_CONTEXT.match(second)):
        yield Problem(
            "ob.context_second",
            "the second context is not that of Open Badges 3.0",
            "put https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json second",
            Fault.ISSUER,
            "/@context",
        )
    wanted = ["id"]
    if named:
        wanted.append("name")
    if version_of(document) == "2.0":
        wanted.append("validFrom")
    yield from _has(document, tuple(wanted), "credential", "")
    if isinstance(document.get("credentialSubject"), list):
        yield Problem(
            "ob.subject_list",
            "a badge has one credentialSubject, not a list",
            fault=Fault.ISSUER,
            pointer="/credentialSubject",
        )
    issuer = document.get("issuer")
    if isinstance(issuer, dict):
        yield from profile_problems(issuer, "/issuer")
    for image, at in each(document.get("image"), "/image"):
        yield from _object(image, "Image", at)
    yield from _endorsed(document, "")


def _achievement_subject(subject: JSONObject, at: str) -> Iterator[Problem]:
    achievement = subject.get("achievement")
    if not isinstance(achievement, dict):
        yield Problem(
            "ob.achievement_missing",
            "the subject has no achievement",
            fault=Fault.ISSUER,
            pointer=at + "/achievement",
        )
        achievement = {}
    else:
        yield from achievement_problems(achievement, at + "/achievement")
    source = subject.get("source")
    if isinstance(source, dict):
        yield from profile_problems(source, at + "/source")
    descriptions = _Descriptions(achievement)
    for result, where in each(subject.get("result"), at + "/result"):
        yield from _object(result, "Result", where)
        yield from _aligned(result, where)
        yield from _result(result, descriptions, where)


def recipient_problems(subject: JSONObject, at: str) -> Iterator[Problem]:
    """Yield what is wrong with how a subject says who it is: by `id` or `identifier`."""
    identifiers = list(each(subject.get("identifier"), at + "/identifier"))
    if not subject.get("id") and not identifiers:
        yield Problem(
            "ob.subject_without_recipient",
            "the subject has neither id nor identifier, so the badge is nobody's",
            fault=Fault.ISSUER,
            pointer=at,
        )
    for identity, where in identifiers:
        yield from _object(identity, "IdentityObject", where)
        if "hashed" in identity and not isinstance(identity["hashed"], bool):
            yield Problem(
                "ob.identity_malformed",
                "hashed is neither true nor false",
                fault=Fault.ISSUER,
                pointer=where + "/hashed",
            )


def achievement_problems(achievement: JSONObject, at: str) -> Iterator[Problem]:
    """Yield what is wrong with an Achievement at the pointer `at`."""
    yield from _object(achievement, "Achievement", at)
    criteria = achievement.get("criteria")
    if isinstance(criteria, dict) and not (criteria.get("id") or criteria.get("narrative")):
        yield Problem(
            "ob.criteria_empty",
            "the criteria have neither id nor narrative",
            fault=Fault.ISSUER,
            pointer=at + "/criteria",
        )
    yield from _aligned(achievement, at)
    creator = achievement.get("creator")
    if isinstance(creator, dict):
        yield from profile_problems(creator, at + "/creator")
    for image, where in each(achievement.get("image"), at + "/image"):
        yield from _object(image, "Image", where)
    for name, kind in (("otherIdentifier", "IdentifierEntry"), ("related", "Related")):
        for item, where in each(achievement.get(name), f"{at}/{name}"):
            yield from _object(item, kind, where)
    for description, where in each(achievement.get("resultDescription"), at + "/resultDescription"):
        yield from _object(description, "ResultDescription", where)
        yield from _aligned(description, where)
        levels = each(description.get("rubricCriterionLevel"), where + "/rubricCriterionLevel")
        for level, level_at in levels:
            yield from _object(level, "RubricCriterionLevel", level_at)
            yield from _aligned(level, level_at)
    yield from _endorsed(achievement, at)


def profile_problems(profile: JSONObject, at: str) -> Iterator[Problem]:
    """Yield what is wrong with a Profile and its parent organisations."""
    value: JSON = profile
    while isinstance(value, dict):
        yield from _object(value, "Profile", at)
        yield from _endorsed(value, at)
        value, at = value.get("parentOrg"), at + "/parentOrg"


def _result(result: JSONObject, descriptions: _Descriptions, at: str) -> Iterator[Problem]:
    # Appendix B, Result: what a result refers to stands in the achievement that is asserted.
    wanted = result.get("resultDescription")
    if wanted is None:
        return
    description = descriptions.get(wanted)
    if description is None:
        yield Problem(
            "ob.result_unknown",
            "a result refers to a resultDescription that the achievement does not have",
            fault=Fault.ISSUER,
            pointer=at + "/resultDescription",
        )
        return
    if description.get("resultType") == "Status" and "status" not in result:
        yield Problem(
            "ob.result_without_status",
            "a result of the type Status has no status",
            fault=Fault.ISSUER,
            pointer=at + "/status",
        )


class _Descriptions:
    """The resultDescriptions of an achievement by their id; of two, the last."""

    def __init__(self, achievement: JSONObject) -> None:
        listed = as_list(achievement.get("resultDescription"))
        self._all = [d for d in listed if isinstance(d, dict)]
        many = len(self._all) > _FEW
        self._by_id = {str(d.get("id")): d for d in self._all} if many else None

    def get(self, wanted: JSON) -> JSONObject | None:
        if self._by_id is not None:
            return self._by_id.get(str(wanted))
        return next((d for d in reversed(self._all) if _same(d.get("id"), wanted)), None)


def _same(one: JSON, other: JSON) -> bool:
    """Return whether two values are written alike."""
    if isinstance(one, str) and isinstance(other, str):
        return one == other
    return str(one) == str(other)


def loose_references(document: JSONObject) -> list[Problem]:
    """Return the levels that results and descriptions name but no description has.

    The standard says what these members refer to without saying that they must
    (its own complete example does not), so a badge is not refused for it; one
    who issues should mend it.
    """
    found: list[Problem] = []
    for subject, at in _subjects(document):
        for achievement, achievement_at in each(subject.get("achievement"), at + "/achievement"):
            known: dict[int, set[str]] = {}
            descriptions = _Descriptions(achievement)
            where = achievement_at + "/resultDescription"
            for description, place in each(achievement.get("resultDescription"), where):
                if not _known_level(description, "requiredLevel", description, known):
                    found.append(_loose(place + "/requiredLevel"))
            for result, place in each(subject.get("result"), at + "/result"):
                if "achievedLevel" not in result:
                    continue
                described = descriptions.get(result.get("resultDescription")) or {}
                if not _known_level(result, "achievedLevel", described, known):
                    found.append(_loose(place + "/achievedLevel"))
    return found


def _known_level(
    holder: JSONObject, member: str, description: JSONObject, known: dict[int, set[str]]
) -> bool:
    """Return whether `member` names nothing, or a level that `description` has.

    Few levels are compared one by one; the ids of many are kept in `known`.
    """
    named = holder.get(member, "")
    if _same(named, ""):
        return True
    levels = as_list(description.get("rubricCriterionLevel"))
    if len(levels) <= _FEW:
        return any(isinstance(v, dict) and _same(v.get("id"), named) for v in levels)
    if id(description) not in known:
        known[id(description)] = {str(v.get("id")) for v in levels if isinstance(v, dict)}
    return str(named) in known[id(description)]


def _loose(at: str) -> Problem:
    return Problem(
        "ob.result_level_unknown",
        "a level is named that the resultDescription does not have",
        "give the id of one of its rubricCriterionLevel entries",
        Fault.ISSUER,
        at,
    )


def _aligned(holder: JSONObject, at: str) -> Iterator[Problem]:
    for alignment, where in each(holder.get("alignment"), at + "/alignment"):
        yield from _object(alignment, "Alignment", where)
        if "targetUrl" in alignment and not is_url(alignment["targetUrl"]):
            yield Problem(
                "ob.alignment_url",
                "the targetUrl of an alignment is not a URL",
                fault=Fault.ISSUER,
                pointer=where + "/targetUrl",
            )


def _endorsed(holder: JSONObject, at: str) -> Iterator[Problem]:
    for name in ("endorsement", "endorsementJwt"):
        value = holder.get(name)
        for i, item in enumerate(as_list(value)):
            good = (
                isinstance(item, dict)
                if name == "endorsement"
                else isinstance(item, str) and _COMPACT_JWS.match(item)
            )
            if not good:
                yield Problem(
                    "ob.endorsement_malformed",
                    "an endorsement is not an object"
                    if name == "endorsement"
                    else "an endorsementJwt is not a compact JWS",
                    fault=Fault.ISSUER,
                    pointer=at + (p.join(name, i) if isinstance(value, list) else p.join(name)),
                )


def _object(value: JSONObject, kind: str, at: str) -> Iterator[Problem]:
    yield from _is_a(value, kind, at)
    yield from _has(value, _REQUIRED[kind], kind, at)


def _is_a(value: JSONObject, kind: str, at: str) -> Iterator[Problem]:
    if kind not in types_of(value):
        yield Problem(
            "ob.member_type",
            f"the type does not include {kind}",
            f"add {kind} to type",
            Fault.ISSUER,
            at + "/type",
        )


def _has(value: JSONObject, members: tuple[str, ...], kind: str, at: str) -> Iterator[Problem]:
    for name in members:
        if value.get(name) in (None, ""):
            yield Problem(
                "ob.member_missing",
                f"the {kind} has no {name}",
                fault=Fault.ISSUER,
                pointer=at + p.join(name),
            )
