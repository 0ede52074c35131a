"""`lerway verify`: one plain verdict on a file, a folder, an address or standard input."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias

import typer

from lerway.cli.console import out, talk
from lerway.cli.main import EXIT_INVALID, EXIT_MISUSE, EXIT_OK, EXIT_UNDETERMINED, app
from lerway.kernel.errors import (
    Fault,
    LerwayError,
    MisuseError,
    Problem,
    UnreadableError,
)
from lerway.kernel.report import Outcome, Report, Standing, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lerway.domain.ports import Fetcher
    from lerway.domain.verifying.policy import Policy
    from lerway.domain.verifying.reading import Record

EXIT_OF: Final = {
    Verdict.VALID: EXIT_OK,
    Verdict.INVALID: EXIT_INVALID,
    Verdict.UNDETERMINED: EXIT_UNDETERMINED,
}
DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
RECORD_ENDINGS: Final = frozenset({".json", ".jsonld", ".jwt", ".vc"})
WORST_FIRST: Final = (EXIT_MISUSE, EXIT_INVALID, EXIT_UNDETERMINED, EXIT_OK)
SIGN: Final = {Outcome.PASSED: "ok", Outcome.FAILED: "FAILED", Outcome.NOT_CHECKED: "not checked"}


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


Sources: TypeAlias = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE|DIR|URL|-",
        help="what to judge, one or several; - is standard input",
        show_default=False,
    ),
]
AsJson: TypeAlias = Annotated[
    bool, typer.Option("--json", help="print one JSON object on one line (one a file)")
]
Offline: TypeAlias = Annotated[bool, typer.Option("--offline", help="never use the network")]
At: TypeAlias = Annotated[
    str | None,
    typer.Option(metavar="TIME", help="judge as of this time, e.g. 2026-11-23T12:00:00Z"),
]
Recipient: TypeAlias = Annotated[
    str | None,
    typer.Option(metavar="ID", help="ask that this e-mail address or id is the recipient's"),
]
Documents: TypeAlias = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="kept copies of documents and lists, as DIR/HOST/PATH"),
]
Registries: TypeAlias = Annotated[
    list[Path] | None,
    typer.Option(metavar="FILE", help="a list of issuers that you recognise"),
]


@app.command()
def verify(
    source: Sources,
    *,
    as_json: AsJson = False,
    offline: Offline = False,
    at: At = None,
    recipient: Recipient = None,
    documents: Documents = None,
    registry: Registries = None,
) -> int:
    """Judge a credential, badge or learner record, whoever issued it.

    Exit code: 0 valid, 1 invalid, 2 unreadable or misuse, 3 undetermined; for a
    folder the worst of them.
    """
    from lerway import bootstrap

    now = _time(at)
    policy = _policy(recipient, registry or [])
    if documents is not None and (not str(documents).strip() or not documents.is_dir()):
        raise MisuseError(
            "cli.no_such_folder",
            f"--documents: there is no folder {documents}",
            hint="give the folder that holds the kept copies, as HOST/PATH",
        )
    fetch = bootstrap.fetcher(offline=offline, documents=documents)
    many = len(source) > 1 or (source[0] != "-" and Path(source[0]).is_dir())
    worst = EXIT_OK
    counts: dict[str, int] = {}
    for item in chain.from_iterable(
        _judgements(s, now, policy, fetch, offline=offline) for s in source
    ):
        worst = min((worst, item.exit_code), key=WORST_FIRST.index)
        key = "skipped" if item.skipped else _word(item)
        counts[key] = counts.get(key, 0) + 1
        if as_json:
            line = item.to_json()
            if many:
                line = {"file": item.source, **({"skipped": True} if item.skipped else {}), **line}
            print(json.dumps(line, separators=(",", ":")))
        elif many:
            out(_line(item))
        elif item.problem is not None:
            _tell(item.problem)
        else:
            _print_report(item, now)
    if many and not as_json and counts:
        talk(", ".join(f"{n} {word}" for word, n in counts.items()))
    if not counts.keys() - {"skipped"}:
        raise MisuseError(
            "cli.nothing_to_judge",
            f"there is no credential in {source[0]}",
            hint="name a folder with credentials in it",
        )
    return worst


def _judgements(
    source: str, now: datetime, policy: Policy, fetch: Fetcher, *, offline: bool
) -> Iterator[Judgement]:
    if source == "-":
        yield _judge("-", sys.stdin.buffer.read(policy.limits.image + 1), now, policy, fetch)
    elif source.startswith(("https://", "http://")):
        yield _judge_url(source, now, policy, fetch, offline=offline)
    elif "://" in source:
        raise MisuseError(
            "cli.address", f"{source} is no address to fetch from", hint="give an https:// address"
        )
    elif Path(source).is_dir():
        for path in sorted(_files_in(Path(source))):
            yield _judge_file(path, now, policy, fetch, in_folder=True)
    else:
        yield _judge_file(Path(source), now, policy, fetch, in_folder=False)


def _files_in(folder: Path) -> Iterator[Path]:
    """Yield the files below `folder`, without hidden ones: they are some program's own."""
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not hidden and path.is_file():
            yield path


