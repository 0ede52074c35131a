"""A plan as PDF 1.4 on one page, by reportlab; its font is embedded, its language stated.

The picture of the route is drawn as numbered stations on a line, beside the words.
"""

from __future__ import annotations

import io
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any, Final

from reportlab.lib.colors import HexColor, black, white
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepInFrame, Paragraph, Spacer, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lerway.domain.pathways.printing.sheet import Bar, Leg, Near, Sheet

__all__ = ["draw"]

_TEXT: Final = "LerwayPlan"
_BOLD: Final = "LerwayPlan-Bold"
_MARGIN: Final = 13 * mm
_GREEN: Final = HexColor(0x1D6B4F)
_INK: Final = HexColor(0x111111)
_SOFT: Final = HexColor(0x444444)
_RAIL: Final = 16
_SCALES: Final = (1.1, 1.0, 0.94, 0.9, 0.86)
_CUTS: Final[tuple[dict[str, int], ...]] = (
    {},
    {"bars": 6, "legs": 5, "notes": 3, "near": 3},
    {"bars": 5, "legs": 4, "notes": 2, "near": 2},
    {"bars": 4, "legs": 3, "notes": 2, "near": 2},
    {"bars": 4, "legs": 2, "notes": 1, "near": 2},
    {"bars": 3, "legs": 2, "notes": 1, "near": 1},
)
"""How much is told in full; the last is for long names, and all of them are still counted."""
_TRIES: Final = (
    *((cut, scale) for cut in _CUTS for scale in _SCALES),
    *((_CUTS[-1], scale) for scale in (0.82, 0.76, 0.7)),
)
_SPARE: Final = 0.97


def draw(sheet: Sheet, regular: bytes, bold: bytes, *, letter: bool = False) -> bytes:
    """Return the page as PDF.

    Args:
        sheet: what is on it.
        regular: TrueType font.
        bold: likewise.
        letter: for US Letter; A4 otherwise.
    """
    _register(regular, bold)
    size: tuple[float, float] = LETTER if letter else A4
    width, height = size[0] - 2 * _MARGIN, size[1] - 2 * _MARGIN
    out = io.BytesIO()
    # Without a time of its own, so that the same plan gives the same bytes.
    canvas: Any = Canvas(out, pagesize=size, lang=sheet.language, invariant=1)
    canvas.setTitle(sheet.title)
    canvas.setSubject(sheet.gap or sheet.near_heading)
    canvas.setCreator("Lerway")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    canvas.setAuthor("Lerway")
    page = _fitting(sheet, canvas, width, height)
    page.wrapOn(canvas, width, height)
    page.drawOn(canvas, _MARGIN, size[1] - _MARGIN - page.height)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _fitting(whole: Sheet, canvas: Any, width: float, height: float) -> KeepInFrame:  # noqa: ANN401 - reportlab is untyped
    """Return the page with as much of it, in as large a type, as fits: less before smaller."""
    sheet, scale = whole.cut(), _SCALES[0]
    for cut, scale in _TRIES:
        sheet = whole.cut(**cut)
        story = _Drawer(scale).story(sheet, width)
        if sum(_high(flowable, canvas, width) for flowable in story) <= height * _SPARE:
            break
    return KeepInFrame(width, height, _Drawer(scale).story(sheet, width), mode="shrink")


def _high(flowable: Flowable, canvas: Any, width: float) -> float:  # noqa: ANN401 - likewise
    return flowable.wrapOn(canvas, width, 10**6)[1] + flowable.getSpaceBefore()


_registered: set[str] = set()


def _register(regular: bytes, bold: bytes) -> None:
    if _TEXT in _registered:
        return
    metrics: Any = pdfmetrics
    metrics.registerFont(TTFont(_TEXT, io.BytesIO(regular)))
    metrics.registerFont(TTFont(_BOLD, io.BytesIO(bold)))
    metrics.registerFontFamily(_TEXT, normal=_TEXT, bold=_BOLD, italic=_TEXT, boldItalic=_BOLD)
    _registered.add(_TEXT)


