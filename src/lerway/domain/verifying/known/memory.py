"""The memory of a verifier: forms of records, key documents, status lists; all bounded.

Nothing in it decides by itself. What is remembered of a document is kept under the very
bytes that were supplied, so that other bytes are read anew; whatever depends on the time
is kept with the times between which it holds.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast, final

from lerway.domain.verifying.known.form import Form, Known, learn_form
from lerway.domain.verifying.known.recognised import LaidOut, Recognised
from lerway.domain.verifying.reading import Container, Kind, Record, read
from lerway.kernel.errors import LerwayError
from lerway.kernel.keeping import Keep, Recent
from lerway.standards.clr.v2 import is_clr
from lerway.standards.jose.jws import parse_compact, split_compact
from lerway.standards.jose.vc_jwt import credential_in
from lerway.standards.jsonld.shapes.cache import LARGEST_DOCUMENT, Shapes, form_of, gist_of
from lerway.standards.jsonld.shapes.layout import Layout
from lerway.standards.status.bitstring import decode_list

if TYPE_CHECKING:
    from collections.abc import Hashable

    from lerway.domain.verifying.known.entries import (
        Period,
        RememberedKey,
        RememberedReferred,
        Signer,
        StatusPlace,
    )
    from lerway.kernel.limits import Limits
    from lerway.kernel.strict_json import JSONObject
    from lerway.standards.catalog import Catalog

__all__ = ["Memory"]

MIB: Final = 1024 * 1024
LARGEST_RECORD: Final = 256 * 1024
_HEAD: Final = 48
"""So many bytes of a text tell which layouts are tried."""
_ALIKE: Final = 8
_SECOND: Final = 2
_SELDOM: Final = 64
_ESCAPES: Final = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")


@final
class Memory:
    """What is known from other verifications. Safe to use from several threads.

    Attributes:
        catalog: what all of it is known by; a verification with another catalog has
            no use for it.
        shapes: of documents that are no records by themselves.
        forms: of records.
        layouts: of the texts of records, by how they begin.
        keys: by the URL of their method, whose they are and what for.
        referred: status lists and such, by their bytes.
        bits: inflated status lists, by their text.
        signers, configs, periods, places: what belongs to outlines, by the outline's
            number: who signs, hashes of proof options, dates, places in status lists.
    """

    def __init__(
        self,
        catalog: Catalog,
        *,
        most: int = 512,
        most_bytes: int = 64 * MIB,
    ) -> None:
        """Know nothing yet.

        Args:
            catalog: suites, contexts and schemas.
            most: how many forms and shapes are remembered, of each kind.
            most_bytes: about how many bytes each kind of memory may take: forms, shapes,
                lists; keys take at most a sixteenth of it.
        """
        self.catalog = catalog
        self.shapes = Shapes(most=most, most_bytes=most_bytes)
        self.forms: Keep[Form] = Keep(most, most_bytes)
        self.layouts: Recent[tuple[bytes, bytes], tuple[LaidOut, ...]] = Recent(most, most_bytes)
        self.keys: Recent[tuple[str, str, str], RememberedKey] = Recent(4_096, most_bytes // 16)
        self.referred: Recent[bytes, RememberedReferred] = Recent(1_024, most_bytes)
        self.bits: Recent[tuple[str, bool], bytes] = Recent(1_024, most_bytes)
        self.signers: Recent[tuple[int, str, str], Signer] = Recent(4_096, most_bytes // 16)
        self.configs: Recent[Hashable, bytes] = Recent(4_096, most_bytes // 16)
        self.periods: Recent[Hashable, Period] = Recent(4_096, most_bytes // 16)
        self.places: Recent[tuple[int, int, str], StatusPlace] = Recent(1_024, most_bytes // 4)

    def read(self, data: bytes, limits: Limits) -> Record | None:
        """Return the record in `data` if it is of a known form, or nothing.

        What it returns is what `reading.read` returns, with the form.
        """
        if len(data) > LARGEST_RECORD or len(data) > limits.document:
            return None
        first = data[:1]
        if first == b"{":
            return self._read_json(data, limits)
        if first == b"e":
            return self._read_token(data, limits)
        return None

    def recognise(self, data: bytes, limits: Limits) -> Recognised | None:
        """Return the record in `data` if it is of a known form, or nothing.

        If its bytes are laid out as those of another record, it is not parsed.
        """
        if not data or len(data) > LARGEST_RECORD or len(data) > limits.document:
            return None
        shown, text, message, signature = b"", data, b"", b""
        if data[:1] == b"e":
            try:
                shown, text, signature, message = split_compact(data)
            except LerwayError:
                return None
        elif data[:1] != b"{":
            return None
        key = (shown, text[:_HEAD])
        alike = self.layouts.get(key) or ()
        for at, laid_out in enumerate(alike):
            form = laid_out.form
            values = laid_out.layout.match(text) if form.fits(limits) else None
            known = None if values is None else form.known_by(values, vouched=True)
            if known is not None and _bounded(text, known, limits):
                self.forms.used(laid_out.gist, form, form.behind)
                if at and form.narrowing is None:
                    self._put_layouts(key, laid_out, alike)
                whole = partial(self._whole, data, limits)
                token = (shown.decode("ascii"), message, signature)
                found = Recognised(known, whole, laid_out.profile, token)
                if form.narrowing is not None:
                    form.hits += 1
                    if not form.hits % _SELDOM:
                        self._lay_out_narrower(found, laid_out.gist, limits)
                return found
        record = self.read(data, limits)
        if record is None or record.known is None:
            return None
        form = record.known.form
        form.misses += 1
        if form.misses >= _SECOND and not form.misses & (form.misses - 1):
            self._lay_out(record, form)
        return Recognised.of(record, record.known)

    def _lay_out_narrower(self, found: Recognised, gist: Hashable, limits: Limits) -> None:
        """Make a layout of a narrower form that was learned of a record without a text."""
        for form in self.forms.alike(gist):
            if form.narrowing is None and form.fits(limits) and form.known(found.record.document):
                self._lay_out(found.record, form)
                return

    def _whole(self, data: bytes, limits: Limits) -> Record:
        return self.read(data, limits) or read(data, limits=limits)

    def _lay_out(self, record: Record, form: Form) -> None:
        """Make a layout of a record of a form: of the second, fourth, eighth... that none fits."""
        shown, text = b"", record.text
        if record.jws is not None:
            if record.jws.memo != [record.document]:
                return  # claims about the token stand between
            shown, text = record.text.partition(b".")[0], record.jws.payload
        try:
            layout = Layout(text, record.document, form.skeleton.slots)
        except ValueError:
            return
        if len(layout.head) < _HEAD or layout.match(text) is None:
            return
        key = (shown, text[:_HEAD])
        new = LaidOut(layout, form, gist_of(record.document), record.profile)
        others = tuple(old for old in self.layouts.get(key) or () if old.form is not form)
        self._put_layouts(key, new, others[: _ALIKE - 1])

    def _put_layouts(
        self, key: tuple[bytes, bytes], first: LaidOut, others: tuple[LaidOut, ...]
    ) -> None:
        """Keep layouts, `first` before others, and those of narrower forms before all others."""
        all_of = (first, *(other for other in others if other is not first))
        kept = tuple(sorted(all_of, key=lambda one: one.form.narrowing is not None))
        size = len(key[0]) + sum(one.layout.size + one.form.size for one in kept)
        self.layouts.put(key, kept, size)

    def known(self, document: JSONObject, limits: Limits) -> Known | None:
        """Return what is known of a parsed record, or nothing."""
        gist = gist_of(document)
        for form in self.forms.alike(gist):
            known = form.known(document) if form.fits(limits) else None
            if known is not None:
                self.forms.used(gist, form, form.behind)
                return known
        return None

    def saw(self, record: Record, limits: Limits) -> None:
        """Take notice of a record that was judged as ever, and whose structure and terms passed."""
        document = record.document
        if is_clr(document):
            return  # its members have forms, and it has none
        form, size = form_of(document)
        gist = gist_of(document)
        mark = hash((gist, form))
        if size > LARGEST_DOCUMENT or not self.forms.worth(mark, size):
            return
        learned = learn_form(document, self.catalog, limits)
        if learned is None:
            self.forms.refuse(mark)
        else:
            self.forms.keep(gist, learned, learned.size)

    def saw_again(self, found: Recognised, limits: Limits) -> None:
        """Take notice of a record of a known form that passed: its texts may be common."""
        known = found.known
        narrowing = known.form.narrowing
        crowd = None if narrowing is None else narrowing.saw(known.values)
        if narrowing is None or crowd is None:
            return
        mark = (id(narrowing), *sorted(crowd.same))
        if not self.forms.worth(mark, known.form.work):
            return
        crowd.learned = True
        document = found.record.document
        paths = narrowing.paths(crowd)
        learned = learn_form(document, self.catalog, limits, paths) if paths else None
        if learned is not None:
            learned.outlines = known.form.outlines  # they say the same of fewer records
            self.forms.keep(gist_of(document), learned, learned.size)
            if known.form.misses and found.record.text:
                self._lay_out(found.record, learned)

    def bits_of(self, encoded: str, *, legacy: bool, limits: Limits) -> bytes:
        """Return an inflated status list; raises as `decode_list`."""
        key = (encoded, legacy)
        bits = self.bits.get(key)
        if bits is None or len(bits) > limits.status_list:
            bits = decode_list(encoded, legacy=legacy, limits=limits)
            self.bits.put(key, bits, len(bits) + len(encoded))
        return bits

    def _read_json(self, data: bytes, limits: Limits) -> Record | None:
        document = _parsed(data)
        known = None if document is None else self.known(document, limits)
        if document is None or known is None:
            return None
        if not _nothing_dropped(data, known.form.tokens) or not _bounded(data, known, limits):
            return None
        known.vouched = _needs_no_escape(data)
        return Record(data, Container.JSON, Kind.CREDENTIAL, document, data, known=known)

    def _read_token(self, data: bytes, limits: Limits) -> Record | None:
        try:
            jws = parse_compact(data, limits=limits)
            claims = _parsed(jws.payload)
            found = None if claims is None else credential_in(jws, claims)
        except LerwayError:
            return None
        if claims is None or found is None:
            return None
        document, profile = found
        known = self.known(document, limits)
        if known is None or "proof" in document or profile == "vcdm-1.1":
            return None
        tokens = known.form.tokens
        for name in claims.keys() - document.keys():
            # Claims about the token: a text is a string more, a number is none.
            value = claims[name]
            if type(value) is not str and type(value) is not int:
                return None
            tokens += 2 if type(value) is str else 1
        if not _nothing_dropped(jws.payload, tokens) or not _bounded(jws.payload, known, limits):
            return None
        jws.memo.append(claims)
        return Record(
            data, Container.JWT, Kind.CREDENTIAL, document, data, jws, profile, known=known
        )


def _parsed(data: bytes) -> JSONObject | None:
    """Return the object that `data` spells, if orjson takes it.

    orjson takes no JSON that the strict reader refuses, but for members that stand twice
    and whole numbers beyond 64 bits, which are for the caller.
    """
    import orjson

    try:
        value: Any = orjson.loads(data)
    except ValueError:
        return None
    return cast("JSONObject", value) if type(value) is dict else None


def _nothing_dropped(data: bytes, tokens: int) -> bool:
    """Return whether the JSON has so many strings as the value that was read from it.

    A member that stood twice would have left at least one string less in the value.
    """
    quotes = data.count(b'"')
    if b"\\" in data:
        quotes -= data.replace(b"\\\\", b"").count(b'\\"')
    return quotes == 2 * tokens


def _needs_no_escape(data: bytes) -> bool:
    """Return whether no text in the JSON has a character that N-Quads would escape.

    JSON escapes all of those itself but DEL and two that are no characters.
    """
    if b"\\" in data or b"\x7f" in data:
        return False
    return data.isascii() or not any(c in data for c in _ESCAPES)


def _bounded(data: bytes, known: Known, limits: Limits) -> bool:
    """Return whether the strict reader would read it within its limits."""
    if known.form.depth > limits.depth:
        return False
    return (
        len(data) <= limits.values
        or data.count(b",") + data.count(b"[") + data.count(b"{") <= limits.values
    )
