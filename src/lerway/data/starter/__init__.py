"""The bundled starter framework: everything can be tried with nothing downloaded.

Statements, importance and level are Lerway's own. Occupations have the codes and titles of
O*NET-SOC, and O*NET's job zones; work roles have the identifiers and names of the NICE
Framework 2.1.0: facts. `MANIFEST.toml` names the licences.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lerway.domain.skills.mappings import SkillMapping
    from lerway.standards.frameworks.files import Bundle
    from lerway.standards.frameworks.model import Part

__all__ = ["COLLECTION", "FRAMEWORKS", "bundle", "mappings", "parts"]

FRAMEWORKS: Final = {
    "lerway-starter": "starter/starter.csv",
    "nice-names": "starter/nice-names.csv",
}
"""The bundled frameworks: id, and file in this package; all in the format `csv`."""

COLLECTION: Final = "lerway:starter-nice"
"""Name of our mappings in a store."""
_MAPPINGS: Final = "starter/starter-nice.sssom.tsv"


def bundle(framework: str = "lerway-starter") -> Bundle:
    """Return a bundled framework as an import would be given it.

    Raises:
        KeyError: if there is none of this id.
    """
    from lerway.data import read
    from lerway.standards.frameworks.files import Bundle, Sheet

    name = FRAMEWORKS[framework]
    text = io.StringIO(read(name).decode(), newline="")
    header, *rows = (tuple(row) for row in csv.reader(text))
    file = name.rpartition("/")[2]
    return Bundle(
        (Sheet(file, file.removesuffix(".csv"), header, list(enumerate(rows, 2))),), name=file
    )


def parts(framework: str = "lerway-starter") -> Iterator[Part]:
    """Yield the parts of a bundled framework.

    Raises:
        KeyError: if there is none of this id.
    """
    from lerway.standards.frameworks import plain

    yield from plain.read(bundle(framework))


def mappings() -> Iterator[SkillMapping]:
    """Yield our own mappings from starter skills to NICE 2.1.0 and to `nice-names`."""
    from lerway.data import read
    from lerway.domain.skills.mapping_files import read_sssom
    from lerway.standards.frameworks.files import Document

    yield from read_sssom(Document(_MAPPINGS.rpartition("/")[2], read(_MAPPINGS)))
