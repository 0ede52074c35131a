"""A cold command imports what it needs, and little else."""

from __future__ import annotations

import subprocess
import sys

import pytest

from lerway.cli.main import main, noun_of

_SEES = """
import sys
from lerway.cli.main import main
main(sys.argv[1:])
print(*sorted({m.split(".")[0] for m in sys.modules} | set(sys.modules)), sep="\\n")
"""


def imported(*command: str) -> set[str]:
    """Return the modules that a command imports in a new process."""
    done = subprocess.run(
        [sys.executable, "-c", _SEES, *command], capture_output=True, text=True, check=True
    )
    return set(done.stdout.splitlines())


@pytest.mark.parametrize(
    "command",
    [("skills", "list"), ("compass", "import", "nowhere.csv", "--format", "oews")],
)
def test_a_command_loads_its_own_noun_and_no_pydantic(command, tmp_path, monkeypatch):
    monkeypatch.setenv("LERWAY_HOME", str(tmp_path))
    main(["skills", "list"])  # the first command makes the store, which is work of its own
    modules = imported(*command)
    others = {"lerway.cli.skills", "lerway.cli.compass", "lerway.cli.issue", "lerway.cli.serve"}
    assert others & modules == {f"lerway.cli.{command[0]}"}
    assert not {"pydantic", "numpy", "sqlalchemy"} & modules


def test_the_compass_without_records_loads_nothing_that_judges_them(tmp_path, monkeypatch):
    monkeypatch.setenv("LERWAY_HOME", str(tmp_path))
    asked = ("compass", "nearby", "--from", "29-1141.00")
    main([*asked])  # the first command lays the framework out
    modules = imported(*asked)
    assert "lerway.domain.pathways.atlas.nearby" in modules
    assert not {"lerway.bootstrap.records", "lerway.domain.pathways.atlas.build"} & modules


def test_help_and_what_is_no_command_load_them_all():
    assert noun_of(["compass", "gap"]) == "compass"
    assert noun_of(["--help"]) is None
    assert noun_of(["compas"]) is None
    assert noun_of([]) is None
    assert "lerway.cli.serve" in imported("--help")
