from __future__ import annotations

import json

import pytest

from lerway.kernel import pointer
from lerway.kernel.errors import Fault, InvalidError, MisuseError, Problem
from lerway.kernel.report import Check, IssuerStanding, Outcome, Report, Standing, Verdict

PASSED, FAILED, NOT_CHECKED = Outcome.PASSED, Outcome.FAILED, Outcome.NOT_CHECKED


def check(outcome, code="proof", *, required=True, **more):
    return Check(code, outcome, required, "a standard §1", "a sentence", **more)


@pytest.mark.parametrize(
    ("required", "optional", "verdict"),
    [
        ([PASSED], [], Verdict.VALID),
        ([PASSED], [FAILED, NOT_CHECKED], Verdict.VALID),
        ([PASSED, NOT_CHECKED], [], Verdict.UNDETERMINED),
        ([NOT_CHECKED, FAILED], [], Verdict.INVALID),
        ([], [PASSED], Verdict.UNDETERMINED),  # nothing that counts was checked
    ],
)
def test_the_verdict_is_the_worst_of_what_is_required(required, optional, verdict):
    checks = [check(o) for o in required] + [check(o, required=False) for o in optional]
    report = Report(tuple(checks))
    assert report.verdict is verdict
    assert report.ok is (verdict is Verdict.VALID)


def test_the_deciding_check_is_the_first_failure_then_the_first_gap():
    missing, broken = check(NOT_CHECKED, "status"), check(FAILED, "dates")
    assert Report((missing, broken)).deciding() is broken
    assert Report((check(PASSED), missing)).deciding() is missing
    assert Report((check(PASSED), check(FAILED, required=False))).deciding() is None


def test_problems_are_failures_and_required_gaps():
    report = Report(
        (
            check(PASSED),
            check(FAILED, "refresh", required=False, reason="refresh.x"),
            check(NOT_CHECKED, "endorsement", required=False),
            check(NOT_CHECKED, "status", reason="fetch.offline", path="/credentialStatus"),
        )
    )
    assert [(p.code, p.pointer) for p in report.problems] == [
        ("refresh.x", None),
        ("fetch.offline", "/credentialStatus"),
    ]
    assert report.check("status") is None  # it was made elsewhere in the record
    assert report.check("status", "/credentialStatus") is report.checks[-1]


def test_a_check_of_an_embedded_record_says_where_it_was():
    inner = check(FAILED, path="/proof").within("/verifiableCredential/0", required=False)
    assert (inner.path, inner.required) == ("/verifiableCredential/0/proof", False)


@pytest.mark.parametrize(
    ("standing", "label"),
    [
        (IssuerStanding("did:key:z"), "unconfirmed"),
        (
            IssuerStanding("did:web:a.example", Standing.DOMAIN_CONTROLLED, host="a.example"),
            "domain-controlled (a.example)",
        ),
        (IssuerStanding("did:key:z", Standing.RECOGNISED, list="State list"), "recognised by State list"),
    ],
)  # fmt: skip
def test_who_the_issuer_is_is_said_in_words(standing, label):
    assert standing.label() == label


def test_a_report_is_one_line_of_json():
    report = Report((check(FAILED, reason="proof.signature"),), IssuerStanding("did:key:z"))
    text = str(report)
    assert "\n" not in text
    value = json.loads(text)
    assert value["verdict"] == "invalid"
    assert value["issuer"] == {
        "id": "did:key:z", "standing": "unconfirmed", "host": None, "list": None,
    }  # fmt: skip
    assert value["checks"][0]["reason"] == "proof.signature"
    assert value["problems"][0]["type"] == "urn:lerway:problem:proof.signature"


def test_an_error_carries_its_problem_and_can_be_placed():
    error = InvalidError("a.b", "it is wrong", hint="mend it", fault=Fault.ISSUER, pointer="/x")
    placed = error.at("/outer")
    assert (placed.code, placed.problem.pointer) == ("a.b", "/outer/x")
    assert isinstance(placed, InvalidError)
    assert placed.problem.to_json() == {
        "type": "urn:lerway:problem:a.b", "title": "it is wrong", "code": "a.b",
        "fault": "issuer", "hint": "mend it", "pointer": "/outer/x",
    }  # fmt: skip
    assert Problem("a.b", "it is wrong").to_json().keys() == {"type", "title", "code", "fault"}


def test_misuse_is_the_callers():
    assert MisuseError("a.b", "no").problem.fault is Fault.CALLER


def test_pointers_escape_their_tokens():
    assert pointer.join("a/b", 0, "m~n", "") == "/a~1b/0/m~0n/"
