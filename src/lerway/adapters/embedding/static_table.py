"""The table of WordLlama (MIT), read from the installed package's own files.

The package `wordllama` carries its weights (safetensors, 32,000 tokens by 256, float16)
and its tokeniser (JSON of the `tokenizers` library). Its code is not imported: it looks for
its files on the network first.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import Fault, MisuseError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

__all__ = ["NAME", "files", "table", "tokenise"]

NAME: Final = "wordllama-l2-supercat-256"
_PACKAGE: Final = "wordllama"
_WEIGHTS: Final = "weights/l2_supercat_256.safetensors"
_TOKENISER: Final = "tokenizers/l2_supercat_tokenizer_config.json"
_TABLE: Final = "embedding.weight"


def table() -> NDArray[np.float16]:
    """Return the table: (tokens, dims) float16, mapped into memory.

    Raises:
        MisuseError: `linking.no_model`.
    """
    import numpy as np

    from lerway.domain.skills.lexicon.arrays import arrays_in, halves

    return halves(arrays_in(np.memmap(_file(_WEIGHTS), np.uint8, "r"))[_TABLE])


def tokenise(texts: Sequence[str], /) -> list[list[int]]:
    """Return the tokens of texts, without marks for their beginning and end.

    Raises:
        MisuseError: `linking.no_model`.
    """
    found = _tokeniser().encode_batch(list(texts), add_special_tokens=False)
    return [list(encoding.ids) for encoding in found]


def files() -> tuple[Path, ...]:
    """Return the files that it is read from."""
    return _file(_WEIGHTS), _file(_TOKENISER)


@cache
def _tokeniser() -> Tokenizer:
    from tokenizers import Tokenizer

    found = Tokenizer.from_file(str(_file(_TOKENISER)))
    found.no_padding()
    found.no_truncation()
    return found


def _file(name: str) -> Path:
    spec = find_spec(_PACKAGE)
    path = Path(spec.origin).parent / name if spec and spec.origin else None
    if path is None or not path.is_file():
        raise MisuseError(
            "linking.no_model",
            f"linking needs the weights of the package {_PACKAGE}, and they are not installed",
            hint="install lerway with its skills: pip install 'lerway[skills]'",
            fault=Fault.CALLER,
        )
    return path
