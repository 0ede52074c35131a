"""Straight-line code for one shape of documents (house method; docs/adr).

What is generated has no text in it: every constant, a member's name included, is a
value in the function's globals and is called by a number. So two documents of one
shape, whatever stands in them, give the same source, and nothing that a stranger wrote
can become code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast, final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

__all__ = ["Code", "Miss"]

OVERHEAD = 4_000
PER_CHARACTER = 10


class Miss(Exception):  # noqa: N818 - it is an answer, no error
    """A document is not what the code was made for. Internal to the room."""


@final
class Code:
    """Source as it is written, and the constants that it refers to."""

    def __init__(self, **known: object) -> None:
        """Start with nothing but what is `known` by a name of ours."""
        self._env: dict[str, Any] = dict(known)
        self._names: dict[tuple[type, object], str] = {}
        self._lines: list[str] = []
        self._held = 0

    def know(self, **known: object) -> None:
        """Let the code call something by a name of ours."""
        self._env.update(known)

    def constant(self, value: object) -> str:
        """Return the name under which the code knows `value`, which must be hashable."""
        key = (type(value), value)
        name = self._names.get(key)
        if name is None:
            name = self._names[key] = f"C{len(self._names)}"
            self._env[name] = value
            self._held += _held(value)
        return name

    def values(self, values: Sequence[object]) -> str:
        """Return the name under which the code knows a tuple of `values`, of any kind."""
        name = f"C{len(self._names)}"
        self._names[tuple, name] = name
        self._env[name] = tuple(values)
        self._held += _held(values)
        return name

    def line(self, text: str, depth: int = 1) -> None:
        """Add one line of source."""
        self._lines.append("    " * depth + text)

    def text(self, parts: Iterable[str | int | tuple[str]]) -> str:
        """Return an expression that joins `parts`: a text, a slot's number, a (name,)."""
        out: list[str] = []
        run: list[str] = []
        for part in parts:
            if isinstance(part, str):
                run.append(part)
                continue
            if run:
                out.append(self.constant("".join(run)))
                run.clear()
            out.append(f"v{part}" if isinstance(part, int) else part[0])
        if run or not out:
            out.append(self.constant("".join(run)))
        if len(out) == 1:
            return out[0]
        return 'f"' + "".join(f"{{{name}}}" for name in out) + '"'

    @property
    def source(self) -> str:
        """The source so far."""
        return "\n".join(self._lines) + "\n"

    @property
    def size(self) -> int:
        """About how many bytes the compiled code and its constants take."""
        return OVERHEAD + PER_CHARACTER * len(self.source) + 2 * self._held + 80 * len(self._names)

    def function(self, signature: str) -> Callable[..., Any]:
        """Return the function whose body is the source so far.

        Args:
            signature: its name and parameters, of our own writing: `match(d)`.
        """
        source = f"def {signature}:\n{self.source}"
        # No text of a document is in the source; see the module's docstring.
        exec(compile(source, "<shape>", "exec"), self._env)  # noqa: S102
        return self._env[signature.partition("(")[0]]


def _held(value: object) -> int:
    if isinstance(value, dict):
        members = cast("dict[str, object]", value)
        return 100 + sum(len(k) + _held(v) for k, v in members.items())
    if isinstance(value, tuple | list):
        return 16 + sum(map(_held, cast("Sequence[object]", value)))
    return len(value) if isinstance(value, str | bytes) else 16
