"""Canonical N-Quads of documents that gather others, put together from their parts.

RDF Dataset Canonicalization 1.0 (RDFC-1.0), section 4.4, over all parts: blank nodes are
labelled by the order of their hashes wherever they stand. Of blank nodes with one hash
step 5 orders some that this does not look at; but where no other blank node stands in
any statement with them, their statements are the same but for their own label, and it
does not matter which of them gets which.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar, final

from lerway.kernel.keeping import Keep
from lerway.standards.jsonld.gathering.parts import (
    GATHERS,
    Part,
    compile_envelope,
    compile_member,
    members_of,
    without,
)
from lerway.standards.jsonld.shapes.canonical import label
from lerway.standards.jsonld.shapes.code import Miss
from lerway.standards.jsonld.shapes.skeleton import form_of, gist_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from lerway.kernel.limits import Limits
    from lerway.kernel.strict_json import JSONObject
    from lerway.standards.jsonld.contexts import ContextView
    from lerway.standards.jsonld.rdfc import HashName
    from lerway.standards.jsonld.shapes.skeleton import Value

__all__ = ["Gathered"]


T = TypeVar("T")
MOST_MEMBERS: Final = 500
LARGEST_PART: Final = 12_000
"""Values in a part for whose shape code is made."""
_numbers = count()
_LINK: Final = f"> <{GATHERS}> <"


class _Envelope(NamedTuple):
    """What is around members, whether it has an id, and the number of its shape."""

    part: Part
    named: bool
    number: int


class _Found(NamedTuple):
    part: Part
    values: tuple[Value, ...]


@final
class Gathered:
    """What is known of documents that gather others. Safe to use from several threads."""

    def __init__(self, *, most: int, most_bytes: int) -> None:
        """Know nothing yet.

        Args:
            most: how many shapes of parts are remembered.
            most_bytes: about how many bytes they may take.
        """
        self._envelopes: Keep[_Envelope] = Keep(most, most_bytes // 4)
        self._members: Keep[Part] = Keep(most, most_bytes)

    def __len__(self) -> int:
        """Return how many shapes are remembered."""
        return len(self._envelopes) + len(self._members)

    @property
    def held(self) -> int:
        """About how many bytes the shapes take."""
        return self._envelopes.held + self._members.held

    @staticmethod
    def takes(document: JSONObject) -> bool:
        """Return whether a document is of this kind, and of no great size."""
        members = members_of(document)
        return members is not None and len(members) <= MOST_MEMBERS

    def canonical(
        self, document: JSONObject, view: ContextView, hash_name: HashName, limits: Limits
    ) -> bytes | None:
        """Return the canonical N-Quads, if the shapes of all parts are known.

        They are those of `rdfc.canonical_document`, with `plain`, and it has no findings.
        """
        parts = self._found(document, view, hash_name)
        return None if parts is None else _together(*parts, limits)

    def saw(
        self,
        document: JSONObject,
        view: ContextView,
        hash_name: HashName,
        limits: Limits,
        slow: bytes,
    ) -> bool:
        """Take notice of a document that was canonicalised as ever; `slow` came of it.

        Returns:
            Whether the shapes of all of its parts are known now.
        """
        around = without(document)
        form, size = form_of(around)
        gist: Hashable = (view, hash_name, gist_of(around))
        envelope = self._envelope(around, gist)
        marks: list[tuple[Keep[_Envelope] | Keep[Part], Hashable]] = []
        if envelope is None:
            mark: Hashable = hash((gist, form))
            if size > LARGEST_PART or not self._envelopes.worth(mark, size):
                return False
            made = _tried(lambda: compile_envelope(document, view, hash_name))
            if made is None:
                self._envelopes.refuse(mark)
                return False
            found = _Envelope(*made, next(_numbers))
            self._envelopes.keep(gist, found, found.part.size)
            marks.append((self._envelopes, mark))
            envelope = found, ()
        marks += self._saw_members(document, envelope[0], view, hash_name)
        nquads = self.canonical(document, view, hash_name, limits) if marks else None
        if marks and nquads not in (None, slow):
            # It should never be; whatever is at fault, none of it is used.
            for kept, mark in marks:
                kept.refuse(mark)
            self._envelopes = Keep(self._envelopes.most, self._envelopes.most_bytes)
            self._members = Keep(self._members.most, self._members.most_bytes)
        return nquads == slow

    def _saw_members(
        self, document: JSONObject, envelope: _Envelope, view: ContextView, hash_name: HashName
    ) -> list[tuple[Keep[_Envelope] | Keep[Part], Hashable]]:
        """Learn the shapes of members that are not known; return under what they are marked."""
        marks: list[tuple[Keep[_Envelope] | Keep[Part], Hashable]] = []
        for member in members_of(document) or ():
            gist: Hashable = (envelope.number, gist_of(member))
            if self._member(member, gist) is not None:
                continue
            form, size = form_of(member)
            mark: Hashable = hash((gist, form))
            if size > LARGEST_PART or not self._members.worth(mark, size):
                continue
            part = _tried(lambda: compile_member(member, document, view, hash_name))  # noqa: B023
            if part is None:
                self._members.refuse(mark)
            else:
                self._members.keep(gist, part, part.size)
                marks.append((self._members, mark))
        return marks

    def _found(
        self, document: JSONObject, view: ContextView, hash_name: HashName
    ) -> tuple[_Envelope, _Found, list[_Found]] | None:
        around = without(document)
        known = self._envelope(around, (view, hash_name, gist_of(around)))
        if known is None:
            return None
        envelope, values = known
        members: list[_Found] = []
        for member in members_of(document) or ():
            found = self._member(member, (envelope.number, gist_of(member)))
            if found is None:
                return None
            members.append(found)
        return envelope, _Found(envelope.part, values), members

    def _envelope(
        self, around: JSONObject, gist: Hashable
    ) -> tuple[_Envelope, tuple[Value, ...]] | None:
        for envelope in self._envelopes.alike(gist):
            values = envelope.part.skeleton.match(around)
            if values is not None:
                self._envelopes.used(gist, envelope)
                return envelope, values
        return None

    def _member(self, member: JSONObject, gist: Hashable) -> _Found | None:
        for part in self._members.alike(gist):
            values = part.skeleton.match(member)
            if values is not None:
                self._members.used(gist, part)
                return _Found(part, values)
        return None


def _tried(make: Callable[[], T]) -> T | None:
    try:
        return make()
    except Miss:
        return None


def _together(
    envelope: _Envelope, around: _Found, members: list[_Found], limits: Limits
) -> bytes | None:
    """Return the canonical N-Quads of all parts, or nothing if the whole algorithm must decide."""
    parts = [around, *members]
    if sum(p.part.quads for p in parts) + len(members) > limits.quads:
        return None
    hashes: list[bytes] = []
    alone: list[bool] = []
    places: list[int] = [0]
    for part, values in parts:
        found = part.hashes(values)
        if found is None:
            return None
        hashes += found
        alone += part.alone
        places.append(len(hashes))
    labels = _labels(hashes, alone, limits)
    if labels is None or (envelope.named and _split(around, members)):
        return None
    subject = around.part.name(around.values)
    lines = {f"<{subject}{_LINK}{part.name(values)}> .\n" for part, values in members}
    for (part, values), start, end in zip(parts, places, places[1:], strict=False):
        lines.update(part.lines(values, labels[start:end]))
    return "".join(sorted(lines)).encode()


def _labels(hashes: Sequence[bytes], alone: Sequence[bool], limits: Limits) -> list[str] | None:
    """Return the labels of blank nodes; nothing if step 5 has to tell some apart."""
    nodes = len(hashes)
    if nodes > limits.blank_nodes:
        return None
    order = sorted(range(nodes), key=hashes.__getitem__)
    labels = [""] * nodes
    tied: list[int] = []
    number = 0
    for at, i in enumerate(order):
        hash_ = hashes[i]
        before = at and hashes[order[at - 1]] == hash_
        if before or (at + 1 < nodes and hashes[order[at + 1]] == hash_):
            if not alone[i]:
                return None
            tied.append(i)
        else:
            labels[i] = label(number)
            number += 1
    if len(tied) > limits.n_degree_calls:
        return None
    for more, i in enumerate(tied):
        labels[i] = label(number + more)
    return labels


def _split(around: _Found, members: list[_Found]) -> bool:
    """Return whether something is said of the document in another object of its id."""
    values = around.values
    own = around.part.root(values)
    if around.part.subjects(values).count(own) > 1:
        return True
    return any(own in part.subjects(v) for part, v in members)
