"""Status lists of Lerway, read by the JavaScript reference and by verifier-core; and theirs."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from lerway.standards.status.lists import (
    draw_index,
    entry_for,
    list_credential,
    new_list,
    set_value,
)
from tests.interop import samples
from tests.interop.ours import judge, reasons, sign, somebody

pytestmark = pytest.mark.interop

BY = somebody("ed25519", "college")


SUITE = "eddsa-rdfc-2022"


@pytest.fixture
def published():
    """A badge that has an index in a list, the list as it is, and as it is once revoked."""
    state, counter = new_list(samples.LIST), iter(range(1000))
    index, state = draw_index(state, lambda n: hashlib.shake_256(b"%d" % next(counter)).digest(n))
    badge = samples.badge(BY.id) | {"credentialStatus": entry_for(state, index)}
    now = datetime.now(UTC).replace(microsecond=0)  # verifier-core has no other clock
    lists = [
        sign(list_credential(s, BY.id, now - timedelta(hours=1)), SUITE, BY)
        for s in (state, set_value(state, index))
    ]
    return sign(badge, SUITE, BY), *lists, now


def test_the_reference_reads_our_list(reference, published):
    badge, good, revoked, now = published
    at = now.isoformat()
    fine = reference("verify", document=badge, now=at, documents={samples.LIST: good})
    assert fine["verified"] is True, fine
    assert fine["status"] == {"verified": True, "values": [False]}
    gone = reference("verify", document=badge, now=at, documents={samples.LIST: revoked})
    # by this reference "verified" says that the list is right; the value says the rest
    assert gone["status"] == {"verified": True, "values": [True]}
    forged = {**revoked, "credentialSubject": good["credentialSubject"]}
    refused = reference("verify", document=badge, now=at, documents={samples.LIST: forged})
    assert refused["verified"] is False
    assert refused["status"] == {"verified": False, "values": []}


def test_verifier_core_reads_our_list(dcc, published):
    badge, good, revoked, _ = published
    steps = dcc("verify", document=badge, documents={samples.LIST: good})["steps"]
    assert steps["valid_signature"] is True
    assert steps["revocation_status"] is True
    steps = dcc("verify", document=badge, documents={samples.LIST: revoked})["steps"]
    assert steps["valid_signature"] is True
    assert steps["revocation_status"] is False


def test_lerway_reads_our_list(published):
    badge, good, revoked, now = published
    assert judge(badge, {samples.LIST: good}, now=now).verdict == "valid"
    assert reasons(judge(badge, {samples.LIST: revoked}, now=now)) == {"status.revoked"}
    assert judge(badge, now=now).verdict == "undetermined"


@pytest.mark.parametrize(("revoked", "verdict"), [([], "valid"), ([4711], "invalid")])
def test_lerway_reads_the_references_list(reference, revoked, verdict):
    badge = sign(samples.badge_with_status(BY.id), SUITE, BY)
    theirs = reference.issued(
        "issueList", id=samples.LIST, length=131072, set=revoked, suite=SUITE, key=BY.multikey
    )
    report = judge(badge, {samples.LIST: theirs})
    assert report.verdict == verdict, report
