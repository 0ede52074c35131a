"""What is said of every record of a form by one policy, with places for what changes.

When a record of a known form was judged and is valid, its report becomes the outline for
the next ones: the same checks, but for key, signature, dates and status, which are judged
of every record here, in a straight line. Whatever is not exactly as expected is for the
ordinary checks, which speak: nothing here refuses a record.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, Final, cast

from lerway.domain.verifying.case import Asking, Case, Checks, ask
from lerway.domain.verifying.known.entries import (
    Period,
    Signer,
    StatusPlace,
    list_view,
    same_answer,
)
from lerway.domain.verifying.life import dates_passed
from lerway.domain.verifying.standing import claimed_name, standing
from lerway.kernel.encoding import multibase_decode
from lerway.kernel.errors import InvalidError
from lerway.kernel.need import Need, NeedKind, Supplied
from lerway.kernel.report import Check, IssuerStanding, Outcome
from lerway.standards.cid.keys import KeyType
from lerway.standards.data_integrity.proof import SIGNATURE_LENGTH, suite_name
from lerway.standards.jose.vc_jwt import REGISTERED, key_reference
from lerway.standards.jsonld.jcs import canonical_json
from lerway.standards.open_badges.identity import recipient_matches
from lerway.standards.status.bitstring import require_length, value_at
from lerway.standards.status.entries import entries_of
from lerway.standards.vcdm.dates import parse_datetime, validity
from lerway.standards.vcdm.structure import issuer_id

if TYPE_CHECKING:
    from lerway.domain.verifying.known.form import Form, Known
    from lerway.domain.verifying.known.memory import Memory
    from lerway.domain.verifying.policy import Policy
    from lerway.domain.verifying.reading import Record
    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = ["Outline", "Told", "draw_outline", "judge_by_outline"]

Told = tuple[list[Check], IssuerStanding | None]
_PURPOSE: Final = "assertionMethod"
_CHANGE: Final = frozenset({"proofValue", "created", "expires", "verificationMethod"})
_DATES: Final = ("validFrom", "validUntil", "issuanceDate", "expirationDate")
_MOST: Final = 4
"""Outlines of one form: policies that are in use at a time."""
_LONGEST_INDEX: Final = 100
_SMALL: Final = 1_000
_numbers = count()


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """The outline of the report on records of one form by one policy.

    Attributes:
        number: its own, under which the memory keeps what belongs to it.
        policy: by which it was judged.
        presented: whether it was asked for its recipient, if the policy says so.
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
    checks: tuple[Check, ...]
    dates_at: int
    purposes: tuple[str, ...]
    same: tuple[tuple[str, JSON], ...]
    canonical: str

    @property
    def graphs(self) -> int:
        """How many times the values of a record are worked through, as work is counted."""
        return 2 if self.canonical else 1

    def is_for(self, policy: Policy, *, presented: bool) -> bool:
        """Return whether it holds for `policy`."""
        if self.presented is not presented and policy.recipient is not None:
            return False
        # Lists of issuers may be long, and are compared by nobody.
        return self.policy is policy or (not policy.registries and self.policy == policy)


def judge_by_outline(
    case: Case, record: Record, known: Known, *, presented: bool
) -> Asking[Told | None]:
    """Judge a record of a known form; nothing if the ordinary checks must."""
    memory = case.memory
    outline = _found(case, known.form, presented=presented)
    if memory is None or outline is None:
        return None
    work = known.form.work * outline.graphs
    if case.work + work > case.policy.limits.work:
        return None
    document = record.document
    try:
        if record.jws is None:
            signer = yield from _embedded(case, memory, outline, document, known)
        else:
            signer = yield from _token(case, memory, outline, record)
        dates = None if signer is None else _dates(case, memory, outline, document)
        if signer is None or dates is None:
            return None
        checks = list(outline.checks)
        checks[1], checks[2] = signer.proof, signer.controller
        at = outline.dates_at
        checks[at] = dates
        if outline.purposes:
            more = yield from _status(case, memory, outline, document, signer.issuer, checks)
            if more is None or case.work + work + more > case.policy.limits.work:
                return None
            work += more
    except InvalidError:
        return None
    recipient = case.policy.recipient
    if recipient is not None and presented and not recipient_matches(document, recipient):
        return None
    case.work += work
    return checks, _standing(case.policy, document, signer)


