"""The compass for pages, API and printing: one object that answers for one person at a time.

It keeps atlases, wages and courses between two questions, and nothing of a person.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, TypeVar

from lerway.bootstrap.base import now
from lerway.bootstrap.compass import (
    atlas,
    courses,
    crosswalk_kin,
    find_route,
    labour_facts,
    price_changes,
)
from lerway.bootstrap.locating import locate_in
from lerway.bootstrap.skills import skill_store
from lerway.bootstrap.understanding import claims_of, posting_of, understanding_of
from lerway.domain.pathways.asking import Work, work_of
from lerway.domain.skills.naming import split_reference
from lerway.kernel.errors import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from lerway.bootstrap.understanding import Understanding
    from lerway.domain.pathways.atlas.model import Atlas
    from lerway.domain.pathways.atlas.nearby import NearbyRole
    from lerway.domain.pathways.facts import Known, LabourFacts
    from lerway.domain.pathways.gap import Gap
    from lerway.domain.pathways.holdings import Holdings
    from lerway.domain.pathways.printing.sheet import Sheet
    from lerway.domain.pathways.routes import Aim, Limits, Plan
    from lerway.domain.pathways.routes.model import PriceChange
    from lerway.domain.pathways.targets import Target
    from lerway.domain.ports import Clock, Fetcher
    from lerway.standards.ctdl.model import Course

__all__ = [
    "STARTER",
    "Guide",
    "Planned",
    "Present",
    "frameworks_with_roles",
    "plan_pdf",
    "present_work",
]

T = TypeVar("T")

STARTER: Final = "lerway-starter"
PAGE_SECONDS: Final = 4.0
_KEPT_SECONDS: Final = 60.0
"""A catalogue or framework that was imported is seen after so many seconds."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A gap, the best way across it, and what would change that way.

    Attributes:
        gap: what is asked for, and what is held of it.
        plan: the route, or why there is none.
        changes: up to which prices the route stays the best.
    """

    gap: Gap
    plan: Plan
    changes: tuple[PriceChange, ...]


@dataclass(frozen=True, slots=True)
class Present:
    """The present work of somebody.

    Attributes:
        name: what it is called.
        known: its wage and outlook.
    """

    name: str
    known: Known


def present_work(of: Atlas, work: Work, facts: LabourFacts) -> Present | None:
    """Return what is known of the present work; None if none is named."""
    if work.role is None:
        if not work.soc:
            return None
        known = facts.of(work.soc)
        return Present(f"{known.wage.title} ({work.soc})" if known.wage else work.soc, known)
    at = of.role(work.role)
    return Present(of.role_labels[at], facts.of(of.socs[at]))


def frameworks_with_roles(folder: Path | None = None) -> tuple[tuple[str, str], ...]:
    """Return name and title of the frameworks whose roles name skills, the starter last."""
    from lerway.standards.frameworks.model import Kind, Link

    with skill_store(folder) as store:
        editions = store.editions()
    found = {
        e.name: e.framework.name
        for e in reversed(editions)
        if (e.items.get(Kind.OCCUPATION) or e.items.get(Kind.WORK_ROLE))
        and (e.relations.get(Link.REQUIRES) or e.relations.get(Link.OPTIONAL))
    }
    starter = (STARTER, found.pop(STARTER, STARTER))
    return (*sorted(found.items()), starter)


class Guide:
    """Answers what the compass is asked. Safe to be used by several threads."""

    def __init__(
        self,
        fetcher: Callable[[], Fetcher],
        *,
        folder: Path | None = None,
        clock: Clock = now,
        seconds: float = PAGE_SECONDS,
    ) -> None:
        """Make it.

        Args:
            fetcher: makes what gets the documents that verifying a record needs.
            folder: where the store stands; `home()`, if not given.
            clock: tells the time.
            seconds: for the solver, for each of its questions.
        """
        self._fetcher = fetcher
        self._folder = folder
        self.clock = clock
        self._seconds = seconds
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[float, object]] = {}

    def frameworks(self) -> tuple[tuple[str, str], ...]:
        """Return name and title of the frameworks whose roles name skills, the starter last."""
        return self._once("frameworks", lambda: frameworks_with_roles(self._folder))

    def atlas(self, reference: str = "") -> Atlas:
        """Return the atlas of a framework named `F` or `F@V`; of the first one, if empty.

        Raises:
            MisuseError: `skills.unknown_framework`, `skills.unknown_version`.
        """
        name = reference or self.frameworks()[0][0]
        framework, version = split_reference(name)
        return self._once(f"atlas {name}", lambda: atlas(framework, version, folder=self._folder))

    def facts(self, area: str = "99") -> LabourFacts:
        """Return wages of an area, and projections."""
        return self._once(f"facts {area}", lambda: labour_facts(area=area, folder=self._folder))

    def courses(self) -> tuple[Course, ...]:
        """Return the courses that a route may be made of."""
        return self._once("courses", lambda: courses(self._folder))

    def holdings(
        self, records: Sequence[tuple[str, bytes]], claims: Sequence[str], of: Atlas
    ) -> Holdings:
        """Return what records show and what is claimed.

        Args:
            records: name and bytes of each; nothing of them is kept.
            claims: skills or any words, as `claims.claimed` reads them.
            of: the atlas whose skills are looked for.

        Raises:
            UnreadableError: a record that cannot be read, with its name in the message.
            MisuseError: `compass.empty_claim`, `compass.level`.
        """
        from lerway.bootstrap.records import catalog, resolve
        from lerway.domain.pathways.holdings import Holdings
        from lerway.domain.pathways.records import JudgedRecord, holdings_of
        from lerway.domain.verifying.verification import Verification

        said = claims_of(of, claims, understand=lambda: self._understanding(of))
        if not records:
            return said
        fetch = self._fetcher()
        judged: list[JudgedRecord] = []
        for name, data in records:
            try:
                verification = Verification(data, now=self.clock(), catalog=catalog())
                report = resolve(verification, fetch)
            except UnreadableError as e:
                raise UnreadableError(
                    "compass.unreadable_record",
                    f"{name or 'what you gave'} is no record that can be read: {e.problem.message}",
                    hint="give the file of a credential as you received it: JSON, JWT, PNG, SVG",
                ) from e
            document = verification.record.document if verification.record else {}
            judged.append(JudgedRecord(document, report, name))
        return holdings_of(judged, locate_in([of])).joined(said) if judged else Holdings()

    def posting(self, of: Atlas, text: str) -> Target:
        """Return what a posting asks for, by the skills that linking finds in it.

        Raises:
            InvalidError: `target.too_short`, `target.nothing_found`.
        """
        return posting_of(of, text, understand=lambda: self._understanding(of))

    def _understanding(self, of: Atlas) -> Understanding | None:
        name = f"understanding {of.framework}@{of.version}"
        return self._once(name, lambda: understanding_of(of, self._folder))

    def work(self, of: Atlas, text: str) -> Work:
        """Return the present occupation that `text` names; empty is none.

        Raises:
            MisuseError: `compass.unknown_role`.
            InvalidError: `soc.other_revision`, `soc.unknown_code`.
        """
        return work_of(of, self.facts(), text) if text else Work(None)

    def present(self, of: Atlas, work: Work) -> Present | None:
        """Return what is known of the present work; None if none is named."""
        return present_work(of, work, self.facts())

    def gap(self, of: Atlas, held: Holdings, target: Target) -> Gap:
        """Return the gap between what is held and a target."""
        from lerway.domain.pathways.gap import find_gap

        return find_gap(held, target, of.kin(held, crosswalk_kin(of, held, self._folder)))

    def nearby(
        self,
        of: Atlas,
        held: Holdings,
        *,
        work: Work,
        limit: int,
        area: str = "99",
        also: str = "",
    ) -> tuple[NearbyRole, ...]:
        """Return the roles that are near; see `atlas.nearby.nearby`."""
        from lerway.domain.pathways.atlas.nearby import nearby

        return nearby(
            of,
            held,
            self.facts(area),
            occupation=work.role,
            work=work.soc,
            limit=limit,
            also=also,
            crosswalk=crosswalk_kin(of, held, self._folder),
        )

    def route(self, gap: Gap, held: Holdings, limits: Limits, aim: Aim) -> Planned:
        """Return the best courses across a gap, under limits.

        Raises:
            MisuseError: `route.hours`, `route.finish`, `route.budget`.
        """
        from lerway.domain.pathways.routes import Request, Want

        wants = tuple(
            Want(line.asked.key, line.asked.label, line.asked.level, line.asked.weight)
            for line in gap.to_close()
        )
        levels = {h.key: h.level for h in held.skills}
        request = Request(wants, self.courses(), limits, aim, levels, frozenset(held.earned))
        plan = find_route(request, seconds=self._seconds)
        return Planned(gap, plan, price_changes(plan, seconds=self._seconds))

    def _once(self, name: str, make: Callable[[], T]) -> T:
        with self._lock:
            kept = self._kept.get(name)
            if kept is None or time.monotonic() - kept[0] > _KEPT_SECONDS:
                kept = self._kept[name] = (time.monotonic(), make())
        return kept[1]  # pyright: ignore[reportReturnType]


@cache
def _fonts() -> tuple[bytes, bytes]:
    from lerway import data

    return data.read("fonts/atkinson-next-regular.ttf"), data.read("fonts/atkinson-next-bold.ttf")


def plan_pdf(sheet: Sheet, *, letter: bool = False) -> bytes:
    """Return a plan as one page of PDF.

    Args:
        sheet: what is on it.
        letter: for US Letter; A4 otherwise.
    """
    from lerway.adapters.print.plan import draw

    regular, bold = _fonts()
    return draw(sheet, regular, bold, letter=letter)
