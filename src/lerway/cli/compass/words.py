"""Figures in words, each with its unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lerway.domain.pathways.facts import money
from lerway.standards.labour.model import AtLeast, NotStated

if TYPE_CHECKING:
    from lerway.standards.labour.model import Amount, Outlook

__all__ = ["amount", "outlook"]


def amount(value: Amount) -> str:
    """Return a wage in words: `$62,540`, `$239,200 or more`, `not stated`."""
    if isinstance(value, AtLeast):
        return f"{money(value.floor)} or more"
    return "not stated" if isinstance(value, NotStated) else money(value)


def outlook(value: Outlook) -> str:
    """Return an outlook in a sentence, with its source."""
    change = (
        "change not stated"
        if isinstance(value.change, NotStated)
        else f"{value.change:+.1f} % jobs"
    )
    openings = (
        "openings not stated"
        if isinstance(value.openings, NotStated)
        else f"{value.openings:,.0f} openings a year"
    )
    return (
        f"outlook {value.base_year} to {value.target_year}: {change}, {openings}"
        f" ({value.source.said()})"
    )
