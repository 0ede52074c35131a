"""Rich Skill Descriptors: the reader of JSON and CSV.

OSMT CSV schemas `export`, `upload` and `batchimport` v0.6: several values in a cell are
separated by `;`. Cells stay in `kept` under the title of their column.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import UnreadableError
from lerway.standards.frameworks.json_files import documents, only_document, value_of
from lerway.standards.frameworks.model import Framework, Item, Kind, Words
from lerway.standards.frameworks.release import named_version
from lerway.standards.frameworks.rest import EXTENSION, restored
from lerway.standards.frameworks.rsd.documents import head_of, items, relations_of
from lerway.standards.frameworks.tables import Columns, cells, stem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lerway.kernel.strict_json import JSON, JSONObject
    from lerway.standards.frameworks.files import Bundle, Sheet
    from lerway.standards.frameworks.model import Part

__all__ = ["read", "recognises"]

_BEGINNING: Final = 4096
_LABELS: Final = ("RSD Name", "Skill Name")
_STATEMENTS: Final = ("Skill Statement", "Contextualized Skill Statement")


def recognises(bundle: Bundle) -> bool:
    """Return whether a document or the header of a table names a skill as RSD does."""
    return any(_layout(s) for s in bundle.sheets) or any(
        b'"skillName"' in d.data[:_BEGINNING] or b'"RsdCollection"' in d.data[:_BEGINNING]
        for d in documents(bundle)
    )


def read(bundle: Bundle) -> Iterator[Part]:
    """Read a list, a skill, a collection, or OSMT's tables.

    Raises:
        UnreadableError: `frameworks.not_this_format`, `frameworks.many_documents`, `json.…`.
        InvalidError: `frameworks.member_missing`, `frameworks.member_type`,
            `frameworks.cell_empty`, `frameworks.extension`.
    """
    tables = [s for s in bundle.sheets if _layout(s)]
    if tables and not documents(bundle):
        yield _head(bundle, tables[0].file, "table")
        for table in tables:
            yield from _rows(table)
        return
    document = only_document(bundle, "a file of Rich Skill Descriptors")
    value = value_of(document)
    if isinstance(value, dict) and isinstance(value.get("skills"), list):
        yield from _collection(value, document.file)
        return
    skills: list[JSON] = value if isinstance(value, list) else [value]
    if not skills or not all(isinstance(s, dict) and "skillName" in s for s in skills):
        raise UnreadableError(
            "frameworks.not_this_format",
            f"{document.file} holds no skill with a skillName, so no Rich Skill Descriptors",
            hint="give the answer of OSMT's API to /api/v3/skills, or its CSV export",
        )
    yield _head(bundle, document.file, "list")
    yield from items(skills, document.file)


def _collection(value: JSONObject, file: str) -> Iterator[Part]:
    extension = value.get(EXTENSION)
    plain = {k: v for k, v in value.items() if k != EXTENSION}
    back = head_of(plain, file)
    if not isinstance(extension, dict):
        yield back
        yield from items(value.get("skills"), f"{file}, skills")
        return
    yield restored(back, extension.get("framework"), f"{file}, lerway.framework")
    yield from items(value.get("skills"), f"{file}, skills", native=False)
    yield from relations_of(extension, file)


def _head(bundle: Bundle, file: str, form: str) -> Framework:
    name = bundle.options.get("as") or stem(bundle.name or file)
    language = bundle.options.get("language", "en")
    return Framework(name, named_version(bundle) or "1", name, language, kept={"rsd": form})


def _layout(sheet: Sheet) -> tuple[str, str] | None:
    titles = [t.replace("\ufeff", "").strip() for t in sheet.header]
    label = next((t for t in _LABELS if t in titles), "")
    statement = next((t for t in _STATEMENTS if t in titles), "")
    return (label, statement) if label and statement else None


def _rows(sheet: Sheet) -> Iterator[Part]:
    columns = Columns(sheet)
    label, statement = _layout(sheet) or ("", "")
    columns.need(label, statement)
    address = columns.at("Canonical URL")
    rest = columns.others(label, statement, "Canonical URL")
    for row, c in sheet.rows:
        if any(c):
            name = columns.required(row, c, label)
            words = Words(name, description=columns.required(row, c, statement))
            own = c[address].strip() if address >= 0 else ""
            where = columns.place(row)
            yield Item(own or name, Kind.SKILL, words, kept=cells(rest, c), place=where)
