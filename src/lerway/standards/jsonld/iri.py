"""IRIs: what one is, and how a relative one is resolved.

RFC 3987, section 2.2 (by the characters that may not stand in one), RFC 3986,
sections 4.3 (absolute) and 5.2 (resolution).
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["has_scheme", "is_blank", "is_clean", "resolve"]

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# What RFC 3987 excludes: controls, space, and the delimiters of N-Triples' IRIREF,
# and what is no character (lone surrogates and the like).
_UNCLEAN: Final = re.compile(
    '[\\x00-\\x20<>"{}|^`\\\\\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufff0-\uffff]'
)
# RFC 3986, appendix B
_PARTS: Final = re.compile(
    r"(?:([^:/?#]+):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL
)


def is_blank(value: str) -> bool:
    """Return whether `value` is a blank node identifier (JSON-LD 1.1, section 2.1.1)."""
    return value.startswith("_:")


def has_scheme(value: str) -> bool:
    """Return whether `value` starts with a scheme, so that it is not relative."""
    return _SCHEME.match(value) is not None


def is_clean(value: str) -> bool:
    """Return whether `value` has no character that an IRI must not have, or not there."""
    return _UNCLEAN.search(value) is None and value.count("#") <= 1


def resolve(base: str, reference: str) -> str:
    """Return `reference` resolved against the absolute IRI `base` (RFC 3986, 5.2.2)."""
    scheme, authority, path, query, fragment = _split(reference)
    b_scheme, b_authority, b_path, b_query, _ = _split(base)
    if scheme is None:
        scheme = b_scheme
        if authority is None:
            authority = b_authority
            if not path:
                path = b_path
                query = b_query if query is None else query
            elif path.startswith("/"):
                path = _without_dots(path)
            else:
                path = _without_dots(_merge(b_authority, b_path, path))
        else:
            path = _without_dots(path)
    else:
        path = _without_dots(path)
    return _join(scheme, authority, path, query, fragment)


def _split(iri: str) -> tuple[str | None, str | None, str, str | None, str | None]:
    match = _PARTS.fullmatch(iri)
    if match is None:  # cannot be: every part may be empty
        return None, None, iri, None, None
    return match[1], match[2], match[3], match[4], match[5]


def _join(
    scheme: str | None, authority: str | None, path: str, query: str | None, fragment: str | None
) -> str:
    """RFC 3986, section 5.3."""
    out = "" if scheme is None else scheme + ":"
    if authority is not None:
        out += "//" + authority
    out += path
    if query is not None:
        out += "?" + query
    if fragment is not None:
        out += "#" + fragment
    return out


def _merge(authority: str | None, base_path: str, path: str) -> str:
    """RFC 3986, section 5.2.3."""
    if authority is not None and not base_path:
        return "/" + path
    return base_path[: base_path.rfind("/") + 1] + path


def _without_dots(path: str) -> str:
    """RFC 3986, section 5.2.4, by segments."""
    segments = path.split("/")
    out: list[str] = []
    for i, segment in enumerate(segments):
        last = i == len(segments) - 1
        if segment in (".", ".."):
            if segment == ".." and (len(out) > 1 or (out and out[0])):
                out.pop()
            if last:
                out.append("")
        else:
            out.append(segment)
    return "/".join(out)
