"""From a form to what is asked of the compass, and back: the page carries all that it needs.

Nothing is kept between two requests: records travel in the page, as they were given.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from lerway.domain.pathways.routes.model import CHEAPEST, FASTEST, Aim, Limits
from lerway.http.kit.components import FieldError
from lerway.http.kit.strangers import line
from lerway.http.kit.words import phrase
from lerway.kernel.encoding import b64url_decode, b64url_encode
from lerway.kernel.errors import InvalidError, UnreadableError

if TYPE_CHECKING:
    from lerway.http.kit.forms import Form
    from lerway.http.kit.words import Words

__all__ = ["AIMS", "CARRIED", "MOST_CARRIED", "Asked", "asked_in", "limits_of"]

CARRIED: Final = "record"
MOST_CARRIED: Final = 1024 * 1024
"""Bytes of records that an answer carries; more must be given again."""
AIMS: Final = ("cheapest", "fastest", "balanced")
LONGEST_LINE: Final = 200
LONGEST_CLAIMS: Final = 20_000
LONGEST_POSTING: Final = 60_000
MOST_CLAIMS: Final = 200
MOST_HOURS: Final = 100
_LEVEL: Final = re.compile(r"@[0-9.]+\s*$")
_HOURS: Final = "10"
_WEEK: Final = "25"

_BUDGET: Final = phrase("Write the budget as a number of dollars, such as 640, or leave it empty")
_HOURS_SAID: Final = phrase("Write how many hours a week you have for study, from 1 to 100")
_START: Final = phrase("Choose the day as year, month and day: 2027-01-11")
_WEEK_SAID: Final = phrase("Write what a week earlier is worth to you as a number of dollars")
_MANY: Final = phrase("Write no more than 200 skills")
_TOO_LARGE: Final = phrase("“{name}” is too large: a file may have 10 MB")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form asks, as it was written.

    Attributes:
        records: name and bytes of each.
        claims: skills, one a line.
        framework: whose roles and skills are meant; may be empty.
        role: id or words of the target; called: what it was called before it was chosen;
            posting: or the text of a posting.
        now: id or name of the present occupation; may be empty.
        budget: in dollars; hours: a week; start: a day; week: what one is worth.
        online: whether only online courses will do.
        aim: one of `AIMS`.
    """

    records: tuple[tuple[str, bytes], ...] = ()
    claims: str = ""
    framework: str = ""
    role: str = ""
    called: str = ""
    posting: str = ""
    now: str = ""
    budget: str = ""
    hours: str = _HOURS
    start: str = ""
    week: str = _WEEK
    online: bool = False
    aim: str = "cheapest"

    @property
    def lines(self) -> list[str]:
        """The claims, one by one."""
        return [c for raw in self.claims.splitlines() if (c := line(raw, LONGEST_LINE))]

    @property
    def carried(self) -> tuple[str, ...]:
        """The records as the page carries them; none if they are too much."""
        if not self.carries:
            return ()
        return tuple(
            f"{b64url_encode(name.encode())}.{b64url_encode(data)}" for name, data in self.records
        )

    @property
    def carries(self) -> bool:
        """Whether the page can carry the records."""
        return sum(len(data) for _, data in self.records) <= MOST_CARRIED

    @property
    def hidden(self) -> tuple[tuple[str, str], ...]:
        """All else that the page carries, for fields that nobody sees."""
        said = {
            "claims": self.claims,
            "framework": self.framework,
            "role": self.role,
            "called": self.called,
            "posting": self.posting,
            "now": self.now,
            "budget": self.budget,
            "hours": self.hours,
            "start": self.start,
            "week": self.week,
            "online": "yes" if self.online else "",
            "aim": self.aim,
        }
        return tuple((k, v) for k, v in said.items() if v)


