"""`lerway serve`: this machine alone unless told otherwise, and a key that stays."""

from __future__ import annotations

import stat

import pytest

import lerway.cli.serve
from lerway import bootstrap
from lerway.cli import main
from lerway.cli.serve import _is_loopback


def test_receipts_are_signed_by_the_same_key_after_a_restart(tmp_path):
    first = bootstrap.receipt_key(tmp_path / "home")
    assert bootstrap.receipt_key(tmp_path / "home") == first
    mode = (tmp_path / "home" / "receipt-key.json").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_without_a_home_the_key_is_new_each_time_and_nowhere_kept():
    assert bootstrap.receipt_key(None) != bootstrap.receipt_key(None)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_what_this_machine_alone_can_reach(host):
    assert _is_loopback(host)


@pytest.mark.parametrize("host", ["::", "192.168.1.4", "verify.example"])
def test_what_others_can_reach(host):
    assert not _is_loopback(host)


def test_it_is_this_machine_alone_unless_told_otherwise():
    assert lerway.cli.serve.serve.__kwdefaults__["host"] == "127.0.0.1"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--documents", "nowhere"], "cli.no_such_folder"),
        (["--registry", "nowhere"], "cli.unreadable_registry"),
    ],
)
def test_what_is_not_there_is_told(options, code, capsys):
    assert main(["serve", *options]) == 2
    assert f"[{code}]" in capsys.readouterr().err


@pytest.mark.enable_socket
def test_a_port_that_is_taken_is_told(capsys):
    with lerway.cli.serve._listening("127.0.0.1", 0) as taken:
        assert main(["serve", "--offline", "--port", str(taken.getsockname()[1])]) == 2
    assert "[cli.cannot_listen]" in capsys.readouterr().err
