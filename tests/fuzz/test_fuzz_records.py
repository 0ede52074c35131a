"""Hostile records; see `test_fuzz.py`, whose tests take as long as these."""

from __future__ import annotations

import os

import pytest

from tests.fuzz.targets import RECORDS as EVERY
from tests.fuzz.trial import judge, trials

# What is remembered is judged twice for each input, which takes too long for `make test`.
RECORDS = (
    EVERY if os.environ.get("LERWAY_TORTURE") else tuple(n for n in EVERY if n != "remembered")
)


@pytest.fixture(name="report", scope="module")
def _report(start, tmp_path_factory):
    return trials(RECORDS, tmp_path_factory.mktemp("fuzz"), start)


@pytest.mark.parametrize("name", RECORDS)
def test_no_record_breaks_its_reader(name, report):
    judge(report(name))
