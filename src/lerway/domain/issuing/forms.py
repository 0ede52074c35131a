"""What an issuer knows of the forms of records that it issued: what need not be judged anew.

RDFC-1.0 and VC Data Integrity 1.0, by the shapes of `jsonld.shapes`. The form is the
shape of the record. Of one record of a form it is written down what the rules asked of
its texts (`kernel.watching`); if the texts of another give the same answers it is judged
the same, and nothing else of it is looked at but to canonicalise it. A form that another
way could judge otherwise is not kept. Records that agree in most texts, those of one
achievement, get a narrower form of which those texts are a part (docs/adr).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, NamedTuple, final

import orjson

from lerway.domain.issuing.self_check import problems_of
from lerway.kernel.errors import LerwayError
from lerway.kernel.keeping import Keep
from lerway.kernel.limits import DEFAULT_LIMITS
from lerway.kernel.strict_json import dumps
from lerway.kernel.watching import Observations, leaf_for
from lerway.standards.jsonld.gathering.parts import members_of
from lerway.standards.jsonld.shapes.cache import LARGEST_DOCUMENT, Shapes, form_of, gist_of
from lerway.standards.jsonld.shapes.code import Miss
from lerway.standards.jsonld.shapes.compiling import Graph, compile_shape, whole
from lerway.standards.jsonld.shapes.narrowing import Narrowing
from lerway.standards.jsonld.shapes.questions import compile_questions

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from lerway.kernel.strict_json import JSONObject
    from lerway.standards.catalog import Catalog
    from lerway.standards.jsonld.rdfc import HashName
    from lerway.standards.jsonld.shapes.canonical import Canonical
    from lerway.standards.jsonld.shapes.skeleton import Path, Skeleton, Value

__all__ = ["Forms", "KnownRecord"]

MOST: Final = 64
MOST_BYTES: Final = 32 * 1024 * 1024
_HASHES: Final = {"sha256": hashlib.sha256, "sha384": hashlib.sha384}


class KnownRecord(NamedTuple):
    """A record that was found to be of a known form, and needs no other judgement.

    Attributes:
        nquads: its canonical form.
        plain: whether orjson writes it as our own writer does. It does for every record
            of a form or for none: no text in it needs an escape, and fractions are a
            part of the form.
    """

    nquads: bytes
    plain: bool

    def json(self, document: JSONObject) -> bytes:
        """Return the record as compact JSON."""
        if self.plain:
            try:
                return orjson.dumps(document)
            except orjson.JSONEncodeError:  # a whole number of more than 64 bits
                pass
        return dumps(document)


class _Form(NamedTuple):
    skeleton: Skeleton
    canonical: Canonical
    holds: Callable[[Sequence[Value]], bool]
    in_json: bool
    narrowing: Narrowing | None
    size: int


@final
class Forms:
    """The forms of records of one issuer; bounded. Safe to use from several threads."""

    def __init__(self, catalog: Catalog, *, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        """Know nothing yet.

        Args:
            catalog: contexts and schemas.
            most: how many forms are remembered.
            most_bytes: about how many bytes they may take.
        """
        self._catalog = catalog
        self._kept: Keep[_Form] = Keep(most, most_bytes)
        self._shapes = Shapes(most=most, most_bytes=most_bytes)

    def __len__(self) -> int:
        """Return how many forms are remembered."""
        return len(self._kept)

    def shapes_for(self, document: JSONObject) -> Shapes | None:
        """Return by what a document is canonicalised that has no form, but members with shapes."""
        return None if members_of(document) is None else self._shapes

    def canonical(self, document: JSONObject, hash_name: HashName) -> KnownRecord | None:
        """Return what is known of a record that would be signed.

        Returns:
            None if it is of no known form, or its texts answer otherwise: it is to be
            judged as ever.
        """
        if members_of(document) is not None:
            return None
        gist = (hash_name, gist_of(document))
        for form in self._kept.alike(gist):
            values = form.skeleton.match(document)
            if values is None or not form.holds(values):
                continue
            nquads = form.canonical.run(values, False)  # noqa: FBT003 - positional for speed
            if nquads is not None:
                wide = form.narrowing is not None
                self._kept.used(gist, form, _is_narrower if wide else None)
                if wide:
                    self._narrow(form, document, values, hash_name, nquads)
                return KnownRecord(nquads, form.in_json)
        return None

    def saw(self, document: JSONObject, hash_name: HashName, digest: bytes) -> None:
        """Take notice of a record that was judged and canonicalised as ever, and had passed.

        Args:
            document: the record.
            hash_name: the hash function.
            digest: what ends with the hash of its canonical form.
        """
        if members_of(document) is not None:
            return
        form, size = form_of(document)
        gist = (hash_name, gist_of(document))
        mark = hash((gist, form))
        if size > LARGEST_DOCUMENT or not self._kept.worth(mark, size):
            return
        made = self._learned(document, hash_name, digest)
        if made is None:
            self._kept.refuse(mark)
        else:
            self._kept.keep(gist, made, made.size)

    def _narrow(
        self,
        form: _Form,
        document: JSONObject,
        values: tuple[Value, ...],
        hash_name: HashName,
        nquads: bytes,
    ) -> None:
        """Take notice of a record of a known form; keep a narrower one if that is worth it."""
        narrowing = form.narrowing
        crowd = None if narrowing is None else narrowing.saw(values)
        if narrowing is None or crowd is None:
            return
        mark = (id(narrowing), *sorted(crowd.same))
        if not self._kept.worth(mark, form.skeleton.values):
            return
        crowd.learned = True
        paths = narrowing.paths(crowd)
        digest = _HASHES[hash_name](nquads).digest()
        made = self._learned(document, hash_name, digest, paths) if paths else None
        if made is not None:
            self._kept.keep((hash_name, gist_of(document)), made, made.size)

    def _learned(
        self,
        document: JSONObject,
        hash_name: HashName,
        digest: bytes,
        fixed: Collection[Path] = (),
    ) -> _Form | None:
        """Return the form of a record; None if there is none, or too much was asked of it."""
        graph = Graph(whole, self._catalog.contexts.view(), hash_name)
        notes = Observations()
        try:
            skeleton, made = compile_shape(
                document, {"": graph}, fixed=fixed, limits=DEFAULT_LIMITS
            )
            canonical = made[""]
            nquads = canonical.run(tuple(skeleton.sample), False)  # noqa: FBT003
            if nquads is None or not digest.endswith(_HASHES[hash_name](nquads).digest()):
                return None
            leaves = [leaf_for(v, i, notes) for i, v in enumerate(skeleton.sample)]
            filled = skeleton.filled(leaves)
            # Terms are those of the shape: it was canonicalised, and names are no slots.
            problems = problems_of(filled, self._catalog, graph_signed=False)
        except (Miss, LerwayError, TypeError, ValueError, AttributeError, RecursionError):
            return None
        if problems or notes.broken:
            return None
        canonical.guards = None
        holds, size = compile_questions(notes, len(skeleton.slots))
        if not holds(skeleton.sample):
            return None
        plain = orjson.dumps(document) == dumps(document)
        narrowing = None if fixed else Narrowing(skeleton.slots)
        size += skeleton.size + canonical.size
        return _Form(skeleton, canonical, holds, plain, narrowing, size)


def _is_narrower(form: _Form) -> bool:
    return form.narrowing is None
