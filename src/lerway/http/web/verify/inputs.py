"""From a form to the records that are to be judged: files, photographs, text, links.

A picture may carry a record, or show a QR code that holds one or leads to one. Text
may be a record or links, one on each line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lerway.http.kit.strangers import line
from lerway.kernel.encoding import b64url_decode, b64url_encode
from lerway.kernel.errors import InvalidError, UnreadableError

if TYPE_CHECKING:
    from lerway.http.kit.forms import Form

__all__ = ["AGAIN", "Given", "carried", "given_in", "is_link"]

AGAIN: Final = "again"
MOST_CARRIED: Final = 256 * 1024
MOST_LINKS: Final = 20


@dataclass(frozen=True, slots=True)
class Given:
    """One thing that somebody gave to be judged.

    Attributes:
        name: what to call it: a file's name, a link, empty for pasted text.
        data: its bytes; those of the address, for a link.
        link: whether it is an address, and what stands there is to be judged.
        too_large: whether it is a file that was left out for its size.
    """

    name: str
    data: bytes
    link: bool = False
    too_large: bool = False


def given_in(form: Form) -> list[Given]:
    """Return all that a form gives to be judged, in its order.

    Raises:
        UnreadableError: `form.too_many_links`, `form.malformed`.
    """
    found = [_again(text) for text in form.texts(AGAIN)]
    found += [Given(line(u.name), u.data, too_large=u.too_large) for u in form.uploads]
    text = form.text("text").strip()
    if text:
        found += _in_text(text)
    return found


def _in_text(text: str) -> list[Given]:
    links = text.split()
    if not all(is_link(item) for item in links):
        return [Given("", text.encode())]
    if len(links) > MOST_LINKS:
        raise UnreadableError(
            "form.too_many_links",
            f"these are more than {MOST_LINKS} links",
            hint="give fewer at once",
        )
    return [Given(line(item), item.encode(), link=True) for item in dict.fromkeys(links)]


def is_link(text: str) -> bool:
    """Return whether `text` is meant as an address of the web."""
    return text.lower().startswith(("https://", "http://")) and not text.count("\n")


# ------------------------------------------------------------------ once more


def carried(given: list[Given]) -> list[str]:
    """Return what the answer carries, so that the same can be judged once more.

    Nothing is kept here between two requests, so the page itself must hold it. If it
    is much, the list is empty: then it must be given again.
    """
    if sum(len(g.data) for g in given) > MOST_CARRIED or any(g.too_large for g in given):
        return []
    return [
        ".".join(
            ("link" if g.link else "data", b64url_encode(g.name.encode()), b64url_encode(g.data))
        )
        for g in given
    ]


def _again(text: str) -> Given:
    try:
        kind, name, data = text.split(".")
        return Given(line(b64url_decode(name).decode()), b64url_decode(data), link=kind == "link")
    except (ValueError, InvalidError):
        raise UnreadableError(
            "form.malformed", "what the page carried was changed", hint="give the file again"
        ) from None
