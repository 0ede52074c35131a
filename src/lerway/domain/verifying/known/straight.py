"""Judging a record of a known form by the outline of its report, in a straight line.

What changes from record to record is looked at here, one after the other: signature and
key, dates, status. Whatever is not exactly as expected is for the ordinary checks, which
speak: nothing here refuses a record.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast, final

from lerway.domain.verifying.case import Asking, Case, Checks
from lerway.domain.verifying.known.entries import (
    Period,
    Signer,
    StatusPlace,
    same_answer,
    size_of_texts,
)
from lerway.domain.verifying.known.recognised import Recognised, fields_of
from lerway.domain.verifying.life import dates_passed
from lerway.domain.verifying.standing import standing
from lerway.kernel.encoding import multibase_decode
from lerway.kernel.errors import InvalidError
from lerway.kernel.need import Unavailable
from lerway.standards.cid.keys import KeyType
from lerway.standards.data_integrity.proof import SIGNATURE_LENGTH
from lerway.standards.jose.vc_jwt import claim_conflicts, signature_life
from lerway.standards.jsonld.jcs import canonical_json
from lerway.standards.open_badges.identity import recipient_matches
from lerway.standards.status.bitstring import value_at
from lerway.standards.vcdm.dates import parse_datetime, validity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lerway.domain.verifying.known.memory import Memory
    from lerway.domain.verifying.known.outline import Outline, Told
    from lerway.domain.verifying.policy import Policy
    from lerway.domain.verifying.reading import Record
    from lerway.kernel.need import Answer, Need
    from lerway.kernel.report import Check
    from lerway.kernel.strict_json import JSONObject

__all__ = ["Straight", "begin", "judge_straight"]

_LONGEST_INDEX: Final = 100
_SMALL: Final = 1_000
_NOT_SUPPLIED: Final = Unavailable("fetch.not_supplied", "it was not supplied")
_DATES_AT: Final = slice(2, 6)
_PROOF_AT: Final = 6
_SAME_AT: Final = 10
_PER_STATUS: Final = 3
_MOST_FIELDS: Final = 8
_Places: TypeAlias = "tuple[tuple[StatusPlace, int], ...]"


@final
class Straight:
    """A record of a known form on its way through what is judged of each.

    Attributes:
        told: its checks and the standing of its issuer, once it is known to be valid.
        work: what judging it costs, as work is counted.
    """

    __slots__ = (
        "_config",
        "_fields",
        "_found",
        "_memory",
        "_now",
        "_outline",
        "_places",
        "_policy",
        "_presented",
        "_signature",
        "_signer",
        "told",
        "work",
    )

    def __init__(
        self,
        memory: Memory,
        policy: Policy,
        now: datetime,
        found: Recognised,
        outline: Outline,
        signer: Signer,
        fields: tuple[Any, ...],
        *,
        presented: bool,
    ) -> None:
        """Keep what `begin` found."""
        self._memory = memory
        self._policy = policy
        self._now = now
        self._found = found
        self._outline = outline
        self._signer = signer
        self._fields = fields
        self._presented = presented
        self._places: _Places | None = None
        self._config = self._signature = b""
        self.told: Told | None = None
        self.work = found.known.form.work * outline.graphs

    def go_on(self, answers: Mapping[Need, Answer]) -> tuple[Need, ...]:
        """Go as far as `answers` reach, and return what is needed to go further.

        When nothing is, `told` says how the record stands; if it says nothing, the ordinary
        checks must judge the record.
        """
        try:
            missing = self._go_on(answers)
        except InvalidError:
            return ()
        if missing and len(answers) + len(missing) > self._policy.limits.needs:
            return ()
        return missing

    def _go_on(self, answers: Mapping[Need, Answer]) -> tuple[Need, ...]:
        if self._places is None:
            need = self._signer.need
            if not self._signature and not self._well_formed():
                return ()
            if need is not None and need not in answers:
                return (need,)
            if self._listed(answers) and self._signed():
                self._places = self._found_places()
        places = self._places
        if places is None:
            return ()
        missing = [place.need for place, _ in places if place.need not in answers]
        if not missing and self._lists_are_same(answers, places, missing):
            self._conclude(places)
        return tuple(dict.fromkeys(missing))

    def _lists_are_same(
        self, answers: Mapping[Need, Answer], places: _Places, missing: list[Need]
    ) -> bool:
        """Return whether lists were supplied as they were before, and what they need.

        What is still missing of that is added to `missing`.
        """
        for place, _ in places:
            answer = answers[place.need]
            if answer is not place.answer and not same_answer(answer, place.answer):
                return False
            if not place.remembered.holds(self._policy, self._now):
                return False
            for need, supplied in place.remembered.answers:
                if need not in answers:
                    missing.append(need)
                    return False
                if not same_answer(answers[need], supplied):
                    return False
        return True

    def _well_formed(self) -> bool:
        """Return whether nothing is wrong with the proof itself, so that its key is asked for."""
        found = self._found
        if found.shown:
            self._signature = found.signature
            return bool(self._signature) and (found.plain or _claims_hold(found, self._now))
        _, created, expires, value = self._fields[_PROOF_AT:_SAME_AT]
        if expires is not None and parse_datetime(expires) <= self._now:
            return False
        key = self._signer.method.key
        config = self._hash_of_options(created, expires)
        if config is None:
            return False
        self._config = config
        self._signature = multibase_decode(value, "z")
        return len(self._signature) == SIGNATURE_LENGTH[key.type.value]

    def _hash_of_options(self, created: str | None, expires: str | None) -> bytes | None:
        """Return the hash of a proof's options, if they are well-formed."""
        outline, known = self._outline, self._found.known
        name = _hash_name(self._signer)  # keys of either hash may have one address, in turn
        key = (outline.number, name, self._fields[_PROOF_AT], created, expires)
        config = self._memory.configs.get(key)
        if config is not None:
            return config
        for moment in (created, expires):
            if moment is not None:
                parse_datetime(moment)
        text: bytes | None
        if outline.canonical == "rdfc":
            text = known.form.options[name].run(known.values, known.vouched)
        else:
            proof = cast("JSONObject", self._found.record.document["proof"])
            text = canonical_json({k: v for k, v in proof.items() if k != "proofValue"})
        if text is None:
            return None
        config = hashlib.new(name, text).digest()
        self._memory.configs.put(key, config, _SMALL + size_of_texts(*key))
        return config

    def _listed(self, answers: Mapping[Need, Answer]) -> bool:
        """Return whether the same document lists the key still, and it has not ended."""
        signer = self._signer
        if signer.need is not None:
            answer = answers[signer.need]
            if answer is not signer.answer and (
                signer.answer is None or not same_answer(answer, signer.answer)
            ):
                return False
        method = signer.method
        return (method.revoked is None or method.revoked > self._now) and (
            method.expires is None or method.expires > self._now
        )

    def _signed(self) -> bool:
        """Return whether the signature is one of the key over the record."""
        found = self._found
        key = self._signer.method.key
        if found.shown:
            return key.verify(self._signature, found.message)
        name = _hash_name(self._signer)
        text = _text(self._outline.canonical, found, name)
        if text is None:
            return False
        digest = hashlib.sha384 if name == "sha384" else hashlib.sha256
        return key.verify(self._signature, self._config + digest(text).digest())

    def _found_places(self) -> _Places | None:
        """Return where its status entries are looked up, if all are of the usual kind."""
        outline, fields = self._outline, self._fields
        places: list[tuple[StatusPlace, int]] = []
        at = len(fields) - _PER_STATUS * len(outline.purposes)
        for i, expected in enumerate(outline.purposes):
            url, purpose, index = fields[at : at + _PER_STATUS]
            at += _PER_STATUS
            place = self._memory.places.get((outline.number, i, url))
            if place is None or purpose != expected:
                return None
            if not place.view.speaks_for(self._signer.issuer, url, purpose):
                return None
            if (
                type(index) is not str
                or len(index) > _LONGEST_INDEX
                or not (index.isascii() and index.isdigit())
            ):
                return None
            places.append((place, int(index)))
        return tuple(places)

    def _conclude(self, places: _Places) -> None:
        """Look at dates and bits, which ask nobody, and fill in the outline."""
        outline, signer, policy = self._outline, self._signer, self._policy
        checks = list(outline.checks)
        checks[1], checks[2] = signer.proof, signer.controller
        at = outline.dates_at
        dates = self._dates()
        if dates is None:
            return
        checks[at] = dates
        for place, index in places:
            if value_at(place.bits, index):
                return
            self.work += place.remembered.work
            at += 1
            checks[at] = place.check
        recipient = policy.recipient
        if recipient is not None and self._presented:  # noqa: SIM102 - it is a second question
            if not recipient_matches(self._found.record.document, recipient):
                return
        issuer = signer.standing
        name = self._fields[1]
        if name != issuer.claimed_name or policy.registries:
            name = name if isinstance(name, str) and name else None
            issuer = standing(policy, signer.issuer, name, host=signer.host, bound=True)
        self.told = (checks, issuer)

    def _dates(self) -> Check | None:
        dates = self._fields[_DATES_AT]
        key = (self._outline.number, dates)
        period = self._memory.periods.get(key)
        if period is None:
            start, end = validity(self._found.record.document)
            period = Period(start, end, dates_passed(Checks(self._policy), start, end))
            self._memory.periods.put(key, period, _SMALL + size_of_texts(*dates))
        if period.start is not None and self._now < period.start:
            return None
        return None if period.end is not None and self._now > period.end else period.check


