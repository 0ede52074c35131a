"""Judging what was given: the page's side of `lerway.verify`.

Runs in a worker thread. What it needs is fetched through `bootstrap`, with one budget
of documents and one of time for all that one reader gave. Nothing is kept.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from lerway import bootstrap
from lerway.domain.verifying.policy import DEFAULT_POLICY, Policy
from lerway.domain.verifying.reading import Kind, Record, read_document, read_text
from lerway.domain.verifying.verification import Verification
from lerway.http.web.verify.content import Content, content_of
from lerway.http.web.verify.inputs import Given, is_link
from lerway.kernel.errors import Fault, LerwayError, Problem, UnreadableError
from lerway.kernel.limits import DEFAULT_LIMITS
from lerway.kernel.need import Answer, Need, NeedKind, Supplied, Unavailable
from lerway.kernel.strict_json import dumps
from lerway.standards.clr import v2 as clr
from lerway.standards.open_badges.baking import unbake
from lerway.standards.vcdm.structure import as_list

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from lerway.domain.ports import Clock, Fetcher
    from lerway.http.web.verify.receipts import ReceiptBook, Stated
    from lerway.kernel.report import Report
    from lerway.kernel.strict_json import JSON

__all__ = ["PAGE_POLICY", "Checker", "Failure", "Judged"]

PAGE_POLICY: Final = replace(DEFAULT_POLICY, limits=replace(DEFAULT_LIMITS, members=100, needs=60))
"""As everywhere, with less work for one stranger."""
SECONDS: Final = 25.0
MOST_MEMBERS: Final = 30
_WEB_PAGE: Final = (b"<!doctype html", b"<html", b"<head")
_NOT_READ: Final = {
    b"%PDF": Problem(
        "input.pdf",
        "this is a PDF, which holds no record that can be checked",
        "ask for the badge picture or the record file",
    ),
}


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that was needed and could not be had."""

    need: Need
    answer: Unavailable


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of one given thing.

    Attributes:
        given: the thing.
        at: the time that the verdict is about.
        data: the bytes that were judged: of the file, or of what stood at the link.
        report: the report; None if it could not be read.
        problem: why it could not be read; None if it could.
        kind: credential, presentation or Open Badges 2.0 assertion, if it was read.
        content: what it says, if it was read.
        document: the record itself, if it was read.
        failures: documents that could not be had.
        members: records inside it, each judged by itself.
        recipient: the person whom the record was asked to be about; empty if not asked.
        receipt: the signed receipt of this judgement, if there is one.
        stated: what it states, if it is a receipt itself.
    """

    given: Given
    at: datetime
    data: bytes
    report: Report | None = None
    problem: Problem | None = None
    kind: Kind | None = None
    content: Content = field(default_factory=Content)
    document: JSON = None
    failures: tuple[Failure, ...] = ()
    members: tuple[Judged, ...] = ()
    recipient: str = ""
    receipt: bytes | None = None
    stated: Stated | None = None

    @property
    def sha256(self) -> str:
        """The hash of what was judged, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


class _Patient:
    """A fetcher that remembers what it brought, and gives up when the time is over."""

    def __init__(self, fetch: Fetcher, seconds: float) -> None:
        self._fetch = fetch
        self._end = time.monotonic() + seconds
        self.bodies: dict[str, bytes] = {}
        self.failures: dict[Need, Unavailable] = {}

    def __call__(self, need: Need, /) -> Answer:
        if time.monotonic() > self._end:
            answer: Answer = Unavailable("fetch.timeout", "the time for asking others is over")
        else:
            answer = self._fetch(need)
        if isinstance(answer, Supplied):
            self.bodies[need.url] = answer.body
        else:
            self.failures[need] = answer
        return answer


