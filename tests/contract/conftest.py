"""The stores that must all do the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lerway.testing.skill_store import MemorySkillStore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lerway.domain.skills.store import SkillStore


@pytest.fixture(params=["memory"])
def store(request) -> Iterator[SkillStore]:
    """An empty store of each kind."""
    opened = MemorySkillStore()
    yield opened
    opened.close()
