"""`lerway verify`: one plain verdict on a file, a folder, an address or standard input."""

from __future__ import annotations

import os
import re
import sys
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias

import typer

from lerway.cli.console import out, talk
from lerway.cli.main import EXIT_INVALID, EXIT_MISUSE, EXIT_OK, EXIT_UNDETERMINED, app
from lerway.kernel.errors import LerwayError, MisuseError, UnreadableError
from lerway.kernel.report import Outcome, Report, Standing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lerway.cli.verifying.judging import Judge, Judgement, Settings, Told
    from lerway.domain.verifying.policy import Policy
    from lerway.kernel.errors import Problem
    from lerway.kernel.report import Check

DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
NOTE: Final = "note"
ASK: Final = (
    "ask the institution itself, at an address that you looked up: anybody can sign with any name"
)
FEW: Final = 64
"""So many files are judged by this process alone."""
WORST_FIRST: Final = (EXIT_MISUSE, EXIT_INVALID, EXIT_UNDETERMINED, EXIT_OK)
SIGN: Final = {Outcome.PASSED: "ok", Outcome.FAILED: "FAILED", Outcome.NOT_CHECKED: "not checked"}


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
Jobs: TypeAlias = Annotated[
    int | None,
    typer.Option(
        metavar="N", min=1, help="how many processes judge a folder; one a core, if not given"
    ),
]
Confirmed: TypeAlias = Annotated[
    bool,
    typer.Option("--confirmed", help="undetermined, unless it is confirmed who the issuer is"),
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
    jobs: Jobs = None,
    confirmed: Confirmed = False,
) -> int:
    """Judge a credential, badge or learner record, whoever issued it.

    Exit code: 0 valid, 1 invalid, 2 unreadable or misuse, 3 undetermined; for a
    folder, or a file of many records (.ndjson, .jsonl: a line each), the worst of them.

    Valid means that the signature and the rules hold. Who the issuer is stands apart:
    with --confirmed, a record whose issuer nobody confirms is undetermined.
    """
    from lerway.cli.verifying.judging import Settings

    now = _time(at)
    policy = _policy(recipient, registry or [])
    if confirmed:
        policy = policy.requiring("issuer")
    if documents is not None and (not str(documents).strip() or not documents.is_dir()):
        raise MisuseError(
            "cli.no_such_folder",
            f"--documents: there is no folder {documents}",
            hint="give the folder that holds the kept copies, as HOST/PATH",
        )
    settings = Settings(now, policy, offline, documents, as_json)
    if len(source) > 1 or _holds_many(source[0]):
        return _judge_all(source, settings, jobs)
    return _judge_one(source[0], settings)


def _judge_all(sources: Sequence[str], settings: Settings, jobs: int | None) -> int:
    """Judge many inputs, print a line for each, and return the worst exit code."""
    from lerway.cli.verifying.judging import COUNTED, Judge

    judge = Judge(settings)
    worst = EXIT_OK
    decided_by = ""
    counts: dict[str, int] = {}
    for told in chain.from_iterable(_told(s, judge, settings, jobs) for s in sources):
        if WORST_FIRST.index(told.exit_code) < WORST_FIRST.index(worst):
            worst, decided_by = told.exit_code, f"{told.source} is {told.word}"
        counts[told.word] = counts.get(told.word, 0) + 1
        print(told.line)
    if counts:
        talk(", ".join(f"{counts[word]} {word}" for word in COUNTED if word in counts))
    if settings.as_json and decided_by:
        talk(f"note: the exit code is {worst}, because {decided_by}")
    if not counts.keys() - {"skipped"}:
        raise MisuseError(
            "cli.nothing_to_judge",
            f"there is no credential in {sources[0]}",
            hint="name a folder with credentials in it",
        )
    return worst


def _holds_many(source: str) -> bool:
    """Return whether an input is a folder, or a file of many records."""
    from lerway.cli.verifying.folder import holds_lines

    if source == "-" or "://" in source:
        return False
    return Path(source).is_dir() or (holds_lines(source) and Path(source).is_file())


