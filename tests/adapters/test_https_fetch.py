"""The fetcher on real sockets: what it fetches, and what it never connects to."""

from __future__ import annotations

import contextlib
import gzip
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from lerway.adapters.https.fetch import HttpsFetcher
from lerway.kernel.limits import Limits
from lerway.kernel.need import Need, NeedKind, Supplied, Unavailable

pytestmark = pytest.mark.enable_socket

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def need(url: str, kind: NeedKind = NeedKind.STATUS_LIST) -> Need:
    return Need(kind, url)


def only_first_loopback(address) -> bool:
    """Stand in for `is_public`: 127.0.0.1 is the internet, 127.0.0.2 is private."""
    return str(address) == "127.0.0.1"


@pytest.fixture
def fetcher(trust):
    """Return what makes fetchers to which 127.0.0.1, called college.test, is the internet."""

    def make(limits: Limits | None = None, **options) -> HttpsFetcher:
        given = {
            "permit": only_first_loopback,
            "resolver": lambda _host, _port: ["127.0.0.1"],
            "ssl_context": trust[0],
            "clock": lambda: NOW,
            "deadline": 5.0,
        }
        return HttpsFetcher(limits or Limits(), **(given | options))

    return make


# ------------------------------------------------------------- what it never connects to


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1:{}/",
        "https://localhost:{}/",
        "https://[::1]:{}/",
        "https://[::ffff:127.0.0.1]:{}/",
        "https://[::ffff:7f00:1]:{}/",
        "https://[::127.0.0.1]:{}/",
        "https://[64:ff9b::127.0.0.1]:{}/",
        "https://0.0.0.0:{}/",
        "https://[::]:{}/",
        "https://2130706433:{}/",
        "https://0177.0.0.1:{}/",
        "https://0x7f.0.0.1:{}/",
        "https://127.1:{}/",
        "http://127.0.0.1:{}/",
        "https://user@127.0.0.1:{}/",
    ],
)
def test_nothing_on_this_machine_is_connected_to(url, listener):
    v4 = listener("127.0.0.1")
    listeners = [v4]
    if socket.has_ipv6:
        with contextlib.suppress(OSError):  # no IPv6 loopback here
            listeners.append(listener("::1", v4.port))
    answer = HttpsFetcher(deadline=3.0)(need(url.format(v4.port)))
    assert isinstance(answer, Unavailable)
    assert answer.code in {"fetch.private_address", "fetch.bad_url", "fetch.not_https"}
    time.sleep(0.1)
    assert [each.connections for each in listeners] == [0] * len(listeners)


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["93.184.215.14", "127.0.0.1"],
        ["127.0.0.1", "93.184.215.14"],
        ["::ffff:127.0.0.1"],
        ["2606:4700::1111", "::1"],
    ],
)
def test_a_name_with_any_private_address_is_refused(addresses, listener):
    private = listener()
    fetch = HttpsFetcher(resolver=lambda _host, _port: addresses, deadline=3.0)
    answer = fetch(need(f"https://college.example:{private.port}/"))
    assert answer.code == "fetch.private_address"
    time.sleep(0.1)
    assert private.connections == 0


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("https://127.0.0.2:{}/", "fetch.private_address"),
        ("//127.0.0.2:{}/", "fetch.private_address"),
        ("https://2130706434:{}/", "fetch.bad_url"),
        ("http://127.0.0.2:{}/", "fetch.not_https"),
        ("http://college.test:{}/", "fetch.not_https"),
        ("https://[::1", "fetch.bad_url"),
        ("", "fetch.redirects"),
    ],
)
def test_a_redirect_is_judged_like_the_first_address(
    location, code, site, fetcher, answer, listener
):
    private = listener("127.0.0.2")
    target = location.format(private.port)
    site.pages["/"] = answer(b"", "302 Found", Location=target)
    got = fetcher()(need(f"https://college.test:{site.port}/"))
    assert got.code == code
    time.sleep(0.1)
    assert private.connections == 0


def test_a_redirect_to_a_name_that_leads_inside_is_refused(site, fetcher, answer, listener):
    private = listener("127.0.0.2")
    site.pages["/"] = answer(b"", "307 Temporary", Location=f"https://in.test:{private.port}/")
    names = {"college.test": ["127.0.0.1"], "in.test": ["127.0.0.2"]}
    fetch = fetcher(resolver=lambda host, _port: names[host])
    assert fetch(need(f"https://college.test:{site.port}/")).code == "fetch.private_address"
    time.sleep(0.1)
    assert private.connections == 0