def _found(case: Case, form: Form, *, presented: bool) -> Outline | None:
    # Another class of time may compare as it likes.
    if type(case.now) is not datetime:
        return None
    for outline in form.outlines:
        if outline.is_for(case.policy, presented=presented):
            return outline
    return None


def _embedded(
    case: Case, memory: Memory, outline: Outline, document: JSONObject, known: Known
) -> Asking[Signer | None]:
    """Return who made the record's one proof, if it holds."""
    proof = cast("dict[str, str]", document["proof"])
    for name, value in outline.same:
        if proof[name] != value:
            return None
    signer = memory.signers.get((outline.number, proof["verificationMethod"], _issuer(document)))
    if signer is None:
        return None
    config = _config(memory, outline, document, known)
    expires = proof.get("expires")
    if config is None or (expires is not None and parse_datetime(expires) <= case.now):
        return None
    signature = multibase_decode(proof["proofValue"], "z")
    if not (yield from _may_sign(case, signer)):
        return None
    key = signer.method.key
    if len(signature) != SIGNATURE_LENGTH[key.type.value]:
        return None
    text = _text(outline, document, known)
    if text is None or not key.verify(signature, config + hashlib.sha256(text).digest()):
        return None
    return signer


def _config(memory: Memory, outline: Outline, document: JSONObject, known: Known) -> bytes | None:
    """Return the hash of a proof's options, if they are well-formed."""
    proof = cast("dict[str, str]", document["proof"])
    get = proof.get
    key = (outline.number, get("verificationMethod"), get("created"), get("expires"))
    config = memory.configs.get(key)
    if config is None:
        for name in ("created", "expires"):
            if name in proof:
                parse_datetime(proof[name])
        text: bytes | None
        if outline.canonical == "rdfc":
            text = known.form.options["sha256"].run(known.values, known.vouched)
        else:
            text = canonical_json({k: v for k, v in proof.items() if k != "proofValue"})
        if text is None:
            return None
        config = hashlib.sha256(text).digest()
        memory.configs.put(key, config, _SMALL)
    return config


def _text(outline: Outline, document: JSONObject, known: Known) -> bytes | None:
    """Return the canonical form of a record without its proof."""
    form = known.form
    if outline.canonical == "rdfc":
        return form.canonical["sha256"].run(known.values, known.vouched, True)  # noqa: FBT003
    if known.vouched and form.json is not None:
        return form.json(known.values)
    return canonical_json({k: v for k, v in document.items() if k != "proof"})


def _token(case: Case, memory: Memory, outline: Outline, record: Record) -> Asking[Signer | None]:
    """Return who signed a token that makes no claims about itself, if it holds."""
    jws = record.jws
    assert jws is not None  # noqa: S101 - the caller looked
    if not jws.memo or not REGISTERED.isdisjoint(jws.memo[0]):
        return None
    header = jws.compact[: jws.compact.index(".")]
    signer = memory.signers.get((outline.number, header, _issuer(record.document)))
    if signer is None or signer.profile != record.profile:
        return None
    if not (yield from _may_sign(case, signer)):
        return None
    return signer if signer.method.key.verify(jws.signature, jws.signing_input) else None


def _may_sign(case: Case, signer: Signer) -> Asking[bool]:
    """Return whether the same document lists the key still, and it has not ended."""
    if signer.need is not None:
        answer = yield from ask(case, signer.need)
        if answer is not signer.answer and not (
            signer.answer is not None and same_answer(answer, signer.answer)
        ):
            return False
    method = signer.method
    return (method.revoked is None or method.revoked > case.now) and (
        method.expires is None or method.expires > case.now
    )


def _dates(case: Case, memory: Memory, outline: Outline, document: JSONObject) -> Check | None:
    get = document.get
    key = (outline.number, get("validFrom"), get("validUntil"), get("issuanceDate"))
    key = (*key, get("expirationDate"))
    period = memory.periods.get(key)
    if period is None:
        start, end = validity(document)
        period = Period(start, end, dates_passed(Checks(case.policy), start, end))
        memory.periods.put(key, period, _SMALL)
    if period.start is not None and case.now < period.start:
        return None
    return None if period.end is not None and case.now > period.end else period.check


