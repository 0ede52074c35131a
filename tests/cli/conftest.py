"""A college for each test."""

from __future__ import annotations

import pytest

from tests.college import College


@pytest.fixture
def college(tmp_path):
    return College(tmp_path)
