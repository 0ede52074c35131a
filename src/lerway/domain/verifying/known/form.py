"""What is known of all records of one form, once one of them was judged and had passed.

The form is the shape of the whole record with its proof (`jsonld.shapes`). For a record
of a known form it is asked again what the rules of the standards asked of its texts
(`kernel.watching`); if the answers are the same, so is the judgement: structure, terms,
schemas and advice need not be made anew. Keys, signatures, dates and status are judged
of every record by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, cast

from lerway.kernel.errors import LerwayError
from lerway.kernel.watching import Observations, leaf_for
from lerway.standards.cid.keys import KeyType
from lerway.standards.clr import v2 as clr
from lerway.standards.data_integrity.proof import suite_name
from lerway.standards.jsonld.expansion import findings
from lerway.standards.jsonld.shapes.code import Miss
from lerway.standards.jsonld.shapes.compiling import Graph, compile_shape
from lerway.standards.jsonld.shapes.json_text import compile_json
from lerway.standards.jsonld.shapes.narrowing import Narrowing
from lerway.standards.jsonld.shapes.questions import compile_questions
from lerway.standards.open_badges import v3 as badge
from lerway.standards.open_badges.identity import weak_identities
from lerway.standards.vc_json_schema.validate import references_of, validate
from lerway.standards.vcdm.structure import structure

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from lerway.domain.verifying.known.outline import Outline
    from lerway.domain.verifying.known.recognised import Fields
    from lerway.kernel.errors import Problem
    from lerway.kernel.limits import Limits
    from lerway.kernel.strict_json import JSON, JSONObject
    from lerway.standards.catalog import Catalog
    from lerway.standards.jsonld.shapes.canonical import Canonical
    from lerway.standards.jsonld.shapes.skeleton import Path, Skeleton, Value

__all__ = ["Form", "Known", "learn_form", "options_of", "unsigned"]

_NOT_FOLLOWED: Final = frozenset(
    {"relatedResource", "refreshService", "endorsement", "endorsementJwt"}
)
LARGEST_NUMBER: Final = 1 << 53


@dataclass(slots=True, eq=False)
class Form:
    """What is known of the records of one form.

    Attributes:
        skeleton: the shape.
        canonical: what makes the canonical form of the record without its proof, by
            hash function.
        options: likewise of the proof's options; none if they are not canonicalised so.
        holds: whether the texts answer as those did of which the rest is known, and stand
            in the statements as they are.
        advice: what is unwise in such a record.
        schemas: the pointers of its `credentialSchema` entries, all of which it fits.
        tokens: how many strings there are in its JSON text.
        depth: how deep it is nested.
        work: how many values are canonicalised.
        limits: by which it was learned.
        size: about how many bytes all this takes.
        json: writes the canonical JSON of a record without its proof, if no text in it
            needs an escape; none if it is not signed so.
        outlines: what is said of such records, by policy.
        fields: what is judged of each by those, by their numbers.
        misses: how many records of it were parsed because no layout fitted.
        hits: how many were not.
        narrowing: what is watched for narrower forms; none if it is one itself.
    """

    skeleton: Skeleton
    canonical: dict[str, Canonical]
    options: dict[str, Canonical]
    holds: Callable[[Sequence[Value]], bool]
    advice: tuple[Problem, ...]
    schemas: tuple[str, ...]
    tokens: int
    depth: int
    work: int
    limits: Limits
    size: int
    json: Callable[[Sequence[Value]], bytes] | None = None
    outlines: tuple[Outline, ...] = ()
    fields: dict[int, Fields] = field(default_factory=dict[int, "Fields"])
    misses: int = 0
    hits: int = 0
    narrowing: Narrowing | None = None

    @property
    def behind(self) -> Callable[[Form], bool] | None:
        """What tells the forms that are tried before this one: narrower ones."""
        return None if self.narrowing is None else _is_narrower

    def fits(self, limits: Limits) -> bool:
        """Return whether the form was learned by these limits."""
        return self.limits is limits or self.limits == limits

    def known(self, document: JSONObject) -> Known | None:
        """Return `document` as one of this form, or nothing if it is not."""
        values = self.skeleton.match(document)
        return None if values is None else self.known_by(values)

    def known_by(self, values: tuple[Value, ...], *, vouched: bool = False) -> Known | None:
        """Return a record with `values` in its slots as one of this form, if it is one."""
        return Known(self, values, vouched) if self.holds(values) else None


@dataclass(slots=True, eq=False)
class Known:
    """A record of a known form.

    Attributes:
        form: the form.
        values: its own texts and numbers.
        vouched: whether none of its texts has a character that N-Quads would escape.
    """

    form: Form
    values: tuple[Value, ...]
    vouched: bool = False

    def nquads(self, hash_name: str) -> tuple[bytes, bytes] | None:
        """Return the canonical forms of the proof's options and of the record, if known."""
        options = self.form.options.get(hash_name)
        if options is None:
            return None
        first = options.run(self.values, self.vouched)
        second = self.form.canonical[hash_name].run(self.values, self.vouched, True)  # noqa: FBT003
        return None if first is None or second is None else (first, second)


def _is_narrower(form: Form) -> bool:
    return form.narrowing is None


def unsigned(document: JSONObject) -> JSONObject:
    """Return a record without its proof."""
    return {k: v for k, v in document.items() if k != "proof"}