def _judge_file(
    path: Path, now: datetime, policy: Policy, fetch: Fetcher, *, in_folder: bool
) -> Judgement:
    try:
        if path.stat().st_size > policy.limits.image:
            size = path.stat().st_size
            problem = Problem(
                "input.too_large",
                f"the file has {size:,} bytes, the limit is {policy.limits.image:,}",
            )
            return Judgement(str(path), problem=problem)
        data = path.read_bytes()
    except OSError as e:
        reason = (e.strerror or str(e)).lower()
        problem = Problem(
            "input.unreadable_file",
            f"cannot read {path}: {reason}",
            "give a file, a folder, an https:// address, or - for standard input",
            Fault.CALLER,
        )
        return Judgement(str(path), problem=problem)
    judged = _judge(str(path), data, now, policy, fetch)
    if in_folder and _is_no_record(judged.problem, path):
        return Judgement(str(path), problem=judged.problem, skipped=True)
    return judged


def _is_no_record(problem: Problem | None, path: Path) -> bool:
    """Whether a file among others is no record; one that is named as if it were is a bad one."""
    if problem is None:
        return False
    if problem.code in {"input.unknown_format", "input.empty"}:
        return path.suffix.lower() not in RECORD_ENDINGS
    return problem.code in {"input.not_a_record", "image.not_baked"}


def _judge_url(
    url: str, now: datetime, policy: Policy, fetch: Fetcher, *, offline: bool
) -> Judgement:
    from lerway.kernel.need import Need, NeedKind, Unavailable

    answer = fetch(Need(NeedKind.HOSTED_BADGE, url))
    if isinstance(answer, Unavailable):
        hint = "leave out --offline" if offline else "download the file and give that"
        problem = Problem(answer.code, f"cannot get {url}: {answer.message}", hint, Fault.NETWORK)
        return Judgement(url, problem=problem)
    return _judge(url, answer.body, now, policy, fetch)


def _judge(source: str, data: bytes, now: datetime, policy: Policy, fetch: Fetcher) -> Judgement:
    from lerway import bootstrap
    from lerway.domain.verifying.verification import Verification

    try:
        verification = Verification(data, now=now, catalog=bootstrap.catalog(), policy=policy)
        report = bootstrap.resolve(verification, fetch)
    except UnreadableError as e:
        return Judgement(source, problem=e.problem)
    return Judgement(source, report=report, subject=_subject(verification.record))


def _subject(record: Record | None) -> str | None:
    """Return what a record calls itself, and its id."""
    from lerway.standards.open_badges.reading import text_of

    if record is None:
        return None
    name = text_of(record.document.get("name"))
    identifier = text_of(record.document.get("id"))
    return f"{name!r} [{identifier}]" if name else identifier or None


def _policy(recipient: str | None, registries: list[Path]) -> Policy:
    from lerway.domain.verifying.policy import DEFAULT_POLICY

    policy = DEFAULT_POLICY
    if recipient is not None:
        if not recipient.strip():
            raise MisuseError(
                "cli.empty_recipient",
                "--recipient: there is nothing in it, so nothing could be compared",
                hint="give the e-mail address or id, or leave the option out",
            )
        policy = policy.for_recipient(recipient)
    return recognising(policy, registries)


