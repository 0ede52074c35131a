"""What went wrong with a request: a page for a person, RFC 9457 for a program.

`application/problem+json` has the members of RFC 9457, section 3.1, and our own `code`,
`fault`, `hint` and `pointer`. What breaks inside us is logged by its kind and place
only: the words of an exception may hold something of a person.
"""

from __future__ import annotations

import json
import logging
import secrets
import traceback
from typing import TYPE_CHECKING, Any, Final

from litestar import Response
from litestar.exceptions import HTTPException

from lerway.http.kit.pages import ErrorPage, Frame
from lerway.http.kit.request import AnyRequest  # noqa: TC001 - Litestar reads annotations while the program runs
from lerway.http.kit.words import phrase
from lerway.kernel.errors import (
    Fault,
    LerwayError,
    MisuseError,
    Problem,
    UndeterminedError,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from lerway.http.kit.pages import Pages

    Handlers = dict[int | type[Exception], Callable[[AnyRequest, Any], Response[bytes]]]

__all__ = ["PROBLEM_JSON", "exception_handlers", "problem_response", "status_of", "wants_page"]

PROBLEM_JSON: Final = "application/problem+json"
_log = logging.getLogger("lerway.http")

_NOT_FOUND: Final = 404
_BROKEN: Final = 500
_OWN_STATUS: Final = {
    "form.too_large": 413,
    "form.too_many_files": 413,
    "form.media_type": 415,
    "form.timeout": 408,
    "form.busy": 503,
}
_TITLES: Final = {
    404: phrase("There is no such page"),
    405: phrase("That cannot be done here"),
    408: phrase("That took too long"),
    413: phrase("That is too much at once"),
    415: phrase("That cannot be done here"),
    500: phrase("Something broke here"),
    503: phrase("Too many people at once"),
}
_SENTENCES: Final = {
    404: phrase("The address may be misspelled, or the page has moved."),
    408: phrase("What you sent did not arrive in time. Try again with fewer files."),
    413: phrase("Send fewer files, or smaller ones."),
    500: phrase("The fault is ours, not yours. Nothing that you gave was kept."),
    503: phrase("Try again in a minute."),
}


def problem_response(problem: Problem, status: int) -> Response[bytes]:
    """Return `problem` as RFC 9457 JSON."""
    body = {**problem.to_json(), "status": status}
    retry = {"retry-after": "60"} if status == 503 else {}  # noqa: PLR2004 - the status itself
    return Response(
        json.dumps(body, ensure_ascii=False).encode(),
        status_code=status,
        media_type=PROBLEM_JSON,
        headers=retry,
    )


def status_of(error: LerwayError) -> int:
    """Return the HTTP status for an error of the library."""
    own = _OWN_STATUS.get(error.code)
    if own is not None:
        return own
    return 422 if isinstance(error, UndeterminedError | MisuseError) else 400


def wants_page(request: AnyRequest) -> bool:
    """Return whether a person asks: not below `/api`, and HTML is welcome."""
    if request.url.path.startswith("/api"):
        return False
    return "text/html" in request.headers.get("accept", "")


def exception_handlers(pages: Pages) -> Handlers:
    """Return what the application does with exceptions."""

    def answer(request: AnyRequest, problem: Problem, status: int) -> Response[bytes]:
        if not wants_page(request):
            return problem_response(problem, status)
        frame = Frame.of(request, "/")
        words = pages.words(frame.language)
        page = ErrorPage(
            frame,
            words(_TITLES.get(status, phrase("That did not work"))),
            words(_SENTENCES.get(status, phrase("What you sent could not be read."))),
            "",
            problem.code,
        )
        headers = {"content-language": frame.language.value, "vary": "Accept-Language"}
        return Response(
            pages.render(page).encode(),
            status_code=status,
            media_type="text/html",
            headers=headers,
        )

    def refused(request: AnyRequest, error: HTTPException) -> Response[bytes]:
        return answer(request, _problem_of(error.status_code), error.status_code)

    def told(request: AnyRequest, error: LerwayError) -> Response[bytes]:
        return answer(request, error.problem, status_of(error))

    def broken(request: AnyRequest, error: Exception) -> Response[bytes]:
        reference = secrets.token_hex(4)
        _log.error("%s: %s", reference, _place_of(error))
        problem = Problem(
            "http.broken",
            f"something broke here; its reference is {reference}",
            "try again; if it happens twice, tell who runs this server",
            Fault.LERWAY,
        )
        return answer(request, problem, _BROKEN)

    return {HTTPException: refused, LerwayError: told, Exception: broken}


def _problem_of(status: int) -> Problem:
    if status == _NOT_FOUND:
        return Problem("http.not_found", "there is nothing at this address")
    if status >= _BROKEN:
        return Problem("http.broken", "something broke here", fault=Fault.LERWAY)
    return Problem("http.refused", f"the request cannot be answered (status {status})")


def _place_of(error: Exception) -> str:
    """Say what broke and where, without a word of what was being worked on."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{f.filename.rpartition('lerway/')[2]}:{f.lineno}" for f in frames[-4:]]
    return f"{type(error).__name__} at {' < '.join(reversed(places))}"
