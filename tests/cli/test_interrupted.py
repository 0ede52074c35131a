"""What `lerway issue` says while it works, and when it is asked to stop."""

from __future__ import annotations

import os
import signal

import pytest
import typer

from lerway.cli.kit.long_work import lines, resumable


def stopped_by(stop: int) -> None:
    with resumable(3000) as made:
        made(1200)
        os.kill(os.getpid(), stop)
        made(1201)


def test_a_key_press_and_a_signal_say_how_far_the_run_came(capsys):
    for stop, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        before = signal.getsignal(signal.SIGTERM)
        with pytest.raises(typer.Exit) as e:
            stopped_by(stop)
        assert e.value.exit_code == code
        assert signal.getsignal(signal.SIGTERM) is before
        assert capsys.readouterr().err == (
            "error: interrupted, 1,200 of 3,000 made\n"
            "hint: nothing is lost; give the same command again to go on\n"
        )


def test_without_a_terminal_progress_is_a_line_every_five_seconds(capsys):
    clock = iter([0.0, 1.0, 4.9, 5.0, 9.0, 10.5, 20.0])
    told = lines(6, lambda: next(clock))
    for done in range(1, 7):
        told(done)
    assert capsys.readouterr().err == "3 of 6 made\n5 of 6 made\n"
