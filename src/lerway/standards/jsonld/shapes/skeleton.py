"""What documents of one shape have in common (house method; docs/adr).

A skeleton is a document without most of its texts and whole numbers: which members each
object has, how long each array is, and every value that is not a slot. `marked` is the
document with a sentinel in each slot, which JSON-LD and RDF carry to where the value
would stand; `match` takes another document apart, or finds that it has another shape.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast, final

from lerway.standards.jsonld.shapes.code import Code

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Mapping, Sequence

    from lerway.kernel.strict_json import JSON, JSONObject

__all__ = ["LARGEST", "SENTINEL", "Path", "Skeleton", "Value", "form_of", "gist_of"]

Path: TypeAlias = "tuple[str | int, ...]"
Value: TypeAlias = "str | int"

SENTINEL: Final = re.compile(r"x-lerway-slot-([0-9]{1,5}):|45035996270([0-9]{5})")
"""A sentinel in the text of a term: that of a text, or of a whole number."""
LARGEST: Final = 1 << 53
_MARK: Final = "x-lerway-slot-"
_DIGITS: Final = "45035996270"
_FIRST_NUMBER: Final = int(_DIGITS) * 100_000
# What stands under these is never a slot: types choose contexts and rules, and the
# keywords but these say how others are read.
_TYPES: Final = frozenset({"type", "@type", "@context"})
_READ_AS_TEXT: Final = frozenset(
    {"@id", "@value", "@set", "@list", "@graph", "@included", "@reverse"}
)
MOST_SLOTS: Final = 20_000


@final
class Skeleton:
    """The shape of a document.

    Attributes:
        slots: where the slots are, by number.
        sample: what stood in them.
        marked: the document with sentinels.
        values: how many members and items the document has in all.
        tokens: how many strings there are in its JSON text, names of members included.
        depth: how deep it is nested.
        size: about how many bytes it takes.
        source: the generated code.
        match: returns the values of the slots of another document, or nothing if its
            shape is another one.
    """

    def __init__(
        self,
        document: JSONObject,
        *,
        fixed: Collection[Path] = (),
        only: Collection[Path] | None = None,
    ) -> None:
        """Make the skeleton of `document`.

        Args:
            document: a document.
            fixed: what else is to be no slot.
            only: the slots, if no others are to be ones.

        Raises:
            ValueError: the document has the text of a sentinel in it, or too many slots.
        """
        self._fixed = frozenset(fixed)
        self._only = None if only is None else frozenset(only)
        self.slots: list[Path] = []
        self.sample: list[Value] = []
        self.values = self.tokens = self.depth = self._variables = 0
        self._code = Code(Dict=dict, List=list, Texts={str}, Whole=int, Real=float)
        self._equal: list[tuple[str, JSON]] = []
        self._code.line("try:")
        self.marked = cast("JSONObject", self._walk(document, (), "d", free=True))
        if self._equal:
            names = "".join(f"{name}," for name, _ in self._equal)
            constants = self._code.values([value for _, value in self._equal])
            self._code.line(f"if ({names}) != {constants}: return None", 2)
        texts = [f"v{i}" for i, v in enumerate(self.sample) if isinstance(v, str)]
        if texts:
            # A text of another class may be written otherwise than it reads.
            names = "".join(f"{t}," for t in texts)
            self._code.line(f"if {{*map(type, ({names}))}} != Texts: return None", 2)
        self._code.line(f"return ({''.join(f'v{i},' for i in range(len(self.slots)))})", 2)
        self._code.line("except (AttributeError, IndexError, KeyError, TypeError):")
        self._code.line("return None", 2)
        sample = sum(len(v) for v in self.sample if isinstance(v, str))
        self.size = self._code.size + 200 * len(self.slots) + 2 * sample
        self.match: Callable[[object], tuple[Value, ...] | None] = self._code.function("match(d)")
        self.source = self._code.source
        del self._code, self._equal

    def mark(self, numbers: Mapping[int, int]) -> JSONObject:
        """Return the marked document with the sentinels of other slots in some."""
        return self._with({s: f"{_MARK}{other}:" for s, other in numbers.items()})

    def filled(self, values: Sequence[object]) -> JSONObject:
        """Return a document of this shape with `values` in its slots."""
        return self._with(dict(enumerate(values)))

    def _with(self, values: Mapping[int, object]) -> JSONObject:
        out = cast("JSONObject", _copy(self.marked))
        for slot, value in values.items():
            at: Any = out
            *way, last = self.slots[slot]
            for step in way:
                at = at[step]
            at[last] = value
        return out

    @staticmethod
    def numbers_in(marked: JSON) -> set[int]:
        """Return the numbers of the slots in a part of a marked document."""
        found: set[int] = set()
        stack: list[JSON] = [marked]
        while stack:
            value = stack.pop()
            if isinstance(value, dict):
                stack.extend(value.values())
            elif isinstance(value, list):
                stack.extend(value)
            elif isinstance(value, str | int) and (m := SENTINEL.fullmatch(str(value))):
                found.add(int(m[1] or m[2]))
        return found

    def _walk(self, value: JSON, path: Path, name: str, *, free: bool) -> JSON:
        self.values += 1
        self.depth = max(self.depth, len(path))
        if isinstance(value, dict | list) and self._is_constant(value, path, free=free):
            self._count(value, len(path))
            self._equal.append((name, _copy(value)))
            return _copy(value)
        if isinstance(value, dict):
            return self._object(value, path, name, free=free)
        if isinstance(value, list):
            return self._array(value, path, name, free=free)
        if isinstance(value, str):
            self.tokens += 1
        if not isinstance(value, bool | None):
            _refuse_sentinels(str(value))
        if free and self._is_slot(value, path):
            return self._slot(cast("Value", value), path, name)
        self._constant(value, name)
        return value

    def _is_slot(self, value: JSON, path: Path) -> bool:
        if self._only is not None:
            return path in self._only
        if path in self._fixed:
            return False
        if isinstance(value, str):
            return True
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) < LARGEST

    def _is_constant(self, value: JSON, path: Path, *, free: bool) -> bool:
        """Return whether a value is made of texts that are no slots, and of nothing else.

        Such a value is compared as a whole. Numbers are not: 1, 1.0 and True are equal.
        """
        if isinstance(value, dict):
            return all(
                self._is_constant(item, (*path, key), free=free and _may_be_slots(key))
                for key, item in value.items()
            )
        if isinstance(value, list):
            return all(
                self._is_constant(item, (*path, i), free=free) for i, item in enumerate(value)
            )
        return isinstance(value, str) and not (free and self._is_slot(value, path))

    def _count(self, value: JSON, depth: int) -> None:
        """Count what is in a value that is compared as a whole."""
        self.depth = max(self.depth, depth)
        if isinstance(value, dict):
            self.tokens += len(value)
            self.values += len(value)
            for key, item in value.items():
                _refuse_sentinels(key)
                self._count(item, depth + 1)
        elif isinstance(value, list):
            self.values += len(value)
            for item in value:
                self._count(item, depth + 1)
        else:
            self.tokens += 1
            _refuse_sentinels(str(value))

    def _object(self, value: JSONObject, path: Path, name: str, *, free: bool) -> JSON:
        line = self._code.line
        line(f"if type({name}) is not Dict or len({name}) != {len(value)}: return None", 2)
        out: JSONObject = {}
        for key, item in value.items():
            _refuse_sentinels(key)
            self.tokens += 1
            inner = free and _may_be_slots(key)
            out[key] = self._child(item, (*path, key), f"{name}[{self._code.constant(key)}]", inner)
        return out

    def _array(self, value: list[JSON], path: Path, name: str, *, free: bool) -> JSON:
        self._code.line(
            f"if type({name}) is not List or len({name}) != {len(value)}: return None", 2
        )
        return [self._child(item, (*path, i), f"{name}[{i}]", free) for i, item in enumerate(value)]

    def _child(self, item: JSON, path: Path, where: str, free: bool) -> JSON:  # noqa: FBT001
        """Take a member or item out under a name of its own, and look at it."""
        if isinstance(item, dict | list):
            name = f"o{self._variables}"
            self._variables += 1
            self._code.line(f"{name} = {where}", 2)
            return self._walk(item, path, name, free=free)
        return self._walk(item, path, where, free=free)

    def _slot(self, value: Value, path: Path, name: str) -> JSON:
        number = len(self.slots)
        if number >= MOST_SLOTS:
            raise ValueError("too many slots")
        self.slots.append(path)
        self.sample.append(value)
        self._code.line(f"v{number} = {name}", 2)
        if isinstance(value, str):
            return f"{_MARK}{number}:"
        self._code.line(
            f"if type(v{number}) is not Whole or not -{LARGEST} < v{number} < {LARGEST}:"
            " return None",
            2,
        )
        return _FIRST_NUMBER + number

    def _constant(self, value: JSON, name: str) -> None:
        if value is None or isinstance(value, bool):
            self._code.line(f"if {name} is not {value}: return None", 2)
        elif isinstance(value, str):
            self._equal.append((name, value))  # all are compared at once
        else:
            # 1, 1.0 and True are equal; -0.0 and 0.0 are, and are written alike.
            kind = "Whole" if isinstance(value, int) else "Real"
            c = self._code.constant(value)
            self._code.line(f"x = {name}", 2)
            self._code.line(f"if type(x) is not {kind} or x != {c}: return None", 2)


def _may_be_slots(key: str) -> bool:
    return key not in _TYPES and (not key.startswith("@") or key in _READ_AS_TEXT)


def _refuse_sentinels(text: str) -> None:
    """Refuse a text that could be taken for a sentinel; such a document has no shape."""
    if _MARK in text or _DIGITS in text:
        raise ValueError("a sentinel")


def _copy(value: JSON) -> JSON:
    if isinstance(value, dict):
        return {k: _copy(v) for k, v in value.items()}
    return [_copy(v) for v in value] if isinstance(value, list) else value


def gist_of(document: JSONObject) -> Hashable:
    """Return what is quickly seen of a document and differs from shape to shape."""
    return (_texts(document.get("@context")), _texts(document.get("type")), len(document))


def _texts(value: JSON) -> Hashable:
    if isinstance(value, list):
        if {*map(type, value)} == {str}:
            return tuple(value)
        return tuple(item if isinstance(item, str) else type(item) for item in value)
    return value if isinstance(value, str) else type(value)


def form_of(document: JSON) -> tuple[int, int]:
    """Return a hash of a document's form, and how many values there are in it.

    Two documents of one shape have the same form. It is a hash that nobody can aim at
    (Python's, of texts), and it decides no more than whether a shape is worth learning.
    """
    count = 0

    def form(value: JSON) -> Hashable:
        nonlocal count
        count += 1
        if isinstance(value, dict):
            return tuple((k, form(v)) for k, v in sorted(value.items()))
        if isinstance(value, list):
            return tuple(map(form, value))
        return type(value)

    return hash(form(document)), count
