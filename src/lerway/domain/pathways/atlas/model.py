"""The arrays of one version of a framework; written once, read in milliseconds.

Needs lie role by role: those of role r are `starts[r]` to `starts[r + 1]`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from lerway.domain.pathways.gap import Kin, Kinship
from lerway.domain.pathways.targets import Asked, Target, no_skills
from lerway.kernel.errors import MisuseError
from lerway.standards.frameworks.model import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lerway.domain.pathways.holdings import Holdings, SkillKey
    from lerway.kernel.source import Source

__all__ = ["ARRAYS", "Atlas", "View"]

ARRAYS: Final = (
    "starts",
    "needs",
    "importance",
    "level",
    "optional",
    "weight",
    "rarity",
    "parent",
    "job_zone",
    "degree",
    "closeness",
    "parts",
)
"""Names of the arrays of an atlas, for whoever stores them."""


@dataclass(frozen=True, slots=True)
class View:
    """One way to see how close two roles are.

    Attributes:
        name: `do`, `called`, `know`, `like`, `prepared` or `need`.
        words: for a person: `what people do`.
    """

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Atlas:
    """One version of a framework.

    Attributes:
        framework: its id; name: its title; version: its own.
        source: all that, to be shown.
        skill_ids: ids of what roles need; labels, kinds and addresses beside them.
        role_ids: ids of roles; labels and kinds beside them; socs: SOC codes, or ''.
        role_titles: what else the framework calls each role; empty if nothing is known.
        starts: (roles + 1) int; needs: indices of skills; importance, level: 0 to 1 or NaN;
            optional: bool; weight: as `targets.weigh` gives, adds up to 1 a role.
        rarity: (skills) how telling a skill is: the logarithm of how few roles need it.
        parent: (skills) index of the heading above, or -1.
        job_zone: (roles) 1 to 5, or NaN.
        degree: (roles) share of people who say that a bachelor's degree or more is required,
            or NaN.
        closeness: (roles, roles) float32, the sum of the views; empty if there are none.
        parts: (views, roles, roles) float16, each view's part of it.
        views: names of the parts.
        missing_views: what could not be seen, and why.
    """

    framework: str
    name: str
    version: str
    source: Source
    skill_ids: Sequence[str]
    skill_labels: Sequence[str]
    skill_kinds: Sequence[str]
    skill_uris: Sequence[str]
    role_ids: Sequence[str]
    role_labels: Sequence[str]
    role_kinds: Sequence[str]
    socs: Sequence[str]
    starts: Any
    needs: Any
    importance: Any
    level: Any
    optional: Any
    weight: Any
    rarity: Any
    parent: Any
    job_zone: Any
    degree: Any
    closeness: Any
    parts: Any
    views: tuple[View, ...]
    missing_views: tuple[str, ...] = ()
    role_titles: Sequence[Sequence[str]] = ()
    _at: dict[str, int] = field(default_factory=dict[str, int], compare=False, repr=False)
    _skill_at: dict[str, int] = field(default_factory=dict[str, int], compare=False, repr=False)

    def find(self, identifier: str) -> int | None:
        """Return the index of a role, by id or by its whole label; None if there is none."""
        if not self._at:
            self._at.update((label.casefold(), i) for i, label in enumerate(self.role_labels))
            self._at.update((id_, i) for i, id_ in enumerate(self.role_ids))
        return self._at.get(identifier, self._at.get(identifier.casefold()))

    def role(self, identifier: str) -> int:
        """Return the index of a role, by id or by its whole label.

        Raises:
            MisuseError: `compass.unknown_role`.
        """
        found = self.find(identifier)
        if found is None:
            raise MisuseError(
                "compass.unknown_role",
                f"{self.name} {self.version} has no role {identifier!r}",
                hint="give its id, or its whole name",
            )
        return found

    def skill(self, identifier: str) -> int | None:
        """Return the index of a skill by id, or None."""
        if not self._skill_at:
            self._skill_at.update((id_, i) for i, id_ in enumerate(self.skill_ids))
        return self._skill_at.get(identifier)

    def target(self, role: int) -> Target:
        """Return what a role asks for."""
        import math

        begin, end = int(self.starts[role]), int(self.starts[role + 1])
        asked: list[Asked] = []
        for n in range(begin, end):
            s = int(self.needs[n])
            importance, level = float(self.importance[n]), float(self.level[n])
            asked.append(
                Asked(
                    (self.framework, self.skill_ids[s]),
                    self.skill_labels[s],
                    Kind(self.skill_kinds[s]),
                    None if math.isnan(importance) else importance,
                    None if math.isnan(level) else level,
                    bool(self.optional[n]),
                    float(self.weight[n]),
                )
            )
        asked.sort(key=lambda a: (-a.weight, -(a.importance or 0), a.label))
        kind = "work role" if self.role_kinds[role] == Kind.WORK_ROLE else "occupation"
        remarks = () if asked else (no_skills(self.name),)
        return Target(
            self.role_ids[role],
            self.role_labels[role],
            kind,
            self.source,
            tuple(asked),
            self.socs[role],
            remarks,
        )

    def kin(
        self,
        holdings: Holdings,
        crosswalk: Mapping[SkillKey, Sequence[Kin]] | None = None,
    ) -> Callable[[SkillKey], Sequence[Kin]]:
        """Return what finds held skills that are related: by a crosswalk, then by hierarchy.

        Args:
            holdings: what is held; nothing else is found.
            crosswalk: skills of other frameworks that a skill is the same as, or close to.
        """
        own = {h.key[1] for h in holdings.skills if h.key[0] == self.framework}
        mine = sorted(s for s in map(self.skill, own) if s is not None)
        above = {s: int(self.parent[s]) for s in mine}
        by = f"{self.name} hierarchy"

        def found(key: SkillKey) -> Sequence[Kin]:
            out = list(crosswalk.get(key, ())) if crosswalk else []
            at = self.skill(key[1]) if key[0] == self.framework else None
            if at is None:
                return out
            up = int(self.parent[at])
            out += [Kin(self._key(s), Kinship.NARROWER, by) for s in mine if above[s] == at]
            if up >= 0:
                out += [Kin(self._key(up), Kinship.BROADER, by)] if up in above else []
                # Headings put together what has little in common; skills with parts do not.
                if self.skill_kinds[up] != Kind.GROUP:
                    sides = [s for s in mine if above[s] == up and s != at]
                    out += [Kin(self._key(s), Kinship.SIBLING, by) for s in sides]
            return out

        return found

    def _key(self, skill: int) -> SkillKey:
        return self.framework, self.skill_ids[skill]