def _told(source: str, judge: Judge, settings: Settings, jobs: int | None) -> Iterator[Told]:
    if not _holds_many(source):
        yield _judged(source, judge, settings).told(as_json=settings.as_json)
        return
    from lerway.cli.verifying.folder import lines_of, records_in
    from lerway.cli.verifying.workers import judged_by_many

    path = Path(source)
    sources = records_in(path) if path.is_dir() else lines_of(source)
    # Another process costs more than it saves, for a few files.
    first = list(islice(sources, FEW))
    jobs = jobs or available_cores()
    if jobs > 1 and len(first) == FEW:
        yield from judged_by_many(chain(first, sources), settings, jobs)
        return
    for one in chain(first, sources):
        yield judge.one_of_many(one).told(as_json=settings.as_json)


def _judge_one(source: str, settings: Settings) -> int:
    """Judge one input, print all that is known of it, and return its exit code."""
    from lerway.cli.verifying.judging import Judge, json_line

    item = _judged(source, Judge(settings), settings)
    if settings.as_json:
        print(json_line(item.to_json()))
    elif item.problem is not None:
        _tell(item.problem)
    else:
        _print_report(item, settings.now)
    return item.exit_code


def _judged(source: str, judge: Judge, settings: Settings) -> Judgement:
    if source == "-":
        return judge.data("-", sys.stdin.buffer.read(settings.policy.limits.image + 1))
    if source.startswith(("https://", "http://")):
        return judge.url(source)
    if "://" in source:
        raise MisuseError(
            "cli.address", f"{source} is no address to fetch from", hint="give an https:// address"
        )
    return judge.file(source)


def available_cores() -> int:
    """Return how many cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


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


def _tell(problem: Problem) -> None:
    where = f" (at {problem.pointer})" if problem.pointer else ""
    talk(f"error: {problem.message}{where} [{problem.code}]")
    if problem.hint:
        talk(f"hint: {problem.hint}")


def _print_report(item: Judgement, now: datetime) -> None:
    report = item.report
    assert report is not None  # noqa: S101 - the caller looked
    deciding = report.deciding()
    if item.doubtful:
        out(f"VALID, but {_unconfirmed(report)}")
        out(f"  what to do: {ASK}")
    else:
        told = deciding.message if deciding else _issued_by(report)
        out(f"{report.verdict.value.upper()}: {told}")
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
        reason = f" [{check.reason}]" if check.reason else ""
        sign, message = sign_of(check, report), check.message
        if sign == NOTE and check.outcome is Outcome.PASSED:
            message = (
                "the key named in it is one of the issuer's, but did not sign this as it stands"
            )
        out(f"  {sign:<12}{check.code}: {message}{reason}")
        out(f"{'':14}{check.standard}{at}")


def sign_of(check: Check, report: Report) -> str:
    """Return the word for how `check` came out; what does not decide is a note."""
    if check.outcome is not Outcome.PASSED:
        return SIGN[check.outcome] if check.required else NOTE
    return NOTE if report.names_key_only(check) else SIGN[check.outcome]


def _issued_by(report: Report) -> str:
    """Say in the first line of a good verdict how far it is known who issued it."""
    issuer = report.issuer
    if issuer is None:
        return "everything that it holds was checked"
    if issuer.standing is Standing.RECOGNISED:
        return f"issued by {issuer.listed_name}, {issuer.label()}"
    return f"issued by whoever controls {issuer.host}"


def _unconfirmed(report: Report) -> str:
    """Say whose issuer nobody confirms: the record's own, or that of records inside."""
    if report.issuer is not None and report.issuer.unconfirmed:
        return "its issuer is not confirmed"
    n = report.unconfirmed_inside
    return f"the issuer of {n} {'record' if n == 1 else 'records'} inside is not confirmed"


def _who(report: Report) -> str:
    """Say who the issuer is, never a self-given name without how far it is confirmed."""
    issuer = report.issuer
    assert issuer is not None  # noqa: S101 - the caller looked
    if issuer.standing is Standing.RECOGNISED:
        return f"{issuer.listed_name}, {issuer.label()} [{issuer.id}]"
    claimed = f"; it calls itself {issuer.claimed_name!r}" if issuer.claimed_name else ""
    return f"{issuer.label()}{claimed} [{issuer.id or 'no id'}]"
