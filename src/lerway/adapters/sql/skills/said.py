"""Mappings, decisions and answers in SQL."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

import orjson

from lerway.adapters.sql.skills.numbers import next_number, use_number
from lerway.adapters.sql.skills.rows import pack
from lerway.domain.skills.mappings import (
    Answer,
    Choice,
    Decision,
    Match,
    Origin,
    SkillMapping,
    spoken_alike,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from lerway.adapters.sql.database import Database, Row

__all__ = ["Said"]

MAPPING: Final = (
    'subject, "match", object, subject_framework, object_framework, subject_version,'
    " object_version, confidence, origin, method, justification, author, reviewer, date, via"
)
INSERT_MAPPING: Final = (
    f"INSERT INTO skill_mapping (n, collection, {MAPPING})"  # noqa: S608 - our own names
    " VALUES (:n, :collection, :subject, :match, :object, :subject_framework,"
    " :object_framework, :subject_version, :object_version, :confidence, :origin, :method,"
    " :justification, :author, :reviewer, :date, :via)"
)
DECISION: Final = "text, framework, choice, item, proposed, decider, at, version, note"
ANSWER: Final = (
    'subject, subject_framework, object_framework, choice, object, "match", proposed, reviewer,'
    " at, subject_version, object_version, note"
)


class Said:
    """What people and programs said of frameworks; all by the frameworks' ids."""

    def __init__(self, database: Database) -> None:
        """Use an open database."""
        self._database = database

    def put_mappings(self, collection: str, mappings: Iterable[SkillMapping]) -> int:
        """Put a set of mappings in place of what stood under its name."""
        with self._database.writing():
            number = first = next_number(self._database, "mapping")
            self._database.run(
                "DELETE FROM skill_mapping WHERE collection = :collection",
                {"collection": collection},
            )
            rows: list[dict[str, object]] = []
            for number, mapping in enumerate(mappings, first):
                rows.append({**_mapping_row(mapping), "n": number, "collection": collection})
            self._database.many(INSERT_MAPPING, rows)
            use_number(self._database, "mapping", number + 1)
        return len(rows)

    def mappings(
        self,
        ends: tuple[str, str],
        subjects: AbstractSet[str] | None,
        origins: AbstractSet[Origin] | None,
    ) -> Iterator[SkillMapping]:
        """Yield the mappings between two frameworks, turned if need be."""
        source, target = ends
        rows = self._database.rows(
            f"SELECT {MAPPING} FROM skill_mapping"  # noqa: S608 - our own names
            " WHERE (subject_framework = :source AND object_framework = :target)"
            " OR (subject_framework = :target AND object_framework = :source)"
            " ORDER BY collection, n",
            {"source": source, "target": target},
        )
        for row in rows:
            one = _mapping_of(row)
            if origins is not None and one.origin not in origins:
                continue
            for mapping in (one, one.turned):
                if (mapping.subject_framework, mapping.object_framework) == ends and (
                    subjects is None or mapping.subject in subjects
                ):
                    yield mapping
                    break

    def collections(self) -> dict[str, int]:
        """Return the sets of mappings with their sizes."""
        return dict(
            self._database.rows(
                "SELECT collection, count(*) FROM skill_mapping"
                " GROUP BY collection ORDER BY collection"
            )
        )

    def decide(self, decision: Decision) -> None:
        """Keep a decision."""
        with self._database.writing():
            number = next_number(self._database, "said")
            self._database.run(
                f"INSERT INTO skill_decision (n, phrase, {DECISION})"  # noqa: S608 - our own names
                " VALUES (:n, :phrase, :text, :framework, :choice, :item, :proposed, :by, :at,"
                " :version, :note)",
                {
                    "n": number,
                    "phrase": spoken_alike(decision.text),
                    "text": decision.text,
                    "framework": decision.framework,
                    "choice": decision.choice.value,
                    "item": decision.item,
                    "proposed": decision.proposed,
                    "by": decision.by,
                    "at": decision.at.isoformat(),
                    "version": decision.version,
                    "note": decision.note,
                },
            )
            use_number(self._database, "said", number + 1)

    def decisions(self, framework: str | None, text: str | None) -> list[Decision]:
        """Return decisions, the last first."""
        conditions = [
            condition
            for condition, value in (
                ("framework = :framework", framework),
                ("phrase = :phrase", text),
            )
            if value is not None
        ]
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        rows = self._database.rows(
            f"SELECT {DECISION} FROM skill_decision{where} ORDER BY n DESC",  # noqa: S608 - our own names
            {"framework": framework, "phrase": None if text is None else spoken_alike(text)},
        )
        return [
            Decision(
                phrase, of, Choice(choice), item, proposed, by, datetime.fromisoformat(at), *more
            )
            for phrase, of, choice, item, proposed, by, at, *more in rows
        ]

    def answer(self, answer: Answer) -> None:
        """Keep an answer."""
        with self._database.writing():
            number = next_number(self._database, "said")
            self._database.run(
                f"INSERT INTO skill_answer (n, {ANSWER})"  # noqa: S608 - our own names
                " VALUES (:n, :subject, :subject_framework, :object_framework, :choice, :object,"
                " :match, :proposed, :by, :at, :subject_version, :object_version, :note)",
                {
                    "n": number,
                    "subject": answer.subject,
                    "subject_framework": answer.subject_framework,
                    "object_framework": answer.object_framework,
                    "choice": answer.choice.value,
                    "object": answer.object,
                    "match": None if answer.match is None else answer.match.value,
                    "proposed": answer.proposed,
                    "by": answer.by,
                    "at": answer.at.isoformat(),
                    "subject_version": answer.subject_version,
                    "object_version": answer.object_version,
                    "note": answer.note,
                },
            )
            use_number(self._database, "said", number + 1)

    def answers(self, source: str | None, target: str | None) -> list[Answer]:
        """Return answers, the last first."""
        conditions = [
            condition
            for condition, value in (
                ("subject_framework = :source", source),
                ("object_framework = :target", target),
            )
            if value is not None
        ]
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        rows = self._database.rows(
            f"SELECT {ANSWER} FROM skill_answer{where} ORDER BY n DESC",  # noqa: S608 - our own names
            {"source": source, "target": target},
        )
        return [_answer_of(row) for row in rows]


