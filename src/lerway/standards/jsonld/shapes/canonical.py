"""Canonical N-Quads of all documents of one shape, by straight-line code.

RDFC-1.0, section 4.4, where all first-degree hashes (4.6) differ, which is looked at
each time. Where nothing but the default graph is there, the lines come in blocks of one
subject, whose order inside is known beforehand but for what a slot decides.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias, cast, final

from lerway.standards.jsonld.shapes.code import Code
from lerway.standards.jsonld.shapes.plain import SAFE, TWO_FRAGMENTS
from lerway.standards.jsonld.shapes.statements import Blank, Statement, Statements, slots_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from lerway.standards.jsonld.rdfc import HashName

__all__ = [
    "ESCAPED",
    "Canonical",
    "Guards",
    "Piece",
    "Pieces",
    "Writer",
    "label",
    "line_of",
    "subject_texts",
    "write_guards",
]

ESCAPED: Final = bytes([*range(0x20), 0x22, 0x5C, 0x7F])
"""What canonical N-Quads writes as an escape, in ASCII (RDFC-1.0, section 5)."""
NO_CHARACTERS: Final = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
"""And beyond it: U+FFFE and U+FFFF."""

Piece: TypeAlias = "str | int | tuple[str]"
Pieces: TypeAlias = "tuple[Piece, ...]"
Guards: TypeAlias = "Callable[[Code], frozenset[int]]"


def label(number: int) -> str:
    """Return a canonical label."""
    return f"_:c14n{number}"


@final
class Canonical:
    """The canonicaliser of one shape.

    Attributes:
        quads: how many statements there are at most.
        blanks: how many blank nodes.
        size: about how many bytes it takes.
        source: the generated code.
        run: returns the canonical N-Quads for the values of the slots, or nothing if
            they are not what it was made for. Its second argument says whether it is
            known already that no text needs an escape; its third, if it is given, whether
            it is known too that the values are `plain`.
        guards: writes into code that returns nothing unless the values stand in the
            statements as they are, but for escapes: no term, no relative reference, no two
            things that are one. It returns the slots that are IRIs, which `j` then has,
            in lines. Whoever keeps a canonicaliser lets go of it.
    """

    def __init__(
        self,
        statements: Statements,
        count: int,
        schemes: tuple[str, ...],
        aliases: Mapping[int, int],
        hash_name: HashName,
    ) -> None:
        """Write and compile the code.

        Args:
            statements: of the marked document.
            count: how many slots its skeleton has.
            schemes: as `plain_schemes`.
            aliases: slots that have another's value, which alone is in the statements.
            hash_name: the hash function.
        """
        self.quads = len(statements.all)
        self.blanks = statements.blanks
        code = Code()
        writer = Writer(code, statements, hash_name)
        code.line("try:")
        writer.unpack(count)
        code.line("if not (vouched and plain):", 2)
        write_guards(code, statements, schemes, aliases, depth=3)
        code.line("pass", 3)
        writer.hashes(range(statements.blanks))
        writer.labels()
        writer.output()
        code.line("except (TypeError, UnicodeEncodeError):")
        code.line("return None", 2)
        self.source = code.source
        self.size = code.size
        self.guards: Guards | None = partial(_write_plain, statements, schemes, aliases)
        run = code.function("canonical(v, vouched, plain=False)")
        self.run = cast("Callable[..., bytes | None]", run)


def _write_plain(
    statements: Statements, schemes: tuple[str, ...], aliases: Mapping[int, int], code: Code
) -> frozenset[int]:
    code.know(Text=str)
    code.line("vouched = True", 2)
    write_guards(code, statements, schemes, aliases)
    return statements.iris


@final
class Writer:
    """Writes the steps of canonicalisation into code whose slots are `v0`, `v1` and so on."""

    def __init__(self, code: Code, statements: Statements, hash_name: HashName) -> None:
        """Write into `code`; `statements` are those of the marked document."""
        self._code = code
        self._statements = statements
        self._sorted = 0
        self.hash = hashlib.sha384 if hash_name == "sha384" else hashlib.sha256
        code.know(H=self.hash, Text=str)

    def unpack(self, count: int) -> None:
        """Give the slots their names."""
        if count:
            self._code.line(f"({''.join(f'v{i},' for i in range(count))}) = v", 2)

    def static_hash(self, number: int) -> bytes | None:
        """Return the first-degree hash of a blank node that no slot has a part in."""
        of = self._statements.of_blank(number)
        if any(s.dynamic for s in of):
            return None
        pieces = cast("tuple[str, ...]", self._first_degree(number))
        return self.hash("".join(pieces).encode()).digest()

    def hashes(self, numbers: Iterable[int]) -> None:
        """Section 4.4.3, step 3, for these blank nodes."""
        for i in numbers:
            static = self.static_hash(i)
            if static is None:
                pieces = self._first_degree(i)
                self._code.line(f"h{i} = H({self._code.text(pieces)}.encode()).digest()", 2)
            else:
                self._code.line(f"h{i} = {self._code.constant(static)}", 2)

    def labels(self) -> None:
        """Step 4; if two hashes are equal, that is not for this code."""
        n = self._statements.blanks
        if not n:
            return
        labels = self._code.constant(tuple(label(i) for i in range(n)))
        self._code.line(
            f"names = dict(zip(sorted(({''.join(f'h{i},' for i in range(n))})), {labels}))", 2
        )
        self._code.line(f"if len(names) != {n}: return None", 2)
        for i in range(n):
            self._code.line(f"b{i} = names[h{i}]", 2)

    def _first_degree(self, number: int) -> Pieces:
        """Section 4.6.3."""

        def special(other: int) -> Piece:
            return "_:a" if other == number else "_:z"

        of = self._statements.of_blank(number)
        if self._statements.graphs:
            return self._in_order(of, special)
        own = Blank(number)
        named = [s for s in of if not isinstance(s.subject, Blank)]
        mine = [s for s in of if s.subject == own]
        others = [s for s in of if isinstance(s.subject, Blank) and s.subject != own]
        # `<` comes before `_`, and `_:a` before `_:z`.
        return (
            *self._in_order(named, special),
            *self._by_predicate(mine, special),
            *self._by_predicate(others, special),
        )

    def output(self) -> None:
        """Steps 6 and 7: the lines with their labels, in the order of code points."""

        def issued(number: int) -> Piece:
            return (f"b{number}",)

        code, statements = self._code, self._statements
        if statements.graphs:
            lines = ", ".join(code.text(line_of(s, issued)) for s in statements.all)
            code.line(f"return ''.join(sorted({{{lines}}})).encode()", 2)
            return
        by_subject: dict[object, list[Statement]] = defaultdict(list)
        for s in statements.all:
            by_subject[s.subject].append(s)
        blocks = [code.text(self._by_predicate(of, issued)) for of in by_subject.values()]
        code.line(f"r = [{', '.join(blocks)}]", 2)
        code.line("r.sort()", 2)
        code.line("return ''.join(r).encode()", 2)

    def _by_predicate(
        self, statements: Iterable[Statement], blank: Callable[[int], Piece]
    ) -> Pieces:
        """Return the sorted lines of one subject; predicates are known beforehand."""
        by_predicate: dict[str, list[Statement]] = defaultdict(list)
        for s in statements:
            by_predicate[cast("tuple[str, ...]", s.predicate)[0]].append(s)
        return tuple(
            piece
            for predicate in sorted(by_predicate)
            for piece in self._in_order(by_predicate[predicate], blank)
        )

    def _in_order(self, statements: list[Statement], blank: Callable[[int], Piece]) -> Pieces:
        """Return the sorted lines of `statements`, sorting them when the code runs if need be."""
        lines = [line_of(s, blank) for s in statements]
        if len(lines) == 1:
            return lines[0]
        if all(isinstance(p, str) for line in lines for p in line):
            return ("".join(sorted("".join(cast("tuple[str, ...]", line)) for line in lines)),)
        # Statements that differ in nothing but slots may be one statement.
        alike: dict[object, list[tuple[Statement, str]]] = defaultdict(list)
        for s, line in zip(statements, lines, strict=True):
            alike[s.blanks].append((s, self._code.text(line)))
        items: list[str] = []
        for group in alike.values():
            texts = [text for _, text in group]
            if len(group) > 1 and any(s.dynamic for s, _ in group):
                items.append(f"*{{{', '.join(texts)}}}")
            else:
                items += texts
        name = f"s{self._sorted}"
        self._sorted += 1
        self._code.line(f"{name} = ''.join(sorted([{', '.join(items)}]))", 2)
        return ((name,),)


def line_of(statement: Statement, blank: Callable[[int], Piece]) -> Pieces:
    """Return the pieces of a statement's line."""
    pieces: list[Piece] = []
    for term in statement:
        if isinstance(term, Blank):
            pieces += (blank(term.number), " ")
        elif term:
            pieces += (*term, " ")
    return (*pieces, ".\n")


