"""What the API of skills works with, and what it may be asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from lerway.http.api.guard import caller_of
from lerway.kernel.errors import MisuseError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lerway.domain.skills.store import SkillStores
    from lerway.http.api.desk import ApiDesk
    from lerway.http.kit.request import AnyRequest
    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = ["LONGEST_DOCUMENT", "MOST", "SkillsApi", "Speaking", "number", "required", "text_of"]

MOST: Final = 100
"""Texts or ids in one request, and results of a search."""
LONGEST: Final = 2_000
LONGEST_DOCUMENT: Final = 200_000


class Speaking(Protocol):
    """Links text to skills and translates between frameworks; its answers are the command's."""

    def link(self, framework: str, texts: Sequence[str], top: int) -> list[JSONObject]:
        """Return for each text what `lerway skills link` prints for it."""
        ...

    def extract(self, framework: str, text: str) -> list[JSONObject]:
        """Return the skills of a document, each with the span that shows it."""
        ...

    def crosswalk(
        self, source: str, target: str, ids: Sequence[str], top: int, kind: str
    ) -> list[JSONObject]:
        """Return for each id what `lerway skills crosswalk` prints for it."""
        ...


@dataclass(frozen=True, slots=True)
class SkillsApi:
    """What the API of skills works with.

    Attributes:
        desk: of the whole API: who is admitted, and how work leaves the event loop.
        stores: opens the store, for one request.
        speaking: links and translates.
    """

    desk: ApiDesk
    stores: SkillStores
    speaking: Speaking

    async def admit(self, request: AnyRequest, operation: str) -> None:
        """Return if the caller may do `operation`."""
        await self.desk.guard.admit(caller_of(request, operation))


def required(value: JSON, name: str) -> str:
    """Return a text that must be there.

    Raises:
        MisuseError: `api.member_missing`.
    """
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST:
        raise MisuseError(
            "api.member_missing",
            f"{name} must be a text of up to {LONGEST:,} characters",
            hint="see /api/openapi.json",
            pointer=f"/{name}",
        )
    return value


def text_of(value: JSON, name: str) -> list[str]:
    """Return a list of texts that must be there.

    Raises:
        MisuseError: `api.texts`.
    """
    texts = value if isinstance(value, list) else []
    found = [t for t in texts if isinstance(t, str) and len(t) <= LONGEST]
    if not 0 < len(found) == len(texts) <= MOST:
        raise MisuseError(
            "api.texts",
            f"{name} must be a list of 1 to {MOST} texts of up to {LONGEST:,} characters",
            hint="send more in several requests",
            pointer=f"/{name}",
        )
    return found


def number(value: JSON, name: str, otherwise: int) -> int:
    """Return a whole number from 1 to `MOST`, or `otherwise` if none is given.

    Raises:
        MisuseError: `api.number`.
    """
    if value is None:
        return otherwise
    text = str(value) if not isinstance(value, bool) else ""
    if not text.isascii() or not text.isdecimal() or len(text) > 3 or not 1 <= int(text) <= MOST:  # noqa: PLR2004 - digits of MOST
        raise MisuseError(
            "api.number",
            f"{name} must be a whole number from 1 to {MOST}",
            pointer=f"/{name}",
        )
    return int(text)
