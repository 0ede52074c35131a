"""What is in one learner's badge, and where it stands in the document.

1EdTech Open Badges 3.0, appendix B.1 (AchievementCredential, AchievementSubject,
Result, Evidence, IdentityObject).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from lerway.domain.issuing.credentials import achievement_credential, hashed_email
from lerway.standards.open_badges.identity import hash_identity
from lerway.standards.vcdm.dates import format_datetime

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lerway.domain.issuing.credentials import Period
    from lerway.kernel.strict_json import JSON, JSONObject
    from lerway.standards.jsonld.slots import Slot

__all__ = [
    "BadgeParts",
    "Shape",
    "badge_document",
    "dated",
    "evidence_of",
    "schemes_of",
    "shape_of",
    "slots_of",
]

Shape = tuple[object, ...]
"""What badges share whose documents differ in the values of their slots alone."""

_ENTRY: Final = frozenset(
    {"id", "type", "statusPurpose", "statusListIndex", "statusListCredential"}
)
# No rule looks more closely at an IRI of one of these schemes that has no other character.
_IRI: Final = re.compile(
    "^(urn:|did:|https://|http://)[A-Za-z0-9][A-Za-z0-9._~/=&,;@+:?#-]*$", re.MULTILINE
)


class BadgeParts(NamedTuple):
    """What one learner's badge has in it besides the achievement.

    Attributes:
        id: of the credential.
        subject: of the learner.
        period: from when, and until when.
        email: the learner's e-mail address and the salt to hash it with.
        narrative: what this learner did.
        results: Result objects, as `Achievement.result` makes them.
        evidence: addresses.
        status: the `credentialStatus`.
    """

    id: str
    subject: str
    period: Period
    email: tuple[str, str] | None = None
    narrative: str | None = None
    results: Sequence[JSONObject] = ()
    evidence: Sequence[str] = ()
    status: JSONObject | None = None


def badge_document(
    profile: JSONObject,
    achievement: JSONObject,
    parts: BadgeParts,
    endorsements: Sequence[JSONObject | str] = (),
    evidence: Sequence[JSONObject] | None = None,
) -> JSONObject:
    """Return the unsigned badge of one learner.

    Args:
        profile: the issuer's Profile.
        achievement: the Achievement.
        parts: the rest.
        endorsements: signed EndorsementCredentials: objects, or compact JWS.
        evidence: Evidence objects, instead of the addresses in `parts`.
    """
    subject: JSONObject = {"id": parts.subject, "type": ["AchievementSubject"]}
    if parts.email is not None:
        subject["identifier"] = [hashed_email(*parts.email)]
    if parts.narrative is not None:
        subject["narrative"] = parts.narrative
    subject["achievement"] = achievement
    results: list[JSON] = [*parts.results]
    if results:
        subject["result"] = results
    if evidence is None:
        evidence = [evidence_of(url) for url in parts.evidence]
    return achievement_credential(
        parts.id,
        profile,
        subject,
        parts.period,
        evidence=evidence,
        endorsements=endorsements,
        status=parts.status,
    )


def evidence_of(url: str) -> JSONObject:
    """Return the Evidence that stands at an address."""
    return {"id": url, "type": ["Evidence"]}


def shape_of(parts: BadgeParts) -> tuple[Shape, list[str]] | None:
    """Return the shape of a badge and the values of its slots; None for an unusual value.

    A value is unusual if a rule of the standards, or of JSON-LD, could judge it
    otherwise than the one that the shape was judged with.
    """
    badge_id, subject, (start, end), email, narrative, results, evidence, status = parts
    values = [badge_id, subject, dated(start)]
    if end is not None:
        if end < start:
            return None
        values.append(dated(end))
    if email is not None:
        address, salt = email
        values += (hash_identity(address.strip().lower(), salt), salt)
    if narrative is not None:
        values.append(narrative)
    reached: list[object] = []
    for result in results:
        value = result.get("value")
        if value is not None:
            values.append(str(value))
        level, reached_status = result.get("achievedLevel"), result.get("status")
        reached += (result["resultDescription"], level, reached_status, value is None)
    values += evidence
    entry: tuple[object, ...] | None = None
    iris: Sequence[str]
    if status is None:
        iris = (badge_id, subject, *evidence)
    else:
        if len(status) != len(_ENTRY) or status.keys() != _ENTRY:
            return None
        url = str(status["id"])
        iris = (badge_id, subject, *evidence, url)
        values += (url, str(status["statusListIndex"]))
        entry = status["type"], status["statusPurpose"], status["statusListCredential"]
    schemes = schemes_of(iris)
    if schemes is None or "" in values:
        return None
    shape = (schemes, end is None, email is None, narrative is None, tuple(reached), entry)
    return shape, values


def slots_of(parts: BadgeParts) -> list[Slot]:
    """Return where the values of `shape_of` stand, in the same order."""
    subject = "credentialSubject"
    slots: list[Slot] = [
        (("id",), _scheme(parts.id)),
        ((subject, "id"), _scheme(parts.subject)),
        (("validFrom",), ""),
    ]
    if parts.period[1] is not None:
        slots.append((("validUntil",), ""))
    if parts.email is not None:
        slots += [((subject, "identifier", 0, m), "") for m in ("identityHash", "salt")]
    if parts.narrative is not None:
        slots.append(((subject, "narrative"), ""))
    for i, result in enumerate(parts.results):
        if "value" in result:
            slots.append(((subject, "result", i, "value"), ""))
    for i, url in enumerate(parts.evidence):
        slots.append((("evidence", i, "id"), _scheme(url)))
    if parts.status is not None:
        entry = parts.status
        slots.append((("credentialStatus", "id"), _scheme(str(entry["id"]))))
        slots.append((("credentialStatus", "statusListIndex"), ""))
    return slots


@lru_cache(maxsize=1024)
def dated(moment: datetime) -> str:
    """Return a moment as it is written; most badges of a run have the same."""
    return format_datetime(moment)


def schemes_of(iris: Sequence[str]) -> tuple[str, ...] | None:
    """Return what each IRI begins with; None if a rule might look at one more closely."""
    joined = "\n".join(iris)
    schemes = tuple(_IRI.findall(joined))
    if len(schemes) != len(iris) or joined.count("\n") >= len(iris) or joined.count("#") > 1:
        return None
    return schemes


def _scheme(iri: str) -> str:
    """Return `urn:`, `did:`, `https://` or `http://`, whichever `iri` begins with; or nothing."""
    found = _IRI.match(iri)
    return found[1] if found else ""
