"""The application: rooms, security headers, problems. `bootstrap` wires what is behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from litestar import Litestar

from lerway.http.kit.forms import FormLimits, InFlight
from lerway.http.kit.pages import KIT, Pages, Place
from lerway.http.kit.problems import exception_handlers
from lerway.http.kit.security import add_security_headers
from lerway.http.kit.static import load_assets, static_route
from lerway.http.kit.words import phrase
from lerway.http.web.patterns.routes import patterns_route
from lerway.http.web.verify.routes import Desk, verify_routes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from litestar.handlers import HTTPRouteHandler
    from litestar.types import ControllerRouterHandler

    from lerway.http.web.verify.checking import Checker

__all__ = ["ROOMS", "Room", "create_app"]

ROOMS: Final = ("lerway.http.web.verify", "lerway.http.web.patterns")
VERIFY: Final = Place(phrase("Check a record"), "/", "record")


@dataclass(frozen=True, slots=True)
class Room:
    """Pages that a server may have beside the verify page.

    Attributes:
        package: where its templates, translations and static files are.
        place: where the navigation leads.
        routes: makes its handlers.
    """

    package: str
    place: Place
    routes: Callable[[Pages], Sequence[HTTPRouteHandler]]


def create_app(
    checker: Checker,
    *,
    limits: FormLimits | None = None,
    in_flight: InFlight | None = None,
    rooms: Sequence[Room] = (),
    more: Sequence[ControllerRouterHandler] = (),
) -> Litestar:
    """Return the application.

    Args:
        checker: judges what is given on the verify page.
        limits: how much one reader may give.
        in_flight: how much may lie in memory for all readers.
        rooms: further rooms with pages.
        more: further handlers and routers.
    """
    packages = [*ROOMS, *(room.package for room in rooms)]
    assets = load_assets([KIT, *packages])
    pages = Pages(assets, packages, [VERIFY, *(room.place for room in rooms)])
    desk = Desk(pages, checker, in_flight or InFlight(), limits or FormLimits())
    return Litestar(
        route_handlers=[
            *verify_routes(desk),
            patterns_route(pages),
            *(handler for room in rooms for handler in room.routes(pages)),
            static_route(assets),
            *more,
        ],
        before_send=[add_security_headers],
        exception_handlers=exception_handlers(pages),
        openapi_config=None,
        # Litestar's own logging would write exceptions in full.
        logging_config=None,
        debug=False,
    )
