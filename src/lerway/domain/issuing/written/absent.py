"""Results that an achievement describes and a roster does not give.

1EdTech Open Badges 3.0, appendix B.1.21 (ResultDescription: `requiredValue`,
`requiredLevel`). A result may be left out of a badge, and a learner without one gets
the badge all the same; that is said, so that nobody learns of it from an employer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lerway.domain.issuing.written.rows import unlike

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lerway.domain.issuing.written.achievement import Achievement
    from lerway.domain.issuing.written.rows import Row

__all__ = ["absent_results"]

_MOST_ROWS = 10


def absent_results(rows: Sequence[Row], achievements: Sequence[Achievement]) -> list[str]:
    """Return a sentence for each result description for which rows have no value."""
    notes: list[str] = []
    some = unlike(rows)
    for description in (d for a in achievements for d in a.results):
        if all(description.id in row.results for row in some):
            continue
        missing = [row.number for row in rows if description.id not in row.results]
        level = next((v.name for v in description.levels if v.id == description.required_level), "")
        needed = description.required_value or level
        asks = f", though the achievement asks for {needed}" if needed else ""
        if len(missing) == len(rows):
            notes.append(
                f"nobody on the roster has a value for result.{description.name};"
                f" the badges are made without it{asks}"
            )
        else:
            notes.append(
                f"{_rows(missing)}: no value for result.{description.name};"
                f" the badge{'s are' if len(missing) > 1 else ' is'} made without it{asks}"
            )
    return notes


def _rows(numbers: list[int]) -> str:
    listed = ", ".join(map(str, numbers[:_MOST_ROWS]))
    more = len(numbers) - _MOST_ROWS
    word = "rows" if len(numbers) > 1 else "row"
    return f"{word} {listed}" + (f" and {more:,} more" if more > 0 else "")
