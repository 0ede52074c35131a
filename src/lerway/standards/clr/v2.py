"""The rules that 1EdTech Comprehensive Learner Record 2.0 (appendix B) adds to the VC Data Model.

A ClrCredential wraps whole signed credentials; its own achievements and their
associations describe how what was achieved hangs together. Records of the first
version, over VC Data Model 1.1, are judged by the same rules.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lerway.kernel import pointer as p
from lerway.kernel.errors import Fault, Problem
from lerway.standards.open_badges.reading import each
from lerway.standards.open_badges.v3 import (
    OB_CONTEXT,
    achievement_problems,
    profile_problems,
    recipient_problems,
)
from lerway.standards.vcdm.identifiers import as_list
from lerway.standards.vcdm.structure import types_of, version_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = ["ASSOCIATION_TYPES", "is_clr", "members", "structure_clr", "unknown_associations"]

CLR_CONTEXT: Final = re.compile(
    r"https://purl\.imsglobal\.org/spec/clr/v2p0/context(-2\.\d\.\d)*\.json\Z"
)
ASSOCIATION_TYPES: Final = frozenset(
    {
        "exactMatchOf",
        "isChildOf",
        "isParentOf",
        "isPartOf",
        "isPeerOf",
        "isRelatedTo",
        "precedes",
        "replacedBy",
    }
)
"""The kinds of Association (appendix B, AssociationType)."""


def is_clr(document: JSONObject) -> bool:
    """Return whether `document` calls itself a ClrCredential."""
    return "ClrCredential" in types_of(document)


def structure_clr(document: JSONObject) -> list[Problem]:
    """Return every rule of CLR 2.0 that `document` breaks; none if it is no ClrCredential.

    The rules of the VC Data Model are asked by `vcdm.structure`; the members are
    judged one by one by the caller.
    """
    return list(_record(document)) if is_clr(document) else []


def members(document: JSONObject) -> list[tuple[str, JSONObject | str]]:
    """Return the credentials in a record, each with its pointer.

    An object is a credential (maybe an enveloped one). A text, which the standard
    does not allow, is returned too, so that it can be shown where it stands.
    """
    return [
        (at, member)
        for subject, where in _subjects(document)
        for member, at in _all(subject.get("verifiableCredential"), where + "/verifiableCredential")
        if isinstance(member, dict | str)
    ]


def unknown_associations(document: JSONObject) -> list[Problem]:
    """Return the associations whose ends are no achievement in the record.

    An end may lie in another record, so nothing is refused for it; one who issues
    should look.
    """
    known = _achievement_ids(document)
    return [
        Problem(
            "clr.association_end_unknown",
            f"the {end} of an association is no achievement in this record",
            fault=Fault.ISSUER,
            pointer=f"{at}/{end}",
        )
        for subject, where in _subjects(document)
        for association, at in each(subject.get("association"), where + "/association")
        for end in ("sourceId", "targetId")
        if isinstance(association.get(end), str) and association[end] not in known
    ]


def _subjects(document: JSONObject) -> Iterator[tuple[JSONObject, str]]:
    return each(document.get("credentialSubject"), "/credentialSubject")


def _all(value: JSON, at: str) -> Iterator[tuple[JSON, str]]:
    for i, item in enumerate(as_list(value)):
        yield item, at + p.token(i) if isinstance(value, list) else at


def _achievement_ids(document: JSONObject) -> set[str]:
    found: set[str] = set()
    for subject, _ in _subjects(document):
        carriers = [subject]
        for member, _ in each(subject.get("verifiableCredential"), ""):
            carriers += [s for s, _ in _subjects(member)]
        for carrier in carriers:
            found |= {str(a.get("id")) for a, _ in each(carrier.get("achievement"), "")}
    return found


def _record(document: JSONObject) -> Iterator[Problem]:
    yield from _contexts(document)
    required = ["id", "name"]
    if version_of(document) == "2.0":
        required.append("validFrom")
    for name in required:
        if document.get(name) in (None, ""):
            yield _missing("ClrCredential", name, p.join(name))
    if isinstance(document.get("credentialSubject"), list):
        yield Problem(
            "clr.subject_list",
            "a record has one credentialSubject, not a list",
            fault=Fault.ISSUER,
            pointer="/credentialSubject",
        )
    issuer = document.get("issuer")
    if isinstance(issuer, dict):
        yield from profile_problems(issuer, "/issuer")
    for subject, at in _subjects(document):
        yield from _subject(subject, at)


def _contexts(document: JSONObject) -> Iterator[Problem]:
    # The context of the VC Data Model, of CLR and of Open Badges stand in this order.
    contexts = as_list(document.get("@context"))
    wanted = ((CLR_CONTEXT, "CLR 2.0"), (OB_CONTEXT, "Open Badges 3.0"))
    for i, (pattern, name) in enumerate(wanted, start=1):
        value = contexts[i] if len(contexts) > i else None
        if not (isinstance(value, str) and pattern.match(value)):
            yield Problem(
                "clr.context_order",
                f"context {i + 1} is not that of {name}",
                "put the contexts of the VC Data Model, CLR and Open Badges first, in this order",
                Fault.ISSUER,
                p.join("@context", i),
            )


def _subject(subject: JSONObject, at: str) -> Iterator[Problem]:
    if "ClrSubject" not in types_of(subject):
        yield Problem(
            "clr.subject_type",
            "the type of the subject does not include ClrSubject",
            "add ClrSubject to type",
            Fault.ISSUER,
            at + "/type",
        )
    yield from recipient_problems(subject, at)
    if not as_list(subject.get("verifiableCredential")):
        yield _missing("ClrSubject", "verifiableCredential", at + "/verifiableCredential")
    for member, where in _all(subject.get("verifiableCredential"), at + "/verifiableCredential"):
        if isinstance(member, str):
            yield Problem(
                "clr.member_is_string",
                "a credential in the record is a text, not an object",
                "put a compact token into an EnvelopedVerifiableCredential",
                Fault.ISSUER,
                where,
            )
        elif not isinstance(member, dict):
            yield Problem(
                "clr.member_malformed",
                "a credential in the record is not an object",
                fault=Fault.ISSUER,
                pointer=where,
            )
    for achievement, where in each(subject.get("achievement"), at + "/achievement"):
        yield from achievement_problems(achievement, where)
    for association, where in each(subject.get("association"), at + "/association"):
        yield from _association(association, where)


def _association(association: JSONObject, at: str) -> Iterator[Problem]:
    if "Association" not in types_of(association):
        yield Problem(
            "clr.association_malformed",
            "the type of an association does not include Association",
            fault=Fault.ISSUER,
            pointer=at + "/type",
        )
    for name in ("sourceId", "targetId"):
        if not isinstance(association.get(name), str):
            yield _missing("Association", name, f"{at}/{name}")
    kind = association.get("associationType")
    if not isinstance(kind, str) or kind not in ASSOCIATION_TYPES:
        yield Problem(
            "clr.association_type",
            "the associationType is none of those that the standard has",
            f"use one of {', '.join(sorted(ASSOCIATION_TYPES))}",
            Fault.ISSUER,
            at + "/associationType",
        )


def _missing(kind: str, name: str, at: str) -> Problem:
    return Problem(
        "clr.member_missing", f"the {kind} has no {name}", fault=Fault.ISSUER, pointer=at
    )
