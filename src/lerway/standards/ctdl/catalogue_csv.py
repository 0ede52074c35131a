"""Catalogues of courses as a table (RFC 4180; columns of our own: docs/reference/compass.md).

One row a course. Lists are separated by `;`, alternatives of one prerequisite by `|`. A
skill is `framework/id`, with `@level` (0 to 1) if the provider states one.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import InvalidError, UnreadableError
from lerway.kernel.source import Source
from lerway.standards.ctdl.model import Course, CourseKind, Credit, Delivery, Money, SkillRef

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lerway.standards.frameworks.files import Bundle, Sheet

__all__ = ["COLUMNS", "checked", "read"]

COLUMNS: Final = (
    "id",
    "name",
    "provider",
    "provider_id",
    "kind",
    "skills",
    "prerequisites",
    "requires_skills",
    "cost",
    "currency",
    "hours",
    "weeks",
    "delivery",
    "starts",
    "credit",
    "credit_unit",
    "address",
    "dated",
    "sample",
)
_NEEDED: Final = ("id", "name", "provider", "skills")
_MOST_HOURS: Final = 20_000.0


def read(bundle: Bundle) -> Iterator[Course]:
    """Yield the courses of every table that has the columns id, name, provider and skills.

    Raises:
        UnreadableError: `courses.not_a_catalogue`.
        InvalidError: `course.no_currency`, `course.requires_itself`, `course.twice`,
            `course.not_a_number`, `course.not_a_date`, `course.unknown_word`,
            `course.cell_empty`.
    """
    tables = [s for s in bundle.sheets if set(_NEEDED) <= {c.strip().lower() for c in s.header}]
    if not tables:
        raise UnreadableError(
            "courses.not_a_catalogue",
            "none of these files has the columns " + ", ".join(_NEEDED),
            hint="see the columns of a catalogue in docs/reference/compass.md",
        )
    seen: dict[str, str] = {}
    for sheet in tables:
        for number, cells in sheet.rows:
            if any(c.strip() for c in cells):
                yield checked(_course(_Row(sheet, number, cells)), seen, _place(sheet, number))


def checked(course: Course, seen: dict[str, str], place: str) -> Course:
    """Return a course after the checks that hold for every format.

    Raises:
        InvalidError: `course.twice`, `course.requires_itself`.
    """
    if course.id in seen:
        raise InvalidError(
            "course.twice",
            f"{place}: the course {course.id!r} stands at {seen[course.id]} already",
            hint="give each course an id of its own",
        )
    seen[course.id] = place
    if any(group == (course.id,) for group in course.prerequisites):
        raise InvalidError(
            "course.requires_itself",
            f"{place}: the course {course.id!r} requires itself",
            hint="take its own id out of its prerequisites",
        )
    return course


class _Row:
    """One row, by the titles of its columns."""

    def __init__(self, sheet: Sheet, number: int, cells: tuple[str, ...]) -> None:
        at = {title.strip().lower(): i for i, title in enumerate(sheet.header)}
        self.place = _place(sheet, number)
        self.cells: Mapping[str, str] = {
            t: cells[i].strip() if i < len(cells) else "" for t, i in at.items()
        }

    def text(self, title: str) -> str:
        return self.cells.get(title, "")

    def needed(self, title: str) -> str:
        text = self.text(title)
        if not text:
            raise InvalidError(
                "course.cell_empty",
                f"{self.place}: the column {title!r} is empty",
                hint="fill the cell, or delete the row",
            )
        return text

    def items(self, title: str) -> list[str]:
        return [x.strip() for x in self.text(title).split(";") if x.strip()]

    def number(self, title: str) -> float | None:
        text = self.text(title).replace(",", "")
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = -1.0
        if not 0 <= value <= _MOST_HOURS:
            raise self.wrong("course.not_a_number", title, "a number of 0 or more, or nothing")
        return value

    def wrong(self, code: str, title: str, wanted: str) -> InvalidError:
        message = f"{self.place}: {title} is {self.text(title)[:40]!r}"
        if code == "course.not_a_number":
            return InvalidError("course.not_a_number", message, hint=f"write {wanted}")
        if code == "course.not_a_date":
            return InvalidError("course.not_a_date", message, hint=f"write {wanted}")
        return InvalidError("course.unknown_word", message, hint=f"write {wanted}")


def _course(row: _Row) -> Course:
    return Course(
        id=row.needed("id"),
        name=row.needed("name"),
        provider=row.needed("provider"),
        source=Source(
            row.needed("provider"),
            "course catalogue",
            row.text("dated"),
            row.text("address"),
            row.place,
            sample=row.text("sample").lower() in {"yes", "true", "1"},
        ),
        provider_id=row.text("provider_id"),
        kind=_kind(row),
        skills=tuple(_skill(row, s) for s in row.items("skills")),
        prerequisites=tuple(
            tuple(p.strip() for p in group.split("|") if p.strip())
            for group in row.items("prerequisites")
        ),
        requires_skills=tuple(_skill(row, s) for s in row.items("requires_skills")),
        cost=_cost(row),
        hours=row.number("hours"),
        weeks=row.number("weeks"),
        delivery=_delivery(row),
        starts=tuple(sorted(_date(row, d) for d in row.items("starts"))),
        credit=_credit(row),
        address=row.text("address"),
    )


def _kind(row: _Row) -> CourseKind:
    text = row.text("kind").lower()
    try:
        return CourseKind(text or CourseKind.COURSE)
    except ValueError:
        raise row.wrong("course.unknown_word", "kind", f"one of {', '.join(CourseKind)}") from None


def _delivery(row: _Row) -> Delivery:
    text = row.text("delivery").lower().replace("-", " ")
    try:
        return Delivery(text or Delivery.NOT_STATED)
    except ValueError:
        wanted = f"one of {', '.join(Delivery)}"
        raise row.wrong("course.unknown_word", "delivery", wanted) from None


def _skill(row: _Row, text: str) -> SkillRef:
    named, _, level = text.rpartition("@") if "@" in text else (text, "", "")
    framework, _, identifier = named.partition("/")
    if named.startswith(("http://", "https://", "urn:")) or not identifier:
        framework, identifier = "", named
    if not level:
        return SkillRef(identifier.strip(), framework.strip())
    try:
        value = float(level)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise row.wrong("course.not_a_number", "skills", "levels from 0 to 1: onet/2.A.1.b@0.6")
    return SkillRef(identifier.strip(), framework.strip(), value)


def _cost(row: _Row) -> Money | None:
    text = row.text("cost").replace(",", "")
    currency = row.text("currency").upper()
    if not text:
        return None
    if not currency:
        raise InvalidError(
            "course.no_currency",
            f"{row.place}: a cost of {text[:20]} without a currency",
            hint="name the currency in the column currency, as USD",
        )
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or amount < 0:
        raise row.wrong("course.not_a_number", "cost", "an amount of 0 or more, without a sign")
    return Money(amount, currency)


def _date(row: _Row, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise row.wrong("course.not_a_date", "starts", "dates as 2027-01-11") from None


def _credit(row: _Row) -> Credit | None:
    value = row.number("credit")
    return None if value is None else Credit(value, row.text("credit_unit") or "credits")


def _place(sheet: Sheet, number: int) -> str:
    return f"{sheet.file}, row {number}"
