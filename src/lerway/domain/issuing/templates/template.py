"""One achievement to many learners.

1EdTech Open Badges 3.0, section 2 (badges); VC Data Integrity 1.0, section 4.2. What
all badges of an achievement have in common is judged, expanded and hashed once; for each
learner only what changes. A template gives the bytes that the way of one badge gives,
and leaves to it what it cannot decide (docs/adr).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, final

from lerway.domain.issuing.identifiers import random_urn
from lerway.domain.issuing.self_check import require_sound
from lerway.domain.issuing.templates.badge import (
    BadgeParts,
    badge_document,
    dated,
    shape_of,
    slots_of,
)
from lerway.domain.issuing.templates.blueprint import (
    EmbeddedBlueprint,
    TokenBlueprint,
    embedded,
    token,
)
from lerway.standards.jsonld.slot_graph import NoSlotGraphError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from lerway.domain.issuing.issuer import Issuer
    from lerway.domain.issuing.templates.badge import Shape
    from lerway.domain.issuing.templates.blueprint import Blueprint
    from lerway.domain.issuing.written.achievement import Achievement
    from lerway.domain.ports import Clock, Entropy
    from lerway.kernel.strict_json import JSONObject
    from lerway.standards.catalog import Catalog

__all__ = ["BadgeTemplate", "Template"]

_MOST_SHAPES: Final = 64
_SALT_SIZE: Final = 16
_UUID_SIZE: Final = 16


@final
class BadgeTemplate:
    """Signs badges of one achievement, by their parts."""

    def __init__(
        self,
        issuer: Issuer,
        achievement: Achievement,
        catalog: Catalog,
        *,
        sign: Callable[[bytes], bytes],
        proof: str | None = None,
        endorsements: Sequence[JSONObject | str] = (),
    ) -> None:
        """Make a template; `Issuer.template` is the way to get one for programs."""
        self._issuer = issuer
        self._achievement = achievement
        self._catalog = catalog
        self._sign = sign
        self._proof = proof
        self._endorsements = tuple(endorsements)
        self._blueprints: dict[Shape, Blueprint | None] = {}

    def document(self, parts: BadgeParts) -> JSONObject:
        """Return the unsigned badge."""
        return badge_document(
            self._issuer.profile, self._achievement.document, parts, self._endorsements
        )

    def judge(self, parts: BadgeParts) -> None:
        """Refuse what is wrong with every badge like this one.

        Raises:
            RefusedError: as `Issuer.issue`.
        """
        graph = self._issuer.is_graph_proof(self._proof)
        require_sound(self.document(parts), self._catalog, graph_signed=graph)

    def issue(self, parts: BadgeParts, created: datetime) -> bytes:
        """Return the signed badge.

        Raises:
            RefusedError: as `Issuer.issue`.
        """
        drawn = shape_of(parts)
        if drawn is not None:
            shape, values = drawn
            blueprint = self._blueprints.get(shape)
            if blueprint is not None:
                try:
                    signed = blueprint.signed(values, dated(created), self._sign)
                except UnicodeEncodeError:  # told of by the whole way
                    signed = None
                if signed is not None:
                    return signed
            elif shape not in self._blueprints:
                return self._first(parts, shape, values, created)
        return self._issuer.issue(self.document(parts), created=created, proof=self._proof)

    def _first(
        self, parts: BadgeParts, shape: Shape, values: Sequence[str], created: datetime
    ) -> bytes:
        """Issue the first badge of a shape by the whole way, and cut a blueprint by it."""
        document = self.document(parts)
        unsigned = self._issuer.prepare(document, created=created, proof=self._proof)
        whole = self._issuer.finish(unsigned, self._sign(unsigned.to_sign))
        blueprint = self._cut(document, parts)
        if blueprint is not None:
            draft = blueprint.draft(values, dated(created))
            # A blueprint that does not give what the whole way gives is none.
            if (
                draft is None
                or draft.to_sign != unsigned.to_sign
                or not (whole.startswith(draft.start) and whole.endswith(draft.end))
            ):
                blueprint = None
        if len(self._blueprints) >= _MOST_SHAPES:
            del self._blueprints[next(iter(self._blueprints))]
        self._blueprints[shape] = blueprint
        return whole

    def _cut(self, document: JSONObject, parts: BadgeParts) -> Blueprint | None:
        issuer, slots = self._issuer, slots_of(parts)
        method = issuer.verification_method
        profile = issuer.token_profile(self._proof)
        try:
            if profile is not None:
                return token(
                    TokenBlueprint(
                        document, slots, profile=profile, key=issuer.public_key,
                        verification_method=method,
                    )
                )  # fmt: skip
            return embedded(
                EmbeddedBlueprint(
                    document,
                    slots,
                    suite=issuer.suite(self._proof),
                    key=issuer.public_key,
                    verification_method=method,
                    view=self._catalog.contexts.view(),
                )
            )
        except NoSlotGraphError:
            return None


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
        reached = (
            [self.achievement.result(name, text) for name, text in results.items()]
            if results
            else ()
        )
        moment = None if valid_from and created else self._clock()
        parts = BadgeParts(
            id=id or random_urn(self._draw(_UUID_SIZE)),
            subject=subject,
            period=(valid_from or moment or self._clock(), valid_until),
            email=salted,
            narrative=narrative,
            results=reached,
            evidence=evidence,
            status=status,
        )
        return self._badges.issue(parts, created or moment or self._clock())
