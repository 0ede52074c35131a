"""What safe processing of JSON-LD finds wrong, and where.

JSON-LD 1.1, section 5.1 leaves out what it cannot map; under a signature over the
graph that is a hole, so each such place is a finding (VC Data Integrity 1.0,
section 4.2: `DATA_LOSS_DETECTION_ERROR`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

__all__ = ["Finding", "JsonLdError"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One place of a document that a graph signature would not cover, or not safely.

    Attributes:
        code: stable, dotted (`jsonld.undefined_term`).
        pointer: RFC 6901 JSON Pointer to the member.
        term: the name, type or value in question.
        message: a plain sentence, lower case, no full stop.
    """

    code: str
    pointer: str
    term: str
    message: str

    def moved(self, pointer: str) -> Finding:
        """Return the same finding at another place."""
        return replace(self, pointer=pointer)


class JsonLdError(Exception):
    """A rule of JSON-LD is broken, and the element cannot be read. Internal to the room."""

    def __init__(self, message: str, pointer: str) -> None:
        """Make the error: what is wrong, and where."""
        super().__init__(message)
        self.message = message
        self.pointer = pointer

    def finding(self) -> Finding:
        """Return what it says, as a finding."""
        return Finding("jsonld.invalid", self.pointer, "", self.message)
