"""Gaps and pathways as SVG 1.1: lines and words that print in black, and a list to listen to.

Every picture has a title and a description; its rows are `role="listitem"` with a label
each, in reading order (WAI-ARIA 1.2, graphics). Colours have words beside them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

from lerway.domain.pathways.gap import State
from lerway.domain.pathways.holdings import Basis
from lerway.standards.ctdl.pathway import Component, Pathway

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lerway.domain.pathways.gap import Gap
    from lerway.domain.pathways.routes.model import Route

__all__ = ["gap_svg", "pathway_of", "pathway_svg"]

_WIDTH: Final = 640
_ROW: Final = 44
_BAR: Final = 220
_LEFT: Final = 400
_CHARACTERS: Final = 52
_FONT: Final = 'font-family="system-ui, sans-serif"'


def gap_svg(gap: Gap, *, limit: int = 40) -> str:
    """Return a bar for each skill that counts: verified, claimed, and what is asked for."""
    rows: list[str] = []
    shown = [f for f in gap.lines if f.asked.weight > 0][:limit]
    for at, line in enumerate(shown):
        y = at * _ROW + 8
        fill = "#1d6b4f" if line.basis is Basis.VERIFIED else "url(#claimed)"
        wide = round(_BAR * line.share)
        word = line.state.value
        if line.state is not State.MISSING and line.basis is not None:
            word = f"{word}, {line.basis.value}"
        rows.append(
            f'<g role="listitem" aria-label={quoteattr(f"{line.asked.label}: {line.sentence}")}>'
            f'<text x="0" y="{y + 14}" {_FONT} font-size="14">{escape(_short(line.asked.label))}'
            f'</text><text x="0" y="{y + 30}" {_FONT} font-size="11" fill="#444">{escape(word)}'
            f'</text><rect x="{_LEFT}" y="{y}" width="{_BAR}" height="18" fill="none"'
            f' stroke="#222"/><rect x="{_LEFT}" y="{y}" width="{wide}" height="18"'
            f' fill="{fill}"/></g>'
        )
    pattern = (
        '<defs><pattern id="claimed" width="6" height="6" patternUnits="userSpaceOnUse">'
        '<path d="M0 6 6 0" stroke="#1d6b4f" stroke-width="2"/></pattern></defs>'
    )
    title = f"What {gap.target.label} needs, and what is held"
    return _svg(title, gap.sentence, len(shown) * _ROW + 8, pattern, rows)


_KINDS: Final = {"course": "course", "job": "job"}


def pathway_of(route: Route, target: str, address: str) -> Pathway:
    """Return a route as a CTDL pathway that ends in a job.

    Args:
        route: the courses in order.
        target: what the role is called.
        address: that ids begin with.
    """
    courses = [s.course for s in route.steps]
    ids = [f"{address}#{c.id}" for c in courses]
    before = [()] + [(i,) for i in ids[:-1]]
    components = [
        Component(i, "CourseComponent", c.name, description=s.sentence, preceded_by=b)
        for i, c, s, b in zip(ids, courses, route.steps, before, strict=False)
    ]
    job = f"{address}#destination"
    components.append(Component(job, "JobComponent", target, preceded_by=tuple(ids[-1:])))
    words = f"{len(courses)} courses, {route.cost.said()}, {route.weeks:.0f} weeks"
    name = f"A way to {target}"
    return Pathway(address, name, tuple(components), description=words, destinations=(job,))


def pathway_svg(
    pathway: Pathway, kinds: Mapping[str, str] = _KINDS, after: str = "after {names}"
) -> str:
    """Return the components as boxes one below the other, each joined to what precedes it.

    Args:
        pathway: to be drawn.
        kinds: words for kinds of components, by their type without `Component`.
        after: what is said of what comes before, with `{names}`.
    """
    at = {c.id: n for n, c in enumerate(pathway.components)}
    high = 64
    rows: list[str] = []
    for n, c in enumerate(pathway.components):
        y = n * high + 8
        end = c.id in pathway.destinations
        kind = c.type.removesuffix("Component").lower()
        kind = kinds.get(kind, kind)
        before = [pathway.components[at[p]].name for p in c.preceded_by if p in at]
        said = f"{n + 1}. {c.name} ({kind})" + (
            f", {after.format(names=', '.join(before))}" if before else ""
        )
        lines = "".join(
            f'<path d="M{24 + 8 * k} {at[p] * high + 52} V{y}" stroke="#222" fill="none"/>'
            for k, p in enumerate(c.preceded_by)
            if p in at
        )
        rows.append(
            f'<g role="listitem" aria-label={quoteattr(said)}>{lines}'
            f'<rect x="0" y="{y}" width="{_WIDTH - 2}" height="44" rx="6" fill="#fff"'
            f' stroke="#222" stroke-width="{3 if end else 1}"/>'
            f'<text x="12" y="{y + 19}" {_FONT} font-size="14">{n + 1}. {escape(_short(c.name))}'
            f'</text><text x="12" y="{y + 35}" {_FONT} font-size="11" fill="#444">{escape(kind)}'
            "</text></g>"
        )
    return _svg(pathway.name, pathway.description, len(rows) * high + 8, "", rows)


def _svg(title: str, description: str, height: int, extra: str, rows: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}"'
        f' role="list" aria-label={quoteattr(title)}>'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>{extra}"
        f"{''.join(rows)}</svg>"
    )


def _short(text: str) -> str:
    return text if len(text) <= _CHARACTERS else f"{text[: _CHARACTERS - 1].rstrip()}…"
