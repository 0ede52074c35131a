"""The figures that linking and crosswalks are shipped with; `benchmarks.skills --set` writes them.

`weights.json`: of evidence, with the calibrations, ours. `groups.json`: which ISCO-08
groups meet which SOC codes, facts from a published table and from confirmed mappings
(MANIFEST.toml names both).
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from lerway.domain.skills.linking.defaults import Weighing, group_prior

if TYPE_CHECKING:
    from lerway.domain.skills.crosswalks.groups import GroupPrior

__all__ = ["ShippedFigures"]


class ShippedFigures:
    """`lerway.domain.skills.linking.library.Figures` from this folder."""

    def weighing(self, name: str) -> Weighing:
        """Return the weights of this name.

        Raises:
            KeyError: there is none of this name.
        """
        return Weighing.of(_file("weights.json")[name])

    def prior(self) -> GroupPrior:
        """Return what is known of groups, made anew each time."""
        return group_prior(_file("groups.json"))


@cache
def _file(name: str) -> dict[str, Any]:
    from lerway.data import read

    return json.loads(read(f"linking/{name}"))
