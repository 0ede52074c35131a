"""Judging a record of a known form by the outline of its report, in a straight line.

What changes from record to record is looked at here, one after the other: signature and
key, dates, status. Whatever is not exactly as expected is for the ordinary checks, which
speak: nothing here refuses a record.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING, Final, TypeAlias, cast, final

from lerway.domain.verifying.case import Asking, Case, Checks
from lerway.domain.verifying.known.entries import Period, Signer, StatusPlace, issuer_of, same_answer
from lerway.domain.verifying.life import dates_passed
from lerway.domain.verifying.standing import claimed_name, standing
from lerway.kernel.encoding import multibase_decode
from lerway.kernel.errors import InvalidError
from lerway.kernel.need import Unavailable
from lerway.standards.cid.keys import KeyType
from lerway.standards.data_integrity.proof import SIGNATURE_LENGTH
from lerway.standards.jose.vc_jwt import REGISTERED, claim_conflicts, signature_life
from lerway.standards.jsonld.jcs import canonical_json
from lerway.standards.open_badges.identity import recipient_matches
from lerway.standards.status.bitstring import value_at
from lerway.standards.vcdm.dates import parse_datetime, validity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lerway.domain.verifying.known.form import Known
    from lerway.domain.verifying.known.memory import Memory
    from lerway.domain.verifying.known.outline import Outline, Told
    from lerway.domain.verifying.policy import Policy
    from lerway.domain.verifying.reading import Record
    from lerway.kernel.need import Answer, Need
    from lerway.kernel.report import Check
    from lerway.kernel.strict_json import JSONObject
    from lerway.standards.jose.jws import Jws

__all__ = ["Straight", "begin", "judge_straight"]

_LONGEST_INDEX: Final = 100
_SMALL: Final = 1_000
_NOT_SUPPLIED: Final = Unavailable("fetch.not_supplied", "it was not supplied")


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
        "_document",
        "_known",
        "_memory",
        "_now",
        "_outline",
        "_places",
        "_policy",
        "_presented",
        "_record",
        "_signature",
        "_signer",
        "told",
        "work",
    )

    def __init__(  # noqa: PLR0913 - all that a record is judged by; `begin` alone makes one
        self,
        memory: Memory,
        policy: Policy,
        now: datetime,
        record: Record,
        known: Known,
        outline: Outline,
        signer: Signer,
        *,
        presented: bool,
    ) -> None:
        """Keep what `begin` found."""
        self._memory = memory
        self._policy = policy
        self._now = now
        self._record = record
        self._document = record.document
        self._known = known
        self._outline = outline
        self._signer = signer
        self._presented = presented
        self._places: _Places | None = None
        self._config = self._signature = b""
        self.told: Told | None = None
        self.work = known.form.work * outline.graphs

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
        places = self._places
        if places is None:
            need = self._signer.need
            if need is not None and need not in answers:
                return (need,) if self._well_formed() else ()
            if not self._listed(answers) or not self._signed():
                return ()
            places = self._places = self._found_places()
            if places is None:
                return ()
        missing = [place.need for place, _ in places if place.need not in answers]
        if missing:
            return tuple(dict.fromkeys(missing))
        for place, _ in places:
            answer = answers[place.need]
            if answer is not place.answer and not same_answer(answer, place.answer):
                return ()
            if not place.remembered.holds(self._policy, self._now):
                return ()
            for need, supplied in place.remembered.answers:
                if need not in answers:
                    return (need,)
                if not same_answer(answers[need], supplied):
                    return ()
        self._conclude(places)
        return ()

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

    def _well_formed(self) -> bool:
        """Return whether nothing is wrong with the proof itself, so that its key is asked for."""
        jws = self._record.jws
        if jws is not None:
            return _claims_hold(jws, self._record, self._now)
        proof = cast("dict[str, str]", self._document["proof"])
        expires = proof.get("expires")
        if expires is not None and parse_datetime(expires) <= self._now:
            return False
        self._signature = multibase_decode(proof["proofValue"], "z")
        key = self._signer.method.key
        hash_name = "sha384" if key.type is KeyType.P384 else "sha256"
        config = _config(self._memory, self._outline, self._document, self._known, hash_name)
        if config is None:
            return False
        self._config = config
        return len(self._signature) == SIGNATURE_LENGTH[key.type.value]

    def _signed(self) -> bool:
        """Return whether the signature is one of the key over the record."""
        if not self._config and not self._well_formed():
            return False
        jws = self._record.jws
        key = self._signer.method.key
        if jws is not None:
            return key.verify(jws.signature, jws.signing_input)
        hash_name = "sha384" if key.type is KeyType.P384 else "sha256"
        text = _text(self._outline.canonical, self._document, self._known, hash_name)
        if text is None:
            return False
        digest = hashlib.sha384 if hash_name == "sha384" else hashlib.sha256
        return key.verify(self._signature, self._config + digest(text).digest())

    def _found_places(self) -> _Places | None:
        """Return where its status entries are looked up, if all are of the usual kind."""
        outline, document = self._outline, self._document
        if not outline.purposes:
            return ()
        places: list[tuple[StatusPlace, int]] = []
        for i, (entry, purpose) in enumerate(
            zip(_entries(document), outline.purposes, strict=True)
        ):
            url = entry["statusListCredential"]
            place = self._memory.places.get((outline.number, i, url))
            if place is None or entry["statusPurpose"] != purpose:
                return None
            if not place.view.speaks_for(self._signer.issuer, url, purpose):
                return None
            index = entry["statusListIndex"]
            if len(index) > _LONGEST_INDEX or not (index.isascii() and index.isdigit()):
                return None
            places.append((place, int(index)))
        return tuple(places)

    def _conclude(self, places: _Places) -> None:
        """Look at dates and bits, which ask nobody, and fill in the outline."""
        outline, document = self._outline, self._document
        signer, policy = self._signer, self._policy
        checks = list(outline.checks)
        checks[1], checks[2] = signer.proof, signer.controller
        at = outline.dates_at
        dates = _dates(self._memory, policy, self._now, outline, document)
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
            if not recipient_matches(document, recipient):
                return
        name = claimed_name(document["issuer"])
        issuer = signer.standing
        if name != issuer.claimed_name or policy.registries:
            issuer = standing(policy, signer.issuer, name, host=signer.host, bound=True)
        self.told = (checks, issuer)


def begin(
    memory: Memory, policy: Policy, now: datetime, record: Record, *, presented: bool = True
) -> Straight | None:
    """Return a record of a known form on its way, or nothing if it is not for here.

    Args:
        memory: what is known of other records.
        policy: what is required.
        now: the time that the verdict is about.
        record: the record.
        presented: whether its recipient is asked for, if the policy says so.
    """
    known = record.known
    # Another class of time may compare as it likes.
    if known is None or type(now) is not datetime:
        return None
    for outline in known.form.outlines:
        if outline.is_for(policy, presented=presented):
            break
    else:
        return None
    jws = record.jws
    if jws is not None:
        shown = jws.compact[: jws.compact.index(".")]
    else:
        proof = cast("dict[str, str]", record.document["proof"])
        for name, value in outline.same:
            if proof[name] != value:
                return None
        shown = proof["verificationMethod"]
    signer = memory.signers.get((outline.number, shown, issuer_of(record.document)))
    if signer is None or signer.profile != record.profile:
        return None
    return Straight(memory, policy, now, record, known, outline, signer, presented=presented)


def judge_straight(case: Case, record: Record, *, presented: bool) -> Asking[Told | None]:
    """Judge a record in another one as `Straight` does; nothing if the ordinary checks must."""
    if case.memory is None:
        return None
    straight = begin(case.memory, case.policy, case.now, record, presented=presented)
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


def _text(canonical: str, document: JSONObject, known: Known, hash_name: str) -> bytes | None:
    """Return the canonical form of a record without its proof."""
    form = known.form
    if canonical == "rdfc":
        return form.canonical[hash_name].run(known.values, known.vouched, True)  # noqa: FBT003
    if known.vouched and form.json is not None:
        return form.json(known.values)
    return canonical_json({k: v for k, v in document.items() if k != "proof"})


def _claims_hold(jws: Jws, record: Record, now: datetime) -> bool:
    """Return whether what a token says of itself agrees with the record, now."""
    if not jws.memo:
        return False
    if REGISTERED.isdisjoint(jws.memo[0]):
        return True
    start, end = signature_life(jws)
    if (start is not None and now < start) or (end is not None and now >= end):
        return False
    return not claim_conflicts(jws, record.document, record.profile or "")


def _config(
    memory: Memory, outline: Outline, document: JSONObject, known: Known, hash_name: str
) -> bytes | None:
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
            text = known.form.options[hash_name].run(known.values, known.vouched)
        else:
            text = canonical_json({k: v for k, v in proof.items() if k != "proofValue"})
        if text is None:
            return None
        digest = hashlib.sha384 if hash_name == "sha384" else hashlib.sha256
        config = digest(text).digest()
        memory.configs.put(key, config, _SMALL)
    return config


def _dates(
    memory: Memory, policy: Policy, now: datetime, outline: Outline, document: JSONObject
) -> Check | None:
    get = document.get
    number = outline.number
    key = (number, get("validFrom"), get("validUntil"), get("issuanceDate"), get("expirationDate"))
    period = memory.periods.get(key)
    if period is None:
        start, end = validity(document)
        period = Period(start, end, dates_passed(Checks(policy), start, end))
        memory.periods.put(key, period, _SMALL)
    if period.start is not None and now < period.start:
        return None
    return None if period.end is not None and now > period.end else period.check


def _entries(document: JSONObject) -> list[dict[str, str]]:
    value = document["credentialStatus"]
    return cast("list[dict[str, str]]", value if isinstance(value, list) else [value])
