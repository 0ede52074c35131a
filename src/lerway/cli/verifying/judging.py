"""From the bytes of a file to what is said of it."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from lerway.cli.console import printable
from lerway.cli.main import EXIT_INVALID, EXIT_MISUSE, EXIT_OK, EXIT_UNDETERMINED
from lerway.cli.verifying.folder import Line
from lerway.kernel.errors import Fault, Problem, UnreadableError
from lerway.kernel.report import Report, Verdict

if TYPE_CHECKING:
    from datetime import datetime

    from lerway.cli.verifying.folder import Source
    from lerway.domain.ports import Fetcher
    from lerway.domain.verifying.policy import Policy
    from lerway.domain.verifying.reading import Record
    from lerway.kernel.strict_json import JSONObject

__all__ = ["COUNTED", "Judge", "Judgement", "Settings", "Told", "receipt_answer"]

EXIT_OF: Final = {
    Verdict.VALID: EXIT_OK,
    Verdict.INVALID: EXIT_INVALID,
    Verdict.UNDETERMINED: EXIT_UNDETERMINED,
}
UNCONFIRMED: Final = "valid but from an unconfirmed issuer"
COUNTED: Final = ("valid", UNCONFIRMED, "undetermined", "invalid", "unreadable", "skipped")
"""What inputs are counted as, in the order in which the counts are told."""
_ONE_LINE: Final = json.JSONEncoder(separators=(",", ":"))
RECORD_ENDINGS: Final = frozenset({".json", ".jsonld", ".jwt", ".vc"})


@dataclass(frozen=True, slots=True)
class Settings:
    """How records are judged; it can be sent to another process.

    Attributes:
        now: the time that the verdicts are about.
        policy: what is required.
        offline: whether the network is not used.
        documents: folder of kept copies.
        as_json: whether each line is a JSON object.
    """

    now: datetime
    policy: Policy
    offline: bool
    documents: Path | None
    as_json: bool


@dataclass(frozen=True, slots=True)
class Told:
    """One file of many as it is told; it can be sent to another process.

    Attributes:
        source: the file.
        line: what is printed.
        word: what it is counted as.
        exit_code: the exit code that this file alone would give.
    """

    source: str
    line: str
    word: str
    exit_code: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of one input: a report, or the problem that kept it from being read."""

    source: str
    report: Report | None = None
    problem: Problem | None = None
    subject: str | None = None
    skipped: bool = False

    @property
    def exit_code(self) -> int:
        """The exit code that this input alone would give."""
        if self.skipped:
            return EXIT_OK
        return EXIT_OF[self.report.verdict] if self.report else EXIT_MISUSE

    def to_json(self) -> dict[str, object]:
        """Return the object that `--json` prints."""
        if self.report is not None:
            return self.report.to_json()
        problems = [self.problem.to_json()] if self.problem else []
        return {"verdict": None, "issuer": None, "checks": [], "problems": problems}

    def told(self, *, as_json: bool) -> Told:
        """Return what is said of this input as one of many."""
        if as_json:
            skipped: dict[str, object] = {"skipped": True} if self.skipped else {}
            line = json_line({"file": self.source, **skipped, **self.to_json()})
        else:
            line = printable(self._line())
        word = "skipped" if self.skipped else self._word()
        return Told(self.source, line, word, self.exit_code)

    @property
    def doubtful(self) -> bool:
        """Whether it is valid, and nobody confirms an issuer."""
        return self.report is not None and self.report.ok and not self.report.confirmed

    def _word(self) -> str:
        if self.doubtful:
            return UNCONFIRMED
        return self.report.verdict.value if self.report else "unreadable"

    def _line(self) -> str:
        if self.skipped:
            return f"skipped       {self.source} (no credential)"
        if self.report is None:
            assert self.problem is not None  # noqa: S101 - a judgement has one of the two
            return f"unreadable    {self.source}: {self.problem.message} [{self.problem.code}]"
        deciding = self.report.deciding()
        why = f": {deciding.message} [{deciding.reason}]" if deciding else ""
        who = f" (issuer {self.report.issuer.label()})" if self.report.issuer else ""
        if self.doubtful:
            return f"unconfirmed   {self.source}: valid, but its issuer is not confirmed"
        return f"{self.report.verdict.value:<13} {self.source}{who}{why}"


