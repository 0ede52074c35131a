"""What a DID method is to this software (DID Core 1.0, section 8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from lerway.standards.cid.document import ControllerDocument

__all__ = ["DidMethod"]


@dataclass(frozen=True, slots=True)
class DidMethod:
    """One DID method. It has exactly one of `derive` and `url`.

    Attributes:
        name: the method name, as in `did:NAME:…`.
        standard: the specification.
        derive: DID to document, where the DID holds everything.
        url: DID to the https address of its document, where it has to be fetched.
    """

    name: str
    standard: str
    derive: Callable[[str], ControllerDocument] | None = None
    url: Callable[[str], str] | None = None
