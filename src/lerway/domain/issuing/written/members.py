"""The members of Open Badges 3.0 objects that a person writes by hand.

1EdTech Open Badges 3.0, appendix B.1 (data models): Achievement, Alignment,
Criteria, ResultDescription, RubricCriterionLevel, Image, Related, IdentifierEntry,
Profile, Address. `complete` names every wrong member by its JSON Pointer, and fills
in `type`. Members that the standard does not know stay as they are, unless they
look like a slip of the pen.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from lerway.domain.issuing.written.handwritten import Plain, resolved
from lerway.kernel import pointer as p
from lerway.kernel.errors import Fault, Problem
from lerway.standards.vcdm.identifiers import is_url

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = ["ACHIEVEMENT", "PROFILE", "Member", "complete"]

ACHIEVEMENT: Final = "Achievement"
PROFILE: Final = "Profile"
_EXTENSION: Final = re.compile(r"ext:[A-Za-z0-9._-]+\Z")
_LANGUAGE: Final = re.compile(r"[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?\Z")
_SIMILAR: Final = 0.8


@dataclass(frozen=True, slots=True)
class Member:
    """What a member may hold.

    Attributes:
        kind: `text`, `url`, `number`, `language`, `term` (one of `values` or an
            extension `ext:NAME`), `any`, or the class of an object.
        required: whether it must be there.
        many: whether it may be a list.
        values: the terms of the standard.
    """

    kind: str = "text"
    required: bool = False
    many: bool = False
    values: tuple[str, ...] = ()


_ACHIEVEMENT_TYPES: Final = (
    "Achievement",
    "ApprenticeshipCertificate",
    "Assessment",
    "Assignment",
    "AssociateDegree",
    "Award",
    "Badge",
    "BachelorDegree",
    "Certificate",
    "CertificateOfCompletion",
    "Certification",
    "CommunityService",
    "Competency",
    "Course",
    "CoCurricular",
    "Degree",
    "Diploma",
    "DoctoralDegree",
    "Fieldwork",
    "GeneralEducationDevelopment",
    "JourneymanCertificate",
    "LearningProgram",
    "License",
    "Membership",
    "ProfessionalDoctorate",
    "QualityAssuranceCredential",
    "MasterCertificate",
    "MasterDegree",
    "MicroCredential",
    "ResearchDoctorate",
    "SecondarySchoolDiploma",
)
_TARGET_TYPES: Final = (
    "ceasn:Competency",
    "ceterms:Credential",
    "CFItem",
    "CFRubric",
    "CFRubricCriterion",
    "CFRubricCriterionLevel",
    "CTDL",
)
_RESULT_TYPES: Final = (
    "GradePointAverage",
    "LetterGrade",
    "Percent",
    "PerformanceLevel",
    "PredictedScore",
    "RawScore",
    "Result",
    "RubricCriterion",
    "RubricCriterionLevel",
    "RubricScore",
    "ScaledScore",
    "Status",
)
_IDENTIFIER_TYPES: Final = (
    "name",
    "sourcedId",
    "systemId",
    "productId",
    "userName",
    "accountId",
    "emailAddress",
    "nationalIdentityNumber",
    "isbn",
    "issn",
    "lisSourcedId",
    "oneRosterSourcedId",
    "sisSourcedId",
    "ltiContextId",
    "ltiDeploymentId",
    "ltiToolId",
    "ltiPlatformId",
    "ltiUserId",
    "identifier",
)
_TEXT: Final = Member()
_NEEDED: Final = Member(required=True)
_URL: Final = Member("url")
_ALIGNMENTS: Final = Member("Alignment", many=True)
_NAMES: Final = [
    "familyName",
    "givenName",
    "additionalName",
    "patronymicName",
    "honorificPrefix",
    "honorificSuffix",
    "familyNamePrefix",
]
_PLACES: Final = [
    "addressCountry",
    "addressCountryCode",
    "addressRegion",
    "addressLocality",
    "streetAddress",
    "postOfficeBoxNumber",
    "postalCode",
]

CLASSES: Final[Mapping[str, Mapping[str, Member]]] = {
    ACHIEVEMENT: {
        "id": _URL,
        "name": _NEEDED,
        "description": _NEEDED,
        "criteria": Member("Criteria", required=True),
        "achievementType": Member("term", values=_ACHIEVEMENT_TYPES),
        "alignment": _ALIGNMENTS,
        "creator": Member(PROFILE),
        "creditsAvailable": Member("number"),
        "endorsement": Member("any"),
        "endorsementJwt": Member("any"),
        "fieldOfStudy": _TEXT,
        "humanCode": _TEXT,
        "image": Member("Image"),
        "inLanguage": Member("language"),
        "otherIdentifier": Member("IdentifierEntry", many=True),
        "related": Member("Related", many=True),
        "resultDescription": Member("ResultDescription", many=True),
        "specialization": _TEXT,
        "tag": Member(many=True),
        "version": _TEXT,
    },
    "Criteria": {"id": _URL, "narrative": _TEXT},
    "Alignment": {
        "targetName": _NEEDED,
        "targetUrl": Member("url", required=True),
        "targetCode": _TEXT,
        "targetDescription": _TEXT,
        "targetFramework": _TEXT,
        "targetType": Member("term", values=_TARGET_TYPES),
    },
    "ResultDescription": {
        "id": _URL,
        "name": _NEEDED,
        "resultType": Member("term", required=True, values=_RESULT_TYPES),
        "alignment": _ALIGNMENTS,
        "allowedValue": Member(many=True),
        "requiredLevel": _TEXT,
        "requiredValue": _TEXT,
        "rubricCriterionLevel": Member("RubricCriterionLevel", many=True),
        "valueMax": _TEXT,
        "valueMin": _TEXT,
    },
    "RubricCriterionLevel": {
        "id": _URL,
        "name": _NEEDED,
        "alignment": _ALIGNMENTS,
        "description": _TEXT,
        "level": _TEXT,
        "points": _TEXT,
    },
    "Image": {"id": Member("url", required=True), "caption": _TEXT},
    "Related": {
        "id": Member("url", required=True),
        "inLanguage": Member("language"),
        "version": _TEXT,
    },
    "IdentifierEntry": {
        "identifier": _NEEDED,
        "identifierType": Member("term", required=True, values=_IDENTIFIER_TYPES),
    },
    PROFILE: {
        "id": _URL,
        "name": _TEXT,
        "url": _URL,
        "phone": _TEXT,
        "description": _TEXT,
        "endorsement": Member("any"),
        "endorsementJwt": Member("any"),
        "image": Member("Image"),
        "email": _TEXT,
        "address": Member("Address"),
        "otherIdentifier": Member("IdentifierEntry", many=True),
        "official": _TEXT,
        "parentOrg": Member(PROFILE),
        **dict.fromkeys(_NAMES, _TEXT),
        "dateOfBirth": _TEXT,
    },
    "Address": {**dict.fromkeys(_PLACES, _TEXT), "geo": Member("GeoCoordinates")},
    "GeoCoordinates": {
        "latitude": Member("number", required=True),
        "longitude": Member("number", required=True),
    },
}
_UNTYPED: Final = frozenset({"Criteria"})
_SHOWN: Final = frozenset({ACHIEVEMENT, PROFILE})
"""Classes whose name people are shown: a number or a truth value is no such name."""
_ONE_TYPE: Final = frozenset({"Image", "IdentifierEntry", "GeoCoordinates"})


def complete(value: JSONObject, class_name: str) -> tuple[JSONObject, list[Problem]]:
    """Return a handwritten object with its `type` filled in, and all that is wrong with it.

    Members keep their order and their values; a number where the standard wants a
    text becomes that text as it was written.
    """
    found: list[Problem] = []
    return _object(value, class_name, "", found), found


def _object(value: JSONObject, class_name: str, at: str, found: list[Problem]) -> JSONObject:
    known = CLASSES[class_name]
    out: JSONObject = {}
    slips: set[str] = set()
    if class_name not in _UNTYPED:
        out["type"] = _type(value.get("type"), class_name, at, found)
    for name, content in value.items():
        where = at + p.token(name)
        if name == "type" and class_name not in _UNTYPED:
            continue
        member = known.get(name)
        if member is None:
            slips.add(_slip(name, class_name, where, found))
            out[name] = resolved(content)
        else:
            shown = name == "name" and class_name in _SHOWN
            read = _name if shown else _content
            out[name] = read(content, member, where, found)
    for name, member in known.items():
        if member.required and name not in value and name not in slips:
            found.append(_missing(name, class_name, at + p.token(name)))
    if class_name == "Criteria" and not {"id", "narrative"} & value.keys():
        found.append(_missing("narrative", class_name, at))
    return out


def _content(value: JSON, member: Member, at: str, found: list[Problem]) -> JSON:
    if isinstance(value, list):
        if member.kind == "any":
            return resolved(value)
        if member.many:
            return [_one(v, member, at + p.token(i), found) for i, v in enumerate(value)]
        found.append(_wrong(at, "is a list, where one value must stand", "keep one of them"))
        return resolved(value)
    return _one(value, member, at, found)


def _one(value: JSON, member: Member, at: str, found: list[Problem]) -> JSON:
    kind = member.kind
    if kind == "any":
        return resolved(value)
    if kind in CLASSES:
        if isinstance(value, dict):
            if kind == PROFILE and "id" not in value:
                found.append(_missing("id", kind, at + "/id"))
            return _object(value, kind, at, found)
        hint = _OBJECT_HINTS.get(kind, f"write the members of the {kind} under it")
        found.append(_wrong(at, f"must hold the members of a {kind}", hint))
        return resolved(value)
    if kind == "number":
        return _number(value, at, found)
    text = _text(value, at, found)
    if text is None:
        return resolved(value)
    if kind == "url" and not is_url(text):
        found.append(
            _wrong(at, f"is no web address or URN: {text!r}", "write it with https:// in front")
        )
    elif kind == "language" and not _LANGUAGE.match(text):
        found.append(
            _wrong(at, f"is no language tag: {text!r}", "write it as en, es-MX or zh-Hans")
        )
    elif kind == "term" and text not in member.values and not _EXTENSION.match(text):
        found.append(_unknown_term(text, member.values, at))
    return text


_OBJECT_HINTS: Final = {
    "Criteria": "write 'criteria:' and, indented under it, 'narrative: how it is earned'",
    "Image": "write 'image:' and, indented under it, 'id: https://…'",
}


def _text(value: JSON, at: str, found: list[Problem]) -> str | None:
    """Return a text as it was written; None, with a problem, if it is none."""
    if isinstance(value, str):
        if (not isinstance(value, Plain) or resolved(value) is not None) and value.strip():
            return str(value)
        found.append(_wrong(at, "is empty", "write it, or leave the member out"))
    elif isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    else:
        shown = json.dumps(value, ensure_ascii=False)[:40]
        found.append(_wrong(at, f"must be a text and is {shown}", "write it in quotes"))
    return None


def _name(value: JSON, member: Member, at: str, found: list[Problem]) -> JSON:
    """Return a name that people are shown: `007` and `no` would come out otherwise."""
    meant = resolved(value)
    if not isinstance(meant, int | float):
        return _content(value, member, at, found)
    shown = value if isinstance(value, str) else json.dumps(value)
    said = "a truth value" if isinstance(meant, bool) else "a number"
    found.append(_wrong(at, f"is {shown}, {said} and no text", f'write it in quotes: "{shown}"'))
    return meant


def _number(value: JSON, at: str, found: list[Problem]) -> JSON:
    number = resolved(value)
    if isinstance(number, bool) or not isinstance(number, int | float):
        found.append(_wrong(at, "must be a number", "write it without quotes and without a unit"))
    return number


def _type(value: JSON, class_name: str, at: str, found: list[Problem]) -> JSON:
    if value is None:
        return class_name if class_name in _ONE_TYPE else [class_name]
    kept = resolved(value)
    types = kept if isinstance(kept, list) else [kept]
    if class_name not in types or not all(isinstance(t, str) for t in types):
        found.append(
            _wrong(
                at + "/type", f"does not say {class_name}", f"write {class_name}, or leave it out"
            )
        )
    return kept


def _slip(name: str, class_name: str, at: str, found: list[Problem]) -> str:
    """Return the member that was meant by a name that is none; empty if nothing is near."""
    known = {k.casefold(): k for k in (*CLASSES[class_name], "type")}
    folded = name.casefold().replace("_", "").replace("-", "").replace(" ", "")
    meant = known.get(folded) or known.get(folded.removesuffix("s"))
    if meant is None:
        near = get_close_matches(folded, known, n=1, cutoff=_SIMILAR)
        meant = known[near[0]] if near else None
    if meant is not None:
        found.append(
            Problem(
                "written.misspelt",
                f"the member {name!r} is not one of {class_name}",
                f"write it as {meant}",
                Fault.CALLER,
                at,
            )
        )
    return meant or ""


def _unknown_term(text: str, values: tuple[str, ...], at: str) -> Problem:
    folded = {v.casefold(): v for v in values}
    near = get_close_matches(text.casefold(), folded, n=1, cutoff=_SIMILAR / 2)
    meant = f"write {folded[near[0]]}, " if near else f"write one of {', '.join(values)}, "
    return _wrong(
        at, f"is {text!r}, which the standard does not know", f"{meant}or your own as ext:NAME"
    )


def _missing(name: str, class_name: str, at: str) -> Problem:
    return Problem(
        "written.missing",
        f"the member {name} of the {class_name} is missing",
        f"add a line '{name}: …'",
        Fault.CALLER,
        at,
    )


def _wrong(at: str, message: str, hint: str) -> Problem:
    name = next((t for t in reversed(at.split("/")) if not t.isdigit()), "")
    return Problem("written.wrong", f"the member {name} {message}", hint, Fault.CALLER, at)
