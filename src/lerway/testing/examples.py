"""Eight records for somebody who has never seen one: which of them would you rely on?

Made by the library's ordinary functions; only the tampering and the breaking are done
by hand. Every person and organisation is invented.

    python -m lerway.testing.examples FOLDER
    lerway serve --offline --documents FOLDER/documents
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

from lerway import bootstrap
from lerway.kernel.strict_json import dumps, parse_object
from lerway.standards.cid.keys import KeyType, PrivateKey
from lerway.standards.did import did_document, did_web
from lerway.standards.open_badges.baking import bake
from lerway.standards.status.lists import (
    draw_index,
    entry_for,
    list_credential,
    new_list,
    set_value,
)

if TYPE_CHECKING:
    from lerway.kernel.strict_json import JSONObject

__all__ = ["COLLEGE", "Example", "Examples", "main", "make_examples"]

COLLEGE: Final = "riverside-college.example"
OLD_HOST: Final = "badges.lakeside-library.example"
LIST_URL: Final = f"https://{COLLEGE}/status/1"
EMAIL: Final = "maya.torres@mail.example"
_SEED: Final = 20_261_123


@dataclass(frozen=True, slots=True)
class Example:
    """One record, and what a reader should make of it.

    Attributes:
        name: of the case: `good`, `tampered`, …
        file: a file name that gives nothing away.
        data: the record.
        rely: whether to rely on it.
        because: why, in a sentence.
    """

    name: str
    file: str
    data: bytes
    rely: bool
    because: str


@dataclass(frozen=True, slots=True)
class Examples:
    """The records, and the documents that stand on the web in their world, by address."""

    records: tuple[Example, ...]
    documents: dict[str, bytes]

    def __getitem__(self, name: str) -> bytes:
        """Return the record of a case."""
        return next(e.data for e in self.records if e.name == name)

    def write(self, folder: Path) -> None:
        """Write the files, the documents as HOST/PATH, and the answers."""
        for example in self.records:
            _write(folder / example.file, example.data)
        for url, body in self.documents.items():
            _write(folder / "documents" / url.removeprefix("https://"), body)
        lines = [
            f"{e.file}: {'rely on it' if e.rely else 'do not rely on it'}. {e.because}"
            for e in self.records
        ]
        _write(folder / "ANSWERS.txt", "\n".join(lines).encode() + b"\n")


class _World:
    """The college, two strangers, and the time."""

    def __init__(self, now: datetime) -> None:
        # Repeatable, so that two runs can be compared; nobody relies on these keys.
        draw = Random(_SEED)  # noqa: S311 - examples, not secrets
        self.entropy = draw.randbytes
        self.now = now
        self.college_id = did_web(COLLEGE, "")
        self.college_key = PrivateKey.generate(KeyType.ED25519, self.entropy)
        self.college = self.issuer("Riverside Community College", self.college_key, self.college_id)
        self.tutor = self.issuer("Brightpath Tutoring", self._new_key(KeyType.P256))
        self.impostor = self.issuer("University of Oxbridge", self._new_key(KeyType.ED25519))

    def _new_key(self, kind: KeyType) -> PrivateKey:
        return PrivateKey.generate(kind, self.entropy)

    def issuer(self, name: str, key: PrivateKey, did: str | None = None) -> bootstrap.Issuer:
        return bootstrap.Issuer(
            key=key, name=name, id=did, clock=lambda: self.now, entropy=self.entropy
        )

    def badge(
        self,
        issuer: bootstrap.Issuer,
        achievement: JSONObject,
        *,
        until: datetime | None = None,
        status: JSONObject | None = None,
    ) -> bytes:
        graded = "resultDescription" in achievement
        unsigned = issuer.badge(
            achievement,
            email=EMAIL,
            results={"Incident handling": "Proficient", "Practical exam": "91"} if graded else None,
            evidence=[_REPORT] if graded else (),
            valid_from=self.now - timedelta(days=200),
            valid_until=until,
            status=status,
        )
        subject = unsigned["credentialSubject"]
        if isinstance(subject, dict) and isinstance(subject["identifier"], list):
            subject["identifier"].append(_NAMED)
        return issuer.issue(unsigned)


def make_examples(now: datetime) -> Examples:
    """Return the records as of `now`: the status list in them is good for a day."""
    world = _World(now)
    book = new_list(LIST_URL)
    first, book = draw_index(book, world.entropy)
    second, book = draw_index(book, world.entropy)
    college = world.college
    good = world.badge(college, _DEFENSE, status=entry_for(book, first))
    revoked = world.badge(college, _DEFENSE, status=entry_for(book, second))
    expired = world.badge(college, _DEFENSE, until=now - timedelta(days=30))
    listed = list_credential(set_value(book, second), college.id, now)
    documents = {
        f"https://{COLLEGE}/.well-known/did.json": dumps(
            did_document(world.college_id, world.college_key.public)
        ),
        LIST_URL: college.issue(listed),
        **_old_documents(now),
    }
    tutor = world.badge(world.tutor, _ENGLISH)
    impostor = world.badge(world.impostor, _DEGREE)
    picture = resources.files("lerway.data").joinpath("demo", "badge.png").read_bytes()
    records = (
        Example("good", "file-1.png", bake(picture, good.decode()), True,  # noqa: FBT003
                f"{COLLEGE} signed it, it is unchanged and was not taken back."),
        Example("tampered", "file-2.json", _raised(good), False,  # noqa: FBT003
                "Somebody raised the score after it was signed."),
        Example("expired", "file-3.json", expired, False,  # noqa: FBT003
                "It is genuine, and it ended a month ago."),
        Example("revoked", "file-4.json", revoked, False,  # noqa: FBT003
                "The college took it back."),
        Example("unknown issuer", "file-5.json", tutor, False,  # noqa: FBT003
                "It is unchanged, but nobody confirms who Brightpath Tutoring is: ask them."),
        Example("impostor", "file-6.json", impostor, False,  # noqa: FBT003
                "Anybody can make a key and call himself University of Oxbridge."),
        Example("open badge 2.0", "file-7.json", documents[f"https://{OLD_HOST}/assertions/7.json"],
                True,  # noqa: FBT003
                f"It stands at its own address on {OLD_HOST}."),
        Example("broken", "file-8.json", good[: len(good) * 2 // 3], False,  # noqa: FBT003
                "A part of the file is missing."),
    )  # fmt: skip
    return Examples(records, documents)


def _raised(record: bytes) -> bytes:
    """Raise a score, as a cheat with a text editor would."""
    document = parse_object(record)
    return dumps(document).replace(b'"value":"91"', b'"value":"100"')


def _old_documents(now: datetime) -> dict[str, bytes]:
    """Return a hosted Open Badges 2.0 badge with its class and profile, by address."""
    base = f"https://{OLD_HOST}"
    context = "https://w3id.org/openbadges/v2"
    profile: JSONObject = {
        "@context": context,
        "type": "Issuer",
        "id": f"{base}/issuer.json",
        "name": "Lakeside Library",
        "url": base,
        "email": f"badges@{OLD_HOST}",
    }
    badge: JSONObject = {
        "@context": context,
        "type": "BadgeClass",
        "id": f"{base}/classes/1.json",
        "name": "Local History Guide",
        "description": "Leads visitors through the old town and answers their questions.",
        "image": f"{base}/classes/1.png",
        "criteria": {"narrative": "Led three walks with a member of the library's staff."},
        "issuer": profile["id"],
    }
    assertion: JSONObject = {
        "@context": context,
        "type": "Assertion",
        "id": f"{base}/assertions/7.json",
        "badge": badge["id"],
        "recipient": {"type": "email", "hashed": False, "identity": EMAIL},
        "verification": {"type": "HostedBadge"},
        "issuedOn": f"{now - timedelta(days=900):%Y-%m-%dT%H:%M:%SZ}",
    }
    return {str(d["id"]): dumps(d) for d in (profile, badge, assertion)}


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _skill(name: str, framework: str, number: str) -> JSONObject:
    return {
        "type": ["Alignment"],
        "targetName": name,
        "targetFramework": framework,
        "targetUrl": f"https://skills.example/{number}",
    }


_NAMED: Final[JSONObject] = {
    "type": "IdentityObject",
    "hashed": False,
    "identityHash": "Maya Torres",
    "identityType": "name",
}
_REPORT: Final[JSONObject] = {
    "id": f"https://{COLLEGE}/evidence/2026-118",
    "type": ["Evidence"],
    "name": "Incident report",
    "description": "Written after a two-day exercise with a regional hospital network.",
}
_DEFENSE: Final[JSONObject] = {
    "name": "Network Defense Certificate",
    "achievementType": "Certificate",
    "description": "Watches over a small network, tells an attack from noise, and contains it.",
    "criteria": {"narrative": "Twelve supervised exercises and a practical exam of two days."},
    "alignment": [
        _skill("Network monitoring", "Example Skill List", "12"),
        _skill("Writing reports", "Example Skill List", "31"),
    ],
    "resultDescription": [
        {
            "id": "urn:uuid:6b1d4ad3-0d0e-4b43-9d5c-0c5a4c1f8b01",
            "type": ["ResultDescription"],
            "name": "Incident handling",
            "resultType": "RubricCriterionLevel",
            "alignment": [_skill("Incident response", "Example Skill List", "7")],
            "rubricCriterionLevel": [
                {
                    "id": f"urn:uuid:6b1d4ad3-0d0e-4b43-9d5c-0c5a4c1f8b1{n}",
                    "type": ["RubricCriterionLevel"],
                    "name": name,
                    "level": str(n),
                }
                for n, name in enumerate(("Developing", "Proficient", "Advanced"), 1)
            ],
        },
        {
            "id": "urn:uuid:6b1d4ad3-0d0e-4b43-9d5c-0c5a4c1f8b02",
            "type": ["ResultDescription"],
            "name": "Practical exam",
            "resultType": "RawScore",
            "valueMin": "0",
            "valueMax": "100",
        },
    ],
}
_ENGLISH: Final[JSONObject] = {
    "name": "Business English, level B2",
    "achievementType": "Course",
    "description": "Forty lessons in writing and speaking at work.",
    "criteria": {"narrative": "Attended 36 of 40 lessons and passed a written test."},
    "alignment": [_skill("English, level B2", "Example Language Levels", "b2")],
}
_DEGREE: Final[JSONObject] = {
    "name": "Master of Business Administration",
    "achievementType": "MasterDegree",
    "description": "Two years of full-time study, with distinction.",
    "criteria": {"narrative": "All examinations of the faculty."},
    "alignment": [
        _skill("Corporate finance", "Example Skill List", "40"),
        _skill("Leadership", "Example Skill List", "41"),
    ],
}


def main(argv: list[str] | None = None) -> int:
    """Write the files to the folder that the command line names."""
    arguments = sys.argv[1:] if argv is None else argv
    if len(arguments) != 1:
        print("usage: python -m lerway.testing.examples FOLDER", file=sys.stderr)  # noqa: T201
        return 2
    folder = Path(arguments[0])
    make_examples(datetime.now(UTC).replace(microsecond=0)).write(folder)
    print(json.dumps({"folder": str(folder)}))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
