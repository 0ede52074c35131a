"""Watching what a pure function asks of the texts in a document (house method; docs/adr).

A function of a document whose texts are replaced by leaves runs as always, and every
question that it asks of a text is written down with its answer. For another document of
the same form whose texts give the same answers, the function has the same result, and
need not run. What cannot be written down is a `TypeError`, because a leaf is no `str` for
whoever reads memory directly; then nothing is concluded.

A watched function may compare a text, call its methods, look it up, and call functions
marked `asked`. It must not look at `type(text)`, and what it makes of `repr(text)` may go
into messages only: a result with such a message in it is not to be used.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass, field
from datetime import datetime
from functools import update_wrapper
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "Leaf",
    "NumberLeaf",
    "Observations",
    "Question",
    "WatchedMoment",
    "asked",
    "asked_moment",
    "leaf_for",
]

R = TypeVar("R")
F = TypeVar("F", bound="Callable[..., object]")
_MOST: Final = 2_000
"""So many questions make watching not worth while."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question that was asked of one text, or of two.

    Attributes:
        index: which text.
        ask: the question, as a function of the text; none for the text itself.
        answer: what it said; of `compare`, if there is one.
        other: which text is compared with it, if one is.
        ask_other: as `ask`, of the other one.
        compare: how the two are compared.
    """

    index: int
    ask: Callable[[str], object] | None
    answer: object
    other: int | None = None
    ask_other: Callable[[str], object] | None = None
    compare: Callable[[Any, Any], object] = operator.eq


@dataclass(slots=True)
class Observations:
    """What was asked while a function was watched.

    Attributes:
        equal: texts and numbers whose very value was looked at, by index.
        differ: values that a text must not have, with its index.
        questions: everything else, each once.
        broken: whether something was asked that had no answer, so that nothing follows.
    """

    equal: dict[int, str | int] = field(default_factory=dict[int, "str | int"])
    differ: set[tuple[int, str]] = field(default_factory=set[tuple[int, str]])
    questions: dict[object, Question] = field(default_factory=dict[object, Question])
    broken: bool = False

    def ask(self, question: Question, key: object) -> None:
        """Write down a question, once."""
        self.questions.setdefault(key, question)
        if len(self.questions) > _MOST:
            raise TypeError("too much is asked")


class Leaf:
    """Stands for a text of a document while a function is watched."""

    __slots__ = ("index", "notes", "value")

    def __init__(self, value: str, index: int, notes: Observations) -> None:
        """Stand for `value`, the text of number `index`."""
        self.value = value
        self.index = index
        self.notes = notes

    @property
    def __class__(self) -> type[str]:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Answer `isinstance(leaf, str)` with yes; for code in C it is no `str` all the same."""
        return str

    def _exactly(self) -> str:
        self.notes.equal[self.index] = self.value
        return self.value

    def __eq__(self, other: object) -> bool:
        """Compare, and write it down."""
        if type(other) is Leaf:
            leaf = other
            if leaf.index == self.index:
                return True
            answer = self.value == leaf.value
            key = ("==", *sorted((self.index, leaf.index)))
            self.notes.ask(Question(self.index, None, answer, leaf.index), key)
            return answer
        if type(other) is not str:
            return False
        if self.value == other:
            self.notes.equal[self.index] = self.value
            return True
        self.notes.differ.add((self.index, other))
        return False

    def __ne__(self, other: object) -> bool:
        """Compare, and write it down."""
        return not self == other

    def __hash__(self) -> int:
        """Only the very same text has the same place in a set."""
        return hash(self._exactly())

    def __bool__(self) -> bool:
        """Return whether there is any text, and write it down."""
        if self.value:
            self.notes.differ.add((self.index, ""))
            return True
        self._exactly()
        return False

    def __str__(self) -> str:
        """Whoever reads the text depends on all of it."""
        return self._exactly()

    def __repr__(self) -> str:
        """For messages only."""
        return f"\0{self.index}\0"

    def __format__(self, spec: str) -> str:
        """Whoever writes the text depends on all of it."""
        return format(self._exactly(), spec)

    def __len__(self) -> int:
        """Return the length, and write it down."""
        return cast("int", _ask(self, len, ("len",)))

    def __contains__(self, part: object) -> bool:
        """Return whether `part` is in the text, and write it down."""
        if type(part) is not str:
            raise TypeError("not a text")
        return bool(_ask(self, lambda text: part in text, ("in", part)))

    def __getitem__(self, at: int | slice) -> str:
        """Return a part, and write it down."""
        key = (at.start, at.stop, at.step) if isinstance(at, slice) else at
        return cast("str", _ask(self, operator.itemgetter(at), ("[]", key)))

    def __iter__(self) -> Any:  # noqa: ANN401 - as of str
        """Whoever walks through the text depends on all of it."""
        return iter(self._exactly())

    def __add__(self, other: str) -> str:
        """Whoever joins the text depends on all of it."""
        return self._exactly() + other

    def __radd__(self, other: str) -> str:
        """Whoever joins the text depends on all of it."""
        return other + self._exactly()

    def __getattr__(self, name: str) -> Callable[..., object]:
        """Return the method of the text, which writes down what it is asked."""
        if name.startswith("_") or not hasattr(str, name):
            raise AttributeError(name)

        def method(*args: object) -> object:
            return _ask(self, operator.methodcaller(name, *args), (name, args))

        return method


