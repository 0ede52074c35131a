"""The one JSON reader for everything that comes from outside.

RFC 8259, and the stricter I-JSON (RFC 7493) where two readers could disagree:
no duplicate member names, no lone surrogates, no NaN, UTF-8 only. Size, depth
and the number of values are limited.
"""

from __future__ import annotations

import json
import math
import re
from typing import Final, NoReturn, TypeAlias

from lerway.kernel.errors import UnreadableError
from lerway.kernel.limits import DEFAULT_LIMITS, Limits

__all__ = ["JSON", "JSONObject", "dumps", "parse", "parse_object", "quick_dumps"]

JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"
JSONObject: TypeAlias = "dict[str, JSON]"

_BRACKETS: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[\]{}]', re.DOTALL)
_NO_BRACKETS: Final = bytes(c for c in range(256) if c not in b'"[]{}')
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_SURROGATE_ESCAPE: Final = re.compile(rb"\\u[dD][89a-fA-F]")


class _DuplicateKeyError(ValueError):
    pass


def _object(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    out = dict(pairs)
    if len(out) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _DuplicateKeyError(key)
            seen.add(key)
    return out


def _constant(name: str) -> NoReturn:
    raise UnreadableError("json.syntax", f"{name} is not a JSON value")


def _float(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise UnreadableError("json.number_too_long", f"{text[:20]} is too large for a number")
    return value


def parse(data: bytes | str, *, limits: Limits = DEFAULT_LIMITS) -> JSON:
    """Return the value that `data` spells.

    Raises:
        UnreadableError: `json.too_large`, `json.not_utf8`, `json.too_deep`,
            `json.too_many_values`, `json.syntax`, `json.duplicate_key`,
            `json.lone_surrogate`, `json.number_too_long`.
    """
    raw = _bytes(data)
    if len(raw) > limits.document:
        raise UnreadableError(
            "json.too_large",
            f"the document has {len(raw):,} bytes, the limit is {limits.document:,}",
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        raise UnreadableError(
            "json.not_utf8",
            f"byte {e.start} is not UTF-8",
            hint="save the file as UTF-8",
        ) from None
    _bounded(raw, limits)
    try:
        value: JSON = json.loads(
            text, object_pairs_hook=_object, parse_constant=_constant, parse_float=_float
        )
    except _DuplicateKeyError as e:
        raise UnreadableError(
            "json.duplicate_key",
            f"the member {str(e)!r} stands twice in one object",
            hint="two readers could see two different records; ask the sender for a clean one",
        ) from None
    except json.JSONDecodeError as e:
        raise UnreadableError(
            "json.syntax",
            f"this is not JSON: {e.msg.lower().removesuffix(' at')} at line {e.lineno},"
            f" column {e.colno}",
            hint="the file may be damaged or cut off; ask for it again",
        ) from None
    except RecursionError:
        raise _too_deep(limits) from None
    except ValueError:
        raise UnreadableError("json.number_too_long", "a number has too many digits") from None
    if _SURROGATE_ESCAPE.search(raw):
        _refuse_lone_surrogates(value)
    return value


def parse_object(data: bytes | str, *, limits: Limits = DEFAULT_LIMITS) -> dict[str, JSON]:
    """Return the object that `data` spells; as `parse`, and `json.not_an_object`."""
    value = parse(data, limits=limits)
    if not isinstance(value, dict):
        raise UnreadableError("json.not_an_object", "the JSON is not an object")
    return value


def dumps(value: JSON) -> bytes:
    """Return compact UTF-8 JSON of `value`, members in their order.

    Raises:
        UnreadableError: `json.lone_surrogate`.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _bytes(text)


def quick_dumps(value: JSON) -> bytes:
    """Return JSON that `parse` reads as `value`, faster than `dumps`, if orjson takes it.

    Where nothing is escaped and no number has a fraction, it is what `dumps` writes.

    Raises:
        UnreadableError: as `dumps`.
    """
    import orjson

    known = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
    try:
        text = orjson.dumps(value, option=known | orjson.OPT_PASSTHROUGH_SUBCLASS)
    except TypeError:  # half of a surrogate pair, or a whole number of more than 64 bits
        return dumps(value)
    # It writes null for what is no number, which `dumps` refuses.
    return dumps(value) if b"null" in text else text


def _bytes(data: bytes | str) -> bytes:
    if isinstance(data, bytes):
        return data
    try:
        return data.encode()
    except UnicodeEncodeError:
        raise UnreadableError("json.lone_surrogate", "the text has a lone surrogate") from None


def _too_deep(limits: Limits) -> UnreadableError:
    return UnreadableError(
        "json.too_deep", f"the document is nested deeper than {limits.depth} levels"
    )


def _bounded(raw: bytes, limits: Limits) -> None:
    """Refuse depth and number of values before the parser spends memory on them."""
    if raw.count(b",") + raw.count(b"[") + raw.count(b"{") > limits.values:
        raise UnreadableError(
            "json.too_many_values", f"the document has more than {limits.values:,} values"
        )
    if raw.count(b"[") + raw.count(b"{") <= limits.depth:
        return
    if b"\\" not in raw:
        # Without escapes a string is what stands between two quotation marks.
        raw = raw.translate(None, _NO_BRACKETS).replace(b'""', b"")
    depth = 0
    for m in _BRACKETS.finditer(raw):
        c = m.group()
        if c in b"[{":
            depth += 1
            if depth > limits.depth:
                raise _too_deep(limits)
        elif c in b"]}":
            depth -= 1


def _refuse_lone_surrogates(value: JSON) -> None:
    stack: list[JSON] = [value]
    while stack:
        v = stack.pop()
        if isinstance(v, str):
            if _SURROGATE.search(v):
                raise UnreadableError("json.lone_surrogate", "a string has a lone surrogate")
        elif isinstance(v, dict):
            stack.extend(v)
            stack.extend(v.values())
        elif isinstance(v, list):
            stack.extend(v)