@dataclass(frozen=True, slots=True)
class Checker:
    """Judges what is given, and writes receipts.

    Attributes:
        fetcher: makes a fetcher for one reader.
        receipts: signs receipts.
        policy: what is required.
        clock: tells the time.
        seconds: how long one reader's documents may take.
        offline: whether the network is not used.
    """

    fetcher: Callable[[], Fetcher]
    receipts: ReceiptBook
    policy: Policy = PAGE_POLICY
    clock: Clock = bootstrap.now
    seconds: float = SECONDS
    offline: bool = False

    def check(self, given: list[Given], recipient: str = "") -> list[Judged]:
        """Return what became of each of `given`, in order.

        Args:
            given: files, texts and links.
            recipient: an e-mail address that must be the recipient's, if not empty.
        """
        patient = _Patient(self.fetcher(), self.seconds)
        policy = self.policy.for_recipient(recipient) if recipient else self.policy
        out: list[Judged] = []
        for item in given:
            judged = replace(self._one(item, policy, patient), recipient=recipient)
            if judged.report is not None and judged.stated is None:
                judged = replace(judged, receipt=self.receipts.write(judged))
            out.append(judged)
        return out

    def _one(self, given: Given, policy: Policy, patient: _Patient) -> Judged:
        now = self.clock()
        data = given.data
        try:
            if given.too_large:
                raise _too_large(policy)
            if given.link:
                data = _fetched(given.data.decode(), patient)
            elif (text := _in_qr_code(data)) is not None:
                data = _fetched(text, patient) if is_link(text) else text.encode()
            return self._judge(given, data, policy, patient, now)
        except LerwayError as e:
            return Judged(given, now, data, problem=e.problem)

    def _judge(
        self, given: Given, data: bytes | Record, policy: Policy, patient: _Patient, now: datetime
    ) -> Judged:
        """Judge one record, and then each record inside it by itself."""
        raw = data.raw if isinstance(data, Record) else data
        before = set(patient.failures)
        verification = Verification(data, now=now, catalog=bootstrap.catalog(), policy=policy)
        report = bootstrap.resolve(verification, patient)
        failures = tuple(Failure(n, a) for n, a in patient.failures.items() if n not in before)
        record = verification.record
        if record is None:
            return Judged(given, now, raw, report, failures=failures)
        stated = self.receipts.stated(record.document, report.verdict)
        if stated is not None and policy.recipient is not None:
            # A receipt is made out to nobody.
            return self._judge(given, record, replace(policy, recipient=None), patient, now)
        inside = self._members(given, record, policy, patient, now)
        return Judged(
            given,
            now,
            raw,
            report,
            kind=record.kind,
            content=content_of(record, patient.bodies),
            document=record.document,
            failures=failures or _failures_among(report, patient),
            members=inside,
            stated=stated,
        )

    def _members(
        self, given: Given, record: Record, policy: Policy, patient: _Patient, now: datetime
    ) -> tuple[Judged, ...]:
        """Judge the records inside a presentation or learner record, one level deep."""
        document = record.document
        if record.kind is Kind.PRESENTATION:
            values = as_list(document.get("verifiableCredential"))
        elif clr.is_clr(document):
            values = [value for _, value in clr.members(document)]
        else:
            return ()
        out: list[Judged] = []
        for value in values[:MOST_MEMBERS]:
            try:
                inner = _read_member(value, policy)
                judged = self._judge(given, inner, policy, patient, now)
                out.append(replace(judged, members=()))
            except LerwayError as e:
                out.append(Judged(given, now, b"", problem=e.problem))
        return tuple(out)


def _read_member(value: JSON, policy: Policy) -> Record:
    if isinstance(value, str):
        return read_text(value.encode(), limits=policy.limits)
    if isinstance(value, dict):
        return read_document(value, dumps(value), limits=policy.limits)
    raise UnreadableError("input.not_a_record", "an embedded record is no object")


def _failures_among(report: Report, patient: _Patient) -> tuple[Failure, ...]:
    """Return what could not be had for an earlier record, and was needed again."""
    told = " ".join(c.message for c in report.checks)
    return tuple(Failure(n, a) for n, a in patient.failures.items() if n.url in told)


def _too_large(policy: Policy) -> UnreadableError:
    most = policy.limits.image // (1024 * 1024)
    return UnreadableError("input.too_large", f"the file has more than {most} MB")


def _fetched(url: str, patient: _Patient) -> bytes:
    """Return what stands at a link that somebody gave.

    Raises:
        UnreadableError: it cannot be had, or is a web page for people.
    """
    answer = patient(Need(NeedKind.HOSTED_BADGE, url))
    if isinstance(answer, Unavailable):
        raise UnreadableError(
            answer.code,
            f"what stands at the link could not be had: {answer.message}",
            hint="download the file and give that",
            fault=Fault.NETWORK,
        )
    if answer.body[:200].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(_WEB_PAGE):
        raise UnreadableError(
            "input.web_page",
            "the link leads to a web page and not to a record",
            hint="look on that page for a download, and give that file",
        )
    return answer.body


def _is_photograph(data: bytes) -> bool:
    """Return whether `data` is a picture that is no badge."""
    if data.startswith(b"\xff\xd8\xff") or (data.startswith(b"RIFF") and data[8:12] == b"WEBP"):
        return True
    if not data.startswith(b"\x89PNG"):
        return False
    try:
        unbake(data)
    except LerwayError as e:
        return e.code == "image.not_baked"
    return False


def _in_qr_code(data: bytes) -> str | None:
    """Return the text in the QR code on a picture; None if `data` is to be judged itself.

    Raises:
        UnreadableError: `input.no_qr_code`, `input.pdf`.
    """
    for start, problem in _NOT_READ.items():
        if data.startswith(start):
            raise UnreadableError(problem.code, problem.message, hint=problem.hint)
    if not _is_photograph(data):
        return None
    text = bootstrap.read_qr_code(data)
    if text is None:
        raise UnreadableError(
            "input.no_qr_code",
            "there is no record in this picture, and no QR code can be read on it",
            hint="photograph the code again, straight and near",
        )
    return text
