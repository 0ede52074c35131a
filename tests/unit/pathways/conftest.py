"""The store of these tests stands in a folder of their own."""

import pytest


@pytest.fixture(autouse=True, scope="session")
def home(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LERWAY_HOME", str(tmp_path_factory.mktemp("home")))
        yield
