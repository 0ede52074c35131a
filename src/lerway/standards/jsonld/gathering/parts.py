"""The statements of a document that gathers others, taken apart: its own, and each member's.

JSON-LD 1.1 Processing Algorithms and API, sections 5.1.2 and 8.1.2: contexts reach
inwards only, so what a member says depends on the shape of what is around it and on
itself, and the statements of the whole are those of its parts. RDF Dataset
Canonicalization 1.0 (RDFC-1.0), section 4.6: the hash of a blank node is made of the
statements that it stands in, and those are all of one part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias, cast, final

from lerway.kernel.errors import LerwayError
from lerway.standards.jsonld.iri import is_blank
from lerway.standards.jsonld.processing.context_processing import processor
from lerway.standards.jsonld.processing.expander import Expander
from lerway.standards.jsonld.processing.nodes import ListObject, Node, to_rdf
from lerway.standards.jsonld.shapes.canonical import Writer, line_of, subject_texts, write_guards
from lerway.standards.jsonld.shapes.code import Code, Miss
from lerway.standards.jsonld.shapes.plain import is_plain, plain_schemes
from lerway.standards.jsonld.shapes.skeleton import Skeleton
from lerway.standards.jsonld.shapes.statements import Blank, Statements, term_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lerway.kernel.strict_json import JSON, JSONObject
    from lerway.standards.jsonld.contexts import ContextView
    from lerway.standards.jsonld.processing.nodes import Item
    from lerway.standards.jsonld.rdfc import HashName
    from lerway.standards.jsonld.shapes.canonical import Piece
    from lerway.standards.jsonld.shapes.skeleton import Path, Value

__all__ = ["GATHERS", "Part", "compile_envelope", "compile_member", "members_of", "without"]

TRIES: Final = 4
_SUBJECT: Final = "credentialSubject"
_MEMBERS: Final = "verifiableCredential"
_HAS_SUBJECT: Final = "https://www.w3.org/2018/credentials#credentialSubject"
GATHERS: Final = "https://purl.imsglobal.org/spec/vc/clr/vocab.html#verifiableCredential"
_Hashes: TypeAlias = "Callable[[Sequence[Value]], tuple[bytes, ...] | None]"
_Lines: TypeAlias = "Callable[[Sequence[Value], Sequence[str]], list[str]]"
_Texts: TypeAlias = "Callable[[Sequence[Value]], tuple[str, ...]]"
_Text: TypeAlias = "Callable[[Sequence[Value]], str]"


def members_of(document: JSONObject) -> list[JSONObject] | None:
    """Return what a document gathers, if it is a learner record (CLR 2.0, section B.1.2)."""
    subject = document.get(_SUBJECT)
    members = subject.get(_MEMBERS) if isinstance(subject, dict) else None
    if not isinstance(members, list) or not members:
        return None
    if not all(isinstance(member, dict) for member in members):
        return None
    return cast("list[JSONObject]", members)


def without(document: JSONObject) -> JSONObject:
    """Return a document without what it gathers."""
    return _around(document, [])


def _around(document: JSONObject, members: list[JSON]) -> JSONObject:
    subject = cast("JSONObject", document[_SUBJECT])
    return {**document, _SUBJECT: {**subject, _MEMBERS: members}}


@final
class Part:
    """What canonicalises one part, by the values of its slots.

    Attributes:
        skeleton: its shape.
        quads: how many statements there are at most.
        hashes: returns the first-degree hash of each blank node; nothing if the values
            are not those that it was made for.
        lines: returns its lines for the values and the labels of its blank nodes.
        subjects: returns the IRIs of which it says something.
        name: returns its own IRI; of what is around, that of the subject which gathers.
        root: returns the IRI of the whole record, if this is what is around.
        alone: for each blank node whether no other one stands in any statement with it.
        source: the generated code.
        size: about how many bytes it takes.
    """

    def __init__(
        self, skeleton: Skeleton, statements: Statements, schemes: tuple[str, ...], own: _Own
    ) -> None:
        """Write and compile the code.

        Args:
            skeleton: the shape.
            statements: of the marked part.
            schemes: as `plain_schemes`.
            own: what it is called, and the hash function.
        """
        count = len(skeleton.slots)
        numbers = range(statements.blanks)
        self.skeleton = skeleton
        self.quads = len(statements.all)
        self.alone = tuple(_alone(statements, i) for i in numbers)
        hashes = Code()
        hashes.line("vouched = False")
        hashes.line("try:")
        writer = Writer(hashes, statements, own.hash_name)
        writer.unpack(count)
        write_guards(hashes, statements, schemes, {}, distinct=False)
        writer.hashes(numbers)
        hashes.line(f"return ({''.join(f'h{i},' for i in numbers)})", 2)
        hashes.line("except (TypeError, UnicodeEncodeError):")
        hashes.line("return None", 2)
        lines, slots = Code(), "".join(f"v{i}," for i in range(count))
        if count:
            lines.line(f"({slots}) = v")
        if statements.blanks:
            lines.line(f"({''.join(f'b{i},' for i in numbers)}) = b")
        texts = (lines.text(line_of(s, _issued)) for s in statements.all)
        lines.line(f"return [{', '.join(texts)}]")
        about, names, roots = Code(), Code(), Code()
        if count:
            for code in (about, names, roots):
                code.line(f"({slots}) = v")
        subjects = [f"v{i}" for i in sorted(statements.subjects)]
        subjects += [about.constant(text[1:-1]) for text in sorted(subject_texts(statements))]
        about.line(f"return ({''.join(s + ',' for s in subjects)})")
        names.line(f"return {names.text(term_of(own.iri))}")
        roots.line(f"return {roots.text(term_of(own.root))}")
        codes = (hashes, lines, about, names, roots)
        self.hashes = cast("_Hashes", hashes.function("hashes(v)"))
        self.lines = cast("_Lines", lines.function("lines(v, b)"))
        self.subjects = cast("_Texts", about.function("subjects(v)"))
        self.name = cast("_Text", names.function("name(v)"))
        self.root = cast("_Text", roots.function("root(v)"))
        self.source = "".join(code.source for code in codes)
        self.size = skeleton.size + sum(code.size for code in codes)


class _Own(NamedTuple):
    """Its own IRI, that of the whole record, and the hash function."""

    iri: str
    root: str
    hash_name: HashName


def compile_envelope(
    document: JSONObject, view: ContextView, hash_name: HashName
) -> tuple[Part, bool]:
    """Return what canonicalises what is around the members of a document, and if it has a name.

    Raises:
        Miss: there is no code for it.
    """
    member = cast("list[JSONObject]", members_of(document))[0]
    around = without(document)
    schemes = plain_schemes(view, around.get("@context"))

    def parts(skeleton: Skeleton) -> tuple[list[Item], _Own]:
        root, subject = _expanded(_around(skeleton.marked, [member]), view)
        del subject.properties[GATHERS]
        return [root], _Own(_iri_of(subject), root.id or "", hash_name)

    part = _compiled(around, parts, schemes)
    return part, "id" in document or "@id" in document


def compile_member(
    member: JSONObject, document: JSONObject, view: ContextView, hash_name: HashName
) -> Part:
    """Return what canonicalises members like `member` in documents like `document`.

    Raises:
        Miss: there is no code for it.
    """
    contexts: list[JSON] = []
    for context in (document.get("@context"), member.get("@context")):
        contexts += context if isinstance(context, list) else [context]
    schemes = plain_schemes(view, [c for c in contexts if c is not None])

    def parts(skeleton: Skeleton) -> tuple[list[Item], _Own]:
        _, subject = _expanded(_around(document, [skeleton.marked]), view)
        gathered = subject.properties[GATHERS]
        return gathered, _Own(_iri_of(gathered[0]), "", hash_name)

    return _compiled(member, parts, schemes)


def _compiled(
    part: JSONObject,
    parts: Callable[[Skeleton], tuple[list[Item], _Own]],
    schemes: tuple[str, ...],
) -> Part:
    fixed: set[Path] = set()
    for _ in range(TRIES):
        try:
            skeleton = Skeleton(part, fixed=fixed)
        except ValueError:
            raise Miss("a sentinel stands in the document") from None
        items, own = parts(skeleton)
        _refuse_blank_names(items)
        statements = Statements.of(to_rdf(items))
        given_up = {i for i in statements.iris if not is_plain(skeleton.sample[i], schemes)}
        given_up |= skeleton.numbers_in(skeleton.marked) - statements.slots
        if not given_up:
            return Part(skeleton, statements, schemes, own)
        fixed |= {skeleton.slots[i] for i in given_up}
    raise Miss("too many slots are none")


def _expanded(document: JSONObject, view: ContextView) -> tuple[Node, Node]:
    """Return the record and its subject, as nodes, if the one gathers one thing by the other."""
    expander = Expander(processor(view), plain=True)
    try:
        items = expander.document(document)
    except LerwayError as e:
        raise Miss(e.code) from None
    if expander.findings or len(items) != 1 or not isinstance(items[0], Node):
        raise Miss("there is a finding, or more than one thing")
    subjects = items[0].properties.get(_HAS_SUBJECT, [])
    if len(subjects) != 1 or not isinstance(subjects[0], Node):
        raise Miss("there is more than one subject")
    gathered = subjects[0].properties.get(GATHERS, [])
    if len(gathered) != 1 or not isinstance(gathered[0], Node):
        raise Miss("what is gathered does not stand where it should")
    return items[0], subjects[0]


def _iri_of(item: Item) -> str:
    if not isinstance(item, Node) or item.id is None or is_blank(item.id):
        raise Miss("a member, or the subject, has no name")
    return item.id


def _refuse_blank_names(items: Sequence[Item]) -> None:
    """Refuse names of blank nodes: two parts could mean one thing by them."""
    stack: list[Item] = [*items]
    while stack:
        item = stack.pop()
        if isinstance(item, ListObject):
            stack += item.items
        elif isinstance(item, Node):
            if any(is_blank(name) for name in (item.id or "", *item.types)):
                raise Miss("a blank node has a name")
            for values in (*item.properties.values(), *item.reverse.values()):
                stack += values
            stack += [*(item.graph or ()), *item.included]


def _issued(number: int) -> Piece:
    return (f"b{number}",)


def _alone(statements: Statements, number: int) -> bool:
    blank = Blank(number)
    return all(
        term == blank or not isinstance(term, Blank)
        for statement in statements.of_blank(number)
        for term in statement
    )