def begin(
    memory: Memory, policy: Policy, now: datetime, found: Recognised, *, presented: bool = True
) -> Straight | None:
    """Return a record of a known form on its way, or nothing if it is not for here.

    Args:
        memory: what is known of other records.
        policy: what is required.
        now: the time that the verdict is about.
        found: the record.
        presented: whether its recipient is asked for, if the policy says so.
    """
    # Another class of time may compare as it likes.
    if type(now) is not datetime:
        return None
    form = found.known.form
    for outline in form.outlines:
        # A token's payload by itself, which nobody signed, has no profile.
        if outline.is_for(policy, found.profile, presented=presented):
            break
    else:
        return None
    picked = form.fields.get(outline.number)
    if picked is None:
        if len(form.fields) > _MOST_FIELDS:
            form.fields.clear()  # of outlines that were let go
        picked = form.fields[outline.number] = fields_of(form, outline)
    fields = picked.of(found.known.values)
    shown = found.shown
    if not shown:
        shown = fields[_PROOF_AT]
        for (_, value), mine in zip(outline.same, fields[_SAME_AT:], strict=False):
            if mine != value:
                return None
    signer = memory.signers.get((outline.number, shown, fields[0]))
    if signer is None or signer.profile != found.profile:
        return None
    return Straight(memory, policy, now, found, outline, signer, fields, presented=presented)


