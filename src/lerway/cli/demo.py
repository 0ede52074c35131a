"""`lerway demo`: the main job on real input, through the ordinary commands.

Every step is a command line that `lerway.cli.main` runs as if typed, and what it
must come to. Nothing here does anything that the commands would not; only the
tampering is done by hand.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shlex
import shutil
import tempfile
import time
from dataclasses import dataclass, field
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING, Annotated, Final

import typer

from lerway.cli.console import out, talk
from lerway.cli.main import app, main

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

HOST: Final = "riverside-college.example"
LIST_URL: Final = f"https://{HOST}/status/1"
_ID_OF: Final = "@id-of:"
SYLLABUS: Final = """\
Security operations, 60 hours, evenings

In the laboratory, students watch SIEM alerts and say which of them matter, practise packet
analysis on what was captured, and do log analysis until the intruder is found. They scan a
small network for vulnerabilities and encrypt data that must not leave it. The second half is
about incident response: who is called, what is written down, what is told to the public.
"""
SHOWN: Final = ("DC-01", "DC-02", "DC-03", "DC-04", "DC-05", "DC-09")
NAMES: Final = ("amara-okafor", "beatriz-santos", "caleb-whitehorse")


@dataclass(frozen=True, slots=True)
class Step:
    """One command of the demo and what it must come to.

    Attributes:
        title: what is being shown, for a person.
        argv: the command line after `lerway`; paths are relative to the demo's folder.
        exit_code: the exit code that it must have.
        says: texts that it must print.
        before: what is done by hand before it.
        lines: how many lines of its output are shown.
        about: lines further down that are shown too: those with this text.
    """

    title: str
    argv: tuple[str, ...]
    exit_code: int = 0
    says: tuple[str, ...] = ()
    before: Callable[[], None] | None = None
    lines: int = 6
    about: str = ""


@dataclass(slots=True)
class Result:
    """What a step came to."""

    step: Step
    exit_code: int
    output: str
    missing: list[str] = field(default_factory=list[str])

    @property
    def ok(self) -> bool:
        """Whether it did what it says."""
        return self.exit_code == self.step.exit_code and not self.missing


@app.command()
def demo(
    *,
    check: Annotated[
        bool,
        typer.Option("--check", help="say little; fail unless every step did what it says"),
    ] = False,
    keep: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="work in this new folder and leave it there"),
    ] = None,
) -> int:
    """Issue, bake, verify, tamper with, revoke: a college's first day, in a minute."""
    from lerway.kernel.errors import MisuseError

    if keep is not None and keep.exists() and (not keep.is_dir() or any(keep.iterdir())):
        raise MisuseError(
            "demo.folder_not_empty",
            f"--keep: {keep} is not an empty folder",
            hint="name a folder that does not exist yet",
        )
    folder = keep or Path(tempfile.mkdtemp(prefix="lerway-demo-"))
    folder.mkdir(parents=True, exist_ok=True)
    speed = ""
    try:
        with contextlib.chdir(folder), _own_home():
            failed = _run(check=check)
            if not failed and not check:
                speed = _speed()
    finally:
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)
    if failed:
        for result in failed:
            talk(f"error: this step did not do what it says: {result.step.title}")
            talk(
                f"hint: exit code {result.exit_code}, expected {result.step.exit_code};"
                f" missing: {result.missing}; it printed:"
            )
            for line in result.output.splitlines():
                talk(f"  | {line}")
        return 1
    out("every step did what it says" if check else _ending(keep))
    if speed:
        out(speed)
    return 0


def _ending(keep: Path | None) -> str:
    if keep:
        return f"That was the whole way, by the ordinary commands; everything is in {keep}."
    return (
        "That was the whole way, by the ordinary commands. To keep the files, and type them"
        " yourself: make demo DEMO_ARGS=--keep=DIR (or: lerway demo --keep DIR)."
    )


