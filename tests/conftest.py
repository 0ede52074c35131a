"""What all tests share: the published files, hypothesis profiles, sockets off."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.shared_files import shared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = ["shared"]

TORTURE = os.environ.get("LERWAY_TORTURE") == "1"

# A test that passes today passes tomorrow: examples come from the test's own
# name, and a slow machine is no failure. `make torture` draws fresh ones.
settings.register_profile(
    "quick",
    derandomize=True,
    deadline=None,
    max_examples=50,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "torture",
    derandomize=False,
    deadline=None,
    max_examples=5000,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("torture" if TORTURE else "quick")


@pytest.fixture(autouse=True, scope="session")
def _home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tests out of the folder of the person who runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LERWAY_HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture(name="shared", scope="session")
def _shared() -> Callable[..., Path]:
    """Return `shared(*parts)`, for tests that would rather be given it."""
    return shared


LONG = 24


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what is marked `torture` unless this run is one."""
    if TORTURE:
        return
    skip = pytest.mark.skip(reason="long: runs in `make torture`")
    for item in items:
        if "torture" in item.keywords:
            item.add_marker(skip)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a case by its parameter where its value is long or made anew at each run.

    Workers of one run must collect the same names.
    """
    if isinstance(val, bytes) or (isinstance(val, str) and len(val) > LONG):
        return argname
    return None
