"""A receipt says what was judged, when and how, and stands by itself."""

from __future__ import annotations

import hashlib
import json
import re
from html import unescape

import lerway
from lerway.cli import main
from lerway.domain.issuing.signing_key import SigningKey
from lerway.http.web.verify.checking import Judged
from lerway.http.web.verify.inputs import Given
from lerway.http.web.verify.receipts import ReceiptBook
from lerway.standards.did import did_key
from lerway.testing.examples import EMAIL
from tests.http.conftest import NOW, receipt_book
from tests.http.test_verify_page import before_the_fold

OTHER = lerway.PrivateKey.generate(lerway.KeyType.ED25519, lambda n: bytes(range(n)))


def receipt_of(page, record: bytes, **more) -> bytes:
    """Press the button: send the receipt that the page holds, and return what is saved."""
    answer = page.post("/", files={"file": ("record", record)}, data=more or None)
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
    assert subject["answer"] == "Valid"
    assert subject["sentence"].startswith("riverside-college.example issued this")
    assert subject["recordTitle"] == "Network Defense Certificate"
    assert subject["recordMadeOutTo"] == "Maya Torres"
    assert "verdict" not in subject
    assert subject["report"]["issuer"]["standing"] == "domain-controlled"
    assert {c["code"] for c in subject["report"]["checks"]} >= {"proof", "status", "dates"}


def test_anybody_can_check_it(page, examples):
    receipt = receipt_of(page, examples["expired"])
    report = lerway.verify(receipt, now=NOW, offline=True)
    assert report.ok, str(report)
    assert {c.outcome for c in report.checks} == {lerway.Outcome.PASSED}
    assert json.loads(receipt)["proof"]["cryptosuite"] == "eddsa-jcs-2022"


def test_the_command_line_says_what_was_answered(page, examples, tmp_path, capsys):
    """A receipt may be valid, and tell of a record that is not."""
    file = tmp_path / "receipt.json"
    file.write_bytes(receipt_of(page, examples["expired"]))
    digest = hashlib.sha256(examples["expired"]).hexdigest()
    assert main(["verify", str(file), "--offline"]) == 0
    told = f"'Not valid: expired', of the file with the SHA-256 {digest}"
    assert f"record: a receipt of a check, which answered {told}" in capsys.readouterr().out
    assert main(["inspect", str(file)]) == 0
    assert told in capsys.readouterr().out


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


def test_it_says_no_more_than_the_page_of_an_issuer_whom_nobody_confirms(page, examples):
    """Whoever forwards the receipt of a record by a made-up university forwards that answer."""
    subject = json.loads(receipt_of(page, examples["impostor"]))["credentialSubject"]
    assert subject["answer"] == "Issuer not confirmed"
    assert "Nobody confirms that." in subject["sentence"]
    assert subject["recordIssuer"]["standing"] == "unconfirmed"
    assert subject["recordIssuer"]["callsItself"] == "University of Oxbridge"
    assert "verdict" not in subject


def test_it_tells_nothing_of_what_no_signature_holds(page, examples):
    subject = json.loads(receipt_of(page, examples["tampered"]))["credentialSubject"]
    assert subject["answer"] == "Not valid: changed"
    assert not subject.keys() & {"recordTitle", "recordMadeOutTo"}


def test_the_address_that_the_reader_typed_is_not_in_it(page, examples):
    for address in (EMAIL, "somebody.else@mail.example"):
        receipt = receipt_of(page, examples["good"], recipient=address)
        assert address not in receipt.decode()
    assert b"not made out to the address that was asked for" in receipt


def given_back(page, receipt: bytes, **more):
    return page.post("/", files={"file": ("receipt.json", receipt)}, data=more or None)


def test_the_page_knows_its_own_receipt(page, examples):
    receipt = receipt_of(page, examples["impostor"])
    for more in ({}, {"recipient": EMAIL}):
        answer = given_back(page, receipt, **more)
        digest = hashlib.sha256(examples["impostor"]).hexdigest()
        seen = before_the_fold(answer)
        assert (
            "Receipt of a check On 23 November 2026 at 18:02 UTC this server checked the record"
            f" with SHA-256 {digest[:16]}… and answered: Issuer not confirmed." in seen
        )
        assert digest in seen
        assert 'class="verdict is-note"' in answer.text
        assert "Given to" not in seen
        assert 'name="receipt"' not in answer.text


def test_a_receipt_of_another_server_vouches_for_nothing(page, examples):
    other = ReceiptBook(
        SigningKey.of(OTHER, did_key(OTHER.public)), clock=lambda: NOW, entropy=bytes
    )
    given = Given("", examples["impostor"])
    report = lerway.verify(given.data, now=NOW, offline=True)
    receipt = other.write(Judged(given, NOW, given.data, report))
    answer = given_back(page, receipt)
    seen = before_the_fold(answer)
    assert "Receipt of another server" in seen
    assert "This server did not sign that." in seen
    assert "Don’t rely on it." in seen
    assert 'class="verdict is-claimed"' in answer.text
    assert 'name="receipt"' not in answer.text


def test_a_receipt_that_was_changed_is_not_valid_and_states_nothing(page, examples):
    receipt = receipt_of(page, examples["impostor"])
    answer = given_back(page, receipt.replace(b"Issuer not confirmed", b"Valid"))
    seen = before_the_fold(answer)
    assert "Not valid: changed" in seen
    assert "What the receipt says" not in seen
    assert 'name="receipt"' not in answer.text


def test_a_receipt_is_told_in_spanish(page, examples):
    receipt = receipt_of(page, examples["impostor"])
    answer = page.post("/?lang=es", files={"file": ("receipt.json", receipt)})
    assert "y respondió: Emisor sin confirmar." in before_the_fold(answer)


def test_the_page_says_how_long_its_key_lives(open_page, examples):
    assert "at any time" in before_the_fold(post(open_page(), examples["good"]))
    passing = receipt_book(lasting=False)
    text = before_the_fold(post(open_page(receipts=passing), examples["good"]))
    assert "This server knows its own receipts until it is stopped." in text


def post(page, record: bytes):
    return page.post("/", files={"file": ("record", record)})
