"""What must hold for every record: no change goes unseen, and nothing surprising is raised."""

from __future__ import annotations

import contextlib
import copy
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lerway
from lerway.bootstrap import catalog
from lerway.domain.verifying.reading import read
from lerway.domain.verifying.verification import Verification
from lerway.kernel.errors import LerwayError, UnreadableError
from lerway.kernel.strict_json import dumps, parse
from tests.refusals import P384, badge, did_key, edited, jwt, png, signed, status_entry

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
RICH = edited(
    badge(),
    ("credentialSubject/achievement/tag", ["teams", "trust", "тест", "測試"]),
    (
        "credentialSubject/achievement/alignment",
        [
            {
                "type": ["Alignment"],
                "targetName": "Incident Response",
                "targetUrl": "https://example.org/PD-WRL-003",
                "targetCode": "PD-WRL-003",
            }
        ],
    ),
    ("validUntil", "2030-01-01T00:00:00Z"),
)
SIGNED = {
    "eddsa-rdfc-2022": signed(RICH),
    "eddsa-jcs-2022": signed(RICH, suite="eddsa-jcs-2022"),
    "ecdsa-rdfc-2019": signed(
        edited(RICH, ("issuer/id", did_key(P384.public))), P384, "ecdsa-rdfc-2019"
    ),
}


def judge(data: bytes) -> lerway.Report:
    """Judge with nothing to be had from anywhere."""
    return Verification(data, now=NOW, catalog=catalog()).report()


def places(value: Any, at: tuple = ()) -> list[tuple]:
    """Every leaf and every member of a document, as paths."""
    found = [at] if at else []
    if isinstance(value, dict):
        for key, inner in value.items():
            found += places(inner, (*at, key))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            found += places(inner, (*at, i))
    return found


def change(document: dict, path: tuple, how: str, text: str) -> dict | None:
    """Return `document` changed at `path`; None if that changes nothing that is said."""
    out = copy.deepcopy(document)
    node: Any = out
    for key in path[:-1]:
        node = node[key]
    last = path[-1]
    if how == "delete":
        del node[last]
    elif how == "rename":
        if not isinstance(node, dict) or text in node:
            return None
        node[text] = node.pop(last)
    elif how == "type":
        node[last] = {"id": "urn:x"} if not isinstance(node[last], dict) else "urn:x"
    else:
        if node[last] == text:
            return None
        node[last] = text
    return out


VOCABULARIES = (
    "https://www.w3.org/2018/credentials#",
    "https://w3id.org/security#",
    "https://purl.imsglobal.org/spec/vc/ob/vocab.html#",
)
OTHER_WORDS = st.sampled_from(
    ["@nest", "@included", "@reverse", "@graph", "@set", "@list", "@id", "@type", "@index", "@none"]
    + [v + n for v in VOCABULARIES for n in ("validUntil", "validFrom", "issuer", "expiration",
       "credentialSubject", "proof", "achievement", "OpenBadgeCredential", "alignment")]
)  # fmt: skip
"""Spellings that mean the same to a graph signature, or move a member elsewhere."""


@pytest.mark.parametrize("suite", SIGNED)
def test_control_the_unchanged_record_is_valid(suite: str) -> None:
    assert judge(dumps(SIGNED[suite])).verdict is lerway.Verdict.VALID


@pytest.mark.parametrize("suite", SIGNED)
@given(data=st.data())
def test_no_change_to_a_signed_record_goes_unseen(suite: str, data: st.DataObject) -> None:
    document = SIGNED[suite]
    path = data.draw(st.sampled_from(places(document)))
    how = data.draw(st.sampled_from(["delete", "rename", "type", "value"]))
    text = data.draw(st.text(st.characters(codec="utf-8"), max_size=8) | OTHER_WORDS)
    changed = change(document, path, how, text)
    if changed is None:
        return
    try:
        report = judge(dumps(changed))
    except UnreadableError:
        return
    assert report.verdict is not lerway.Verdict.VALID, (path, how, text)


@given(data=st.data())
def test_no_change_to_a_token_goes_unseen(data: st.DataObject) -> None:
    token = bytearray(jwt(RICH))
    position = data.draw(st.integers(0, len(token) - 1))
    character = data.draw(st.sampled_from(b"ABCxyz019-_."))
    if token[position] == character:
        return
    token[position] = character
    with contextlib.suppress(UnreadableError):
        assert judge(bytes(token)).verdict is not lerway.Verdict.VALID


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(
            ["@context", "type", "id", "issuer", "proof", "credentialSubject", "credentialStatus",
             "validFrom", "verifiableCredential", "credentialSchema", "relatedResource", "x"]
        ),
        inner,
        max_size=5,
    ),
    max_leaves=15,
)  # fmt: skip


@given(value=JSON_VALUES)
def test_any_json_is_judged_or_refused_by_a_declared_error(value: Any) -> None:
    text = json.dumps(value, ensure_ascii=True).encode()
    try:
        judge(text)
    except UnreadableError as e:
        assert e.code  # noqa: PT017 - either way is right


@given(
    path=st.sampled_from(places(edited(RICH, ("credentialStatus", status_entry())))),
    value=JSON_VALUES,
)
def test_any_json_anywhere_in_a_record_is_judged_or_refused(path: tuple, value: Any) -> None:
    document = copy.deepcopy(
        {
            **edited(RICH, ("credentialStatus", status_entry())),
            "proof": SIGNED["eddsa-rdfc-2022"]["proof"],
        }
    )
    node: Any = document
    for key in path[:-1]:
        node = node[key]
    if value == []:
        return  # an empty array says nothing, in JSON-LD and in the data model
    node[path[-1]] = value
    try:
        report = judge(json.dumps(document).encode())
    except UnreadableError:
        return
    assert report.verdict is not lerway.Verdict.VALID


@given(data=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_by_a_declared_error(data: bytes) -> None:
    for blob in (data, b"\x89PNG\r\n\x1a\n" + data, b"<svg>" + data, png((b"iTXt", data))):
        try:
            read(blob)
        except LerwayError as e:
            assert e.code  # noqa: PT017 - either way is right


@given(value=JSON_VALUES)
def test_read_then_write_is_identical(value: Any) -> None:
    """The received bytes are the record; and what is parsed is written back as it was."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    assert dumps(parse(text)) == text
    record = dumps({**RICH, "extra": value})
    assert read(record).raw == record
    assert dumps(read(record).document) == record
