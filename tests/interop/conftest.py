"""The JavaScript programs of this folder as fixtures, one process each."""

from __future__ import annotations

import pytest

from tests.interop.peers import dcc_documents, shipped_contexts, start


@pytest.fixture(scope="session")
def reference(tmp_path_factory):
    """Digital Bazaar's reference: `@digitalbazaar/vc` and its cryptosuites."""
    with start("reference.mjs", shipped_contexts(), tmp_path_factory.mktemp("reference")) as peer:
        yield peer


@pytest.fixture(scope="session")
def dcc(tmp_path_factory):
    """The Digital Credentials Consortium's `verifier-core`."""
    with start("dcc.mjs", dcc_documents(), tmp_path_factory.mktemp("dcc")) as peer:
        yield peer
