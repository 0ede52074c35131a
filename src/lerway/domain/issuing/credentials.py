"""Unsigned credentials: badges, learner records, endorsements, as the standards lay them out.

1EdTech Open Badges 3.0, appendix B.1 (AchievementCredential, AchievementSubject,
EndorsementCredential); 1EdTech CLR 2.0, appendix B (ClrCredential, ClrSubject);
VC Data Model 2.0, section 4. Contexts stand in the order that the schemas demand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lerway.standards.open_badges.identity import identity_object
from lerway.standards.vcdm.dates import format_datetime
from lerway.standards.vcdm.structure import V2_CONTEXT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = [
    "CLR_CONTEXT",
    "OB_CONTEXT",
    "OB_EXTENSIONS",
    "Period",
    "achievement_credential",
    "clr_credential",
    "endorsement_credential",
    "hashed_email",
]

OB_CONTEXT: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OB_EXTENSIONS: Final = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
"""Defines the types of 1EdTech's schema, status and refresh methods; it stands last."""
CLR_CONTEXT: Final = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
_SCHEMAS: Final = "https://purl.imsglobal.org/spec"
_OB_SCHEMA: Final = f"{_SCHEMAS}/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
_ENDORSEMENT_SCHEMA: Final = (
    f"{_SCHEMAS}/ob/v3p0/schema/json/ob_v3p0_endorsementcredential_schema.json"
)
_CLR_SCHEMA: Final = f"{_SCHEMAS}/clr/v2p0/schema/json/clr_v2p0_clrcredential_schema.json"
_VALIDATOR: Final = "1EdTechJsonSchemaValidator2019"

Period = tuple["datetime", "datetime | None"]
"""From when, and until when (None: no end)."""


def achievement_credential(
    credential_id: str,
    issuer: JSONObject,
    subject: JSONObject,
    period: Period,
    *,
    evidence: Sequence[JSONObject] = (),
    endorsements: Sequence[JSONObject | str] = (),
    status: JSONObject | None = None,
) -> JSONObject:
    """Return an unsigned badge.

    Args:
        credential_id: its `id`.
        issuer: the issuer's Profile.
        subject: the AchievementSubject, with its `achievement`.
        period: when it is valid.
        evidence: what the learner made.
        endorsements: signed EndorsementCredentials: objects, or compact JWS.
        status: its `credentialStatus`.
    """
    achievement = subject.get("achievement")
    name = achievement.get("name") if isinstance(achievement, dict) else None
    document = _head([OB_CONTEXT], credential_id, "OpenBadgeCredential", issuer, period)
    if name is not None:
        document["name"] = name
    document["credentialSubject"] = subject
    if evidence:
        document["evidence"] = list(evidence)
    return _tail(document, _OB_SCHEMA, endorsements, status)


def clr_credential(
    credential_id: str,
    issuer: JSONObject,
    subject: JSONObject,
    period: Period,
    *,
    name: str,
    endorsements: Sequence[JSONObject | str] = (),
    status: JSONObject | None = None,
) -> JSONObject:
    """Return an unsigned learner record; its subject holds whole signed credentials."""
    document = _head([CLR_CONTEXT, OB_CONTEXT], credential_id, "ClrCredential", issuer, period)
    document["name"] = name
    document["credentialSubject"] = subject
    return _tail(document, _CLR_SCHEMA, endorsements, status)


def endorsement_credential(
    credential_id: str,
    issuer: JSONObject,
    target: str,
    period: Period,
    *,
    name: str,
    comment: str,
    status: JSONObject | None = None,
) -> JSONObject:
    """Return an unsigned endorsement of `target`: id of a credential, achievement or profile."""
    document = _head([OB_CONTEXT], credential_id, "EndorsementCredential", issuer, period)
    document["name"] = name
    document["credentialSubject"] = {
        "id": target,
        "type": ["EndorsementSubject"],
        "endorsementComment": comment,
    }
    return _tail(document, _ENDORSEMENT_SCHEMA, (), status)


def hashed_email(address: str, salt: str) -> JSONObject:
    """Return the IdentityObject of an e-mail address, hashed with `salt`.

    The address is hashed in lower case: readers try it as typed and in lower case, so
    that no other spelling of it can be found.
    """
    return identity_object(address.strip().lower(), salt)


def _head(
    contexts: list[str], credential_id: str, kind: str, issuer: JSONObject, period: Period
) -> JSONObject:
    start, end = period
    document: JSONObject = {
        "@context": [V2_CONTEXT, *contexts, OB_EXTENSIONS],
        "id": credential_id,
        "type": ["VerifiableCredential", kind],
        "issuer": issuer,
        "validFrom": format_datetime(start),
    }
    if end is not None:
        document["validUntil"] = format_datetime(end)
    return document


def _tail(
    document: JSONObject,
    schema: str,
    endorsements: Sequence[JSONObject | str],
    status: JSONObject | None,
) -> JSONObject:
    embedded: list[JSON] = [e for e in endorsements if isinstance(e, dict)]
    tokens: list[JSON] = [e for e in endorsements if isinstance(e, str)]
    if embedded:
        document["endorsement"] = embedded
    if tokens:
        document["endorsementJwt"] = tokens
    document["credentialSchema"] = [{"id": schema, "type": _VALIDATOR}]
    if status is not None:
        document["credentialStatus"] = status
    return document
