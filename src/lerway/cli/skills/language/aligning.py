"""`lerway skills align` and `lerway skills translate`: skills into badges, and out of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any, Final
from urllib.parse import quote

import typer

from lerway.cli.console import out, talk
from lerway.cli.inspect import read_input
from lerway.cli.main import EXIT_OK
from lerway.cli.skills import skills
from lerway.cli.skills.language.linking import Into
from lerway.cli.skills.telling import AsJson, installed, out_json
from lerway.kernel.errors import MisuseError
from lerway.standards.frameworks.model import FRAMEWORK_KINDS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lerway.domain.skills.linking.library import Library
    from lerway.domain.skills.store import Edition
    from lerway.kernel.strict_json import JSON
    from lerway.standards.frameworks.model import Item

Alignments = Annotated[
    bool, typer.Option("--alignments", help="print them as `alignment` of an achievement file")
]
_TYPES: Final = {Kind.OCCUPATION: "ext:Occupation", Kind.WORK_ROLE: "ext:WorkRole"}
_COMPETENCY: Final = "ceasn:Competency"
_WEB: Final = ("https://", "http://")


def alignments_yaml(edition: Edition, items: Iterable[Item]) -> str:
    """Return the `alignment` member of an achievement file (Open Badges 3.0, B.2 Alignment)."""
    lines = ["alignment:"]
    for item in items:
        address = item.id if item.id.startswith(_WEB) else item.uri
        code = item.code or ("" if item.id.startswith(_WEB) else item.id)
        own = f"urn:lerway:framework:{edition.name}:{quote(item.id, safe='')}"
        said = {
            "targetName": item.words.label,
            "targetUrl": address or own,
            "targetFramework": _title(edition),
            "targetCode": code,
            "targetType": _TYPES.get(item.kind, _COMPETENCY),
        }
        lines.append("  - type: [Alignment]")
        # a JSON string is a YAML string too, whatever stands in it
        lines += [f"    {k}: {json.dumps(v, ensure_ascii=False)}" for k, v in said.items() if v]
    return "\n".join(lines) + "\n" if len(lines) > 1 else "alignment: []\n"


def _title(edition: Edition) -> str:
    name, version = edition.framework.name, edition.version
    return name if version in name else f"{name} {version}"


@skills.command()
def align(
    ids: Annotated[list[str], typer.Argument(metavar="ID…", help="skills by id or code")],
    *,
    framework: Into,
) -> int:
    """Print skills as the `alignment` of an achievement file, for `lerway issue`."""
    from lerway import bootstrap

    with installed(), bootstrap.skill_library(tell=talk) as library:
        items = library.items(framework, ids)
        missing = next((i for i, item in zip(ids, items, strict=True) if item is None), None)
        if missing is not None:
            raise MisuseError(
                "skills.unknown_item",
                f"{framework} has no item {missing!r}",
                hint=f"look for it: lerway skills search WORDS --framework {framework}",
            )
        found = [item for item in items if item is not None]
        print(alignments_yaml(library.edition(framework), found), end="")
    return EXIT_OK


@skills.command()
def translate(
    source: Annotated[str, typer.Argument(metavar="BADGE", help="a record; - is standard input")],
    *,
    target: Annotated[str, typer.Option("--to", metavar="F", help="the framework, or F@V")],
    top: Annotated[
        int, typer.Option("--top", metavar="N", min=1, max=20, help="translations a skill")
    ] = 1,
    as_json: AsJson = False,
) -> int:
    """Read a badge in another framework's words; says nothing of whether it is true."""
    from lerway import bootstrap
    from lerway.domain.verifying.reading import read

    record = read(read_input(source))
    aligned = list(_alignments(record.document))
    if not aligned:
        talk("the record names no skills: its achievements have no alignment")
        return EXIT_OK
    with installed(), bootstrap.skill_library(tell=talk) as library:
        found = [_translated(library, one, target, top) for one in aligned]
    if as_json:
        out_json(found)
        return EXIT_OK
    for one in found:
        _tell(one)
    return EXIT_OK


def _tell(one: dict[str, Any]) -> None:
    """Say what a skill is there; what is not sure is said to be, and the unlikely is not said."""
    from lerway.domain.skills.linking.calibration import OPEN_FROM

    out(f"{one['name']}  ({one['framework']})")
    likely = [m for m in one["translations"] if m["confidence"] >= OPEN_FROM]
    for m in likely:
        sure = f"{m['confidence']:.2f}, {m['origin']}"
        # what an owner published or a person answered says its own confidence
        unsure = "not sure, " if one["abstained"] and m["origin"] == "computed" else ""
        out(f"  {unsure}{m['relation']}: {m['label']}  {m['id']}  ({sure})")
    if not likely:
        out("  nothing there surely means this")


def _alignments(value: JSON) -> Iterator[dict[str, str]]:
    """Yield the alignments of a record, each once, in their order."""
    seen: set[str] = set()
    rest: list[JSON] = [value]
    while rest:
        one = rest.pop(0)
        if isinstance(one, list):
            rest[:0] = one
        elif isinstance(one, dict):
            name = one.get("targetName")
            key = str(one.get("targetUrl") or one.get("targetCode") or name)
            if isinstance(name, str) and key not in seen:
                seen.add(key)
                yield {k: v for k, v in one.items() if isinstance(v, str)}
            else:
                rest[:0] = list(one.values())


def _translated(library: Library, one: dict[str, str], target: str, top: int) -> dict[str, Any]:
    """Return what an alignment is in the target framework."""
    there = library.edition(target)
    said = {
        "name": one["targetName"],
        "url": one.get("targetUrl", ""),
        "framework": one.get("targetFramework", ""),
    }
    known = library.known([one.get("targetUrl", ""), one.get("targetCode", "")])
    same = next((item for edition, item in known if edition.id == there.id), None)
    if same is not None:
        row = _row(same.id, same.words.label, "exact", 1.0, "same")
        return {**said, "abstained": False, "translations": [row]}
    for edition, item in known:
        kind = "occupation" if item.kind in FRAMEWORK_KINDS["occupation"] else "skill"
        concept = next(iter(library.concepts(edition.id, kind, [item.id])))
        if isinstance(concept, str) or not library.can_walk(edition.id, target, kind):
            continue
        walker = library.walker(edition.id, target, kind)
        walked = next(iter(walker.walk([concept], top)))
        if walked.mappings:
            return {
                **said,
                "abstained": walked.abstained,
                "translations": [
                    _row(m.object, walked.labels.get(m.object, ""), m.match.value,
                         1.0 if m.confidence is None else m.confidence, m.origin.value)
                    for m in walked.mappings
                ],
            }  # fmt: skip
    kind = "skill" if library.holds(target, "skill") else "occupation"
    linked = next(iter(library.linker(target, kind).link([one["targetName"]], top)))
    rows = [_row(c.id, c.label, "related", c.confidence, "computed") for c in linked.candidates]
    return {**said, "abstained": linked.abstained, "translations": rows}


def _row(id_: str, label: str, relation: str, confidence: float, origin: str) -> dict[str, Any]:
    return {
        "id": id_,
        "label": label,
        "relation": relation,
        "confidence": round(confidence, 4),
        "origin": origin,
    }
