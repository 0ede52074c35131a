"""Linking and translating for the API, by the library of an installation's frameworks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lerway.domain.skills.json_form import linked_json, shown_json, translation_json
from lerway.domain.skills.linking.extracting import extract

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from lerway.domain.skills.linking.library import Library
    from lerway.kernel.strict_json import JSONObject

__all__ = ["LibrarySpeaking"]


class LibrarySpeaking:
    """Answers from the library, which is opened for each request; indexes stay on disk."""

    def __init__(self, libraries: Callable[[], AbstractContextManager[Library]]) -> None:
        """Answer from what `libraries` opens."""
        self._libraries = libraries

    def link(self, framework: str, texts: Sequence[str], top: int) -> list[JSONObject]:
        """Return what each text means; see `Speaking`."""
        with self._libraries() as library:
            return [linked_json(one) for one in library.linker(framework).link(texts, top)]

    def extract(self, framework: str, text: str) -> list[JSONObject]:
        """Return the skills that a document shows; see `Speaking`."""
        with self._libraries() as library:
            return [shown_json(one) for one in extract(text, library.linker(framework))]

    def crosswalk(
        self, source: str, target: str, ids: Sequence[str], top: int, kind: str
    ) -> list[JSONObject]:
        """Return what each id is in the other framework; see `Speaking`."""
        with self._libraries() as library:
            concepts = [*library.concepts(source, kind, ids)]
            walker = library.walker(source, target, kind)
            known = [c for c in concepts if not isinstance(c, str)]
            translated = iter([*walker.walk(known, top)])
            return [
                translation_json(asked, None if isinstance(c, str) else next(translated))
                for asked, c in zip(ids, concepts, strict=True)
            ]
