"""What an issuer knows of the forms of records that it issued: what need not be judged anew.

RDFC-1.0 and VC Data Integrity 1.0, by the shapes of `jsonld.shapes`. The form is the
shape of the record. Of one record of a form it is written down what the rules asked of
its texts (`kernel.watching`); if the texts of another give the same answers it is judged
the same, and nothing else of it is looked at but to canonicalise it. A form that another
way could judge otherwise is not kept (docs/adr).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final, NamedTuple, final

import orjson

from lerway.domain.issuing.self_check import problems_of
from lerway.kernel.errors import LerwayError
from lerway.kernel.keeping import Keep
from lerway.kernel.limits import DEFAULT_LIMITS
from lerway.kernel.strict_json import dumps
from lerway.kernel.watching import Observations, leaf_for
from lerway.standards.jsonld.shapes.cache import LARGEST_DOCUMENT, form_of, gist_of
from lerway.standards.jsonld.shapes.code import Miss
from lerway.standards.jsonld.shapes.compiling import Graph, compile_shape, whole

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from lerway.kernel.strict_json import JSONObject
    from lerway.kernel.watching import Question
    from lerway.standards.catalog import Catalog
    from lerway.standards.jsonld.rdfc import HashName
    from lerway.standards.jsonld.shapes.canonical import Canonical
    from lerway.standards.jsonld.shapes.skeleton import Skeleton, Value

__all__ = ["Forms", "KnownRecord"]

MOST: Final = 64
MOST_BYTES: Final = 32 * 1024 * 1024
_PER_QUESTION: Final = 200
_HASHES: Final = {"sha256": hashlib.sha256, "sha384": hashlib.sha384}
_PLAIN: Final = (bool, int, str, type(None))


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
    answers: _Answers
    in_json: bool


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

    def __len__(self) -> int:
        """Return how many forms are remembered."""
        return len(self._kept)

    def canonical(self, document: JSONObject, hash_name: HashName) -> KnownRecord | None:
        """Return what is known of a record that would be signed.

        Returns:
            None if it is of no known form, or its texts answer otherwise: it is to be
            judged as ever.
        """
        gist = (hash_name, gist_of(document))
        for form in self._kept.alike(gist):
            values = form.skeleton.match(document)
            if values is None or not form.answers.hold(values):
                continue
            nquads = form.canonical.run(values, False)  # noqa: FBT003 - positional for speed
            if nquads is not None:
                self._kept.used(gist, form)
                return KnownRecord(nquads, form.in_json)
        return None

    def saw(self, document: JSONObject, hash_name: HashName, digest: bytes) -> None:
        """Take notice of a record that was judged and canonicalised as ever, and had passed.

        Args:
            document: the record.
            hash_name: the hash function.
            digest: what ends with the hash of its canonical form.
        """
        form, size = form_of(document)
        gist = (hash_name, gist_of(document))
        mark: Hashable = (gist, form)
        if size > LARGEST_DOCUMENT or not self._kept.worth(mark, size):
            return
        made = self._learned(document, hash_name, digest)
        if made is None:
            self._kept.refuse(mark)
        else:
            self._kept.keep(
                gist, made, made.skeleton.size + made.canonical.size + made.answers.size
            )

    def _learned(self, document: JSONObject, hash_name: HashName, digest: bytes) -> _Form | None:
        """Return the form of a record; None if there is none, or too much was asked of it."""
        graph = Graph(whole, self._catalog.contexts.view(), hash_name)
        notes = Observations()
        try:
            skeleton, made = compile_shape(document, {"": graph}, limits=DEFAULT_LIMITS)
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
        plain = orjson.dumps(document) == dumps(document)
        return _Form(skeleton, canonical, _Answers(notes, skeleton.sample), plain)


class _Answers:
    """Whether texts give the answers that those gave of which the rest is known."""

    def __init__(self, notes: Observations, sample: Sequence[Value]) -> None:
        self._equal = notes.equal
        self._differ: dict[int, set[object]] = {}
        for index, text in notes.differ:
            self._differ.setdefault(index, set()).add(text)
        self._questions: dict[int, list[Question]] = {}
        for q in notes.questions.values():
            for index in {q.index, q.index if q.other is None else q.other}:
                self._questions.setdefault(index, []).append(q)
        self.size = _PER_QUESTION * (
            len(notes.equal) + len(notes.differ) + 2 * len(notes.questions)
        ) + 16 * len(sample)
        # Texts that gave these answers: what is the same in others need not be asked.
        self._last: tuple[Value, ...] = tuple(sample)

    def hold(self, values: tuple[Value, ...]) -> bool:
        """Return whether these texts give the same answers; nothing follows if not."""
        changed = [
            i
            for i, (value, before) in enumerate(zip(values, self._last, strict=True))
            if value is not before and value != before
        ]
        try:
            for index in changed:
                if not self._same(index, values):
                    return False
        except Exception:  # noqa: BLE001 - a question that fails has not the same answer
            return False
        self._last = values
        return True

    def _same(self, index: int, values: tuple[Value, ...]) -> bool:
        value = values[index]
        if index in self._equal and self._equal[index] != value:
            return False
        if value in self._differ.get(index, ()):
            return False
        questions = self._questions.get(index)
        return questions is None or all(_answers_alike(q, values) for q in questions)


def _answers_alike(question: Question, values: Sequence[Any]) -> bool:
    q = question
    mine = values[q.index] if q.ask is None else q.ask(values[q.index])
    if q.other is not None:
        theirs = values[q.other] if q.ask_other is None else q.ask_other(values[q.other])
        return q.compare(mine, theirs) is bool(q.answer)
    # What is only ever compared (a moment) needs but to be there.
    return not isinstance(mine, _PLAIN) or (type(mine) is type(q.answer) and mine == q.answer)
