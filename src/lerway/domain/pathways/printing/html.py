"""A plan as one HTML file that needs nothing else: HTML Living Standard, CSS paged media.

It holds no script and asks for nothing from the network.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lerway.domain.pathways.printing.sheet import Bar, Leg, Near, Note, Sheet

__all__ = ["plan_html"]

_STYLE: Final = """
@page { size: auto; margin: 11mm; }
* { box-sizing: border-box; }
body { max-width: 48rem; margin: 0 auto; padding: 1rem; color: #111; background: #fff;
  font: 11pt/1.4 "Atkinson Hyperlegible Next", system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6em; line-height: 1.15; margin: 0; }
h2 { font-size: 1.1em; margin: 1.1em 0 .3em; border-bottom: 2px solid #111; break-after: avoid; }
p { margin: .3em 0; } ol, ul { margin: .3em 0; padding-inline-start: 1.5em; }
li { margin-bottom: .45em; break-inside: avoid; }
.soft { color: #444; font-size: .85em; } .sample { border: 2px dashed #111; padding: .3em .6em; }
.bars { list-style: none; padding: 0; }
.later { font-size: .9em; }
.bars li { display: grid; grid-template-columns: 1fr 10rem; gap: 0 1rem; align-items: center; }
.bar { display: flex; height: .8em; border: 1px solid #111; print-color-adjust: exact;
  -webkit-print-color-adjust: exact; }
.bar .held { background: #1d6b4f; }
.bar .said { background: repeating-linear-gradient(135deg, #1d6b4f 0 2px, #fff 2px 5px); }
svg { width: 100%; height: auto; margin-top: .5em; }
@media (max-width: 30rem) { .bars li { grid-template-columns: 1fr; } }
@media print {
  body { font-size: 7.4pt; line-height: 1.22; padding: 0; max-width: none; }
  h2 { margin: .5em 0 .15em; } p { margin: .15em 0; } ol, ul { margin: .15em 0; }
  li { margin-bottom: .15em; } br, .picture { display: none; }
}
"""
_CUT: Final = {"bars": 5, "legs": 3, "notes": 2, "near": 2}
"""How much is told in full, so that a browser prints it on one page."""


def plan_html(whole: Sheet) -> str:
    """Return the whole document."""
    sheet = whole.cut(**_CUT)
    out = [
        f'<!doctype html><html lang="{escape(sheet.language)}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(sheet.title)}</title><style>{_STYLE}</style></head><body><main>",
        f"<h1>{escape(sheet.title)}</h1>{_p(sheet.made, 'soft')}{_p(sheet.sample, 'sample')}",
    ]
    if sheet.role:
        out += [f"<h2>{escape(sheet.role_heading)}</h2>", _facts(sheet.role), _p(sheet.work)]
    if sheet.gap:
        out += [
            f"<h2>{escape(sheet.gap_heading)}</h2>{_p(sheet.gap)}",
            f'<ul class="bars" role="list">{"".join(map(_bar, sheet.bars))}</ul>',
            _p(sheet.gap_more, "soft"),
            _p(" · ".join(sheet.legend), "soft") if sheet.bars else "",
            _p(sheet.gap_source, "soft"),
            *(f'<p class="soft"{_lang(n)}>{escape(n.text)}</p>' for n in sheet.gap_notes),
        ]
    if sheet.route:
        out += [
            f"<h2>{escape(sheet.route_heading)}</h2>{_p(sheet.route)}",
            f"<ol>{''.join(map(_leg, sheet.legs))}</ol>" if sheet.legs else "",
            _p(sheet.later, "later"),
            f"<p><b>{escape(sheet.route_end)}</b></p>" if sheet.route_end else "",
            f"<ul>{''.join(map(_note, sheet.notes))}</ul>" if sheet.notes else "",
            f'<div class="picture">{sheet.picture}</div>' if sheet.picture else "",
        ]
    out.append(f"<h2>{escape(sheet.near_heading)}</h2>{_p(sheet.near_none)}")
    out.append(f"<ul>{''.join(map(_near, sheet.near))}</ul>" if sheet.near else "")
    out.append(_p(sheet.near_source, "soft") if sheet.near else "")
    held = "".join(map(_p, sheet.verified))
    out.append(f"<h2>{escape(sheet.held_heading)}</h2>{held}{_p(sheet.claimed)}")
    out.append(f"{_p(sheet.unread)}{_p(sheet.foot, 'soft')}</main></body></html>\n")
    return "".join(out)


def _p(text: str, kind: str = "") -> str:
    mark = f' class="{kind}"' if kind else ""
    return f"<p{mark}>{escape(text)}</p>" if text else ""


def _bar(bar: Bar) -> str:
    importance = f" ({escape(bar.importance)})" if bar.importance else ""
    return (
        f"<li><span><b>{escape(bar.label)}</b>"
        f'<span class="soft"> {escape(bar.said)}{importance}</span></span>'
        f'<span class="bar" aria-hidden="true"><span class="held" style="width:'
        f'{bar.verified:.0%}"></span><span class="said" style="width:{bar.claimed:.0%}"></span>'
        f"</span></li>"
    )


def _leg(leg: Leg) -> str:
    return (
        f"<li><b>{escape(leg.title)}</b>, {escape(leg.provider)}:<br> {escape(leg.figures)}"
        f'<br> {escape(leg.closes)}<br> <span class="soft">{escape(leg.source)}</span></li>'
    )


def _near(near: Near) -> str:
    return f"<li><b>{escape(near.title)}</b>:<br> {_lines(near)}</li>"


def _facts(near: Near) -> str:
    return f"<p>{_lines(near)}</p>"


def _lines(near: Near) -> str:
    lines = (near.held, near.wage, near.difference, near.outlook, near.degree)
    said = "<br> ".join(escape(x) for x in lines if x)
    small = " ".join(x for x in (near.source, near.note) if x)
    return said + (f'<br> <span class="soft">{escape(small)}</span>' if small else "")


def _lang(note: Note) -> str:
    return f' lang="{escape(note.language)}"'


def _note(note: Note) -> str:
    return f'<li lang="{escape(note.language)}">{escape(note.text)}</li>'
