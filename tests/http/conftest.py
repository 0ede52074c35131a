"""A page whose world is made up: its documents, its clock, its keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("litestar")

from litestar.testing import TestClient

from lerway.domain.issuing.signing_key import SigningKey
from lerway.http.app import create_app
from lerway.http.kit.forms import FormLimits, InFlight
from lerway.http.web.verify.checking import PAGE_POLICY, Checker
from lerway.http.web.verify.receipts import ReceiptBook
from lerway.kernel.need import Supplied, Unavailable
from lerway.standards.cid.keys import KeyType, PrivateKey
from lerway.standards.did import did_key
from lerway.testing.examples import Examples, make_examples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lerway.kernel.need import Answer, Need

NOW = datetime(2026, 11, 23, 18, 2, tzinfo=UTC)


@dataclass
class Web:
    """All documents of this world, by address; remembers what was asked for."""

    documents: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __call__(self, need: Need, /) -> Answer:
        self.asked.append(need.url)
        body = self.documents.get(need.url)
        if body is None:
            return Unavailable("fetch.timeout", "it did not answer in time")
        return Supplied(body, "application/json", NOW, url=need.url)


@pytest.fixture(scope="session")
def examples() -> Examples:
    return make_examples(NOW)


@pytest.fixture
def web(examples: Examples) -> Web:
    return Web(dict(examples.documents))


def receipt_book(*, lasting: bool = True) -> ReceiptBook:
    entropy = bytes
    key = PrivateKey.generate(KeyType.ED25519, entropy)
    signing = SigningKey.of(key, did_key(key.public))
    return ReceiptBook(signing, clock=lambda: NOW, entropy=entropy, lasting=lasting)


@pytest.fixture
def open_page(web: Web) -> Iterator[Callable[..., TestClient]]:
    """Return what opens the page, with other limits, policy or web if wanted."""
    opened: list[TestClient] = []

    def make(
        *,
        limits: FormLimits | None = None,
        in_flight: InFlight | None = None,
        policy=PAGE_POLICY,
        fetch=web,
        receipts=None,
        **checker,
    ) -> TestClient:
        judge = Checker(
            lambda: fetch, receipts or receipt_book(), policy, clock=lambda: NOW, **checker
        )
        client = TestClient(
            create_app(judge, limits=limits, in_flight=in_flight),
            raise_server_exceptions=False,
        )
        client.headers["accept"] = "text/html"
        opened.append(client.__enter__())
        return client

    yield make
    for client in opened:
        client.__exit__(None, None, None)


@pytest.fixture
def page(open_page) -> TestClient:
    return open_page()
