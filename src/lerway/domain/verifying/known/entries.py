"""What is kept of keys and of credentials that records refer to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from lerway.kernel.need import Supplied
from lerway.standards.vcdm.structure import as_list, issuer_id

if TYPE_CHECKING:
    from datetime import datetime

    from lerway.domain.verifying.policy import Policy
    from lerway.domain.verifying.referred import Referred
    from lerway.kernel.need import Answer, Need
    from lerway.kernel.report import Check, IssuerStanding
    from lerway.kernel.strict_json import JSON, JSONObject
    from lerway.standards.cid.document import VerificationMethod

__all__ = [
    "ListView",
    "Period",
    "RememberedKey",
    "RememberedReferred",
    "Signer",
    "StatusPlace",
    "issuer_of",
    "list_view",
    "same_answer",
    "size_of_texts",
]


@dataclass(frozen=True, slots=True)
class RememberedKey:
    """A key that a document listed for its subject.

    Attributes:
        method: the key.
        need: the document that lists it; none if the identifier spells it.
        body: what was supplied for that need.
        host: the domain that publishes the document.
    """

    method: VerificationMethod
    need: Need | None
    body: bytes
    host: str | None


@dataclass(frozen=True, slots=True)
class RememberedReferred:
    """A credential that a record referred to, as it was judged.

    Attributes:
        referred: what came of it.
        policy: by which rules.
        after, until: between which moments the judgement is the same; if they are one
            moment, at that one.
        answers: what was supplied for it.
        work: what it cost.
        views: it as a status list, once somebody has looked.
    """

    referred: Referred
    policy: Policy
    after: datetime | None
    until: datetime | None
    answers: tuple[tuple[Need, Supplied], ...]
    work: int
    views: list[ListView | None] = field(
        default_factory=list["ListView | None"], compare=False, repr=False
    )

    def holds(self, policy: Policy, now: datetime) -> bool:
        """Return whether it would be judged so by `policy` at `now`."""
        if self.policy is not policy and self.policy != policy:
            return False
        if self.after is not None and self.after == self.until:
            return now == self.after
        return (self.after is None or self.after < now) and (self.until is None or now < self.until)


@dataclass(frozen=True, slots=True)
class ListView:
    """What is looked at of a status list that was verified.

    Attributes:
        issuer: who made it.
        own: its own address, if it says so.
        purposes: what it was made for.
        encoded: its bits, as they are written.
    """

    issuer: str
    own: JSON
    purposes: tuple[str, ...]
    encoded: str

    def speaks_for(self, issuer: str, url: str, purpose: str) -> bool:
        """Return whether it tells, at `url`, of that purpose for records of that issuer."""
        return (
            self.issuer == issuer
            and purpose in self.purposes
            and (self.own is None or self.own == url)
        )


def list_view(remembered: RememberedReferred) -> ListView | None:
    """Return a credential as a bitstring status list, if it plainly is one."""
    if not remembered.views:
        remembered.views.append(_view(remembered.referred.document))
    return remembered.views[0]


def _view(document: JSONObject) -> ListView | None:
    subject = document.get("credentialSubject")
    if not isinstance(subject, dict) or "BitstringStatusList" not in as_list(subject.get("type")):
        return None
    encoded, issuer = subject.get("encodedList"), issuer_id(document)
    listed = "BitstringStatusListCredential" in as_list(document.get("type"))
    if not listed or not isinstance(encoded, str) or not issuer:
        return None
    said = as_list(subject.get("statusPurpose"))
    purposes = tuple(purpose for purpose in said if isinstance(purpose, str))
    return ListView(issuer, document.get("id"), purposes, encoded)


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs records of a form, by a policy, as it was found for one of them.

    Attributes:
        method: the key.
        need: the document that lists it; none if its identifier spells it.
        answer: what was supplied for that.
        issuer: whose key it is.
        host: the domain that publishes the document.
        profile: of the token, if it signs tokens.
        proof, controller: what was said of the signature and of the key.
        standing: who the issuer is.
    """

    method: VerificationMethod
    need: Need | None
    answer: Supplied | None
    issuer: str
    host: str | None
    profile: str | None
    proof: Check
    controller: Check
    standing: IssuerStanding


@dataclass(frozen=True, slots=True)
class StatusPlace:
    """Where a status is looked up, and what is said if it is not set.

    Attributes:
        need: the list.
        answer: what was supplied for it.
        check: what is said.
        remembered: it, as it was judged.
        view: what is looked at of it.
        bits: it, inflated; they are enough of them.
    """

    need: Need
    answer: Supplied
    check: Check
    remembered: RememberedReferred
    view: ListView
    bits: bytes


@dataclass(frozen=True, slots=True)
class Period:
    """When a record is valid, and what is said between.

    Attributes:
        start, end: the two moments, where it names them.
        check: what is said.
    """

    start: datetime | None
    end: datetime | None
    check: Check


def issuer_of(document: JSONObject) -> str:
    """Return the identifier of the issuer of a record of a known form, as it is written."""
    issuer = document["issuer"]
    return cast("str", issuer["id"] if isinstance(issuer, dict) else issuer)


def same_answer(one: Answer, other: Supplied) -> bool:
    """Return whether two answers tell the same."""
    return (
        isinstance(one, Supplied)
        and one.body == other.body
        and one.url == other.url
        and one.kept == other.kept
        and (not one.kept or one.retrieved == other.retrieved)
    )


def size_of_texts(*texts: JSON) -> int:
    """Return how many bytes texts take at most, which strangers may write as long as they like."""
    return 4 * sum(len(text) for text in texts if isinstance(text, str))
