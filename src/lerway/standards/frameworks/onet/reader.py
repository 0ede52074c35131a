"""O*NET database: the reader.

1. Sort the tables, and refuse a mixture of releases (`desk`).
2. The framework, with the reference tables in `kept`.
3. Occupations with everything that is said of each alone; elements of the content model,
   work activities, commodities.
4. Relations: ratings, tasks, technology skills and tools, related occupations.
5. Tables that nobody took, and files that are none: said, not guessed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import UnreadableError
from lerway.standards.frameworks.model import Framework, Remark
from lerway.standards.frameworks.onet.desk import KNOWN, SOC, TABLES, Desk
from lerway.standards.frameworks.onet.elements import (
    commodities,
    element_links,
    elements,
    references,
)
from lerway.standards.frameworks.onet.occupations import neighbours, occupations
from lerway.standards.frameworks.onet.ratings import ratings
from lerway.standards.frameworks.onet.work import tasks, technologies
from lerway.standards.frameworks.release import named_version, version_by_date
from lerway.standards.frameworks.tables import stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lerway.standards.frameworks.files import Bundle
    from lerway.standards.frameworks.model import Part

__all__ = ["read", "recognises"]

_LICENCE: Final = "CC BY 4.0"
_PUBLISHER: Final = "U.S. Department of Labor, Employment and Training Administration"


def recognises(bundle: Bundle) -> bool:
    """Return whether one of the sheets looks like a table of O*NET."""
    return any(SOC in s.header and stem(s.file).lower() in KNOWN for s in bundle.sheets)


def read(bundle: Bundle) -> Iterator[Part]:
    """Read one release of the O*NET database.

    Raises:
        UnreadableError: `frameworks.not_this_format`, `frameworks.table_missing`,
            `frameworks.column_missing`, `frameworks.version_unknown`.
        InvalidError: `onet.mixed_releases`, `onet.value_out_of_scale`, `onet.rated_twice`,
            `frameworks.cell_empty`.
    """
    desk = Desk(bundle)
    if "Occupation Data" not in desk:
        raise UnreadableError(
            "frameworks.table_missing",
            "the table 'Occupation Data' of O*NET is not here, and all others refer to it",
            hint="put 'Occupation Data' of the same release beside the other files",
        )
    missing = [t for t in TABLES if t not in desk]
    kept = references(desk)
    parts: Iterable[Part] = _parts(desk)
    version, remarks = named_version(bundle, desk.said, desk.first_file), list[Remark]()
    if not version:
        parts = list(parts)
        version, remark = version_by_date(desk.latest, "O*NET")
        remarks.append(remark)
    yield Framework(
        "onet",
        version,
        f"O*NET {version}",
        publisher=_PUBLISHER,
        licence=_LICENCE,
        source="https://www.onetcenter.org/database.html",
        kept=kept,
    )
    yield from remarks
    yield from _missing(missing)
    yield from parts
    yield from _left_out(desk)


def _parts(desk: Desk) -> Iterator[Part]:
    yield from occupations(desk)
    yield from elements(desk)
    yield from commodities(desk)
    yield from element_links(desk)
    yield from ratings(desk)
    yield from tasks(desk)
    yield from technologies(desk)
    yield from neighbours(desk)


def _missing(tables: list[str]) -> Iterator[Remark]:
    if tables:
        yield Remark(
            "frameworks.table_absent",
            f"these tables of O*NET are not here: {', '.join(tables)}; nothing stands in for them",
        )


def _left_out(desk: Desk) -> Iterator[Remark]:
    for table in desk.left():
        yield Remark("frameworks.table_not_read", f"the table {table!r} of O*NET is not read")
    for sheet in desk.unknown:
        if "read" not in stem(sheet.file).lower():
            yield Remark(
                "frameworks.file_not_read",
                f"{sheet.file} is no table of O*NET and was left out",
                sheet.file,
            )
