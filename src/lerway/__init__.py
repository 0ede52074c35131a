"""Lerway: verifiable records of what people have learned and done.

    import lerway

    report = lerway.verify(open("badge.json", "rb").read())
    print(report.verdict, report.issuer.label())

What is listed in `__all__` is the stable face. Everything is loaded on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lerway.bootstrap import Issuer, Verifier, catalog, verify
    from lerway.domain.issuing.templates.template import Template
    from lerway.domain.registry.recognition import Registry, parse_registry
    from lerway.domain.verifying.policy import Policy, PresentationRequest
    from lerway.domain.verifying.verification import Verification
    from lerway.kernel.errors import (
        InvalidError,
        LerwayError,
        MisuseError,
        Problem,
        UndeterminedError,
        UnreadableError,
    )
    from lerway.kernel.limits import Limits
    from lerway.kernel.need import Need, NeedKind, Supplied, Unavailable
    from lerway.kernel.report import Check, IssuerStanding, Outcome, Report, Standing, Verdict
    from lerway.standards.cid.keys import KeyType, PrivateKey, PublicKey

__all__ = [
    "Check",
    "InvalidError",
    "Issuer",
    "IssuerStanding",
    "KeyType",
    "LerwayError",
    "Limits",
    "MisuseError",
    "Need",
    "NeedKind",
    "Outcome",
    "Policy",
    "PresentationRequest",
    "PrivateKey",
    "Problem",
    "PublicKey",
    "Registry",
    "Report",
    "Standing",
    "Supplied",
    "Template",
    "Unavailable",
    "UndeterminedError",
    "UnreadableError",
    "Verdict",
    "Verification",
    "Verifier",
    "catalog",
    "parse_registry",
    "verify",
]

__version__: Final = "0.1.0"

_HOMES: Final = {
    "lerway.bootstrap": ("Issuer", "Verifier", "catalog", "verify"),
    "lerway.domain.issuing.templates.template": ("Template",),
    "lerway.domain.registry.recognition": ("Registry", "parse_registry"),
    "lerway.domain.verifying.policy": ("Policy", "PresentationRequest"),
    "lerway.domain.verifying.verification": ("Verification",),
    "lerway.kernel.errors": (
        "InvalidError",
        "LerwayError",
        "MisuseError",
        "Problem",
        "UndeterminedError",
        "UnreadableError",
    ),
    "lerway.kernel.limits": ("Limits",),
    "lerway.kernel.need": ("Need", "NeedKind", "Supplied", "Unavailable"),
    "lerway.kernel.report": (
        "Check",
        "IssuerStanding",
        "Outcome",
        "Report",
        "Standing",
        "Verdict",
    ),
    "lerway.standards.cid.keys": ("KeyType", "PrivateKey", "PublicKey"),
}
_HOME_OF: Final = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    """Load a public name on first use (PEP 562)."""
    home = _HOME_OF.get(name)
    if home is None:
        msg = f"module 'lerway' has no attribute {name!r}"
        raise AttributeError(msg)
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names."""
    return [*__all__, "__version__"]