def test_a_name_that_changes_its_address_is_not_resolved_twice(site, fetcher, answer, listener):
    private = listener("127.0.0.2", site.port)
    site.pages["/"] = answer(b"{}")
    answers = iter([["127.0.0.1"], ["127.0.0.2"]])
    asked = []

    def rebinding(host, _port):
        asked.append(host)
        return next(answers)

    got = fetcher(resolver=rebinding)(need(f"https://college.test:{site.port}/"))
    assert isinstance(got, Supplied)
    assert asked == ["college.test"]
    assert (site.connections, private.connections) == (1, 0)


def test_a_proxy_in_the_environment_is_not_used(site, fetcher, answer, listener, monkeypatch):
    proxy = listener()
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
    site.pages["/"] = answer(b"{}")
    assert isinstance(fetcher()(need(f"https://college.test:{site.port}/")), Supplied)
    assert proxy.connections == 0


# ------------------------------------------------------------------------ what it fetches


def test_a_document_is_fetched_over_tls(site, fetcher, answer):
    site.pages["/list?x=1"] = answer(b'{"a":1}', Content_Type="Application/VC; charset=utf-8")
    url = f"https://college.test:{site.port}/list?x=1"
    got = fetcher()(need(url + "#94567"))
    assert got == Supplied(b'{"a":1}', "application/vc", NOW, kept=False, url=url)
    request = site.requests[0].lower()
    assert request.startswith(f"get /list?x=1 http/1.1\r\nhost: college.test:{site.port}\r\n")
    assert "\r\nuser-agent: lerway/" in request
    assert "\r\naccept: application/vc, " in request
    assert "\r\naccept-encoding: identity\r\n" in request
    assert "cookie" not in request
    assert "authorization" not in request


def test_an_address_that_is_no_name_is_fetched_too(site, fetcher, answer):
    site.pages["/"] = answer(b"{}")
    assert isinstance(fetcher()(need(f"https://127.0.0.1:{site.port}/")), Supplied)


def test_a_document_is_fetched_once(site, fetcher, answer):
    site.pages["/a"] = answer(b"{}")
    fetch = fetcher()
    url = f"https://college.test:{site.port}"
    first = fetch(need(f"{url}/a"))
    assert fetch(need(f"{url}/a#key-1")) is first
    missing = fetch(need(f"{url}/b"))
    assert fetch(need(f"{url}/b")) is missing
    assert site.connections == 2


def test_a_document_that_several_want_at_once_is_fetched_once(site, fetcher, answer):
    def slow(tls):
        site.wait(0.1)
        tls.sendall(answer(b"{}"))

    site.pages["/a"] = slow
    asked = [need(f"https://college.test:{site.port}/a")] * 4
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(fetcher(), asked))
    assert all(each is answers[0] for each in answers)
    assert site.connections == 1


def test_three_redirects_are_followed_and_no_more(site, fetcher, answer):
    for i in range(5):
        site.pages[f"/{i}"] = answer(b"", "301 Moved", Location=f"/{i + 1}")
    site.pages["/5"] = answer(b"{}")
    url = f"https://college.test:{site.port}"
    fetch = fetcher()
    assert fetch(need(f"{url}/2")).url == f"{url}/5"
    assert fetch(need(f"{url}/1")).code == "fetch.redirects"


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("404 Not Found", "fetch.status"),
        ("500 Oh", "fetch.status"),
        ("204 No Content", "fetch.status"),
        ("206 Partial Content", "fetch.status"),
        ("410 Gone", "fetch.gone"),
    ],
)
def test_other_answers_are_no_documents(status, code, site, fetcher, answer):
    site.pages["/"] = answer(b"", status)
    assert fetcher()(need(f"https://college.test:{site.port}/")).code == code


# --------------------------------------------------------------------------------- limits


def test_a_large_document_is_cut_off(site, fetcher, answer):
    site.pages["/said"] = answer(b"", Content_Length="1001")
    site.pages["/unsaid"] = answer(b"x" * 1001, Content_Length="")
    chunk = b"80\r\n" + b"x" * 128 + b"\r\n"
    site.pages["/chunked"] = (
        answer(b"", Content_Length="", Transfer_Encoding="chunked") + chunk * 8 + b"0\r\n\r\n"
    )
    site.pages["/fits"] = answer(b"x" * 1000)
    fetch = fetcher(Limits(document=1000, image=2000))
    url = f"https://college.test:{site.port}"
    assert isinstance(fetch(need(f"{url}/fits")), Supplied)
    for path in ("/said", "/unsaid", "/chunked"):
        assert fetch(need(url + path)).code == "fetch.too_large"
    related = fetch(need(f"{url}/unsaid", NeedKind.RELATED_RESOURCE))
    assert len(related.body) == 1001


def test_an_endless_document_is_cut_off(site, fetcher, answer):
    def endless(tls):
        tls.sendall(answer(b"", Content_Length=""))
        while not site.wait(0):
            tls.sendall(b"x" * 65536)

    site.pages["/"] = endless
    assert fetcher()(need(f"https://college.test:{site.port}/")).code == "fetch.too_large"


