"""The badges that are measured: Open Badges 3.0 of about 4.1 KB, from a seed.

A badge has 104 quads and 10 blank nodes: eight alignments, one result, one hashed
e-mail address. It has a status, and no `credentialSchema` unless one is asked for.
"""

from __future__ import annotations

import hashlib
import random
import uuid
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "CONTEXTS",
    "LIST",
    "REVOKED",
    "VALID_FROM",
    "VALID_UNTIL",
    "Row",
    "achievement",
    "badge",
    "profile",
    "rows",
    "status",
]

CONTEXTS = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]
SITE = "https://riverside-college.example"
COURSE = f"{SITE}/achievements/water-quality-201"
RESULT = "urn:uuid:5b0b9a7e-4f0e-4c0f-8d35-9d8f5a0c1e42"
LIST = f"{SITE}/status/7"
REVOKED = 4_711
"""The index whose badge is revoked; no learner is given it."""
VALID_FROM = "2026-05-29T15:00:00Z"
VALID_UNTIL = "2031-05-31T00:00:00Z"
SKILLS = (
    "Sampling of surface water",
    "Chain of custody records",
    "Calibration of field instruments",
    "Titration and colorimetry",
    "Statistics of small samples",
    "Reporting to an authority",
    "Work safety near water",
    "Mapping with a GIS",
)

Document = dict[str, Any]


class Row(NamedTuple):
    """One learner, as a roster gives them, and what is drawn for the badge."""

    name: str
    email: str
    mark: str
    index: int
    subject: str
    id: str
    salt: str


def rows(seed: int) -> Iterator[Row]:
    """Yield learners without end; the same seed yields the same."""
    rng = random.Random(seed)
    while True:
        number = rng.randrange(10**6)
        yield Row(
            name=f"Learner {number}",
            email=f"learner{number}@students.riverside-college.example",
            mark=str(rng.randrange(60, 101)),
            index=_index(rng),
            subject=_urn(rng),
            id=_urn(rng),
            salt=f"{rng.getrandbits(128):032x}",
        )


def _index(rng: random.Random) -> int:
    """Draw an index of the list that is not the one that is revoked."""
    index = rng.randrange(131_072)
    return index if index != REVOKED else REVOKED + 1


def _urn(rng: random.Random) -> str:
    return uuid.UUID(int=rng.getrandbits(128), version=4).urn


def profile(issuer: str) -> Document:
    """Return the issuer's Profile."""
    return {
        "id": issuer,
        "type": ["Profile"],
        "name": "Riverside Community College",
        "url": f"{SITE}/",
        "image": {
            "id": f"{SITE}/assets/seal-of-the-college.png",
            "type": "Image",
            "caption": "Seal of Riverside Community College",
        },
    }


def achievement() -> Document:
    """Return the course that all the badges are about."""
    return {
        "id": COURSE,
        "type": ["Achievement"],
        "achievementType": "Course",
        "name": "Field methods of water quality",
        "description": "One term of taking, testing and reporting samples of rivers and lakes.",
        "criteria": {
            "id": f"{COURSE}/criteria",
            "narrative": "Five field days with complete records, and a report that two teachers"
            " judge to be sound.",
        },
        "image": {"id": f"{SITE}/badges/water-quality-201.png", "type": "Image"},
        "tag": ["water", "field work", "chemistry"],
        "alignment": [_alignment(number, name) for number, name in enumerate(SKILLS, 1)],
        "resultDescription": [
            {
                "id": RESULT,
                "type": ["ResultDescription"],
                "name": "Final mark",
                "resultType": "Percent",
                "requiredValue": "60",
                "valueMin": "0",
                "valueMax": "100",
            }
        ],
    }


def _alignment(number: int, name: str) -> Document:
    digest = hashlib.sha256(name.encode()).hexdigest()[:12]
    return {
        "type": ["Alignment"],
        "targetName": name,
        "targetCode": f"ENV-S{number}.4.2",
        "targetType": "CTDL",
        "targetFramework": "Competencies of Environmental Technicians, 2025",
        "targetUrl": f"https://skills.example.org/env/v2/skill/{digest}",
    }


def status(index: int) -> Document:
    """Return the `credentialStatus` of the badge that has this index in the list."""
    return {
        "id": f"{LIST}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(index),
        "statusListCredential": LIST,
    }


def badge(row: Row, issuer: str) -> Document:
    """Return the unsigned badge of `row`, put together by hand."""
    course = achievement()
    return {
        "@context": CONTEXTS,
        "id": row.id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": profile(issuer),
        "validFrom": VALID_FROM,
        "validUntil": VALID_UNTIL,
        "name": course["name"],
        "credentialSubject": {
            "id": row.subject,
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": True,
                    "identityHash": "sha256$"
                    + hashlib.sha256((row.email + row.salt).encode()).hexdigest(),
                    "identityType": "emailAddress",
                    "salt": row.salt,
                }
            ],
            "achievement": course,
            "result": [{"type": ["Result"], "resultDescription": RESULT, "value": row.mark}],
        },
        "credentialStatus": status(row.index),
    }
