"""Groups of occupations as a prior: which ISCO-08 groups meet which SOC codes.

ISCO-08 is the International Labour Organization's classification, SOC the United States';
O*NET-SOC codes refine SOC. Two sources are used: a published table of pairs, and counts of
mappings that people confirmed, where a mapping speaks for its neighbours too.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lerway.domain.skills.lexicon.arrays import Floats

__all__ = ["GROUP_FEATURES", "GroupPrior", "Pair", "isco_of", "soc_of"]

GROUP_FEATURES: Final = (
    "table unit group",
    "table minor group",
    "table wider code",
    "met in unit group",
    "met in minor group",
    "met in major group",
    "share of unit group",
    "share of minor group",
)
Pair = tuple[str, str]
"""An ISCO-08 unit group and an O*NET-SOC code."""
_ISCO: Final = "/isco/C"
_SOC: Final = 7  # characters of `11-1011`
_WIDER: Final = 5
_MAJOR: Final = 2


def isco_of(identifier: str) -> str:
    """Return the ISCO-08 code in an address of ESCO's, or nothing."""
    head, mark, code = identifier.rpartition(_ISCO)
    return code if mark and head and code.isdigit() else ""


def soc_of(identifier: str) -> str:
    """Return the O*NET-SOC code that an identifier ends in, or nothing."""
    code = identifier[-10:]
    fits = len(code) == 10 and code[2] == "-" and code[7] == "."  # noqa: PLR2004 - 11-1011.00
    return code if fits and (code[:2] + code[3:7] + code[8:]).isdigit() else ""


@dataclass
class GroupPrior:
    """What is known of groups.

    Attributes:
        table: SOC codes that a unit group meets in the published table.
        met: confirmed mappings.
    """

    table: dict[str, frozenset[str]]
    met: Counter[Pair] = field(default_factory=Counter[Pair])

    def __post_init__(self) -> None:
        """Count the confirmed mappings at every length of the group's code."""
        self._by: dict[str, Counter[str]] = defaultdict(Counter)
        self._minor: dict[str, set[str]] = defaultdict(set)
        for group, codes in self.table.items():
            self._minor[group[:3]] |= codes
        for pair, number in self.met.items():
            self._count(pair, number)

    def _count(self, pair: Pair, number: int) -> None:
        for length in (4, 3, 2):
            self._by[pair[0][:length].ljust(length)][pair[1]] += number

    def learn(self, pairs: Iterable[Pair]) -> None:
        """Count further confirmed mappings."""
        for pair in pairs:
            self.met[pair] += 1
            self._count(pair, 1)

    def numbers(self, group: str, codes: Sequence[str], but: Pair | None = None) -> Floats:
        """Return what the groups say of one unit group and many SOC codes.

        Args:
            group: ISCO-08 code; empty says nothing.
            codes: O*NET-SOC codes, likewise.
            but: one confirmed mapping that is left out, when it is itself in question.

        Returns:
            (codes, features) float32, in the order of `GROUP_FEATURES`.
        """
        out = np.zeros((len(codes), len(GROUP_FEATURES)), np.float32)
        if not group:
            return out
        unit = self.table.get(group, frozenset())
        minor = self._minor.get(group[:3], set())
        wider = {code[:4] for code in unit}
        counts = [self._counts(group[:n], but) for n in (4, 3, 2)]
        shares = [_shares(counts[0], _WIDER), _shares(counts[1], _MAJOR)]
        for i, code in enumerate(codes):
            if code:
                out[i] = (
                    code[:_SOC] in unit,
                    code[:_SOC] in minor,
                    code[:4] in wider,
                    np.log1p(counts[0][code]),
                    np.log1p(counts[1][code]),
                    np.log1p(counts[2][code]) / 2,
                    shares[0].get(code[:_WIDER], 0.0),
                    shares[1].get(code[:_MAJOR], 0.0),
                )
        return out

    def candidates(self, group: str) -> frozenset[str]:
        """Return the codes that a unit group met."""
        return frozenset(self._counts(group, None)) if group else frozenset()

    def _counts(self, prefix: str, but: Pair | None) -> Counter[str]:
        found = self._by.get(prefix, Counter())
        if but is None or not but[0].startswith(prefix) or not found[but[1]]:
            return found
        less = found.copy()
        less[but[1]] -= 1
        return +less


def _shares(counts: Counter[str], length: int) -> dict[str, float]:
    total = counts.total() + 2
    found: dict[str, float] = defaultdict(float)
    for code, number in counts.items():
        found[code[:length]] += number / total
    return found
