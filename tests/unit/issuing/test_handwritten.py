from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lerway.domain.issuing.written.handwritten import read_handwritten, resolved
from lerway.kernel.errors import UnreadableError


def read(text):
    return resolved(read_handwritten(text.encode()))


def test_yaml_and_json_say_the_same():
    yaml = 'name: Welding\nlevels: [1, 2.5, true, null, "3"]\nnested:\n  - a: b\n'
    json = '{"name": "Welding", "levels": [1, 2.5, true, null, "3"], "nested": [{"a": "b"}]}'
    assert read(yaml) == read(json)


def test_dates_and_yes_are_texts_as_they_were_written():
    assert read("day: 2026-06-12\nanswer: yes\ntime: 12:30:00\noct: 010") == {
        "day": "2026-06-12",
        "answer": "yes",
        "time": "12:30:00",
        "oct": 10,
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: 1\na: 2", "yaml.duplicate_key"),
        ('{"a": 1, "a": 2}', "json.duplicate_key"),
        ("a: &x [1]\nb: *x", "yaml.alias"),
        ("a: !!python/object:os.system x", "yaml.tag"),
        ("a: b: c", "yaml.syntax"),
        ("a: 1\n---\nb: 2", "yaml.several_documents"),
        ("? [1, 2]\n: x", "yaml.key"),
        ("- a\n- b", "file.not_a_mapping"),
        ("[1]", "file.not_a_mapping"),
        ("", "file.not_a_mapping"),
        ("a: " + "[" * 100 + "]" * 100, "yaml.too_deep"),
        ("a: " + "x" * 1024 * 1024, "yaml.too_large"),
        ("a: \0", "yaml.syntax"),
        (r'a: "\ud800"', "yaml.syntax"),
        (r'a: "\U00110000"', "yaml.syntax"),
        (r'a: "\UFFFFFFFF"', "yaml.syntax"),
    ],
)
def test_what_is_refused(text, code):
    with pytest.raises(UnreadableError) as e:
        read(text)
    assert e.value.code == code


def test_a_file_that_is_not_utf_8_is_refused():
    with pytest.raises(UnreadableError) as e:
        read_handwritten("name: Zoë".encode("cp1252"))
    assert e.value.code == "yaml.encoding"


def test_a_billion_laughs_is_refused_at_once():
    bomb = "a: &a [x]\n" + "".join(f"{n}: &{n} [*a, *a]\n" for n in "bcdefgh")
    with pytest.raises(UnreadableError):
        read(bomb)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
@example(b"a: [b, {c: d}]")
@example(b"? a\n: b")
@example(b"%TAG ! x\n--- a")
def test_whatever_is_read_raises_nothing_else(data):
    with suppress(UnreadableError):
        resolved(read_handwritten(data))


@pytest.mark.parametrize("text", ["a:\n\tb: 1\n", "a:\n  \t- b\n"])
def test_a_tab_in_yaml_is_named(text):
    with pytest.raises(UnreadableError) as e:
        read(text)
    assert e.value.code == "yaml.syntax"
    assert "a tab stands in this line" in e.value.problem.hint


def test_yaml_costs_more_than_json_so_it_must_be_shorter():
    many = [f"skill {n}" for n in range(6_000)]
    as_json = json.dumps({"tag": many})
    assert 65_536 < len(as_json) < 1_000_000
    assert read(as_json) == {"tag": many}
    with pytest.raises(UnreadableError) as e:
        read("tag:\n" + "".join(f"- {t}\n" for t in many))
    assert e.value.code == "yaml.too_large"
    assert "JSON" in e.value.problem.hint
