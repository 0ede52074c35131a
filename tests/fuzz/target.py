"""What a fuzz target is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lerway.kernel.errors import LerwayError
from tests.fuzz.mutators import Mutator


@dataclass(frozen=True)
class Target:
    """One reader under fuzz.

    Attributes:
        run: reads one input, and tells in a word what came of it.
        declared: the errors that the reader may raise.
        mutate: changes an input.
        longest: bytes of the longest input.
        slow: whether a good input takes milliseconds; then those that are soon refused
            are changed more often.
    """

    run: Callable[[bytes], str]
    declared: tuple[type[LerwayError], ...]
    mutate: Mutator
    longest: int = 8_192
    slow: bool = False
