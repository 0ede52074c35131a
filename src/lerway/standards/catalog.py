"""Every suite, context, schema and format of a framework that this software knows: one line each.

The catalog is a frozen value and is passed explicitly; nothing registers itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lerway.standards.data_integrity.suites import CRYPTOSUITES, Cryptosuite
from lerway.standards.frameworks.formats import FORMATS, Format

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lerway.standards.jsonld.contexts import ContextSet

__all__ = ["Catalog", "standard_catalog"]


@dataclass(frozen=True)
class Catalog:
    """What a verification or an issuer may use.

    Attributes:
        contexts: JSON-LD contexts, the only ones that are ever read.
        schemas: JSON Schemas by URL, for use without asking anybody.
        suites: Data Integrity cryptosuites by name.
        formats: of skill frameworks, by name.
    """

    contexts: ContextSet
    schemas: Mapping[str, bytes]
    suites: Mapping[str, Cryptosuite]
    formats: Mapping[str, Format] = field(default_factory=lambda: FORMATS)


def standard_catalog(contexts: ContextSet, schemas: Mapping[str, bytes]) -> Catalog:
    """Return the catalog of everything in `lerway.standards`."""
    return Catalog(contexts, schemas, {suite.name: suite for suite in CRYPTOSUITES})
