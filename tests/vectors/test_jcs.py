"""RFC 8785: the published test data, and what canonical JSON cannot hold."""

from __future__ import annotations

import json

import pytest

from lerway.kernel.errors import InvalidError
from lerway.kernel.strict_json import parse
from lerway.standards.jsonld.jcs import canonical_json
from tests.shared_files import shared

FOLDER = ("standards", "vectors", "jcs-rfc8785")
NAMES = ["arrays", "french", "structures", "unicode", "values", "weird"]


@pytest.mark.parametrize("name", NAMES)
def test_published_vectors(name):
    value = parse(shared(*FOLDER, "input", f"{name}.json").read_bytes())
    canonical = canonical_json(value)
    assert canonical == shared(*FOLDER, "output", f"{name}.json").read_bytes()
    assert canonical == bytes.fromhex(shared(*FOLDER, "outhex", f"{name}.txt").read_text("ascii"))
    assert canonical_json(json.loads(canonical)) == canonical


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (2**53, "jcs.number"),
        (-(2**60), "jcs.number"),
        (float("nan"), "jcs.number"),
        (float("inf"), "jcs.number"),
        ("\ud800", "jcs.string"),
        ({"\udfff": 1}, "jcs.string"),
        ({1: 2}, "jcs.value"),
        (object(), "jcs.value"),
    ],
)
def test_what_canonical_json_cannot_hold_is_refused(value, code):
    with pytest.raises(InvalidError) as e:
        canonical_json({"a": [value]})
    assert e.value.code == code
