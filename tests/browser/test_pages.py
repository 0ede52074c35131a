"""WCAG 2.2 AA, a 360-pixel phone, no script, the keyboard, both languages, both schemes."""

from __future__ import annotations

import json

import pytest

from tests.browser.conftest import check

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = [(360, 780), (1280, 900)]
SCHEMES = ["light", "dark"]
STATES = ["empty", "error", "all", "good", "impostor", "tampered", "broken", "patterns", "nowhere"]
SIDEWAYS = """() => {
  const width = document.documentElement.clientWidth;
  const out = [];
  if (document.documentElement.scrollWidth > width + 1) out.push("the page scrolls sideways");
  for (const e of document.querySelectorAll("main *")) {
    const s = getComputedStyle(e);
    if (e.closest(".hush, .skip, svg, pre, thead") || s.position === "absolute") continue;
    const r = e.getBoundingClientRect();
    if (r.width && (r.right > width + 1 || r.left < -1))
      out.push(`${e.tagName}.${e.className} ${Math.round(r.left)}..${Math.round(r.right)}`);
    if (e.scrollWidth > e.clientWidth + 2 && ["hidden", "clip"].includes(s.overflowX))
      out.push(`cut off: ${e.tagName}.${e.className}`);
  }
  return out;
}"""
SMALL = """() => [...document.querySelectorAll("a[href], button, input, textarea, summary")]
  .filter((e) => !e.closest(".skip") && !e.matches("p a, input[type=hidden]"))
  .map((e) => [e, e.getBoundingClientRect()])
  .filter(([e, r]) => r.height && r.height < 43.5)
  .map(([e, r]) => `${e.tagName} ${Math.round(r.height)} ${e.textContent.trim().slice(0, 20)}`)"""
UNFOLD = "() => document.querySelectorAll('details').forEach((d) => { d.open = true; })"
LONGER = """() => {
  const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walk.nextNode()) {
    const n = walk.currentNode;
    if (n.data.trim().length > 1 && !n.parentElement.closest("pre, .mono, textarea")) texts.push(n);
  }
  for (const n of texts)
    n.data = n.data.split(" ").map((w) => w.length > 3 ? w + "aeioun".slice(0, Math.ceil(w.length * 0.3)) : w).join(" ");
}"""


@pytest.fixture
def show(open_tab, records, examples):
    """Return what brings a tab into a state."""
    files = {e.name: records / e.file for e in examples.records}

    def make(state: str, **options):
        path = {"patterns": "/-/patterns", "nowhere": "/nowhere"}.get(state, "/")
        tab = open_tab(path, **options)
        if state == "error":
            check(tab)
        elif state == "all":
            check(tab, *files.values())
        elif state in files:
            check(tab, files[state])
        return tab

    return make


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS, ids=["phone", "desk"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(show, axe, state, width, scheme):
    tab = show(
        state,
        viewport={"width": width[0], "height": width[1]},
        color_scheme=scheme,
        locale="es-ES" if scheme == "dark" else "en-US",
        # So that axe itself may run; the pages are judged under their policy elsewhere.
        bypass_csp=True,
    )
    tab.evaluate(UNFOLD)
    tab.evaluate(axe)
    found = tab.evaluate(f"axe.run(document, {{runOnly: {json.dumps(RULES)}}})")
    told = [
        f"{v['id']}: {n['target']} {n.get('failureSummary', '')}"
        for v in found["violations"]
        for n in v["nodes"]
    ]
    assert told == []


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("change", ["", "longer", "large", "rtl"])
def test_nothing_is_cut_off_on_a_phone(show, state, change):
    tab = show(state, viewport={"width": 360, "height": 780}, bypass_csp=True)
    tab.evaluate(UNFOLD)
    if change == "longer":
        tab.evaluate(LONGER)
    elif change == "large":
        tab.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
    elif change == "rtl":
        tab.evaluate("() => { document.documentElement.dir = 'rtl'; }")
    assert tab.evaluate(SIDEWAYS) == []


@pytest.mark.parametrize("state", ["empty", "error", "good", "all"])
def test_what_can_be_pressed_is_large_enough(show, state):
    tab = show(state, viewport={"width": 320, "height": 700})
    tab.evaluate(UNFOLD)
    assert tab.evaluate(SMALL) == []


def test_the_whole_way_by_keyboard(open_tab, records):
    tab = open_tab()
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    tab.keyboard.press("Enter")
    seen = []
    for _ in range(8):
        tab.keyboard.press("Tab")
        seen.append(tab.evaluate("document.activeElement.id || document.activeElement.tagName"))
        if seen[-1] == "text":
            tab.keyboard.insert_text((records / "file-3.json").read_text("utf-8"))
        if seen[-1] == "BUTTON":
            break
    assert seen == ["file", "text", "photo", "SUMMARY", "BUTTON"]
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    assert "Not valid: expired" in tab.inner_text("#answer")


def test_an_error_is_said_where_it_is_and_found_at_once(open_tab):
    tab = open_tab()
    check(tab)
    assert tab.evaluate("document.activeElement.id") == "errors"
    assert tab.title().startswith("Nothing was checked yet: ")
    described = tab.get_attribute("#file", "aria-describedby").split()
    said = [tab.inner_text(f"#{name}") for name in described]
    assert "Choose a file, or paste a link or the text of a record" in said


def test_a_file_can_be_dropped_anywhere(open_tab, records):
    tab = open_tab()
    data = (records / "file-4.json").read_text("utf-8")
    tab.evaluate(
        """(text) => {
          const files = new DataTransfer();
          files.items.add(new File([text], "dropped.json"));
          document.querySelector("h1").dispatchEvent(
            new DragEvent("drop", {dataTransfer: files, bubbles: true, cancelable: true}));
        }""",
        data,
    )
    with tab.expect_navigation():
        tab.click("#check .btn-main")
    assert "Not valid: taken back" in tab.inner_text("#answer")


def test_a_picture_can_be_pasted(open_tab, records):
    tab = open_tab()
    tab.evaluate(
        """(bytes) => {
          const files = new DataTransfer();
          files.items.add(new File([new Uint8Array(bytes)], "pasted.png", {type: "image/png"}));
          document.dispatchEvent(
            new ClipboardEvent("paste", {clipboardData: files, bubbles: true, cancelable: true}));
        }""",
        list((records / "file-1.png").read_bytes()),
    )
    with tab.expect_navigation():
        tab.click("#check .btn-main")
    assert "Valid" in tab.inner_text("#answer")


def test_the_answer_can_be_read_in_the_other_language(open_tab, records):
    for script in (True, False):
        tab = open_tab(java_script_enabled=script)
        check(tab, records / "file-6.json")
        with tab.expect_navigation():
            tab.click(".top-end button")
        assert "Emisor sin confirmar" in tab.inner_text("#answer")
        assert tab.get_attribute("html", "lang") == "es"


def test_going_back_finds_the_page_usable(open_tab, records):
    tab = open_tab()
    check(tab, records / "file-3.json")
    tab.go_back()
    check(tab, records / "file-6.json")
    assert "Issuer not confirmed" in tab.inner_text("#answer")


def test_the_page_loads_nothing_from_elsewhere_and_breaks_no_rule_of_its_own(open_tab, records):
    tab = open_tab("/nowhere")
    requests, said = [], []
    tab.on("request", lambda r: requests.append(r.url))
    tab.on("console", lambda m: said.append(m.text))
    home = tab.url.removesuffix("nowhere")
    tab.goto(home)
    check(tab, records / "file-1.png")
    assert [u for u in requests if not u.startswith(home)] == []
    assert said == []
