"""A real browser before the real server: Debian's Chromium, driven by Playwright.

Without Chromium, Playwright or axe-core the tests are skipped and say so; under
`.ci/run` they fail. `LERWAY_CHROMIUM` names another browser.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.shared_files import missing

try:
    from playwright.sync_api import sync_playwright

    import lerway.http.app  # noqa: F401
except ImportError as e:  # pragma: no cover
    missing(f"the browser tests need {e.name}: pip install 'lerway[server]' playwright")

from lerway.testing.examples import Examples, make_examples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route

HERE = Path(__file__).parent
AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"
NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
LISTENING = re.compile(r"listening on (http://\S+)/ ")
# The command line, with the command under test whether or not it is registered yet.
COMMAND = "import sys, lerway.cli.serve; from lerway.cli import main; sys.exit(main())"


@pytest.fixture(scope="session")
def examples() -> Examples:
    return make_examples(datetime.now(UTC).replace(microsecond=0))


@pytest.fixture(scope="session")
def records(examples: Examples, tmp_path_factory) -> Path:
    """The eight files in a folder, with the documents of their world beside them."""
    folder = tmp_path_factory.mktemp("records")
    examples.write(folder)
    return folder


@dataclass(frozen=True)
class Server:
    """A running `lerway serve`, and what it has said so far."""

    url: str
    log: Path


@contextmanager
def serving(documents: Path, log: Path) -> Iterator[Server]:
    command = [sys.executable, "-c", COMMAND, "serve", "--port", "0", "--offline"]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, "--documents", str(documents)],
            stdout=out,
            stderr=out,
            env={**os.environ, "LERWAY_HOME": str(log.parent)},
        )
    try:
        found = None
        while found is None and process.poll() is None:
            found = LISTENING.search(log.read_text("utf-8"))
        assert found, log.read_text("utf-8")
        yield Server(found[1], log)
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="session")
def server(records: Path, tmp_path_factory) -> Iterator[Server]:
    with serving(records / "documents", tmp_path_factory.mktemp("server") / "log") as running:
        yield running


# Not for the session: as long as Playwright runs, its event loop does, and another test of
# this process could not run one of its own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = os.environ.get("LERWAY_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        missing("there is no Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield launched
        launched.close()


@pytest.fixture
def open_tab(browser: Browser, server: Server):
    """Return what opens a tab at the verify page, with options of a browser context."""
    opened = []

    def make(path: str = "/", **options) -> Page:
        options = {"viewport": {"width": 1280, "height": 900}, "locale": "en-US", **options}
        context = browser.new_context(**options)
        opened.append(context)
        tab = context.new_page()
        tab.goto(server.url + path)
        return tab

    yield make
    for context in opened:
        context.close()


@pytest.fixture(scope="session")
def axe() -> str:
    if not AXE.exists():
        missing("axe-core is not installed: npm ci --prefix tests/browser")
    return AXE.read_text("utf-8")


def check(tab: Page, *files: Path | dict, text: str = "") -> None:
    """Give files and text on the page, as a person does, and wait for the answer."""
    if files:
        tab.set_input_files("#file", list(files))
    if text:
        tab.fill("#text", text)
    with tab.expect_navigation():
        tab.click("#check .btn-main")


def only_from(url: str):
    """Return a route handler that lets requests to `url` pass, and notes and stops others."""
    strays: list[str] = []

    def handle(route: Route) -> None:
        if route.request.url.startswith(url + "/"):
            route.continue_()
        else:
            strays.append(route.request.url)
            route.abort()

    return strays, handle
