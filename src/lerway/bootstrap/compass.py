"""The compass, wired: facts, courses, atlases, records, routes."""

from __future__ import annotations

import gc
import json
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

from lerway.bootstrap.base import home, now
from lerway.bootstrap.linking import library_of, static_embedder
from lerway.bootstrap.skills import STORE, skill_store
from lerway.domain.skills.mappings import Origin
from lerway.kernel.errors import InvalidError, LerwayError, MisuseError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence
    from pathlib import Path

    from lerway.domain.pathways.atlas.model import Atlas
    from lerway.domain.pathways.facts import LabourFacts
    from lerway.domain.pathways.gap import Kin
    from lerway.domain.pathways.holdings import Holdings, SkillKey
    from lerway.domain.pathways.records import JudgedRecord
    from lerway.domain.pathways.routes import Plan, Request
    from lerway.domain.pathways.routes.model import PriceChange
    from lerway.domain.pathways.store import CompassStore, Stored
    from lerway.domain.skills.lexicon.embedding import StaticEmbedder
    from lerway.domain.skills.mappings import SkillMapping
    from lerway.domain.skills.store import Edition, SkillStore
    from lerway.standards.ctdl.model import Course
    from lerway.standards.frameworks.files import Bundle
    from lerway.standards.labour.model import Outlook, Wage
    from lerway.standards.labour.soc import SocTable

__all__ = [
    "COMPASS_FORMATS",
    "atlas",
    "compass_store",
    "courses",
    "crosswalk_kin",
    "find_route",
    "import_compass",
    "judge_records",
    "labour_facts",
    "price_changes",
    "sample_courses",
    "soc_table",
]

COMPASS_FORMATS: Final = ("oews", "projections", "courses-csv", "ctdl")
ROUTE_SECONDS: Final = 10.0
_MOST_NAMED: Final = 20
F = TypeVar("F", "Wage", "Outlook")
_BUNDLED: Final = frozenset({"lerway-starter"})
_MATCHES: Final = {"exact": "EXACT", "close": "CLOSE", "broad": "NARROWER", "narrow": "BROADER",
                   "related": "RELATED"}  # fmt: skip
"""How a held subject stands to the wanted object: if the object is broader, it is a part."""


@contextmanager
def compass_store(folder: Path | None = None) -> Generator[CompassStore]:
    """Open the store of facts and courses, in the same file as the skill frameworks.

    Args:
        folder: where it stands; `home()`, if not given.

    Raises:
        MisuseError: `store.cannot_write`, `store.newer`, `store.busy`.
        UnreadableError: `store.unreadable`.
    """
    from lerway.adapters.sql.compass.store import SqlCompassStore
    from lerway.adapters.sql.database import SqliteDatabase
    from lerway.adapters.sql.migrate import ready

    store = SqlCompassStore(SqliteDatabase(ready((folder or home()) / STORE)))
    try:
        yield store
    finally:
        store.close()


