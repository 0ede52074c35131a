"""One achievement to many learners.

1EdTech Open Badges 3.0, section 2 (badges); VC Data Integrity 1.0, section 4.2. What
all badges of an achievement have in common is judged, expanded and hashed once; for each
learner only what changes. A template gives the bytes that the way of one badge gives,
and leaves to it what it cannot decide (docs/adr).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, final

from lerway.domain.issuing.identifiers import random_urn
from lerway.domain.issuing.templates.badge import (
    BadgeParts,
    badge_document,
    shape_of,
    slots_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from lerway.domain.issuing.templates.cutter import Cutter
    from lerway.domain.issuing.written.achievement import Achievement
    from lerway.domain.ports import Clock, Entropy
    from lerway.kernel.strict_json import JSONObject

__all__ = ["BadgeTemplate", "Template"]

_SALT_SIZE: Final = 16
_UUID_SIZE: Final = 16
_MOST_RESULTS: Final = 1024


@final
class BadgeTemplate:
    """Signs badges of one achievement, by their parts."""

    def __init__(
        self,
        cutter: Cutter,
        achievement: Achievement,
        endorsements: Sequence[JSONObject | str] = (),
    ) -> None:
        """Make a template; `Issuer.template` is the way to get one for programs."""
        self._cutter = cutter
        self._achievement = achievement
        self._endorsements = tuple(endorsements)

    def document(self, parts: BadgeParts) -> JSONObject:
        """Return the unsigned badge."""
        profile = self._cutter.issuer.profile
        return badge_document(profile, self._achievement.document, parts, self._endorsements)

    def judge(self, parts: BadgeParts) -> None:
        """Refuse what is wrong with every badge like this one.

        Raises:
            RefusedError: as `Issuer.issue`.
        """
        self._cutter.judge(self.document(parts))

    def issue(self, parts: BadgeParts, created: datetime) -> bytes:
        """Return the signed badge.

        Raises:
            RefusedError: as `Issuer.issue`.
        """
        drawn = shape_of(parts)
        if drawn is None:
            return self._cutter.whole(self.document(parts), created)
        shape, values = drawn
        signed = self._cutter.signed(shape, values, created)
        if signed is not None:
            return signed
        return self._cutter.first(shape, values, self.document(parts), slots_of(parts), created)

    def issue_all(self, many: Sequence[BadgeParts], created: datetime) -> list[bytes]:
        """Return the signed badge of each of some learners; quicker than one by one.

        Raises:
            RefusedError: as `Issuer.issue`; then none of them is returned.
        """
        drawn = [shape_of(parts) for parts in many]
        signed = iter(self._cutter.signed_all([d for d in drawn if d is not None], created))
        out: list[bytes] = []
        for parts, d in zip(many, drawn, strict=True):
            badge = None if d is None else next(signed)
            out.append(self.issue(parts, created) if badge is None else badge)
        return out


@final
class Template:
    """Issues one achievement to many learners. `Issuer.template` makes one.

    Attributes:
        achievement: what was achieved.
    """

    def __init__(
        self, achievement: Achievement, badges: BadgeTemplate, draw: Entropy, clock: Clock
    ) -> None:
        """Make the template; `Issuer.template` is the way to get one."""
        self.achievement = achievement
        self._badges = badges
        self._draw = draw
        self._clock = clock
        self._results: dict[tuple[str, str], JSONObject] = {}

    def issue(  # noqa: PLR0913 - one parameter for each member that a badge may have
        self,
        *,
        recipient: str | None = None,
        email: str | None = None,
        results: Mapping[str, str] | None = None,
        evidence: Sequence[str] = (),
        narrative: str | None = None,
        valid_from: datetime | None = None,
        valid_until: datetime | None = None,
        status: JSONObject | None = None,
        id: str | None = None,  # noqa: A002 - the member's name in the standard
        created: datetime | None = None,
    ) -> bytes:
        """Return one learner's badge, signed; `Issuer.issue(Issuer.badge(...))`, but faster.

        Args:
            recipient: as for `Issuer.badge`, and so are the following.
            email: hashed with a fresh salt.
            results: name of a result description to what the learner reached.
            evidence: addresses.
            narrative: what this learner did.
            valid_from: the present, if not given.
            valid_until: no end, if not given.
            status: a `credentialStatus` entry.
            id: its identifier; a fresh `urn:uuid:`, if not given.
            created: the time that the proof carries; the present, if not given.

        Raises:
            MisuseError: `result.*`.
            RefusedError: as `Issuer.issue`.
        """
        subject = recipient or random_urn(self._draw(_UUID_SIZE))
        salted = None if email is None else (email, self._draw(_SALT_SIZE).hex())
        reached = [self._result(name, text) for name, text in results.items()] if results else ()
        moment = None if valid_from and created else self._clock()
        parts = BadgeParts(
            id or random_urn(self._draw(_UUID_SIZE)),
            subject,
            (valid_from or moment or self._clock(), valid_until),
            salted,
            narrative,
            reached,
            evidence,
            status,
        )
        return self._badges.issue(parts, created or moment or self._clock())

    def _result(self, name: str, text: str) -> JSONObject:
        """Return the Result that `text` spells; the same text comes for many learners."""
        known = self._results.get((name, text))
        if known is None:
            known = self.achievement.result(name, text)
            if len(self._results) < _MOST_RESULTS:
                self._results[name, text] = known
        return known
