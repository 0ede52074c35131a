"""`lerway issue`: sign an achievement for everybody on a roster."""

from __future__ import annotations

import hashlib
import os
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TypeVar

import typer

from lerway.cli.console import out, talk
from lerway.cli.kit.long_work import both, progress, resumable
from lerway.cli.kit.options import naming
from lerway.cli.main import EXIT_MISUSE, EXIT_OK, app
from lerway.kernel.errors import LerwayError, MisuseError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from lerway.bootstrap import Issuer
    from lerway.domain.issuing.journal import Beginning
    from lerway.domain.issuing.order import Order
    from lerway.domain.issuing.written.achievement import Achievement
    from lerway.domain.issuing.written.rows import Row
    from lerway.kernel.errors import Problem
    from lerway.standards.status.lists import StatusList

T = TypeVar("T")
LIST: Final = "issued.csv"
_MOST_SHOWN: Final = 200


_Achievements = Annotated[
    list[Path],
    typer.Option(
        "--achievement",
        metavar="A.yaml",
        help="what was achieved, with Open Badges 3.0 names; may be repeated",
    ),
]
_Roster = Annotated[
    Path, typer.Option(metavar="R.csv", help="who: name,email[,id][,evidence][,result.NAME…]")
]
_Key = Annotated[Path, typer.Option(metavar="KEYFILE", help="the key that signs")]
_Profile = Annotated[
    Path, typer.Option(metavar="PROFILE", help="the issuer: an Open Badges Profile")
]
_Output = Annotated[
    Path, typer.Option("-o", "--output", metavar="OUT", help="the folder to write to")
]
_Proof = Annotated[
    str | None,
    typer.Option(metavar="SUITE", help="a cryptosuite, vc-jwt or ob-jwt; else what fits the key"),
]
_From = Annotated[
    str | None, typer.Option(metavar="TIME", help="2026-06-12, or with a time; else now")
]
_Until = Annotated[
    str | None,
    typer.Option(metavar="TIME", help="likewise, a day to its end in UTC; else no end"),
]
_Status = Annotated[
    Path | None,
    typer.Option(metavar="LIST", help="the status list by which a record can be revoked"),
]
_Clr = Annotated[
    bool, typer.Option("--clr", help="wrap each learner's badges into one learner record")
]
_Bake = Annotated[
    Path | None, typer.Option(metavar="IMAGE", help="bake each badge into this PNG or SVG")
]
_Hashed = Annotated[bool, typer.Option("--hashed-email", help="put in the e-mail address, hashed")]
_Seed = Annotated[
    int | None, typer.Option(metavar="N", help="draw the same ids each time; for tests")
]
_Jobs = Annotated[
    int | None, typer.Option(metavar="N", help="how many processes sign; else one for each core")
]
_Shards = Annotated[
    bool,
    typer.Option("--shards", help="write files of 2,000 records, a line each, and a manifest"),
]
_DryRun = Annotated[
    bool, typer.Option("--dry-run", help="look at everything, sign nothing, write nothing")
]


@app.command()
def issue(
    *,
    achievements: _Achievements,
    roster: _Roster,
    key: _Key,
    issuer: _Profile,
    output: _Output,
    proof: _Proof = None,
    valid_from: _From = None,
    valid_until: _Until = None,
    status: _Status = None,
    clr: _Clr = False,
    bake: _Bake = None,
    hashed_email: _Hashed = False,
    seed: _Seed = None,
    jobs: _Jobs = None,
    shards: _Shards = False,
    dry_run: _DryRun = False,
) -> int:
    """Sign an achievement for everybody on a roster.

    Everything is looked at before anything is signed: every bad row is named, with
    its column and what to do. A run that was interrupted goes on when the same
    command is given again.
    """
    order = _order(
        issuer_of(key, issuer),
        [_achievement(path) for path in achievements],
        proof=proof,
        valid_from=_time("--valid-from", valid_from),
        valid_until=_time("--valid-until", valid_until, end=True),
        hashed_email=hashed_email,
        clr=clr,
        image=None if bake is None else _read(bake, "--bake"),
        seed=seed,
    )
    _require_different(order, achievements)
    order = replace(order, rows=_rows(roster, order))
    _judge(order, achievements, roster)
    listed = None if status is None else (status, _list_for(order, status))
    inputs: dict[str, str | None] = {
        "the achievements": _digest(*(_read(path, "--achievement") for path in achievements)),
        "the roster": _digest(_read(roster, "--roster")),
        "the issuer": _digest(_read(issuer, "--issuer")),
        "--valid-from": valid_from,
        "--valid-until": valid_until,
        "--status": None if listed is None else listed[1].id,
        "--seed": None if seed is None else str(seed),
        "--shards": "True" if shards else None,
        **_choices(order),
    }
    _require_sense(output, bake, jobs, shards=shards)
    if dry_run:
        out(f"{_counted(order)} can be issued; nothing was signed")
        return EXIT_OK
    return _carry_out(order, output, listed, inputs, jobs or _cores())


