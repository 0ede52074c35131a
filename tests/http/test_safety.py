"""Bounded before it is read, kept nowhere, and told to no log."""

from __future__ import annotations

import json
import logging
import tempfile
import threading
from pathlib import Path

import anyio
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lerway.http.app import create_app
from lerway.http.kit.forms import FormLimits, InFlight
from lerway.http.web.verify.checking import PAGE_POLICY, Checker
from lerway.kernel.need import Unavailable
from tests.http.conftest import NOW, receipt_book

HEADERS = {
    "content-security-policy",
    "x-content-type-options",
    "x-frame-options",
    "referrer-policy",
    "cross-origin-opener-policy",
    "cache-control",
}


def browser(app) -> httpx.AsyncClient:
    """Return a client that talks to `app` in the running event loop."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here.example")


def broken(_need):
    """A fetcher that breaks the rule that it never raises."""
    raise RuntimeError("Maya Torres, maya.torres@mail.example")


# ------------------------------------------------------------------------ bounds

SMALL = FormLimits(total=20_000, file=5_000, files=3, fields=4, seconds=0.5)


def files(*sizes: int):
    return [("file", (f"f{n}", b"x" * size)) for n, size in enumerate(sizes)]


@pytest.mark.parametrize(
    ("sizes", "status", "says"),
    [
        ((100,), 200, "This is no record"),
        ((5_001, 100), 200, "The file is larger than 10 MB."),
        ((1, 1, 1, 1), 413, "Give no more than 20 files at once"),
        ((15_000, 15_000), 413, "Give fewer files at once"),
        ((90_000,), 413, "Give fewer files at once"),
    ],
)
def test_what_is_too_much_is_told(open_page, sizes, status, says):
    answer = open_page(limits=SMALL).post("/", files=files(*sizes))
    assert (answer.status_code, says in answer.text) == (status, True)


def post_in_pieces(receive):
    """Post a form that arrives as `receive` brings it; return the status."""
    app = create_app(Checker(lambda: broken, receipt_book()), limits=SMALL)
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/",
        "raw_path": b"/",
        "root_path": "",
        "query_string": b"",
        "headers": [(b"content-type", b"multipart/form-data; boundary=b")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 2),
    }
    statuses = []

    async def send(message):
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    async def go():
        with anyio.fail_after(10):
            await app(scope, receive, send)

    anyio.run(go)
    return statuses


def test_no_more_is_read_than_twice_the_cap():
    sent = 0

    async def endless():
        nonlocal sent
        sent += 1_000
        return {"type": "http.request", "body": b"x" * 1_000, "more_body": True}

    assert post_in_pieces(endless) == [413]
    assert sent <= 2 * SMALL.total + 1_000


def test_who_is_too_slow_is_not_waited_for():
    async def slow():
        await anyio.sleep(0.2)
        return {"type": "http.request", "body": b"", "more_body": True}

    assert post_in_pieces(slow) == [408]


def test_what_is_no_form(page):
    answer = page.post("/", content=b"{}", headers={"content-type": "application/json"})
    assert answer.status_code == 415


@pytest.mark.parametrize("body", [b"", b"--b", b"--b\r\n\r\n", b"--b\r\nA: b\r\n\r\nx", b"--c--"])
def test_a_form_that_was_cut_off(page, body):
    kind = "multipart/form-data; boundary=b"
    answer = page.post("/", content=body, headers={"content-type": kind})
    assert answer.status_code in (400, 422)


def test_when_memory_is_full(open_page, examples):
    page = open_page(in_flight=InFlight(most=100))
    assert page.post("/", files={"file": ("a", examples["good"])}).status_code == 503


def test_memory_is_let_go(open_page, examples):
    in_flight = InFlight()
    page = open_page(in_flight=in_flight, limits=SMALL)
    page.post("/", files={"file": ("a", examples["expired"])})
    page.post("/", files=files(90_000))
    page.post("/", content=b"--b", headers={"content-type": "multipart/form-data; boundary=b"})
    assert in_flight.now == 0


@given(st.binary(max_size=400))
def test_no_form_breaks_the_page(body):
    app = create_app(Checker(lambda: broken, receipt_book()), limits=SMALL)

    async def go():
        async with browser(app) as client:
            for kind in ("multipart/form-data; boundary=b", "application/x-www-form-urlencoded"):
                head = b"--b\r\n" if kind.startswith("multi") else b"text="
                answer = await client.post("/", content=head + body, headers={"content-type": kind})
                assert answer.status_code < 500

    anyio.run(go)


# ------------------------------------------------------------- fetching and threads


def test_a_slow_answer_holds_up_nobody_else(examples):
    """While one reader's documents are fetched, the page goes on answering."""
    asked, let_go = threading.Event(), threading.Event()

    def slow(_need):
        asked.set()
        let_go.wait(10)
        return Unavailable("fetch.timeout", "it did not answer in time")

    async def go():
        checker = Checker(lambda: slow, receipt_book(), clock=lambda: NOW)
        async with browser(create_app(checker)) as client, anyio.create_task_group() as tasks:

            async def waiting():
                answer = await client.post("/", files={"file": ("a", examples["good"])})
                assert "We could not decide" in answer.text

            tasks.start_soon(waiting)
            await anyio.to_thread.run_sync(asked.wait)
            with anyio.fail_after(5):
                assert (await client.get("/")).status_code == 200
            let_go.set()

    anyio.run(go)


