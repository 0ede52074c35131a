"""Bitstring Status List 1.0, sections 2.1 and 3.2; StatusList2021; 1EdTech's list."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lerway.kernel.errors import InvalidError, LerwayError, UndeterminedError, UnreadableError
from lerway.kernel.limits import Limits
from lerway.standards.status.bitstring import encode_list
from lerway.standards.status.entries import (
    StatusEntry,
    entries_of,
    judge_entry,
    revocation_list_1edtech,
)

ISSUER = "did:web:college.example"
URL = "https://college.example/status/3"
ENTRY = {
    "id": f"{URL}#94567",
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "94567",
    "statusListCredential": URL,
}
COLOURS = [{"status": hex(i), "message": m} for i, m in enumerate(["red", "amber", "green", "?"])]


def entry(**changes) -> StatusEntry:
    members = {k: v for k, v in (ENTRY | changes).items() if v is not None}
    return entries_of({"credentialStatus": members})[0]


def listing(set_bits: dict[int, int] | None = None, size: int = 1, **changes) -> dict:
    number = sum(v << (131_072 - 1 - i) * size for i, v in (set_bits or {}).items())
    subject = {
        "type": "BitstringStatusList",
        "statusPurpose": "revocation",
        "encodedList": encode_list(number.to_bytes(131_072 * size // 8, "big")),
    }
    return {
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": {"id": ISSUER},
        "credentialSubject": subject | changes,
    }


def judge(of: StatusEntry, by: dict, issuer: str = ISSUER, **options):
    return judge_entry(of, by, credential_issuer=issuer, **options)


# -------------------------------------------------------------------------------- entries


def test_a_record_without_status_has_no_entries():
    assert entries_of({}) == []
    assert entries_of({"credentialStatus": []}) == []


def test_an_entry_is_read():
    assert entry() == StatusEntry(
        "bitstring", "BitstringStatusListEntry", "revocation", 94567, 1, URL, {}, (),
        "/credentialStatus",
    )  # fmt: skip


def test_several_entries_each_have_a_pointer():
    document = {"credentialStatus": [ENTRY, ENTRY | {"statusPurpose": "suspension"}]}
    assert [(e.purpose, e.pointer) for e in entries_of(document)] == [
        ("revocation", "/credentialStatus/0"),
        ("suspension", "/credentialStatus/1"),
    ]


def test_an_entry_of_several_bits_says_what_they_mean():
    read = entry(
        statusPurpose="message",
        statusSize=2,
        statusMessage=COLOURS,
        statusReference="https://college.example/colours",
    )
    assert (read.size, read.messages[2]) == (2, "green")
    assert read.references == ("https://college.example/colours",)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"type": None}, "/type"),
        ({"statusPurpose": None}, "/statusPurpose"),
        ({"statusPurpose": ["revocation"]}, "/statusPurpose"),
        ({"statusListIndex": None}, "/statusListIndex"),
        ({"statusListIndex": 94567}, "/statusListIndex"),
        ({"statusListIndex": "-1"}, "/statusListIndex"),
        ({"statusListIndex": "1.0"}, "/statusListIndex"),
        ({"statusListIndex": "0x10"}, "/statusListIndex"),
        ({"statusListIndex": " 1"}, "/statusListIndex"),
        ({"statusListIndex": "1\n"}, "/statusListIndex"),
        ({"statusListIndex": "\N{ARABIC-INDIC DIGIT ONE}"}, "/statusListIndex"),
        ({"statusListIndex": "1" * 5000}, "/statusListIndex"),
        ({"statusListCredential": None}, "/statusListCredential"),
        ({"statusListCredential": "/status/3"}, "/statusListCredential"),
        ({"statusSize": 0}, "/statusSize"),
        ({"statusSize": "2"}, "/statusSize"),
        ({"statusSize": True}, "/statusSize"),
        ({"statusSize": 2.0}, "/statusSize"),
        ({"statusSize": 10**9, "statusMessage": []}, "/statusSize"),
        ({"statusSize": 2}, "/statusMessage"),
        ({"statusSize": 2, "statusMessage": COLOURS[:3]}, "/statusMessage"),
        ({"statusSize": 2, "statusMessage": [*COLOURS[:3], COLOURS[0]]}, "/statusMessage"),
        ({"statusSize": 2, "statusMessage": [*COLOURS[:3], {}]}, "/statusMessage/3"),
        ({"statusMessage": [{"status": "0", "message": "x"}, {}]}, "/statusMessage/0"),
        ({"statusReference": 5}, "/statusReference"),
    ],
)
def test_a_malformed_entry_is_refused_with_its_pointer(changes, pointer):
    with pytest.raises(InvalidError) as e:
        entry(**changes)
    assert e.value.code == "status.entry_malformed"
    assert e.value.problem.pointer == "/credentialStatus" + pointer


def test_an_entry_is_an_object():
    with pytest.raises(InvalidError) as e:
        entries_of({"credentialStatus": [ENTRY, URL]})
    assert e.value.problem.pointer == "/credentialStatus/1"


@pytest.mark.parametrize("name", ["RevocationList2020Status", "statuslist+jwt", "Anything"])
def test_other_kinds_are_told_apart(name):
    read = entries_of({"credentialStatus": {"type": name}})[0]
    assert (read.kind, read.type_name, read.list_url) == ("unsupported", name, "")
    with pytest.raises(UndeterminedError) as e:
        judge(read, listing())
    assert e.value.code == "status.unsupported"


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from([*ENTRY, "statusSize", "statusMessage"]), inner),
))  # fmt: skip
def test_reading_entries_raises_only_declared_errors(value):
    with contextlib.suppress(LerwayError):
        entries_of({"credentialStatus": value})


# --------------------------------------------------------------------------------- judging


@pytest.mark.parametrize("purpose", ["revocation", "suspension", "refresh"])
def test_a_bit_says_whether_it_is_set(purpose):
    of = entry(statusPurpose=purpose)
    clear = judge(of, listing({94566: 1, 94568: 1}, statusPurpose=purpose))
    assert (clear.value, clear.set, clear.message) == (0, False, None)
    assert judge(of, listing({94567: 1}, statusPurpose=purpose)).set


def test_a_message_is_told():
    of = entry(statusPurpose="message", statusSize=2, statusMessage=COLOURS)
    result = judge(of, listing({94567: 2}, size=2, statusPurpose="message"))
    assert (result.value, result.set, result.message) == (2, True, "green")


def test_a_message_of_one_bit_has_words_without_a_dictionary():
    of = entry(statusPurpose="message")
    by = listing({94567: 1}, statusPurpose="message")
    assert judge(of, by).message == "set"
    assert judge(entry(statusPurpose="message", statusListIndex="0"), by).message == "unset"


def test_a_list_may_have_several_purposes_and_subjects_may_stand_in_an_array():
    by = listing({94567: 1}, statusPurpose=["suspension", "revocation"])
    by["credentialSubject"] = [{"type": "Note"}, by["credentialSubject"]]
    assert judge(entry(), by).set


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda d: d.update(type=["VerifiableCredential"]), "status.list_type"),
        (lambda d: d["credentialSubject"].update(type="StatusList2021"), "status.list_type"),
        (lambda d: d.update(credentialSubject=[]), "status.list_type"),
        (lambda d: d.update(issuer="did:web:evil.example"), "status.issuer_mismatch"),
        (lambda d: d.pop("issuer"), "status.issuer_mismatch"),
        (lambda d: d["credentialSubject"].update(statusPurpose="suspension"),
         "status.purpose_mismatch"),
        (lambda d: d["credentialSubject"].pop("statusPurpose"), "status.purpose_mismatch"),
        (lambda d: d["credentialSubject"].pop("encodedList"), "status.list_encoding"),
        (lambda d: d["credentialSubject"].update(encodedList="H4sI"), "status.list_encoding"),
        (lambda d: d["credentialSubject"].update(encodedList=encode_list(bytes(16383))),
         "status.list_too_short"),
    ],
)  # fmt: skip
def test_a_list_that_is_not_the_entrys_is_refused(change, code):
    by = listing()
    change(by)
    with pytest.raises(InvalidError) as e:
        judge(entry(), by)
    assert e.value.code == code


def test_an_index_outside_the_list_is_refused():
    with pytest.raises(InvalidError) as e:
        judge(entry(statusListIndex="131072"), listing())
    assert e.value.code == "status.index_out_of_range"


def test_a_list_of_another_issuer_is_refused():
    with pytest.raises(InvalidError) as e:
        judge(entry(), listing(), issuer="")
    assert e.value.code == "status.issuer_mismatch"


def test_a_purpose_of_the_issuers_own_is_left_to_people():
    of = entry(statusPurpose="colour", statusReference=["https://college.example/colours"])
    with pytest.raises(UndeterminedError) as e:
        judge(of, listing(statusPurpose="colour"))
    assert e.value.code == "status.purpose_unknown"
    assert "https://college.example/colours" in e.value.problem.hint


def test_a_bomb_is_not_unpacked():
    with pytest.raises(UnreadableError) as e:
        judge(entry(), listing(), limits=Limits(status_list=16383))
    assert e.value.code == "status.bomb"


def test_status_list_2021_is_read():
    of = entry(type="StatusList2021Entry", statusListIndex=94567, statusSize="ignored")
    by = listing({94567: 1}, type="StatusList2021")
    by["type"] = ["VerifiableCredential", "StatusList2021Credential"]
    subject = by["credentialSubject"]
    subject["encodedList"] = subject["encodedList"].removeprefix("u")
    assert (of.kind, of.index) == ("status-list-2021", 94567)
    assert judge(of, by).set
    with pytest.raises(InvalidError) as e:
        judge(entry(), by)
    assert e.value.code == "status.list_type"


# -------------------------------------------------------------------- 1EdTech revocation list

RECORD = "https://college.example/records/1"


def revocations(*entries: dict, name: str = "revokedCredentials") -> bytes:
    return json.dumps({"id": URL, "issuer": ISSUER, name: list(entries)}).encode()


def test_a_1edtech_entry_names_its_list_by_its_id():
    read = entries_of({"credentialStatus": {"id": URL, "type": "1EdTechRevocationList"}})[0]
    assert (read.kind, read.purpose, read.list_url) == ("1edtech", "revocation", URL)
    with pytest.raises(InvalidError):
        entries_of({"credentialStatus": {"type": "1EdTechRevocationList"}})


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (revocations(), None),
        (revocations({"id": "urn:other"}), None),
        (revocations({"id": RECORD, "revoked": False}), None),
        (revocations({"id": RECORD}), ""),
        (revocations({"id": RECORD, "revoked": True}), ""),
        (revocations({"id": "urn:x"}, {"id": RECORD, "revocationReason": "wrong name"}),
         "wrong name"),
        (revocations({"id": RECORD}, name="revokedCredential"), ""),
    ],
)  # fmt: skip
def test_a_1edtech_list_revokes_by_id(body, reason):
    assert revocation_list_1edtech(body, RECORD) == reason


@pytest.mark.parametrize(
    "body",
    [b"{}", b'{"error": "busy"}', revocations({"revoked": True}),
     revocations({"id": RECORD, "revoked": "no"}), b'{"revokedCredentials": ["urn:x"]}'],
)  # fmt: skip
def test_a_malformed_1edtech_list_tells_nothing(body):
    with pytest.raises(UndeterminedError) as e:
        revocation_list_1edtech(body, RECORD)
    assert e.value.code == "status.revocation_list_malformed"


def test_a_record_without_id_cannot_be_looked_up():
    with pytest.raises(InvalidError) as e:
        revocation_list_1edtech(revocations(), "")
    assert e.value.code == "status.no_credential_id"


@given(st.binary())
def test_reading_a_1edtech_list_raises_only_declared_errors(body):
    with pytest.raises(LerwayError):
        revocation_list_1edtech(body, RECORD)
