"""The verdict on a record: ordered checks, and who the issuer is.

A `Report` is the one thing that the library, the command line and the pages
show. Precedence (house rule): any required check failed makes it *invalid*;
else any required check not done makes it *undetermined*; else it is *valid*.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from lerway.kernel.errors import Fault, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Check", "IssuerStanding", "Outcome", "Report", "Standing", "Verdict"]


class Outcome(StrEnum):
    """What became of a check."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_CHECKED = "not_checked"


class Verdict(StrEnum):
    """The one word at the top of a report."""

    VALID = "valid"
    INVALID = "invalid"
    UNDETERMINED = "undetermined"


class Standing(StrEnum):
    """How far it is known who the issuer is."""

    UNCONFIRMED = "unconfirmed"
    DOMAIN_CONTROLLED = "domain-controlled"
    RECOGNISED = "recognised"


@dataclass(frozen=True, slots=True)
class IssuerStanding:
    """Who the issuer is, as far as anything but the issuer says so.

    Attributes:
        id: the issuer's identifier as written in the record, if any.
        standing: unconfirmed, domain-controlled or recognised.
        host: the domain that controls the key, when domain-controlled.
        list: the list that recognises the issuer, when recognised.
        claimed_name: the name the record gives itself; never show it alone.
        listed_name: the name under which `list` knows the issuer.
    """

    id: str | None
    standing: Standing = Standing.UNCONFIRMED
    host: str | None = None
    list: str | None = None
    claimed_name: str | None = None
    listed_name: str | None = None

    @property
    def unconfirmed(self) -> bool:
        """Whether only a key speaks for the issuer."""
        return self.standing is Standing.UNCONFIRMED

    def label(self) -> str:
        """Return the standing in words: `domain-controlled (college.example)`."""
        if self.standing is Standing.RECOGNISED:
            return f"recognised by {self.list}"
        if self.standing is Standing.DOMAIN_CONTROLLED:
            return f"domain-controlled ({self.host})"
        return "unconfirmed"

    def to_json(self) -> dict[str, str | None]:
        """Return the JSON form: id, standing, host, list."""
        return {
            "id": self.id,
            "standing": self.standing.value,
            "host": self.host,
            "list": self.list,
        }


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was, or was not, checked.

    Attributes:
        code: stable name of the check (`proof`, `status`, `dates`).
        outcome: passed, failed or not_checked.
        required: whether the policy needs it passed for a valid verdict.
        standard: the standard and section that asks for it.
        message: a plain sentence for a person.
        reason: stable code of the problem, when it did not pass.
        hint: what to do about it.
        path: JSON Pointer of the part of the record that was checked; empty
            for the record itself.
        fault: who can mend it, when it did not pass.
    """

    code: str
    outcome: Outcome
    required: bool
    standard: str
    message: str
    reason: str | None = None
    hint: str = ""
    path: str = ""
    fault: Fault = Fault.ISSUER

    def within(self, path: str, *, required: bool) -> Check:
        """Return this check as seen from a record that embeds the checked one."""
        return replace(self, path=path + self.path, required=self.required and required)

    def problem(self) -> Problem:
        """Return the problem that this check found (only if it did not pass)."""
        return Problem(
            self.reason or self.code, self.message, self.hint, self.fault, self.path or None
        )

    def to_json(self) -> dict[str, object]:
        """Return the JSON form, one object per check."""
        out: dict[str, object] = {
            "code": self.code,
            "outcome": self.outcome.value,
            "required": self.required,
            "standard": self.standard,
            "message": self.message,
        }
        if self.path:
            out["path"] = self.path
        if self.outcome is not Outcome.PASSED and self.reason:
            out["reason"] = self.reason
        return out


@dataclass(frozen=True, slots=True)
class Report:
    """The ordered checks of one record, and its issuer's standing.

    Attributes:
        checks: in the order in which they were made.
        issuer: who the issuer is; None when the record names none.
        unconfirmed_inside: how many records in it are by an issuer whom nobody confirms.
    """

    checks: tuple[Check, ...]
    issuer: IssuerStanding | None = None
    unconfirmed_inside: int = 0

    @property
    def confirmed(self) -> bool:
        """Whether it is known of every issuer, also of records inside, who that is."""
        alone = self.issuer is not None and self.issuer.unconfirmed
        return not alone and not self.unconfirmed_inside

    @property
    def verdict(self) -> Verdict:
        """Valid, invalid or undetermined; nothing required checked is undetermined."""
        return verdict_of(self.checks)

    @property
    def ok(self) -> bool:
        """Whether the verdict is valid."""
        return self.verdict is Verdict.VALID

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems of all checks that failed, and of required ones not done."""
        return tuple(
            c.problem()
            for c in self.checks
            if c.outcome is Outcome.FAILED or (c.outcome is Outcome.NOT_CHECKED and c.required)
        )

    def check(self, code: str, path: str = "") -> Check | None:
        """Return the first check with this code (and path), or None."""
        return next((c for c in self.checks if c.code == code and c.path == path), None)

    def names_key_only(self, check: Check) -> bool:
        """Return whether `check` tells whose key is named, where the signature did not hold.

        That a key is the issuer's then says nothing of who wrote the record.
        """
        around = check.path.partition("/proof")[0]
        return (
            check.code == "controller"
            and check.outcome is Outcome.PASSED
            and any(
                c.code == "proof"
                and c.outcome is not Outcome.PASSED
                and c.path.partition("/proof")[0] == around
                for c in self.checks
            )
        )

    def deciding(self) -> Check | None:
        """Return the check that decided the verdict, or None if it is valid."""
        for outcome in (Outcome.FAILED, Outcome.NOT_CHECKED):
            for c in self.checks:
                if c.required and c.outcome is outcome:
                    return c
        return None

    def to_json(self) -> dict[str, object]:
        """Return the JSON form that `lerway verify --json` prints."""
        return {
            "verdict": self.verdict.value,
            "issuer": self.issuer.to_json() if self.issuer else None,
            "checks": [c.to_json() for c in self.checks],
            "problems": [p.to_json() for p in self.problems],
        }

    def __str__(self) -> str:
        """Return `to_json` on one line."""
        return json.dumps(self.to_json(), ensure_ascii=False, separators=(",", ":"))


def verdict_of(checks: Iterable[Check]) -> Verdict:
    """Return the verdict that the required ones among `checks` add up to."""
    seen = [c.outcome for c in checks if c.required]
    if Outcome.FAILED in seen:
        return Verdict.INVALID
    if not seen or Outcome.NOT_CHECKED in seen:
        return Verdict.UNDETERMINED
    return Verdict.VALID