def _speed() -> str:
    """Verify the badges that were issued once more, for a moment, and say how fast that was.

    Beside it Ed25519 alone: what nobody who looks at a signature can pass.
    """
    from datetime import UTC, datetime
    from itertools import cycle

    from lerway.cli.verifying.judging import Judge, Settings
    from lerway.domain.verifying.policy import DEFAULT_POLICY
    from lerway.standards.cid.keys import KeyType, PrivateKey

    settings = Settings(datetime.now(UTC), DEFAULT_POLICY, True, Path("documents"), False)
    judge = Judge(settings)
    badges = cycle([path.read_bytes() for path in sorted(Path("badges").glob("*.json"))])
    key = PrivateKey.generate(KeyType.ED25519, os.urandom)
    message = os.urandom(64)
    signature = key.sign(message)
    whole = _a_second(lambda: judge.data("", next(badges)), seconds=0.4, before=90)
    alone = _a_second(lambda: key.public.verify(signature, message), seconds=0.1, before=10)
    return (
        f"This machine just verified {whole:,.0f} badges a second on one core, each with its"
        f" whole report; Ed25519 alone verifies {alone:,.0f} signatures."
    )


def _a_second(work: Callable[[], object], *, seconds: float, before: int) -> float:
    """Return how often `work` is done in a second of the processor, after it was done `before`."""
    for _ in range(before):
        work()
    done = 0
    start = spent = time.process_time()
    while spent - start < seconds:
        work()
        done += 1
        spent = time.process_time()
    return done / (spent - start)


def _run(*, check: bool) -> list[Result]:
    _lay_out()
    failed: list[Result] = []
    for number, step in enumerate(_steps(), 1):
        if step.before is not None:
            step.before()
        result = carry_out(step)
        if not result.ok:
            failed.append(result)
        if check:
            out(f"{'ok' if result.ok else 'FAILED':<7}{step.title}")
        else:
            _show(number, result)
        if not result.ok:
            break
    return failed


def carry_out(step: Step) -> Result:
    """Run the command of `step` and hold what it printed against what it must say."""
    argv = _typed(step)
    captured = io.StringIO()
    with contextlib.redirect_stdout(captured), contextlib.redirect_stderr(captured):
        code = main(argv)
    output = captured.getvalue()
    return Result(step, code, output, [text for text in step.says if text not in output])


def _typed(step: Step) -> list[str]:
    """Return the command line of `step` as a person would type it."""
    return [_id_in(arg) if arg.startswith(_ID_OF) else arg for arg in step.argv]


def _id_in(arg: str) -> str:
    """Return the id of the credential in the file that `arg` names."""
    return str(json.loads(Path(arg.removeprefix(_ID_OF)).read_bytes())["id"])


def _show(number: int, result: Result) -> None:
    step = result.step
    out()
    out(f"{number}. {step.title}")
    out(f"   $ lerway {shlex.join(_typed(step))}")
    lines = result.output.strip().splitlines()
    first, rest = lines[: step.lines], lines[step.lines :]
    further = [line for line in rest if step.about and step.about in line]
    for line in [*first, *further]:
        out(f"   | {line}")
    if len(rest) > len(further):
        out(f"   | … {len(rest) - len(further)} more lines")


def _lay_out() -> None:
    """Put the bundled files into the current folder."""
    source = resources.files("lerway.data").joinpath("demo")
    for item in source.iterdir():
        Path(item.name).write_bytes(item.read_bytes())


def _copy(source: Path, target: Path) -> Callable[[], None]:
    def act() -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)

    return act


def _badge(folder: str, number: int, name: str, ending: str = "json") -> Path:
    return Path(folder) / f"{number:04}-{name}.{ending}"


def _tamper() -> None:
    """Raise somebody's score, as a cheat with a text editor would."""
    path = _badge("badges", 2, NAMES[1])
    badge = json.loads(path.read_bytes())
    for result in badge["credentialSubject"]["result"]:
        if result.get("value", "").isdigit():
            result["value"] = "100"
    Path("tampered.json").write_text(json.dumps(badge, ensure_ascii=False), encoding="utf-8")


def _issue(*more: str) -> tuple[str, ...]:
    return ("issue", "--achievement", "achievement.yaml", "--key", "college.json",
            "--issuer", "issuer.yaml", "--valid-from", "2026-06-12T09:00:00Z", *more)  # fmt: skip


def _verify(what: str | Path, *more: str) -> tuple[str, ...]:
    return ("verify", str(what), "--offline", "--documents", "documents", *more)


