"""RDFC-1.0: W3C's test suite, 64 of 64, by both engines."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache

import pytest

from lerway.kernel.errors import UnreadableError
from lerway.standards.jsonld.rdfc import (
    Canonical,
    canonicalize,
    canonicalize_counted,
    canonicalize_pyoxigraph,
    parse_nquads,
)
from tests.shared_files import shared

SUITE = ("standards", "vectors", "rdfc-1.0")


def entries(kind: str) -> list[dict]:
    manifest = json.loads(shared(*SUITE, "manifest.jsonld").read_text("utf-8"))
    return [e for e in manifest["entries"] if e["type"] == f"rdfc:{kind}"]


def name(entry):
    return f"{entry['id'].lstrip('#')} {entry['name']}"


def hash_name(entry):
    return entry.get("hashAlgorithm", "SHA256").lower()


def given(entry):
    return parse_nquads(shared(*SUITE, entry["action"]).read_bytes())


@cache
def result_of(action: str, hash_: str) -> Canonical:
    return canonicalize(given({"action": action}), hash_name=hash_)


EVAL = entries("RDFC10EvalTest")
MAP = entries("RDFC10MapTest")
NEGATIVE = entries("RDFC10NegativeEvalTest")


def test_the_suite_is_whole():
    assert (len(EVAL), len(MAP), len(NEGATIVE)) == (64, 21, 1)


@pytest.mark.parametrize("entry", EVAL, ids=name)
def test_canonical_form(entry):
    expected = shared(*SUITE, entry["result"]).read_bytes()
    assert result_of(entry["action"], hash_name(entry)).nquads == expected


@pytest.mark.parametrize("entry", EVAL, ids=name)
def test_each_engine_is_the_others_oracle(entry):
    quads = given(entry)
    ours = canonicalize_counted(quads, hash_name=hash_name(entry))
    assert ours.engine == "counted"
    assert canonicalize_pyoxigraph(quads, hash_name=hash_name(entry)) == ours.nquads


@pytest.mark.parametrize("entry", MAP, ids=name)
def test_issued_identifiers(entry):
    expected = json.loads(shared(*SUITE, entry["result"]).read_text("utf-8"))
    assert result_of(entry["action"], hash_name(entry)).issued == expected


@pytest.mark.parametrize("entry", NEGATIVE, ids=name)
def test_poison_is_refused(entry):
    with pytest.raises(UnreadableError) as e:
        canonicalize(given(entry), hash_name=hash_name(entry))
    assert e.value.code == "rdf.work_exceeded"


def test_which_engine_ran_and_what_it_cost():
    results = [result_of(e["action"], hash_name(e)) for e in EVAL]
    assert Counter(r.engine for r in results) == {"pyoxigraph": 33, "counted": 31}
    assert all((r.n_degree_calls > 0) == (r.engine == "counted") for r in results)
    assert max(r.n_degree_calls for r in results) == 468
