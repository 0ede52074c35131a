"""Standard Occupational Classification (SOC), revision 2018, and O*NET-SOC 2019 on top of it.

OMB, "2018 SOC Manual": a code is `NN-NNNN`; major `NN-0000`, minor `NN-N000` (or `NN-NN00`),
broad `NN-NNN0`, detailed otherwise. O*NET-SOC adds `.NN`; `.00` is the SOC occupation itself
and any other ending a part of it. OEWS publishes a few combinations of detailed occupations
under codes of its own (BLS, "OEWS Field Descriptions").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["REVISION", "SocCode", "SocTable"]

REVISION: Final = "2018"
_FORM: Final = re.compile(r"(\d{2})-?(\d{4})(?:\.(\d{2}))?")


@dataclass(frozen=True, slots=True)
class SocCode:
    """A code, and what it stands for in the classification.

    Attributes:
        soc: of the SOC occupation: `15-1212`.
        detail: the O*NET ending if there was one: `00`, `01`; else ''.
    """

    soc: str
    detail: str = ""

    @property
    def is_part(self) -> bool:
        """Whether the code names a part of a SOC occupation (`29-1141.01`)."""
        return self.detail not in {"", "00"}

    def said(self) -> str:
        """Return the sentence to show beside facts of the SOC occupation, or ''."""
        if not self.is_part:
            return ""
        return (
            f"{self.soc}.{self.detail} is a part of the SOC occupation {self.soc}:"
            " the figures are those of the whole occupation"
        )


class SocTable:
    """The codes of SOC 2018, the earlier ones that it replaced, and those of OEWS."""

    def __init__(
        self, current: frozenset[str], earlier: frozenset[str], combined: Mapping[str, str]
    ) -> None:
        """Keep the codes.

        Args:
            current: all codes of SOC 2018, groups too.
            earlier: codes of SOC 2000 and 2010 that SOC 2018 has not.
            combined: of a detailed code, the code of OEWS that it is published under.
        """
        self.current = current
        self.earlier = earlier
        self.combined = combined

    @classmethod
    def of(cls, data: Mapping[str, Mapping[str, str]]) -> SocTable:
        """Make the table from the members `2018`, `earlier` and `oews` of the shipped file."""

        def codes(of: Mapping[str, str]) -> frozenset[str]:
            return frozenset(f"{major}-{c}" for major, rest in of.items() for c in rest.split())

        combined = {part: code for code, parts in data["oews"].items() for part in parts.split()}
        return cls(codes(data["2018"]), codes(data["earlier"]), combined)

    def read(self, text: str, place: str = "") -> SocCode:
        """Return the code that `text` spells (`15-1212`, `151212`, `29-1141.01`).

        Raises:
            InvalidError: `soc.not_a_code`, `soc.other_revision`, `soc.unknown_code`.
        """
        where = f"{place}: " if place else ""
        found = _FORM.fullmatch(text.strip())
        if found is None:
            raise InvalidError(
                "soc.not_a_code",
                f"{where}{text[:40]!r} is no SOC code",
                hint="write it as 15-1212, or as 15-1212.00 for O*NET-SOC",
            )
        soc = f"{found[1]}-{found[2]}"
        if soc in self.current or soc in self.combined.values() or soc == "00-0000":
            return SocCode(soc, found[3] or "")
        if soc in self.earlier:
            raise InvalidError(
                "soc.other_revision",
                f"{where}{soc} is a code of SOC 2010 or 2000, and SOC {REVISION} has no such code",
                hint="look the occupation up by its title: one old code may have become several",
            )
        raise InvalidError(
            "soc.unknown_code",
            f"{where}{soc} is no code of SOC {REVISION}",
            hint="mind figures that were swapped, and codes of other classifications",
        )

    def published_under(self, soc: str) -> tuple[tuple[str, str], ...]:
        """Return the codes under which figures of `soc` may stand, the nearest first.

        Each comes with the sentence to show: '' for the occupation itself.
        """
        out = [(soc, "")]
        if combined := self.combined.get(soc):
            out.append(
                (combined, f"published only for {combined}, which puts {soc} and others together")
            )
        broad = soc[:6] + "0"
        if broad != soc:
            out.append(
                (broad, f"published only for the broad occupation {broad} that {soc} is one of")
            )
        return tuple(out)
