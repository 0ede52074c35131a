"""Which addresses may be connected to, and which URLs may be asked for."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lerway.adapters.https.addresses import is_public
from lerway.adapters.https.fetch import HttpsFetcher
from lerway.adapters.https.target import Target, parse_target
from lerway.kernel.need import Need, NeedKind, Unavailable

REFUSED = """\
0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254 168.63.129.16
169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.192 192.0.2.1 192.88.99.1
192.168.1.1 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250
240.0.0.1 255.255.255.255
:: ::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::127.0.0.1 ::8.8.8.8 ::ffff:0:8.8.8.8
64:ff9b::127.0.0.1 64:ff9b::10.0.0.1 64:ff9b::169.254.169.254 64:ff9b:1::8.8.8.8
100::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:2::1 2001:10::1 2001:20::1
2001:db8::1 2002:7f00:1::1 2002:808:808::1 3fff::1 5f00::1 fc00::1 fd00:ec2::254
fe80::1 fe80::1%eth0 2606:4700::1111%eth0 fec0::1 ff02::1 ff0e::1
"""
PERMITTED = "8.8.8.8 93.184.215.14 172.32.0.1 2606:4700::1111 2a00:1450:4001::1 64:ff9b::8.8.8.8"


@pytest.mark.parametrize("text", REFUSED.split())
def test_what_only_this_network_can_reach_is_refused(text):
    assert not is_public(ip_address(text))


@pytest.mark.parametrize("text", PERMITTED.split())
def test_what_anybody_can_reach_is_permitted(text):
    assert is_public(ip_address(text))


@pytest.mark.parametrize(
    ("url", "host", "port", "path"),
    [
        ("https://College.Example/a/b?c=d#e", "college.example", 443, "/a/b?c=d"),
        ("HTTPS://college.example", "college.example", 443, "/"),
        ("https://college.example:8443/x", "college.example", 8443, "/x"),
        ("https://college.example/é x".replace(" ", "%20"), "college.example", 443, "/%C3%A9%20x"),
        ("https://8.8.8.8/dns", "8.8.8.8", 443, "/dns"),
        ("https://[2606:4700::1111]:444/", "2606:4700::1111", 444, "/"),
        ("https://xn--bcher-kva.example./", "xn--bcher-kva.example.", 443, "/"),
    ],
)
def test_a_url_says_where_to_connect(url, host, port, path):
    target = parse_target(url)
    assert isinstance(target, Target)
    assert (target.host, target.port, target.path) == (host, port, path)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://college.example/", "fetch.not_https"),
        ("file:///etc/passwd", "fetch.not_https"),
        ("ftp://college.example/", "fetch.not_https"),
        ("did:web:college.example", "fetch.not_https"),
        ("", "fetch.not_https"),
        ("https://", "fetch.bad_url"),
        ("https://user:secret@college.example/", "fetch.bad_url"),
        ("https://college.example@evil.example/", "fetch.bad_url"),
        ("https://college.example\\@evil.example/", "fetch.bad_url"),
        ("https://college.example/a b", "fetch.bad_url"),
        ("https://college.example/\r\nHost: evil.example", "fetch.bad_url"),
        ("https://college.example:0/", "fetch.bad_url"),
        ("https://college.example:65536/", "fetch.bad_url"),
        ("https://college.example:/", "fetch.bad_url"),
        ("https://college..example/", "fetch.bad_url"),
        ("https://bücher.example/", "fetch.bad_url"),
        ("https://2130706433/", "fetch.bad_url"),
        ("https://0x7f000001/", "fetch.bad_url"),
        ("https://0x7f.1/", "fetch.bad_url"),
        ("https://0177.0.0.1/", "fetch.bad_url"),
        ("https://127.1/", "fetch.bad_url"),
        ("https://127.0.0.1./", "fetch.bad_url"),
        ("https://①②⑦.0.0.1/", "fetch.bad_url"),
        ("https://college.example/\ud800", "fetch.bad_url"),
        ("https://[::1/", "fetch.bad_url"),
        ("https://[v1.x]/", "fetch.bad_url"),
        ("https://college.example/" + "x" * 9000, "fetch.bad_url"),
    ],
)
def test_other_urls_are_refused(url, code):
    refused = parse_target(url)
    assert isinstance(refused, Unavailable)
    assert refused.code == code


def nowhere(host, port):
    raise OSError


@given(st.text() | st.builds("https://{}/{}".format, st.text(), st.text()))
def test_a_fetcher_never_raises(url):
    answer = HttpsFetcher(resolver=nowhere)(Need(NeedKind.SCHEMA, url))
    assert isinstance(answer, Unavailable)
    assert answer.code in {
        "fetch.not_https",
        "fetch.bad_url",
        "fetch.dns",
        "fetch.private_address",
    }
