"""The application: rooms, security headers, problems. `bootstrap` wires what is behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from litestar import Litestar

from lerway.http.kit.forms import FormLimits, InFlight
from lerway.http.kit.pages import KIT, Pages
from lerway.http.kit.problems import exception_handlers
from lerway.http.kit.security import add_security_headers
from lerway.http.kit.static import load_assets, static_route
from lerway.http.web.patterns.routes import patterns_route
from lerway.http.web.verify.routes import Desk, verify_routes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from litestar.types import ControllerRouterHandler

    from lerway.http.web.verify.checking import Checker

__all__ = ["ROOMS", "create_app"]

ROOMS: Final = ("lerway.http.web.verify", "lerway.http.web.patterns")


def create_app(
    checker: Checker,
    *,
    limits: FormLimits | None = None,
    in_flight: InFlight | None = None,
    more: Sequence[ControllerRouterHandler] = (),
) -> Litestar:
    """Return the application.

    Args:
        checker: judges what is given on the verify page.
        limits: how much one reader may give.
        in_flight: how much may lie in memory for all readers.
        more: handlers and routers of other rooms.
    """
    assets = load_assets([KIT, *ROOMS])
    pages = Pages(assets, ROOMS)
    desk = Desk(pages, checker, in_flight or InFlight(), limits or FormLimits())
    return Litestar(
        route_handlers=[*verify_routes(desk), patterns_route(pages), static_route(assets), *more],
        before_send=[add_security_headers],
        exception_handlers=exception_handlers(pages),
        openapi_config=None,
        # Litestar's own logging would write exceptions in full.
        logging_config=None,
        debug=False,
    )
