"""Kept copies: where they stand, what is not taken for them, and nothing outside."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lerway.adapters.documents.chain import first_of, offline
from lerway.adapters.documents.folder import KeptDocuments
from lerway.kernel.limits import Limits
from lerway.kernel.need import Need, NeedKind, Supplied, Unavailable

DATE = datetime(2026, 10, 1, 12, tzinfo=UTC)
SECRET = b"the secret"


def need(url: str, kind: NeedKind = NeedKind.SCHEMA) -> Need:
    return Need(kind, url)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Return what writes a kept copy, asks for a URL, and returns the answer."""

    def ask(name: str, url: str):
        root = tmp_path_factory.mktemp("kept")
        path = root.joinpath(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"{}")
        os.utime(path, (DATE.timestamp(), DATE.timestamp()))
        return KeptDocuments(root)(need(url))

    return ask


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("college.example/keys/1", "https://college.example/keys/1"),
        ("college.example/keys/1", "https://College.Example/keys/1#key"),
        ("college.example/keys/1.json", "https://college.example/keys/1"),
        ("college.example/keys/1/index.json", "https://college.example/keys/1"),
        ("college.example/index.json", "https://college.example"),
        ("college.example/index.json", "https://college.example/"),
        ("college.example/keys/index.json", "https://college.example/keys/"),
        ("college.example/.well-known/did.json", "https://college.example/.well-known/did.json"),
        ("college.example/x", "https://college.example:443/x"),
        ("college.example%3A8443/x", "https://college.example:8443/x"),
        ("college.example:8443/x", "https://college.example:8443/x"),
        ("college.example/list?n=1", "https://college.example/list?n=1"),
        ("college.example/list?at=a%2Fb", "https://college.example/list?at=a/b"),
        ("college.example/index.json?n=1", "https://college.example/?n=1"),
        ("college.example/a b", "https://college.example/a%20b"),
        ("college.example/a%20b", "https://college.example/a%20b"),
        ("old.example/schema", "http://old.example/schema"),
    ],
)
def test_a_copy_is_found_by_its_address(name, url, kept):
    got = kept(name, url)
    assert isinstance(got, Supplied)
    assert (got.body, got.kept, got.retrieved, got.url) == (b"{}", True, DATE, url)


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("college.example/keys/1", "https://college.example/keys/2"),
        ("college.example/keys/1", "https://other.example/keys/1"),
        ("college.example/keys/1", "https://college.example:8443/keys/1"),
        ("college.example/list", "https://college.example/list?n=1"),
        ("college.example/list?n=1", "https://college.example/list"),
        ("college.example/keys/1", "https://college.example/keys"),
        ("college.example/keys/1", "did:web:college.example:keys:1"),
        ("college.example/keys/1", "https://user@college.example/keys/1"),
        ("college.example/keys/1", "https://[college.example/keys/1"),
        ("college.example/keys/1", "https://college.example/keys/%FF"),
    ],
)
def test_another_copy_is_not_taken_for_it(name, url, kept):
    assert kept(name, url).code == "fetch.not_kept"


@pytest.mark.parametrize(
    "path",
    [
        "../secret",
        "a/../../secret",
        "%2e%2e/secret",
        "..%2fsecret",
        "%2e%2e%2fsecret",
        "..\\secret",
        "..%5csecret",
        "a//secret",
        "%00",
    ],
)
def test_no_address_leads_out_of_the_folder(path, tmp_path):
    (tmp_path / "secret").write_bytes(SECRET)
    (tmp_path / "kept" / "college.example" / "a").mkdir(parents=True)
    got = KeptDocuments(tmp_path / "kept")(need(f"https://college.example/{path}"))
    assert got.code == "fetch.kept_path"


@pytest.mark.parametrize("host", ["..", "."])
def test_no_host_leads_out_of_the_folder(host, tmp_path):
    (tmp_path / "secret").write_bytes(SECRET)
    (tmp_path / "kept").mkdir()
    got = KeptDocuments(tmp_path / "kept")(need(f"https://{host}/secret"))
    assert got.code == "fetch.kept_path"


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    (tmp_path / "secret").write_bytes(SECRET)
    host = tmp_path / "kept" / "college.example"
    host.mkdir(parents=True)
    (host / "file").symlink_to(tmp_path / "secret")
    (host / "folder").symlink_to(tmp_path)
    (host / "real").write_bytes(b"{}")
    (host / "inside").symlink_to(host / "real")
    (host / "loop").symlink_to(host / "loop")
    kept = KeptDocuments(tmp_path / "kept")
    assert kept(need("https://college.example/file")).code == "fetch.kept_path"
    assert kept(need("https://college.example/folder/secret")).code == "fetch.kept_path"
    assert isinstance(kept(need("https://college.example/inside")), Supplied)
    assert isinstance(kept(need("https://college.example/loop")), Unavailable)


def test_what_cannot_be_read_is_said(tmp_path):
    (tmp_path / "college.example").mkdir()
    (tmp_path / "college.example" / "large").write_bytes(b"x" * 11)
    kept = KeptDocuments(tmp_path, Limits(document=10, image=11))
    assert kept(need("https://college.example/large")).code == "fetch.too_large"
    large = kept(need("https://college.example/large", NeedKind.RELATED_RESOURCE))
    assert isinstance(large, Supplied)
    long = kept(need("https://college.example/" + "x" * 5000))
    assert long.code == "fetch.kept_unreadable"


@given(
    url=st.text() | st.builds("https://{}/{}".format, st.text(), st.text(alphabet="./%2eEfF\\a?#"))
)
def test_a_folder_never_raises_and_never_shows_what_is_outside(url, tmp_path_factory):
    base = tmp_path_factory.getbasetemp() / "outside"
    (base / "kept" / "a").mkdir(parents=True, exist_ok=True)
    for name in ("a", "a.json", "secret", "index.json"):
        if not (base / name).exists():
            (base / name).write_bytes(SECRET)
    got = KeptDocuments(base / "kept")(need(url))
    assert isinstance(got, Unavailable)


def test_the_first_source_that_has_it_supplies_it():
    supplied = Supplied(b"{}", None, DATE, kept=True)
    asked = []

    def network(given: Need):
        asked.append(given)
        return Unavailable("fetch.timeout", "too slow")

    def copies(given: Need):
        if given.url.endswith("kept"):
            return supplied
        return Unavailable("fetch.not_kept", "there is none")

    both = first_of(copies, network)
    assert both(need("https://college.example/kept")) is supplied
    assert asked == []
    assert both(need("https://college.example/other")).code == "fetch.timeout"
    assert first_of(copies, offline)(need("https://college.example/x")).code == "fetch.offline"
    assert first_of()(need("https://college.example/x")).code == "fetch.offline"
