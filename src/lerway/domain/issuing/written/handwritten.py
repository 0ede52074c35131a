"""Files that a person writes: YAML 1.2.2 (chapter 10.3, core schema) or JSON (RFC 8259).

Of YAML only what needs no care is read: mappings, sequences, scalars. Anchors and
aliases (a few lines can stand for gigabytes), tags, several documents and a key
that stands twice are refused. A scalar without quotes stays `Plain`: whether `1.10`
is a text or a number is decided by who knows the member. Dates are texts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lerway.kernel import pointer as p
from lerway.kernel.errors import Fault, UnreadableError
from lerway.kernel.limits import DEFAULT_LIMITS, Limits
from lerway.kernel.strict_json import JSON, JSONObject, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    import yaml

__all__ = ["Plain", "read_handwritten", "resolved"]

MAX_BYTES: Final = 1024 * 1024
MAX_YAML: Final = 64 * 1024
"""Bytes of YAML, which costs ten times as much to read as JSON; a course's file has a few KB."""
_NULL: Final = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS: Final = {"true": True, "True": True, "TRUE": True} | dict.fromkeys(
    ("false", "False", "FALSE"), False
)
_INTEGER: Final = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_MAX_DIGITS: Final = 300
_TAB_HINT: Final = "a tab stands in this line: YAML is indented with spaces only"
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class Plain(str):
    """A scalar that stood without quotes."""

    __slots__ = ()


def read_handwritten(data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> JSONObject:
    """Return the mapping that a YAML or JSON file holds.

    Raises:
        UnreadableError: as `strict_json.parse`; `yaml.too_large`, `yaml.encoding`,
            `yaml.syntax`, `yaml.alias`, `yaml.tag`, `yaml.key`, `yaml.duplicate_key`,
            `yaml.too_deep`, `yaml.several_documents`, `file.not_a_mapping`.
    """
    if len(data) > MAX_BYTES:
        raise _yaml_refused("yaml.too_large", f"the file has {len(data):,} bytes, too many for one")
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start not in (b"{", b"[") and len(data) > MAX_YAML:
        raise _yaml_refused(
            "yaml.too_large",
            f"the file has {len(data):,} bytes, and {MAX_YAML:,} of YAML are the most",
            "make it shorter, or write it as JSON, which may be longer",
        )
    value = parse(data, limits=limits) if start in (b"{", b"[") else _yaml(data, limits)
    if not isinstance(value, dict):
        raise UnreadableError(
            "file.not_a_mapping",
            "the file does not hold members with names and values",
            hint="write one 'name: value' a line, as YAML, or a JSON object",
            fault=Fault.CALLER,
        )
    return value


def resolved(value: JSON) -> JSON:
    """Return `value` with each `Plain` scalar as what the core schema makes of it."""
    if isinstance(value, dict):
        return {str(k): resolved(v) for k, v in value.items()}
    if isinstance(value, list):
        return [resolved(v) for v in value]
    if not isinstance(value, Plain):
        return value
    text = str(value)
    if text in _NULL:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if len(text) <= _MAX_DIGITS and _INTEGER.match(text):
        return int(text)
    if len(text) <= _MAX_DIGITS and _FLOAT.match(text):
        number = float(text)
        return number if abs(number) != float("inf") else text
    return text


def _yaml(data: bytes, limits: Limits) -> JSON:
    import yaml

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _yaml_refused(
            "yaml.encoding", "the file is not UTF-8", "save it as UTF-8 in your editor"
        ) from None
    try:
        events = yaml.parse(text, Loader=yaml.SafeLoader)
        return _document(events, limits.depth)
    except (ValueError, OverflowError):  # what PyYAML makes of an escape beyond U+10FFFF
        raise _yaml_refused(
            "yaml.syntax",
            "this is not YAML: an escape stands for no character",
            "write the character itself",
        ) from None
    except yaml.YAMLError as e:
        mark = getattr(e, "problem_mark", None)
        where = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        what = getattr(e, "problem", None) or "a character that YAML does not allow"
        raise _yaml_refused(
            "yaml.syntax",
            f"this is not YAML: {what}{where}",
            _TAB_HINT
            if mark and "".join(text.splitlines()[mark.line : mark.line + 1]).strip(" ")[:1] == "\t"
            else "check the indentation, and put texts with ': ' or '#' in quotes",
        ) from None


def _document(events: Iterator[yaml.Event], depth: int) -> JSON:
    import yaml

    value: JSON = None
    documents = 0
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _yaml_refused(
                    "yaml.several_documents",
                    f"a second document begins at {_line(event)}",
                    "leave out the line '---', or make two files",
                )
        elif isinstance(event, yaml.NodeEvent):
            value = _node(event, events, depth, "")
    return value


def _node(event: yaml.NodeEvent, events: Iterator[yaml.Event], depth: int, at: str) -> JSON:
    """Return the value that begins with `event`; the recursion is bounded by `depth`."""
    import yaml

    if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
        raise _yaml_refused(
            "yaml.alias",
            f"an anchor (&) or alias (*) stands at {_line(event)}",
            "write the value out, or put a text that begins with & or * in quotes",
            at,
        )
    if getattr(event, "tag", None) not in (None, "!"):
        raise _yaml_refused(
            "yaml.tag",
            f"a tag (!) stands at {_line(event)}",
            "leave the tag out, or put a text that begins with ! in quotes",
            at,
        )
    if isinstance(event, yaml.ScalarEvent):
        if _SURROGATE.search(event.value):
            raise _yaml_refused(
                "yaml.syntax",
                f"an escape that is half of a character stands at {_line(event)}",
                "write the character itself",
                at,
            )
        return event.value if event.style is not None else Plain(event.value)
    if depth == 0:
        raise _yaml_refused("yaml.too_deep", f"the file is nested too deep at {_line(event)}")
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[JSON] = []
        while isinstance(child := next(events), yaml.NodeEvent):
            items.append(_node(child, events, depth - 1, at + p.token(len(items))))
        return items
    members: JSONObject = {}
    while isinstance(child := next(events), yaml.NodeEvent):
        key = _node(child, events, depth - 1, at)
        if not isinstance(key, str):
            raise _yaml_refused(
                "yaml.key", f"the name of a member at {_line(child)} is no text", at=at
            )
        if key in members:
            raise _yaml_refused(
                "yaml.duplicate_key",
                f"the member {str(key)!r} stands twice, the second time at {_line(child)}",
                "keep one of the two",
                at,
            )
        value = next(events)
        if not isinstance(value, yaml.NodeEvent):
            break
        members[str(key)] = _node(value, events, depth - 1, at + p.token(key))
    return members


def _line(event: yaml.Event) -> str:
    return f"line {event.start_mark.line + 1}"


def _yaml_refused(code: str, message: str, hint: str = "", at: str = "") -> UnreadableError:
    return UnreadableError(code, message, hint=hint, fault=Fault.CALLER, pointer=at or None)
