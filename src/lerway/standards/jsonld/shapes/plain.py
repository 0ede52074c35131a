"""IRIs that stand for themselves under the contexts of a document.

JSON-LD 1.1 Processing Algorithms and API, section 5.2.2: what a reference expands to
depends on the terms and prefixes that the contexts define. An IRI of one of these
schemes, in ASCII, expands to itself, unless a context has a term of such a name; then
the scheme is not offered.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lerway.standards.jsonld.shapes.code import Miss

if TYPE_CHECKING:
    from lerway.kernel.strict_json import JSON
    from lerway.standards.jsonld.contexts import ContextView

__all__ = ["SAFE", "TWO_FRAGMENTS", "is_plain", "plain_schemes"]

_SCHEMES: Final = ("https://", "http://", "urn:", "did:", "mailto:", "tel:")
SAFE: Final = bytes(c for c in range(0x21, 0x7F) if c not in b'<>"{}|\\^`')
"""The characters of ASCII that may stand in an IRI (`iri.is_clean`)."""
TWO_FRAGMENTS: Final = re.compile("#[^\n]*#")
MOST_CONTEXTS: Final = 50


def is_plain(value: object, schemes: tuple[str, ...]) -> bool:
    """Return whether `value` is an IRI that stands for itself."""
    if not isinstance(value, str) or not value.isascii() or not value.startswith(schemes):
        return False
    return not value.encode().translate(None, SAFE) and value.count("#") <= 1


def plain_schemes(view: ContextView, context: JSON) -> tuple[str, ...]:
    """Return the beginnings of IRIs that no term of `context` gives another meaning.

    Raises:
        Miss: the document has a context of its own, or its contexts are too many.
    """
    seen: set[str] = set()
    names: set[str] = set()
    waiting: list[JSON] = list(context) if isinstance(context, list) else [context]
    if not all(isinstance(item, str) for item in waiting):
        raise Miss("a context of its own")
    while waiting:
        url = waiting.pop()
        if not isinstance(url, str) or url in seen or url not in view:
            continue
        seen.add(url)
        if len(seen) > MOST_CONTEXTS:
            raise Miss("too many contexts")
        _look(view.load(url), names, waiting)
    taken = {name.partition(":")[0] for name in names}
    return tuple(s for s in _SCHEMES if s.partition(":")[0] not in taken)


def _look(document: JSON, names: set[str], found: list[JSON]) -> None:
    """Collect every member's name in a context document, and the URLs that it may refer to."""
    stack: list[tuple[JSON, bool]] = [(document, False)]
    while stack:
        value, in_context = stack.pop()
        if isinstance(value, str):
            if in_context:
                found.append(value)
        elif isinstance(value, list):
            stack.extend((item, in_context) for item in value)
        elif isinstance(value, dict):
            names.update(value)
            stack.extend((item, key in ("@context", "@import")) for key, item in value.items())
