from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lerway.kernel.errors import InvalidError, LerwayError
from lerway.standards.vcdm.dates import format_datetime, parse_datetime, validity


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-31T08:00:00Z", datetime(2026, 1, 31, 8, tzinfo=UTC)),
        ("2026-01-31T08:00:00+05:30", datetime(2026, 1, 31, 2, 30, tzinfo=UTC)),
        ("2026-01-31T08:00:00-14:00", datetime(2026, 1, 31, 22, tzinfo=UTC)),
        ("2026-01-31T08:00:00.1234567Z", datetime(2026, 1, 31, 8, 0, 0, 123456, UTC)),
        ("2026-12-31T24:00:00.00Z", datetime(2027, 1, 1, tzinfo=UTC)),
        ("2024-02-29T00:00:00Z", datetime(2024, 2, 29, tzinfo=UTC)),
        ("12026-02-28T00:00:00Z", datetime.max.replace(tzinfo=UTC)),
        ("9999-12-31T24:00:00Z", datetime.max.replace(tzinfo=UTC)),
        ("0001-01-01T00:00:00+01:00", datetime.min.replace(tzinfo=UTC)),
        ("0000-02-29T00:00:00Z", datetime.min.replace(tzinfo=UTC)),
        ("-0044-03-15T12:00:00Z", datetime.min.replace(tzinfo=UTC)),
    ],
)
def test_a_date_is_a_moment(text, moment):
    assert parse_datetime(text) == moment
    assert parse_datetime(text).utcoffset() == timedelta()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-01-31",
        "2026-01-31T08:00Z",
        "2026-01-31 08:00:00Z",
        "2026-01-31t08:00:00z",
        "2026-02-30T08:00:00Z",
        "2025-02-29T08:00:00Z",
        "12025-02-29T08:00:00Z",
        "2026-13-01T08:00:00Z",
        "2026-01-31T24:00:01Z",
        "2026-01-31T24:00:00.000000001Z",
        "2026-01-31T25:00:00Z",
        "2016-12-31T23:59:60Z",
        "2026-01-31T08:00:00+14:01",
        "2026-01-31T08:00:00+0100",
        "2026-01-31T08:00:00,5Z",
        "02026-01-31T08:00:00Z",
        "2026-01-31T08:00:00Z\n",
        "٢٠٢٦-01-31T08:00:00Z",
    ],
)
def test_what_is_no_date_is_malformed(text):
    with pytest.raises(InvalidError) as e:
        parse_datetime(text)
    assert e.value.code == "vcdm.date_malformed"


def test_a_date_without_offset_is_refused():
    with pytest.raises(InvalidError) as e:
        parse_datetime("2026-01-31T08:00:00")
    assert e.value.code == "vcdm.date_without_offset"


@given(st.datetimes(timezones=st.just(UTC)))
def test_what_is_written_is_read(moment):
    assert parse_datetime(format_datetime(moment)) == moment.replace(microsecond=0)


def test_dates_are_written_in_utc():
    tokyo = timezone(timedelta(hours=9))
    assert format_datetime(datetime(2026, 1, 1, 5, tzinfo=tokyo)) == "2025-12-31T20:00:00Z"
    with pytest.raises(ValueError, match="no offset"):
        format_datetime(datetime(2026, 1, 1))  # noqa: DTZ001 - the mistake is the test


@given(st.text() | st.from_regex(r"-?\d{3,13}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?"))
def test_the_reader_raises_only_declared_errors(text):
    with contextlib.suppress(LerwayError):
        parse_datetime(text)


V1 = "https://www.w3.org/2018/credentials/v1"
V2 = "https://www.w3.org/ns/credentials/v2"
EARLY, LATE = "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"


def test_validity_of_both_versions():
    early, late = parse_datetime(EARLY), parse_datetime(LATE)
    new = {"@context": [V2], "validFrom": EARLY, "validUntil": LATE, "issuanceDate": "x"}
    assert validity(new) == (early, late)
    old = {"@context": [V1], "issuanceDate": EARLY, "expirationDate": LATE}
    assert validity(old) == (early, late)
    assert validity({"@context": V2}) == (None, None)
    # of two bounds the narrower counts
    both = {"@context": V1, "issuanceDate": EARLY, "validFrom": LATE}
    assert validity(both) == (late, None)


@pytest.mark.parametrize("value", ["soon", 5, ["2026-01-01T00:00:00Z"]])
def test_validity_names_the_member_that_is_wrong(value):
    with pytest.raises(InvalidError) as e:
        validity({"@context": [V2], "validUntil": value})
    assert (e.value.code, e.value.problem.pointer) == ("vcdm.date_malformed", "/validUntil")
