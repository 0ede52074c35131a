"""That each side does all of its work: nothing is measured before this holds.

- Each of many records that Lerway signs is verified by the reference, as shipped and
  patched, and the other way round; the signatures are the same byte for byte; and each
  side refuses the record when one thing in it is changed.
- Lerway is measured for a whole Report, so it must refuse what only that shows: a badge
  that was revoked, that has ended, that breaks a rule of Open Badges, that says a thing
  twice, that another key signed.
"""

from __future__ import annotations

import copy
import json
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol

from benchmarks import badges, documents
from benchmarks.proofs.sides import ISSUER, NOW, CheckedError
from lerway.kernel.encoding import b58decode, b58encode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.proofs.peers import Reference
    from benchmarks.proofs.sides import JoserfcSide, JwtSide, LerwaySide, OpenvcSide

__all__ = ["agreement", "changed", "other_proofs", "whole_report"]

_AT_ONCE = 20
Document = dict[str, Any]


class Judge(Protocol):
    """Somebody who judges records."""

    name: str

    def accepts(self, data: bytes, /) -> bool:
        """Return whether a record is good."""
        ...


def agreement(ours: LerwaySide, references: Sequence[Reference], *, count: int, seed: int) -> int:
    """Check `count` records, both ways, and return how many have the same signature.

    Raises:
        CheckedError: naming the side that skipped something, and the kind of record.
    """
    same = 0
    records = documents.kinds(count, seed, ISSUER)
    while batch := list(islice(records, _AT_ONCE)):
        kinds = [kind for kind, _ in batch]
        ready = [_with_signed_members(document, ours) for _, document in batch]
        signed = [ours.sign(copy.deepcopy(document)) for document in ready]
        theirs = references[0].sign(ready)[1]
        same += sum(_signature(a) == _signature(b) for a, b in zip(signed, theirs, strict=True))
        for issuer, good in ((ours.name, signed), (references[0].name, theirs)):
            # What one side signed is changed; the other's would be the same again.
            bad = [c for record in good for c in changed(record)] if good is signed else []
            for kind, document in zip(kinds, good, strict=True):
                if not ours.accepts(document):
                    raise CheckedError(f"{ours.name} refuses what {issuer} issued: {kind}")
            for what, document in bad:
                if ours.accepts(document):
                    raise CheckedError(f"{ours.name} accepts a record with {what}")
            for reference in references:
                _asked(reference, issuer, kinds, good, bad)
    return same


def _asked(
    reference: Reference,
    issuer: str,
    kinds: list[str],
    good: list[bytes],
    bad: list[tuple[str, bytes]],
) -> None:
    verdicts = reference.verify(good)[1]
    for kind, accepted in zip(kinds, verdicts, strict=True):
        if not accepted:
            raise CheckedError(f"{reference.name} refuses what {issuer} issued: {kind}")
    verdicts = reference.verify([document for _, document in bad])[1]
    for (what, _), accepted in zip(bad, verdicts, strict=True):
        if accepted:
            raise CheckedError(f"{reference.name} accepts a record with {what}")


def _with_signed_members(document: Document, ours: LerwaySide) -> Document:
    subject = document["credentialSubject"]
    if "verifiableCredential" in subject:
        members = [json.loads(ours.sign(m)) for m in subject["verifiableCredential"]]
        subject["verifiableCredential"] = members
    return document


def _signature(data: bytes) -> str:
    return json.loads(data)["proof"]["proofValue"]


def changed(good: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield a record with one thing changed: a value, the signature, the proof."""
    if not good.startswith(b"{"):
        head, payload, signature = good.decode().split(".")
        other = ("B" if signature[0] == "A" else "A") + signature[1:]
        yield "another signature", f"{head}.{payload}.{other}".encode()
        return
    document = json.loads(good)
    subject = document["credentialSubject"]
    before = subject["id"]
    subject["id"] = "did:key:z6MkwoMUFqoBNg3tSEs2iEm3nBtPGyHXLdGVMJsd6ePmBfQS"
    yield "another learner", json.dumps(document).encode()
    subject["id"] = before
    proof = document["proof"]
    value = bytearray(b58decode(proof["proofValue"][1:]))
    value[0] ^= 1
    document["proof"] = {**proof, "proofValue": "z" + b58encode(bytes(value))}
    yield "another signature", json.dumps(document).encode()
    document["proof"] = {**proof, "created": "2026-11-22T12:00:00Z"}
    yield "another date in its proof", json.dumps(document).encode()


def whole_report(ours: LerwaySide, reference: Reference, seed: int) -> None:
    """Check that Lerway refuses what only a whole Report shows; the reference signs it.

    Raises:
        CheckedError: naming what was accepted.
    """
    row = next(badges.rows(seed))
    good = json.loads(ours.issue(row))
    for issue in (ours.issue, ours.issue_by_template, ours.issue_by_template):
        issued = issue(row)
        if not ours.accepts(issued) or not all(reference.verify([issued])[1]):
            raise CheckedError(f"a badge is refused that {ours.name} issued")
    unruly = badges.badge(row, ISSUER)
    del unruly["credentialSubject"]["achievement"]["criteria"]
    others = badges.badge(row, "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK")
    bad = {
        "that was revoked": ours.issue(row._replace(index=badges.REVOKED)),
        "that has ended": ours.issued_until(row, NOW - timedelta(days=1)),
        "with a member twice": b'{"id":"urn:uuid:0",' + json.dumps(good)[1:].encode(),
        "without criteria": reference.sign([unruly])[1][0],
        "in the name of another": _forged(reference, others),
    }
    for what, document in bad.items():
        if ours.accepts(document):
            raise CheckedError(f"{ours.name} accepts a badge {what}")


def _forged(reference: Reference, document: Document) -> bytes:
    """Return a badge of somebody else, signed by our key."""
    return reference.sign([document])[1][0]


def other_proofs(
    jcs: LerwaySide, jwt: JwtSide, openvc: OpenvcSide, joserfc: JoserfcSide, ours: LerwaySide,
    *, count: int, seed: int,
) -> None:  # fmt: skip
    """Check the sides that have nothing to do with the reference.

    Raises:
        CheckedError: naming the side.
    """
    with joserfc.quietly():
        for row in islice(badges.rows(seed), count):
            badge, token = openvc.issue(row), jwt.issue(row)
            _require("openvc", ours, badge)
            _require("lerway", openvc, ours.issue(row))
            _require("lerway_jcs", jcs, jcs.issue(row))
            _require("lerway_jwt", jwt, token)
            _require("lerway_jwt", joserfc, token)


def _require(issuer: str, judge: Judge, good: bytes) -> None:
    if not judge.accepts(good):
        raise CheckedError(f"{judge.name} refuses what {issuer} issued")
    for what, bad in changed(good):
        if judge.accepts(bad):
            raise CheckedError(f"{judge.name} accepts a record with {what}")
