"""What a verdict requires, as small values that compose."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from lerway.kernel.limits import DEFAULT_LIMITS, Limits

if TYPE_CHECKING:
    from lerway.domain.registry.recognition import Registry

__all__ = ["DEFAULT_POLICY", "Policy", "PresentationRequest"]

DEFAULT_REQUIRED: Final = frozenset(
    {
        "structure",
        "claims",
        "terms",
        "proof",
        "controller",
        "dates",
        "status",
        "schema",
        "related_resource",
        "members",
        "presentation",
        "credentials",
        "recipient",
        "hosted",
        "format",
    }
)


@dataclass(frozen=True, slots=True)
class PresentationRequest:
    """What a presentation was asked to be bound to (VC-DI 1.0 section 4.4).

    Attributes:
        challenge: the exact `challenge` that its proof must carry.
        domains: the `domain` values that its proof must carry, as a set.
    """

    challenge: str | None = None
    domains: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Policy:
    """What must have passed for a verdict of *valid*.

    Attributes:
        required: codes of the checks that must pass. By default: structure, proof,
            controller, dates, status, schema, related resources and CLR members;
            endorsements and refresh are only reported.
        recipient: an identifier (e-mail address, DID...) that must be the
            recipient's; asked only if given.
        registries: lists that recognise issuers.
        request: what a presentation must be bound to.
        limits: how much work a record may cause.
        drafts: whether forms are read that a draft had and the Recommendation forbids: a
            `vc` or `vp` claim around a record of version 2, an envelope
            `data:application/jwt`. For test vectors only.
    """

    required: frozenset[str] = DEFAULT_REQUIRED
    recipient: str | None = None
    registries: tuple[Registry, ...] = ()
    request: PresentationRequest = field(default_factory=PresentationRequest)
    limits: Limits = DEFAULT_LIMITS
    drafts: bool = False

    def requires(self, code: str) -> bool:
        """Return whether the check `code` must pass."""
        return code in self.required

    def requiring(self, *codes: str) -> Policy:
        """Return this policy with `codes` required too."""
        return replace(self, required=self.required | set(codes))

    def reporting(self, *codes: str) -> Policy:
        """Return this policy with `codes` only reported, not required."""
        return replace(self, required=self.required - set(codes))

    def for_recipient(self, identifier: str) -> Policy:
        """Return this policy asking that `identifier` is the recipient's."""
        return replace(self, recipient=identifier)

    def recognising(self, *registries: Registry) -> Policy:
        """Return this policy with `registries` added to the lists that it knows."""
        return replace(self, registries=self.registries + registries)


DEFAULT_POLICY: Final = Policy()
