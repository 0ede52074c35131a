"""`lerway serve`: the page on which anybody checks a record, for this machine or a network."""

from __future__ import annotations

import os
import socket
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from lerway.cli.console import talk
from lerway.cli.main import EXIT_OK, app
from lerway.cli.verify import Documents, Offline, Registries, recognising
from lerway.kernel.errors import MisuseError

if TYPE_CHECKING:
    from litestar import Litestar, Router

    from lerway.http.api.desk import ApiDesk
    from lerway.http.api.routes import ApiRoom
    from lerway.http.app import Room
    from lerway.http.web.verify.checking import Checker

HOME: Final = "LERWAY_HOME"
MOST_AT_ONCE: Final = 100
SECONDS_IDLE: Final = 15


@app.command()
def serve(
    *,
    port: Annotated[int, typer.Option(metavar="N", help="the port; 0 takes a free one")] = 8000,
    host: Annotated[
        str,
        typer.Option(metavar="ADDRESS", help="where to listen; this machine alone, unless given"),
    ] = "127.0.0.1",
    offline: Offline = False,
    documents: Documents = None,
    registry: Registries = None,
    reviewer: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="take answers about translations of skills, as this person's"
        ),
    ] = "",
) -> int:
    """Serve the verify page, the pages of skills, and the API below /api.

    Drop, paste, photograph or link a record, and read the verdict.

    Receipts are signed by the key in the folder that LERWAY_HOME names. If it is not set,
    the key is made at the start and gone at the end: later the server does not know its own
    receipts any more.
    """
    if documents is not None and not documents.is_dir():
        raise MisuseError("cli.no_such_folder", f"--documents: there is no folder {documents}")
    if reviewer and not _is_loopback(host):
        raise MisuseError(
            "cli.reviewer_open",
            f"--reviewer: anybody who reaches {host} could answer in the name of {reviewer}",
            hint="leave out --host, so that only this machine reaches the server",
        )
    try:
        checker = _checker(offline=offline, documents=documents, registries=registry or [])
        application = _application(checker, offline, documents, registry or [], reviewer)
    except ImportError:
        raise MisuseError(
            "cli.no_server",
            "the server is not installed",
            hint="run: pip install 'lerway[server]'",
        ) from None
    talk(f"receipts are signed by {checker.receipts.id}")
    if not checker.receipts.lasting:
        talk(f"hint: this key is gone when the server stops; set {HOME} to a folder to keep it")
    if not _is_loopback(host):
        talk("hint: put a server with TLS in front: what people give must not travel in the clear")
    _run(application, host, port)
    return EXIT_OK


def _checker(*, offline: bool, documents: Path | None, registries: list[Path]) -> Checker:
    from lerway import bootstrap
    from lerway.http.web.verify.checking import PAGE_POLICY, Checker
    from lerway.http.web.verify.receipts import ReceiptBook

    home = os.environ.get(HOME)
    key = bootstrap.receipt_key(Path(home) if home else None)
    return Checker(
        lambda: bootstrap.fetcher(offline=offline, documents=documents),
        ReceiptBook(key, lasting=bool(home)),
        recognising(PAGE_POLICY, registries),
        offline=offline,
    )


def _application(
    checker: Checker,
    offline: bool,
    documents: Path | None,
    registries: list[Path],
    reviewer: str,
) -> Litestar:
    from lerway import bootstrap
    from lerway.http.api.desk import API_POLICY, ApiDesk
    from lerway.http.api.routes import api_router
    from lerway.http.app import create_app

    desk = ApiDesk(
        lambda: bootstrap.fetcher(offline=offline, documents=documents),
        policy=recognising(API_POLICY, registries),
    )
    rooms, api, more = _skills(desk, reviewer)
    if rooms:
        guides, answering = _guide(desk, offline, documents)
        rooms, api = [*rooms, *guides], [*api, *answering]
    return create_app(checker, rooms=rooms, more=[api_router(desk, rooms=api), *more])


def _skills(desk: ApiDesk, reviewer: str) -> tuple[list[Room], list[ApiRoom], list[Router]]:
    """Return the pages of skills, their API, and CASE, where their libraries are installed."""
    if not all(map(find_spec, ("alembic", "numpy", "sqlalchemy"))):
        return [], [], []
    from lerway import bootstrap
    from lerway.http.api.case.routes import CaseDesk, case_router
    from lerway.http.api.skills.desk import SkillsApi
    from lerway.http.api.skills.routes import skills_api
    from lerway.http.api.skills.speaking import LibrarySpeaking
    from lerway.http.app import Room
    from lerway.http.web.skills import routes
    from lerway.http.web.skills.review import ReviewDesk

    stores, libraries = bootstrap.skill_store, bootstrap.skill_library
    skills = routes.SkillsDesk(stores, ReviewDesk(libraries, bootstrap.now, reviewer))
    room = Room(
        "lerway.http.web.skills", routes.PLACE, lambda pages: routes.skills_routes(skills, pages)
    )
    speaking = skills_api(SkillsApi(desk, stores, LibrarySpeaking(libraries)))
    return [room], [speaking], [case_router(CaseDesk(stores))]


def _guide(
    desk: ApiDesk, offline: bool, documents: Path | None
) -> tuple[list[Room], list[ApiRoom]]:
    """Return the pages and the API of the compass, where their libraries are installed."""
    if not all(map(find_spec, ("highspy", "reportlab"))):
        return [], []
    from lerway import bootstrap
    from lerway.http.api.compass.desk import CompassApi
    from lerway.http.api.compass.routes import compass_api
    from lerway.http.app import Room
    from lerway.http.web.guide import routes

    guide = bootstrap.Guide(lambda: bootstrap.fetcher(offline=offline, documents=documents))
    pages = routes.GuideDesk(guide, lambda s, letter: bootstrap.plan_pdf(s, letter=letter))
    room = Room(
        "lerway.http.web.guide", routes.PLACE, lambda made: routes.guide_routes(pages, made)
    )
    return [room], [compass_api(CompassApi(desk, guide))]


def _run(application: Litestar, host: str, port: int) -> None:
    import uvicorn

    # No access log, and of what breaks only its kind and place (`http.kit.problems`):
    # no log holds anything of a person.
    config = uvicorn.Config(
        application,
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        limit_concurrency=MOST_AT_ONCE,
        timeout_keep_alive=SECONDS_IDLE,
    )
    with _listening(host, port) as listener:
        address, bound = listener.getsockname()[:2]
        shown = f"[{address}]" if ":" in address else address
        talk(f"listening on http://{shown}:{bound}/ (stop with Ctrl-C)")
        uvicorn.Server(config).run([listener])


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as e:
        reason = (getattr(e, "strerror", None) or str(e)).lower()
        raise MisuseError(
            "cli.cannot_listen",
            f"cannot listen on {host}, port {port}: {reason}",
            hint="choose another with --port; 0 takes a free one",
        ) from None


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
