"""What stands in a document never becomes code, and a stranger cannot fill the memory."""

from __future__ import annotations

import re
import tracemalloc

import pytest

from lerway.standards.jsonld.shapes.cache import Shapes
from lerway.standards.jsonld.shapes.compiling import Graph, compile_shape, whole
from tests.unit.jsonld.shapes.documents import VIEW, Doc, badge, said, slow

EVIL = [
    "'); import os; os.system('x'); ('",
    '{__import__("os").getcwd()}',
    "{v0}",
    "\\x7b1\\x7d",
    'f"{1}"',
    "\u2028raise SystemExit",
    "'''\n\"\"\"",
]
WORDS = re.compile(r"[a-zA-Z_]\w*")
OURS = {
    "try", "except", "if", "not", "or", "and", "return", "None", "is", "in", "for", "def", "True", "False",
    "type", "len", "zip", "dict", "sorted", "join", "encode", "digest", "translate", "startswith", "search",
    "map", "Texts", "sort", "AttributeError", "IndexError", "KeyError", "TypeError", "UnicodeEncodeError", "H", "Text", "Whole",
    "Real", "Dict", "List", "names", "vouched", "plain", "pass", "v", "d", "t", "j", "r", "x", "f",
}  # fmt: skip


def renamed(document: Doc, text: str) -> Doc:
    """A badge with `text` in its texts, in its types and in names of members."""
    out = badge(name=text, description=text)
    out["credentialSubject"]["achievement"]["description"] = text
    out["credentialSubject"]["achievement"]["tag"] = [text, "b", "c"]
    return out


def source(document: Doc) -> str:
    skeleton, made = compile_shape(document, {"": Graph(whole, VIEW)})
    return skeleton.source + made[""].source


@pytest.mark.parametrize("text", EVIL)
def test_the_code_of_a_shape_is_the_same_whatever_the_texts_are(text):
    assert source(renamed(badge(), text)) == source(renamed(badge(), "harmless"))


@pytest.mark.parametrize("text", EVIL)
def test_texts_that_look_like_code_are_texts(text):
    shapes = Shapes()
    document = renamed(badge(), text)
    for _ in range(3):
        assert shapes.canonical_document(document, VIEW) == slow(document)


def test_the_code_has_no_words_but_ours():
    words = set(WORDS.findall(source(badge())))
    assert {w for w in words if not re.fullmatch(r"[Cvbhos]\d+", w)} <= OURS


def form(i: int) -> Doc:
    """One of as many shapes as one likes."""
    document = badge(i)
    achievement = document["credentialSubject"]["achievement"]
    achievement["tag"] = [f"t{k}" for k in range(1 + i % 50)]
    achievement["alignment"] = achievement["alignment"][:1] * (1 + i // 50)
    return document


def test_a_flood_of_shapes_neither_grows_nor_drives_out_the_honest_ones():
    shapes = Shapes(most=20)
    for i in range(6):
        shapes.canonical_document(badge(i), VIEW)
    [honest] = shapes._kept.alike(gist := next(iter(shapes._kept._alike)))
    for i in range(60):
        for _ in range(2):
            said(lambda i=i: shapes.canonical_document(form(i), VIEW))
        shapes.canonical_document(badge(100 + i), VIEW)
        assert len(shapes) <= 20
    assert honest in shapes._kept.alike(gist)


def test_the_estimate_of_bytes_is_no_less_than_what_is_used():
    shapes = Shapes()
    form(0), slow(form(0))
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for i in range(12):
            for _ in range(2):
                shapes.canonical_document(form(i), VIEW)
        used = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert len(shapes) >= 6
    assert 0.3 * shapes.held < used < 1.5 * shapes.held


def test_so_many_bytes_and_no_more():
    shapes = Shapes(most_bytes=600_000)
    for i in range(12):
        for _ in range(2):
            shapes.canonical_document(form(i), VIEW)
        assert shapes.held <= 600_000
    assert len(shapes) >= 1
