"""What linking asks of a model that turns texts into vectors; static tables fulfil it here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from lerway.domain.skills.lexicon.table import Tuning, pooled, tuned
from lerway.domain.skills.lexicon.words import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from lerway.domain.skills.lexicon.arrays import Floats

__all__ = ["Embedder", "StaticEmbedder", "Tokeniser"]

LONGEST: Final = 400  # characters of a text that are read; a label has 30


class Tokeniser(Protocol):
    """Cuts texts into the tokens of a table."""

    def __call__(self, texts: Sequence[str], /) -> list[list[int]]:
        """Return of each text the rows of its tokens."""
        ...


class Embedder(Protocol):
    """Turns texts into vectors that lie close if the texts mean alike."""

    @property
    def name(self) -> str:
        """What it is, with its version; indexes made with another are made anew."""
        ...

    def __call__(self, texts: Sequence[str], /) -> Floats:
        """Return (texts, dims) float32, each row of length one, or zero for no words."""
        ...


@dataclass(frozen=True, slots=True)
class StaticEmbedder:
    """A table with a vector a token: the mean of a text's tokens, at length one.

    Attributes:
        name: of the table.
        tokenise: cuts texts into its tokens.
        table: (tokens, dims).
    """

    name: str
    tokenise: Tokeniser
    table: NDArray[np.floating]

    def __call__(self, texts: Sequence[str], /) -> Floats:
        """Return the vectors of `texts`."""
        return pooled(self.tokenise([plain(t)[:LONGEST] for t in texts]), self.table)

    def remembering(self) -> StaticEmbedder:
        """Return the same, which cuts no text twice; for as long as an index is made."""
        known: dict[str, list[int]] = {}

        def tokenise(texts: Sequence[str], /) -> list[list[int]]:
            new = [t for t in dict.fromkeys(texts) if t not in known]
            known.update(zip(new, self.tokenise(new), strict=True))
            return [known[t] for t in texts]

        return StaticEmbedder(self.name, tokenise, self.table)

    def tuned(
        self,
        pairs: Sequence[tuple[str, str]],
        tuning: Tuning = Tuning(),  # noqa: B008 - frozen
        tell: Callable[[float, int], None] | None = None,
    ) -> StaticEmbedder:
        """Return an embedder for which the two texts of each pair lie closer than others."""
        left = self.tokenise([plain(a)[:LONGEST] for a, _ in pairs])
        right = self.tokenise([plain(b)[:LONGEST] for _, b in pairs])
        both = [(a, b[:48]) for a, b in zip(left, right, strict=True) if a and b]
        table = tuned(self.table.astype("float32"), both, tuning, tell)
        return StaticEmbedder(f"{self.name}+tuned", self.tokenise, table)
