"""Who the issuer is, as far as anything but the issuer says so (house rule).

*Unconfirmed*: only a key speaks. *Domain-controlled*: the key stands in a document
that the domain publishes. *Recognised*: a list that the reader chose names the issuer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lerway.domain.verifying.case import Checks
from lerway.kernel.errors import UndeterminedError
from lerway.kernel.report import IssuerStanding, Standing
from lerway.standards.vcdm.structure import issuer_id

if TYPE_CHECKING:
    from lerway.domain.verifying.policy import Policy
    from lerway.domain.verifying.proofs import Signed
    from lerway.kernel.report import Check
    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = ["claimed_name", "confirmed", "standing", "standing_of"]

_CONFIRMED: Final = "house rule: the issuer's standing"


def standing_of(policy: Policy, document: JSONObject, signed: Signed) -> IssuerStanding:
    """Return the standing of the issuer of a VCDM credential."""
    return standing(
        policy,
        issuer_id(document),
        claimed_name(document.get("issuer")),
        host=signed.host,
        bound=signed.bound,
    )


def standing(
    policy: Policy, issuer: str | None, name: str | None, *, host: str | None, bound: bool
) -> IssuerStanding:
    """Return the standing of `issuer`; nothing but *unconfirmed* unless its key is `bound`."""
    if not bound or issuer is None:
        return IssuerStanding(issuer, claimed_name=name)
    for registry in policy.registries:
        listed = registry.name_of(issuer)
        if listed is not None:
            return IssuerStanding(
                issuer,
                Standing.RECOGNISED,
                host=host,
                list=registry.name,
                claimed_name=name,
                listed_name=listed,
            )
    if host is not None:
        return IssuerStanding(issuer, Standing.DOMAIN_CONTROLLED, host=host, claimed_name=name)
    return IssuerStanding(issuer, claimed_name=name)


def confirmed(policy: Policy, issuer: IssuerStanding | None) -> list[Check]:
    """Return the check that somebody else confirms `issuer`, if the policy asks for it."""
    if issuer is None or not policy.requires("issuer"):
        return []
    make = Checks(policy)
    if not issuer.unconfirmed:
        return [make.passed("issuer", _CONFIRMED, f"the issuer is {issuer.label()}")]
    error = UndeterminedError(
        "issuer.unconfirmed",
        "nobody confirms who the issuer is, and a confirmed issuer was asked for",
        hint="ask the institution itself, or give a list that knows it (--registry)",
    )
    return [make.from_error("issuer", _CONFIRMED, error)]


def claimed_name(issuer: JSON) -> str | None:
    """Return the name that an issuer object gives itself, if it gives one."""
    if not isinstance(issuer, dict):
        return None
    name = issuer.get("name")
    if isinstance(name, list):
        name = name[0] if name else None
    if isinstance(name, dict):
        name = name.get("@value")
    return name if isinstance(name, str) and name else None
