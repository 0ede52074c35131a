"""all-MiniLM-L6-v2 (Apache-2.0): a BERT encoder, run forward in numpy, from a folder of files.

Devlin et al., 2018 (post-norm transformer, GELU); mean over the tokens, at length one, as
sentence-transformers does. The folder holds `model.safetensors` and `tokenizer.json`. GELU
uses the error function by Abramowitz and Stegun 7.1.26, off by 1.5e-7 at most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from lerway.domain.skills.lexicon.arrays import arrays_in, floats
from lerway.kernel.errors import Fault, MisuseError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from lerway.domain.skills.lexicon.arrays import Floats

__all__ = ["MiniLm"]

_HEADS: Final = 12
_LONGEST: Final = 64  # tokens that are read
_BATCH: Final = 64
_TINY: Final = np.float32(1e-12)


class MiniLm:
    """An embedder; see `lerway.domain.skills.lexicon.embedding.Embedder`."""

    name = "all-MiniLM-L6-v2"

    def __init__(self, folder: Path) -> None:
        """Read the model.

        Raises:
            MisuseError: `linking.no_model`.
        """
        from tokenizers import Tokenizer

        weights, tokeniser = folder / "model.safetensors", folder / "tokenizer.json"
        if not weights.is_file() or not tokeniser.is_file():
            raise MisuseError(
                "linking.no_model",
                f"{folder} has no model.safetensors and tokenizer.json",
                hint="name the folder of all-MiniLM-L6-v2 in LERWAY_MINILM",
                fault=Fault.CALLER,
            )
        arrays = arrays_in(np.memmap(weights, np.uint8, "r"))
        self._w = {
            name.removeprefix("bert."): floats(array)
            for name, array in arrays.items()
            if array.dtype != np.int64
        }
        self._layers = 1 + max(
            int(name.split(".")[2]) for name in self._w if name.startswith("encoder.layer.")
        )
        self._tokeniser = Tokenizer.from_file(str(tokeniser))
        self._tokeniser.no_truncation()
        self._tokeniser.no_padding()

    def __call__(self, texts: Sequence[str], /) -> Floats:
        """Return the vectors of `texts`: (texts, dims) float32."""
        encoded = [_short(list(e.ids)) for e in self._tokeniser.encode_batch(list(texts))]
        order = sorted(range(len(encoded)), key=lambda i: len(encoded[i]))
        out = np.zeros((len(encoded), self._w["embeddings.LayerNorm.bias"].shape[0]), np.float32)
        for first in range(0, len(order), _BATCH):
            chosen = order[first : first + _BATCH]
            longest = len(encoded[chosen[-1]])
            ids = np.zeros((len(chosen), longest), np.int64)
            mask = np.zeros((len(chosen), longest), np.float32)
            for row, i in enumerate(chosen):
                ids[row, : len(encoded[i])] = encoded[i]
                mask[row, : len(encoded[i])] = 1
            out[chosen] = self._forward(ids, mask)
        return out

    def _forward(self, ids: NDArray[np.int64], mask: Floats) -> Floats:
        w = self._w
        x = (
            w["embeddings.word_embeddings.weight"][ids]
            + w["embeddings.position_embeddings.weight"][: ids.shape[1]]
            + w["embeddings.token_type_embeddings.weight"][0]
        )
        x = self._norm(x, "embeddings.LayerNorm")
        bias = ((1 - mask) * np.float32(-1e4))[:, None, None, :]
        for number in range(self._layers):
            x = self._layer(x, bias, f"encoder.layer.{number}.")
        kept = mask[..., None]
        mean = (x * kept).sum(axis=1) / kept.sum(axis=1)
        return mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-9)

    def _layer(self, x: Floats, bias: Floats, layer: str) -> Floats:
        batch, length, width = x.shape
        each = width // _HEADS

        def heads(name: str) -> Floats:
            found = self._linear(x, f"{layer}attention.self.{name}")
            return found.reshape(batch, length, _HEADS, each).transpose(0, 2, 1, 3)

        query, key, value = heads("query"), heads("key"), heads("value")
        scores = query @ key.transpose(0, 1, 3, 2) / np.float32(each**0.5) + bias
        raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
        shares = raised / raised.sum(axis=-1, keepdims=True)
        mixed = (shares @ value).transpose(0, 2, 1, 3).reshape(batch, length, width)
        attended = x + self._linear(mixed, f"{layer}attention.output.dense")
        x = self._norm(attended, f"{layer}attention.output.LayerNorm")
        hidden = _gelu(self._linear(x, f"{layer}intermediate.dense"))
        return self._norm(
            x + self._linear(hidden, f"{layer}output.dense"), f"{layer}output.LayerNorm"
        )

    def _linear(self, x: Floats, name: str) -> Floats:
        flat = np.ascontiguousarray(x).reshape(-1, x.shape[-1])
        out = flat @ self._w[f"{name}.weight"].T + self._w[f"{name}.bias"]
        return out.reshape(*x.shape[:-1], -1)

    def _norm(self, x: Floats, name: str) -> Floats:
        centred = x - x.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + _TINY)
        return centred / spread * self._w[f"{name}.weight"] + self._w[f"{name}.bias"]


def _short(ids: list[int]) -> list[int]:
    """Return at most so many tokens as are read, the mark of the end last."""
    return ids if len(ids) <= _LONGEST else [*ids[: _LONGEST - 1], ids[-1]]


def _gelu(x: Floats) -> Floats:
    return x * np.float32(0.5) * (1 + _erf(x * np.float32(0.70710678)))


def _erf(x: Floats) -> Floats:
    size = np.abs(x)
    t = 1 / (1 + np.float32(0.3275911) * size)
    sum_ = np.float32(1.061405429) * t - np.float32(1.453152027)
    for factor in (1.421413741, -0.284496736, 0.254829592):
        sum_ = sum_ * t + np.float32(factor)
    return np.sign(x) * (1 - sum_ * t * np.exp(-x * x))
