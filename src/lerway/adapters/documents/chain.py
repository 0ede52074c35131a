"""Several sources of documents, one after the other; and the source that has none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from lerway.kernel.need import Answer, Need, Supplied, Unavailable

__all__ = ["Source", "first_of", "offline"]

Source: TypeAlias = Callable[[Need], Answer]

_SAYS_LITTLE: Final = ("fetch.offline", "fetch.not_kept")


def first_of(*sources: Source) -> Source:
    """Return the source that asks each of `sources` until one supplies the document.

    If none does, the answer is the most telling one: a refusal or failure before
    *offline*, and that before *there is no kept copy*.
    """

    def ask(need: Need, /) -> Answer:
        failures: list[Unavailable] = []
        for source in sources:
            answer = source(need)
            if isinstance(answer, Supplied):
                return answer
            failures.append(answer)
        failures.append(offline(need))
        return min(failures, key=_rank)

    return ask


def offline(need: Need, /) -> Unavailable:  # noqa: ARG001 - a source is asked for something
    """Answer every need with `fetch.offline`."""
    return Unavailable("fetch.offline", "nothing may be fetched, and there is no kept copy")


def _rank(answer: Unavailable) -> int:
    return 1 + _SAYS_LITTLE.index(answer.code) if answer.code in _SAYS_LITTLE else 0
