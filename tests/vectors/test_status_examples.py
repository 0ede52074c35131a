"""The examples of Bitstring Status List 1.0, and 1EdTech's own test list."""

from __future__ import annotations

import json
import re

import pytest

from lerway.kernel.errors import InvalidError
from lerway.kernel.strict_json import parse_object
from lerway.standards.status.bitstring import decode_list
from lerway.standards.status.entries import entries_of, judge_entry
from tests.shared_files import shared

SPEC = ("standards", "examples", "spec-bitstring-status-list")
OB30 = ("standards", "examples", "1edtech-validator", "ob30")


def example(number: int) -> dict:
    path = next(shared(*SPEC).glob(f"{number:03}-*"))
    # The standard prints comments and dots in its examples.
    return parse_object(re.sub(r"\s+//.*|,?\s*\.\.\.", "", path.read_text()))


@pytest.mark.parametrize(
    ("number", "entries"),
    [
        (0, [("revocation", 94567), ("suspension", 23452)]),
        (3, [("revocation", 94567)]),
        (5, [("revocation", 94567), ("suspension", 12345)]),
        (6, [("revocation", 94567), ("suspension", 12345)]),
    ],
)
def test_the_standards_entries_are_read(number, entries):
    assert [(e.purpose, e.index) for e in entries_of(example(number))] == entries


def test_the_standards_message_entry_is_read_once_its_dots_are_filled():
    document = example(1)
    with pytest.raises(InvalidError) as e:
        entries_of(document)
    assert e.value.problem.pointer == "/credentialStatus/statusMessage"
    messages = document["credentialStatus"]["statusMessage"]
    messages.append({"status": "0x3", "message": "undefined"})
    entry = entries_of(document)[0]
    assert (entry.size, entry.index, entry.messages[1]) == (2, 492847, "accepted")


@pytest.mark.parametrize("number", [2, 4])
def test_the_standards_list_revokes_nobody(number):
    credential = example(number)
    entry = entries_of(example(3))[0]
    result = judge_entry(entry, credential, credential_issuer="did:example:12345")
    assert (result.value, result.set) == (0, False)


def test_1edtechs_list_revokes_its_record_once_the_index_is_a_text():
    # Its index is the number 23; the standard wants the text "23".
    folder = shared(*OB30, "bit-string-list")
    record = json.loads((folder / "credential-status-revoked.json").read_text())
    with pytest.raises(InvalidError) as e:
        entries_of(record)
    assert e.value.code == "status.entry_malformed"
    record["credentialStatus"]["statusListIndex"] = "23"
    entry = entries_of(record)[0]
    credential = json.loads((folder / "testlist").read_text())
    issuer = record["issuer"]["id"]
    assert judge_entry(entry, credential, credential_issuer=issuer).set
    bits = decode_list(credential["credentialSubject"]["encodedList"])
    assert int.from_bytes(bits, "big").bit_count() == 1


def test_1edtechs_revocation_list_entry_is_read():
    record = json.loads(shared(*OB30, "credential-status-revoked.json").read_text())
    entry = entries_of(record)[0]
    assert entry.kind == "1edtech"
    assert entry.list_url.startswith("https://dc.1edtech.org/")


def test_vc_jose_coses_status_list_2021_entry_is_read():
    path = next(shared("standards", "examples", "spec-vc-jose-cose").glob("018-*.json"))
    entry = entries_of(json.loads(path.read_text()))[0]
    assert (entry.kind, entry.index) == ("status-list-2021", 273762)
