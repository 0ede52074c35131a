"""Hostile records; see `test_fuzz.py`, whose tests take as long as these."""

from __future__ import annotations

import pytest

from tests.fuzz.targets import RECORDS
from tests.fuzz.trial import judge, trials


@pytest.fixture(name="report", scope="module")
def _report(start, tmp_path_factory):
    return trials(RECORDS, tmp_path_factory.mktemp("fuzz"), start)


@pytest.mark.parametrize("name", RECORDS)
def test_no_record_breaks_its_reader(name, report):
    judge(report(name))
