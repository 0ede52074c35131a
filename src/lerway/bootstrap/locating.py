"""Which skill an alignment of a record points at (Open Badges 3.0, B.2 Alignment): wired.

1. By its targetUrl: the address of a skill, or the one that `lerway skills align` writes for
   skills without one (`urn:lerway:framework:NAME:ID`).
2. By its targetCode in the framework that targetFramework names: by id, name, title, title
   and version, or a title in which the name is a word (`NICE Framework 2.1.0`, `O*NET 29.3`).

A code whose framework is not named, or not known here, is no proof of any skill.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from lerway.bootstrap.skills import skill_store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from lerway.domain.pathways.atlas.model import Atlas
    from lerway.domain.pathways.holdings import SkillKey
    from lerway.domain.pathways.records import Alignment, Locate
    from lerway.domain.skills.store import SkillStore

__all__ = ["locate_in"]

_OWN: Final = "urn:lerway:framework:"
_NO_WORD: Final = re.compile(r"[^\w\s]+")


def locate_in(atlases: Sequence[Atlas], folder: Path | None = None) -> Locate:
    """Return what finds the skill that an alignment points at.

    It looks in these frameworks, then in the others of the store in `folder`, whose skills
    count by a crosswalk.
    """
    return _Locator(atlases, folder)


class _Locator:
    """Finds the skill of a known framework that an alignment points at."""

    def __init__(self, atlases: Sequence[Atlas], folder: Path | None) -> None:
        self._folder = folder
        self._atlases = {one.framework: one for one in atlases}
        self._by_address: dict[str, SkillKey] = {}
        self._names: dict[str, str] = {}
        self._known: dict[Alignment, SkillKey | None] = {}
        for one in atlases:
            self._named(one.framework, one.framework, one.name, f"{one.name} {one.version}")
            for id_, uri in zip(one.skill_ids, one.skill_uris, strict=True):
                if uri:
                    self._by_address[uri] = (one.framework, id_)
                if ":" in id_:
                    self._by_address[id_] = (one.framework, id_)

    def __call__(self, alignment: Alignment) -> SkillKey | None:
        if found := self._by_address.get(alignment.url):
            return found
        if alignment not in self._known:
            with skill_store(self._folder) as store:
                self._known[alignment] = self._looked_up(alignment, store)
        return self._known[alignment]

    def _looked_up(self, alignment: Alignment, store: SkillStore) -> SkillKey | None:
        for e in reversed(store.editions()):
            title = e.framework.name
            self._named(e.id, e.id, e.name, title, f"{title} {e.version}", f"{e.name} {e.version}")
        if alignment.url.startswith(_OWN):
            name, _, identifier = alignment.url.removeprefix(_OWN).partition(":")
            if found := self._skill(self._framework(name), unquote(identifier), store):
                return found
        framework = self._framework(alignment.framework)
        for code in (alignment.code, alignment.url.rstrip("/").rsplit("/", 1)[-1]):
            if code and (found := self._skill(framework, code, store)):
                return found
        for edition, item in store.find(alignment.url) if alignment.url else ():
            if alignment.url in (item.uri, item.id):
                return (edition.id, item.id)
        return None

    def _named(self, framework: str, *names: str) -> None:
        for name in names:
            self._names.setdefault(name.casefold(), framework)

    def _framework(self, said: str) -> str | None:
        """Return the id of the framework that a title names, or None."""
        exact = self._names.get(said.casefold())
        if exact is not None or not said:
            return exact
        words = [self._names.get(w) for w in _NO_WORD.sub("", said.casefold()).split()]
        found = {w for w in words if w is not None}
        return found.pop() if len(found) == 1 else None

    def _skill(self, framework: str | None, code: str, store: SkillStore) -> SkillKey | None:
        if framework is None:
            return None
        atlas = self._atlases.get(framework)
        if atlas is not None and atlas.skill(code) is not None:
            return (framework, code)
        if not store.editions(framework):
            return None
        item = store.item(framework, code)
        return None if item is None else (framework, item.id)
