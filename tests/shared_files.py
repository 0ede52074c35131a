"""The published files that lie beside the repository, in `../shared`.

Official vectors, contexts and examples are read from there and never copied.
`LERWAY_SHARED` names another folder. Without one the tests that need it are
skipped and say so; under `.ci/run` (`LERWAY_CI=1`) they fail.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

__all__ = ["ROOT", "in_ci", "missing", "shared"]

ROOT = Path(__file__).resolve().parent.parent
"""The root of the repository."""


def in_ci() -> bool:
    """Whether `.ci/run` runs the tests: what is missing there is a failure."""
    return os.environ.get("LERWAY_CI") == "1"


def missing(what: str) -> None:
    """Skip the test (or module) that needs `what`; fail it under `.ci/run`."""
    if in_ci():
        pytest.fail(f"{what} (LERWAY_CI=1)", pytrace=False)
    pytest.skip(what, allow_module_level=True)


def shared(*parts: str) -> Path:
    """Return the path of a file or folder in `../shared`; skip the test without it."""
    path = Path(os.environ.get("LERWAY_SHARED") or ROOT.parent / "shared").joinpath(*parts)
    if not path.exists():
        missing(f"../shared/{'/'.join(parts)} is not there")
    return path
