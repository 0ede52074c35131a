"""The compass in a browser: without script, on a phone, by WCAG 2.2 AA, in both languages."""

from __future__ import annotations

import json

import pytest

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
            ask(tab, role="PD-WRL-001", claims="Write secure code@0.5", hours="20")
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
