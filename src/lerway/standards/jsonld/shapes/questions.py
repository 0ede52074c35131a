"""Asking again what was asked of a record's texts, in straight-line code.

What `kernel.watching` wrote down of one record becomes a function of the texts of
another: true if every answer is the same, so that what was concluded holds again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, cast

from lerway.standards.jsonld.shapes.code import Code
from lerway.standards.jsonld.shapes.plain import SAFE
from lerway.standards.vcdm.identifiers import is_url

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lerway.kernel.watching import Observations, Question
    from lerway.standards.jsonld.shapes.canonical import Guards

__all__ = ["compile_questions"]

_OTHER_START: Final = re.compile("\n(?!https://|http://|urn:|did:|mailto:|\\Z)")
_NOTHING_THERE: Final = re.compile(r"https?://(?:[/?#\n]|\Z)|:(?:\n|\Z)")
_NO_HOST: Final = ("://\n", ":///", "://?", "://#", ":\n")
_IS_URL: Final = cast("Any", is_url).__wrapped__


def compile_questions(
    notes: Observations, count: int, guards: Guards | None = None
) -> tuple[Callable[[Sequence[str | int]], bool], int]:
    """Return the function that asks again, and about how many bytes it takes.

    Args:
        notes: what was asked.
        count: how many texts and numbers there are in all.
        guards: what else must hold of them; see `Canonical`.
    """
    code = Code(Type=type)
    code.line("try:")
    if count:
        code.line(f"({''.join(f'v{i},' for i in range(count))}) = v", 2)
    iris = frozenset[int]() if guards is None else guards(code)
    for index, value in sorted(notes.equal.items()):
        code.line(f"if v{index} != {code.constant(value)}: return False", 2)
    forbidden: dict[str, list[int]] = {}
    for index, text in sorted(notes.differ):
        if index not in notes.equal:
            forbidden.setdefault(text, []).append(index)
    for text, indexes in forbidden.items():
        names = "".join(f"v{i}," for i in indexes)
        code.line(f"if {code.constant(text)} in ({names}): return False", 2)
    _write_urls(code, notes, iris)
    moments: set[tuple[int, int]] = set()
    for question in notes.questions.values():
        if question.ask is _IS_URL and question.answer is True:
            continue
        _write(code, question, notes, moments)
    code.line("return True", 2)
    # A question that fails has not the same answer.
    code.line("except Exception:")
    code.line("return False", 2)
    return code.function("holds(v)"), code.size


def _write_urls(code: Code, notes: Observations, iris: frozenset[int]) -> None:
    urls = sorted(
        {
            q.index
            for q in notes.questions.values()
            if q.ask is _IS_URL and q.answer is True and q.index not in notes.equal
        }
    )
    code.know(are_urls=_are_urls)
    others = "".join(f"v{i}," for i in urls if i not in iris)
    if others:
        code.line(f"if not are_urls(({others})): return False", 2)
    # An IRI that stands for itself is a URL unless there is nothing where its host should be.
    plain = "".join(f"v{i}," for i in urls if i in iris)
    if plain:
        odd = code.constant(_NOTHING_THERE)
        code.line(f"if {odd}.search(j) and not are_urls(({plain})): return False", 2)


def _are_urls(texts: tuple[str, ...]) -> bool:
    """Return whether all are URLs: at once, if they are such as nearly all are."""
    joined = "\n".join(("", *texts, ""))
    if (
        joined.isascii()
        and joined.encode().translate(None, SAFE) == b"\n" * (len(texts) + 1)
        and not _OTHER_START.search(joined)
        and not any(bad in joined for bad in _NO_HOST)
    ):
        return True
    return all(map(is_url, texts))


def _write(
    code: Code, question: Question, notes: Observations, moments: set[tuple[int, int]]
) -> None:
    q = question
    known = q.index in notes.equal and (q.other is None or q.other in notes.equal)
    if known:
        return
    mine = _asked(code, q.index, q.ask, moments)
    if q.other is None:
        if isinstance(q.answer, bool):
            code.line(f"if {mine} is not {q.answer}: return False", 2)
        elif q.answer is not None:
            code.line(f"if {mine} != {code.constant(q.answer)}: return False", 2)
        elif mine == f"v{q.index}":
            return
        return
    theirs = _asked(code, q.other, q.ask_other, moments)
    compare = code.constant(q.compare)
    code.line(f"if {compare}({mine}, {theirs}) is not {bool(q.answer)}: return False", 2)


def _asked(
    code: Code, index: int, ask: Callable[[str], object] | None, moments: set[tuple[int, int]]
) -> str:
    """Return the expression of an answer, which is asked for once."""
    if ask is None:
        return f"v{index}"
    name = code.constant(ask)
    number = int(name[1:])
    variable = f"a{number}_{index}"
    if (number, index) not in moments:
        moments.add((number, index))
        code.line(f"{variable} = {name}(v{index})", 2)
    return variable
