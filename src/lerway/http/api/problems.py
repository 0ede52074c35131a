"""Problems as programs read them: RFC 9457, with the type that a standard gives the error.

VC Data Model 2.0 section 7.1, VC Data Integrity 1.0 section 4.6, Bitstring Status List
1.0 section 3.5, Controlled Identifiers 1.0 section 3.5, VCALM 1.0 section 3.8. Where no
standard names an error, its type is ours. Beside the standard's members stand our own:
`code`, which is the same in the library, on the command line and here; `fault`, `hint`
and `pointer`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from litestar import Response

from lerway.http.kit.problems import PROBLEM_JSON
from lerway.http.kit.request import AnyRequest  # noqa: TC001 - Litestar reads annotations while the program runs
from lerway.kernel.errors import LerwayError, UndeterminedError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lerway.http.kit.problems import Handlers
    from lerway.kernel.errors import Problem

__all__ = [
    "PROBLEM_JSON",
    "STATUSES",
    "api_exception_handlers",
    "problem_answer",
    "problem_body",
    "problem_json",
    "status_of",
]

_VCDM: Final = "https://www.w3.org/TR/vc-data-model#"
_SECURITY: Final = "https://w3id.org/security#"
_STATUS: Final = "https://www.w3.org/ns/credentials/status-list#"
_VCALM: Final = "https://www.w3.org/TR/vcalm#"

_TYPES: Final = {
    "api.unknown_option": _VCALM + "UNKNOWN_OPTION_PROVIDED",
    "api.member_missing": _VCDM + "PARSING_ERROR",
    "api.not_a_record": _VCDM + "PARSING_ERROR",
    "cid.invalid_document": _SECURITY + "INVALID_CONTROLLED_IDENTIFIER_DOCUMENT",
    "cid.invalid_document_id": _SECURITY + "INVALID_CONTROLLED_IDENTIFIER_DOCUMENT_ID",
    "cid.invalid_method": _SECURITY + "INVALID_VERIFICATION_METHOD",
    "cid.invalid_method_url": _SECURITY + "INVALID_VERIFICATION_METHOD_URL",
    "cid.invalid_relationship": _SECURITY + "INVALID_RELATIONSHIP_FOR_VERIFICATION_METHOD",
    "dates.not_yet": _VCDM + "RANGE_ERROR",
    "dates.expired": _VCDM + "RANGE_ERROR",
    "jsonld.undefined_term": _SECURITY + "DATA_LOSS_DETECTION_ERROR",
    "jsonld.undefined_type": _SECURITY + "DATA_LOSS_DETECTION_ERROR",
    "jsonld.relative_iri": _SECURITY + "DATA_LOSS_DETECTION_ERROR",
    "proof.challenge": _SECURITY + "INVALID_CHALLENGE_ERROR",
    "proof.domain": _SECURITY + "INVALID_DOMAIN_ERROR",
    "proof.missing": _SECURITY + "PROOF_VERIFICATION_ERROR",
    "status.index_out_of_range": _VCDM + "RANGE_ERROR",
    "status.list_too_short": _STATUS + "STATUS_LIST_LENGTH_ERROR",
    "status.purpose_mismatch": _STATUS + "STATUS_VERIFICATION_ERROR",
    "status.issuer_mismatch": _STATUS + "STATUS_VERIFICATION_ERROR",
    "referred.not_verified": _STATUS + "STATUS_VERIFICATION_ERROR",
    "vcdm.date_malformed": _VCDM + "MALFORMED_VALUE_ERROR",
}
_FAMILIES: Final = {
    "json": _VCDM + "PARSING_ERROR",
    "input": _VCDM + "PARSING_ERROR",
    "image": _VCDM + "PARSING_ERROR",
    "vcdm": _VCDM + "MALFORMED_VALUE_ERROR",
    "ob": _VCDM + "MALFORMED_VALUE_ERROR",
    "clr": _VCDM + "MALFORMED_VALUE_ERROR",
    "schema": _VCDM + "MALFORMED_VALUE_ERROR",
    "jsonld": _SECURITY + "PROOF_TRANSFORMATION_ERROR",
    "proof": _SECURITY + "PROOF_VERIFICATION_ERROR",
    "controller": _SECURITY + "PROOF_VERIFICATION_ERROR",
    "jws": _VCDM + "CRYPTOGRAPHIC_SECURITY_ERROR",
    "jwt": _VCDM + "CRYPTOGRAPHIC_SECURITY_ERROR",
    "key": _VCDM + "CRYPTOGRAPHIC_SECURITY_ERROR",
}
STATUSES: Final = {
    "api.token_needed": 401,
    "api.forbidden": 403,
    "api.not_found": 404,
    "api.only_post": 405,
    "api.body_timeout": 408,
    "api.body_too_large": 413,
    "api.too_many_requests": 429,
    "form.busy": 503,
    "json.too_large": 413,
    "status.unknown_record": 404,
}
"""The HTTP status of an error by its code; see `status_of` for all others."""
_RETRY: Final = {429: {"retry-after": "60"}, 503: {"retry-after": "60"}}
_AUTHENTICATE: Final = {401: {"www-authenticate": "Bearer"}}


def problem_json(problem: Problem, status: int | None = None) -> dict[str, object]:
    """Return `problem` as the object that VCALM and RFC 9457 ask for."""
    own = problem.to_json()
    family = problem.code.partition(".")[0]
    kind = _TYPES.get(problem.code) or _FAMILIES.get(family)
    out: dict[str, object] = {
        "type": kind or own["type"],
        "title": kind.rpartition("#")[2] if kind else problem.code,
        "detail": problem.message,
    }
    if status is not None:
        out["status"] = status
    return {**out, **{k: v for k, v in own.items() if k not in ("type", "title")}}


def status_of(error: LerwayError) -> int:
    """Return the HTTP status for an error.

    400 for what cannot be read or makes no sense, 422 for what was read and breaks a
    rule or cannot be decided.
    """
    own = STATUSES.get(error.code)
    if own is not None:
        return own
    if isinstance(error, UnreadableError) or error.code.startswith("api."):
        return 400
    return 422 if isinstance(error, UndeterminedError) else 400


def problem_body(problem: Problem, status: int, more: Mapping[str, object] | None = None) -> bytes:
    """Return `problem` as the body of an answer, with the extension members `more`."""
    body = {**problem_json(problem, status), **(more or {})}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def problem_answer(problem: Problem, status: int) -> Response[bytes]:
    """Return `problem` as an answer."""
    return Response(
        problem_body(problem, status),
        status_code=status,
        media_type=PROBLEM_JSON,
        headers={**_RETRY.get(status, {}), **_AUTHENTICATE.get(status, {})},
    )


def api_exception_handlers() -> Handlers:
    """Return what the API does with our own errors; all others are the application's."""

    def told(_: AnyRequest, error: LerwayError) -> Response[bytes]:
        return problem_answer(error.problem, status_of(error))

    return {LerwayError: told}
