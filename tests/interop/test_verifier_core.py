"""The Digital Credentials Consortium's verifier-core verifies what Lerway issues.

It judges eddsa-rdfc-2022 by did:key and did:web: signature, dates, status, whether
the issuer is in a registry, and the 1EdTech schema. It always judges as of now.
"""

from __future__ import annotations

import copy

import pytest

from tests.interop import samples
from tests.interop.ours import sign, somebody, tampered

pytestmark = pytest.mark.interop

SUITE = "eddsa-rdfc-2022"
DID_JSON = "https://college.example/.well-known/did.json"
REGISTRY = "https://registry.example/list.json"


@pytest.mark.parametrize("make", samples.SAMPLES.values(), ids=list(samples.SAMPLES))
def test_what_lerway_signs_is_verified(dcc, make):
    by = somebody("ed25519")
    answer = dcc("verify", document=sign(make(by.id), SUITE, by))
    assert answer["errors"] == []
    assert answer["steps"] == {
        "valid_signature": True, "expiration": True, "registered_issuer": False,
    }  # fmt: skip
    assert all(result["valid"] for result in answer["schema"]), answer["schema"]


@pytest.mark.parametrize("make", samples.SAMPLES.values(), ids=list(samples.SAMPLES))
def test_what_was_changed_is_refused(dcc, make):
    by = somebody("ed25519")
    answer = dcc("verify", document=tampered(sign(make(by.id), SUITE, by)))
    assert answer["errors"] == ["invalid_signature"]


def test_another_signature_is_refused(dcc):
    by = somebody("ed25519")
    one, other = sign(samples.badge(by.id), SUITE, by), sign(samples.endorsement(by.id), SUITE, by)
    forged = copy.deepcopy(one)
    forged["proof"]["proofValue"] = other["proof"]["proofValue"]
    assert dcc("verify", document=forged)["errors"] == ["invalid_signature"]


def test_a_learner_record_is_verified(dcc):
    by = somebody("ed25519")
    members = [sign(samples.rich_badge(by.id), SUITE, by), sign(samples.badge(by.id), SUITE, by)]
    record = sign(samples.clr(by.id, members), SUITE, by)
    assert dcc("verify", document=record)["steps"]["valid_signature"] is True
    record["credentialSubject"]["verifiableCredential"].pop()
    assert dcc("verify", document=record)["errors"] == ["invalid_signature"]


def test_an_end_that_has_passed_is_seen(dcc):
    by = somebody("ed25519")
    badge = samples.badge(by.id) | {"validUntil": "2025-06-30T00:00:00Z"}
    answer = dcc("verify", document=sign(badge, SUITE, by))
    assert answer["steps"]["expiration"] is False


def test_a_published_document_and_a_registry_are_read(dcc):
    by = somebody("ed25519", host="college.example")
    badge = sign(samples.badge(by.id), SUITE, by)
    registry = {
        "registry": {
            by.id: {"name": "Example College", "url": "https://college.example", "location": "Here"}
        }
    }
    answer = dcc(
        "verify",
        document=badge,
        documents={DID_JSON: by.document, REGISTRY: registry},
        registries=[{"name": "Example", "type": "dcc-legacy", "url": REGISTRY}],
    )
    assert answer["steps"] == {
        "valid_signature": True, "expiration": True, "registered_issuer": True,
    }  # fmt: skip
    assert DID_JSON in [asked["url"] for asked in answer["asked"]]