def recognising(policy: Policy, paths: Sequence[Path]) -> Policy:
    """Return `policy` with the lists in `paths` added, each called by its file's name.

    Raises:
        MisuseError: `cli.unreadable_registry`.
    """
    from lerway.domain.registry.recognition import parse_registry

    for path in paths:
        try:
            data = path.read_bytes()
        except OSError as e:
            reason = (e.strerror or str(e)).lower()
            raise MisuseError(
                "cli.unreadable_registry",
                f"--registry: cannot read {path}: {reason}",
                hint="give the file of a list of issuers",
            ) from None
        try:
            policy = policy.recognising(parse_registry(data, path.name))
        except UnreadableError as e:
            raise MisuseError(
                "cli.unreadable_registry",
                f"--registry: {path} is no list of issuers: {e}",
                hint=e.problem.hint,
            ) from None
    return policy


def _time(text: str | None) -> datetime:
    if text is None:
        return datetime.now(UTC)
    from lerway.standards.vcdm.dates import parse_datetime

    try:
        return parse_datetime(f"{text}T00:00:00Z" if DAY.match(text) else text)
    except LerwayError as e:
        raise MisuseError(
            "cli.time", f"--at: {e}", hint="write it as 2026-11-23 or 2026-11-23T12:00:00Z"
        ) from None


def _word(item: Judgement) -> str:
    return item.report.verdict.value if item.report else "unreadable"


def _line(item: Judgement) -> str:
    """One line a file, for a folder."""
    if item.skipped:
        return f"skipped       {item.source} (no credential)"
    if item.report is None:
        assert item.problem is not None  # noqa: S101 - a judgement has one of the two
        return f"unreadable    {item.source}: {item.problem.message} [{item.problem.code}]"
    report = item.report
    deciding = report.deciding()
    why = f": {deciding.message} [{deciding.reason}]" if deciding else ""
    who = f" (issuer {report.issuer.label()})" if report.issuer else ""
    return f"{report.verdict.value:<13} {item.source}{who}{why}"


def _tell(problem: Problem) -> None:
    where = f" (at {problem.pointer})" if problem.pointer else ""
    talk(f"error: {problem.message}{where} [{problem.code}]")
    if problem.hint:
        talk(f"hint: {problem.hint}")


def _print_report(item: Judgement, now: datetime) -> None:
    report = item.report
    assert report is not None  # noqa: S101 - the caller looked
    deciding = report.deciding()
    out(f"{report.verdict.value.upper()}: {deciding.message if deciding else _issued_by(report)}")
    if deciding and deciding.hint:
        out(f"  what to do: {deciding.hint}")
    if report.issuer is not None:
        out(f"issuer: {_who(report)}")
    if item.subject:
        out(f"record: {item.subject}")
    out(f"judged as of {now:%Y-%m-%d %H:%M} UTC" if now.tzinfo is UTC else f"judged as of {now}")
    out()
    for check in report.checks:
        at = f" at {check.path}" if check.path else ""
        note = "" if check.required else " (not required)"
        reason = f" [{check.reason}]" if check.reason else ""
        out(f"  {SIGN[check.outcome]:<12}{check.code}: {check.message}{reason}{note}")
        out(f"{'':14}{check.standard}{at}")


def _issued_by(report: Report) -> str:
    """Say in the first line of a good verdict how far it is known who issued it."""
    issuer = report.issuer
    if issuer is None:
        return "everything that it holds was checked"
    if issuer.standing is Standing.RECOGNISED:
        return f"issued by {issuer.listed_name}, {issuer.label()}"
    if issuer.standing is Standing.DOMAIN_CONTROLLED:
        return f"issued by whoever controls {issuer.host}"
    return "signed and unchanged, but nobody confirms who its issuer is"


def _who(report: Report) -> str:
    """Say who the issuer is, never a self-given name without how far it is confirmed."""
    issuer = report.issuer
    assert issuer is not None  # noqa: S101 - the caller looked
    if issuer.standing is Standing.RECOGNISED:
        return f"{issuer.listed_name}, {issuer.label()} [{issuer.id}]"
    claimed = f"; it calls itself {issuer.claimed_name!r}" if issuer.claimed_name else ""
    return f"{issuer.label()}{claimed} [{issuer.id or 'no id'}]"
