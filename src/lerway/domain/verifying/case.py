"""What one verification carries through its checks, and how a check asks.

A check is a generator: it yields the needs that it cannot go on without, and is
sent the answers. `gather` runs several side by side, so that everything that can
be asked at once is asked at once. Nothing here does I/O.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar
from urllib.parse import urlsplit

from lerway.kernel.errors import Fault, LerwayError, UndeterminedError, UnreadableError
from lerway.kernel.need import Answer, Need, NeedKind, Supplied, Unavailable
from lerway.kernel.report import Check, Outcome

if TYPE_CHECKING:
    from datetime import datetime

    from lerway.domain.verifying.known.memory import Memory
    from lerway.domain.verifying.policy import Policy
    from lerway.kernel.strict_json import JSON
    from lerway.standards.catalog import Catalog

__all__ = [
    "Asking",
    "Case",
    "Checks",
    "ask",
    "checked",
    "from_its_own_host",
    "gather",
    "kept_note",
    "outcome_of",
]

T = TypeVar("T")
SPEAKS_FOR_ITS_HOST: Final = frozenset(
    {
        NeedKind.CONTROLLER_DOCUMENT,
        NeedKind.KEY,
        NeedKind.HOSTED_BADGE,
        NeedKind.REVOCATION_LIST,
    }
)
Asking: TypeAlias = Generator[tuple[Need, ...], Mapping[Need, Answer], T]


@dataclass(slots=True)
class Case:
    """One verification: what is known, by what rules, at what time.

    Attributes:
        catalog: suites, DID methods, contexts, schemas.
        policy: what is required.
        now: the time that the verdict is about (aware).
        answers: what was supplied so far.
        records: records met so far, embedded ones included.
        work: values canonicalised so far.
        memory: what is known from other verifications, if anything is.
        asked: every need that was asked for, also where its answer was there already.
        unconfirmed: records in the record whose issuer nobody confirms.
    """

    catalog: Catalog
    policy: Policy
    now: datetime
    answers: dict[Need, Answer] = field(default_factory=dict[Need, Answer])
    records: int = 0
    work: int = 0
    memory: Memory | None = None
    asked: list[Need] = field(default_factory=list["Need"])
    unconfirmed: int = 0

    def take(self, need: Need, answer: Answer) -> None:
        """Keep what was supplied for a need, if nothing was before."""
        self.answers.setdefault(need, from_its_own_host(need, answer))

    def spend(self, document: JSON) -> None:
        """Count the work that a graph of `document` will be.

        Raises:
            UnreadableError: `work.exceeded` if one record asks for too much in all.
        """
        self.work += 1
        stack: list[JSON] = [document]
        while stack:
            value = stack.pop()
            inside = value.values() if isinstance(value, dict) else value
            if isinstance(inside, str | int | float | None):
                continue
            self.work += len(inside)
            stack += [item for item in inside if isinstance(item, dict | list)]
        self.charge(0)

    def charge(self, values: int) -> None:
        """Count the work of a graph of so many values; raises as `spend`."""
        self.work += values
        if self.work > self.policy.limits.work:
            raise UnreadableError(
                "work.exceeded",
                f"judging the record takes more than {self.policy.limits.work:,} steps in all",
                hint="judge the records in it one by one",
            )


def ask(case: Case, need: Need) -> Asking[Answer]:
    """Return the answer to `need`, asking for it only the first time."""
    case.asked.append(need)
    if need not in case.answers and len(case.answers) >= case.policy.limits.needs:
        return Unavailable(
            "fetch.budget",
            f"the record refers to more than {case.policy.limits.needs} documents",
        )
    if need not in case.answers:
        got = yield (need,)
        # All answers of the round are kept, so that no other check asks for them again.
        for answered, answer in got.items():
            case.take(answered, answer)
        case.answers.setdefault(need, Unavailable("fetch.not_supplied", "it was not supplied"))
    return case.answers[need]


def from_its_own_host(need: Need, answer: Answer) -> Answer:
    """Refuse what another host gave where the address says whose it is.

    An open redirect on a university's site must not let a stranger speak for it.
    """
    moved = (
        isinstance(answer, Supplied)
        and bool(answer.url)
        and need.kind in SPEAKS_FOR_ITS_HOST
        and urlsplit(answer.url)[:2] != urlsplit(need.url)[:2]
    )
    if not moved:
        return answer
    return Unavailable(
        "fetch.moved", "another host answered for it, which cannot speak for this one"
    )


def gather(*parts: Asking[T]) -> Asking[list[T]]:
    """Run `parts` side by side; return their results in order."""
    if len(parts) == 1:
        return [(yield from parts[0])]
    results: dict[int, T] = {}
    waiting: dict[int, tuple[Need, ...]] = {}
    for i, part in enumerate(parts):
        try:
            waiting[i] = next(part)
        except StopIteration as stop:
            results[i] = stop.value
    while waiting:
        wanted = tuple(dict.fromkeys(need for needs in waiting.values() for need in needs))
        got = yield wanted
        for i in list(waiting):
            try:
                waiting[i] = parts[i].send(got)
            except StopIteration as stop:
                results[i] = stop.value
                del waiting[i]
    return [results[i] for i in range(len(parts))]


def outcome_of(error: LerwayError) -> Outcome:
    """Return what an error makes of the check that met it."""
    return Outcome.NOT_CHECKED if isinstance(error, UndeterminedError) else Outcome.FAILED


@dataclass(frozen=True, slots=True)
class Checks:
    """Makes the checks of one record, with the policy's word on what is required."""

    policy: Policy

    def passed(self, code: str, standard: str, message: str, path: str = "") -> Check:
        """Return a check that passed."""
        return _passed(code, self.policy.requires(code), standard, message, path)

    def from_error(
        self,
        code: str,
        standard: str,
        error: LerwayError,
        path: str = "",
        *,
        required: bool | None = None,
    ) -> Check:
        """Return a check that failed or was not done, with the error's own code as reason."""
        p = error.problem
        return Check(
            code,
            outcome_of(error),
            self.policy.requires(code) if required is None else required,
            standard,
            p.message,
            reason=p.code,
            hint=p.hint,
            path=p.pointer or path,
            fault=p.fault,
        )