def _require_sense(output: Path, bake: Path | None, jobs: int | None, *, shards: bool) -> None:
    """Refuse options that do not go together."""
    if shards and bake is not None:
        raise MisuseError(
            "issue.baked_shards",
            "a picture is a file of its own, not a line among others",
            hint="leave out --shards or --bake",
        )
    if jobs is not None and jobs < 1:
        raise MisuseError(
            "issue.jobs", f"--jobs: {jobs} processes sign nothing", hint="give 1 or more"
        )
    if output.exists() and not output.is_dir():
        raise MisuseError(
            "out.not_a_folder",
            f"-o: {output} is a file, and a run writes a folder",
            hint="name a folder that is empty or not there yet",
        )


def _counted(order: Order) -> str:
    from lerway.domain.issuing.order import count_tasks

    total = count_tasks(order)
    return f"{total} {'learner record' if order.clr else 'badge'}{'s' if total > 1 else ''}"


def _list_for(order: Order, status: Path) -> StatusList:
    """Return the status list as it is now, which must be the issuer's own."""
    from lerway import bootstrap

    return bootstrap.status_file(status).read().of_issuer(order.issuer.id).state


def _choices(order: Order) -> dict[str, str | None]:
    """Return what else tells one run from another."""
    return {
        "the key": order.issuer.verification_method,
        "--proof": order.proof,
        "--clr": str(order.clr),
        "--bake": None if order.image is None else _digest(order.image),
        "--hashed-email": str(order.hashed_email),
    }


def issuer_of(key: Path, profile: Path | None) -> Issuer:
    """Return the issuer that a key file and a profile file make.

    Raises:
        MisuseError: `issue.profile_id` if the profile is somebody else's, and as
            `read_key`.
        UnreadableError: as `read_key`.
        typer.Exit: the profile is malformed; what is wrong was told.
    """
    from lerway import bootstrap
    from lerway.domain.issuing.written.achievement import read_profile

    with naming(key):
        signing = bootstrap.read_key(key)
    if bootstrap.key_is_open_to_others(key):
        talk(f"warning: others on this machine can read {key}; run: chmod 600 {key}")
    written = {} if profile is None else _told(profile, read_profile, _read(profile, "--issuer"))
    named = written.get("id", signing.controller)
    if named != signing.controller:
        raise MisuseError(
            "issue.profile_id",
            f"{profile} says that it is {named}, but the key speaks for {signing.controller}",
            hint="leave the id out of the profile, or give the key of that issuer",
            pointer="/id",
        )
    return bootstrap.Issuer(
        key=signing.key,
        profile={"id": signing.controller, **written},
        verification_method=signing.method,
    )


def _order(
    who: Issuer,
    achievements: list[Achievement],
    *,
    seed: int | None,
    valid_from: datetime | None,
    valid_until: datetime | None,
    proof: str | None,
    hashed_email: bool,
    clr: bool,
    image: bytes | None,
) -> Order:
    from lerway import bootstrap
    from lerway.domain.issuing.identifiers import SEED_SIZE, Draws, seed_of
    from lerway.domain.issuing.order import Order

    created = bootstrap.now().replace(microsecond=0)
    return Order(
        issuer=who,
        achievements=tuple(achievements),
        rows=(),
        draws=Draws(os.urandom(SEED_SIZE) if seed is None else seed_of(seed)),
        created=created,
        valid_from=valid_from or created,
        valid_until=valid_until,
        proof=proof,
        hashed_email=hashed_email,
        clr=clr,
        image=image,
    )


