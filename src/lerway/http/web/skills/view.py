"""From the store of frameworks to what is on a page. Nothing is decided here."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from lerway.http.kit.components import Fact, Tag
from lerway.http.kit.strangers import block, line, web_address
from lerway.http.kit.words import phrase
from lerway.http.web.skills.parts import ROOT, Group, Line, item_path, newest
from lerway.http.web.skills.translations import Suggested, translations
from lerway.http.web.skills.wording import COUNTED, KINDS, headings_for
from lerway.standards.frameworks.model import Kind, Link

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lerway.domain.skills.store import Edition, Hit, Neighbour, SkillStore
    from lerway.http.kit.pages import Frame
    from lerway.http.kit.words import Words
    from lerway.http.web.skills.tree import Node, Tree
    from lerway.standards.frameworks.model import Item

__all__ = [
    "FrameworkPage",
    "FrameworksPage",
    "ItemPage",
    "framework_page",
    "frameworks_page",
    "item_page",
]

MOST_LINES: Final = 100
MOST_NEIGHBOURS: Final = 200
FOLDED_AFTER: Final = 12
_EITHER_WAY: Final = frozenset({Link.RELATED, Link.EXACT, Link.CLOSE})
_TABS: Final = (Kind.GROUP, Kind.OCCUPATION, Kind.WORK_ROLE, Kind.SKILL, *Kind)
_CODE: Final = re.compile(r"[A-Z0-9]+(?:[-.][A-Z0-9]+)*", re.IGNORECASE)
NO_FRAMEWORK: Final = phrase("There is no framework on this server yet.")


@dataclass(frozen=True, slots=True)
class Card:
    """One framework: its name, whose it is, and what is in it."""

    href: str
    name: str
    said: str
    counts: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One framework to search in."""

    value: str
    word: str
    here: bool


@dataclass(frozen=True, slots=True)
class FrameworksPage:
    """All frameworks, and what a search found in them.

    Attributes:
        frame: what is round it.
        query: what was searched for; empty before a search.
        choices: where one can search.
        cards: the frameworks.
        found: what was found.
        said: how much was found, in a sentence.
        review: where suggested translations are reviewed; may be empty.
    """

    template: ClassVar[str] = "skills/frameworks.html"
    frame: Frame
    query: str
    choices: tuple[Choice, ...]
    cards: tuple[Card, ...]
    found: tuple[Line, ...]
    said: str
    review: str


