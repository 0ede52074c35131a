"""A receipt says what was judged, when and how, and stands by itself."""

from __future__ import annotations

import hashlib
import json
import re
from html import unescape

import lerway
from tests.http.conftest import NOW


def receipt_of(page, record: bytes) -> bytes:
    """Press the button: send the receipt that the page holds, and return what is saved."""
    answer = page.post("/", files={"file": ("record", record)})
    held = re.search(r'name="receipt" value="([^"]+)"', answer.text)
    assert held
    saved = page.post("/receipt", data={"receipt": unescape(held[1])})
    assert saved.status_code == 200
    assert saved.headers["content-disposition"] == 'attachment; filename="receipt.json"'
    return saved.content


def test_it_says_what_was_judged_when_and_how(page, examples):
    receipt = json.loads(receipt_of(page, examples["good"]))
    subject = receipt["credentialSubject"]
    assert subject["sha256"] == hashlib.sha256(examples["good"]).hexdigest()
    assert subject["size"] == len(examples["good"])
    assert subject["judgedAt"] == "2026-11-23T18:02:00Z"
    assert subject["software"] == f"lerway {lerway.__version__}"
    assert subject["verdict"] == "valid"
    assert subject["report"]["issuer"]["standing"] == "domain-controlled"
    assert {c["code"] for c in subject["report"]["checks"]} >= {"proof", "status", "dates"}


def test_anybody_can_check_it(page, examples):
    receipt = receipt_of(page, examples["expired"])
    report = lerway.verify(receipt, now=NOW, offline=True)
    assert report.ok, str(report)
    assert {c.outcome for c in report.checks} == {lerway.Outcome.PASSED}
    assert json.loads(receipt)["proof"]["cryptosuite"] == "eddsa-jcs-2022"


def test_a_changed_one_does_not_hold(page, examples):
    receipt = receipt_of(page, examples["expired"])
    changed = receipt.replace(b'"verdict":"invalid"', b'"verdict":"valid"')
    assert changed != receipt
    assert lerway.verify(changed, now=NOW, offline=True).verdict is lerway.Verdict.INVALID


def test_the_server_hands_back_only_what_it_signed(page, examples):
    receipt = receipt_of(page, examples["expired"])
    for other in (receipt.replace(b"invalid", b"valid"), examples["impostor"], b"<html>", b""):
        answer = page.post("/receipt", data={"receipt": other.decode()})
        assert answer.status_code == 400
        assert "content-disposition" not in answer.headers


def test_the_page_judges_a_receipt_like_any_record(page, examples):
    receipt = receipt_of(page, examples["good"])
    answer = page.post("/", files={"file": ("receipt.json", receipt)})
    assert "Receipt of a check" in answer.text
    assert "Issuer not confirmed" in answer.text
