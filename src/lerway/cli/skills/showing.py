"""`lerway skills show`: one item, and what it hangs together with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from lerway.cli.console import out, talk
from lerway.cli.main import EXIT_OK
from lerway.cli.skills import skills
from lerway.cli.skills.telling import (
    AsJson,
    Framework,
    item_json,
    out_json,
    relation_json,
    store,
)
from lerway.kernel.errors import MisuseError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lerway.domain.skills.store import Edition, Neighbour, SkillStore
    from lerway.standards.frameworks.model import Item

SHOWN: Final = 12

SAID: Final = {
    ("broader", True): "stands under",
    ("broader", False): "stands over",
    ("requires", True): "needs",
    ("requires", False): "is needed by",
    ("optional", True): "may need",
    ("optional", False): "may be needed by",
    ("precedes", True): "comes before",
    ("precedes", False): "comes after",
}
"""How a relation is told: by its link, and whether it starts at the item that is shown."""

LIKE: Final = {
    "related": "is related to",
    "exact": "is the same as",
    "close": "is much the same as",
}
"""Likewise, where it reads the same from both ends."""


@skills.command()
def show(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="an identifier, address or code")],
    *,
    framework: Framework = None,
    every: Annotated[bool, typer.Option("--all", help="show every neighbour")] = False,
    as_json: AsJson = False,
) -> int:
    """Show one skill, occupation or task, with what it hangs together with."""
    with store() as there:
        found = _found(there, identifier, framework)
        told = [(e, i, there.neighbours(e.id, i.id, e.version)) for e, i in found]
    if len(told) > 1:
        names = ", ".join(f"{e.name}@{e.version}" for e, _, _ in told)
        talk(f"note: {identifier} stands in {names}; --framework names one")
    if as_json:
        out_json([_json(*one) for one in told])
        return EXIT_OK
    for number, (edition, item, neighbours) in enumerate(told):
        if number:
            out()
        _tell(edition, item, neighbours, None if every else SHOWN)
    return EXIT_OK


def _found(
    there: SkillStore, identifier: str, framework: str | None
) -> Sequence[tuple[Edition, Item]]:
    from lerway.domain.skills.naming import split_reference

    if framework is None:
        found = there.find(identifier)
    else:
        name, version = split_reference(framework)
        edition = there.edition(name, version)
        item = there.item(name, identifier, version)
        found = [] if item is None else [(edition, item)]
    if not found:
        where = "any framework here" if framework is None else framework
        raise MisuseError(
            "skills.unknown_item",
            f"there is no {identifier} in {where}",
            hint="look for it by its words with `lerway skills search`",
        )
    return found


def _json(edition: Edition, item: Item, neighbours: Sequence[Neighbour]) -> dict[str, object]:
    return {
        **item_json(edition, item),
        "neighbours": [
            {
                **relation_json(n.relation),
                "label": None if n.item is None else n.item.words.label,
                "kind": None if n.item is None else n.item.kind.value,
            }
            for n in neighbours
        ],
    }


def _tell(edition: Edition, item: Item, neighbours: Sequence[Neighbour], limit: int | None) -> None:
    out(item.words.label)
    out(f"  {item.kind.value} {item.id} of {edition.name}@{edition.version}")
    lines = (
        ("code", item.code),
        ("address", item.uri),
        ("status", item.status),
        ("also called", "; ".join(_some(item.words.alternatives, limit))),
        ("means", item.words.description),
        *((f"in {tag}", other.label) for tag, other in item.others.items()),
    )
    for name, text in lines:
        if text:
            out(f"  {name}: {text}")
    groups: dict[str, list[Neighbour]] = {}
    for n in neighbours:
        leaves = n.relation.source == item.id
        link = n.relation.link.value
        said = SAID.get((link, leaves)) or LIKE[link]
        groups.setdefault(said, []).append(n)
    for said, some in groups.items():
        out(f"  {said}:")
        for n in some[:limit]:
            out(f"    {_neighbour(item, n)}")
        if limit is not None and len(some) > limit:
            out(f"    and {len(some) - limit:,} more (--all)")


def _some(texts: tuple[str, ...], limit: int | None) -> list[str]:
    if limit is None or len(texts) <= limit:
        return list(texts)
    return [*texts[:limit], f"and {len(texts) - limit:,} more (--all)"]


def _neighbour(item: Item, neighbour: Neighbour) -> str:
    relation = neighbour.relation
    other = relation.target if relation.source == item.id else relation.source
    rated = [
        f"{name} {value:.2f}"
        for name, value in (("importance", relation.importance), ("level", relation.level))
        if value is not None
    ]
    label = "(not in what was imported)" if neighbour.item is None else neighbour.item.words.label
    return f"{other}  {label}" + (f"  ({', '.join(rated)})" if rated else "")
