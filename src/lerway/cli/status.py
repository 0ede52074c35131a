"""`lerway status`: status lists, so that a record can be revoked or suspended later."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final
from urllib.parse import urlsplit

import typer

from lerway.cli.console import out, talk
from lerway.cli.main import EXIT_OK, app
from lerway.kernel.errors import MisuseError

if TYPE_CHECKING:
    from lerway.domain.issuing.status_book import StatusBook

_status = typer.Typer(help="Status lists.", no_args_is_help=True)
app.add_typer(_status, name="status")

PURPOSES: Final = ("revocation", "suspension", "message", "refresh")
ENTRIES: Final = 131_072
FILE_ENDINGS: Final = (".json", ".jwt")


@_status.callback()
def status() -> None:
    """Status lists: revoke, suspend, publish."""


@_status.command()
def new(
    *,
    url: Annotated[
        str,
        typer.Option(metavar="URL", help="where you will publish it: https://HOST/status/1"),
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="LIST", help="the list's file; keep it safe")
    ],
    key: Annotated[
        Path | None,
        typer.Option(metavar="KEYFILE", help="whose records it is for; else the first to use it"),
    ] = None,
    purpose: Annotated[
        str, typer.Option(metavar="PURPOSE", help="revocation, suspension, message or refresh")
    ] = "revocation",
    size: Annotated[
        int, typer.Option(metavar="N", help="how many records it has room for, at least 131,072")
    ] = ENTRIES,
    message: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TEXT", help="for the purpose message: what 0, 1, 2 … mean, in this order"
        ),
    ] = None,
) -> int:
    """Make an empty status list."""
    from lerway import bootstrap
    from lerway.domain.issuing.status_book import StatusBook
    from lerway.standards.status.lists import new_list

    if purpose not in PURPOSES:
        raise MisuseError(
            "status.purpose",
            f"--purpose: {purpose!r} is none of {', '.join(PURPOSES)}",
            hint="use revocation for what is final, suspension for what may be lifted",
        )
    if not _is_place(url):
        raise MisuseError(
            "status.url",
            f"--url: {url!r} is no place where a list can be published",
            hint="write https://HOST/status/1, with a number of its own for each list",
        )
    bits, messages = _messages(purpose, message or [])
    # A list is whole bytes long.
    length = -(-size // 8) * 8
    state = new_list(url, [purpose], size=bits, length=length, messages=messages)
    issuer = bootstrap.read_key(key).controller if key else None
    bootstrap.status_file(output).create(StatusBook(state, issuer))
    talk(f"wrote {output}: back it up, it says which record is which bit")
    out(url)
    return EXIT_OK


@_status.command(name="set")
def set_(
    path: Annotated[Path, typer.Argument(metavar="LIST", help="the list's file")],
    record: Annotated[
        str, typer.Argument(metavar="ID|INDEX", help="id of the record, or its index in the list")
    ],
    *,
    revoke: Annotated[bool, typer.Option("--revoke", help="for ever")] = False,
    suspend: Annotated[bool, typer.Option("--suspend", help="until it is cleared")] = False,
    clear: Annotated[bool, typer.Option("--clear", help="lift a suspension or message")] = False,
    value: Annotated[int | None, typer.Option(metavar="N", help="the value of a message")] = None,
    reason: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="kept in the list's file, never published"),
    ] = None,
) -> int:
    """Set what a list says about one record; publish the list afterwards."""
    from lerway import bootstrap

    asked = [revoke, suspend, clear, value is not None]
    if sum(asked) != 1:
        raise MisuseError(
            "status.one_of",
            "say one thing: --revoke, --suspend, --clear or --value N",
            hint="see `lerway status set --help`",
        )
    file = bootstrap.status_file(path)
    wanted = value if value is not None else int(revoke or suspend)

    def change(book: StatusBook) -> StatusBook:
        _require_purpose(book, revoke=revoke, suspend=suspend)
        return book.with_value(record, wanted, bootstrap.now(), reason)

    before = file.read()
    after = file.update(change)
    out(f"{record} {after.meaning(wanted)}")
    if after == before:
        talk("it was so before")
    else:
        talk(f"publish the list for it to count: {after.state.id}")
    return EXIT_OK


@_status.command()
def show(
    path: Annotated[Path, typer.Argument(metavar="LIST", help="the list's file")],
    record: Annotated[
        str | None,
        typer.Argument(metavar="[ID|INDEX]", help="id of the record, or its index in the list"),
    ] = None,
) -> int:
    """Show a list, or what it says about one record."""
    from lerway import bootstrap

    book = bootstrap.status_file(path).read()
    if record is not None:
        index = book.index_of(record)
        out(f"{record} index {index}: {book.meaning(book.state.value(index))}")
        for change in book.changes:
            if change.get("index") == index:
                value = change.get("value")
                meaning = book.meaning(value) if isinstance(value, int) else value
                reason = f" ({change['reason']})" if "reason" in change else ""
                out(f"  {change.get('at')}: {meaning}{reason}")
        return EXIT_OK
    not_good = [i for i in book.records.values() if book.state.value(i)]
    out(f"list: {book.state.id}")
    out(f"purpose: {book.purpose}")
    out(f"issuer: {book.issuer or 'nobody yet'}")
    out(f"records: {len(book.records):,} of {book.state.length:,}")
    out(f"set: {len(not_good):,}")
    return EXIT_OK


@_status.command()
def publish(
    path: Annotated[Path, typer.Argument(metavar="LIST", help="the list's file")],
    *,
    key: Annotated[Path, typer.Option(metavar="KEYFILE", help="the key that signs it")],
    output: Annotated[
        str,
        typer.Option(
            "-o",
            "--output",
            metavar="OUT",
            help="a folder, to lay it out in as HOST/PATH; or a file, NAME.json or NAME.jwt",
        ),
    ],
    issuer: Annotated[
        Path | None, typer.Option(metavar="PROFILE", help="the issuer's profile, for its id")
    ] = None,
    hours: Annotated[int, typer.Option(metavar="N", help="how long it is valid; at most 24")] = 24,
) -> int:
    """Sign the list as it is now; publish it again before its time is over."""
    from lerway import bootstrap
    from lerway.cli.issue import issuer_of
    from lerway.standards.vcdm.dates import format_datetime

    who = issuer_of(key, issuer)
    file = bootstrap.status_file(path)
    book = file.update(lambda b: b.of_issuer(who.id))
    now = bootstrap.now().replace(microsecond=0)
    life = timedelta(hours=hours)
    signed = who.status_list(book.state, created=now, life=life)
    target = _target(output, book.state.id)
    bootstrap.write_file(target, signed)
    out(str(target))
    talk(f"publish it at {book.state.id}; it is valid until {format_datetime(now + life)}")
    return EXIT_OK


def _messages(purpose: str, texts: list[str]) -> tuple[int, dict[int, str]]:
    """Return the bits of an entry and what each value means."""
    if purpose != "message":
        if texts:
            raise MisuseError(
                "status.messages",
                f"a list for {purpose} has no messages",
                hint="leave out --message, or write --purpose message",
            )
        return 1, {}
    bits = (len(texts) - 1).bit_length() if len(texts) > 1 else 0
    if not bits or len(texts) != 1 << bits:
        raise MisuseError(
            "status.messages",
            f"a list for messages needs 2, 4, 8, 16 … of them, and {len(texts)} were given",
            hint="fill up with --message reserved",
        )
    return bits, dict(enumerate(texts))


def _require_purpose(book: StatusBook, *, revoke: bool, suspend: bool) -> None:
    wanted = "revocation" if revoke else "suspension" if suspend else book.purpose
    if book.purpose != wanted:
        raise MisuseError(
            "status.wrong_purpose",
            f"this list is for {book.purpose}, not for {wanted}",
            hint="give the list that the record names for that purpose",
        )


def _is_place(url: str) -> bool:
    """Whether a list can be published there, and be written below a folder by that name."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    path = parts.path.strip("/").split("/")
    plain = parts.scheme == "https" and parts.hostname and not parts.query and not parts.fragment
    return bool(plain) and all(path) and not {".", ".."} & set(path)


def _target(output: str, url: str) -> Path:
    """Return the file to write: HOST/PATH in the folder `output`, or the file that it names."""
    folder = Path(output)
    if folder.suffix in FILE_ENDINGS and not folder.is_dir():
        return folder
    parts = urlsplit(url)
    return folder.joinpath(parts.netloc, *parts.path.strip("/").split("/"))
