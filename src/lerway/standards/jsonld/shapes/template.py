"""One document to many: canonical N-Quads where only a few texts ever change.

For an issuer that knows its document. Everything but the named slots is constant, its
special characters included; of the blank nodes (RDFC-1.0, section 4.6) only those are
hashed that a slot has a part in, and the lines are put together from a text that is kept
for each order in which the labels can come:

    template = compile_template(document, [("credentialSubject", "id"), ("id",)], view)
    nquads = template.canonical(("did:key:z6Mk…", "urn:uuid:…"))   # None: the slow way

Where it returns nothing (a text that needs an escape, an IRI that is not plainly one, two
things of one IRI, equal hashes), the document is to be canonicalised as ever.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, Final, cast, final

from lerway.kernel.limits import DEFAULT_LIMITS, Limits
from lerway.standards.jsonld.shapes.canonical import (
    Canonical,
    Piece,
    Writer,
    label,
    line_of,
    subject_texts,
    write_guards,
)
from lerway.standards.jsonld.shapes.code import Code, Miss
from lerway.standards.jsonld.shapes.compiling import (
    Graph,
    compile_shape,
    marked_statements,
    whole,
)
from lerway.standards.jsonld.shapes.plain import plain_schemes
from lerway.standards.jsonld.shapes.statements import Blank, Statement, Statements

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from lerway.kernel.strict_json import JSONObject
    from lerway.standards.jsonld.contexts import ContextView
    from lerway.standards.jsonld.rdfc import HashName
    from lerway.standards.jsonld.shapes.skeleton import Path, Skeleton, Value

__all__ = ["Template", "compile_template"]

ORDERS: Final = 512
"""Texts that are kept, one for each order of the labels."""


def compile_template(
    document: JSONObject,
    slots: Sequence[Path],
    view: ContextView,
    *,
    hash_name: HashName = "sha256",
    limits: Limits = DEFAULT_LIMITS,
) -> Template | None:
    """Return the template of `document`, or nothing if there can be none.

    Args:
        document: a document, with values in the slots such as will come.
        slots: paths of the texts (or whole numbers) that change, in the order in which
            `Template.canonical` takes their values: `("credentialSubject", "id")`.
        view: the contexts.
        hash_name: the hash function of the suite.
        limits: of the slow way.

    Raises:
        InvalidError, UndeterminedError, UnreadableError: as `rdfc.canonical_document`
            with `plain`, of `document` itself.
    """
    from lerway.standards.jsonld.rdfc import canonical_document

    slow = canonical_document(document, view, hash_name=hash_name, limits=limits, plain=True)
    graph = Graph(whole, view, hash_name)
    try:
        skeleton, made = compile_shape(document, {"": graph}, only=frozenset(slots), limits=limits)
        if set(skeleton.slots) != set(slots) or len(slots) != len(skeleton.slots):
            return None
        template = Template(skeleton, made[""], graph, tuple(slots), limits)
    except Miss:
        return None
    return template if template.canonical(template.sample) == slow else None


@final
class Template:
    """The canonical form of one document with a few slots in it.

    Attributes:
        slots: where the slots are, in the order of their values.
        sample: the values of the document that it was made of.
    """

    def __init__(
        self,
        skeleton: Skeleton,
        canonical: Canonical,
        graph: Graph,
        slots: tuple[Path, ...],
        limits: Limits,
    ) -> None:
        """Make the template; see `compile_template`."""
        self.slots = slots
        self._canonical = canonical
        # The skeleton numbers slots as it meets them, the caller as it likes.
        self._order = tuple(slots.index(path) for path in skeleton.slots)
        self._in_order = self._order == tuple(range(len(slots)))
        back = [skeleton.slots.index(path) for path in slots]
        self.sample: tuple[Value, ...] = tuple(skeleton.sample[i] for i in back)
        statements, aliases = marked_statements(skeleton, graph, limits)
        schemes = plain_schemes(graph.view, graph.part(skeleton.marked).get("@context"))
        self._statements = statements
        self._count = len(slots)
        self._texts: dict[Hashable, Callable[[Sequence[Value]], bytes]] = {}
        self._static: dict[int, bytes] = {}
        self._key: Callable[[Sequence[Value]], Hashable | None] | None = None
        self._digests: Callable[[Sequence[Value]], tuple[bytes, ...]] | None = None
        if not statements.graphs and _orders_are_few(statements):
            self._compile(schemes, aliases, graph.hash_name)

    def canonical(self, values: Sequence[Value]) -> bytes | None:
        """Return the canonical N-Quads with `values` in the slots.

        Returns:
            The bytes, or nothing if these values are for the slow way.
        """
        if not self._in_order:
            values = tuple(values[i] for i in self._order)
        if self._key is None:
            return self._canonical.run(values, False)  # noqa: FBT003 - positional for speed
        key = self._key(values)
        if key is None:
            return None
        text = self._texts.get(key)
        if text is None:
            made = self._canonical.run(values, False)  # noqa: FBT003
            if made is None:
                return None
            text = self._text(values)
            if text(values) != made:
                return made
            if len(self._texts) < ORDERS:
                self._texts[key] = text
        return text(values)

    def _compile(
        self, schemes: tuple[str, ...], aliases: dict[int, int], hash_name: HashName
    ) -> None:
        statements = self._statements
        code = Code()
        writer = Writer(code, statements, hash_name)
        for i in range(statements.blanks):
            static = writer.static_hash(i)
            if static is not None:
                self._static[i] = static
        changing = [i for i in range(statements.blanks) if i not in self._static]
        code.line("try:")
        writer.unpack(self._count)
        write_guards(code, statements, schemes, aliases)
        writer.hashes(changing)
        self._write_key(code, changing)
        code.line("except (TypeError, UnicodeEncodeError):")
        code.line("return None", 2)
        self._key = code.function("key(v, vouched=False)")
        code = Code()
        writer = Writer(code, statements, hash_name)
        code.line("if True:")
        writer.unpack(self._count)
        writer.hashes(range(statements.blanks))
        code.line(f"return ({''.join(f'h{i},' for i in range(statements.blanks))})", 2)
        self._digests = code.function("digests(v)")

    def _write_key(self, code: Code, changing: list[int]) -> None:
        """Write what decides the order of the lines: of hashes, and of the things' IRIs."""
        from bisect import bisect_left

        code.know(bisect=bisect_left)
        static = code.constant(tuple(sorted(self._static.values())))
        taken = code.constant(frozenset(self._static.values()))
        decisions: list[str] = []
        for i in changing:
            code.line(f"if h{i} in {taken}: return None", 2)
            decisions.append(f"bisect({static}, h{i})")
        for i, k in combinations(changing, 2):
            code.line(f"if h{i} == h{k}: return None", 2)
            decisions.append(f"h{i} < h{k}")
        end = code.constant(">")
        known = code.constant(tuple(sorted(t[1:] for t in subject_texts(self._statements))))
        subjects = sorted(self._statements.subjects)
        for i in subjects:
            code.line(f"t{i} = v{i} + {end}", 2)
            decisions.append(f"bisect({known}, t{i})")
        decisions += [f"t{i} < t{k}" for i, k in combinations(subjects, 2)]
        code.line(f"return ({''.join(d + ', ' for d in decisions)})", 2)

    def _text(self, values: Sequence[Value]) -> Callable[[Sequence[Value]], bytes]:
        """Return the code that puts the lines together in the order that `values` give them."""
        assert self._digests is not None  # noqa: S101 - made with the key
        digests = self._digests(values)
        rank = {h: label(i) for i, h in enumerate(sorted(digests))}

        def issued(number: int) -> Piece:
            return rank[digests[number]]

        lines = {_filled(line, values): line for line in self._lines(issued)}
        pieces = [piece for _, line in sorted(lines.items()) for piece in line]
        code = Code()
        code.line("if True:")
        Writer(code, self._statements, "sha256").unpack(self._count)
        code.line(f"return {code.text(pieces)}.encode()", 2)
        return cast("Callable[[Sequence[Value]], bytes]", code.function("text(v)"))

    def _lines(self, issued: Callable[[int], Piece]) -> list[tuple[Piece, ...]]:
        return [line_of(s, issued) for s in self._statements.all]


def _filled(line: tuple[Piece, ...], values: Sequence[Value]) -> str:
    return "".join(str(values[p]) if isinstance(p, int) else str(p) for p in line)


def _orders_are_few(statements: Statements) -> bool:
    """Return whether nothing but hashes and the IRIs of things decides the order of lines."""
    groups: dict[object, list[Statement]] = defaultdict(list)
    for s in statements.all:
        groups[s.subject, s.predicate].append(s)
    return not any(len(group) > 1 and _objects_change(group) for group in groups.values())


def _objects_change(group: list[Statement]) -> bool:
    return any(
        not isinstance(s.object, Blank) and any(isinstance(p, int) for p in s.object) for s in group
    )
