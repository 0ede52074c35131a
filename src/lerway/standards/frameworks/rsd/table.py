"""Rich Skill Descriptors as CSV (OSMT CSV schema `export` v0.6): the writer.

Of a framework that was read from OSMT's CSV or JSON every column comes back. Of any other
only what OSMT has a column for is written: skills without relations. Headings, occupations
and tasks are no skills and are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lerway.standards.frameworks.model import FRAMEWORK_KINDS, Item
from lerway.standards.frameworks.names import is_web
from lerway.standards.frameworks.plain.writer import line
from lerway.standards.frameworks.streams import headed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lerway.kernel.strict_json import JSON
    from lerway.standards.frameworks.model import Part

__all__ = ["write"]

_COLUMNS: Final = (
    ("Canonical URL", ""),
    ("RSD Name", ""),
    ("Skill Statement", ""),
    ("Categories", "categories"),
    ("Authors", "authors"),
    ("Collections", "collections"),
    ("Keywords", "keywords"),
    ("Occupation Major Groups", ""),
    ("Occupation Minor Groups", ""),
    ("Broad Occupations", ""),
    ("Detailed Occupations", ""),
    ("O*Net Job Codes", ""),
    ("Standards", "standards"),
    ("Certifications", "certifications"),
    ("Employers", "employers"),
    ("Alignment Name", ""),
    ("Alignment URL", ""),
)
"""Title of each column, and the member of the API that says the same."""


def write(parts: Iterable[Part]) -> Iterator[bytes]:
    """Write the skills of a framework, a row each.

    Raises:
        MisuseError: `frameworks.no_head`.
    """
    head, rest = headed(parts)
    yield line(title for title, _ in _COLUMNS)
    for part in rest:
        if isinstance(part, Item) and part.kind in FRAMEWORK_KINDS["skill"]:
            yield line(_cells(part, head.publisher))


def _cells(item: Item, publisher: str) -> Iterator[str]:
    own = item.uri or item.id
    for title, member in _COLUMNS:
        match title:
            case "Canonical URL":
                yield own if is_web(own) else ""
            case "RSD Name":
                yield item.words.label
            case "Skill Statement":
                yield item.words.description or item.words.label
            case _:
                said = _joined(item.kept.get(title)) or _joined(item.kept.get(member))
                if title == "Authors":
                    said = said or publisher
                if title == "Keywords":
                    said = said or "; ".join(item.words.alternatives)
                yield said


def _joined(value: JSON) -> str:
    if isinstance(value, list):
        texts = (v.get("name") if isinstance(v, dict) else v for v in value)
        return "; ".join(t for t in texts if isinstance(t, str))
    return value if isinstance(value, str) else ""
