"""What a badge says: achievement, alignments, results, endorsements of Open Badges 3.0, appendix B.

For showing to a person and for finding the embedded credentials. Nothing here
judges: what is malformed is passed over, and told by `v3.structure_v3`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lerway.kernel import pointer as p
from lerway.standards.vcdm.identifiers import as_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = [
    "Alignment",
    "Result",
    "Skills",
    "achievement_of",
    "achievements_of",
    "each",
    "endorsements",
    "skills_of",
    "text_of",
]


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where an achievement or result points in a framework of skills (appendix B, Alignment).

    Attributes:
        name: `targetName`.
        url: `targetUrl`.
        code: `targetCode`, if any.
        framework: `targetFramework`, if any.
        target_type: `targetType` (`CFItem`, `ceasn:Competency`, …), if any.
        pointer: where it stands in the credential.
    """

    name: str
    url: str
    code: str | None
    framework: str | None
    target_type: str | None
    pointer: str


@dataclass(frozen=True, slots=True)
class Result:
    """What was achieved, and of what (appendix B, Result and ResultDescription).

    Attributes:
        name: of the result description; None if it is not in the achievement.
        result_type: `GradePointAverage`, `RubricCriterionLevel`, …, if known.
        value: the `value`, if any.
        status: `Completed`, `InProgress`, …, if any.
        level: name of the achieved rubric criterion level, if any.
        alignments: of the result, its description and its level.
        pointer: where it stands in the credential.
        value_max: `valueMax` of the result description, the best value that there is, if any.
    """

    name: str | None
    result_type: str | None
    value: str | None
    status: str | None
    level: str | None
    alignments: tuple[Alignment, ...]
    pointer: str
    value_max: str | None = None

    @property
    def scale(self) -> str:
        """The best value that there is, where a value was reached; else empty."""
        return self.value_max or "" if self.value and not self.level else ""


@dataclass(frozen=True, slots=True)
class Skills:
    """What a badge says that somebody can do.

    Attributes:
        id: of the achievement.
        name: of the achievement.
        achievement_type: `Competency`, `Degree`, …, if any.
        description: of the achievement.
        criteria: what was asked for: its narrative, or else its address.
        alignments: of the achievement.
        results: of the subject.
    """

    id: str | None
    name: str
    achievement_type: str | None
    description: str
    criteria: str
    alignments: tuple[Alignment, ...]
    results: tuple[Result, ...]

    @property
    def is_skill(self) -> bool:
        """Whether the badge asserts a skill itself, and does not only point to some."""
        return self.achievement_type == "Competency"


def text_of(value: JSON) -> str:
    """Return a text for a person: a string, or the first of a language map or value object."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value") or next(iter(value.values()), None)
    return value if isinstance(value, str) else ""


def each(value: JSON, at: str) -> Iterator[tuple[JSONObject, str]]:
    """Yield the objects among the values that stand at the pointer `at`."""
    for i, item in enumerate(as_list(value)):
        if isinstance(item, dict):
            yield item, at + p.token(i) if isinstance(value, list) else at


def achievements_of(credential: JSONObject) -> list[tuple[str, JSONObject]]:
    """Return the achievements of all subjects, each with its pointer."""
    return [
        (where, achievement)
        for subject, at in each(credential.get("credentialSubject"), "/credentialSubject")
        for achievement, where in each(subject.get("achievement"), at + "/achievement")
    ]


def achievement_of(credential: JSONObject) -> JSONObject | None:
    """Return the achievement of a badge, the first if it has several; None if it has none."""
    return next((a for _, a in achievements_of(credential)), None)


def skills_of(credential: JSONObject) -> Skills | None:
    """Return what a badge says that its subject can do; None if it has no achievement."""
    for subject, at in each(credential.get("credentialSubject"), "/credentialSubject"):
        for achievement, where in each(subject.get("achievement"), at + "/achievement"):
            criteria = achievement.get("criteria")
            criteria = criteria if isinstance(criteria, dict) else {}
            return Skills(
                _text(achievement.get("id")),
                text_of(achievement.get("name")),
                _text(achievement.get("achievementType")),
                text_of(achievement.get("description")),
                text_of(criteria.get("narrative")) or text_of(criteria.get("id")),
                tuple(_alignments(achievement, where)),
                tuple(_results(subject, at, achievement, where)),
            )
    return None


def endorsements(credential: JSONObject) -> list[tuple[str, JSONObject | str]]:
    """Return the endorsements in a credential, each with its pointer.

    Sought in the credential, its issuer, its achievements and their creators, and
    the source, with all parent organisations. Endorsements in endorsements are
    not sought: call this again on each. An object is an EndorsementCredential, a
    text a compact JWS.
    """
    found: list[tuple[str, JSONObject | str]] = []
    for holder, at in _endorsable(credential):
        found += [(where, e) for e, where in each(holder.get("endorsement"), at + "/endorsement")]
        jwts = holder.get("endorsementJwt")
        for i, jwt in enumerate(as_list(jwts)):
            if isinstance(jwt, str):
                where = at + "/endorsementJwt"
                found.append((where + p.token(i) if isinstance(jwts, list) else where, jwt))
    return found


def _endorsable(credential: JSONObject) -> Iterator[tuple[JSONObject, str]]:
    yield credential, ""
    yield from _profile(credential.get("issuer"), "/issuer")
    for subject, at in each(credential.get("credentialSubject"), "/credentialSubject"):
        yield from _profile(subject.get("source"), at + "/source")
        for achievement, where in each(subject.get("achievement"), at + "/achievement"):
            yield achievement, where
            yield from _profile(achievement.get("creator"), where + "/creator")


def _profile(value: JSON, at: str) -> Iterator[tuple[JSONObject, str]]:
    while isinstance(value, dict):
        yield value, at
        value, at = value.get("parentOrg"), at + "/parentOrg"


def _text(value: JSON) -> str | None:
    return value if isinstance(value, str) else None


def _alignments(holder: JSONObject, at: str) -> Iterator[Alignment]:
    for item, where in each(holder.get("alignment"), at + "/alignment"):
        yield Alignment(
            text_of(item.get("targetName")),
            text_of(item.get("targetUrl")),
            _text(item.get("targetCode")),
            _text(item.get("targetFramework")),
            _text(item.get("targetType")),
            where,
        )


def _results(
    subject: JSONObject, at: str, achievement: JSONObject, achievement_at: str
) -> Iterator[Result]:
    descriptions = {
        str(d.get("id")): (d, where)
        for d, where in each(
            achievement.get("resultDescription"), achievement_at + "/resultDescription"
        )
    }
    for result, where in each(subject.get("result"), at + "/result"):
        description, description_at = descriptions.get(
            str(result.get("resultDescription")), ({}, "")
        )
        levels = {
            str(level.get("id")): (level, level_at)
            for level, level_at in each(
                description.get("rubricCriterionLevel"), description_at + "/rubricCriterionLevel"
            )
        }
        level, level_at = levels.get(str(result.get("achievedLevel")), ({}, ""))
        yield Result(
            text_of(description.get("name")) or None,
            _text(description.get("resultType")),
            _text(result.get("value")),
            _text(result.get("status")),
            text_of(level.get("name")) or _text(result.get("achievedLevel")),
            (
                *_alignments(result, where),
                *_alignments(description, description_at),
                *_alignments(level, level_at),
            ),
            where,
            _text(description.get("valueMax")),
        )
