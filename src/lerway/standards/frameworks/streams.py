"""The head of a stream of parts, and the rest (house model; docs/adr/0010)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lerway.kernel.errors import MisuseError
from lerway.standards.frameworks.model import Framework

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lerway.standards.frameworks.model import Part

__all__ = ["headed"]


def headed(parts: Iterable[Part]) -> tuple[Framework, Iterator[Part]]:
    """Return the framework that comes first, and what follows.

    Raises:
        MisuseError: `frameworks.no_head`.
    """
    rest = iter(parts)
    head = next(rest, None)
    if not isinstance(head, Framework):
        raise MisuseError(
            "frameworks.no_head",
            "the first part of a framework must be its head",
            hint="pass what a reader yields, or the framework and then its items and relations",
        )
    return head, rest
