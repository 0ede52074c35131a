"""`lerway.domain.pathways.store.CompassStore` in SQL; a fact is a row with its JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from lerway.domain.pathways.store import Stored
from lerway.kernel.errors import InvalidError
from lerway.standards.ctdl.json_form import course_of, course_to
from lerway.standards.labour.json_form import outlook_of, outlook_to, wage_of, wage_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lerway.adapters.sql.database import Database
    from lerway.standards.ctdl.model import Course
    from lerway.standards.labour.model import Outlook, Wage

__all__ = ["SqlCompassStore"]

_FACT = (
    "INSERT INTO labour_fact (kind, soc, area, industry, year, body)"
    " VALUES (:kind, :soc, :area, :industry, :year, :body)"
    " ON CONFLICT (kind, soc, area, industry, year) DO UPDATE SET body = excluded.body"
)
_COURSE = "INSERT INTO course (catalogue, n, id, body) VALUES (:catalogue, :n, :id, :body)"


class SqlCompassStore:
    """Facts and courses in a database; see the port for what each method does."""

    def __init__(self, database: Database) -> None:
        """Use an open database, whose tables are there."""
        self._database = database

    def put_facts(self, wages: Iterable[Wage], outlooks: Iterable[Outlook]) -> Stored:
        """Put facts in."""
        rows = [
            {
                "kind": "wage",
                "soc": w.soc,
                "area": w.area_code,
                "industry": w.industry_code,
                "year": w.year,
                "body": orjson.dumps(wage_to(w)).decode(),
            }
            for w in wages
        ]
        projected = [
            {
                "kind": "outlook",
                "soc": o.soc,
                "area": "",
                "industry": "",
                "year": o.base_year,
                "body": orjson.dumps(outlook_to(o)).decode(),
            }
            for o in outlooks
        ]
        with self._database.writing():
            self._database.many(_FACT, [*rows, *projected])
        return Stored(wages=len(rows), outlooks=len(projected))

    def put_courses(self, catalogue: str, courses: Iterable[Course]) -> Stored:
        """Put a catalogue in."""
        every = list(courses)
        with self._database.writing():
            self._database.run("DELETE FROM course WHERE catalogue = :c", {"c": catalogue})
            known = {r[0]: r[1] for r in self._database.rows("SELECT id, catalogue FROM course")}
            for course in every:
                if course.id in known:
                    raise InvalidError(
                        "course.twice",
                        f"the course {course.id!r} is in the catalogue {known[course.id]!r} too",
                        hint="import a catalogue again under its own name, with --as",
                    )
            self._database.many(
                _COURSE,
                [
                    {
                        "catalogue": catalogue,
                        "n": n,
                        "id": c.id,
                        "body": orjson.dumps(course_to(c)).decode(),
                    }
                    for n, c in enumerate(every)
                ],
            )
        return Stored(courses=len(every))

    def wages(self, area: str, industry: str) -> Sequence[Wage]:
        """Return the wages of one area and industry."""
        sql = (
            "SELECT body FROM labour_fact"
            " WHERE kind = 'wage' AND area = :area AND industry = :industry ORDER BY soc, year"
        )
        rows = self._database.rows(sql, {"area": area, "industry": industry})
        return [wage_of(orjson.loads(body)) for (body,) in rows]

    def outlooks(self) -> Sequence[Outlook]:
        """Return all projections."""
        sql = "SELECT body FROM labour_fact WHERE kind = 'outlook' ORDER BY soc, year"
        return [outlook_of(orjson.loads(body)) for (body,) in self._database.rows(sql)]

    def courses(self) -> Sequence[Course]:
        """Return the courses of all catalogues."""
        rows = self._database.rows("SELECT body FROM course ORDER BY catalogue, n")
        return [course_of(orjson.loads(body)) for (body,) in rows]

    def catalogues(self) -> Mapping[str, int]:
        """Return the catalogues with their sizes."""
        sql = "SELECT catalogue, count(*) FROM course GROUP BY catalogue ORDER BY catalogue"
        return {str(name): int(n) for name, n in self._database.rows(sql)}

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()
