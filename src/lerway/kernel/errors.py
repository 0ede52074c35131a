"""Problems and the exceptions that carry them.

A `Problem` is what a person or a program is told when something is wrong: a
stable code, what happened, whose fault it is, and what to do next. Over HTTP it
is rendered as RFC 9457 `application/problem+json`.

Four exception classes tell how far the input got, and each has one outcome:

- `UnreadableError`: the bytes could not be read at all (exit code 2).
- `InvalidError`: it was read, and it breaks a rule (a failed check; exit code 1).
- `UndeterminedError`: it was read, but something needed to judge it is not there
  or not supported (a check that was not done; exit code 3).
- `MisuseError`: the caller asked for something that makes no sense (exit code 2).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

__all__ = [
    "Fault",
    "InvalidError",
    "LerwayError",
    "MisuseError",
    "Problem",
    "UndeterminedError",
    "UnreadableError",
]

PROBLEM_TYPE_BASE: Final = "urn:lerway:problem:"


class Fault(StrEnum):
    """Who can mend it."""

    SENDER = "sender"
    """whoever made or sent the record, file or request"""
    ISSUER = "issuer"
    """the organisation that signed, or that publishes keys and lists"""
    CALLER = "caller"
    """whoever runs this command or calls this function"""
    NETWORK = "network"
    """nobody in particular: something on the way did not answer"""
    LERWAY = "lerway"
    """this software"""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, told so that somebody can act on it.

    Attributes:
        code: stable, lower case, dotted (`json.duplicate_key`); documented in
            `docs/reference/problem-codes.md`.
        message: what happened, one plain sentence, lower case, no full stop.
        hint: what to do next, likewise; may be empty.
        fault: who can mend it.
        pointer: RFC 6901 JSON Pointer into the document, where there is one.
    """

    code: str
    message: str
    hint: str = ""
    fault: Fault = Fault.SENDER
    pointer: str | None = None

    def to_json(self) -> dict[str, object]:
        """Return the RFC 9457 members of this problem (section 3.1), and our own."""
        out: dict[str, object] = {
            "type": PROBLEM_TYPE_BASE + self.code,
            "title": self.message,
            "code": self.code,
            "fault": self.fault.value,
        }
        if self.hint:
            out["hint"] = self.hint
        if self.pointer is not None:
            out["pointer"] = self.pointer
        return out


class LerwayError(Exception):
    """The root of all errors this package raises on purpose."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        hint: str = "",
        fault: Fault = Fault.SENDER,
        pointer: str | None = None,
    ) -> None:
        """Make the error from the parts of its `Problem`."""
        super().__init__(message)
        self.problem = Problem(code, message, hint, fault, pointer)

    @property
    def code(self) -> str:
        """The stable code of the problem."""
        return self.problem.code

    def at(self, prefix: str) -> LerwayError:
        """Return the same error with `prefix` put before its JSON Pointer."""
        p = self.problem
        return type(self)(
            p.code, p.message, hint=p.hint, fault=p.fault, pointer=prefix + (p.pointer or "")
        )


class UnreadableError(LerwayError):
    """The input cannot be read: syntax, duplicate keys, size, depth, bombs, work."""


class InvalidError(LerwayError):
    """The input was read and breaks a rule of a standard."""


class UndeterminedError(LerwayError):
    """Something needed to decide is missing, unreachable or not supported."""


class MisuseError(LerwayError):
    """The caller asked for something that makes no sense."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        hint: str = "",
        fault: Fault = Fault.CALLER,
        pointer: str | None = None,
    ) -> None:
        """Make the error; the fault is the caller's unless said otherwise."""
        super().__init__(code, message, hint=hint, fault=fault, pointer=pointer)
