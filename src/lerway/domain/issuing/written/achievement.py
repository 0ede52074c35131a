"""Achievements as a person writes them, and the results that learners reach in them.

1EdTech Open Badges 3.0, appendix B.1.1 (Achievement), B.1.21 (ResultDescription),
B.1.22 (RubricCriterionLevel), B.1.20 (Result).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final, cast

from lerway.domain.issuing.identifiers import content_urn
from lerway.domain.issuing.written.handwritten import read_handwritten
from lerway.domain.issuing.written.members import ACHIEVEMENT, PROFILE, complete
from lerway.kernel import pointer as p
from lerway.kernel.errors import Fault, LerwayError, MisuseError, Problem
from lerway.kernel.strict_json import dumps
from lerway.standards.vcdm.identifiers import as_list

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = [
    "Achievement",
    "Level",
    "ResultDescription",
    "WrittenWrongError",
    "achievement_of",
    "described_by",
    "problems_of",
    "read_achievement",
    "read_profile",
]

_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?\Z")
_STATUSES: Final = (
    "Completed", "Enrolled", "Failed", "InProgress", "OnHold", "Provisional", "Withdrew",
)  # fmt: skip


class WrittenWrongError(MisuseError):
    """A handwritten file breaks rules; `problems` has all of them, the first is `problem`."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        hint: str = "",
        fault: Fault = Fault.CALLER,
        pointer: str | None = None,
        problems: tuple[Problem, ...] = (),
    ) -> None:
        """Make the error from its first problem's parts and all `problems`."""
        super().__init__(code, message, hint=hint, fault=fault, pointer=pointer)
        self.problems = problems or (self.problem,)

    @classmethod
    def of(cls, problems: list[Problem]) -> WrittenWrongError:
        """Return the error for one or more problems."""
        first = problems[0]
        return cls(
            first.code,
            first.message,
            hint=first.hint,
            pointer=first.pointer,
            problems=tuple(problems),
        )


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a rubric."""

    id: str
    name: str
    level: str | None = None


@dataclass(frozen=True, slots=True)
class ResultDescription:
    """What results a learner can reach, and how a cell of a roster spells one.

    Attributes:
        id: as in the achievement.
        name: as a person writes it.
        type: the `resultType`.
        allowed: the values allowed, from low to high; empty for no such list.
        minimum: the lowest number, if there is one.
        maximum: the highest number, if there is one.
        required_value: the value needed to earn the achievement, if there is one.
        levels: the levels of the rubric, from low to high.
        required_level: id of the level needed, if there is one.
    """

    id: str
    name: str
    type: str
    allowed: tuple[str, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    required_value: str | None = None
    levels: tuple[Level, ...] = ()
    required_level: str | None = None

    def result(self, text: str) -> JSONObject:
        """Return the Open Badges Result that `text` spells.

        Raises:
            MisuseError: `result.level`, `result.value`, `result.number`, `result.range`,
                `result.status`, `result.below_required`.
        """
        out: JSONObject = {"type": ["Result"], "resultDescription": self.id}
        if self.levels:
            out["achievedLevel"] = self._level(text).id
        elif self.type == "Status":
            out["status"] = _chosen(text, _STATUSES, "result.status", "status")
        else:
            out["value"] = self._value(text)
        return out

    def _level(self, text: str) -> Level:
        wanted = text.casefold()
        for level in self.levels:
            if text == level.id or wanted in (
                level.name.casefold(),
                (level.level or "").casefold(),
            ):
                self._reached(self.levels.index(level), self._index_of_required(), text)
                return level
        names = ", ".join(level.name for level in self.levels)
        raise MisuseError(
            "result.level", f"{text!r} is no level of {self.name!r}", hint=f"write one of {names}"
        )

    def _index_of_required(self) -> int:
        ids = [level.id for level in self.levels]
        return ids.index(self.required_level) if self.required_level in ids else 0

    def _value(self, text: str) -> str:
        if self.allowed:
            value = _chosen(text, self.allowed, "result.value", "value")
            required = self.allowed.index(self.required_value) if self.required_value else 0
            self._reached(self.allowed.index(value), required, text)
            return value
        if self.minimum is None and self.maximum is None and not self._counts:
            return text
        number = _decimal(text)
        if number is None:
            raise MisuseError(
                "result.number",
                f"{text!r} is no number",
                hint="write digits with a point, such as 87.5, without a unit or a percent sign",
            )
        low, high = self.minimum, self.maximum
        if (low is not None and number < low) or (high is not None and number > high):
            raise MisuseError(
                "result.range",
                f"{text} lies outside of {_shown(low)} to {_shown(high)}",
                hint=f"mend the value of {self.name!r}, or the limits in the achievement file",
            )
        required = _decimal(self.required_value or "")
        if required is not None:
            self._reached(int(number >= required), 1, text)
        return text

    @property
    def _counts(self) -> bool:
        return self.required_value is not None and _decimal(self.required_value) is not None

    def _reached(self, rank: int, required: int, text: str) -> None:
        if rank < required:
            needed = self.required_value or self.levels[required].name
            raise MisuseError(
                "result.below_required",
                f"{text!r} is below {needed!r}, which {self.name!r} requires",
                hint="take the learner off this roster, or mend the value",
            )


@dataclass(frozen=True, slots=True)
class Achievement:
    """An Achievement of Open Badges 3.0, complete with ids and types.

    Attributes:
        document: the object that goes into every badge.
        results: what its result descriptions allow.
    """

    document: JSONObject
    results: tuple[ResultDescription, ...]

    def result(self, name: str, text: str) -> JSONObject:
        """Return the Result that `text` spells for the result description `name` (or its id).

        Raises:
            MisuseError: `result.unknown`, or as `ResultDescription.result`.
        """
        folded = name.casefold()
        for description in self.results:
            if name == description.id or folded == description.name.casefold():
                return description.result(text)
        known = ", ".join(d.name for d in self.results)
        raise MisuseError(
            "result.unknown",
            f"the achievement has no result {name!r}",
            hint=f"name one of {known}" if known else "add a resultDescription to it",
        )

    @property
    def id(self) -> str:
        """The identifier of the achievement."""
        return str(self.document["id"])

    @property
    def name(self) -> str:
        """The name of the achievement."""
        return str(self.document["name"])


def read_achievement(data: bytes) -> Achievement:
    """Return the achievement that a YAML or JSON file describes; see `achievement_of`.

    Raises:
        UnreadableError: as `read_handwritten`.
        WrittenWrongError: `written.*`; its `problems` has all of them.
    """
    return achievement_of(read_handwritten(data))


def achievement_of(value: JSONObject) -> Achievement:
    """Return the achievement that an object with the members of Open Badges 3.0 describes.

    `id`, where it is missing, follows from the content: the same members give the
    same achievement, changed ones another. So do the ids of result descriptions
    and rubric levels.

    Raises:
        WrittenWrongError: `written.*`; its `problems` has all of them.
    """
    written, found = complete(value, ACHIEVEMENT)
    if found:
        raise WrittenWrongError.of(found)
    seed = dumps(written)
    document: JSONObject = {"id": content_urn(seed), **written}
    descriptions = [d for d in as_list(document.get("resultDescription")) if isinstance(d, dict)]
    completed: list[JSON] = []
    results: list[ResultDescription] = []
    for i, description in enumerate(descriptions):
        at = p.join("resultDescription", i)
        described = _with_ids(description, seed, i, at, found)
        completed.append(described)
        results.append(_description(described, at, found))
    if completed:
        document["resultDescription"] = completed
    _refuse_twins([r.name.casefold() for r in results], "name", found)
    _refuse_twins([r.id for r in results], "id", found)
    if found:
        raise WrittenWrongError.of(found)
    return Achievement(document, tuple(results))


def described_by(value: Achievement | Mapping[str, object]) -> Achievement:
    """Return an achievement as it is, or that which an object describes; see `achievement_of`."""
    if isinstance(value, Achievement):
        return value
    return achievement_of(cast("JSONObject", dict(value)))


def read_profile(data: bytes) -> JSONObject:
    """Return the Open Badges Profile that a YAML or JSON file describes; it may lack an `id`.

    Raises:
        UnreadableError: as `read_handwritten`.
        WrittenWrongError: `written.*`; its `problems` has all of them.
    """
    profile, found = complete(read_handwritten(data), PROFILE)
    if "name" not in profile:
        found.append(
            Problem(
                "written.missing",
                "the member name of the Profile is missing",
                "add a line 'name: …'; it is what people are shown",
                Fault.CALLER,
                "/name",
            )
        )
    if found:
        raise WrittenWrongError.of(found)
    return profile


def _with_ids(
    description: JSONObject, seed: bytes, index: int, at: str, found: list[Problem]
) -> JSONObject:
    """Return a ResultDescription whose ids are there, and whose required level is an id."""
    out: JSONObject = {"id": content_urn(seed, b"result", str(index).encode()), **description}
    levels: list[JSON] = []
    by_name: dict[str, JSON] = {}
    for n, level in enumerate(as_list(description.get("rubricCriterionLevel"))):
        if isinstance(level, dict):
            place = f"{index}.{n}".encode()
            complete_level: JSONObject = {"id": content_urn(seed, b"level", place), **level}
            levels.append(complete_level)
            for spelling in (level["name"], complete_level["id"]):
                by_name[str(spelling).casefold()] = complete_level["id"]
    if levels:
        out["rubricCriterionLevel"] = levels
    required = out.get("requiredLevel")
    if isinstance(required, str):
        if required.casefold() not in by_name:
            found.append(
                _inconsistent(at + "/requiredLevel", "names a level that is not in the rubric")
            )
        out["requiredLevel"] = by_name.get(required.casefold(), required)
    return out


def _description(document: JSONObject, at: str, found: list[Problem]) -> ResultDescription:
    levels = tuple(
        Level(str(v["id"]), str(v["name"]), str(v["level"]) if "level" in v else None)
        for v in as_list(document.get("rubricCriterionLevel"))
        if isinstance(v, dict)
    )
    low = _bound(document, "valueMin", at, found)
    high = _bound(document, "valueMax", at, found)
    allowed = tuple(str(v) for v in as_list(document.get("allowedValue")))
    required = document.get("requiredValue")
    required_level = document.get("requiredLevel")
    result = ResultDescription(
        id=str(document["id"]),
        name=str(document["name"]),
        type=str(document["resultType"]),
        allowed=allowed,
        minimum=low,
        maximum=high,
        required_value=str(required) if required is not None else None,
        levels=levels,
        required_level=str(required_level) if required_level is not None else None,
    )
    if result.type == "RubricCriterionLevel" and not levels:
        found.append(_inconsistent(at + "/rubricCriterionLevel", "has no levels"))
    if low is not None and high is not None and low > high:
        found.append(_inconsistent(at + "/valueMax", "is lower than valueMin"))
    if allowed and result.required_value is not None and result.required_value not in allowed:
        found.append(_inconsistent(at + "/requiredValue", "is not one of allowedValue"))
    return result


def _bound(document: JSONObject, name: str, at: str, found: list[Problem]) -> Decimal | None:
    value = document.get(name)
    if value is None:
        return None
    number = _decimal(str(value))
    if number is None:
        found.append(_inconsistent(at + p.token(name), f"is {value!r}, which is no number"))
    return number


def _refuse_twins(values: list[str], member: str, found: list[Problem]) -> None:
    for value, count in Counter(values).items():
        if count > 1:
            last = len(values) - 1 - values[::-1].index(value)
            where = p.join("resultDescription", last, member)
            found.append(_inconsistent(where, "is that of another result description too"))


def _inconsistent(at: str, message: str) -> Problem:
    return Problem(
        "written.inconsistent",
        f"the member {at.rsplit('/', 1)[-1]} {message}",
        "mend it in the achievement file",
        Fault.CALLER,
        at,
    )


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text) if _NUMBER.match(text) else None
    except InvalidOperation:
        return None


def _shown(bound: Decimal | None) -> str:
    return "any" if bound is None else str(bound)


def _chosen(text: str, allowed: tuple[str, ...], code: str, what: str) -> str:
    """Return the allowed value that `text` spells, whatever its capitals."""
    if text in allowed:
        return text
    found = [a for a in allowed if a.casefold() == text.casefold()]
    if len(found) != 1:
        message = f"{text!r} is no {what} that is allowed here"
        raise MisuseError(code, message, hint=f"write one of {', '.join(allowed)}")
    return found[0]


def problems_of(error: LerwayError) -> tuple[Problem, ...]:
    """Return all problems that an error carries."""
    return error.problems if isinstance(error, WrittenWrongError) else (error.problem,)
