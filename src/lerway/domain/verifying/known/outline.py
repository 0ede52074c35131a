"""What is said of every record of a form by one policy, with places for what changes.

When a record of a known form was judged and is valid, its report becomes the outline for
the next ones: the same checks, but for key, signature, dates and status, which are judged
of every record by itself (`known.straight`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, Final, cast

from lerway.domain.verifying.known.entries import (
    Signer,
    StatusPlace,
    issuer_of,
    list_view,
    size_of_texts,
)
from lerway.kernel.errors import LerwayError
from lerway.kernel.need import Need, NeedKind, Supplied
from lerway.kernel.report import Check, IssuerStanding, Outcome
from lerway.standards.data_integrity.proof import suite_name
from lerway.standards.jose.vc_jwt import key_reference
from lerway.standards.status.bitstring import require_length
from lerway.standards.status.entries import entries_of
from lerway.standards.vcdm.structure import issuer_id

if TYPE_CHECKING:
    from lerway.domain.verifying.case import Case
    from lerway.domain.verifying.known.form import Form, Known
    from lerway.domain.verifying.known.memory import Memory
    from lerway.domain.verifying.policy import Policy
    from lerway.domain.verifying.reading import Record
    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = ["Outline", "Told", "draw_outline"]

Told = tuple[list[Check], IssuerStanding | None]
_PURPOSE: Final = "assertionMethod"
_CHANGE: Final = frozenset({"proofValue", "created", "expires", "verificationMethod"})
_DATES: Final = ("validFrom", "validUntil", "issuanceDate", "expirationDate")
_MOST: Final = 4
"""Outlines of one form: policies that are in use at a time."""
_SMALL: Final = 1_000
_LONGEST: Final = 4_096
"""Characters in a member of a proof, of which there are outlines."""
_numbers = count()


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """The outline of the report on records of one form by one policy.

    Attributes:
        number: its own, under which the memory keeps what belongs to it.
        policy: by which it was judged.
        presented: whether it was asked for its recipient, if the policy says so.
        profile: of the token that it was drawn from, whose standard its checks name; none
            if it was none.
        checks: all checks, as of the record that it was drawn from.
        dates_at: which of them is that of the dates.
        purposes: of the status entries, whose checks follow it.
        same: members of the proof that are the same in all, with their values; none for
            a token.
        canonical: `rdfc`, `jcs` or, for a token, empty.
    """

    number: int
    policy: Policy
    presented: bool
    profile: str | None
    checks: tuple[Check, ...]
    dates_at: int
    purposes: tuple[str, ...]
    same: tuple[tuple[str, JSON], ...]
    canonical: str

    @property
    def graphs(self) -> int:
        """How many times the values of a record are worked through, as work is counted."""
        return 2 if self.canonical else 1

    def is_for(self, policy: Policy, profile: str | None, *, presented: bool) -> bool:
        """Return whether it holds for `policy` and records that are signed by `profile`."""
        if self.profile != profile:
            return False
        if self.presented is not presented and policy.recipient is not None:
            return False
        # Lists of issuers may be long, and are compared by nobody.
        return self.policy is policy or (not policy.registries and self.policy == policy)


# -- how it is drawn ----------------------------------------------------------


def draw_outline(case: Case, record: Record, known: Known, told: Told, *, presented: bool) -> None:
    """Remember what was said of a valid record of a known form, if the next can be told so.

    Args:
        case: the verification, which is at its end.
        record: the record.
        known: what was known of it.
        told: what the ordinary checks said.
        presented: whether it was asked for its recipient.
    """
    memory, form, checks = case.memory, known.form, told[0]
    if memory is None or told[1] is None or type(case.now) is not datetime:
        return
    if not all(c.outcome is Outcome.PASSED or c.code == "advice" for c in checks):
        return
    policy, profile = case.policy, record.profile
    outline = next(
        (o for o in form.outlines if o.is_for(policy, profile, presented=presented)), None
    )
    new = outline is None
    if outline is None:
        outline = _outline(case, record, form, checks, presented=presented)
    if outline is None:
        return
    _remember_signer(case, memory, record, outline, told[1], checks)
    _remember_places(case, memory, record, outline, checks)
    if new:
        form.outlines = (outline, *form.outlines)[:_MOST]


def _outline(
    case: Case, record: Record, form: Form, checks: list[Check], *, presented: bool
) -> Outline | None:
    document = record.document
    if any(not isinstance(document.get(name), str | None) for name in _DATES):
        return None
    purposes = _purposes(document)
    drawn = ("", ()) if record.jws is not None else _proof_members(case, document)
    if purposes is None or drawn is None:
        return None
    expected = ["structure", "proof", "controller"]
    expected += ["terms"] if record.jws is None else ["claims", "terms"]
    dates_at = len(expected)
    expected += ["dates", *("status" for _ in purposes), *("schema" for _ in form.schemas)]
    expected += ["advice" for _ in form.advice]
    if case.policy.recipient is not None and presented:
        expected.append("recipient")
    if [c.code for c in checks] != expected:
        return None
    canonical, same = drawn
    number, profile = next(_numbers), record.profile
    return Outline(
        number, case.policy, presented, profile, tuple(checks), dates_at, purposes, same, canonical
    )


def _purposes(document: JSONObject) -> tuple[str, ...] | None:
    """Return the purposes of a record's status entries, if all are of the usual kind."""
    raw = document.get("credentialStatus", [])
    for value in raw if isinstance(raw, list) else [raw]:
        more = {"statusSize", "statusMessage", "statusReference"}
        if not isinstance(value, dict) or not more.isdisjoint(value):
            return None
    entries = entries_of(document)
    if any(e.kind != "bitstring" or e.purpose not in ("revocation", "suspension") for e in entries):
        return None
    return tuple(e.purpose for e in entries)