def test_the_time_for_fetching_is_bounded(open_page, web, examples):
    page = open_page(seconds=-1.0)
    assert "We could not decide" in page.post("/", files={"file": ("a", examples["good"])}).text
    assert web.asked == []


def test_a_forged_record_makes_nobody_call_anybody(page, web, examples):
    page.post("/", files={"file": ("a", examples["tampered"])})
    assert not [url for url in web.asked if "status" in url]


def test_the_page_does_less_for_a_stranger_than_the_library():
    assert PAGE_POLICY.limits.members <= 100
    assert PAGE_POLICY.limits.needs <= 60


# ------------------------------------------------------------------ nothing is kept


def test_nothing_is_written_to_disk(page, examples, monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def refused(*_args, **_kwargs):
        raise AssertionError("a file was made")

    monkeypatch.setattr(tempfile, "TemporaryFile", refused)
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refused)
    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", refused)
    answer = page.post("/", files=[*files(3_000_000), ("file", ("a", examples["good"]))])
    assert answer.status_code == 200
    assert list(Path(tmp_path).iterdir()) == []


def test_no_cookie_is_set(page, examples):
    assert "set-cookie" not in page.get("/").headers
    assert "set-cookie" not in page.post("/", files={"file": ("a", examples["good"])}).headers


def test_no_log_holds_anything_of_a_person(open_page, examples, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    answer = open_page(fetch=broken).post(
        "/", files={"file": ("Maya.json", examples["good"])}, data={"recipient": "m@mail.example"}
    )
    assert answer.status_code == 500
    out, err = capfd.readouterr()
    for text in (caplog.text, out, err, answer.text):
        assert "Maya" not in text
        assert "mail.example" not in text
    assert "RuntimeError at " in caplog.text


def test_what_broke_is_told_without_details(open_page, examples):
    page = open_page(fetch=broken)
    answer = page.post("/", files={"file": ("a", examples["good"])})
    assert "The fault is ours, not yours." in answer.text
    machine = page.post(
        "/", files={"file": ("a", examples["good"])}, headers={"accept": "application/json"}
    )
    assert machine.headers["content-type"] == "application/problem+json"
    assert machine.json()["code"] == "http.broken"


# ------------------------------------------------------------------------ headers


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("POST", "/", 415),
        ("GET", "/-/patterns", 200),
        ("GET", "/nowhere", 404),
        ("DELETE", "/", 405),
        ("GET", "/static/0/tokens.css", 404),
        ("POST", "/receipt", 415),
    ],
)
def test_every_answer_says_what_a_browser_may_not_do(page, method, path, status):
    answer = page.request(method, path)
    assert answer.status_code == status
    assert answer.headers.keys() >= HEADERS
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


def test_no_page_has_a_script_or_style_of_its_own(page, examples):
    for answer in (
        page.get("/"),
        page.get("/-/patterns"),
        page.post("/", files={"file": ("a", examples["good"])}),
    ):
        assert " style=" not in answer.text
        assert "<style" not in answer.text
        assert " on" + "click" not in answer.text
        assert answer.text.count("<script") == answer.text.count(
            '<script type="module" src="/static/'
        )


def test_style_sheets_are_kept_for_ever(page):
    import re

    found = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.get("/").text)
    assert len(found) == 4
    for address in found:
        answer = page.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
    font = found[0].rsplit("/", 1)[0] + "/fonts/atkinson-next.woff2"
    assert page.get(font).headers["content-type"] == "font/woff2"


@pytest.mark.parametrize(
    "path", ["../pages.py", "%2e%2e/pages.py", "fonts/../../pages.py", "/etc/passwd", ""]
)
def test_no_other_file_can_be_had(page, path):
    version = page.get("/").text.split("/static/")[1].split("/")[0]
    assert page.get(f"/static/{version}/{path}").status_code == 404


def test_a_program_is_told_in_its_own_form(page):
    answer = page.get("/nowhere", headers={"accept": "application/json"})
    assert answer.headers["content-type"] == "application/problem+json"
    assert json.loads(answer.content) == {
        "type": "urn:lerway:problem:http.not_found",
        "title": "there is nothing at this address",
        "code": "http.not_found",
        "fault": "sender",
        "status": 404,
    }


def test_a_person_is_told_in_theirs(page):
    answer = page.get("/nowhere", headers={"accept-language": "es"})
    assert "Esta página no existe" in answer.text