@cache
def _style(name: str, scale: float) -> ParagraphStyle:
    size, lead, before, font, colour = {
        "title": (17, 20, 0, _BOLD, _INK),
        "heading": (11, 14, 7, _BOLD, _INK),
        "text": (9, 11.5, 1, _TEXT, _INK),
        "list": (7.8, 9.6, 1, _TEXT, _INK),
        "soft": (7.5, 9.5, 1, _TEXT, _SOFT),
    }[name]
    return ParagraphStyle(
        f"{name} {scale}",
        fontName=font,
        fontSize=size * scale,
        leading=lead * scale,
        spaceBefore=before,
        textColor=colour,
    )


class _Drawer:
    """Draws a sheet in one size of type."""

    def __init__(self, scale: float) -> None:
        self._scale = scale

    def story(self, sheet: Sheet, width: float) -> list[Flowable]:
        story = [*self._p(sheet.title, "title"), *self._p(sheet.made, "soft")]
        story += self._framed(sheet.sample, width)
        if sheet.role:
            story += [*self._heading(sheet.role_heading, width), *self._facts(sheet.role)]
            story += self._p(sheet.work)
        if sheet.gap:
            story += self._gap(sheet, width)
        if sheet.route:
            story += [*self._heading(sheet.route_heading, width), *self._p(sheet.route)]
            story += self._legs(sheet.legs, sheet.later, sheet.route_end, width)
            for note in sheet.notes:
                story += self._p(f"• {note.text}", "soft")
        story += [*self._heading(sheet.near_heading, width), *self._p(sheet.near_none)]
        story += self._nears(sheet.near, width)
        story += self._p(sheet.near_source if sheet.near else "", "soft")
        story += self._heading(sheet.held_heading, width)
        for text in (*sheet.verified, sheet.claimed, sheet.unread):
            story += self._p(text)
        return [*story, Spacer(1, 5), *self._p(sheet.foot, "soft")]

    def _gap(self, sheet: Sheet, width: float) -> list[Flowable]:
        story = [*self._heading(sheet.gap_heading, width), *self._p(sheet.gap)]
        story += self._bars(sheet.bars, width)
        legend = " · ".join((*sheet.legend, sheet.gap_more) if sheet.gap_more else sheet.legend)
        story += self._p(legend if sheet.bars else "", "soft")
        for text in (sheet.gap_source, *(n.text for n in sheet.gap_notes)):
            story += self._p(text, "soft")
        return story

    def _facts(self, role: Near) -> list[Flowable]:
        said = " ".join(x for x in (role.wage, role.difference, role.outlook, role.degree) if x)
        return [*self._p(said), *self._p(f"{role.source} {role.note}".strip(), "soft")]

    def _p(self, text: str, style: str = "text") -> list[Flowable]:
        return [self._rich(escape(text, quote=False), style)] if text else []

    def _rich(self, marked: str, style: str = "text") -> Flowable:
        return Paragraph(marked, _style(style, self._scale))

    def _heading(self, text: str, width: float) -> list[Flowable]:
        return [*self._p(text, "heading"), _Rule(width), Spacer(1, 3)]

    def _framed(self, text: str, width: float) -> list[Flowable]:
        if not text:
            return []
        line = ("BOX", (0, 0), (-1, -1), 1, black, None, (3, 2))
        return [Spacer(1, 4), _table([[self._p(text)]], [width], [line], inset=5)]

    def _bars(self, bars: Sequence[Bar], width: float) -> list[Flowable]:
        wide = 92.0
        rows: list[list[Any]] = []
        for bar in bars:
            said = f"<b>{escape(bar.label, quote=False)}</b>: {escape(bar.said, quote=False)}"
            importance = bar.importance and f" ({escape(bar.importance, quote=False)})"
            picture = _BarPicture(wide, bar.verified, bar.claimed)
            rows.append([self._rich(said + importance), picture])
        return [_table(rows, [width - wide - 8, wide + 8])] if rows else []

    def _legs(self, legs: Sequence[Leg], later: str, end: str, width: float) -> list[Flowable]:
        rows: list[list[Any]] = []
        for number, leg in enumerate(legs, 1):
            head = f"<b>{escape(leg.title, quote=False)}</b>, {escape(leg.provider, quote=False)}"
            said = escape(f"{leg.figures} {leg.closes}".strip(), quote=False)
            source = escape(leg.source, quote=False)
            small = f'<font size="{7.5 * self._scale}" color="#444444">{source}</font>'
            rows.append([_Station(str(number)), [self._rich(head), self._rich(f"{said} {small}")]])
        if not rows:
            return []
        if later:
            rows.append([_Station("…"), self._p(later, "list")])
        if end:
            rows.append([_Station(""), [self._rich(f"<b>{escape(end, quote=False)}</b>")]])
        return [_table(rows, [_RAIL + 4, width - _RAIL - 4])]

    def _nears(self, near: Sequence[Near], width: float) -> list[Flowable]:
        rows: list[list[Any]] = []
        for one in near:
            name = self._rich(f"<b>{escape(one.title, quote=False)}</b>")
            right = [*self._p(f"{one.wage} {one.difference}".strip())]
            right += self._p(f"{one.outlook} {one.degree}".strip())
            rows.append(
                [
                    [name, *self._p(one.held, "soft")],
                    [*right, *self._p(f"{one.source} {one.note}".strip(), "soft")],
                ]
            )
        return [_table(rows, [width * 0.34, width * 0.66])] if rows else []


