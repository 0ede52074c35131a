"""An item in other frameworks' words: what is published or confirmed, and what is suggested.

What lies in the store is always on the item's page. Suggestions are computed when a reader
asks for them (`?to=FRAMEWORK`), since each takes the index of a framework.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lerway.domain.skills.crosswalks.official import SAME_THING, mappings_within
from lerway.domain.skills.linking.calibration import OPEN_FROM
from lerway.http.kit.strangers import line
from lerway.http.kit.words import phrase
from lerway.http.web.skills.parts import Group, Line, item_path, newest
from lerway.http.web.skills.wording import MATCHES, ORIGINS
from lerway.kernel.errors import MisuseError
from lerway.standards.frameworks.model import FRAMEWORK_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lerway.domain.skills.linking.library import Library
    from lerway.domain.skills.mappings import SkillMapping
    from lerway.domain.skills.store import Edition, SkillStore
    from lerway.http.kit.pages import Frame
    from lerway.http.kit.words import Words
    from lerway.standards.frameworks.model import Item

__all__ = ["Suggested", "suggested", "suggested_kind", "translations"]

MOST_TRANSLATIONS: Final = 12
MOST_SUGGESTED: Final = 5
NOTHING_LIKELY: Final = phrase("Nothing in {framework} is likely to mean this.")


@dataclass(frozen=True, slots=True)
class Suggested:
    """What a reader may ask for, and what was asked for.

    Attributes:
        choices: name and title of each framework, and whether it was asked for.
        group: what was suggested; None before a question, or if nothing is likely.
        said: what is so, where nothing is likely; may be empty.
    """

    choices: tuple[tuple[str, str, bool], ...]
    group: Group | None = None
    said: str = ""


def suggested_kind(item: Item) -> str:
    """Return the kind that an item is translated as; empty for headings, tasks and the like."""
    return next((kind for kind, kinds in FRAMEWORK_KINDS.items() if item.kind in kinds), "")


def suggested(
    frame: Frame, library: Library | None, store: SkillStore, edition: Edition, item: Item,
    words: Words, *, to: str = "",
) -> Suggested | None:  # fmt: skip
    """Return what can be asked for, with the suggestions if they were.

    Args:
        frame: what is round the page.
        library: computes suggestions; None before they are asked for.
        store: of frameworks.
        edition: the item's.
        item: the item.
        words: the reader's language.
        to: name of the framework whose words are asked for; may be none that is here.
    """
    kind = suggested_kind(item)
    held = FRAMEWORK_KINDS.get(kind, frozenset())
    others = [
        e
        for e in newest(store.editions())
        if e.id != edition.id and any(e.items.get(k) for k in held)
    ]
    choices = tuple((e.name, line(e.framework.name), e.name == to) for e in others)
    if not choices:
        return None
    target = next((e for e in others if e.name == to), None)
    if target is None or library is None:
        return Suggested(choices)
    lines = tuple(_suggestions(frame, library, edition, item, target, words))
    if not lines:
        said = words(NOTHING_LIKELY, framework=line(target.framework.name))
        return Suggested(choices, None, said)
    return Suggested(choices, Group(line(target.framework.name), lines))


def _suggestions(
    frame: Frame, library: Library, edition: Edition, item: Item, target: Edition, words: Words
) -> Iterator[Line]:
    kind = suggested_kind(item)
    here = f"{edition.name}@{edition.version}"
    try:
        concepts = [c for c in library.concepts(here, kind, [item.id]) if not isinstance(c, str)]
        walked = list(library.walker(here, target.name, kind).walk(concepts, MOST_SUGGESTED))
    except MisuseError:  # no weights are installed, or the framework was taken out just now
        return
    for translation in walked:
        for mapping in translation.mappings:
            if mapping.confidence is None or mapping.confidence >= OPEN_FROM:
                label = translation.labels.get(mapping.object, mapping.object)
                yield _line(frame, target, mapping, label, words)


def translations(
    frame: Frame, store: SkillStore, edition: Edition, item: Item, words: Words
) -> Iterable[Group]:
    """Yield what the store has of an item in the words of each other framework."""
    for other in newest(store.editions()):
        if other.id == edition.id:
            continue
        every = [
            *store.mappings(edition.id, other.id, subjects=frozenset({item.id})),
            *_within(store, edition, other, item),
        ]
        every.sort(key=lambda m: (m.origin.value != "official", -(m.confidence or 0.0)))
        found = {m.object: m for m in reversed(every)}
        lines: list[Line] = []
        for mapping in [m for m in every if found[m.object] is m][:MOST_TRANSLATIONS]:
            there = store.item(other.name, mapping.object)
            label = there.words.label if there is not None else mapping.object
            lines.append(_line(frame, other, mapping, label, words))
        if lines:
            yield Group(line(other.framework.name), tuple(lines))


def _within(
    store: SkillStore, edition: Edition, other: Edition, item: Item
) -> Iterator[SkillMapping]:
    """Yield what either framework itself says of the two."""
    links = frozenset(SAME_THING)
    if any(edition.relations.get(link) for link in links):
        said = store.relations(edition.id, edition.version, links=links, source=item.id)
        yield from mappings_within(list(said), edition, other, lambda i: store.item(other.id, i))
    if any(other.relations.get(link) for link in links):
        back = store.relations(other.id, other.version, links=links, target=item.id)
        for mapping in mappings_within(list(back), other, edition, lambda _: item):
            yield mapping.turned


def _line(frame: Frame, other: Edition, mapping: SkillMapping, label: str, words: Words) -> Line:
    sure = (
        ""
        if mapping.confidence is None
        else words("sure to {n} of 100", n=f"{mapping.confidence * 100:.0f}")
    )
    parts = (words(MATCHES[mapping.match]), sure, words(ORIGINS[mapping.origin]))
    return Line(
        frame.href(item_path(other.name, mapping.object)),
        line(label),
        ", ".join(part for part in parts if part),
    )
