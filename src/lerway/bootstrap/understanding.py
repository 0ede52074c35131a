"""What people say in their own words, and postings, read as skills by linking: wired."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lerway.bootstrap.linking import library_of
from lerway.bootstrap.skills import skill_store
from lerway.kernel.errors import MisuseError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from lerway.domain.pathways.asking import Reading
    from lerway.domain.pathways.atlas.model import Atlas
    from lerway.domain.pathways.holdings import Holdings
    from lerway.domain.pathways.targets import Target
    from lerway.domain.skills.linking.extracting import Shown, Span
    from lerway.domain.skills.linking.linker import Linked, Linker

__all__ = ["Understanding", "claims_of", "posting_of", "understanding_of"]

_TOP: Final = 3
_MOST_LEFT: Final = 200
_NOT_HERE: Final = frozenset({"skills.unknown_framework", "skills.unknown_version",
                              "linking.nothing_of_kind", "linking.no_model"})  # fmt: skip


class Understanding:
    """Reads words as skills of one framework. Safe to be used by several threads."""

    def __init__(self, linker: Linker) -> None:
        """Read with a linker."""
        self._linker = linker

    def claims(self, texts: Sequence[str]) -> list[tuple[Reading, ...]]:
        """Return the readings of each text: of the whole, or of the phrases in it.

        The whole counts if it can be linked. Else the phrases that can be count, and those
        beside them are told as not understood; if there are none, the whole is.
        """
        linked = self._linker.link(texts, _TOP)
        return [(_reading(one),) if not one.abstained else self._parts(one) for one in linked]

    def posting(self, text: str) -> list[Reading]:
        """Return what the phrases of a posting mean, in their order.

        Those that show a skill surely come once a skill; beside them all others.
        """
        from lerway.domain.pathways.asking import Meant, Reading
        from lerway.domain.skills.linking.extracting import extract

        shown = extract(text, self._linker)
        found = [
            (
                one.span,
                Reading(
                    one.span.text,
                    (Meant(one.skill.id, one.skill.label, one.skill.confidence),),
                    sure=True,
                ),
            )
            for one in shown
        ]
        left = _left(text, shown)
        again = self._linker.link([s.text for s in left], _TOP)
        found += [(span, _reading(one)) for span, one in zip(left, again, strict=True)]
        return [reading for _, reading in sorted(found, key=lambda pair: pair[0])]

    def _parts(self, whole: Linked) -> tuple[Reading, ...]:
        from lerway.domain.skills.linking.extracting import extract

        shown = extract(whole.text, self._linker)
        if not shown:
            return (_reading(whole),)
        spans = sorted([*(one.span for one in shown), *_left(whole.text, shown)])
        return tuple(_reading(one) for one in self._linker.link([s.text for s in spans], _TOP))


def _left(text: str, shown: Sequence[Shown]) -> list[Span]:
    """Return the phrases of a text beside those that show a skill, at most `_MOST_LEFT`."""
    from lerway.domain.skills.linking.extracting import phrases

    taken = [span for one in shown for span in (one.span, *one.others)]
    left: list[Span] = []
    for span in phrases(text):
        if not any(_meet(span, other) for other in (*taken, *left)):
            left.append(span)
    return left[:_MOST_LEFT]


def understanding_of(
    atlas: Atlas, folder: Path | None = None, *, tell: Callable[[str], None] = lambda _: None
) -> Understanding | None:
    """Return what reads words as skills of an atlas's framework.

    None where there is no linking: its model is not installed, or the framework is not in
    the store. Then only ids and whole names are understood.

    Args:
        atlas: of the framework.
        folder: where the store stands; `home()`, if not given.
        tell: is told of work that takes its time.
    """
    with skill_store(folder) as store:
        library = library_of(store, folder, tell=tell)
        try:
            return Understanding(library.linker(f"{atlas.framework}@{atlas.version}"))
        except MisuseError as e:
            if e.code in _NOT_HERE:
                return None
            raise


def claims_of(
    atlas: Atlas,
    lines: Sequence[str],
    folder: Path | None = None,
    *,
    tell: Callable[[str], None] = lambda _: None,
    understand: Callable[[], Understanding | None] | None = None,
) -> Holdings:
    """Return what somebody says they can do, as `domain.pathways.claims` reads it.

    Linking is made ready only if words need it: an id or a whole name does not.

    Args:
        atlas: of the framework whose skills are meant.
        lines: `WORDS` or `WORDS@LEVEL` each.
        folder: where the store stands.
        tell: is told of work that takes its time.
        understand: gives what reads words; made of the store, if not given.

    Raises:
        MisuseError: `compass.empty_claim`, `compass.level`.
    """
    from lerway.domain.pathways.claims import claimed

    make = understand or (lambda: understanding_of(atlas, folder, tell=tell))

    def link(texts: Sequence[str]) -> Sequence[Sequence[Reading]]:
        found = make()
        return found.claims(texts) if found is not None else [()] * len(texts)

    return claimed(atlas, lines, link)


def posting_of(
    atlas: Atlas,
    text: str,
    folder: Path | None = None,
    *,
    tell: Callable[[str], None] = lambda _: None,
    understand: Callable[[], Understanding | None] | None = None,
) -> Target:
    """Return what a posting asks for, by the skills that linking finds in it.

    Args:
        atlas: of the framework whose skills are looked for.
        text: of the posting.
        folder: where the store stands.
        tell: is told of work that takes its time.
        understand: as in `claims_of`.

    Raises:
        InvalidError: `target.too_short`, `target.nothing_found`.
    """
    from lerway.domain.pathways.asking import posting
    from lerway.domain.pathways.targets import require_text

    require_text(text)
    make = understand or (lambda: understanding_of(atlas, folder, tell=tell))
    found = make()
    return posting(atlas, text, None if found is None else found.posting(text))


def _reading(one: Linked) -> Reading:
    from lerway.domain.pathways.asking import Meant, Reading

    meant = tuple(Meant(c.id, c.label, c.confidence) for c in one.candidates)
    return Reading(one.text, meant, not one.abstained)


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
