"""JSON Canonicalization Scheme (RFC 8785).

The bytes come from the package rfc8785; its refusals become problems of ours. Of what
both write alike, orjson writes the same bytes a hundred times as fast: members sorted by
ASCII names, texts, whole numbers up to 2^53, true, false and null. A walk looks whether
there is nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lerway.kernel.errors import InvalidError

if TYPE_CHECKING:
    from lerway.kernel.strict_json import JSON

__all__ = ["canonical_json", "is_plain"]

_LARGEST: Final = 2**53 - 1
_DEEPEST: Final = 200
"""orjson goes down to 254 levels."""


def canonical_json(value: JSON) -> bytes:
    """Return the canonical bytes of `value` (RFC 8785, section 3.2).

    Raises:
        InvalidError: `jcs.number` for an integer beyond 2^53 or a number that is not
            finite (section 3.2.2.3), `jcs.string` for a lone surrogate (3.2.2.2),
            `jcs.value` for what is no JSON at all.
    """
    if is_plain(value):
        import orjson

        try:
            return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
        except orjson.JSONEncodeError:  # half of a surrogate pair: told of below
            pass
    return _slowly(value)


def is_plain(value: JSON) -> bool:
    """Return whether orjson writes the canonical bytes of `value`, if it writes any.

    It sorts names by code point, and RFC 8785 (section 3.2.3) by UTF-16 unit: the same
    for ASCII. It writes other numbers with a fraction, and integers that ECMAScript does
    not hold exactly; and other classes than those of JSON.
    """
    stack: list[tuple[JSON, int]] = [(value, 0)]
    while stack:
        item, depth = stack.pop()
        kind = type(item)
        if kind is str or item is None or kind is bool:
            continue
        if depth > _DEEPEST:
            return False
        if isinstance(item, dict) and kind is dict:
            for name, member in item.items():
                if type(name) is not str or not name.isascii():
                    return False
                if type(member) is not str:
                    stack.append((member, depth + 1))
        elif isinstance(item, list) and kind is list:
            stack += [(member, depth + 1) for member in item if type(member) is not str]
        elif not (isinstance(item, int) and kind is int and -_LARGEST <= item <= _LARGEST):
            return False
    return True


def _slowly(value: JSON) -> bytes:
    import rfc8785

    try:
        return rfc8785.dumps(value)
    except (rfc8785.IntegerDomainError, rfc8785.FloatDomainError):
        raise InvalidError(
            "jcs.number",
            "the record has a number that canonical JSON cannot hold exactly",
            hint="write it as a string",
        ) from None
    except (rfc8785.CanonicalizationError, RecursionError, TypeError, ValueError) as e:
        if isinstance(e, UnicodeEncodeError) or isinstance(e.__cause__, UnicodeEncodeError):
            raise InvalidError("jcs.string", "a text has half of a surrogate pair") from None
        raise InvalidError("jcs.value", "the record has something that is not JSON") from None
