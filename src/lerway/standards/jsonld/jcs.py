"""JSON Canonicalization Scheme (RFC 8785).

The bytes come from the package rfc8785; its refusals become problems of ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lerway.kernel.errors import InvalidError

if TYPE_CHECKING:
    from lerway.kernel.strict_json import JSON

__all__ = ["canonical_json"]


def canonical_json(value: JSON) -> bytes:
    """Return the canonical bytes of `value` (RFC 8785, section 3.2).

    Raises:
        InvalidError: `jcs.number` for an integer beyond 2^53 or a number that is not
            finite (section 3.2.2.3), `jcs.string` for a lone surrogate (3.2.2.2),
            `jcs.value` for what is no JSON at all.
    """
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
