"""Text that somebody else wrote, made fit to be shown on our pages.

A record is a stranger's text. Jinja escapes it; here it loses what could disguise it:
control characters, marks that turn the direction of writing (Unicode Standard
Annex 9, section 2), endless length. HTML in it is never rendered: it becomes text.
Pictures in it are not shown at all: they prove nothing, and help an impostor.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from lerway.kernel.strict_json import JSON

__all__ = ["block", "host_shown", "line", "web_address"]

LONGEST_LINE: Final = 160
LONGEST_BLOCK: Final = 4_000
LONGEST_ADDRESS: Final = 2_000

_SPACE: Final = re.compile(r"\s+")
_LINES: Final = re.compile(r"\n{3,}")
_LOOKS_LIKE_HTML: Final = re.compile(
    r"</[a-zA-Z]|<(?:br|p|img|li|div|hr|script|svg|iframe)\b", re.IGNORECASE
)
_BREAKS: Final = re.compile(r"<(?:br|/p|/li|/div|/h[1-6])\b[^>]*>", re.IGNORECASE)
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co"})
_JOINERS: Final = frozenset("\u200c\u200d")
"""Zero-width (non-)joiners: needed to write Persian and several Indic scripts."""


def line(value: JSON, most: int = LONGEST_LINE) -> str:
    """Return `value` as one line of at most `most` characters; empty if it is no text."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return _cut(_SPACE.sub(" ", _visible(_without_html(str(value)[: 4 * most]))).strip(), most)


def block(value: JSON, most: int = LONGEST_BLOCK) -> str:
    """Return `value` as text that may have several lines; empty if it is no text."""
    if not isinstance(value, str):
        return ""
    text = _visible(_without_html(value[: 2 * most]).replace("\r\n", "\n"), keep="\n")
    return _cut(_LINES.sub("\n\n", text).strip(), most)


def web_address(value: JSON) -> str | None:
    """Return `value` if it is an https address that may be offered as a link."""
    if not isinstance(value, str) or len(value) > LONGEST_ADDRESS:
        return None
    if not value.startswith("https://") or _visible(value) != value or _SPACE.search(value):
        return None
    return value if host_shown(value) else None


def host_shown(url: str) -> str:
    """Return the host of `url` in ASCII, so that no look-alike letter hides in it."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        return "" if "@" in parts.netloc else host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return ""


def _without_html(text: str) -> str:
    if not _LOOKS_LIKE_HTML.search(text):
        return text
    import nh3

    # No tag is kept, so what remains is text; its entities stand for characters.
    return unescape(nh3.clean(_BREAKS.sub("\n", text), tags=set()))


def _visible(text: str, keep: str = "") -> str:
    return "".join(c if c in keep or not _is_hidden(c) else _instead(c) for c in text)


def _is_hidden(c: str) -> bool:
    return unicodedata.category(c) in _HIDDEN and c not in _JOINERS


def _instead(c: str) -> str:
    return " " if c in "\t\n\r\v\f" else ""


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
