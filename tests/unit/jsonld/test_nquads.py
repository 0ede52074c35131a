"""N-Quads are read strictly, and nothing but our own errors comes of bad ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lerway.kernel.errors import LerwayError, UnreadableError
from lerway.kernel.limits import Limits
from lerway.standards.jsonld.rdfc import Quad, parse_nquads

GOOD = {
    "<urn:s> <urn:p> <urn:o> .": Quad("<urn:s>", "<urn:p>", "<urn:o>", ""),
    "<urn:s><urn:p><urn:o><urn:g>.": Quad("<urn:s>", "<urn:p>", "<urn:o>", "<urn:g>"),
    "_:a\t<urn:p>\t_:b.1 _:g. # why": Quad("_:a", "<urn:p>", "_:b.1", "_:g"),
    '_:0 <urn:p> "x" .': Quad("_:0", "<urn:p>", '"x"', ""),
    '_:a <urn:p> "x"@EN-us .': Quad("_:a", "<urn:p>", '"x"@en-us', ""),
    r'_:a <urn:p> "\u00e9\U0001F393\t\'"^^<urn:t> .': Quad(
        "_:a", "<urn:p>", '"é🎓\\t\'"^^<urn:t>', ""
    ),
    '_:a <urn:p> "x"^^<http://www.w3.org/2001/XMLSchema#string> .': Quad(
        "_:a", "<urn:p>", '"x"', ""
    ),
    r"<urn:\u00e9> <urn:p> <urn:o> .": Quad("<urn:é>", "<urn:p>", "<urn:o>", ""),
}


@pytest.mark.parametrize(("line", "quad"), GOOD.items())
def test_a_statement(line, quad):
    assert parse_nquads(line) == [quad]
    assert parse_nquads(str(quad)) == [quad]


def test_lines_comments_and_duplicates():
    text = b"# one\r\n\r\n<urn:s> <urn:p> <urn:o> .\n  \n<urn:s> <urn:p> <urn:o> . # again\r"
    assert len(parse_nquads(text)) == 1
    assert parse_nquads("") == []


@pytest.mark.parametrize(
    "line",
    [
        "<urn:s> <urn:p> <urn:o>",
        "<urn:s> <urn:p> .",
        "<s> <urn:p> <urn:o> .",
        '"x" <urn:p> <urn:o> .',
        "<urn:s> _:p <urn:o> .",
        '<urn:s> <urn:p> <urn:o> "g" .',
        "<urn:s> <urn:p> <urn:o o> .",
        r"<urn:s> <urn:p> <urn:\u0020> .",
        r"<urn:s> <urn:p> <urn:\n> .",
        '<urn:s> <urn:p> "a"b" .',
        r'<urn:s> <urn:p> "\x" .',
        r'<urn:s> <urn:p> "\ud800" .',
        r'<urn:s> <urn:p> "\U00110000" .',
        '<urn:s> <urn:p> "x"@ .',
        '<urn:s> <urn:p> "x"@en--ltr .',
        '<urn:s> <urn:p> "x"^^_:t .',
        "<urn:s> <urn:p> _:a. <urn:g> .",
        "<urn:s> <urn:p> _:-a .",
        "<urn:s> <urn:p> <urn:o> . <urn:s> <urn:p> <urn:o> .",
        "\ufeff<urn:s> <urn:p> <urn:o> .",
    ],
)
def test_what_is_no_statement_is_refused(line):
    with pytest.raises(UnreadableError) as e:
        parse_nquads(line)
    assert e.value.code == "nquads.syntax"


def test_bytes_that_are_not_utf_8_are_refused():
    with pytest.raises(UnreadableError) as e:
        parse_nquads(b'<urn:s> <urn:p> "\xff" .')
    assert e.value.code == "nquads.syntax"


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(document=10), "rdf.too_large"),
        (Limits(quads=1), "rdf.too_many_quads"),
        (Limits(blank_nodes=1), "rdf.too_many_blank_nodes"),
    ],
)
def test_limits(limits, code):
    with pytest.raises(UnreadableError) as e:
        parse_nquads("_:a <urn:p> _:b .\n_:a <urn:p> <urn:o> .\n", limits=limits)
    assert e.value.code == code


@pytest.mark.parametrize("part", ["_:a", "_:a.", "<urn:", '"\\', "\\u0041", "<a:b> ", '"a"@a-'])
def test_no_line_takes_long(part):
    with pytest.raises(UnreadableError):
        parse_nquads("<urn:s> <urn:p> " + part * 200_000 + "?")


PIECES = [
    "<urn:a>",
    "_:a",
    '"x"',
    "@en",
    "^^",
    " ",
    ".",
    "\n",
    "\\u0041",
    "#",
    "\x00",
    "é",
    "<",
    '"',
]


@given(st.one_of(st.text(), st.binary(), st.lists(st.sampled_from(PIECES)).map("".join)))
def test_any_input_is_read_or_refused(text):
    try:
        quads = parse_nquads(text)
    except LerwayError:
        return
    assert parse_nquads("".join(map(str, quads))) == quads


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives_writing_and_reading(text):
    from lerway.standards.jsonld.rdf import literal

    quad = Quad("<urn:s>", "<urn:p>", literal(text), "")
    assert parse_nquads(str(quad)) == [quad]
