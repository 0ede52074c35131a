"""Linking text to skills and translating between frameworks, wired to the embedded store."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from lerway.bootstrap.base import home
from lerway.bootstrap.skills import skill_store

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from lerway.domain.skills.lexicon.embedding import StaticEmbedder
    from lerway.domain.skills.linking.library import Library
    from lerway.domain.skills.store import SkillStore

__all__ = ["document_text", "library_of", "skill_library", "text_of"]

INDEXES = "linking"


@contextmanager
def skill_library(
    folder: Path | None = None, *, tell: Callable[[str], None] = lambda _: None
) -> Generator[Library]:
    """Open the embedded store with its linkers and walkers.

    Args:
        folder: where it stands; `home()`, if not given.
        tell: is told of work that takes its time.

    Raises:
        MisuseError: as `skill_store`; `linking.no_model`.
    """
    with skill_store(folder) as store:
        yield library_of(store, folder, tell=tell)


def library_of(
    store: SkillStore, folder: Path | None = None, *, tell: Callable[[str], None] = lambda _: None
) -> Library:
    """Return the linkers and walkers of an open store; parameters as `skill_library`."""
    from lerway.adapters.skill_index.folder import IndexFolder
    from lerway.data.linking import ShippedFigures
    from lerway.domain.skills.linking.library import Library

    shelf = IndexFolder((folder or home()) / INDEXES)
    return Library(store, shelf, static_embedder, ShippedFigures(), tell=tell)


def static_embedder() -> StaticEmbedder:
    """Return the default embedder, from the files of its installed package."""
    from lerway.adapters.embedding import static_table
    from lerway.domain.skills.lexicon.embedding import StaticEmbedder

    return StaticEmbedder(static_table.NAME, static_table.tokenise, static_table.table())


def document_text(path: Path) -> str:
    """Return the text of a document; see `adapters.documents_text.reading`."""
    from lerway.adapters.documents_text.reading import document_text as read

    return read(path)


def text_of(data: bytes, name: str) -> str:
    """Return the text of a document's bytes; see `adapters.documents_text.reading`."""
    from lerway.adapters.documents_text.reading import text_of as read

    return read(data, name)
