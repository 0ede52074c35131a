"""Processes at work on one run: what they tell, and what is told of one that dies."""

from __future__ import annotations

import os
import signal
from functools import partial

import pytest

from lerway.adapters.files.crew import Crew, can_fork
from lerway.adapters.files.portions import Half, Made
from lerway.kernel.errors import MisuseError

pytestmark = pytest.mark.skipif(not can_fork(), reason="needs fork")
PORTIONS = [(n, n + 1) for n in range(9)]


class Shop:
    def __init__(self, what):
        self.what = what

    def open(self, _):
        return self

    def make(self, start, stop):
        if start == 4 and self.what == "dies":
            os.kill(os.getpid(), signal.SIGKILL)
        if start == 4 and self.what == "fails":
            raise MisuseError("file.cannot_write", "no space", hint="make some")
        made = Made(start, (), b"", None, stop - start, 1)
        return Half(partial(self.sync, start), lambda: made, lambda: None)

    def sync(self, start):
        if start == 4 and self.what == "is full":
            raise MisuseError("file.cannot_write", "no space", hint="make some")


def test_every_portion_is_told_of_once():
    with Crew(Shop("works"), 3) as crew:
        assert sorted(m.first for m in crew.made(PORTIONS)) == list(range(9))


@pytest.mark.parametrize(
    ("what", "code"), [("dies", "issue.worker_died"), ("fails", "file.cannot_write")]
)
def test_what_goes_wrong_in_a_process_ends_the_run(what, code):
    with Crew(Shop(what), 2) as crew, pytest.raises(MisuseError) as e:
        list(crew.made(PORTIONS))
    assert e.value.code == code
    assert e.value.problem.hint