def write_guards(
    code: Code,
    statements: Statements,
    schemes: tuple[str, ...],
    aliases: Mapping[int, int],
    *,
    depth: int = 2,
    distinct: bool = True,
) -> None:
    """Write what must hold of the slots so that they stand in the statements as they are.

    Unless `distinct`, two things may have one IRI.
    """
    for slot, other in sorted(aliases.items()):
        code.line(f"if v{slot} != v{other}: return None", depth)
    texts = sorted(statements.texts)
    if texts:
        names = "".join(f"v{i}," for i in texts)
        code.line("if not vouched:", depth)
        escaped = code.constant(ESCAPED)
        code.line(f"t = ''.join([x for x in ({names}) if type(x) is Text]).encode()", depth + 1)
        code.line(f"if len(t.translate(None, {escaped})) != len(t): return None", depth + 1)
        for never in NO_CHARACTERS:
            code.line(f"if {code.constant(never)} in t: return None", depth + 1)
    iris = sorted(statements.iris)
    if not iris:
        return
    names = "".join(f"v{i}," for i in iris)
    code.line(f"j = {code.constant(chr(10))}.join(({names}))", depth)
    code.line(f"t = j.encode({code.constant('ascii')})", depth)
    safe, gaps = code.constant(SAFE), code.constant(b"\n" * (len(iris) - 1))
    code.line(f"if t.translate(None, {safe}) != {gaps}: return None", depth)
    two = code.constant(TWO_FRAGMENTS)
    code.line(f"if {two}.search(j): return None", depth)
    known = code.constant(schemes)
    for i in iris:
        code.line(f"if not v{i}.startswith({known}): return None", depth)
    subjects = sorted(statements.subjects) if distinct else []
    # Two things of one IRI would be one thing.
    same = [f"v{i}" for i in subjects] + [
        code.constant(text[1:-1]) for text in sorted(subject_texts(statements))
    ]
    if subjects and len(same) > 1:
        code.line(f"if len({{{', '.join(same)}}}) != {len(same)}: return None", depth)


def subject_texts(statements: Statements) -> set[str]:
    """Return the IRIs without a slot of which something is said."""
    return {
        cast("str", s.subject[0])
        for s in statements.all
        if not isinstance(s.subject, Blank) and not any(True for _ in slots_in(s.subject))
    }
