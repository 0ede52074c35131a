"""The API as the tests meet it: the real routes, a still clock, nobody to ask."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from litestar import Litestar
from litestar.testing import TestClient

from lerway.bootstrap import Issuer
from lerway.domain.ports import Fetcher
from lerway.http.api.bodies import ApiLimits
from lerway.http.api.desk import ApiDesk
from lerway.http.api.guard import ALLOW_ALL, Guard
from lerway.http.api.routes import api_router
from lerway.http.api.vcalm.issuing import IssuingDesk
from lerway.http.api.vcalm.shelf import StatusShelf
from lerway.kernel.need import Answer, Need, Supplied, Unavailable
from tests.refusals import KEY, NOW

AT = datetime.fromisoformat(NOW)
LISTS = "https://issuer.example/api/status-lists"
PROBLEM = "application/problem+json"


def kept(documents: Mapping[str, bytes]) -> Fetcher:
    """Return a fetcher that has these documents and no network."""

    def fetch(need: Need, /) -> Answer:
        body = documents.get(need.url)
        if body is None:
            return Unavailable("fetch.offline", "nobody is asked")
        return Supplied(body, None, datetime.now(UTC), kept=True, url=need.url)

    return fetch


def client(
    documents: Mapping[str, bytes] | None = None,
    *,
    guard: Guard = ALLOW_ALL,
    limits: ApiLimits | None = None,
    issuing: IssuingDesk | None = None,
) -> TestClient[Litestar]:
    """Return a client of the API."""
    desk = ApiDesk(
        lambda: kept(documents or {}),
        clock=lambda: AT,
        guard=guard,
        limits=limits or ApiLimits(),
        issuing=issuing,
    )
    return TestClient(Litestar([api_router(desk)], openapi_config=None, logging_config=None))


def issuing_desk(*, status: bool = False, proof: str | None = None) -> IssuingDesk:
    """Return an issuer whose key is that of the refusals."""
    issuer = Issuer(key=KEY, name="Riverside College", clock=lambda: AT)
    shelf = StatusShelf(issuer, LISTS, lambda: AT, os.urandom)
    return IssuingDesk(issuer, proof, shelf, status)


def codes(answer: dict[str, Any]) -> set[str]:
    """Return all codes in a problem: its own and those of its details."""
    return {answer.get("code", ""), *(p["code"] for p in answer.get("problemDetails", []))}
