"""What a stranger wrote is shown as text, whole or not at all, and never in disguise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lerway.domain.verifying.reading import read_document
from lerway.http.kit.strangers import block, line, web_address
from lerway.http.web.verify.content import content_of
from lerway.http.web.verify.kinds import kind_name
from lerway.kernel.errors import LerwayError
from lerway.kernel.strict_json import dumps
from tests.refusals import badge, edited

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)
PLACES = [
    "credentialSubject",
    "credentialSubject/achievement",
    "credentialSubject/achievement/alignment",
    "credentialSubject/achievement/resultDescription",
    "credentialSubject/result",
    "credentialSubject/identifier",
    "evidence",
    "name",
    "type",
    "validFrom",
    "validUntil",
]


@pytest.mark.parametrize("place", PLACES)
@given(value=ANYTHING)
def test_a_malformed_record_is_shown_as_far_as_it_goes(place, value):
    document = edited(badge(), (place, value))
    try:
        record = read_document(document, dumps(document))
    except LerwayError:
        return
    content_of(record, {})


def test_a_name_cannot_turn_round_what_stands_beside_it():
    assert line("Oxbridge\u202e\u2066 drawoT\u0000\u001b[31m") == "Oxbridge drawoT[31m"


def test_a_name_cannot_push_the_rest_off_the_page():
    assert len(line("A" * 10_000)) == 160
    assert block("x\n\n\n\n\ny") == "x\n\ny"


def test_scripts_that_need_joiners_keep_them():
    persian = "\u0645\u06cc\u200c\u062e\u0648"
    assert line(persian) == persian


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<p>One</p><p>Two &amp; three</p>", "One\nTwo & three"),
        ("Uses the <canvas> element when a < b", "Uses the <canvas> element when a < b"),
        ("<script>alert(1)</script>Hello", "Hello"),
    ],
)
def test_html_becomes_text(written, shown):
    assert block(written) == shown


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "http://college.example/",
        "data:text/html,x",
        "https://college.example@evil.example/",
        "https://",
        "https://x y/",
        "https://a.example/\u202e",
        "//evil.example",
        7,
        None,
    ],
)
def test_only_plain_https_addresses_are_offered(address):
    assert web_address(address) is None


def test_types_are_named_as_people_say_them():
    assert kind_name("MasterDegree") == "Master’s degree"
    assert kind_name("WeldingPermit") == "Welding permit"
