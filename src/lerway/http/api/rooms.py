"""Every room of the API, as its description: what a server may have beside verifying."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lerway.http.api.compass.described import COMPASS_DESCRIBED
from lerway.http.api.skills.described import SKILLS_DESCRIBED

if TYPE_CHECKING:
    from lerway.http.api.describing import Described

__all__ = ["EVERY_ROOM"]

EVERY_ROOM: Final[tuple[Described, ...]] = (SKILLS_DESCRIBED, COMPASS_DESCRIBED)
"""What `docs/reference/openapi.json` holds; a server says only what it has."""