@lru_cache(512)
def _passed(code: str, required: bool, standard: str, message: str, path: str) -> Check:  # noqa: FBT001
    return Check(code, Outcome.PASSED, required, standard, message, path=path)


def checked(error: LerwayError) -> None:
    """Raise `error` again if it means that the input cannot be read at all."""
    if isinstance(error, UnreadableError):
        raise error


def unavailable(what: str, need: Need, answer: Unavailable) -> UndeterminedError:
    """Return the error for a document that could not be had."""
    hint = "try again later, or give a kept copy (--documents)"
    if answer.code == "fetch.offline":
        hint = "allow the network (leave out --offline), or give a kept copy (--documents)"
    told = "could not be had: "
    if answer.code == "fetch.not_asked":
        # Nothing was tried, and nothing need be: the record is refused already.
        told, hint = "was not asked for: ", "nothing of this record is to be relied on"
    return UndeterminedError(
        answer.code,
        f"{what} at {need.url} {told}{answer.message}",
        hint=hint,
        fault=Fault.NETWORK,
    )


def kept_note(*answers: Answer | None) -> str:
    """Return `, by a kept copy of DATE` if one of `answers` is a kept copy, else nothing."""
    dates = [a.retrieved for a in answers if isinstance(a, Supplied) and a.kept]
    return f" (kept copy of {min(dates):%Y-%m-%d})" if dates else ""


def all_of(parts: Iterable[Asking[list[Check]]]) -> Asking[list[Check]]:
    """Run check generators side by side and return their checks, in order."""
    lists = yield from gather(*parts)
    return [check for checks in lists for check in checks]