def _steps() -> list[Step]:
    return [*_preparing(), *_issuing(), *_judging(), *_strangers(), *_translating(), *_planning()]


def _preparing() -> list[Step]:
    return [
        Step(
            "The college makes a key under its own domain.",
            ("key", "new", "--curve", "ed25519", "--did", f"web:{HOST}", "-o", "college.json"),
            says=(f"did:web:{HOST}",),
        ),
        Step(
            "It opens a status list: a record that stands in one can be revoked later.",
            ("status", "new", "--url", LIST_URL, "-o", "list.json"),
            before=_copy(Path("did.json"), Path(f"documents/{HOST}/.well-known/did.json")),
        ),
        Step(
            "The roster has two bad rows. They are named before anything is signed.",
            _issue("--roster", "roster.csv", "-o", "badges", "--status", "list.json"),
            exit_code=2,
            says=("row 13", "row 23"),
        ),
    ]


def _issuing() -> list[Step]:
    return [
        Step(
            "The rows are mended: 30 badges are issued.",
            _issue("--roster", "roster-mended.csv", "-o", "badges", "--status", "list.json"),
            says=("30",),
        ),
        Step(
            "One learner also gets a comprehensive learner record that wraps her badges.",
            ("issue", "--achievement", "achievement.yaml", "--achievement", "practicum.yaml",
             "--roster", "roster-clr.csv", "--key", "college.json", "--issuer", "issuer.yaml",
             "--valid-from", "2026-06-12T09:00:00Z", "--clr", "-o", "records"),
        ),
        Step(
            "One badge is baked: the signed record is put into a picture to post anywhere.",
            ("bake", "badge.png", str(_badge("badges", 1, NAMES[0])), "-o", "amara.png"),
        ),
        Step(
            "The college publishes its status list. Nobody relies on a copy that is a day old,"
            " so that what is revoked is known everywhere within a day.",
            ("status", "publish", "list.json", "--key", "college.json", "-o", "documents"),
        ),
    ]  # fmt: skip


def _judging() -> list[Step]:
    third = _badge("badges", 3, NAMES[2])
    return [
        Step(
            "Anybody can judge them all, here without the network, by kept copies.",
            _verify("badges"),
            says=("30 valid",),
        ),
        Step(
            "The learner record is judged member by member.",
            _verify(_badge("records", 1, NAMES[0])),
            says=("members: embedded record", "domain-controlled"),
            lines=3,
            about="members: ",
        ),
        Step(
            "The picture carries the same record, and the same verdict.",
            _verify("amara.png"),
            says=("VALID", f"domain-controlled ({HOST})"),
            lines=9,
        ),
        Step(
            "Somebody raised her own score. The signature no longer matches.",
            _verify("tampered.json"),
            exit_code=1,
            says=("proof.signature",),
            before=_tamper,
        ),
        Step(
            "The college revokes one badge ...",
            ("status", "set", "list.json", _ID_OF + str(third), "--revoke"),
        ),
        Step(
            "... publishes the list again ...",
            ("status", "publish", "list.json", "--key", "college.json", "-o", "documents"),
        ),
        Step(
            "... and the badge is refused.",
            _verify(third),
            exit_code=1,
            says=("status.revoked",),
        ),
        Step(
            "A badge with an end is issued ...",
            _issue("--roster", "roster-clr.csv", "-o", "expiring",
                   "--valid-until", "2026-08-31T00:00:00Z"),
        ),
        Step(
            "... and is refused once that day has passed.",
            _verify(_badge("expiring", 1, NAMES[0]), "--at", "2026-09-01T12:00:00Z"),
            exit_code=1,
            says=("dates.expired",),
        ),
    ]  # fmt: skip