def _status(
    case: Case,
    memory: Memory,
    outline: Outline,
    document: JSONObject,
    issuer: str,
    checks: list[Check],
) -> Asking[int | None]:
    """Put what is said of the status into `checks` if every bit is 0, and return the work."""
    value = document["credentialStatus"]
    entries = cast("list[dict[str, str]]", value if isinstance(value, list) else [value])
    places: list[StatusPlace] = []
    for i, (entry, purpose) in enumerate(zip(entries, outline.purposes, strict=True)):
        place = memory.places.get((outline.number, i, entry["statusListCredential"]))
        if place is None or entry["statusPurpose"] != purpose:
            return None
        places.append(place)
    if len(places) > 1:
        missing = tuple(dict.fromkeys(p.need for p in places if p.need not in case.answers))
        if len(case.answers) + len(missing) > case.policy.limits.needs:
            return None
        if missing:
            for need, answer in (yield missing).items():
                case.take(need, answer)
    work = 0
    for at, (entry, place) in enumerate(zip(entries, places, strict=True), outline.dates_at + 1):
        more = yield from _not_set(case, memory, entry, place, issuer)
        if more is None:
            return None
        work += more
        checks[at] = place.check
    return work


def _not_set(
    case: Case, memory: Memory, entry: dict[str, str], place: StatusPlace, issuer: str
) -> Asking[int | None]:
    """Return what it cost to see that the bit is 0, if it is."""
    index = entry["statusListIndex"]
    if len(index) > _LONGEST_INDEX or not (index.isascii() and index.isdigit()):
        return None
    answer = yield from ask(case, place.need)
    if answer is not place.answer and not same_answer(answer, place.answer):
        return None
    remembered = memory.referred.get(place.answer.body)
    if remembered is None or not remembered.holds(case.policy, case.now):
        return None
    for need, supplied in remembered.answers:
        if not same_answer((yield from ask(case, need)), supplied):
            return None
    view = list_view(remembered)
    if view is None or not view.speaks_for(issuer, place.need.url, entry["statusPurpose"]):
        return None
    bits = memory.bits_of(view.encoded, legacy=False, limits=case.policy.limits)
    require_length(bits, 1)
    return None if value_at(bits, int(index)) else remembered.work


def _standing(policy: Policy, document: JSONObject, signer: Signer) -> IssuerStanding:
    name = claimed_name(document["issuer"])
    if name == signer.standing.claimed_name and not policy.registries:
        return signer.standing
    return standing(policy, signer.issuer, name, host=signer.host, bound=True)


def _issuer(document: JSONObject) -> str:
    issuer = document["issuer"]
    return cast("str", issuer["id"] if isinstance(issuer, dict) else issuer)


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
    outline = next((o for o in form.outlines if o.is_for(case.policy, presented=presented)), None)
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
    number = next(_numbers)
    return Outline(
        number, case.policy, presented, tuple(checks), dates_at, purposes, same, canonical
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
    if suite is None or KeyType.P384 in suite.key_types:
        return None
    same: list[tuple[str, JSON]] = []
    for name, value in proof.items():
        if name == "@context" and value == document.get("@context"):
            continue  # both are a part of the form
        if not isinstance(value, str):
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
    if issuer.id is None or issuer.id != issuer_id(document) or issuer.id != _issuer(document):
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
    size = _SMALL + len(shown) + (len(supplied.body) if supplied is not None else 0)
    memory.signers.put((outline.number, shown, issuer.id), signer, size)


def _remember_places(
    case: Case, memory: Memory, record: Record, outline: Outline, checks: list[Check]
) -> None:
    for i, entry in enumerate(entries_of(record.document)):
        need = Need(NeedKind.STATUS_LIST, entry.list_url)
        answer = case.answers.get(need)
        if isinstance(answer, Supplied):
            place = StatusPlace(need, answer, checks[outline.dates_at + 1 + i])
            size = _SMALL + len(answer.body)
            memory.places.put((outline.number, i, entry.list_url), place, size)
