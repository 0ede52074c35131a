"""A layout takes a text apart as a parser would, or leaves it to one."""

from __future__ import annotations

import json
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lerway.kernel.strict_json import parse
from lerway.standards.jsonld.shapes.layout import Layout
from lerway.standards.jsonld.shapes.skeleton import Skeleton
from tests.unit.jsonld.shapes.documents import badge

MANY = 20_000 if os.environ.get("LERWAY_TORTURE") else 300
DOCUMENT = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "type": ["VerifiableCredential"],
    "id": "urn:x:1",
    "n": 1.5,
    "name": "Grundlagen des Löschens",
    "of": [{"a": "b", "c": True}, "d", None, {"escaped\n": "e"}],
}
SKELETON = Skeleton(DOCUMENT)
TEXT = json.dumps(DOCUMENT, ensure_ascii=False).encode()
LAYOUT = Layout(TEXT, DOCUMENT, SKELETON.slots)


def agrees(text: bytes) -> bool:
    """Whether the layout takes `text`; then it must say what the strict reader says."""
    for _ in range(2):  # also as one that is as long as one before
        found = LAYOUT.match(text)
        if found is not None:
            assert found == SKELETON.match(parse(text))
    return found is not None


def test_texts_of_one_layout():
    assert agrees(TEXT)
    for value in ("", "x", "ä" * 99, "語", "a/b", "\u00a0".strip()):
        assert agrees(json.dumps({**DOCUMENT, "name": value}, ensure_ascii=False).encode())


@pytest.mark.parametrize(
    "name", ['"', "\\", "\n", "\x7f", "\ufffe", "\u2028", "\ud800", '","name":"', '"}', "\0"]
)
def test_what_is_not_plain_is_left_to_the_parser(name):
    raw = TEXT.replace("Grundlagen des Löschens".encode(), name.encode("utf-8", "surrogatepass"))
    assert LAYOUT.match(raw) is None
    assert not agrees(json.dumps({**DOCUMENT, "name": name}).encode())


@settings(max_examples=MANY, deadline=None)
@given(st.data())
def test_bytes_changed_anywhere(draw):
    text = bytearray(TEXT)
    for _ in range(draw.draw(st.integers(1, 3))):
        at = draw.draw(st.integers(0, len(text) - 1))
        new = draw.draw(
            st.sampled_from([b'"', b"\\", b"", b"a", b"\xc3", b'","id":"', b" ", b"\0"])
        )
        text[at : at + draw.draw(st.integers(0, 2))] = new
    agrees(bytes(text))


@settings(max_examples=MANY, deadline=None)
@given(st.dictionaries(st.sampled_from(["id", "name"]), st.text(max_size=8)))
def test_any_texts(changed):
    document = {**DOCUMENT, **changed}
    agrees(json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    agrees(json.dumps(document).encode())


def test_slots_as_long_as_before_but_cut_elsewhere():
    """Two texts of one length whose slots are not as long each."""
    one = json.dumps({**DOCUMENT, "id": "urn:x:12", "name": "abc"}).encode()
    other = json.dumps({**DOCUMENT, "id": "urn:x:1", "name": "abcd"}).encode()
    assert len(one) == len(other)
    assert agrees(one)
    assert agrees(other)
    assert agrees(one)
    shifted = one.replace(b"urn:x:12", b'urn:x:1"')
    assert LAYOUT.match(shifted) is None


def test_many_lengths_are_not_all_kept():
    for n in range(200):
        assert agrees(json.dumps({**DOCUMENT, "name": "x" * n}).encode())
    assert len(LAYOUT._lengths) <= 32


def test_no_layout():
    with pytest.raises(ValueError, match="escape"):
        Layout(json.dumps(DOCUMENT).encode(), DOCUMENT, SKELETON.slots)
    document = badge(1)  # a whole number is a slot in it
    text = json.dumps(document, ensure_ascii=False).encode()
    with pytest.raises(ValueError, match="no text"):
        Layout(text, document, Skeleton(document).slots)
    with pytest.raises(ValueError, match="changes"):
        Layout(b"{}", DOCUMENT, SKELETON.slots)