def asked_in(form: Form, words: Words) -> tuple[Asked, list[FieldError]]:
    """Return what a form asks, and what must be mended first.

    A button that changes one thing of an answer sends `role_now`, `aim_now` or `meant`
    beside what the page carries.

    Raises:
        UnreadableError: `form.malformed` if what the page carried was changed.
    """
    errors: list[FieldError] = []
    records = [_carried(text) for text in form.texts(CARRIED)]
    for upload in form.uploads:
        if upload.too_large:
            errors.append(FieldError("file", words(_TOO_LARGE, name=line(upload.name))))
        else:
            records.append((line(upload.name), upload.data))
    aim = form.text("aim_now") or form.text("aim")
    asked = Asked(
        tuple(dict.fromkeys(records)),
        _meant(form.text("claims")[:LONGEST_CLAIMS].strip(), form.text("meant")),
        line(form.text("framework"), LONGEST_LINE),
        line(form.text("role_now") or form.text("role"), LONGEST_LINE),
        line(_called(form), LONGEST_LINE),
        "" if form.text("role_now") else form.text("posting")[:LONGEST_POSTING].strip(),
        line(form.text("now"), LONGEST_LINE),
        line(form.text("budget"), LONGEST_LINE),
        line(form.text("hours"), LONGEST_LINE) or _HOURS,
        line(form.text("start"), LONGEST_LINE),
        line(form.text("week"), LONGEST_LINE) or _WEEK,
        form.text("online") == "yes",
        aim if aim in AIMS else "cheapest",
    )
    if len(asked.lines) > MOST_CLAIMS:
        errors.append(FieldError("claims", words(_MANY)))
    return asked, errors


def _called(form: Form) -> str:
    """Return what the role was called: it is forgotten when another role is asked for."""
    if form.text("role_now"):
        return form.text("chosen_for")
    return form.text("called")


def _meant(claims: str, choice: str) -> str:
    """Return claims with the skill that was chosen for words that were not understood.

    Args:
        claims: one a line.
        choice: `SKILL` and the words, with a line feed between; '' if nothing was chosen.
    """
    skill, _, text = (part.strip() for part in choice.replace("\r", "").partition("\n"))
    if not skill or not text:
        return claims
    out: list[str] = []
    for raw in claims.splitlines():
        level = (found := _LEVEL.search(raw)) and found[0]
        if text in line(raw, LONGEST_LINE):
            # Of a line with more in it, the rest is read again.
            rest = line(raw.removesuffix(level or ""), LONGEST_LINE).replace(text, " ", 1)
            out += [f"{skill}{level or ''}"]
            out += [f"{rest.strip()}{level or ''}"] if any(map(str.isalpha, rest)) else []
        else:
            out.append(raw)
    return "\n".join(out)


def _carried(text: str) -> tuple[str, bytes]:
    try:
        name, data = text.split(".")
        return line(b64url_decode(name).decode()), b64url_decode(data)
    except (ValueError, InvalidError):
        raise UnreadableError(
            "form.malformed", "what the page carried was changed", hint="give the file again"
        ) from None


def limits_of(asked: Asked, today: date, words: Words) -> tuple[Limits, Aim, list[FieldError]]:
    """Return the limits and the aim that a form states, and what must be mended."""
    errors: list[FieldError] = []
    budget = _amount(asked.budget) if asked.budget else None
    if asked.budget and budget is None:
        errors.append(FieldError("budget", words(_BUDGET)))
    week = _amount(asked.week)
    if week is None:
        errors.append(FieldError("week", words(_WEEK_SAID)))
    hours = _hours(asked.hours)
    if hours is None:
        errors.append(FieldError("hours", words(_HOURS_SAID)))
    start = today
    if asked.start:
        try:
            start = date.fromisoformat(asked.start)
        except ValueError:
            errors.append(FieldError("start", words(_START)))
    limits = Limits(start, "USD", budget, hours or 1.0, asked.online)
    aims = {"cheapest": CHEAPEST, "fastest": FASTEST}
    aim = aims.get(asked.aim) or Aim.balanced(week or Decimal(0))
    return limits, aim, errors


# Three digits behind a mark are thousands; money has two behind its point.
_AMOUNT: Final = re.compile(
    r"(?P<whole>[0-9]{1,3}(?:(?P<mark>[.,\u00a0\u202f ])[0-9]{3}(?:(?P=mark)[0-9]{3})*)|[0-9]+)"
    r"(?:(?P<point>[.,])(?P<rest>[0-9]{1,2}))?"
)
_MOST_DIGITS: Final = 9


def _amount(text: str) -> Decimal | None:
    """Read an amount as people write it: 2000, 2,000, 2.000, 1.500,50 or 1,500.50."""
    found = _AMOUNT.fullmatch(text.replace("$", "").strip())
    if found is None or (found["mark"] and found["mark"] == found["point"]):
        return None
    whole = re.sub(r"\D", "", found["whole"])
    return Decimal(f"{whole}.{found['rest'] or 0}") if len(whole) <= _MOST_DIGITS else None


def _hours(text: str) -> float | None:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) and 0 < value <= MOST_HOURS else None
