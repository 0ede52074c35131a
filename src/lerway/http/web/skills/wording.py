"""What kinds and relations of skills are called on a page."""

from __future__ import annotations

from typing import Final

from lerway.domain.skills.mappings import Match, Origin
from lerway.http.kit.words import phrase
from lerway.standards.frameworks.model import Kind, Link

__all__ = ["COUNTED", "KINDS", "MATCHES", "ORIGINS", "headings_for"]

KINDS: Final = {
    Kind.SKILL: phrase("Skill"),
    Kind.KNOWLEDGE: phrase("Knowledge"),
    Kind.ABILITY: phrase("Ability"),
    Kind.TASK: phrase("Task"),
    Kind.TECHNOLOGY: phrase("Technology"),
    Kind.WORK_STYLE: phrase("Work style"),
    Kind.OCCUPATION: phrase("Occupation"),
    Kind.WORK_ROLE: phrase("Work role"),
    Kind.GROUP: phrase("Heading"),
}
COUNTED: Final = {
    Kind.SKILL: phrase("Skills"),
    Kind.KNOWLEDGE: phrase("Kinds of knowledge"),
    Kind.ABILITY: phrase("Abilities"),
    Kind.TASK: phrase("Tasks"),
    Kind.TECHNOLOGY: phrase("Technologies"),
    Kind.WORK_STYLE: phrase("Work styles"),
    Kind.OCCUPATION: phrase("Occupations"),
    Kind.WORK_ROLE: phrase("Work roles"),
    Kind.GROUP: phrase("Headings"),
}
MATCHES: Final = {
    Match.EXACT: phrase("the same"),
    Match.CLOSE: phrase("nearly the same"),
    Match.BROAD: phrase("wider"),
    Match.NARROW: phrase("narrower"),
    Match.RELATED: phrase("related"),
}
ORIGINS: Final = {
    Origin.OFFICIAL: phrase("published by an owner of one of the frameworks"),
    Origin.REVIEWED: phrase("suggested by this software, and confirmed by a person"),
    Origin.COMPUTED: phrase("suggested by this software; nobody has confirmed it"),
}

_FORTH: Final = {
    Link.BROADER: phrase("Belongs to"),
    Link.REQUIRES: phrase("Needs"),
    Link.OPTIONAL: phrase("Useful for it"),
    Link.RELATED: phrase("Related"),
    Link.PRECEDES: phrase("Comes before"),
    Link.EXACT: phrase("Is the same as"),
    Link.CLOSE: phrase("Is nearly the same as"),
}
_BACK: Final = {
    Link.BROADER: phrase("Below it"),
    Link.REQUIRES: phrase("Needed for"),
    Link.OPTIONAL: phrase("Useful for"),
    Link.RELATED: phrase("Related"),
    Link.PRECEDES: phrase("Comes after"),
    Link.EXACT: phrase("Is the same as"),
    Link.CLOSE: phrase("Is nearly the same as"),
}


def headings_for(link: Link, *, forth: bool) -> str:
    """Return what stands over the items that `link` leads to (`forth`) or comes from."""
    return (_FORTH if forth else _BACK)[link]