def _pinned(name: str) -> Callable[..., Any]:
    def method(self: NumberLeaf, *others: object) -> object:
        return getattr(self.exactly(), name)(*others)

    return method


class NumberLeaf:
    """Stands for a whole number; whatever is asked of it depends on all of it."""

    __slots__ = ("index", "notes", "value")

    def __init__(self, value: int, index: int, notes: Observations) -> None:
        """Stand for `value`, the value of number `index`."""
        self.value = value
        self.index = index
        self.notes = notes

    @property
    def __class__(self) -> type[int]:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Answer `isinstance(leaf, int)` with yes."""
        return int

    def exactly(self) -> int:
        """Return the number, and write it down."""
        self.notes.equal[self.index] = self.value
        return self.value

    def __repr__(self) -> str:
        """For messages only."""
        return f"\0{self.index}\0"

    __eq__ = _pinned("__eq__")
    __ne__ = _pinned("__ne__")
    __lt__ = _pinned("__lt__")
    __le__ = _pinned("__le__")
    __gt__ = _pinned("__gt__")
    __ge__ = _pinned("__ge__")
    __hash__ = _pinned("__hash__")
    __bool__ = _pinned("__bool__")
    __int__ = _pinned("__int__")
    __index__ = _pinned("__index__")
    __float__ = _pinned("__float__")
    __str__ = _pinned("__str__")
    __format__ = _pinned("__format__")
    __mod__ = _pinned("__mod__")


class _Derived:
    """What an `asked_moment` function made of a text, where the result is only compared."""

    __slots__ = ("ask", "leaf", "name", "value")

    def __init__(
        self, value: object, leaf: Leaf, ask: Callable[[str], object], name: object
    ) -> None:
        self.value = value
        self.leaf = leaf
        self.ask = ask
        self.name = name

    def _compare(self, other: object, compare: Callable[[Any, Any], bool]) -> bool:
        if not isinstance(other, _Derived):
            raise TypeError("compared with what is not of the document")
        answer = compare(self.value, other.value)
        key = (self.name, self.leaf.index, compare, other.name, other.leaf.index)
        question = Question(self.leaf.index, self.ask, answer, other.leaf.index, other.ask, compare)
        self.leaf.notes.ask(question, key)
        return answer

    def __lt__(self, other: object) -> bool:
        return self._compare(other, operator.lt)

    def __gt__(self, other: object) -> bool:
        return self._compare(other, operator.gt)

    def __le__(self, other: object) -> bool:
        return self._compare(other, operator.le)

    def __ge__(self, other: object) -> bool:
        return self._compare(other, operator.ge)


class WatchedMoment(datetime):
    """A present moment that remembers what it was compared with.

    What was concluded by comparing holds for every other present between the same two of
    those moments. Whatever else is done with it makes it useless.
    """

    seen: set[datetime]
    misused: bool

    @classmethod
    def of(cls, now: datetime) -> WatchedMoment:
        """Return the moment `now`, watched."""
        made = cls(
            now.year,
            now.month,
            now.day,
            now.hour,
            now.minute,
            now.second,
            now.microsecond,
            now.tzinfo,
            fold=now.fold,
        )
        made.seen = set()
        made.misused = False
        return made

    def between(self) -> tuple[datetime | None, datetime | None] | None:
        """Return after and before which moments all answers are the same.

        None on either side means without end; nothing at all, that none is known. If it
        is one of those moments itself, both are that one.
        """
        if self.misused:
            return None
        same = next((m for m in self.seen if datetime.__eq__(self, m)), None)
        if same is not None:
            return same, same
        before = [m for m in self.seen if datetime.__gt__(self, m)]
        after = [m for m in self.seen if datetime.__lt__(self, m)]
        return max(before, default=None), min(after, default=None)

    def _look(self, other: object) -> None:
        if isinstance(other, datetime):
            self.seen.add(other)

    def __lt__(self, other: datetime) -> bool:
        """Compare, and remember it."""
        self._look(other)
        return datetime.__lt__(self, other)

    def __le__(self, other: datetime) -> bool:
        """Compare, and remember it."""
        self._look(other)
        return datetime.__le__(self, other)

    def __gt__(self, other: datetime) -> bool:
        """Compare, and remember it."""
        self._look(other)
        return datetime.__gt__(self, other)

    def __ge__(self, other: datetime) -> bool:
        """Compare, and remember it."""
        self._look(other)
        return datetime.__ge__(self, other)

    def __getattribute__(self, name: str) -> Any:  # noqa: ANN401 - as of datetime
        """Take notice of everything that is no comparison."""
        if name not in _OF_WATCHING:
            object.__setattr__(self, "misused", True)
        return datetime.__getattribute__(self, name)

    def __eq__(self, other: object) -> bool:
        """Compare, and remember it."""
        self._look(other)
        return datetime.__eq__(self, other)

    def __hash__(self) -> int:
        """Be looked up, which is no comparison."""
        self.misused = True
        return datetime.__hash__(self)


def _misusing(name: str) -> Callable[..., Any]:
    def method(self: WatchedMoment, *others: object) -> object:
        self.misused = True
        return getattr(datetime, name)(self, *others)

    return method


for _name in ("__add__", "__radd__", "__sub__", "__rsub__", "__format__", "__str__", "__repr__"):
    setattr(WatchedMoment, _name, _misusing(_name))

_OF_WATCHING: Final = frozenset(
    {"seen", "misused", "_look", "between", "__class__", "of", "tzinfo", "utcoffset"}
)


def _leaf(value: object) -> Leaf | None:
    """Return `value` if it is a leaf, whatever it is taken for."""
    return value if type(value) is Leaf else None


def leaf_for(value: str | int, index: int, notes: Observations) -> str | int:
    """Return what stands for a text or a whole number, as what it is taken for."""
    if isinstance(value, str):
        return cast("str", Leaf(value, index, notes))
    return cast("int", NumberLeaf(value, index, notes))


def asked(function: F) -> F:
    """Mark a pure function of a text, which may be asked of a leaf.

    Its first argument is the text; others must be hashable, and none is given by name. If
    it raises, nothing is concluded.
    """

    def run(*args: Any, **kwargs: Any) -> object:  # noqa: ANN401 - as the function has them
        if args and type(args[0]) is Leaf:
            leaf, rest = args[0], args[1:]
            if kwargs:
                leaf.notes.broken = True
            return _ask(leaf, _with(function, rest), (function, rest))
        return function(*args, **kwargs)

    return cast("F", update_wrapper(run, function))


def asked_moment(function: Callable[[str], R]) -> Callable[[str], R]:
    """Mark as `asked` a function whose result is only compared with others of its kind."""

    def run(text: str) -> R:
        leaf = _leaf(text)
        if leaf is not None:
            made = _answer(leaf, function)
            leaf.notes.ask(Question(leaf.index, function, None), (function, leaf.index))
            return cast("R", _Derived(made, leaf, function, function))
        return function(text)

    return cast("Callable[[str], R]", update_wrapper(run, function))


def _with(function: Callable[..., object], rest: tuple[object, ...]) -> Callable[[str], object]:
    return (lambda text: function(text, *rest)) if rest else function


def _ask(leaf: Leaf, ask: Callable[[str], object], key: object) -> object:
    answer = _answer(leaf, ask)
    if not isinstance(answer, bool | int | str | None):
        leaf.notes.broken = True
        raise TypeError("an answer that cannot be compared")
    leaf.notes.ask(Question(leaf.index, ask, answer), (key, leaf.index))
    return answer


def _answer(leaf: Leaf, ask: Callable[[str], R]) -> R:
    try:
        return ask(leaf.value)
    except Exception:
        leaf.notes.broken = True  # whoever catches it goes on without an answer
        raise
