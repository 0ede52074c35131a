"""Records of many kinds, unsigned, for two implementations to agree on.

Each function takes the issuer's identifier and returns a new document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

VC = "https://www.w3.org/ns/credentials/v2"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
LEARNER = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
COURSE = "https://college.example/achievements/data-101"
LIST = "https://college.example/status/1"
Document = dict[str, Any]


def badge(issuer: str) -> Document:
    """A small Open Badge."""
    return {
        "@context": [VC, OB],
        "id": "urn:uuid:3fca6bd9-1f4f-4a8c-8b3c-0d6d7c4a2c11",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Data Analysis",
        "issuer": {"id": issuer, "type": ["Profile"], "name": "Example College"},
        "validFrom": "2025-01-31T09:30:00Z",
        "credentialSubject": {
            "id": LEARNER,
            "type": ["AchievementSubject"],
            "achievement": {
                "id": COURSE,
                "type": ["Achievement"],
                "name": "Data Analysis",
                "description": "Asks questions of data and answers them.",
                "criteria": {"narrative": "Four projects, judged by two teachers."},
            },
        },
    }


def rich_badge(issuer: str) -> Document:
    """Alignments, results with rubric levels, evidence, hashed e-mail: many blank nodes."""
    document = badge(issuer)
    subject = document["credentialSubject"]
    levels = [
        {
            "id": f"urn:uuid:00000000-0000-4000-8000-00000000000{n}",
            "type": ["RubricCriterionLevel"],
            "name": name,
            "level": str(n),
            "points": str(n * 10),
        }
        for n, name in enumerate(("Novice", "Skilled", "Master"), 1)
    ]
    subject["achievement"] |= {
        "achievementType": "Course",
        "creditsAvailable": 3.5,
        "tag": ["data", "analysis"],
        "image": {"id": COURSE + ".png", "type": "Image", "caption": "A bar chart"},
        "alignment": [
            {
                "type": ["Alignment"],
                "targetName": f"Skill {n}",
                "targetUrl": f"https://skills.example/{n}",
                "targetFramework": "Skills of Example",
                "targetType": "ceasn:Competency",
                "targetCode": f"S-{n}",
            }
            for n in range(3)
        ],
        "resultDescription": [
            {
                "id": "urn:uuid:00000000-0000-4000-8000-0000000000aa",
                "type": ["ResultDescription"],
                "name": "Project",
                "resultType": "RubricCriterionLevel",
                "requiredLevel": levels[1]["id"],
                "rubricCriterionLevel": levels,
            },
            {
                "id": "urn:uuid:00000000-0000-4000-8000-0000000000bb",
                "type": ["ResultDescription"],
                "name": "Mark",
                "resultType": "Percent",
                "valueMin": "0",
                "valueMax": "100",
            },
        ],
    }
    subject["identifier"] = [
        {
            "type": "IdentityObject",
            "hashed": True,
            "identityHash": "sha256$" + "ab" * 32,
            "identityType": "emailAddress",
            "salt": "kosher",
        }
    ]
    subject["result"] = [
        {
            "type": ["Result"],
            "resultDescription": "urn:uuid:00000000-0000-4000-8000-0000000000aa",
            "achievedLevel": levels[2]["id"],
        },
        {
            "type": ["Result"],
            "resultDescription": "urn:uuid:00000000-0000-4000-8000-0000000000bb",
            "value": "93",
        },
    ]
    document["evidence"] = [
        {
            "id": "https://college.example/evidence/1",
            "type": ["Evidence"],
            "name": "The project",
            "narrative": "A study of bicycle counts.",
            "genre": "Report",
        },
        {"type": ["Evidence"], "narrative": "An interview."},
    ]
    return document


def unicode_badge(issuer: str) -> Document:
    """Text outside ASCII, in no normal form, beyond the basic plane."""
    document = badge(issuer)
    document["name"] = "Análisis de datos — 数据分析 \U0001f4ca"
    achievement = document["credentialSubject"]["achievement"]
    achievement["description"] = 'quote " backslash \\ newline \n'
    achievement["criteria"]["narrative"] = "e\u0301 is not é; RTL: עברית; astral: \U00010348\u2028"
    return document


def control_characters(issuer: str) -> Document:
    """Characters that canonical N-Quads and JSON escape, each in its own way."""
    document = badge(issuer)
    achievement = document["credentialSubject"]["achievement"]
    achievement["description"] = "tab \t backspace \b feed \f one \x01 delete \x7f"
    return document


def many_languages(issuer: str, spanish: str = "es-MX") -> Document:
    """A plain credential: names in several languages (VCDM 2.0, section 4.6)."""
    name = [
        {"@value": "Data Analysis", "@language": "en"},
        {"@value": "Análisis de datos", "@language": spanish},
        {"@value": "ניתוח נתונים", "@language": "he"},
    ]
    return {
        "@context": [VC],
        "id": "urn:uuid:c8e4a6a2-5b7e-4b8f-8e39-6ba2d7a1f7d3",
        "type": ["VerifiableCredential"],
        "name": name,
        "description": {"@value": "Asks questions of data.", "@language": "en"},
        "issuer": {"id": issuer, "name": name},
        "validFrom": "2025-01-31T09:30:00Z",
        "credentialSubject": {"id": LEARNER, "name": "Ada", "description": name[1]},
    }


def with_direction(issuer: str) -> Document:
    """A name that says in which direction it is read."""
    document = many_languages(issuer)
    document["name"] = {"@value": "ניתוח נתונים", "@language": "he", "@direction": "rtl"}
    return document


def badge_with_status(issuer: str) -> Document:
    """A badge that can be revoked, and one day ends."""
    return badge(issuer) | {
        "validUntil": "2099-12-31T23:59:59+02:00",
        "credentialStatus": {
            "id": LIST + "#4711",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "4711",
            "statusListCredential": LIST,
        },
    }


def with_schema(issuer: str) -> Document:
    """A badge that names the schema that it follows."""
    return badge(issuer) | {
        "@context": [VC, OB, EXTENSIONS],
        "credentialSchema": [
            {
                "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/"
                "ob_v3p0_achievementcredential_schema.json",
                "type": "1EdTechJsonSchemaValidator2019",
            }
        ],
    }


def endorsement(issuer: str) -> Document:
    """An endorsement of the course."""
    return {
        "@context": [VC, OB],
        "id": "urn:uuid:6f1c0c8e-6a0e-4f0c-9a58-7a4f4bcbb0d5",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "What employers say",
        "issuer": {"id": issuer, "type": ["Profile"], "name": "Example Employer"},
        "validFrom": "2025-02-01T00:00:00Z",
        "credentialSubject": {
            "id": COURSE,
            "type": ["EndorsementSubject"],
            "endorsementComment": "Who has this can start on Monday.",
        },
    }


def clr(issuer: str, members: list[Document]) -> Document:
    """A learner record around signed members."""
    return {
        "@context": [VC, CLR, OB],
        "id": "urn:uuid:9a4f3c1d-55a6-4a1e-a2a9-4f6f9f2f3a10",
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": "Learner record",
        "issuer": {"id": issuer, "type": ["Profile"], "name": "Example College"},
        "validFrom": "2025-06-30T12:00:00Z",
        "credentialSubject": {
            "id": LEARNER,
            "type": ["ClrSubject"],
            "verifiableCredential": members,
        },
    }


SAMPLES: dict[str, Callable[[str], Document]] = {
    "badge": badge,
    "rich badge": rich_badge,
    "unicode": unicode_badge,
    "control characters": control_characters,
    "many languages": many_languages,
    "schema": with_schema,
    "endorsement": endorsement,
}
