"""Wages and outlooks as JSON, for keeping: what was read is written and read the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lerway.kernel.source import Source
from lerway.standards.labour.model import PERCENTILES, AtLeast, NotStated, Outlook, Per, Wage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lerway.standards.labour.model import Amount

__all__ = ["outlook_of", "outlook_to", "source_of", "source_to", "wage_of", "wage_to"]

_OUTLOOK_FIGURES = ("employment", "projected", "change", "openings")
_OUTLOOK_WORDS = ("soc", "title", "base_year", "target_year", "education", "experience", "training")
_WAGE_WORDS = ("soc", "title", "area", "area_code", "industry", "industry_code", "year")


def wage_to(wage: Wage) -> dict[str, Any]:
    """Return a wage as JSON."""
    return {
        **{name: getattr(wage, name) for name in _WAGE_WORDS},
        "per": wage.per.value,
        "percentiles": [_amount_to(wage.percentiles[p]) for p in PERCENTILES],
        "mean": _amount_to(wage.mean),
        "employment": _amount_to(wage.employment),
        "source": source_to(wage.source),
    }


def wage_of(value: Mapping[str, Any]) -> Wage:
    """Return the wage that `wage_to` made."""
    employment = _amount_of(value["employment"])
    return Wage(
        **{name: value[name] for name in _WAGE_WORDS},
        per=Per(value["per"]),
        percentiles={
            p: _amount_of(v) for p, v in zip(PERCENTILES, value["percentiles"], strict=True)
        },
        mean=_amount_of(value["mean"]),
        employment=NotStated() if isinstance(employment, AtLeast) else employment,
        source=source_of(value["source"]),
    )


def outlook_to(outlook: Outlook) -> dict[str, Any]:
    """Return an outlook as JSON."""
    return {
        **{name: getattr(outlook, name) for name in _OUTLOOK_WORDS},
        **{name: _amount_to(getattr(outlook, name)) for name in _OUTLOOK_FIGURES},
        "source": source_to(outlook.source),
    }


def outlook_of(value: Mapping[str, Any]) -> Outlook:
    """Return the outlook that `outlook_to` made."""
    figures: dict[str, Any] = {name: _amount_of(value[name]) for name in _OUTLOOK_FIGURES}
    words = {name: value[name] for name in _OUTLOOK_WORDS}
    return Outlook(**words, **figures, source=source_of(value["source"]))


def source_to(source: Source) -> list[Any]:
    """Return a source as JSON."""
    return [
        source.publisher,
        source.title,
        source.date,
        source.address,
        source.place,
        source.sample,
    ]


def source_of(value: list[Any]) -> Source:
    """Return the source that `source_to` made."""
    return Source(*value)


def _amount_to(amount: Amount) -> float | dict[str, Any]:
    if isinstance(amount, AtLeast):
        return {"at_least": amount.floor}
    return {"not_stated": amount.reason} if isinstance(amount, NotStated) else amount


def _amount_of(value: float | dict[str, Any]) -> Amount:
    if not isinstance(value, dict):
        return float(value)
    return AtLeast(value["at_least"]) if "at_least" in value else NotStated(value["not_stated"])
