"""ESCO classification: the reader.

1. Sort the files into tables and languages (`layout`).
2. The framework; its release is in the name of the folder or archive, in no table.
3. Concepts with the words of every language, and what collections say of them.
4. The hierarchies, from whichever tables are there; then what needs what.
5. Tables that are missing, and files that are none: said, not guessed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lerway.standards.frameworks.esco.concepts import concepts, members
from lerway.standards.frameworks.esco.layout import EXPECTED, Tables, table_of
from lerway.standards.frameworks.esco.relations import Hierarchy, needs
from lerway.standards.frameworks.model import Framework, Item, Remark
from lerway.standards.frameworks.release import named_version, version_by_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lerway.standards.frameworks.files import Bundle
    from lerway.standards.frameworks.model import Part

__all__ = ["read", "recognises"]

_SOURCE: Final = "https://esco.ec.europa.eu/"
_LICENCE: Final = "Commission Decision 2011/833/EU (reuse with attribution)"


def recognises(bundle: Bundle) -> bool:
    """Return whether skills or occupations of ESCO are among the sheets."""
    return any(table_of(sheet)[0] in {"skills", "occupations"} for sheet in bundle.sheets)


def read(bundle: Bundle) -> Iterator[Part]:
    """Read one release of ESCO, in every language that is there.

    Raises:
        UnreadableError: `frameworks.not_this_format`, `frameworks.column_missing`,
            `frameworks.version_unknown`, `esco.language_absent`.
        InvalidError: `frameworks.cell_empty`, `esco.mixed_releases`, `esco.relation_type`.
    """
    tables = Tables(bundle)
    collected = members(tables)
    hierarchy = Hierarchy(tables)
    passing = filter(hierarchy.see, concepts(tables, collected))
    version = named_version(bundle, file=tables.first)
    remarks: list[Remark] = []
    if not version:
        first = list(passing)
        passing = iter(first)
        dates = (str(p.kept.get("modifiedDate", "")) for p in first if isinstance(p, Item))
        version, remark = version_by_date(max(dates, default="")[:10], "ESCO")
        remarks.append(remark)
    yield Framework(
        "esco",
        version,
        f"ESCO {version}",
        language=tables.language,
        publisher="European Commission",
        licence=_LICENCE,
        source=_SOURCE,
        kept={"languages": [*tables.languages]},
    )
    yield from remarks
    yield from _said(tables)
    yield from passing
    yield from hierarchy.parts(collected)
    yield from needs(tables)


def _said(tables: Tables) -> Iterator[Remark]:
    missing = [t for t in EXPECTED if t not in tables]
    if missing:
        yield Remark(
            "frameworks.table_absent",
            f"these tables of ESCO are not here: {', '.join(missing)}; nothing stands in for them",
        )
    silent = [sheet.file for sheet in tables.silent]
    if silent:
        what = "is no table" if len(silent) == 1 else "are no tables"
        yield Remark(
            "frameworks.file_not_read",
            f"{', '.join(silent)} {what} of ESCO's CSV layout, and left out",
        )