def _mapping_row(mapping: SkillMapping) -> dict[str, object]:
    return {
        "subject": mapping.subject,
        "match": mapping.match.value,
        "object": mapping.object,
        "subject_framework": mapping.subject_framework,
        "object_framework": mapping.object_framework,
        "subject_version": mapping.subject_version,
        "object_version": mapping.object_version,
        "confidence": mapping.confidence,
        "origin": mapping.origin.value,
        "method": mapping.method,
        "justification": mapping.justification,
        "author": mapping.author,
        "reviewer": mapping.reviewer,
        "date": mapping.date,
        "via": pack(mapping.via),
    }


def _mapping_of(row: Row) -> SkillMapping:
    (
        subject, match, target, subject_framework, object_framework, subject_version,
        object_version, confidence, origin, method, justification, author, reviewer, date, via,
    ) = row  # fmt: skip
    return SkillMapping(
        subject, Match(match), target, subject_framework, object_framework, subject_version,
        object_version, confidence, Origin(origin), method, justification, author, reviewer,
        date, tuple(orjson.loads(via)) if via else (),
    )  # fmt: skip


def _answer_of(row: Row) -> Answer:
    (
        subject, subject_framework, object_framework, choice, target, match, proposed, by, at,
        subject_version, object_version, note,
    ) = row  # fmt: skip
    return Answer(
        subject, subject_framework, object_framework, Choice(choice), target,
        None if match is None else Match(match), proposed, by, datetime.fromisoformat(at),
        subject_version, object_version, note,
    )  # fmt: skip
