"""The inputs to start from, made once."""

from __future__ import annotations

import pytest

from tests.fuzz import seeds


@pytest.fixture(name="start", scope="session")
def _start(tmp_path_factory):
    folder = tmp_path_factory.mktemp("seeds")
    seeds.write(folder)
    return folder
