"""Mappings between frameworks as SSSOM 1.0 rows, and back (section "Mapping slots").

Items keep their identifiers for ever, but SSSOM wants CURIEs: each framework gets a prefix.
Where all its identifiers are addresses on the web the prefix stands for what they share,
else for `urn:lerway:framework:…:`, from which the identifier comes back as it was.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

from lerway.domain.skills.mappings import Match, Origin, SkillMapping
from lerway.kernel.errors import InvalidError, UnreadableError
from lerway.kernel.strict_json import dumps, parse_object
from lerway.standards.frameworks import sssom

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lerway.kernel.strict_json import JSONObject
    from lerway.standards.frameworks.files import Document

__all__ = ["read_sssom", "write_sssom"]

_OWN: Final = "urn:lerway:framework:"
_PREFIX: Final = re.compile(r"[^a-z0-9]+")
_MATCHES: Final = {match.predicate: match for match in Match}
_JUSTIFICATIONS: Final = {
    Origin.OFFICIAL: "semapv:ManualMappingCuration",
    Origin.REVIEWED: "semapv:MappingReview",
    Origin.COMPUTED: "semapv:CompositeMatching",
}


def write_sssom(
    mappings: Iterable[SkillMapping],
    *,
    set_id: str,
    licence: str,
    labels: Mapping[tuple[str, str], str] | None = None,
) -> Iterator[bytes]:
    """Write mappings as one SSSOM file.

    Args:
        mappings: rows, in the order to be written.
        set_id: `mapping_set_id`, an address or URN of the set.
        licence: address of the licence that the set is under.
        labels: of items, by framework and id, for people who read the file.
    """
    every = list(mappings)
    bases = _bases(every)
    names = labels or {}
    slots: dict[str, sssom.Slot] = {
        "curie_map": {**sssom.CURIES, **dict(bases.values())},
        "mapping_set_id": set_id,
        "license": licence,
    }
    yield from sssom.write(slots, (_row(m, bases, names) for m in every))


def _prefix(framework: str) -> str:
    return _PREFIX.sub("-", framework.lower().partition("://")[2] or framework.lower()).strip("-")


def _bases(mappings: list[SkillMapping]) -> dict[str, tuple[str, str]]:
    """Return the prefix of each framework and what it stands for."""
    ids: dict[str, set[str]] = {}
    for m in mappings:
        ids.setdefault(m.subject_framework, set()).add(m.subject)
        ids.setdefault(m.object_framework, set()).add(m.object)
    found: dict[str, tuple[str, str]] = {}
    for framework, some in ids.items():
        prefix = _prefix(framework)
        while prefix in {p for p, _ in found.values()} or prefix in sssom.CURIES or not prefix:
            prefix += "x"
        low, high = min(some), max(some)
        same = next((n for n, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), 0)
        base = low[: low[: same or len(low)].rfind("/") + 1]
        web = base.startswith(("https://", "http://")) and base.count("/") > 2  # noqa: PLR2004
        found[framework] = prefix, base if web else f"{_OWN}{prefix}:"
    return found


def _curie(framework: str, identifier: str, bases: Mapping[str, tuple[str, str]]) -> str:
    prefix, base = bases[framework]
    local = quote(identifier, safe="") if base.startswith(_OWN) else identifier[len(base) :]
    return f"{prefix}:{local}"


def _row(
    m: SkillMapping, bases: Mapping[str, tuple[str, str]], labels: Mapping[tuple[str, str], str]
) -> dict[str, str]:
    more: JSONObject = {"origin": m.origin.value}
    if m.via:
        more["via"] = [*m.via]
    return {
        "subject_id": _curie(m.subject_framework, m.subject, bases),
        "subject_label": labels.get((m.subject_framework, m.subject), ""),
        "predicate_id": m.match.predicate,
        "object_id": _curie(m.object_framework, m.object, bases),
        "object_label": labels.get((m.object_framework, m.object), ""),
        "mapping_justification": m.method or _JUSTIFICATIONS[m.origin],
        "author_label": m.author,
        "reviewer_label": m.reviewer,
        "subject_source": m.subject_framework,
        "subject_source_version": m.subject_version,
        "object_source": m.object_framework,
        "object_source_version": m.object_version,
        "mapping_date": m.date,
        "confidence": "" if m.confidence is None else repr(m.confidence),
        "comment": m.justification,
        "other": dumps(more).decode(),
    }


def read_sssom(document: Document) -> Iterator[SkillMapping]:
    """Read mappings from an SSSOM file, ours or anybody's.

    A row that says nothing of its origin is official if it was curated by hand, else
    computed. A negated mapping (`predicate_modifier` Not) is left out.

    Raises:
        UnreadableError: `sssom.…`, as `lerway.standards.frameworks.sssom.read`.
        InvalidError: `sssom.predicate`, and likewise.
    """
    found = sssom.read(document)
    curies = found.slots.get("curie_map")
    for row in found.rows:
        if row.get("predicate_modifier", "").lower() == "not":
            continue
        match = _MATCHES.get(row["predicate_id"])
        if match is None:
            raise InvalidError(
                "sssom.predicate",
                f"{document.file}: {row['predicate_id']!r} is no mapping property of SKOS",
                hint=f"it is one of {', '.join(_MATCHES)}",
            )
        yield _mapping(row, match, curies, found.slots)


def _mapping(
    row: Mapping[str, str],
    match: Match,
    curies: sssom.Slot | None,
    slots: Mapping[str, sssom.Slot],
) -> SkillMapping:
    def said(column: str) -> str:
        slot = slots.get(column)
        return row.get(column) or (slot if isinstance(slot, str) else "")

    more = _more(row.get("other", ""))
    method = row["mapping_justification"]
    curated = method == _JUSTIFICATIONS[Origin.OFFICIAL]
    via = more.get("via")
    return SkillMapping(
        _identifier(row["subject_id"], curies),
        match,
        _identifier(row["object_id"], curies),
        said("subject_source") or row["subject_id"].partition(":")[0],
        said("object_source") or row["object_id"].partition(":")[0],
        said("subject_source_version"),
        said("object_source_version"),
        float(row["confidence"]) if row.get("confidence") else None,
        _origin(str(more.get("origin")), Origin.OFFICIAL if curated else Origin.COMPUTED),
        method,
        row.get("comment", ""),
        said("author_label") or said("mapping_tool"),
        row.get("reviewer_label", ""),
        said("mapping_date"),
        tuple(map(str, via)) if isinstance(via, list) else (),
    )


def _origin(word: str, otherwise: Origin) -> Origin:
    return Origin(word) if word in {*Origin} else otherwise


def _identifier(curie: str, curies: sssom.Slot | None) -> str:
    address = sssom.expanded(curie, curies)
    if address.startswith(_OWN):
        return unquote(address[len(_OWN) :].partition(":")[2])
    return address


def _more(text: str) -> JSONObject:
    try:
        return parse_object(text) if text else {}
    except UnreadableError:
        return {}
