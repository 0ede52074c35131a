"""How items, editions and remarks are told: on a line, and as JSON."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

import typer

from lerway.cli.console import talk
from lerway.kernel.errors import MisuseError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from lerway.domain.skills.store import Edition, SkillStore
    from lerway.standards.frameworks.model import Item, Relation, Remark

__all__ = [
    "AsJson",
    "Framework",
    "counted",
    "edition_json",
    "installed",
    "item_json",
    "on_a_line",
    "out_json",
    "relation_json",
    "store",
    "tell_remarks",
]

EXTRA: Final = frozenset({"alembic", "numpy", "python_calamine", "sqlalchemy"})

AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="print JSON")]
Framework: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--framework", metavar="F", help="of this framework; F@V names one of its versions"
    ),
]


@contextmanager
def installed() -> Generator[None]:
    """Tell who lacks the libraries of `lerway[skills]` how to get them.

    Raises:
        MisuseError: `cli.no_skills`.
    """
    try:
        yield
    except ModuleNotFoundError as e:
        if e.name not in EXTRA:
            raise
        raise MisuseError(
            "cli.no_skills",
            f"{e.name} is not installed, which skill frameworks need",
            hint="run: pip install 'lerway[skills]'",
        ) from None


@contextmanager
def store() -> Generator[SkillStore]:
    """Open the embedded store."""
    from lerway import bootstrap

    with installed(), bootstrap.skill_store() as opened:
        yield opened


def out_json(value: Any) -> None:  # noqa: ANN401 - whatever JSON takes
    """Print JSON; letters of all languages as themselves."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def counted(number: int, one: str, many: str = "") -> str:
    """Return `1 item`, `2,290 items`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def tell_remarks(remarks: Iterable[Remark]) -> None:
    """Say what a person should know."""
    for remark in remarks:
        place = f"{remark.place}: " if remark.place else ""
        talk(f"note: {place}{remark.message} [{remark.code}]")


def edition_json(edition: Edition) -> dict[str, object]:
    """Return what is known of an edition."""
    head = edition.framework
    return {
        "name": edition.name,
        "id": head.id,
        "version": head.version,
        "title": head.name,
        "language": head.language,
        "publisher": head.publisher,
        "licence": head.licence,
        "source": head.source,
        "format": edition.format,
        "imported": edition.imported.isoformat(),
        "digest": edition.digest,
        "items": {kind.value: n for kind, n in edition.items.items()},
        "relations": {link.value: n for link, n in edition.relations.items()},
    }


def item_json(edition: Edition, item: Item) -> dict[str, object]:
    """Return an item with where it stands; empty members are left out."""
    words = item.words
    said: dict[str, object] = {
        "id": item.id,
        "framework": edition.name,
        "version": edition.version,
        "kind": item.kind.value,
        "label": words.label,
        "alternatives": list(words.alternatives),
        "description": words.description,
        "code": item.code,
        "uri": item.uri,
        "status": item.status,
        "others": {
            tag: {
                "label": other.label,
                "alternatives": list(other.alternatives),
                "description": other.description,
            }
            for tag, other in item.others.items()
        },
        "kept": dict(item.kept),
    }
    return {name: value for name, value in said.items() if value}


def relation_json(relation: Relation) -> dict[str, object]:
    """Return a relation; empty members are left out."""
    said: dict[str, object] = {
        "source": relation.source,
        "link": relation.link.value,
        "target": relation.target,
        "importance": relation.importance,
        "level": relation.level,
        "kept": dict(relation.kept) or None,
    }
    return {name: value for name, value in said.items() if value is not None}


def on_a_line(edition: Edition, item: Item) -> str:
    """Return an item as one line of a list."""
    code = f" ({item.code})" if item.code else ""
    return f"{edition.name}  {item.id}{code}  {item.words.label}  [{item.kind.value}]"
