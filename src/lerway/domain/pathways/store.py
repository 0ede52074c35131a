"""The store of facts and courses, as the compass asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lerway.standards.ctdl.model import Course
    from lerway.standards.labour.model import Outlook, Wage

__all__ = ["CompassStore", "Stored"]


@dataclass(frozen=True, slots=True)
class Stored:
    """What an import put into the store.

    Attributes:
        wages: how many; outlooks, courses: likewise.
    """

    wages: int = 0
    outlooks: int = 0
    courses: int = 0


class CompassStore(Protocol):
    """Wages, projections and catalogues of courses."""

    def put_facts(self, wages: Iterable[Wage], outlooks: Iterable[Outlook]) -> Stored:
        """Put facts in, in place of those of the same occupation, area, industry and year."""
        ...

    def put_courses(self, catalogue: str, courses: Iterable[Course]) -> Stored:
        """Put a catalogue in place of what stood under its name.

        Raises:
            InvalidError: `course.twice` for an id that another catalogue has.
        """
        ...

    def wages(self, area: str, industry: str) -> Sequence[Wage]:
        """Return the wages of one area and industry, of all years."""
        ...

    def outlooks(self) -> Sequence[Outlook]:
        """Return all projections."""
        ...

    def courses(self) -> Sequence[Course]:
        """Return the courses of all catalogues, in the order of their import."""
        ...

    def catalogues(self) -> Mapping[str, int]:
        """Return the catalogues by name, with their sizes."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...
