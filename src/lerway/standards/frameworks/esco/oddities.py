"""ESCO tables that somebody put together: what looks odd, counted while it passes.

ESCO dataset, CSV. Nothing is mended and nothing is guessed; a person is told.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lerway.standards.frameworks.model import Item, Kind, Remark

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Oddities"]

_RUN_ON: Final = re.compile(r"[^.;:!?]*[^\s.;:!?,] (?:The|An?|This|Various|Different) [a-z]")
"""A description that begins with something else before its first sentence."""


class Oddities:
    """What looks odd in the tables, counted while they pass."""

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self.isco: dict[str, tuple[str, str]] = {}
        self._skills = self._untyped = self._undated = 0
        self._labels: dict[tuple[Kind, str], str] = {}
        self._twice: list[Item] = []
        self._known: set[str] = set()
        self._groups: list[Item] = []
        self._run_on: list[Item] = []
        self._first = ""

    def knows(self, group: Item) -> bool:
        """Whether a heading is also in another table, which then has the say."""
        if group.id not in self._known:
            return False
        self._groups.append(group)
        return True

    def see(self, item: Item) -> None:
        """Note an item."""
        self._known.add(item.id)
        group = item.kept.get("iscoGroup")
        if isinstance(group, str):
            self.isco[item.id] = (group, item.place)
        if item.kind in {Kind.SKILL, Kind.KNOWLEDGE}:
            self._first = self._first or item.place
            self._skills += 1
            self._untyped += "skillType" not in item.kept
            self._undated += "modifiedDate" not in item.kept
            words = item.words
            if not words.alternatives and _RUN_ON.match(words.description):
                self._run_on.append(item)
        if item.kind is not Kind.GROUP:
            label = (item.kind, item.words.label.lower())
            if self._labels.setdefault(label, item.id) != item.id:
                self._twice.append(item)

    def remarks(self, members: Mapping[str, str]) -> Iterator[Remark]:
        """Yield what should be said; `members` are those of collections, and where."""
        yield from self._empty()
        yield from self._double()
        strangers = [uri for uri in members if uri not in self._known]
        if strangers:
            yield Remark(
                "esco.member_unknown",
                f"{len(strangers):,} members of collections are in no table of concepts, the"
                f" first is {strangers[0]}; they are left out",
                members[strangers[0]],
            )

    def _empty(self) -> Iterator[Remark]:
        if self._untyped:
            yield Remark(
                "esco.skill_type_empty",
                f"{self._untyped:,} of {self._skills:,} skills do not say their skillType, as"
                " ESCO's own file does; unless a collection says it they are read as skills,"
                " and none is guessed to be knowledge",
                self._first,
            )
        if self._undated:
            yield Remark(
                "esco.undated",
                f"{self._undated:,} of {self._skills:,} skills have no modifiedDate, as ESCO's"
                " own file has: the table was put together by somebody else",
                self._first,
            )
        if self._run_on:
            item = self._run_on[0]
            yield Remark(
                "esco.labels_in_description",
                f"{len(self._run_on):,} skills have no altLabels but a description that begins"
                " with what looks like them, as ESCO's own file has not, the first is"
                f" {item.words.label!r}; the description is read as it stands",
                item.place,
            )

    def _double(self) -> Iterator[Remark]:
        if self._twice:
            item = self._twice[0]
            yield Remark(
                "esco.label_twice",
                f"{len(self._twice):,} concepts have the preferred label of another one, the"
                f" first is {item.words.label!r}; they are kept apart by their identifiers",
                item.place,
            )
        if self._groups:
            item = self._groups[0]
            yield Remark(
                "esco.group_is_skill",
                f"{len(self._groups):,} skill groups are also in the table of skills, the first"
                f" is {item.words.label!r}; they are read as skills",
                item.place,
            )
