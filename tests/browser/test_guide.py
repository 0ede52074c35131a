"""The compass in a browser: without script, on a phone, by WCAG 2.2 AA, in both languages."""

from __future__ import annotations

import io
import json

import pytest
from pypdf import PdfReader

from tests.browser.test_pages import RULES, SIDEWAYS, UNFOLD

pytest.importorskip("reportlab")

WIDTHS = [360, 1280]
GO = "#guide .row:last-child .btn-main"


def ask(tab, **fields: str) -> None:
    for name, value in fields.items():
        tab.fill(f"#{name}", value)
    with tab.expect_navigation():
        tab.click(GO)


@pytest.fixture
def show(open_tab):
    def make(state: str, **options):
        tab = open_tab("/guide", **options)
        if state == "answer":
            claims = "Write secure code@0.5\nI write SQL queries\ncalm angry customers"
            ask(tab, role="PD-WRL-001", claims=claims, hours="20")
        elif state == "choice":
            ask(tab, role="analyst", budget="much")
        return tab

    return make


@pytest.mark.parametrize("state", ["form", "choice", "answer"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_and_nothing_is_cut_off(show, axe, state, width):
    locale, scheme = ("es-ES", "dark") if width == WIDTHS[0] else ("en-US", "light")
    tab = show(
        state,
        viewport={"width": width, "height": 900},
        locale=locale,
        color_scheme=scheme,
        bypass_csp=True,
    )
    tab.evaluate(UNFOLD)
    assert tab.evaluate(SIDEWAYS) == []
    tab.evaluate(axe)
    found = tab.evaluate(f"axe.run(document, {{runOnly: {json.dumps(RULES)}}})")
    told = [
        f"{v['id']}: {n['target']} {n.get('failureSummary', '')}"
        for v in found["violations"]
        for n in v["nodes"]
    ]
    assert told == []


def test_the_whole_way_without_script(show, tmp_path):
    tab = show("choice", java_script_enabled=False, viewport={"width": 360, "height": 780})
    assert "Write the budget as a number of dollars" in tab.inner_text("#budget-e")
    tab.fill("#budget", "")
    tab.check('input[value="15-1212.00"]')
    with tab.expect_navigation():
        tab.click(GO)
    assert tab.inner_text("h1") == "Your way to Information Security Analysts"
    with tab.expect_navigation():
        tab.click('button[value="fastest"]')
    assert "The fastest route costs" in tab.inner_text("main")
    with tab.expect_download() as download:
        tab.click('button[formaction^="/guide/plan.pdf"]')
    download.value.save_as(tmp_path / "plan.pdf")
    assert (tmp_path / "plan.pdf").read_bytes().startswith(b"%PDF")


def test_the_plan_as_a_web_page_prints_on_one_page(show, tmp_path):
    tab = show("answer", viewport={"width": 1280, "height": 900})
    with tab.expect_download() as download:
        tab.click('button[formaction^="/guide/plan.html"]')
    download.value.save_as(tmp_path / "plan.html")
    tab.goto((tmp_path / "plan.html").as_uri())
    printed = PdfReader(io.BytesIO(tab.pdf(format="Letter", prefer_css_page_size=True)))
    assert len(printed.pages) == 1
    assert "Source: " in printed.pages[0].extract_text()


def test_words_that_were_not_understood_are_mended_with_one_tap(open_tab):
    tab = open_tab("/guide", viewport={"width": 360, "height": 780}, java_script_enabled=False)
    ask(tab, claims="calm angry customers")
    assert "Not understood, so not counted" in tab.inner_text("main")
    with tab.expect_navigation():
        tab.click('button[name="meant"]')
    said = tab.inner_text("main")
    assert "Handle complaints" in said
    assert "Not understood" not in said