def import_compass(
    path: Path,
    format_: str,
    *,
    name: str | None = None,
    options: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> tuple[Stored, tuple[str, ...]]:
    """Read facts or courses into the store.

    Args:
        path: a file, folder or ZIP.
        format_: one of `COMPASS_FORMATS`.
        name: of the catalogue; the file's name, if not given.
        options: for the reader (`year`).
        folder: where the store stands.

    Returns:
        What was put in, and what the person should be told.

    Raises:
        MisuseError: `compass.unknown_format`, and what opening files and the store raise.
        UnreadableError, InvalidError: as the reader.
    """
    from lerway.bootstrap.skills import opened_framework
    from lerway.standards.ctdl import catalogue_csv, learning
    from lerway.standards.frameworks.model import Remark
    from lerway.standards.labour import oews, projections
    from lerway.standards.labour.model import Wage

    if format_ not in COMPASS_FORMATS:
        raise MisuseError(
            "compass.unknown_format",
            f"{format_!r} is no format of facts or courses",
            hint=f"use one of {', '.join(COMPASS_FORMATS)}",
        )
    with opened_framework(path, options) as opened:
        bundle = opened.bundle
        remarks = [r.message for r in opened.remarks]
        if format_ == "oews":
            read = list(oews.read(bundle))
            remarks += [r.message for r in read if isinstance(r, Remark)]
            wages, strange = _of_this_revision([w for w in read if isinstance(w, Wage)])
            with compass_store(folder) as store:
                return store.put_facts(wages, ()), (*remarks, *strange)
        if format_ == "projections":
            outlooks, strange = _of_this_revision(list(projections.read(bundle)))
            with compass_store(folder) as store:
                return store.put_facts((), outlooks), (*remarks, *strange)
        reader = catalogue_csv.read if format_ == "courses-csv" else learning.read
        said = list(reader(bundle))
    remarks += [r.message for r in said if isinstance(r, Remark)]
    found = [c for c in said if not isinstance(c, Remark)]
    with compass_store(folder) as store:
        return store.put_courses(name or path.stem, found), (*remarks,)


def _of_this_revision(facts: list[F]) -> tuple[list[F], list[str]]:
    """Return the facts of occupations of SOC 2018, and what is said of the others: left out."""
    kept: list[F] = []
    strange: list[str] = []
    for one in facts:
        try:
            soc_table().read(one.soc, one.source.place)
        except InvalidError as e:
            strange.append(f"{e.problem.message}; the row is left out [{e.code}]")
        else:
            kept.append(one)
    more = len(strange) - _MOST_NAMED
    return kept, [*strange[:_MOST_NAMED], *([f"and {more:,} more rows"] if more > 0 else [])]


@cache
def soc_table() -> SocTable:
    """Return the codes of SOC 2018."""
    from lerway import data
    from lerway.standards.labour.soc import SocTable

    return SocTable.of(json.loads(data.read("labour/soc.json")))


def labour_facts(
    *, area: str = "99", industry: str = "000000", folder: Path | None = None
) -> LabourFacts:
    """Return the wages and projections that were imported; the bundled sample without any.

    Args:
        area: code of OEWS; 99 is the nation.
        industry: NAICS code; 000000 is all.
        folder: where the store stands.
    """
    from lerway.domain.pathways.facts import LabourFacts
    from lerway.standards.labour import oews, projections
    from lerway.standards.labour.model import Wage

    with compass_store(folder) as store:
        wages, outlooks = store.wages(area, industry), store.outlooks()
    sample = _sample_facts() if not wages or not outlooks else {}
    if not wages and sample:
        wages = [w for w in oews.read(sample["oews"]) if isinstance(w, Wage)]
    if not outlooks and sample:
        outlooks = list(projections.read(sample["projections"]))
    return LabourFacts(soc_table(), wages, outlooks, area=area)


def _sample_facts() -> dict[str, Bundle]:
    """Return the bundled rows of OEWS and Employment Projections, as a reader is given them."""
    from lerway import data
    from lerway.standards.frameworks.files import Bundle, Sheet

    kept = json.loads(data.read("compass/sample-facts.json"))

    def rows(of: dict[str, Any]) -> list[tuple[int, tuple[str, ...]]]:
        return [(n, tuple(r)) for n, r in enumerate(of["rows"], 2)]

    wages, future = kept["oews"], kept["projections"]
    notes = Sheet(wages["file"], "Field Descriptions", tuple(wages["notes"]), [])
    table = Sheet(wages["file"], "national_M2024_dl", tuple(wages["header"]), rows(wages))
    projected = Sheet(future["file"], "Table 1.2", tuple(future["header"]), rows(future))
    return {"oews": Bundle((table, notes)), "projections": Bundle((projected,))}


def courses(folder: Path | None = None) -> tuple[Course, ...]:
    """Return the courses that were imported; the bundled sample catalogue without any."""
    with compass_store(folder) as store:
        found = store.courses()
    return tuple(found) or sample_courses()


@cache
def sample_courses() -> tuple[Course, ...]:
    """Return the bundled sample catalogue: made up, and marked so in every course."""
    import csv
    import io

    from lerway import data
    from lerway.standards.ctdl import catalogue_csv
    from lerway.standards.frameworks.files import Bundle, Sheet

    text = io.StringIO(data.read("compass/sample-courses.csv").decode(), newline="")
    header, *rows = (tuple(row) for row in csv.reader(text))
    sheet = Sheet("sample-courses.csv", "sample-courses", header, list(enumerate(rows, 2)))
    return tuple(catalogue_csv.read(Bundle((sheet,))))


def atlas(
    framework: str,
    version: str | None = None,
    *,
    folder: Path | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Atlas:
    """Return the atlas of a framework in the store; it is built once and kept.

    The bundled starter framework (`lerway-starter`) needs no import.

    Args:
        framework: its name or id.
        version: the newest, if not given.
        folder: where the store stands.
        tell: is told of work that takes its time.

    Raises:
        MisuseError: `skills.unknown_framework`, `skills.unknown_version`.
    """
    from lerway import __version__
    from lerway.adapters.atlas.folder import FORM, read_atlas, write_atlas

    under = (folder or home()) / "compass"
    suffix = f"{FORM}-{_embedder_name() or 'plain'}"
    with skill_store(folder) as store:
        if framework in _BUNDLED and not store.editions(framework):
            place = under / f"{framework}-{__version__}-{suffix}"
            made = read_atlas(place)
            if made is not None:
                return made
            made = _build_bundled(framework)
        else:
            edition = store.edition(framework, version)
            place = under / f"{edition.digest[:24]}-{suffix}"
            made = read_atlas(place)
            if made is not None:
                return made
            tell(f"laying out the roles of {edition.name} {edition.version}; this is done once")
            made = _build(store, edition)
    write_atlas(place, made)
    return made


def _build_bundled(framework: str) -> Atlas:
    from lerway.data import starter
    from lerway.domain.pathways.atlas.build import build_atlas
    from lerway.standards.frameworks.model import Framework, Item, Relation

    parts = list(starter.parts(framework))
    head = next(p for p in parts if isinstance(p, Framework))
    items = [p for p in parts if isinstance(p, Item)]
    return build_atlas(head, items, [p for p in parts if isinstance(p, Relation)], _embedder())


def _build(store: SkillStore, edition: Edition) -> Atlas:
    from lerway.domain.pathways.atlas.build import build_atlas
    from lerway.standards.frameworks.model import Link

    links = frozenset({Link.REQUIRES, Link.OPTIONAL, Link.BROADER})
    with _no_collecting():
        return build_atlas(
            edition.framework,
            store.items(edition.id, edition.version),
            store.relations(edition.id, edition.version, links=links),
            _embedder(),
        )


@contextmanager
def _no_collecting() -> Generator[None]:
    """Let a framework be read without looking for cycles in its 300,000 parts: it has none."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def _embedder_name() -> str:
    """Return which model sees what words mean; '' where none is installed."""
    from importlib.util import find_spec

    return "wordllama" if find_spec("wordllama") else ""


def _embedder() -> StaticEmbedder | None:
    """Return what turns texts into vectors; None where no model is installed."""
    if not _embedder_name():
        return None
    made = static_embedder()
    # Each row is used many times over: it is widened once.
    return replace(made, table=made.table.astype("float32"))


def judge_records(
    paths: Sequence[Path], *, offline: bool = False, documents: Path | None = None
) -> list[JudgedRecord]:
    """Verify the records in files, for `holdings_of`.

    A record that can be read and not judged counts as claimed; one that cannot be read
    raises.

    Raises:
        UnreadableError: a file that is no record.
        MisuseError: `compass.no_such_file`, `documents.no_folder`.
    """
    from lerway.domain.pathways.records import JudgedRecord

    out: list[JudgedRecord] = []
    if not paths:
        return out
    from lerway.bootstrap.records import catalog, fetcher, resolve
    from lerway.domain.verifying.verification import Verification

    fetch = fetcher(offline=offline, documents=documents)
    for path in paths:
        try:
            data = path.read_bytes()
        except OSError as e:
            raise MisuseError(
                "compass.no_such_file",
                f"cannot read {path}: {(e.strerror or str(e)).lower()}",
                hint="give the file of a credential: JSON, JWT, PNG or SVG",
            ) from None
        verification = Verification(data, now=now(), catalog=catalog())
        report = resolve(verification, fetch)
        document = verification.record.document if verification.record else {}
        out.append(JudgedRecord(document, report, path.name))
    return out


def crosswalk_kin(
    target: Atlas, holdings: Holdings, folder: Path | None = None
) -> Mapping[SkillKey, Sequence[Kin]]:
    """Return which held skills of other frameworks stand close to skills of `target`.

    What is published or was reviewed comes first; a computed mapping counts only if the
    walker does not abstain, and never as the same skill.
    """
    from lerway.domain.pathways.gap import Kin, Kinship

    held: dict[str, set[str]] = {}
    for one in holdings.skills:
        if one.key[0] and one.key[0] != target.framework:
            held.setdefault(one.key[0], set()).add(one.key[1])
    out: dict[SkillKey, list[Kin]] = {}
    for framework, ids in held.items():
        for mapping in _mappings(framework, target.framework, ids, folder):
            how = Kinship[_MATCHES[mapping.match.value]]
            if how is Kinship.EXACT and mapping.origin is Origin.COMPUTED:
                how = Kinship.CLOSE
            sure = "" if mapping.confidence is None else f", confidence {mapping.confidence:.0%}"
            on = f", {mapping.date}" if mapping.date else ""
            by = f"{framework} to {target.framework} crosswalk, {mapping.origin.value}{sure}{on}"
            kin = Kin((framework, mapping.subject), how, by)
            out.setdefault((target.framework, mapping.object), []).append(kin)
    order = list(Kinship)
    return {k: sorted(v, key=lambda x: order.index(x.how)) for k, v in out.items()}


def _mappings(
    subject: str, object_: str, ids: set[str], folder: Path | None
) -> Sequence[SkillMapping]:
    """Return the mappings of the store, then what the walker computes for the rest."""
    with skill_store(folder) as store, suppress(LerwayError):
        found = list(store.mappings(subject, object_, subjects=ids))
        rest = sorted(ids - {m.subject for m in found})
        if rest and _embedder_name() and store.editions(subject) and store.editions(object_):
            library = library_of(store, folder)
            concepts = [c for c in library.concepts(subject, "skill", rest)
                        if not isinstance(c, str)]  # fmt: skip
            if concepts:
                walker = library.walker(subject, object_, date=now().date().isoformat())
                walked = walker.walk(concepts, 1)
                found += [w.mappings[0] for w in walked if not w.abstained]
        return found
    return ()


def find_route(request: Request, *, seconds: float = ROUTE_SECONDS) -> Plan:
    """Return the best route; see `lerway.domain.pathways.routes.find_route`.

    Args:
        request: what is wanted.
        seconds: for the solver; a route that is not proven best by then says how far off.
    """
    from lerway.adapters.highs.solver import HighsSolver
    from lerway.domain.pathways import routes

    return routes.find_route(request, HighsSolver(seconds))


def price_changes(plan: Plan, *, seconds: float = ROUTE_SECONDS) -> tuple[PriceChange, ...]:
    """Return at which prices another route would be better; see `routes.sensitivity`."""
    from lerway.adapters.highs.solver import HighsSolver
    from lerway.domain.pathways.routes import sensitivity

    return sensitivity.price_changes(plan, HighsSolver(seconds))