def _achievement(path: Path) -> Achievement:
    from lerway.domain.issuing.written.achievement import read_achievement

    return _told(path, read_achievement, _read(path, "--achievement"))


def _rows(path: Path, order: Order) -> Sequence[Row]:
    """Return the rows of the roster; if one is bad, tell of all bad ones and exit."""
    from lerway.domain.issuing.written.roster import read_roster

    data = _read(path, "--roster")
    listed = _told(path, lambda d: read_roster(d, order.achievements), data)
    for note in listed.notes:
        talk(f"note: {path}: {note}")
    if not listed.problems:
        return listed.rows
    for problem in listed.problems[:_MOST_SHOWN]:
        talk(f"error: {problem} [{problem.problem.code}]")
        talk(f"hint: {problem.problem.hint}")
    more = len(listed.problems) - _MOST_SHOWN
    if more > 0:
        talk(f"error: and {more:,} more of the kind")
    bad = len({p.row for p in listed.problems})
    talk(f"error: {bad} row{'s' if bad > 1 else ''} of {path} must be mended; nothing was signed")
    raise typer.Exit(EXIT_MISUSE)


def _require_different(order: Order, achievements: list[Path]) -> None:
    ids = [a.id for a in order.achievements]
    for i, achievement_id in enumerate(ids):
        if achievement_id in ids[:i]:
            raise MisuseError(
                "issue.same_achievement",
                f"{achievements[ids.index(achievement_id)]} and {achievements[i]}"
                f" are the same achievement, {order.achievements[i].name!r}",
                hint="give each achievement once, or give them ids of their own",
            )


@contextmanager
def _naming_option(order: Order) -> Generator[None]:
    """Say which option an error is about."""
    hints = {
        "image.baked_already": "give --bake the plain picture, as it was before a badge was baked"
        " into it"
    }
    try:
        yield
    except LerwayError as e:
        options = {"issuer.unknown_proof": "--proof", "issue.baked_clr": "--bake"}
        option = options.get(e.code, "--bake" if order.image is not None else "")
        with naming(option, hints):
            raise


def _judge(order: Order, achievements: list[Path], roster: Path) -> None:
    """Look at what would be signed; if something is wrong, tell of it and exit."""
    from lerway import bootstrap
    from lerway.domain.issuing.order import order_problems

    with _naming_option(order):
        found = order_problems(order, bootstrap.catalog())
    for problem in found[:_MOST_SHOWN]:
        places = {
            "issuer": "the issuer's profile",
            "row": f"{roster}: row {problem.number}",
            "order": "--valid-from and --valid-until",
        }
        where = places.get(problem.source) or str(achievements[problem.number])
        _tell(where, problem.problem)
    if found:
        talk("error: nothing was signed")
        raise typer.Exit(EXIT_MISUSE)


def _cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _carry_out(
    order: Order,
    output: Path,
    status: tuple[Path, StatusList] | None,
    inputs: dict[str, str | None],
    jobs: int,
) -> int:
    from lerway import bootstrap
    from lerway.domain.issuing.journal import Beginning
    from lerway.domain.issuing.order import count_tasks, ids_of

    total, what = count_tasks(order), _counted(order)
    with bootstrap.out_folder(output) as folder:
        if status is not None and folder.journal.beginning is None:
            _require_room(status[1], total + order.wrapped)
        begun = folder.begin(inputs, Beginning(inputs, order.draws.seed, order.created, total))
        folder.require_unchanged()
        finished, lost = folder.journal.finished, folder.missing()
        if not finished:
            _warn(order, inputs)
        order = _as_begun(order, begun, own_start=inputs["--valid-from"] is not None)
        book = None
        if status is not None:
            # The indexes are on disk before any record that has one is signed.
            book = bootstrap.status_file(status[0]).update(
                lambda b: b.of_issuer(order.issuer.id).with_records(ids_of(order), order.draws)
            )
        listed = (output / LIST).is_file()
        shards = inputs["--shards"] is not None
        with (
            bootstrap.hired(order, folder, book, shards=shards, jobs=jobs) as run,
            resumable(total) as stopped,
            progress(total) as shown,
        ):
            there = total - run.carry_out(both(stopped, shown))
    if finished:
        return _told_finished(what, output, lost, listed=listed)
    out(f"{what} issued into {output}" + (f", {there} of them before" if there else ""))
    talk(f"keep {output / 'issued.csv'}: it says which record belongs to which row")
    return EXIT_OK


