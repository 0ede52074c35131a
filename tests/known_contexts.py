"""The shipped contexts, and with them the test-only ones that published vectors use."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from lerway import data
from tests.shared_files import shared

if TYPE_CHECKING:
    from lerway.standards.jsonld.contexts import ContextSet

__all__ = ["TEST_ONLY", "with_test_contexts"]

TEST_ONLY = {
    "https://www.w3.org/ns/credentials/examples/v2": "test-only/credentials-examples-v2.jsonld",
    "https://www.w3.org/2018/credentials/examples/v1": "test-only/credentials-examples-v1.jsonld",
    "https://www.w3.org/ns/credentials/undefined-terms/v2": "credentials-undefined-terms-v2.jsonld",
    "https://w3id.org/citizenship/v4rc1": "test-only/citizenship-v4rc1.json",
}
"""Contexts that must never ship: they give a meaning to anything, or to made-up terms."""


@cache
def with_test_contexts() -> ContextSet:
    """Return the shipped contexts and the test-only ones."""
    folder = shared("standards", "contexts")
    return data.contexts().with_documents(
        {url: json.loads((folder / file).read_text("utf-8")) for url, file in TEST_ONLY.items()}
    )
