"""What an issuer writes with the library, under pyright strict; never run."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import lerway


def issue() -> bytes:
    """The five lines."""
    key = lerway.PrivateKey.generate(lerway.KeyType.ED25519, os.urandom)
    issuer = lerway.Issuer(name="Riverside College", key=key)
    criteria = {"narrative": "Ten seams."}
    badge = issuer.badge({"name": "Welding", "description": "Joins.", "criteria": criteria})
    return issuer.issue(badge)


def all_kinds(issuer: lerway.Issuer, member: bytes) -> list[bytes]:
    """Records, endorsements, tokens, presentations."""
    now = datetime.now(UTC)
    clr = issuer.clr("All of it", [member], valid_from=now)
    praise = issuer.endorsement("urn:x:y", "Well done.", valid_until=now)
    shown = issuer.present([member], challenge="x", domain="employer.example")
    disclosure: str = shown.disclosure
    print(disclosure)
    return [
        issuer.issue(clr, created=now),
        issuer.issue(praise, proof="vc-jwt"),
        shown.document,
    ]


def two_steps(key: lerway.PrivateKey, unsigned_record: bytes) -> bytes:
    """A key that lives elsewhere."""
    issuer = lerway.Issuer(name="Riverside College", key=key.public, id="did:web:x.example")
    prepared = issuer.prepare(unsigned_record)
    return issuer.finish(prepared, key.sign(prepared.to_sign))


def many(issuer: lerway.Issuer, scores: dict[str, str]) -> list[bytes]:
    """One achievement to many learners."""
    criteria = {"narrative": "Ten seams."}
    welding = {"name": "Welding", "description": "Joins.", "criteria": criteria}
    template: lerway.Template = issuer.template(welding, proof="eddsa-rdfc-2022")
    return [
        template.issue(email=email, results={"Score": score}, valid_from=datetime.now(UTC))
        for email, score in scores.items()
    ]


def published(issuer: lerway.Issuer, url: str) -> bytes:
    """A status list as it is now."""
    from lerway.standards.status.lists import new_list

    return issuer.status_list(new_list(url), created=datetime.now(UTC))
