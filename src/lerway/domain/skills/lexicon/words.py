"""How linking reads words: tokens, light stems, character n-grams, and their keys.

House rules, not a standard. Text is compared in NFKC, casefolded. A token is a run of
letters and digits with what follows it in `C++`, `C#` and the like. A stem drops one
common English suffix; other languages pass through it nearly unharmed.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b
from typing import Final

__all__ = ["bare", "grams", "key", "plain", "stem", "stems", "token_grams", "tokens"]

TOKEN: Final = re.compile(r"[^\W_]+[+#]*")
_REMARK: Final = re.compile(r"\s+\([^()]*\)\s*\Z")
_SUFFIXES: Final = ("ing", "ies", "es", "ed", "s", "ly", "e")
_KEPT: Final = 3  # letters that a stem keeps at least
_GRAM_SIZES: Final = (3, 4)


def bare(label: str) -> str:
    """Return `label` without a remark in brackets at its end: `Java (computer programming)`."""
    return _REMARK.sub("", label) or label


def plain(text: str) -> str:
    """Return `text` as it is compared: NFKC, casefolded, tokens between single spaces."""
    return " ".join(tokens(text))


def tokens(text: str) -> list[str]:
    """Return the tokens of `text`, in order."""
    return TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())


def stem(token: str) -> str:
    """Return `token` without one common suffix, at least three letters long."""
    for suffix in _SUFFIXES:
        if token.endswith(suffix) and len(token) >= len(suffix) + _KEPT:
            return token[: -len(suffix)]
    return token


def stems(text: str) -> list[str]:
    """Return the stems of the tokens of `text`, in order."""
    return [stem(token) for token in tokens(text)]


def grams(text: str) -> list[str]:
    """Return the character n-grams of `text`, its tokens padded with a space each side."""
    return [gram for token in tokens(text) for gram in token_grams(token)]


def token_grams(token: str) -> list[str]:
    """Return the character n-grams of one token."""
    found: list[str] = []
    padded = f" {token} "
    for size in _GRAM_SIZES:
        if len(padded) <= size:
            found.append(padded)
            break
        found.extend(padded[i : i + size] for i in range(len(padded) - size + 1))
    return found


def key(term: str) -> int:
    """Return the 63-bit key that a term is stored under, the same on every machine."""
    digest = blake2b(term.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1
