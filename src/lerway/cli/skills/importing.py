"""`lerway skills import` and `lerway skills remove`."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from lerway.cli.console import out, talk
from lerway.cli.main import EXIT_OK
from lerway.cli.skills import skills
from lerway.cli.skills.telling import counted, installed, store, tell_remarks
from lerway.kernel.errors import MisuseError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    from lerway.domain.skills.store import ImportReport
    from lerway.standards.frameworks.model import Part

SHOWN_ASIDE: Final = 5
TOLD_EVERY: Final = 2_000
LARGE: Final = 10_000  # items from which preparing to link takes long


@skills.command("import")
def import_(
    path: Annotated[Path, typer.Argument(metavar="FILE|DIR", help="a file, folder or ZIP")],
    *,
    format_: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="nice, dcwf, onet, esco, case, …")
    ],
    name: Annotated[
        str | None, typer.Option("--as", metavar="NAME", help="what to call the framework here")
    ] = None,
    version: Annotated[
        str | None, typer.Option(metavar="V", help="its version, where the files do not say it")
    ] = None,
    language: Annotated[
        str | None, typer.Option(metavar="TAG", help="the language of its words (BCP 47)")
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="MEMBER=COLUMN", help="which column holds what (csv)"),
    ] = None,
    index: Annotated[
        bool, typer.Option("--index", help="prepare linking to it now, not at the first link")
    ] = False,
) -> int:
    """Read a framework as its owner publishes it into the store, whole or not at all."""
    from lerway import bootstrap
    from lerway.domain.skills.reading import reader_for

    options = {"as": name, "version": version, "language": language} | _columns(mapping or [])
    given = {key: value for key, value in options.items() if value is not None}
    formats = bootstrap.catalog().formats
    with installed(), bootstrap.opened_framework(path, given) as opened, store() as into:
        read = reader_for(formats, format_, opened.bundle)
        parts: Iterable[Part] = chain(opened.remarks, read(opened.bundle))
        with _progress() as told:
            report = into.import_parts(
                _counting(parts, told), read_from=format_, at=bootstrap.now(), name=name
            )
    if opened.left_aside:
        shown = ", ".join(opened.left_aside[:SHOWN_ASIDE])
        more = len(opened.left_aside) - SHOWN_ASIDE
        talk(f"note: left aside: {shown}" + (f" and {more:,} more" if more > 0 else ""))
    _tell(report)
    if index:
        _prepare(f"{report.edition.name}@{report.edition.version}")
    elif sum(report.edition.items.values()) > LARGE:
        talk("note: the first link to it will take half a minute; --index does that work now")
    return EXIT_OK


def _prepare(reference: str) -> None:
    """Make the indexes that linking to a framework needs."""
    from lerway import bootstrap
    from lerway.standards.frameworks.model import FRAMEWORK_KINDS

    with bootstrap.skill_library(tell=talk) as library:
        for kind in FRAMEWORK_KINDS:
            if library.holds(reference, kind):
                library.prepare(reference, kind)


@skills.command()
def starter() -> int:
    """Put the bundled frameworks back into the store, as a new store has them."""
    from lerway import bootstrap

    with store() as into:
        for report in bootstrap.import_starter(into):
            _tell(report)
    return EXIT_OK


@skills.command()
def remove(
    reference: Annotated[str, typer.Argument(metavar="F@V", help="the framework and version")],
) -> int:
    """Take one version of a framework out of the store; decisions and mappings stay."""
    from lerway.domain.skills.naming import split_reference

    framework, version = split_reference(reference)
    with store() as into:
        edition = into.edition(framework, version)
        if version is None:
            raise MisuseError(
                "skills.which_version",
                f"{reference} does not say which version of {edition.name}",
                hint=f"name it: {edition.name}@{edition.version}",
            )
        into.remove(framework, version)
    out(f"{edition.name} {edition.version} is taken out")
    return EXIT_OK


def _columns(mapping: list[str]) -> dict[str, str | None]:
    columns: dict[str, str | None] = {}
    for pair in mapping:
        member, mark, column = pair.partition("=")
        if not mark or not member or not column:
            raise MisuseError(
                "skills.map",
                f"--map: {pair!r} does not say which column holds what",
                hint="write --map label=Title",
            )
        columns[f"mapping.{member}"] = column
    return columns


def _tell(report: ImportReport) -> None:
    tell_remarks(report.remarks)
    edition = report.edition
    items, relations = sum(edition.items.values()), sum(edition.relations.values())
    what = f"{counted(items, 'item')}, {counted(relations, 'relation')}"
    out(f"{edition.name} {edition.version}: {what} ({report.outcome.value})")
    kinds = ", ".join(f"{n:,} {kind.value}" for kind, n in sorted(edition.items.items()))
    talk(f"items: {kinds}")


def _counting(parts: Iterable[Part], told: Callable[[int], None]) -> Iterator[Part]:
    for number, part in enumerate(parts, 1):
        if number % TOLD_EVERY == 0:
            told(number)
        yield part


@contextmanager
def _progress() -> Generator[Callable[[int], None]]:
    """Show how much has been read, on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn

    columns = SpinnerColumn(), TextColumn("reading: {task.completed:,.0f} items and relations")
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)
        yield lambda done: bar.update(task, completed=done)
