"""A store of two small frameworks, for the pages and the API of skills."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime

from lerway.domain.skills.mappings import Match, SkillMapping
from lerway.standards.frameworks.model import Framework, Item, Kind, Link, Relation, Words
from lerway.testing.skill_store import MemorySkillStore

WHEN = datetime(2026, 6, 14, 9, tzinfo=UTC)
ADDRESS = "http://skills.example/skill/a b?c#d"


def parts(version: str = "2"):
    yield Framework("ours", version, "Cedar Valley skills", publisher="Cedar Valley College")
    yield Item("digital", Kind.GROUP, Words("Digital work"))
    yield Item(
        "python",
        Kind.SKILL,
        Words("Programming in Python", ("Python",), "Writes and tests programs."),
        code="P-1",
        others={"es": Words("Programación en Python")},
    )
    yield Item("dev", Kind.OCCUPATION, Words("Developer <b>of</b> software"))
    yield Relation("python", Link.BROADER, "digital")
    yield Relation("dev", Link.REQUIRES, "python", importance=0.75)
    yield Relation("dev", Link.RELATED, "python")
    yield Relation("python", Link.RELATED, "dev")


def small_store() -> MemorySkillStore:
    kept = MemorySkillStore()
    kept.import_parts(parts("1"), read_from="csv", at=WHEN)
    kept.import_parts(parts(), read_from="csv", at=WHEN)
    theirs = Framework("theirs", "1", "Their words", licence="CC BY 4.0")
    kept.import_parts(
        [theirs, Item(ADDRESS, Kind.SKILL, Words("Scripting"))], read_from="csv", at=WHEN
    )
    kept.put_mappings(
        "computed",
        [SkillMapping("python", Match.BROAD, ADDRESS, "ours", "theirs", confidence=0.83)],
    )
    return kept


def opener(store: MemorySkillStore):
    @contextmanager
    def stores():
        yield store

    return stores


no_store = opener(MemorySkillStore())


class Echo:
    """Answers with what it was asked, so that a test sees what arrived."""

    def link(self, framework, texts, top):
        return [
            {"text": t, "abstained": True, "candidates": [], "asked": [framework, top]}
            for t in texts
        ]

    def extract(self, framework, text):
        return [{"id": framework, "text": text}]

    def crosswalk(self, source, target, ids, top, kind):
        return [{"id": i, "candidates": [], "asked": [source, target, top, kind]} for i in ids]
