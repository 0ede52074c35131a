"""A verification that asks and is supplied: the pure form of `lerway.verify`.

verification = Verification(data, now=now, catalog=catalog)
while verification.needs:
    for need in verification.needs:
        verification.supply(need, answer_from_somewhere(need))
report = verification.report()
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from lerway.domain.verifying.case import Asking, Case, Checks, from_its_own_host
from lerway.domain.verifying.credential import Judged, judge, judged_straight
from lerway.domain.verifying.known.recognised import Recognised
from lerway.domain.verifying.known.straight import Straight, begin
from lerway.domain.verifying.policy import DEFAULT_POLICY, Policy
from lerway.domain.verifying.reading import Record, read
from lerway.kernel.errors import InvalidError, MisuseError, UndeterminedError
from lerway.kernel.need import Answer, Need, Supplied, Unavailable
from lerway.kernel.report import Report

if TYPE_CHECKING:
    from lerway.domain.verifying.known.memory import Memory
    from lerway.standards.catalog import Catalog

__all__ = ["Verification"]


class Verification:
    """One record being judged."""

    __slots__ = (
        "_answers",
        "_case",
        "_catalog",
        "_found",
        "_memory",
        "_needs",
        "_now",
        "_part",
        "_policy",
        "_record",
        "_report",
        "_straight",
    )

    def __init__(
        self,
        data: bytes | str | Record | Recognised,
        *,
        now: datetime,
        catalog: Catalog,
        policy: Policy = DEFAULT_POLICY,
        memory: Memory | None = None,
    ) -> None:
        """Read `data` and go as far as can be gone without asking.

        Args:
            data: the credential as received: JSON, JWT, PNG or SVG; or a record, or what
                the memory recognised it as.
            now: the time that the verdict is about; must be aware.
            catalog: suites, DID methods, contexts and schemas.
            policy: what is required.
            memory: what is known from other verifications with the same catalog; it
                changes how long this one takes, and nothing else.

        Raises:
            UnreadableError: the input, or a graph over the work budget.
            MisuseError: `verification.not_bytes`, `verification.not_a_time`,
                `verification.naive_time`, `verification.other_memory`.
        """
        _require_types(data, now)
        if now.tzinfo is None:
            raise MisuseError(
                "verification.naive_time",
                "the time of the verification has no time zone",
                hint="use datetime.now(UTC)",
            )
        if memory is not None and memory.catalog is not catalog:
            raise MisuseError(
                "verification.other_memory",
                "the memory belongs to another catalog",
                hint="make the memory with the catalog that it is used with",
            )
        self._catalog = catalog
        self._policy = policy
        self._now = now
        self._memory = memory
        self._needs: tuple[Need, ...] = ()
        self._answers: dict[Need, Answer] = {}
        self._report: Report | None = None
        self._case: Case | None = None
        self._part: Asking[Judged] | None = None
        self._straight: Straight | None = None
        self._found: Recognised | None = None
        self._record: Record | None = None
        try:
            self._read(data)
        except (InvalidError, UndeterminedError) as e:
            self._report = Report((Checks(policy).from_error("format", "VCDM 2.0 §6", e),))
            return
        if memory is not None and self._found is not None:
            self._straight = begin(memory, policy, now, self._found)
        self._advance()

    def _read(self, data: bytes | str | Record | Recognised) -> None:
        policy = self._policy
        if isinstance(data, Recognised):
            self._found = data
            return
        if isinstance(data, Record):
            self._record = data
            if data.known is not None:
                self._found = Recognised.of(data, data.known)
            return
        # Lone surrogates become bytes that are no UTF-8, and the reader says so.
        raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
        if self._memory is not None:
            self._found = self._memory.recognise(raw, policy.limits)
        if self._found is None:
            self._record = read(raw, limits=policy.limits, drafts=policy.drafts)

    @property
    def record(self) -> Record | None:
        """The record as read; None if it was recognised but cannot be judged."""
        if self._record is None and self._found is not None:
            self._record = self._found.record
        return self._record

    @property
    def needs(self) -> tuple[Need, ...]:
        """What is needed to go on; empty when the report can be made."""
        return self._needs

    def supply(self, need: Need, answer: Answer) -> None:
        """Give the answer to one of `needs`.

        Raises:
            MisuseError: `verification.not_needed` if `need` is not asked for,
                `verification.not_an_answer`.
            UnreadableError: a graph over the work budget.
        """
        if need not in self._needs:
            raise MisuseError("verification.not_needed", f"{need.url} is not asked for")
        _require_answer(answer)
        self._answers[need] = from_its_own_host(need, answer)
        self._needs = () if len(self._needs) == 1 else tuple(n for n in self._needs if n != need)
        if not self._needs:
            self._advance()

    def report(self) -> Report:
        """Return the report; whatever is still needed counts as not to be had."""
        while self._report is None:
            for need in self.needs:
                self.supply(need, Unavailable("fetch.not_supplied", "it was not supplied"))
        return self._report

    def _advance(self) -> None:
        straight = self._straight
        if straight is not None:
            self._needs = straight.go_on(self._answers)
            if self._needs:
                return
            told = straight.told
            if told is not None and straight.work <= self._policy.limits.work:
                assert self._found is not None  # noqa: S101 - it is on its way
                judged = judged_straight(self._policy, self._memory, self._found, told)
                self._report = Report(tuple(judged.checks), judged.issuer)
                return
            self._straight = None
        self._judge()

    def _judge(self) -> None:
        """Go on with the ordinary checks: from the start, or with what was supplied."""
        answers, self._answers = self._answers, {}
        case = self._case
        try:
            if case is None or self._part is None:
                record = self.record
                assert record is not None  # noqa: S101 - set before the first step
                case = Case(self._catalog, self._policy, self._now, answers, memory=self._memory)
                self._case = case
                self._part = judge(case, record, straight=False)
                wanted = next(self._part)
            else:
                wanted = self._part.send(answers)
        except StopIteration as stop:
            judged: Judged = stop.value
            inside = 0 if case is None else case.unconfirmed
            self._report = Report(tuple(judged.checks), judged.issuer, inside)
            return
        self._needs = tuple(dict.fromkeys(wanted))


def _require_types(data: object, now: object) -> None:
    """Tell in words what the types say already, for a caller without a type checker."""
    if not isinstance(data, (bytes, str, Record, Recognised)):
        raise MisuseError(
            "verification.not_bytes",
            f"the record is given as {type(data).__name__}, not as bytes or text",
            hint="read the file and give its bytes: path.read_bytes()",
        )
    if not isinstance(now, datetime):
        raise MisuseError(
            "verification.not_a_time",
            f"the time of the verification is given as {type(now).__name__}",
            hint="give a datetime: datetime.now(UTC)",
        )


def _require_answer(answer: object) -> None:
    if not isinstance(answer, (Supplied, Unavailable)):
        raise MisuseError(
            "verification.not_an_answer",
            f"the answer is given as {type(answer).__name__}",
            hint="give lerway.Supplied(body, media_type, retrieved) or lerway.Unavailable",
        )
