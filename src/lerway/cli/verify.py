"""`lerway verify`: one plain verdict on a file, a folder, an address or standard input."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

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
    from collections.abc import Iterator

    from lerway.domain.ports import Fetcher
    from lerway.domain.verifying.policy import Policy

EXIT_OF: Final = {
    Verdict.VALID: EXIT_OK,
    Verdict.INVALID: EXIT_INVALID,
    Verdict.UNDETERMINED: EXIT_UNDETERMINED,
}
WORST_FIRST: Final = (EXIT_MISUSE, EXIT_INVALID, EXIT_UNDETERMINED, EXIT_OK)
SIGN: Final = {Outcome.PASSED: "ok", Outcome.FAILED: "FAILED", Outcome.NOT_CHECKED: "not checked"}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of one input: a report, or the problem that kept it from being read."""

    source: str
    report: Report | None = None
    problem: Problem | None = None
    claimed: str | None = None
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


@app.command()
def verify(
    source: Annotated[
        str, typer.Argument(metavar="FILE|DIR|URL|-", help="what to judge; - is standard input")
    ],
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="print one JSON object on one line (one a file)")
    ] = False,
    offline: Annotated[bool, typer.Option("--offline", help="never use the network")] = False,
    at: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="judge as of this time, e.g. 2026-11-23T12:00:00Z"),
    ] = None,
    recipient: Annotated[
        str | None,
        typer.Option(metavar="ID", help="ask that this e-mail address or id is the recipient's"),
    ] = None,
    documents: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="kept copies of documents and lists, as DIR/HOST/PATH"),
    ] = None,
    registry: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="a list of issuers that you recognise"),
    ] = None,
) -> int:
    """Judge a credential, badge or learner record, whoever issued it.

    Exit code: 0 valid, 1 invalid, 2 unreadable or misuse, 3 undetermined; for a
    folder the worst of them.
    """
    from lerway import bootstrap

    now = _time(at)
    policy = _policy(recipient, registry or [])
    if documents is not None and not documents.is_dir():
        raise MisuseError("cli.no_such_folder", f"--documents: there is no folder {documents}")
    fetch = bootstrap.fetcher(offline=offline, documents=documents)
    folder = source != "-" and Path(source).is_dir()
    worst = EXIT_OK
    counts: dict[str, int] = {}
    for item in _judgements(source, now, policy, fetch, offline=offline):
        worst = min((worst, item.exit_code), key=WORST_FIRST.index)
        key = "skipped" if item.skipped else _word(item)
        counts[key] = counts.get(key, 0) + 1
        if as_json:
            line = item.to_json()
            if folder:
                line = {"file": item.source, **({"skipped": True} if item.skipped else {}), **line}
            print(json.dumps(line, separators=(",", ":")))
        elif folder:
            out(_line(item))
        elif item.problem is not None:
            _tell(item.problem)
        else:
            _print_report(item, now)
    if folder and not as_json:
        total = ", ".join(f"{n} {word}" for word, n in counts.items()) or "no files"
        talk(total)
    return worst


def _judgements(
    source: str, now: datetime, policy: Policy, fetch: Fetcher, *, offline: bool
) -> Iterator[Judgement]:
    if source == "-":
        yield _judge("-", sys.stdin.buffer.read(policy.limits.image + 1), now, policy, fetch)
    elif source.startswith(("https://", "http://")):
        yield _judge_url(source, now, policy, fetch, offline=offline)
    elif Path(source).is_dir():
        for path in sorted(p for p in Path(source).rglob("*") if p.is_file()):
            yield _judge_file(path, now, policy, fetch, in_folder=True)
    else:
        yield _judge_file(Path(source), now, policy, fetch, in_folder=False)


def _judge_file(
    path: Path, now: datetime, policy: Policy, fetch: Fetcher, *, in_folder: bool
) -> Judgement:
    try:
        if path.stat().st_size > policy.limits.image:
            data = b""
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
            "input.unreadable_file", f"cannot read {path}: {reason}", fault=Fault.CALLER
        )
        return Judgement(str(path), problem=problem)
    judged = _judge(str(path), data, now, policy, fetch)
    if in_folder and _is_no_record(judged.problem):
        return Judgement(str(path), problem=judged.problem, skipped=True)
    return judged


def _is_no_record(problem: Problem | None) -> bool:
    return problem is not None and problem.code in {
        "input.not_a_record",
        "input.unknown_format",
        "input.empty",
        "image.not_baked",
    }


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
    claimed = report.issuer.claimed_name if report.issuer else None
    return Judgement(source, report=report, claimed=claimed)


def _policy(recipient: str | None, registries: list[Path]) -> Policy:
    from lerway.domain.registry.recognition import parse_registry
    from lerway.domain.verifying.policy import DEFAULT_POLICY

    policy = DEFAULT_POLICY
    if recipient:
        policy = policy.for_recipient(recipient)
    for path in registries:
        try:
            data = path.read_bytes()
        except OSError as e:
            reason = (e.strerror or str(e)).lower()
            raise MisuseError(
                "cli.unreadable_registry", f"--registry: cannot read {path}: {reason}"
            ) from None
        policy = policy.recognising(parse_registry(data, path.name))
    return policy


def _time(text: str | None) -> datetime:
    if text is None:
        return datetime.now(UTC)
    from lerway.standards.vcdm.dates import parse_datetime

    try:
        return parse_datetime(text)
    except LerwayError as e:
        raise MisuseError(
            "cli.time", f"--at: {e}", hint="write it as 2026-11-23T12:00:00Z"
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