def _told_finished(what: str, output: Path, lost: list[str], *, listed: bool) -> int:
    """Say what was lost from a run that was finished before, and is there again."""
    again = [*lost, *([] if listed else [LIST])]
    for name in again[:_MOST_SHOWN]:
        talk(f"note: {output / name} was missing, and was made again from the same ids")
    if len(again) > _MOST_SHOWN:
        talk(f"note: and {len(again) - _MOST_SHOWN:,} more")
    changed = f"{len(again)} missing files were made again" if again else "nothing was changed"
    if len(again) == 1:
        changed = "1 missing file was made again"
    out(f"{what} were issued into {output} before; {changed}")
    return EXIT_OK


def _require_room(state: StatusList, needed: int) -> None:
    if state.free < needed:
        raise MisuseError(
            "status.no_room",
            f"the status list has room for {state.free:,} more records,"
            f" and this run needs {needed:,}",
            hint="begin another list with `lerway status new`",
        )


def _as_begun(order: Order, begun: Beginning, *, own_start: bool) -> Order:
    """Return the order with the seed and time that the run was begun with."""
    from lerway.domain.issuing.identifiers import Draws

    return replace(
        order,
        draws=Draws(begun.seed),
        created=begun.created,
        valid_from=order.valid_from if own_start else begun.created,
    )


def _warn(order: Order, inputs: dict[str, str | None]) -> None:
    if order.hashed_email:
        talk(
            "warning: whoever holds a badge can try e-mail addresses until one fits its hash;"
            " the salt only keeps badges apart"
        )
    if inputs["--seed"] is not None:
        talk("warning: with --seed everybody can work out the ids; leave it out for real records")


def _told(path: Path, read: Callable[[bytes], T], data: bytes) -> T:
    """Return what `read` makes of a file; tell of everything that is wrong with it and exit."""
    from lerway.domain.issuing.written.achievement import problems_of

    try:
        return read(data)
    except LerwayError as e:
        for problem in problems_of(e):
            _tell(str(path), problem)
        raise typer.Exit(EXIT_MISUSE) from None


def _tell(where: str, problem: Problem) -> None:
    at = f" (at {problem.pointer})" if problem.pointer else ""
    talk(f"error: {where}: {problem.message}{at} [{problem.code}]")
    if problem.hint:
        talk(f"hint: {problem.hint}")


def _read(path: Path, option: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as e:
        reason = (e.strerror or str(e)).lower()
        raise MisuseError(
            "cli.unreadable_file",
            f"{option}: cannot read {path}: {reason}",
            hint="look at the name of the file and the folder that you are in",
        ) from None


def _digest(*parts: bytes) -> str:
    return " ".join(hashlib.sha256(part).hexdigest() for part in parts)


def _time(option: str, text: str | None, *, end: bool = False) -> datetime | None:
    if text is None:
        return None
    from lerway.domain.issuing.written.days import is_day, moment

    try:
        when = moment(text, end=end)
    except LerwayError:
        raise MisuseError(
            "cli.time",
            f"{option}: {text!r} is no time",
            hint="write 2026-06-30, or 2026-06-30T12:00:00Z",
        ) from None
    if end and is_day(text):
        talk(f"note: {option} {text} includes that day: it ends at {text}T23:59:59Z (UTC)")
    return when