def judge_straight(case: Case, record: Record, *, presented: bool) -> Asking[Told | None]:
    """Judge a record in another one as `Straight` does; nothing if the ordinary checks must."""
    if case.memory is None or record.known is None:
        return None
    found = Recognised.of(record, record.known)
    straight = begin(case.memory, case.policy, case.now, found, presented=presented)
    limit = case.policy.limits.work
    if straight is None or case.work + straight.work > limit:
        return None
    while missing := straight.go_on(case.answers):
        for need, answer in (yield missing).items():
            case.take(need, answer)
        for need in missing:
            case.answers.setdefault(need, _NOT_SUPPLIED)
    if straight.told is None or case.work + straight.work > limit:
        return None
    case.work += straight.work
    return straight.told


def _hash_name(signer: Signer) -> str:
    return "sha384" if signer.method.key.type is KeyType.P384 else "sha256"


def _text(canonical: str, found: Recognised, hash_name: str) -> bytes | None:
    """Return the canonical form of a record without its proof."""
    known = found.known
    form = known.form
    if canonical == "rdfc":
        return form.canonical[hash_name].run(known.values, known.vouched, True)  # noqa: FBT003
    if known.vouched and form.json is not None:
        return form.json(known.values)
    document = found.record.document
    return canonical_json({k: v for k, v in document.items() if k != "proof"})


def _claims_hold(found: Recognised, now: datetime) -> bool:
    """Return whether what a token says of itself agrees with the record in it, now."""
    record = found.record
    jws = record.jws
    if jws is None or not jws.memo:
        return False
    start, end = signature_life(jws)
    if (start is not None and now < start) or (end is not None and now >= end):
        return False
    return not claim_conflicts(jws, record.document, record.profile or "")
