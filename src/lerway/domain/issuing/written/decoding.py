"""What a spreadsheet saves is text in one of three encodings: UTF-8, UTF-16 or Windows-1252.

The Unicode Standard, section 2.13 (byte order mark), and the WHATWG's windows-1252.
"""

from __future__ import annotations

import re
from typing import Final

from lerway.kernel.errors import UnreadableError

__all__ = ["decoded"]

_NEAR: Final = 30
_BOMS: Final = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decoded(data: bytes) -> tuple[str, list[str]]:
    """Return the text of a table, and what was done to read it, worth a look.

    Raises:
        UnreadableError: `roster.encoding`.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return data.decode(encoding), ["the file is UTF-16"]
            except UnicodeDecodeError:
                break
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise UnreadableError(
            "roster.encoding",
            "the roster is neither UTF-8 nor Windows-1252 text",
            hint="in the spreadsheet choose 'save as CSV UTF-8'",
        ) from None
    word = _foreign_word(text)
    example = f" ({word!r})" if word else ""
    return text, [f"the file is not UTF-8 and was read as Windows-1252: check the names{example}"]


def _foreign_word(text: str) -> str:
    """Return the first word with a letter outside of ASCII; of a long one, what is near."""
    letter = re.search(r"[^\W\x00-\x7f]", text)
    if letter is None:
        return ""
    # One pattern for the whole word would begin anew at each letter of a long one.
    before = re.split(r"\W", text[max(0, letter.start() - _NEAR) : letter.start()])[-1]
    after = re.split(r"\W", text[letter.start() : letter.start() + _NEAR])[0]
    return before + after
