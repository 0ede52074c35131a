"""Records of many kinds, unsigned, for two implementations to agree on; from a seed.

`kinds` yields blank-node-rich badges, badges in any script, plain credentials in several
languages, and learner records. `unseen` yields badges of which no two have the same shape.
"""

from __future__ import annotations

import copy
import random
from typing import TYPE_CHECKING, Any, Final

from benchmarks import badges

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["KINDS", "kinds", "learner_record", "unseen"]

CLR: Final = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
KINDS: Final = ("blank-node-rich", "unicode", "multi-language", "CLR")
_LETTERS: Final = (
    "aZ", "é", "ñ", "ß", "שלום", "数据", "بيانات", "😀", '"', "\\", "\t", "\n", "\r", "\x01",
    "\x7f", " ", "e\u0301", "\U00010348",
)  # fmt: skip
_LANGUAGES: Final = (
    ("en", "Data Analysis"),
    ("es", "Análisis de datos"),
    ("he", "ניתוח נתונים"),
    ("zh-hans", "数据分析"),
    ("fr", "Analyse de données"),
)
Document = dict[str, Any]


def kinds(count: int, seed: int, issuer: str) -> Iterator[tuple[str, Document]]:
    """Yield `count` unsigned records, one kind after the other.

    The members of a learner record are to be signed first: they stand unsigned in it.
    """
    rng = random.Random(seed)
    learners = badges.rows(seed)
    rich = unseen(seed, issuer)
    make: dict[str, Callable[[], Document]] = {
        "blank-node-rich": lambda: next(rich),
        "unicode": lambda: _unicode(badges.badge(next(learners), issuer), rng),
        "multi-language": lambda: _languages(next(learners), issuer, rng),
        "CLR": lambda: learner_record(
            [badges.badge(next(learners), issuer) for _ in range(rng.randint(1, 3))], issuer
        ),
    }
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        yield kind, make[kind]()


def learner_record(members: list[Document], issuer: str) -> Document:
    """Return a comprehensive learner record around `members`, for the subject of the first."""
    first = members[0]
    subject = first["credentialSubject"]["id"]
    for member in members:
        member["credentialSubject"]["id"] = subject
    return {
        "@context": [badges.CONTEXTS[0], CLR, badges.CONTEXTS[1]],
        "id": first["id"].replace("urn:uuid:", "https://riverside-college.example/records/"),
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": "Learner record",
        "issuer": badges.profile(issuer),
        "validFrom": badges.VALID_FROM,
        "credentialSubject": {
            "id": subject,
            "type": ["ClrSubject"],
            "verifiableCredential": members,
        },
    }


def unseen(seed: int, issuer: str) -> Iterator[Document]:
    """Yield badges without end, each of another shape than all before, about as large."""
    rng = random.Random(seed)
    learners = badges.rows(seed)
    seen: set[str] = set()
    while True:
        document = _varied(badges.badge(next(learners), issuer), rng)
        shape = _shape(document)
        if shape not in seen:
            seen.add(shape)
            yield document


def _varied(document: Document, rng: random.Random) -> Document:
    """Change which members a badge has, and how many of each."""
    subject = document["credentialSubject"]
    course = subject["achievement"]
    for number in range(rng.randint(0, 3)):
        evidence: Document = {
            "type": ["Evidence"],
            "narrative": f"Report {rng.randrange(10**9)} of a day in the field.",
            "name": f"Report {number + 1}",
            "genre": "Report",
            "audience": "Teachers",
        }
        for name in ("name", "genre", "audience"):
            if rng.random() < 0.5:
                del evidence[name]
        document.setdefault("evidence", []).append(evidence)
    for alignment in course["alignment"]:
        for name in ("targetCode", "targetType", "targetFramework"):
            if rng.random() < 0.2:
                del alignment[name]
    course["tag"] = [f"tag {rng.randrange(10**6)}" for _ in range(rng.randint(1, 5))]
    for where, name in ((course, "image"), (document["issuer"], "image"), (document, "name")):
        if rng.random() < 0.3:
            where.pop(name, None)
    if rng.random() < 0.5:
        course["humanCode"] = f"ENV {rng.randrange(900)}"
    if rng.random() < 0.5:
        subject["creditsEarned"] = rng.choice([1, 2.5, 3, 12])
    return document


def _unicode(document: Document, rng: random.Random) -> Document:
    def text() -> str:
        return "".join(rng.choices(_LETTERS, k=24))

    document["name"] = text()
    course = document["credentialSubject"]["achievement"]
    course["description"] = text()
    course["criteria"]["narrative"] = text()
    for alignment in course["alignment"]:
        alignment["targetName"] += text()
    return document


def _languages(row: badges.Row, issuer: str, rng: random.Random) -> Document:
    names = [
        {"@value": f"{value} {rng.randrange(10**6)}", "@language": language}
        for language, value in rng.sample(_LANGUAGES, rng.randint(2, len(_LANGUAGES)))
    ]
    return {
        "@context": badges.CONTEXTS[:1],
        "id": row.id,
        "type": ["VerifiableCredential"],
        "name": names,
        "description": names[0],
        "issuer": {"id": issuer, "name": copy.deepcopy(names)},
        "validFrom": badges.VALID_FROM,
        "credentialSubject": {"id": row.subject, "name": row.name, "description": names[-1]},
    }


def _shape(value: object) -> str:
    """Return a text that two records have in common if they differ in their texts alone."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{k}:{_shape(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_shape, value)) + "]"
    return type(value).__name__