def _table(
    rows: list[list[Any]], widths: list[float], more: Sequence[Any] = (), inset: float = 0
) -> Table:
    style = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (0, -1), inset),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5 + inset / 2),
        ("LINEBELOW", (0, 0), (-1, -2), 0.25, HexColor(0xBBBBBB)),
        *more,
    ]
    return Table(rows, colWidths=widths, style=style, hAlign="LEFT")


class _Rule(Flowable):
    """A line under a heading."""

    def __init__(self, width: float) -> None:
        super().__init__()
        self.width, self.height = width, 1.5

    def draw(self) -> None:
        self.canv.setStrokeColor(_INK)
        self.canv.setLineWidth(1)
        self.canv.line(0, 0.5, self.width, 0.5)


class _BarPicture(Flowable):
    """How much is held: filled is verified, hatched is claimed."""

    def __init__(self, width: float, verified: float, claimed: float) -> None:
        super().__init__()
        self.width, self.height = width, 10
        self._verified, self._claimed = verified, claimed

    def draw(self) -> None:
        c: Any = self.canv
        c.setLineWidth(0.7)
        c.setFillColor(_GREEN)
        held = self.width * min(self._verified, 1)
        said = self.width * min(self._claimed, 1)
        c.rect(0, 0, held, 8, stroke=0, fill=1)
        c.saveState()
        clip = c.beginPath()
        clip.rect(held, 0, said, 8)
        c.clipPath(clip, stroke=0)
        c.setStrokeColor(_GREEN)
        x = held - 8
        while said and x < held + said:
            c.line(x, 0, x + 8, 8)
            x += 3
        c.restoreState()
        c.setStrokeColor(_INK)
        c.rect(0, 0, self.width, 8, stroke=1, fill=0)


class _Station(Flowable):
    """A stop on the way: its number, or the end."""

    def __init__(self, number: str) -> None:
        super().__init__()
        self.width, self.height = _RAIL, 13
        self._number = number

    def draw(self) -> None:
        c = self.canv
        c.setStrokeColor(_INK)
        c.setFillColor(white if self._number else _INK)
        c.circle(7, 5.5, 6, stroke=1, fill=1)
        if self._number:
            c.setFillColor(_INK)
            c.setFont(_BOLD, 7.5)
            c.drawCentredString(7, 3, self._number)