class Judge:
    """Judges inputs, one after the other, and keeps what serves for the next."""

    def __init__(self, settings: Settings, fetch: Fetcher | None = None) -> None:
        """Make a judge; `fetch` answers its needs, or what the settings say."""
        from lerway import bootstrap

        self._settings = settings
        # Each document is read or fetched once in a run, and not once for each record.
        self.fetch = bootstrap.remembering(
            fetch or bootstrap.fetcher(offline=settings.offline, documents=settings.documents),
            bootstrap.recent_documents(float("inf")),
        )

    def one_of_many(self, source: Source) -> Judgement:
        """Judge a file that stands among others, or a line that does."""
        return self.line(source) if isinstance(source, Line) else self.file_in_folder(source)

    def line(self, line: Line) -> Judgement:
        """Judge a line of a file of many: an object, or a token as a JSON string."""
        most = self._settings.policy.limits.image
        if line.size > most:
            problem = Problem(
                "input.too_large", f"the line has {line.size:,} bytes, the limit is {most:,}"
            )
            return Judgement(str(line), problem=problem)
        try:
            with Path(line.path).open("rb") as file:
                file.seek(line.start)
                data = file.read(line.size).strip()
        except OSError as e:
            return Judgement(str(line), problem=_unreadable(line.path, e))
        return self.data(str(line), _token_in(data))

    def file_in_folder(self, path: str) -> Judgement:
        """Judge a file that stands among others: what is no record is skipped."""
        judged = self.file(path)
        if _is_no_record(judged.problem, path):
            return Judgement(path, problem=judged.problem, skipped=True)
        return judged

    def file(self, path: str) -> Judgement:
        """Judge a file."""
        most = self._settings.policy.limits.image
        try:
            with Path(path).open("rb") as file:
                data = _read(file, most)
            if len(data) > most:
                return Judgement(path, problem=_too_large(path, data, most))
        except OSError as e:
            return Judgement(path, problem=_unreadable(path, e))
        return self.data(path, data)

    def url(self, url: str) -> Judgement:
        """Judge what stands at an address."""
        from lerway.kernel.need import Need, NeedKind, Unavailable

        answer = self.fetch(Need(NeedKind.HOSTED_BADGE, url))
        if isinstance(answer, Unavailable):
            offline = self._settings.offline
            hint = "leave out --offline" if offline else "download the file and give that"
            message = f"cannot get {url}: {answer.message}"
            return Judgement(url, problem=Problem(answer.code, message, hint, Fault.NETWORK))
        return self.data(url, answer.body)

    def data(self, source: str, data: bytes) -> Judgement:
        """Judge bytes that came from `source`."""
        from lerway import bootstrap
        from lerway.domain.verifying.verification import Verification

        now, policy = self._settings.now, self._settings.policy
        try:
            memory = bootstrap.memory()
            verification = Verification(
                data, now=now, catalog=memory.catalog, policy=policy, memory=memory
            )
            report = bootstrap.resolve(verification, self.fetch)
        except UnreadableError as e:
            return Judgement(source, problem=e.problem)
        return Judgement(source, report=report, subject=_subject(verification.record))


def json_line(value: dict[str, object]) -> str:
    """Return `value` as one line."""
    return _ONE_LINE.encode(value)


def _unreadable(path: str, error: OSError) -> Problem:
    folder = isinstance(error, IsADirectoryError)
    reason = "the folder may not be read" if folder else (error.strerror or str(error)).lower()
    return Problem(
        "input.unreadable_file",
        f"cannot read {path}: {reason}",
        "give a file, a folder, an https:// address, or - for standard input",
        Fault.CALLER,
    )


def _token_in(line: bytes) -> bytes:
    """Return the token that a JSON string holds; anything else as it is."""
    if line[:1] == b'"':
        with suppress(ValueError):
            return str(json.loads(line)).encode("utf-8", "replace")
    return line


def _read(file: BinaryIO, most: int) -> bytes:
    """Return what is in a file, and of a longer one `most` bytes and one more."""
    # Room for `most` bytes costs more than reading a record, so ask for what is there.
    size = os.fstat(file.fileno()).st_size
    data = file.read(min(size, most) + 1)
    if len(data) > size:  # a pipe, or somebody is writing to it
        data += file.read(most + 1 - len(data))
    return data


def _too_large(path: str, data: bytes, most: int) -> Problem:
    """Return why a file is not read whole: what begins like no record is none."""
    from lerway.domain.verifying.reading import begins_like_none, unknown_format

    if begins_like_none(data):
        return unknown_format().problem
    size = Path(path).stat().st_size
    return Problem(
        "input.too_large",
        f"the file has {size:,} bytes, the limit is {most:,}",
        "give one credential, badge or presentation at a time",
    )


def _is_no_record(problem: Problem | None, path: str) -> bool:
    """Whether a file among others is no record; one that is named as if it were is a bad one."""
    if problem is None:
        return False
    if problem.code in {"input.unknown_format", "input.empty"}:
        return Path(path).suffix.lower() not in RECORD_ENDINGS
    return problem.code in {"input.not_a_record", "image.not_baked"}


def receipt_answer(document: JSONObject) -> str | None:
    """Return what a receipt of a check says was answered; None if it is no receipt.

    A receipt can be valid and tell of a record that is not.
    """
    from lerway.standards.open_badges.reading import text_of
    from lerway.standards.vcdm.structure import subjects, types_of

    if "VerificationReceipt" not in types_of(document):
        return None
    nothing: JSONObject = {}
    told = next(iter(subjects(document)), nothing)
    answer, about = text_of(told.get("answer")), text_of(told.get("sha256"))
    return f"{answer or 'nothing'!r}, of the file with the SHA-256 {about or 'that it lacks'}"


def _subject(record: Record | None) -> str | None:
    """Return what a record calls itself, and its id; of a receipt, what it answers."""
    from lerway.standards.open_badges.reading import text_of

    if record is None:
        return None
    answer = receipt_answer(record.document)
    if answer is not None:
        return f"a receipt of a check, which answered {answer}"
    name = text_of(record.document.get("name"))
    identifier = text_of(record.document.get("id"))
    return f"{name!r} [{identifier}]" if name else identifier or None