def test_a_compressed_document_is_not_unpacked(site, fetcher, answer):
    site.pages["/"] = answer(gzip.compress(bytes(10_000_000), mtime=0), Content_Encoding="gzip")
    assert fetcher()(need(f"https://college.test:{site.port}/")).code == "fetch.encoded"


@pytest.mark.parametrize("where", ["head", "body"])
def test_a_server_that_drips_is_cut_off_at_the_deadline(where, site, fetcher, answer):
    whole = answer(b"x" * 1000)
    start = len(whole) - 1000 if where == "body" else 0

    def drip(tls):
        tls.sendall(whole[:start])
        for byte in whole[start:]:
            tls.sendall(bytes([byte]))
            if site.wait(0.05):
                return

    site.pages["/"] = drip
    begun = time.monotonic()
    got = fetcher(deadline=0.5)(need(f"https://college.test:{site.port}/"))
    assert got.code == "fetch.timeout"
    assert time.monotonic() - begun < 1.5


def test_a_server_that_says_nothing_is_left_at_the_deadline(fetcher, listener):
    silent = listener()
    got = fetcher(deadline=0.3)(need(f"https://college.test:{silent.port}/"))
    assert got.code == "fetch.timeout"
    assert silent.connections == 1


def test_a_name_server_that_says_nothing_is_left_at_the_deadline(fetcher, listener):
    silent = listener()

    def slow(_host, _port):
        silent.wait(3)
        return []

    begun = time.monotonic()
    got = fetcher(resolver=slow, deadline=0.3)(need("https://college.test/"))
    assert got.code == "fetch.timeout"
    assert time.monotonic() - begun < 1.5


def test_redirects_share_one_deadline(site, fetcher, answer):
    def slow(tls):
        site.wait(0.25)
        tls.sendall(answer(b"", "302 Found", Location="/"))

    site.pages["/"] = slow
    got = fetcher(deadline=0.6)(need(f"https://college.test:{site.port}/"))
    assert got.code == "fetch.timeout"


def test_the_number_of_requests_is_capped(site, fetcher, answer):
    for path in "abcd":
        site.pages[f"/{path}"] = answer(b"{}")
    url = f"https://college.test:{site.port}"
    by_run = fetcher(Limits(needs=2))
    codes = [getattr(by_run(need(f"{url}/{p}")), "code", "supplied") for p in "abc"]
    assert codes == ["supplied", "supplied", "fetch.budget"]
    by_host = fetcher(per_host=1)
    assert isinstance(by_host(need(f"{url}/a")), Supplied)
    assert by_host(need(f"{url}/b")).code == "fetch.budget"
    assert isinstance(by_host(need(f"https://127.0.0.1:{site.port}/a")), Supplied)


# ------------------------------------------------------------------------------- failures


def test_a_host_must_prove_its_name(site, fetcher):
    assert fetcher()(need(f"https://evil.test:{site.port}/")).code == "fetch.tls"


def test_a_certificate_that_nobody_vouches_for_is_refused(site, fetcher):
    stranger = HttpsFetcher(permit=only_first_loopback, deadline=5.0)
    assert stranger(need(f"https://127.0.0.1:{site.port}/")).code == "fetch.tls"
    assert site.requests == []


def test_http_on_a_port_for_https_is_no_tls(fetcher, listener):
    plain = listener()
    plain.serve = lambda connection: connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n{}")
    assert fetcher()(need(f"https://college.test:{plain.port}/")).code == "fetch.tls"


def test_a_closed_port_is_unreachable(fetcher, listener):
    gone = listener()
    gone.close()
    assert fetcher()(need(f"https://college.test:{gone.port}/")).code == "fetch.unreachable"


def test_a_second_address_is_tried_when_the_first_is_dead(site, fetcher, answer):
    site.pages["/"] = answer(b"{}")
    fetch = fetcher(
        resolver=lambda _host, _port: ["127.0.0.3", "127.0.0.1"],
        permit=lambda _address: True,
    )
    assert isinstance(fetch(need(f"https://college.test:{site.port}/")), Supplied)


@pytest.mark.parametrize(
    "page", [b"not http\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}"]
)
def test_a_server_that_breaks_the_rules_is_unreachable(page, site, fetcher):
    site.pages["/"] = page
    assert fetcher()(need(f"https://college.test:{site.port}/")).code == "fetch.unreachable"


@pytest.mark.parametrize("reply", [[], ["no address"], OSError, UnicodeError])
def test_a_name_without_an_address_is_said(reply, fetcher):
    def resolver(_host, _port):
        if isinstance(reply, list):
            return reply
        raise reply

    assert fetcher(resolver=resolver)(need("https://college.test/")).code == "fetch.dns"
