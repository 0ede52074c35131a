"""What the pages of skills are made of: lines, groups of them, and their addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lerway.domain.skills.store import Edition

__all__ = ["ROOT", "Group", "Line", "item_path", "newest"]

ROOT: Final = "/skills"


@dataclass(frozen=True, slots=True)
class Line:
    """One item in a list.

    Attributes:
        href: where it is shown.
        label: what it is called.
        detail: its kind, its code, and how it stands to the page's own item.
    """

    href: str
    label: str
    detail: str


@dataclass(frozen=True, slots=True)
class Group:
    """Items under one heading; `more` are folded, `left` are not listed at all."""

    heading: str
    lines: tuple[Line, ...]
    more: tuple[Line, ...] = ()
    left: int = 0


def item_path(name: str, identifier: str) -> str:
    """Return the path of an item's page, which is also its address for programs."""
    return f"{ROOT}/{name}/{quote(identifier, safe='')}"


def newest(editions: Sequence[Edition]) -> list[Edition]:
    """Return the newest version of each framework."""
    seen: dict[str, Edition] = {}
    for edition in editions:
        seen.setdefault(edition.name, edition)
    return [*seen.values()]
