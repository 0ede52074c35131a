"""RFC 3986, section 5.4: the examples of reference resolution."""

from __future__ import annotations

import pytest

from lerway.standards.jsonld.iri import has_scheme, is_clean, resolve

BASE = "http://a/b/c/d;p?q"
EXAMPLES = {
    "g:h": "g:h",
    "g": "http://a/b/c/g",
    "./g": "http://a/b/c/g",
    "g/": "http://a/b/c/g/",
    "/g": "http://a/g",
    "//g": "http://g",
    "?y": "http://a/b/c/d;p?y",
    "g?y": "http://a/b/c/g?y",
    "#s": "http://a/b/c/d;p?q#s",
    "g#s": "http://a/b/c/g#s",
    "g?y#s": "http://a/b/c/g?y#s",
    ";x": "http://a/b/c/;x",
    "g;x": "http://a/b/c/g;x",
    "g;x?y#s": "http://a/b/c/g;x?y#s",
    "": "http://a/b/c/d;p?q",
    ".": "http://a/b/c/",
    "./": "http://a/b/c/",
    "..": "http://a/b/",
    "../": "http://a/b/",
    "../g": "http://a/b/g",
    "../..": "http://a/",
    "../../": "http://a/",
    "../../g": "http://a/g",
    "../../../g": "http://a/g",
    "/./g": "http://a/g",
    "/../g": "http://a/g",
    "g.": "http://a/b/c/g.",
    ".g": "http://a/b/c/.g",
    "g..": "http://a/b/c/g..",
    "./../g": "http://a/b/g",
    "./g/.": "http://a/b/c/g/",
    "g/./h": "http://a/b/c/g/h",
    "g/../h": "http://a/b/c/h",
    "g;x=1/./y": "http://a/b/c/g;x=1/y",
    "g;x=1/../y": "http://a/b/c/y",
    "g?y/../x": "http://a/b/c/g?y/../x",
}


@pytest.mark.parametrize(("reference", "target"), EXAMPLES.items())
def test_resolution(reference, target):
    assert resolve(BASE, reference) == target


def test_a_base_without_a_path():
    assert resolve("http://a", "g") == "http://a/g"


@pytest.mark.parametrize("iri", ["https://a/b#c", "urn:x", "did:key:z6Mk", "data:,é%20"])
def test_what_is_an_iri(iri):
    assert has_scheme(iri)
    assert is_clean(iri)


@pytest.mark.parametrize("text", ["", "a", "//a", "/a", "#a", "1a:b", ":a", "é:a", "a/b:c"])
def test_what_has_no_scheme(text):
    assert not has_scheme(text)


@pytest.mark.parametrize("char", list(' <>"{}|^`\\\n\x00\x7f\x85\ud800\uffff'))
def test_what_no_iri_has(char):
    assert not is_clean(f"urn:a{char}b")
