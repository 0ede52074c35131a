"""Credentials that a record refers to: status lists, schema credentials.

They count only if their own structure, proof and dates hold.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from lerway.domain.verifying.case import Asking, Case
from lerway.kernel.errors import Fault, InvalidError, UndeterminedError
from lerway.kernel.report import Check, Report, Verdict, verdict_of

if TYPE_CHECKING:
    from lerway.kernel.strict_json import JSONObject

__all__ = ["ReadReferred", "Referred", "require_verified"]


@dataclass(frozen=True, slots=True)
class Referred:
    """A credential that was fetched and read, and the checks that were made of it."""

    document: JSONObject
    checks: list[Check]


ReadReferred: TypeAlias = Callable[[Case, bytes], Asking[Referred]]


def require_verified(referred: Referred, what: str) -> None:
    """Raise unless the credential itself passed.

    Args:
        referred: the credential.
        what: what it is, for a person: `status list`.

    Raises:
        InvalidError: `referred.not_verified`.
        UndeterminedError: `referred.not_verified`; `referred.out_of_date` if it only
            says how things stood before now.
    """
    verdict = verdict_of(referred.checks)
    if verdict is Verdict.VALID:
        return
    bad = Report(tuple(referred.checks)).deciding()
    why = bad.message if bad else "nothing of it was required to be checked"
    if bad is not None and bad.reason in ("dates.expired", "dates.not_yet"):
        told = why.replace("the record", "it", 1)
        raise UndeterminedError(
            "referred.out_of_date",
            f"the {what} at hand says nothing about the time that is asked about: {told}",
            hint=f"get the {what} of that time; for the present, the current one",
            fault=Fault.ISSUER,
        )
    kind = UndeterminedError if verdict is Verdict.UNDETERMINED else InvalidError
    raise kind(
        "referred.not_verified",
        f"the {what} itself did not pass: {why}",
        hint=f"ask the issuer for a {what} that can be relied on",
        fault=Fault.ISSUER,
    )
