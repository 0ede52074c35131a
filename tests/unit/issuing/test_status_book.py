from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lerway.domain.issuing.identifiers import Draws
from lerway.domain.issuing.status_book import StatusBook, parse_book
from lerway.kernel.errors import LerwayError, MisuseError, UnreadableError
from lerway.standards.status.lists import new_list

URL = "https://college.example/status/1"
NOW = datetime(2026, 6, 12, tzinfo=UTC)
IDS = [f"urn:x:{n}" for n in range(40)]


def book(*purposes):
    state = new_list(URL, purposes or ["revocation"])
    return StatusBook(state).of_issuer("did:x:college").with_records(IDS, Draws(b"s"))


def test_every_record_has_an_index_of_its_own_and_keeps_it():
    first = book()
    assert len(set(first.records.values())) == 40
    again = first.with_records([*IDS, "urn:x:new"], Draws(b"another"))
    assert {i: again.records[i] for i in IDS} == first.records
    assert again.records["urn:x:new"] not in first.records.values()
    assert StatusBook(new_list(URL)).with_records(IDS, Draws(b"s")).records == first.records


def test_what_is_written_is_read_back():
    before = book().with_value(IDS[3], 1, NOW, "left the course")
    assert parse_book(before.to_bytes()) == before
    assert before.changes[0]["reason"] == "left the course"


def test_a_revocation_is_final_and_a_suspension_is_not():
    revoked = book().with_value(IDS[0], 1, NOW)
    assert revoked.meaning(revoked.state.value(revoked.records[IDS[0]])) == "revoked"
    assert revoked.with_value(IDS[0], 1, NOW) is revoked
    with pytest.raises(MisuseError) as e:
        revoked.with_value(IDS[0], 0, NOW)
    assert e.value.code == "status.revocation_final"
    suspended = book("suspension").with_value(IDS[0], 1, NOW)
    assert suspended.with_value(IDS[0], 0, NOW).state.bits == book("suspension").state.bits


def test_a_record_is_found_by_id_or_index():
    index = book().records[IDS[7]]
    assert book().index_of(IDS[7]) == book().index_of(str(index)) == index
    unused = next(n for n in range(99) if n not in book().records.values())
    for unknown in ("urn:x:nobody", str(unused), "-1", "9" * 30, "²"):
        with pytest.raises(MisuseError) as e:
            book().index_of(unknown)
        assert e.value.code == "status.unknown_record"


def test_a_list_has_one_issuer():
    assert book().of_issuer("did:x:college") == book()
    with pytest.raises(MisuseError) as e:
        book().of_issuer("did:x:other")
    assert e.value.code == "status.another_issuer"


@pytest.mark.parametrize(
    "change",
    [
        (b'"issuer": "did:x:college"', b'"issuer": 1'),
        (b'"records": {', b'"records": [], "x": {'),
        (b'"urn:x:1": ', b'"urn:x:1": 1'),
        (b'"urn:x:1": ', b'"urn:x:1": true, "y": '),
        (b'"changes": []', b'"changes": 1'),
    ],
)
def test_a_book_that_was_changed_by_hand_is_refused(change):
    with pytest.raises(UnreadableError) as e:
        parse_book(book().to_bytes().replace(*change))
    assert e.value.code == "status.book_malformed"


def test_a_file_that_is_no_book():
    for data in (b"", b"{}", b"[]", b"x"):
        with pytest.raises(LerwayError):
            parse_book(data)
