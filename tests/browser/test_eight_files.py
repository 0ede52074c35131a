"""Eight files and the page: whether to rely on each, and why, can be read off at once."""

from __future__ import annotations

import pytest

from tests.browser.conftest import check

READ = {
    "good": ("Valid", "riverside-college.example issued this, and nothing has changed since."),
    "tampered": (
        "Not valid: changed",
        "It was changed after it was signed, or somebody else signed it.",
    ),
    "expired": ("Not valid: expired", "It counted until"),
    "revoked": ("Not valid: taken back", "Its issuer has taken it back."),
    "unknown issuer": (
        "Issuer not confirmed",
        "Signed by somebody who calls themselves “Brightpath Tutoring”. Nobody confirms that.",
    ),
    "impostor": (
        "Issuer not confirmed",
        "Signed by somebody who calls themselves “University of Oxbridge”. Nobody confirms that.",
    ),
    "open badge 2.0": ("Valid", "badges.lakeside-library.example issued this"),
    "broken": ("We could not read this", "The file is damaged, or a part of it is missing."),
}
PHONE = {"viewport": {"width": 360, "height": 780}}


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without scripts"])
def test_the_answer_is_on_the_first_screen_of_a_phone(open_tab, records, examples, script):
    for example in examples.records:
        tab = open_tab(java_script_enabled=script, **PHONE)
        check(tab, records / example.file)
        banner = tab.locator("#answer")
        word, sentence = READ[example.name]
        assert banner.locator("h1").inner_text() == word
        assert sentence in banner.locator("p").inner_text()
        box = banner.bounding_box()
        assert box
        assert box["y"] + box["height"] < 780
        relies = "is-valid" in (banner.get_attribute("class") or "")
        assert relies is example.rely, example.name


def test_all_eight_at_once(open_tab, records, examples):
    tab = open_tab()
    check(tab, *(records / e.file for e in examples.records))
    words = tab.locator(".answer-word").all_inner_texts()
    assert words == [READ[e.name][0] for e in examples.records]
    names = tab.locator(".answer-name").all_inner_texts()
    assert names == [e.file for e in examples.records]


def test_verdicts_are_told_apart_without_colour(open_tab, records, examples):
    """Each kind of answer has its own word and its own shape."""
    tab = open_tab()
    check(tab, *(records / e.file for e in examples.records))
    shapes = {}
    for answer in tab.locator("details.answer").all():
        shape = answer.locator("summary svg").inner_html()
        word = answer.locator(".answer-word").inner_text().partition(":")[0]
        assert shapes.setdefault(word, shape) == shape
    assert len(set(shapes.values())) == len(shapes) == 4


def test_the_receipt_is_saved(open_tab, records, examples, tmp_path):
    import lerway

    for script in (True, False):
        tab = open_tab(java_script_enabled=script)
        check(tab, records / examples.records[0].file)
        with tab.expect_download() as download:
            tab.click(".receipt button")
        saved = tmp_path / "receipt.json"
        download.value.save_as(saved)
        assert download.value.suggested_filename == "receipt.json"
        assert lerway.verify(saved.read_bytes(), offline=True).ok
