"""`/`: give records, read answers. `/receipt`: save the receipt of an answer.

Stateless: no cookie, no session, nothing kept between two requests, so there is
nothing that a forged request could change. The answer to a form is a page with status
200, whatever the verdict; a form that cannot be answered comes back with what to mend.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import anyio
from litestar import Response, get, post

from lerway.http.kit.components import ErrorSummary, FieldError
from lerway.http.kit.forms import Counted, FormLimits, InFlight, read_form
from lerway.http.kit.pages import Frame, answer_with
from lerway.http.kit.problems import status_of
from lerway.http.kit.request import AnyRequest  # noqa: TC001 - Litestar reads annotations while the program runs
from lerway.http.kit.words import phrase
from lerway.http.web.verify.inputs import given_in
from lerway.http.web.verify.view import FormPage, result_page
from lerway.kernel.errors import LerwayError, UnreadableError

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

    from lerway.http.kit.forms import Form
    from lerway.http.kit.pages import Pages
    from lerway.http.web.verify.checking import Checker

__all__ = ["AT_ONCE", "Desk", "verify_routes"]

AT_ONCE: Final = 4
_MOST_RECIPIENT: Final = 320
_RECEIPT_LIMITS: Final = FormLimits(total=8 * 1024 * 1024, fields=4, seconds=30)

_MENDED: Final = {
    "form.too_large": phrase("Give fewer files at once: all together have more than 40 MB"),
    "form.too_many_files": phrase("Give no more than 20 files at once"),
    "form.too_many_links": phrase("Give no more than 20 links at once"),
    "form.busy": phrase("Many people are checking at this moment. Try again in a minute"),
    "form.timeout": phrase("It took too long to arrive. Give fewer files at once"),
}
_NOTHING: Final = phrase("Choose a file, or paste a link or the text of a record")
_NOT_WHOLE: Final = phrase("It did not arrive whole. Give it once more")


@dataclass(slots=True)
class Desk:
    """What the page works with.

    Attributes:
        pages: renders.
        checker: judges.
        in_flight: what lies in memory, for all readers.
        limits: how much one reader may give.
        turns: how many readers' records are judged at the same time; others wait.
    """

    pages: Pages
    checker: Checker
    in_flight: InFlight = field(default_factory=InFlight)
    limits: FormLimits = field(default_factory=FormLimits)
    turns: int = AT_ONCE


def verify_routes(desk: Desk) -> list[HTTPRouteHandler]:
    """Return the handlers of the page."""
    turns: list[anyio.CapacityLimiter] = []

    def limiter() -> anyio.CapacityLimiter:
        # It belongs to the running event loop, so it is made at the first request.
        if not turns:
            turns.append(anyio.CapacityLimiter(desk.turns))
        return turns[0]

    @get("/", include_in_schema=False, sync_to_thread=False)
    def form(request: AnyRequest) -> Response[bytes]:
        page = FormPage(Frame.of(request, "/"), offline=desk.checker.offline)
        return answer_with(desk.pages, page)

    @post("/", include_in_schema=False, status_code=200, request_max_body_size=None)
    async def check(request: AnyRequest) -> Response[bytes]:
        frame = Frame.of(request, "/")
        with Counted(desk.in_flight) as counted:
            try:
                given = await read_form(request, desk.limits, counted)
                return await anyio.to_thread.run_sync(
                    _answer, desk, frame, given, limiter=limiter()
                )
            except LerwayError as e:
                return _mend(desk, frame, e)

    @post("/receipt", include_in_schema=False, status_code=200, request_max_body_size=None)
    async def receipt(request: AnyRequest) -> Response[bytes]:
        with Counted(desk.in_flight) as counted:
            sent = (await read_form(request, _RECEIPT_LIMITS, counted)).text("receipt").encode()
        own = await anyio.to_thread.run_sync(desk.checker.receipts.is_own, sent, limiter=limiter())
        if not own:
            raise UnreadableError(
                "form.not_our_receipt",
                "this is no receipt that this server signed",
                hint="check the record again, and save the new receipt",
            )
        return Response(
            sent,
            media_type="application/vc",
            headers={"content-disposition": 'attachment; filename="receipt.json"'},
        )

    return [form, check, receipt]


def _answer(desk: Desk, frame: Frame, form: Form) -> Response[bytes]:
    """Judge and render; runs in a worker thread."""
    given = given_in(form)
    if not given:
        raise UnreadableError("form.nothing_given", "nothing was given to be judged")
    recipient = form.text("recipient").strip()[:_MOST_RECIPIENT]
    judged = desk.checker.check(given, recipient)
    words = desk.pages.words(frame.language)
    lasting = desk.checker.receipts.lasting
    return answer_with(desk.pages, result_page(frame, judged, words, lasting=lasting))


def _mend(desk: Desk, frame: Frame, error: LerwayError) -> Response[bytes]:
    pages = desk.pages
    words = pages.words(frame.language)
    nothing = error.code == "form.nothing_given"
    text = words(_NOTHING if nothing else _MENDED.get(error.code, _NOT_WHOLE))
    at = "text" if error.code == "form.too_many_links" else "file"
    errors = ErrorSummary(words("Nothing was checked yet"), (FieldError(at, text),))
    status = 422 if nothing else status_of(error)
    return answer_with(pages, FormPage(frame, errors, desk.checker.offline), status)
