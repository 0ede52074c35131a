"""Hostile records; see `test_fuzz.py`, whose tests take as long as these."""

from __future__ import annotations

import pytest

from tests.fuzz.targets import RECORDS
from tests.fuzz.trial import try_out

# Too long for every day until the guided fuzzer can be installed by the pinned files.
pytestmark = pytest.mark.torture


@pytest.mark.parametrize("name", RECORDS)
def test_no_record_breaks_its_reader(name, start, tmp_path):
    try_out(name, tmp_path, start / name)
