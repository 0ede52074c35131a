"""Profiles from words: the quick ways give what the plain ones do."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lerway.domain.pathways.atlas.text import latent, likenesses, terms


def plainly(documents, at_least=2):
    """TF-IDF cosines, term by term and pair by pair."""
    counts = [Counter(d) for d in documents]
    spread = Counter(t for c in counts for t in c)
    size = len(documents)
    out = np.zeros((size, size))
    for term, n in spread.items():
        if n >= at_least:
            telling = math.log((1 + size) / (1 + n))
            worth = [(1 + math.log(c[term])) * telling if term in c else 0.0 for c in counts]
            out += np.outer(worth, worth)
    lengths = np.sqrt(np.diag(out))
    lengths[lengths == 0] = 1
    return out / lengths[:, None] / lengths[None, :]


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=12), min_size=1, max_size=40))
def test_likenesses_are_those_of_the_plain_sum(documents):
    assert np.allclose(likenesses(documents), plainly(documents), atol=1e-5)


def test_the_largest_directions_are_those_of_all():
    random = np.random.default_rng(3)
    profiles = random.random((300, 40)) * np.linspace(3, 0.2, 40)
    similar = profiles @ profiles.T
    found = latent(similar, 12)
    values, vectors = np.linalg.eigh(similar)
    order = np.argsort(values)[::-1][1:12]
    wanted = vectors[:, order] * np.sqrt(values[order])
    assert found.shape == (300, 11)
    assert np.allclose(found @ found.T, wanted @ wanted.T, atol=1e-6 * values.max())


def test_few_documents_have_few_directions():
    assert latent(np.eye(3), 100).shape == (3, 2)


@pytest.mark.parametrize(
    ("text", "words"),
    [("Leading the teams", ["lead", "team", "lead team"]), ("of the", []), ("", [])],
)
def test_terms_have_no_endings_and_come_in_pairs(text, words):
    assert terms(text) == words
