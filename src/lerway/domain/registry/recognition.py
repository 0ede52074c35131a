"""Lists that recognise issuers.

The format is the one of the Digital Credentials Consortium's registries (type
`dcc-legacy`): `{"meta": {...}, "registry": {ID: {"name", "location", "url"}}}`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lerway.kernel.errors import Fault, UnreadableError
from lerway.kernel.limits import DEFAULT_LIMITS, Limits
from lerway.kernel.strict_json import parse_object

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Registry", "parse_registry"]


@dataclass(frozen=True, slots=True)
class Registry:
    """A list of issuers that somebody vouches for.

    Attributes:
        name: what the reader of a report calls the list.
        names: issuer id to the name under which the list knows it.
    """

    name: str
    names: Mapping[str, str] = field(repr=False)

    def name_of(self, issuer_id: str) -> str | None:
        """Return the listed name of `issuer_id`, or None if it is not listed."""
        return self.names.get(issuer_id)


def parse_registry(data: bytes, name: str, *, limits: Limits = DEFAULT_LIMITS) -> Registry:
    """Return the registry that `data` spells, to be called `name`.

    Raises:
        UnreadableError: as `strict_json.parse`; `registry.malformed`.
    """
    document = parse_object(data, limits=limits)
    entries = document.get("registry")
    if not isinstance(entries, dict):
        raise UnreadableError(
            "registry.malformed",
            "the list of issuers has no member 'registry' with an object in it",
            hint='the form is {"registry": {"did:web:...": {"name": "..."}}}',
            fault=Fault.CALLER,
        )
    names: dict[str, str] = {}
    for issuer_id, entry in entries.items():
        listed = entry.get("name") if isinstance(entry, dict) else None
        if not isinstance(listed, str):
            raise UnreadableError(
                "registry.malformed",
                f"the list of issuers has no name for {issuer_id}",
                fault=Fault.CALLER,
                pointer=f"/registry/{issuer_id}",
            )
        names[issuer_id] = listed
    return Registry(name, names)
