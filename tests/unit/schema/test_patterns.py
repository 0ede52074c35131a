"""Patterns of strangers: what is matched, what it may cost, what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lerway.kernel.errors import UndeterminedError
from lerway.standards.vc_json_schema.patterns import compile_pattern

BADGE = r"^https:\/\/purl\.imsglobal\.org\/spec\/ob\/v3p0\/context(-3\.\d\.\d)*\.json$"


@pytest.mark.parametrize(
    ("source", "good", "bad"),
    [
        ("^urn:uuid:", "urn:uuid:1", "x urn:uuid:1"),
        (BADGE, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json", "https://purl"),
        (r"^\d+(\.\d+){1,3}$", "1.2.3", "1"),
        (r"^[a-z]{2}(-[A-Z]{2})?$", "en-US", "en-us"),
        ("(ext:)[a-z|A-Z|0-9|.|-|_]+", "ext:a|b", "ext"),
        (r"^[a-zA-Z0-9_-]+\.[a-zA-Z0-9_-]*\.[a-zA-Z0-9_-]+$", "a..b", "a.b"),
        ("^a$", "a", "a\n"),  # in Python's own dialect `$` lets a line end pass
        (r"^\d$", "5", "٥"),  # noqa: RUF001 - ECMA-262 knows ASCII digits only
        ("^[$]$", "$", "x"),
        ("^a{$", "a{", "a"),
        ("^a{,2}$", "a{,2}", "aa"),
        ("^]}$", "]}", ""),
        (r"^[\]\\]$", "]", "x"),
        ("^[[]$", "[", "x"),
        (r"^\/é\x41A$", "/éAA", "x"),
        ("(?=.*[0-9])(?!.*x)^.{3,}$", "ab1", "abx1"),
        ("^(?:ab|cd)*?$", "abcd", "abc"),
        ("^(a+b)*$", "abaab", "aba"),
        (r"^([ab])\1$", "aa", "ab"),
    ],
)
def test_a_pattern_means_what_it_means_in_json_schema(source, good, bad):
    pattern = compile_pattern(source)
    assert pattern.matches(good)
    assert not pattern.matches(bad)


@pytest.mark.parametrize(
    "source",
    ["(a+)+", "(a*)*$", "(a|aa)+", "(a|a)*", "(a?)*", "([a-z]+-?)*", "(.*a){2,}", "((a+)b?)*",
     "(a|ab)*", "(?:)*", "(a|b?){1,99}", "(/[^/~]*(~[01][^/~]*)*)*", r"(\w+\d)*", r"([^,]+,?)*",
     "^([^a]((?=[ab])){1,30})*$", "([ab](^)?){2,}c", "^((?!b){1,30}a)*c", "(($)+a)*", "($|a)*", "(" * 30 + "a" + ")" * 30, "a" * 3000],
)  # fmt: skip
def test_nested_repeats_are_refused(source):
    with pytest.raises(UndeterminedError) as e:
        compile_pattern(source)
    assert e.value.code == "schema.pattern_unsafe"


@pytest.mark.parametrize(
    "source",
    ["(", ")", "a)", "[", "[]", "[]a]", "[^]", "*a", "a**", "a*+", "a++", "a?+", "(?i)a",
     "(?P<n>a)", "(?<n>a)", "(?>a)", r"\p{L}", r"\cA", r"\Aa", r"\Z", r"\u{41}", r"\x4", "\\",
     r"\k<n>", "a{3,2}", r"\9", "[a--z]", "[z-a]", "(?<=a+)b", "a{99999999999}b{2"],
)  # fmt: skip
def test_what_python_reads_otherwise_is_refused(source):
    try:
        pattern = compile_pattern(source)
    except UndeterminedError as e:
        assert e.code == "schema.pattern_unsupported"  # noqa: PT017
    else:
        assert source.startswith("a{99999999999}")
        assert pattern.matches(source)


def test_the_cost_grows_with_the_length_and_the_repeats():
    line, square, cube = (compile_pattern(p) for p in ("^a*$", "^a*a*$", "^a*a*a*$"))
    assert line.steps(1000) < 3_000
    assert 10**6 < square.steps(1000) < 2 * 10**6
    assert cube.steps(1000) > 10**9
    assert compile_pattern("a*b").steps(1000) > 10**6  # tried from each place


def test_where_the_next_character_decides_a_repeat_costs_nothing_more():
    token = compile_pattern(r"^[a-zA-Z0-9_-]+\.[a-zA-Z0-9_-]*\.[a-zA-Z0-9_-]+$")
    assert token.steps(5000) < 10_000
    assert compile_pattern(r"^[^@]*@[^@]*\.\D+$").steps(5000) > 10**7
    assert compile_pattern(r"^([a-z]+,)*$").steps(5000) < 10_000
    assert compile_pattern(r"^\d*\d?x$").steps(5000) > 10**7


def test_an_estimate_is_above_what_is_spent():
    """The slowest honest case: each way is tried, and none fits."""
    pattern = compile_pattern("^a*a*a*b$")
    assert not pattern.matches("a" * 60)
    assert pattern.steps(60) > 60**3


@given(st.text(alphabet="ab01()[]{}|*+?^$.\\-,dDwu:=!<>", max_size=20))
def test_reading_a_pattern_raises_only_declared_errors(source):
    try:
        pattern = compile_pattern(source)
    except UndeterminedError:
        return
    if pattern.steps(8) < 10**6:
        pattern.matches("aab01ab0")