def options_of(document: JSONObject) -> JSONObject:
    """Return the options of a record's one proof, as an RDF suite reads them."""
    proof = cast("JSONObject", document["proof"])
    out = {k: v for k, v in proof.items() if k != "proofValue"}
    out["@context"] = document.get("@context")
    return out


def learn_form(
    document: JSONObject, catalog: Catalog, limits: Limits, fixed: Collection[Path] = ()
) -> Form | None:
    """Return the form of a record that was judged and whose structure and terms passed.

    Args:
        document: a credential that is no envelope, with one proof or none.
        catalog: contexts, schemas and suites.
        limits: of the policy it was judged by.
        fixed: texts that are to be a part of the form.
    """
    if not _NOT_FOLLOWED.isdisjoint(document) or clr.is_clr(document) or _odd_number(document):
        return None
    proof = document.get("proof")
    graphs, signed = _graphs(document, proof, catalog)
    if graphs is None:
        return None
    try:
        skeleton, made = compile_shape(document, graphs, fixed=fixed, limits=limits)
        view = catalog.contexts.view()
        if findings(unsigned(skeleton.marked), view, plain=True):
            return None
        seen = _watched(skeleton, catalog, limits)
    except (Miss, LerwayError, TypeError, ValueError, AttributeError, RecursionError):
        return None
    if seen is None:
        return None
    notes, advice, schemas = seen
    guards = made["document", "sha256"].guards
    holds, size = compile_questions(notes, len(skeleton.slots), guards)
    for one in made.values():
        one.guards = None
    if not holds(skeleton.sample):
        return None
    canonical = {n[1]: c for n, c in made.items() if n[0] == "document"}
    options = {n[1]: c for n, c in made.items() if n[0] == "options"}
    size += skeleton.size + sum(c.size for c in made.values())
    json = None
    if "proof" in document and not signed:
        json = compile_json(unsigned(skeleton.marked), len(skeleton.slots))
        size += 0 if json is None else json[1]
    return Form(
        skeleton,
        canonical,
        options if signed else {},
        holds,
        advice,
        schemas,
        tokens=skeleton.tokens,
        depth=skeleton.depth + 1,
        work=_values(unsigned(document)),
        limits=limits,
        size=size,
        json=None if json is None else json[0],
        narrowing=None if fixed else Narrowing(skeleton.slots),
    )


def _values(value: JSON) -> int:
    if isinstance(value, dict):
        return 1 + sum(map(_values, value.values()))
    return 1 + (sum(map(_values, value)) if isinstance(value, list) else 0)


def _graphs(
    document: JSONObject, proof: JSON, catalog: Catalog
) -> tuple[dict[tuple[str, str], Graph] | None, bool]:
    """Return what of the record is canonicalised, and whether the proof is over that."""
    view = catalog.contexts.view()
    graphs = {("document", "sha256"): Graph(unsigned, view, "sha256")}
    if proof is None:
        return (graphs, False) if "proof" not in document else (None, False)
    suite = catalog.suites.get(suite_name(proof)) if isinstance(proof, dict) else None
    if suite is None or not isinstance(proof, dict) or "previousProof" in proof:
        return None, False
    if suite.canonicalization != "rdfc":
        return graphs, False
    graphs["options", "sha256"] = Graph(options_of, view, "sha256")
    if KeyType.P384 in suite.key_types:
        graphs["document", "sha384"] = Graph(unsigned, view, "sha384")
        graphs["options", "sha384"] = Graph(options_of, view, "sha384")
    return graphs, True


def _watched(
    skeleton: Skeleton, catalog: Catalog, limits: Limits
) -> tuple[Observations, tuple[Problem, ...], tuple[str, ...]] | None:
    """Ask of leaves what is asked of every record; nothing if it does not all pass."""
    notes = Observations()
    document = skeleton.filled([leaf_for(v, i, notes) for i, v in enumerate(skeleton.sample)])
    problems = structure(document)
    if badge.is_badge(document) or badge.is_endorsement(document):
        problems += badge.structure_v3(document)
    advice: list[Problem] = []
    if badge.is_badge(document):
        advice += badge.loose_references(document) + weak_identities(document)
    schemas: list[str] = []
    for reference in references_of(document):
        # Which schema it is must be the same each time, so that it is looked at as it is.
        url, name = str(reference.url), str(reference.type_name)
        body = catalog.schemas.get(url)
        if body is None or reference.is_credential or reference.sri or reference.multibase:
            return None
        plain = replace(reference, url=url, type_name=name)
        problems += validate(document, body, plain, lookup=catalog.schemas, limits=limits)
        schemas.append(reference.pointer)
    if problems or badge.endorsements(document) or notes.broken:
        return None
    if not all(map(_is_plain, advice)):
        return None
    return notes, tuple(advice), tuple(schemas)


def _is_plain(problem: Problem) -> bool:
    """Return whether nothing in a problem came from a text of the record."""
    said = (problem.code, problem.message, problem.hint, problem.pointer)
    return all(text is None or (type(text) is str and "\0" not in text) for text in said)


def _odd_number(document: JSON) -> bool:
    """Return whether there is a number that another reader of JSON could take for another."""
    if isinstance(document, dict):
        return any(map(_odd_number, document.values()))
    if isinstance(document, list):
        return any(map(_odd_number, document))
    if isinstance(document, float):
        return not 0 < abs(document) < LARGEST_NUMBER
    return isinstance(document, int) and abs(document) >= LARGEST_NUMBER
