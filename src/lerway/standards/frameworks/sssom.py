"""SSSOM 1.0 (Simple Standard for Sharing Ontological Mappings): TSV with embedded metadata.

Sections "SSSOM/TSV" and "Mapping set slots". Metadata stand before the table as YAML
comments (`#curie_map:`); of YAML, scalars, lists of scalars and one level of maps are read,
which is all that the metadata slots need. Slots that nobody knows are kept.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from lerway.kernel.errors import InvalidError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lerway.standards.frameworks.files import Document

__all__ = ["CURIES", "MappingSet", "Slot", "expanded", "read", "write"]

Slot: TypeAlias = "str | tuple[str, ...] | dict[str, str]"
"""Value of a metadata slot: a scalar, a list or a map."""

CURIES: Final = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "semapv": "https://w3id.org/semapv/vocab/",
    "sssom": "https://w3id.org/sssom/",
}
"""The prefixes that every mapping set uses."""

_COLUMNS: Final = (
    *("subject_id", "subject_label", "predicate_id", "predicate_modifier"),
    *("object_id", "object_label", "mapping_justification", "author_label", "reviewer_label"),
    *("subject_source", "subject_source_version", "object_source", "object_source_version"),
    *("mapping_provider", "mapping_date", "confidence", "mapping_tool", "comment", "other"),
)
"""The order of the columns (the specification's); others follow in theirs."""
_NEEDED: Final = ("subject_id", "predicate_id", "object_id", "mapping_justification")


@dataclass(frozen=True, slots=True)
class MappingSet:
    """Metadata and rows of one file.

    Attributes:
        slots: metadata by name, `curie_map` among them.
        rows: one for each mapping: cells by column, the empty ones left out.
    """

    slots: Mapping[str, Slot] = field(default_factory=dict[str, Slot], hash=False)
    rows: tuple[Mapping[str, str], ...] = ()


def write(slots: Mapping[str, Slot], rows: Iterable[Mapping[str, str]]) -> Iterator[bytes]:
    """Write a mapping set; columns without any cell are left out.

    A cell may hold no tab and no end of line: they become spaces.
    """
    every = list(rows)
    used = {column for row in every for column, cell in row.items() if cell}
    used |= set(_NEEDED)
    columns = [c for c in _COLUMNS if c in used]
    columns += sorted(used - set(_COLUMNS))
    for name, slot in slots.items():
        yield from (f"#{line}\n".encode() for line in _yaml(name, slot))
    yield ("\t".join(columns) + "\n").encode()
    for row in every:
        yield ("\t".join(" ".join(row.get(c, "").split()) for c in columns) + "\n").encode()


def _yaml(name: str, slot: Slot) -> Iterator[str]:
    if isinstance(slot, str):
        yield f"{name}: {json.dumps(slot, ensure_ascii=False)}"
        return
    yield f"{name}:"
    if isinstance(slot, dict):
        yield from (f"  {k}: {json.dumps(v, ensure_ascii=False)}" for k, v in slot.items())
    else:
        yield from (f"  - {json.dumps(v, ensure_ascii=False)}" for v in slot)


def read(document: Document) -> MappingSet:
    """Read a mapping set.

    Raises:
        UnreadableError: `sssom.not_utf8`, `sssom.metadata`, `sssom.column_missing`.
        InvalidError: `sssom.cell_empty`, `sssom.confidence`.
    """
    try:
        lines = document.data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as e:
        raise UnreadableError(
            "sssom.not_utf8",
            f"{document.file}: byte {e.start} is not UTF-8",
            hint="save the file as UTF-8",
        ) from None
    count = next((n for n, text in enumerate(lines) if not text.startswith("#")), len(lines))
    slots = _slots(document.file, [text[1:] for text in lines[:count]])
    header = lines[count].split("\t") if count < len(lines) else []
    missing = [c for c in _NEEDED if c not in header]
    if missing:
        raise UnreadableError(
            "sssom.column_missing",
            f"{document.file}, line {count + 1}: no column {', '.join(missing)}",
            hint="an SSSOM file has tab-separated columns; save it as TSV",
        )
    rows = [
        _row(document.file, n, header, text)
        for n, text in enumerate(lines[count + 1 :], count + 2)
        if text.strip()
    ]
    return MappingSet(slots, tuple(rows))


def _row(file: str, number: int, header: list[str], text: str) -> dict[str, str]:
    cells = dict(zip(header, text.split("\t"), strict=False))
    empty = [c for c in _NEEDED if not cells.get(c)]
    if empty:
        raise InvalidError(
            "sssom.cell_empty",
            f"{file}, line {number}: {', '.join(empty)} is empty",
            hint="fill the cell, or delete the line",
        )
    confidence = cells.get("confidence", "")
    if confidence and not _is_share(confidence):
        raise InvalidError(
            "sssom.confidence",
            f"{file}, line {number}: the confidence {confidence!r} is no number from 0 to 1",
            hint="mend the cell, or empty it",
        )
    return {c: cell for c, cell in cells.items() if cell}


def _is_share(text: str) -> bool:
    try:
        return 0 <= float(text) <= 1
    except ValueError:
        return False


def _slots(file: str, lines: list[str]) -> dict[str, Slot]:
    slots: dict[str, Slot] = {}
    name = ""
    for number, raw in enumerate(lines, 1):
        text = raw.strip()
        if not text:
            continue
        if text.startswith("- ") and name:
            before = slots.get(name)
            slots[name] = (*(before if isinstance(before, tuple) else ()), _scalar(text[2:]))
            continue
        key, colon, value = text.partition(":")
        if not colon or (value and not value[0].isspace()):
            raise UnreadableError(
                "sssom.metadata",
                f"{file}, line {number}: {text[:60]!r} is no metadata slot",
                hint="metadata are YAML: '#name: value'",
            )
        if raw[:1].isspace() and name:
            before = slots.get(name)
            slots[name] = {**(before if isinstance(before, dict) else {}), key: _scalar(value)}
        else:
            name = key
            slots[name] = _scalar(value)
    return slots


def _scalar(text: str) -> str:
    value = text.strip()
    if value[:1] == '"':
        try:
            read_ = json.loads(value)
        except ValueError:
            return value
        return read_ if isinstance(read_, str) else value
    return value[1:-1].replace("''", "'") if value[:1] == value[-1:] == "'" else value


def expanded(curie: str, curie_map: Slot | None) -> str:
    """Return the address that a CURIE stands for, or the text itself if it is none."""
    prefix, colon, local = curie.partition(":")
    known = {**CURIES, **(curie_map if isinstance(curie_map, dict) else {})}
    return known[prefix] + local if colon and prefix in known else curie
