"""What a page loads is small: style sheets of 30 KB in all."""

from __future__ import annotations

import re
from importlib import resources

from lerway.http.app import ROOMS
from lerway.http.kit.pages import KIT
from lerway.http.kit.static import load_assets

BUDGET = 30_000


def test_the_style_sheets_keep_to_their_budget():
    assets = load_assets((KIT, *ROOMS))
    sheets = {path: len(data) for path, data in assets.files.items() if path.endswith(".css")}
    assert {"tokens.css", "components.css"} <= sheets.keys()
    assert sum(sheets.values()) <= BUDGET, sheets


def test_what_is_left_out_of_a_sheet_says_nothing():
    written = resources.files(KIT).joinpath("static/components.css").read_text("utf-8")
    sent = load_assets((KIT,)).files["components.css"].decode()

    def rules(css: str) -> str:
        return "".join(re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL).split())

    assert "/*" not in sent
    assert rules(sent) == rules(written)
    assert len(sent) < len(written)
