"""What the compass says, as JSON: members are the attributes of the values, by name."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from lerway.kernel.source import Source
from lerway.standards.ctdl.model import Course, Money
from lerway.standards.labour.model import AtLeast, NotStated

__all__ = ["plain"]

_LEFT_OUT = frozenset({"kept", "request"})


def plain(value: object) -> Any:  # noqa: ANN401 - JSON
    """Return a value as JSON.

    Money has its currency beside it, sources their date; what is not stated is
    `{"not_stated": why}`, and a floor `{"at_least": amount}`.
    """
    if isinstance(value, Source):
        return value.to_json()
    if isinstance(value, (NotStated, AtLeast, Money)):
        return _figure(value)
    if isinstance(value, Course):
        return {**_members(value), "sample": value.source.sample}
    if is_dataclass(value):
        return _members(value)
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if isinstance(value, (tuple, list, frozenset, set)):
        every: Any = sorted(value) if isinstance(value, (set, frozenset)) else value  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        return [plain(v) for v in every]
    return _scalar(value)


def _figure(value: NotStated | AtLeast | Money) -> dict[str, Any]:
    if isinstance(value, NotStated):
        return {"not_stated": value.reason}
    if isinstance(value, AtLeast):
        return {"at_least": value.floor}
    return {"amount": float(value.amount), "currency": value.currency, "said": value.said()}


def _members(value: Any) -> dict[str, Any]:  # noqa: ANN401 - any dataclass
    return {
        f.name: plain(getattr(value, f.name))
        for f in fields(value)
        if f.name not in _LEFT_OUT and not f.name.startswith("_")
    }


def _scalar(value: object) -> Any:  # noqa: ANN401
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, 6)
    return value
