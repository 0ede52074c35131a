"""`lerway skills diff`: what a new version of a framework changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from lerway.cli.console import out, talk
from lerway.cli.main import EXIT_OK
from lerway.cli.skills import skills
from lerway.cli.skills.telling import (
    AsJson,
    counted,
    edition_json,
    item_json,
    out_json,
    relation_json,
    store,
)
from lerway.kernel.errors import MisuseError

if TYPE_CHECKING:
    from lerway.domain.skills.changes import Changes, Reworded
    from lerway.domain.skills.store import Edition
    from lerway.standards.frameworks.model import Item


@skills.command()
def diff(
    old: Annotated[str, typer.Argument(metavar="F@V1", help="the version before")],
    new: Annotated[str, typer.Argument(metavar="F@V2", help="the version after")],
    *,
    as_json: AsJson = False,
) -> int:
    """List what one version of a framework has over another: added, gone, reworded, moved."""
    from lerway.domain.skills.changes import changes
    from lerway.domain.skills.naming import split_reference

    with store() as there:
        before = there.edition(*split_reference(old))
        after = there.edition(*split_reference(new))
        if before.id != after.id:
            raise MisuseError(
                "skills.two_frameworks",
                f"{before.name} and {after.name} are two frameworks, not versions of one",
                hint="translate between frameworks with `lerway skills crosswalk`",
            )
        found = changes(
            *(
                (there.items(e.id, e.version), there.relations(e.id, e.version))
                for e in (before, after)
            )
        )
    if as_json:
        out_json(_json(before, after, found))
    else:
        _tell(before, after, found)
    return EXIT_OK


def _json(before: Edition, after: Edition, found: Changes) -> dict[str, object]:
    return {
        "old": edition_json(before),
        "new": edition_json(after),
        "added": [item_json(after, i) for i in found.added],
        "removed": [item_json(before, i) for i in found.removed],
        "reworded": [
            {
                "id": r.new.id,
                "members": list(r.members),
                "old": item_json(before, r.old),
                "new": item_json(after, r.new),
            }
            for r in found.reworded
        ],
        "moved": [{"id": m.item.id, "old": list(m.old), "new": list(m.new)} for m in found.moved],
        "recast": [
            {"id": b.id, "old": item_json(before, a), "new": item_json(after, b)}
            for a, b in found.recast
        ],
        "related": [relation_json(r) for r in found.related],
        "unrelated": [relation_json(r) for r in found.unrelated],
    }


def _tell(before: Edition, after: Edition, found: Changes) -> None:
    if found.none:
        talk(f"{before.name} {before.version} and {after.version} say the same")
        return
    _items("added", found.added)
    _items("removed", found.removed)
    _reworded(found.reworded)
    if found.moved:
        out(f"moved: {counted(len(found.moved), 'item')}")
    for move in found.moved:
        old_place, new_place = ", ".join(move.old) or "the top", ", ".join(move.new) or "the top"
        out(f"  {move.item.id}  {move.item.words.label}: {old_place} → {new_place}")
    if found.recast:
        out(f"of another kind, code or status: {counted(len(found.recast), 'item')}")
    for was, now in found.recast:
        out(f"  {now.id}  {_cast(was)} → {_cast(now)}")
    for name, relations in (("added", found.related), ("removed", found.unrelated)):
        if relations:
            out(f"relations {name}: {len(relations):,} (--json lists them)")


def _reworded(reworded: tuple[Reworded, ...]) -> None:
    if reworded:
        out(f"reworded: {counted(len(reworded), 'item')}")
    for change in reworded:
        old, new = change.old.words, change.new.words
        if old.label != new.label:
            out(f"  {change.new.id}  {old.label} → {new.label}")
        if old.description != new.description:
            out(f"  {change.new.id}  meaning: {old.description} → {new.description}")
        if old.alternatives != new.alternatives:
            gone = [a for a in old.alternatives if a not in new.alternatives]
            come = [a for a in new.alternatives if a not in old.alternatives]
            said = [*(f"- {a}" for a in gone), *(f"+ {a}" for a in come)] or ["another order"]
            out(f"  {change.new.id}  also called: {'; '.join(said)}")
        if "others" in change.members:
            out(f"  {change.new.id}  in other languages")


def _items(name: str, items: tuple[Item, ...]) -> None:
    if items:
        out(f"{name}: {counted(len(items), 'item')}")
    for item in items:
        out(f"  {item.id}  {item.words.label}  [{item.kind.value}]")


def _cast(item: Item) -> str:
    return " ".join(part for part in (item.kind.value, item.code, item.status) if part)