def _strangers() -> list[Step]:
    fake = _badge("fakes", 1, NAMES[0])
    return [
        Step(
            "An impostor makes a key of his own ...",
            ("key", "new", "--curve", "p256", "-o", "impostor.json"),
        ),
        Step(
            "... and calls himself by the college's name.",
            ("issue", "--achievement", "achievement.yaml", "--roster", "roster-clr.csv",
             "--key", "impostor.json", "--issuer", "impostor.yaml",
             "--valid-from", "2026-06-12T09:00:00Z", "-o", "fakes"),
        ),
        Step(
            "His signature is right, for it is his own; he is told apart: nobody confirms him.",
            _verify(fake),
            says=("VALID, but its issuer is not confirmed", "unconfirmed"),
            lines=4,
        ),
        Step(
            "Who relies on confirmed issuers alone asks for that, and does not accept him.",
            _verify(fake, "--confirmed"),
            exit_code=3,
            says=("UNDETERMINED", "issuer.unconfirmed"),
            lines=4,
        ),
        Step(
            "A badge that a stranger's software issued is judged the same way.",
            _verify("stranger.json"),
            says=("VALID",),
            lines=4,
        ),
    ]  # fmt: skip


def _translating() -> list[Step]:
    if find_spec("numpy") is None:  # installed without lerway[skills]
        return []
    return [
        Step(
            "A syllabus is held against the starter framework: its skills, and what shows them.",
            ("skills", "extract", "syllabus.txt", "--framework", "lerway-starter"),
            says=("Respond to security incidents", "Encrypt data"),
            before=_starter,
            lines=13,
        ),
        Step(
            "A badge is issued that names the skills which the registrar accepts.",
            ("issue", "--achievement", "aligned.yaml", "--roster", "roster-clr.csv", "--key",
             "college.json", "--issuer", "issuer.yaml", "--valid-from", "2026-06-12T09:00:00Z",
             "-o", "aligned"),
            before=_align,
        ),
        Step(
            "Somebody who knows NICE alone reads the same badge in NICE's words.",
            ("skills", "translate", str(_badge("aligned", 1, NAMES[0])), "--to", "nice-names"),
            says=("Cryptography", "Cyber Resiliency"),
        ),
    ]  # fmt: skip


def _planning() -> list[Step]:
    if not all(map(find_spec, ("highspy", "numpy", "reportlab"))):  # without lerway[compass]
        return []
    badge = str(_badge("aligned", 1, NAMES[0]))
    where = ("--framework", "lerway-starter", "--offline", "--documents", "documents")
    return [
        Step(
            "The learner holds that badge against a work role: what is held, and what is missing.",
            ("compass", "gap", badge, "--to", "PD-WRL-001", *where),
            says=("by importance", "missing (", "Lerway starter skills, 1.0"),
        ),
        Step(
            "She asks for the cheapest way there, and takes it home on one page (sample courses).",
            ("compass", "route", badge, "--to", "PD-WRL-001", *where, "--hours", "20", "--start",
             "2027-01-04", "--print", "plan.pdf"),
            says=("no other choice is better", "sample, made up", "wrote the plan to plan.pdf"),
            lines=9,
        ),
    ]  # fmt: skip


def _starter() -> None:
    """Put the bundled starter framework, NICE's names and our mappings into the store."""
    from lerway import bootstrap
    from lerway.data import starter

    with bootstrap.skill_store() as store:
        for framework in starter.FRAMEWORKS:
            store.import_parts(starter.parts(framework), read_from="csv", at=bootstrap.now())
        store.put_mappings("starter-nice", starter.mappings())
    Path("syllabus.txt").write_text(SYLLABUS, encoding="utf-8")


def _align() -> None:
    """Write an achievement file with the skills, as the registrar would paste them."""
    command = ("skills", "align", *SHOWN, "--framework", "lerway-starter")
    alignment = carry_out(Step("", command)).output
    text = Path("achievement.yaml").read_text(encoding="utf-8")
    head, _, rest = text.partition("alignment:\n")
    results = rest[rest.index("resultDescription:") :]
    # The capstone's level is the level of these skills.
    place = "    resultType: RubricCriterionLevel\n"
    results = results.replace(place, place + indent(alignment, " " * 4), 1)
    Path("aligned.yaml").write_text(head + alignment + results, encoding="utf-8")


@contextlib.contextmanager
def _own_home() -> Generator[None]:
    """Keep the demo's frameworks in its folder, and this person's as they are."""
    before = os.environ.get("LERWAY_HOME")
    os.environ["LERWAY_HOME"] = str(Path.cwd() / "home")
    try:
        yield
    finally:
        del os.environ["LERWAY_HOME"]
        if before is not None:
            os.environ["LERWAY_HOME"] = before
