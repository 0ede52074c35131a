"""The figures, and what each must reach."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

__all__ = ["FIGURES", "REACHES", "Figure", "Reach"]


@dataclass(frozen=True, slots=True)
class Reach:
    """What a value must come to.

    Attributes:
        unit: what the value counts, as it is printed behind it.
        bound: the least that it may be; the most, if `at_most`.
        at_most: whether less is better.
    """

    unit: str
    bound: float
    at_most: bool = False

    def met_by(self, value: float) -> bool:
        """Return whether `value` is good enough."""
        return value <= self.bound if self.at_most else value >= self.bound

    def __str__(self) -> str:
        return f"{'≤' if self.at_most else '≥'} {self.bound:,.12g}"


REACHES: Final[dict[str, tuple[Reach, ...]]] = {
    "issue_template": (
        Reach("x reference", 150),
        Reach("x patched reference", 45),
        Reach("% of raw signing", 35),
    ),
    "issue_shape": (Reach("x reference", 80),),
    "verify_shape": (
        Reach("x reference", 40),
        Reach("x patched reference", 12),
        Reach("% of raw verification", 25),
    ),
    "verify_unseen": (Reach("x reference", 1),),
    "jcs_issue": (Reach("% of raw signing", 40),),
    "jcs_verify": (Reach("% of raw verification", 45),),
    "jwt_verify": (Reach("x joserfc", 1),),
    "status_flip": (
        Reach("flips per CPU second", 3_000),
        Reach("CPU seconds for 763 lists", 1, at_most=True),
    ),
    "bulk_issue": (
        Reach("a second, NDJSON shards", 12_000),
        Reach("a second, one file each", 6_000),
    ),
    "http_verify": (Reach("% of in-process", 60),),
    "bulk_verify_memory": (Reach("MB, all processes", 250, at_most=True),),
}
FIGURES: Final = tuple(REACHES)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the result.

    Attributes:
        name: its name, one of `FIGURES`.
        values: one for each of its reaches.
        more: what was measured beside it: name to number.
    """

    name: str
    values: tuple[float, ...]
    more: dict[str, float] = field(default_factory=dict[str, float])

    @property
    def met(self) -> bool:
        """Whether all of its reaches are met."""
        pairs = zip(REACHES[self.name], self.values, strict=True)
        return all(reach.met_by(value) for reach, value in pairs)

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form: value and reach are the first ones, `met` is for all."""
        reaches = REACHES[self.name]
        out: dict[str, Any] = {
            "figure": self.name,
            "value": _short(self.values[0]),
            "reach": reaches[0].bound,
            "met": self.met,
            "unit": reaches[0].unit,
        }
        if len(reaches) > 1:
            out["parts"] = [
                {
                    "unit": reach.unit,
                    "value": _short(value),
                    "reach": reach.bound,
                    "met": reach.met_by(value),
                }
                for reach, value in zip(reaches, self.values, strict=True)
            ]
        if self.more:
            out["more"] = {name: _short(value) for name, value in self.more.items()}
        return out


def _short(value: float) -> float:
    return float(f"{value:.5g}")