@dataclass(frozen=True, slots=True)
class FrameworkPage:
    """One version of a framework, from the top.

    Attributes:
        frame: what is round it.
        heading: its name.
        name: short name, for the search.
        facts: version, owner, licence, where it was published, when it was imported.
        source: its address on the web; may be empty.
        versions: all that are here.
        kinds: what there is to look at.
        lines: what stands at the top.
        counted: which of them are shown, in words.
        before: link to those before; may be empty.
        after: link to those after; likewise.
    """

    template: ClassVar[str] = "skills/framework.html"
    frame: Frame
    heading: str
    name: str
    facts: tuple[Fact, ...]
    source: str
    versions: tuple[Tag, ...]
    kinds: tuple[Tag, ...]
    lines: tuple[Line, ...]
    counted: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One skill, occupation or heading, with what hangs together with it.

    Attributes:
        frame: what is round it.
        heading: what it is called.
        kind: what it is.
        description: what it means; may be empty.
        also: other words for it.
        elsewhere: what it is called in other languages: language and label.
        facts: code, identifier, framework and version, status.
        address: its address on the web, if it has one.
        way: the headings above it, the framework first.
        groups: its neighbours.
        translations: what it is in other frameworks.
        data: where the same stands for programs.
        license: what the owner says of reuse; may be empty.
    """

    template: ClassVar[str] = "skills/item.html"
    frame: Frame
    heading: str
    kind: str
    description: str
    also: tuple[str, ...]
    elsewhere: tuple[tuple[str, str], ...]
    facts: tuple[Fact, ...]
    address: str
    way: tuple[Line, ...]
    groups: tuple[Group, ...]
    translations: tuple[Group, ...]
    data: str
    license: str
    suggested: Suggested | None = None


def frameworks_page(
    frame: Frame,
    editions: Sequence[Edition],
    words: Words,
    *,
    query: str = "",
    framework: str = "",
    hits: Sequence[Hit] = (),
    review: str = "",
) -> FrameworksPage:
    """Return the page of all frameworks; with what a search found, if there was one.

    `review` is the path of the page of suggestions, where there is one.
    """
    latest = newest(editions)
    said = ""
    if query:
        said = words("{n} found", n=f"{len(hits):,}")
        if not hits:
            said = words("Nothing was found. Try fewer or other words.")
    elif not editions:
        said = words(NO_FRAMEWORK)
    return FrameworksPage(
        frame,
        query,
        tuple(Choice(e.name, line(e.framework.name), e.name == framework) for e in latest),
        tuple(_card(frame, e, words) for e in latest),
        tuple(
            Line(
                frame.href(item_path(h.edition.name, h.item.id)),
                line(h.item.words.label),
                _detail(
                    words,
                    h.item.kind,
                    h.item.code or _short(h.item.id),
                    line(h.edition.framework.name),
                ),
            )
            for h in hits
        ),
        said,
        frame.href(review) if review and len(latest) > 1 else "",
    )


def _card(frame: Frame, edition: Edition, words: Words) -> Card:
    framework = edition.framework
    said = words("version {version}", version=line(framework.version, 40))
    if framework.publisher:
        said = f"{line(framework.publisher)}, {said}"
    return Card(
        frame.href(f"{ROOT}/{edition.name}"), line(framework.name), said, _counts(edition, words)
    )


def _counts(edition: Edition, words: Words) -> str:
    return ", ".join(
        f"{words(COUNTED[kind])}: {number:,}" for kind, number in edition.items.items() if number
    )


def _detail(words: Words, kind: Kind, code: str, *more: str) -> str:
    return ", ".join(part for part in (words(KINDS[kind]), line(code, 60), *more) if part)


def _short(identifier: str) -> str:
    """Return an identifier that people write, as a code is; nothing for an address or a name."""
    return identifier if _CODE.fullmatch(identifier) else ""


def framework_page(
    frame: Frame,
    editions: Sequence[Edition],
    edition: Edition,
    tree: Tree,
    words: Words,
    *,
    kind: str = "",
    start: int = 0,
) -> FrameworkPage:
    """Return a version of a framework from the top.

    Args:
        frame: what is round it.
        editions: all versions of it, the newest first.
        edition: the one that is shown.
        tree: what is in it.
        words: the reader's language.
        kind: which kind of items to show; if it is none, the first that there is.
        start: how many lines to pass over.
    """
    tops = tree.top()
    counts = Counter(node.kind for node in tops)
    there = {k: counts[k] for k in _TABS if counts[k]}
    wanted = next((k for k in there if k.value == kind), next(iter(there), None))
    lines = [node for node in tops if node.kind is wanted]
    start = max(0, min(start, len(lines)))
    shown = lines[start : start + MOST_LINES]
    version = "" if edition is editions[0] else edition.version
    path = f"{ROOT}/{edition.name}"

    def to(n: int) -> str:
        at = str(n) if n else ""
        return frame.href(path, version=version, kind=wanted.value if wanted else "", start=at)

    return FrameworkPage(
        frame,
        line(edition.framework.name),
        edition.name,
        tuple(_framework_facts(edition, words)),
        web_address(edition.framework.source) or "",
        _version_tags(frame, editions, edition),
        tuple(
            Tag(
                f"{words(COUNTED[k])} ({there[k]:,})",
                frame.href(path, version=version, kind=k.value),
                k is wanted,
            )
            for k in there
        ),
        tuple(_line(frame, edition, node, words, version) for node in shown),
        _counted(words, start, len(shown), len(lines)),
        to(max(0, start - MOST_LINES)) if start else "",
        to(start + MOST_LINES) if start + MOST_LINES < len(lines) else "",
    )


def _version_tags(frame: Frame, editions: Sequence[Edition], here: Edition) -> tuple[Tag, ...]:
    path = f"{ROOT}/{here.name}"
    return tuple(
        Tag(line(e.version, 40), frame.href(path, version=e.version), e is here) for e in editions
    )


def _counted(words: Words, start: int, shown: int, every: int) -> str:
    if shown == every:
        return ""
    return words(
        "{first} to {last} of {all}",
        first=f"{start + 1:,}",
        last=f"{start + shown:,}",
        all=f"{every:,}",
    )


def _framework_facts(edition: Edition, words: Words) -> Iterable[Fact]:
    framework = edition.framework
    yield Fact(words("Version"), line(framework.version, 40))
    if framework.publisher:
        yield Fact(words("Published by"), line(framework.publisher))
    if framework.licence:
        yield Fact(words("Terms of use"), line(framework.licence))
    moment = edition.imported
    yield Fact(words("Imported"), words.date(moment), moment.isoformat(timespec="seconds"))


def _line(frame: Frame, edition: Edition, node: Node, words: Words, version: str) -> Line:
    below = words("{n} below it", n=f"{node.below:,}") if node.below else ""
    return Line(
        frame.href(item_path(edition.name, node.id), version=version),
        line(node.label),
        _detail(words, node.kind, node.code or _short(node.id), below),
    )


def item_page(
    frame: Frame,
    store: SkillStore,
    edition: Edition,
    item: Item,
    tree: Tree,
    words: Words,
    *,
    version: str = "",
    suggested: Suggested | None = None,
) -> ItemPage:
    """Return the page of one item; `version` is carried by its links, if one was asked for."""
    neighbours = store.neighbours(edition.name, item.id, edition.version)
    top = Line(
        frame.href(f"{ROOT}/{edition.name}", version=version), line(edition.framework.name), ""
    )
    way = [top, *(_line(frame, edition, n, words, version) for n in tree.way_to(item.id))]
    uri = item.uri or item.id
    return ItemPage(
        frame,
        line(item.words.label),
        words(KINDS[item.kind]),
        block(item.words.description),
        tuple(line(a) for a in item.words.alternatives[:60]),
        tuple((tag, line(said.label)) for tag, said in [*item.others.items()][:40]),
        tuple(_item_facts(edition, item, words)),
        (web_address(uri.replace("http://", "https://", 1)) and uri) or "",
        tuple(way),
        tuple(_groups(frame, edition, item, neighbours, words, version)),
        tuple(translations(frame, store, edition, item, words)),
        frame.href(item_path(edition.name, item.id), version=version, format="json"),
        line(edition.framework.licence),
        suggested,
    )


def _item_facts(edition: Edition, item: Item, words: Words) -> Iterable[Fact]:
    if item.code:
        yield Fact(words("Code"), line(item.code, 60))
    yield Fact(words("Identifier"), line(item.id, 300))
    framework = edition.framework
    yield Fact(words("Framework"), f"{line(framework.name)}, {line(framework.version, 40)}")
    if item.status:
        yield Fact(words("Status"), line(item.status, 60))


def _groups(
    frame: Frame,
    edition: Edition,
    item: Item,
    neighbours: Sequence[Neighbour],
    words: Words,
    version: str,
) -> Iterable[Group]:
    by: dict[tuple[Link, bool, Kind | None], list[tuple[float, Line]]] = {}
    seen: set[tuple[Link, bool, str]] = set()
    for n in neighbours:
        away = n.relation.source == item.id
        other = n.relation.target if away else n.relation.source
        # Where both directions mean the same, one list says it, once.
        forth = away or n.relation.link in _EITHER_WAY
        if (n.relation.link, forth, other) in seen:
            continue
        seen.add((n.relation.link, forth, other))
        label = n.item.words.label if n.item is not None else other
        weight = n.relation.importance
        rated = "" if weight is None else words("importance {n} of 100", n=f"{weight * 100:.0f}")
        code = "" if n.item is None else line(n.item.code or _short(other), 60)
        shown = Line(
            frame.href(item_path(edition.name, other), version=version),
            line(label),
            ", ".join(part for part in (code, rated) if part),
        )
        kind = None if n.item is None else n.item.kind
        by.setdefault((n.relation.link, forth, kind), []).append((weight or 0.0, shown))
    # What the owner rates comes first, and the most important first.
    for (link, forth, kind), found in sorted(
        by.items(), key=lambda group: -max(w for w, _ in group[1])
    ):
        heading = words(headings_for(link, forth=forth))
        found.sort(key=lambda pair: -pair[0])
        lines = [shown for _, shown in found]
        yield Group(
            heading if kind is None else f"{heading}: {words(COUNTED[kind])}",
            tuple(lines[:FOLDED_AFTER]),
            tuple(lines[FOLDED_AFTER:MOST_NEIGHBOURS]),
            max(0, len(lines) - MOST_NEIGHBOURS),
        )
