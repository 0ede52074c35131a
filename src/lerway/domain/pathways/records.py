"""From records to what they show: alignments, results and levels.

Open Badges 3.0, B.1.1 Achievement, B.1.4 Alignment, B.1.25 Result, B.1.26
ResultDescription, B.1.29 RubricCriterionLevel; CLR 2.0, ClrSubject (verifiableCredential).
The whole record is judged first, by `lerway.verify`; its Report decides what counts as
verified.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, TypeAlias

from lerway.domain.pathways.holdings import Basis, Evidence, Holdings, SkillKey
from lerway.domain.pathways.told import Told
from lerway.kernel.report import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lerway.kernel.report import IssuerStanding, Report
    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = ["Alignment", "JudgedRecord", "Locate", "holdings_of"]


@dataclass(frozen=True, slots=True)
class JudgedRecord:
    """A record, and what the verifier says of it.

    Attributes:
        document: the credential (or presentation) as JSON.
        report: of `lerway.verify`; None if it could not be judged at all.
        name: what to call it: the name of its file.
    """

    document: JSONObject
    report: Report | None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Alignment:
    """What an alignment points at, as written: targetUrl, targetCode, targetFramework, -Name."""

    url: str
    code: str
    framework: str
    name: str


Locate: TypeAlias = "Callable[[Alignment], SkillKey | None]"
"""Finds the skill of a known framework that an alignment points at."""

_DEEP: Final = 8
_LEVELS: Final = frozenset({"RubricCriterion", "RubricCriterionLevel", "RubricScore"})
"""Open Badges 3.0, ResultType: those that say how well something is mastered."""


def holdings_of(records: Iterable[JudgedRecord], locate: Locate) -> Holdings:
    """Return what `records` show.

    An alignment that `locate` does not know counts as a skill of the framework that it
    names, by its code or address: nothing is dropped.
    """
    evidence: list[tuple[SkillKey, str, Evidence]] = []
    earned: dict[str, Basis] = {}
    unlinked: list[str] = []
    remarks: list[str] = []
    for record in records:
        basis, by, note = _standing(record)
        if note:
            name = record.name or "a record"
            words = "{record}: {note}"
            remarks.append(Told(note.code, words, record=name, note=note, **note.values))
        for credential in _credentials(record.document, 0):
            for subject in _objects(credential.get("credentialSubject")):
                for achievement in _objects(subject.get("achievement")):
                    proven = _Shown(credential, subject, achievement, basis, by, record.name, note)
                    for id_ in proven.ids():
                        if earned.get(id_) is not Basis.VERIFIED:
                            earned[id_] = basis
                    skills = list(proven.skills(locate))
                    if not skills:
                        unlinked.append(proven.title)
                    evidence += skills
    return Holdings.of(evidence, earned=earned, unlinked=unlinked, remarks=remarks)


def _standing(record: JudgedRecord) -> tuple[Basis, str, Told]:
    """Return whether the record counts as verified, who issued it, and the note if not."""
    report = record.report
    if report is None:
        words = "it could not be judged, so it counts as claimed"
        return Basis.CLAIMED, "nobody known", Told("record.not_judged", words)
    issuer = report.issuer
    by = _issuer(issuer) if issuer else "nobody known"
    if report.verdict is Verdict.VALID:
        return Basis.VERIFIED, by, Told("record.valid", "")
    check = report.deciding()
    why = f": {check.message}" if check else ""
    if report.verdict is Verdict.INVALID:
        words = "the record did not verify{why}; it counts as claimed"
        return Basis.CLAIMED, by, Told("record.invalid", words, why=why)
    words = "the record could not be verified{why}; it counts as claimed"
    return Basis.CLAIMED, by, Told("record.undetermined", words, why=why)


def _issuer(issuer: IssuerStanding) -> Told:
    """Return who issued a record; a name that it gives itself never stands alone."""
    name = issuer.listed_name or issuer.claimed_name or ""
    words = "{name}, {label}" if name else "{label}"
    place = issuer.list or issuer.host or ""
    code = f"issuer.{issuer.standing.value}"
    return Told(code, words, name=name, label=issuer.label(), place=place)


def _credentials(document: JSONObject, depth: int) -> Iterator[JSONObject]:
    """Yield the credentials in a record: itself, and those that it embeds."""
    if depth > _DEEP:
        return
    if "credentialSubject" in document:
        yield document
    for inner in _objects(document.get("verifiableCredential")):
        yield from _credentials(inner, depth + 1)
    for subject in _objects(document.get("credentialSubject")):
        for inner in _objects(subject.get("verifiableCredential")):
            yield from _credentials(inner, depth + 1)


@dataclass(frozen=True, slots=True)
class _Shown:
    """One achievement of one credential."""

    credential: JSONObject
    subject: JSONObject
    achievement: JSONObject
    basis: Basis
    by: str
    record: str
    note: str

    @property
    def title(self) -> str:
        return _text(self.achievement.get("name")) or _text(self.credential.get("name")) or "?"

    def ids(self) -> Iterator[str]:
        for value in (self.achievement.get("id"), self.achievement.get("humanCode")):
            if text := _text(value):
                yield text

    def skills(self, locate: Locate) -> Iterator[tuple[SkillKey, str, Evidence]]:
        """Yield the skills of the achievement, then those that a result speaks of alone."""
        level, said = self._level(None)
        own = list(_objects(self.achievement.get("alignment")))
        if _text(self.achievement.get("achievementType")) == "Competency" and not own:
            own = [{"targetUrl": self.achievement.get("id"), "targetName": self.title}]
        for alignment in own:
            yield self._evidence(alignment, locate, level, said)
        for description in _objects(self.achievement.get("resultDescription")):
            level, said = self._level(_text(description.get("id")))
            for alignment in _objects(description.get("alignment")):
                yield self._evidence(alignment, locate, level, said)
        for result in _objects(self.subject.get("result")):
            described = _text(result.get("resultDescription"))
            level, said = self._level(described or None)
            for alignment in _objects(result.get("alignment")):
                yield self._evidence(alignment, locate, level, said)

    def _evidence(
        self, alignment: JSONObject, locate: Locate, level: float | None, said: str
    ) -> tuple[SkillKey, str, Evidence]:
        target = Alignment(
            _text(alignment.get("targetUrl")),
            _text(alignment.get("targetCode")),
            _text(alignment.get("targetFramework")),
            _text(alignment.get("targetName")),
        )
        key = locate(target) or (target.framework, target.code or target.url or target.name)
        end = _day(self.credential.get("validUntil") or self.credential.get("expirationDate"))
        on = _day(
            self.subject.get("activityEndDate")
            or self.credential.get("awardedDate")
            or self.credential.get("validFrom")
            or self.credential.get("issuanceDate")
        )
        return (
            key,
            target.name,
            Evidence(
                self.basis,
                self.title,
                self.by,
                _text(self.credential.get("id")) or self.record,
                on,
                level,
                said,
                self.note,
                end,
            ),
        )

    def _level(self, description: str | None) -> tuple[float | None, str]:
        """Return the level of one result (None: of the achievement's only one), and in words."""
        results = [
            r
            for r in _objects(self.subject.get("result"))
            if description is None or _text(r.get("resultDescription")) == description
        ]
        if len(results) != 1:
            return None, ""
        result = results[0]
        described = _text(result.get("resultDescription"))
        known = [
            d
            for d in _objects(self.achievement.get("resultDescription"))
            if _text(d.get("id")) == described
        ]
        of = known[0] if known else {}
        if description is None and _text(of.get("resultType")) not in _LEVELS:
            # A grade or a number of hours is no level of every skill of the achievement.
            return None, ""
        return _read_level(result, of)


def _read_level(result: JSONObject, description: JSONObject) -> tuple[float | None, str]:
    """Return the place of a result on the scale that its description gives, and in words."""
    steps = list(_objects(description.get("rubricCriterionLevel")))
    achieved = _text(result.get("achievedLevel"))
    at = next((i for i, s in enumerate(steps) if _text(s.get("id")) == achieved), None)
    if achieved and at is not None:
        points = [_number(s.get("points")) for s in steps]
        known = [p for p in points if p is not None]
        rank = (
            sum(1 for p in known if p <= (points[at] or 0.0))
            if len(known) == len(steps) == len(set(known))
            else at + 1
        )
        name = _text(steps[at].get("name")) or _text(steps[at].get("level"))
        return rank / len(steps), f"{name}, {rank} of {len(steps)}".lstrip(", ")
    value = _text(result.get("value"))
    allowed = [_text(v) for v in _list(description.get("allowedValue"))]
    number, low, high = (
        _number(x)
        for x in (result.get("value"), description.get("valueMin"), description.get("valueMax"))
    )
    if number is not None and low is not None and high is not None and high > low:
        place = min(max((number - low) / (high - low), 0.0), 1.0)
        return place, f"{value} of {_text(description.get('valueMax'))}"
    if value and value in allowed:
        # Open Badges 3.0: allowedValue is ordered from the lowest to the highest.
        return (allowed.index(value) + 1) / len(allowed), value
    return None, value


def _objects(value: JSON) -> Iterator[JSONObject]:
    for one in _list(value):
        if isinstance(one, dict):
            yield one


def _list(value: JSON) -> list[JSON]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: JSON) -> str:
    if isinstance(value, dict):
        return _text(next(iter(value.values()), None))
    return str(value) if isinstance(value, (str, int, float)) and value is not True else ""


def _number(value: JSON) -> float | None:
    if isinstance(value, bool) or value is None:
        return None
    try:
        return float(value) if isinstance(value, (int, float, str)) else None
    except ValueError:
        return None


def _day(value: JSON) -> date | None:
    try:
        return date.fromisoformat(_text(value)[:10])
    except ValueError:
        return None