def _proof_members(
    case: Case, document: JSONObject
) -> tuple[str, tuple[tuple[str, JSON], ...]] | None:
    """Return how a record's proof is canonicalised, and what of it must not change."""
    proof = document.get("proof")
    if not isinstance(proof, dict) or proof.get("proofPurpose") != _PURPOSE:
        return None
    suite = case.catalog.suites.get(suite_name(proof))
    if suite is None:
        return None
    same: list[tuple[str, JSON]] = []
    for name, value in proof.items():
        if name == "@context" and value == document.get("@context"):
            continue  # both are a part of the form
        if not isinstance(value, str) or len(value) > _LONGEST:
            return None
        if name not in _CHANGE:
            same.append((name, value))
    return suite.canonicalization, tuple(same)


def _remember_signer(
    case: Case,
    memory: Memory,
    record: Record,
    outline: Outline,
    issuer: IssuerStanding,
    checks: list[Check],
) -> None:
    document = record.document
    if issuer.id is None or issuer.id != issuer_id(document) or issuer.id != issuer_of(document):
        return
    if record.jws is None:
        proof = cast("dict[str, str]", document["proof"])
        method = shown = proof["verificationMethod"]
    else:
        compact = record.jws.compact
        method, shown = key_reference(record.jws, document), compact[: compact.index(".")]
    key = memory.keys.get((method, issuer.id, _PURPOSE)) if method is not None else None
    if key is None:
        return
    answer = case.answers.get(key.need) if key.need is not None else None
    if key.need is not None and not isinstance(answer, Supplied):
        return
    supplied = answer if isinstance(answer, Supplied) else None
    if supplied is not None and supplied.body != key.body:
        return  # another verification, or an older document, told of that key
    signer = Signer(
        key.method,
        key.need,
        supplied,
        issuer.id,
        key.host,
        record.profile,
        checks[1],
        checks[2],
        issuer,
    )
    size = _SMALL + size_of_texts(shown, issuer.id, issuer.claimed_name, issuer.listed_name)
    size += len(supplied.body) if supplied is not None else 0
    memory.signers.put((outline.number, shown, issuer.id), signer, size)


def _remember_places(
    case: Case, memory: Memory, record: Record, outline: Outline, checks: list[Check]
) -> None:
    for i, entry in enumerate(entries_of(record.document)):
        need = Need(NeedKind.STATUS_LIST, entry.list_url)
        answer = case.answers.get(need)
        remembered = memory.referred.get(answer.body) if isinstance(answer, Supplied) else None
        view = None if remembered is None else list_view(remembered)
        if not isinstance(answer, Supplied) or remembered is None or view is None:
            continue
        try:
            bits = memory.bits_of(view.encoded, legacy=False, limits=case.policy.limits)
            require_length(bits, 1)
        except LerwayError:
            continue
        check = checks[outline.dates_at + 1 + i]
        place = StatusPlace(need, answer, check, remembered, view, bits)
        size = _SMALL + size_of_texts(entry.list_url) + 8 * len(answer.body) + len(bits)
        memory.places.put((outline.number, i, entry.list_url), place, size)
