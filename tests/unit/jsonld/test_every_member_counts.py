"""Change anything that a reader would see in a record, and its canonical form is another."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator

import pytest

from lerway import data
from lerway.kernel.errors import InvalidError, UndeterminedError
from lerway.kernel.pointer import token
from lerway.standards.jsonld.rdfc import canonical_document
from tests.shared_files import shared

RECORDS = [
    "ob3-spec/impl-ldp-clr/007-Signed-credential.json",
    "ob3-spec/basicOpenBadgeCredential/000-Sample-OpenBadgeCredential.json",
]
LARGE = "1edtech-validator/ob30/complete.json"


def places(value, at: str = "") -> Iterator[tuple[str, list, object]]:
    """Yield every member and item but contexts: its pointer and the way to it."""
    stack: list[tuple[str, list, object]] = [(at, [], value)]
    while stack:
        where, way, inner = stack.pop()
        if isinstance(inner, dict):
            items = [(k, v) for k, v in inner.items() if k != "@context"]
        else:
            items = list(enumerate(inner)) if isinstance(inner, list) else []
        for key, child in items:
            place = (where + token(key), [*way, key], child)
            stack.append(place)
            yield place


def parent(document, way):
    for key in way[:-1]:
        document = document[key]
    return document


def canonical(document) -> bytes | str:
    try:
        return canonical_document(document, data.contexts().view())
    except (InvalidError, UndeterminedError) as e:
        return e.code


def load(path: str) -> dict:
    document = json.loads(shared("standards", "examples", *path.split("/")).read_text("utf-8"))
    document.pop("proof", None)
    return document


@pytest.mark.parametrize("path", RECORDS)
def test_every_value(path):
    document = load(path)
    before = canonical(document)
    assert isinstance(before, bytes)
    for pointer, way, value in places(document):
        if isinstance(value, dict | list):
            continue
        changed = copy.deepcopy(document)
        parent(changed, way)[way[-1]] = value + "x" if isinstance(value, str) else 987654
        assert canonical(changed) != before, pointer


@pytest.mark.parametrize("path", RECORDS)
def test_every_name(path):
    document = load(path)
    before = canonical(document)
    for pointer, way, value in places(document):
        if isinstance(way[-1], int) or value == []:
            continue
        changed = copy.deepcopy(document)
        holder = parent(changed, way)
        holder[way[-1] + "x"] = holder.pop(way[-1])
        assert canonical(changed) != before, pointer


def test_every_member_and_item_left_out():
    """Of a record that says everything once; what is said twice can be said once less."""
    document = load("ob3-spec/basicOpenBadgeCredential/000-Sample-OpenBadgeCredential.json")
    before = canonical(document)
    for pointer, way, value in places(document):
        if value == []:
            continue
        changed = copy.deepcopy(document)
        del parent(changed, way)[way[-1]]
        assert canonical(changed) != before, pointer


@pytest.mark.parametrize("path", [*RECORDS, LARGE])
def test_every_place_refuses_what_is_not_defined(path):
    document = load(path)
    for pointer, way, value in [("", [], document), *places(document)]:
        if not isinstance(value, dict):
            continue
        changed = copy.deepcopy(document)
        holder = parent(changed, way)[way[-1]] if way else changed
        holder["notDefinedAnywhere"] = True
        with pytest.raises(InvalidError) as e:
            canonical_document(changed, data.contexts().view())
        assert e.value.code == "jsonld.undefined_term"
        assert e.value.problem.pointer == f"{pointer}/notDefinedAnywhere"
