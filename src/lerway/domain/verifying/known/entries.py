"""What is kept of keys and of credentials that records refer to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lerway.kernel.need import Supplied

if TYPE_CHECKING:
    from datetime import datetime

    from lerway.domain.verifying.policy import Policy
    from lerway.domain.verifying.referred import Referred
    from lerway.kernel.need import Answer, Need
    from lerway.standards.cid.document import VerificationMethod

__all__ = ["RememberedKey", "RememberedReferred", "same_answer"]


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
    """

    referred: Referred
    policy: Policy
    after: datetime | None
    until: datetime | None
    answers: tuple[tuple[Need, Supplied], ...]
    work: int

    def holds(self, policy: Policy, now: datetime) -> bool:
        """Return whether it would be judged so by `policy` at `now`."""
        if self.policy is not policy and self.policy != policy:
            return False
        if self.after is not None and self.after == self.until:
            return now == self.after
        return (self.after is None or self.after < now) and (self.until is None or now < self.until)


def same_answer(one: Answer, other: Supplied) -> bool:
    """Return whether two answers tell the same."""
    return (
        isinstance(one, Supplied)
        and one.body == other.body
        and one.url == other.url
        and one.kept == other.kept
        and (not one.kept or one.retrieved == other.retrieved)
    )
