"""What is shipped, what it needs, and what is said about both."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions

import pytest

import lerway
from tests.shared_files import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
REQUIREMENTS = ROOT / "requirements"
DEPENDENCIES = (ROOT / "docs" / "explanation" / "dependencies.md").read_text(encoding="utf-8")
FRAGMENT = re.compile(r"\+[a-z0-9-]+\.(feature|change|fix|security|removal)\.md")


def name_of(requirement: str) -> str:
    """Return the normal form (PEP 503) of the name in a requirement."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0]).lower()


def pins(name: str) -> dict[str, str]:
    """Return the pinned versions of a compiled file."""
    text = (REQUIREMENTS / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE))


def asked(name: str) -> list[str]:
    """Return the requirements of an .in file, those that it includes left out."""
    lines = (REQUIREMENTS / name).read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith(("#", "-"))]


# An extra may name others of ours, which are looked at by themselves.
EXTRAS = {
    extra: [r for r in asked_for if not r.startswith("lerway[")]
    for extra, asked_for in PROJECT["optional-dependencies"].items()
}
RUNTIME = [*PROJECT["dependencies"], *(r for extra in EXTRAS.values() for r in extra)]
DIRECT = [*RUNTIME, *asked("runtime.in"), *asked("dev.in"), *asked("docs.in")]


@pytest.mark.parametrize("requirement", DIRECT)
def test_every_dependency_has_a_reason_and_a_licence(requirement):
    rows = re.findall(r"^\| (\S+) \| (.+) \| (.+) \|$", DEPENDENCIES, re.MULTILINE)
    assert name_of(requirement) in {name_of(row[0]) for row in rows}


@pytest.mark.parametrize("requirement", DIRECT)
def test_every_dependency_is_pinned_for_the_tests(requirement):
    assert name_of(requirement) in pins("dev.txt"), "run: make requirements"


@pytest.mark.parametrize("requirement", PROJECT["dependencies"])
def test_every_runtime_dependency_is_pinned_for_the_demo(requirement):
    assert name_of(requirement) in pins("runtime.txt"), "run: make requirements"


@pytest.mark.parametrize("name", ["runtime.txt", "docs.txt"])
def test_the_pins_agree(name):
    assert pins(name).items() <= pins("dev.txt").items()


@pytest.mark.parametrize("name", ["runtime.txt", "docs.txt", "dev.txt"])
def test_every_pin_has_hashes(name):
    text = (REQUIREMENTS / name).read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert blocks
    assert [b.splitlines()[0] for b in blocks if "--hash=sha256:" not in b] == []


def imported() -> set[str]:
    """Return the top-level names that the package imports, its own and Python's left out."""
    names: set[str] = set()
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.split(".")[0])
    return names - sys.stdlib_module_names - {"lerway"}


def test_what_is_imported_is_asked_for():
    """What comes along with something else may be gone tomorrow."""
    providers = packages_distributions()
    needed = {name_of(r) for r in RUNTIME}
    missing = {n for n in imported() if not needed & {name_of(p) for p in providers.get(n, [n])}}
    assert missing == set()


# uvicorn takes the first two where they are; of the last only files are read.
NOT_IMPORTED = {"httptools", "uvloop", "wordllama"}


def test_what_is_asked_for_is_imported():
    providers = packages_distributions()
    used = {name_of(p) for n in imported() for p in providers.get(n, [n])}
    assert {name_of(r) for r in RUNTIME} - used == NOT_IMPORTED


def test_the_oracles_are_not_shipped():
    assert not {"joserfc", "openvc-core", "openbadgeslib"} & pins("runtime.txt").keys()


def test_the_version_is_said_once():
    assert lerway.__version__ == PROJECT["version"]


def test_every_fragment_of_the_changelog_has_a_kind():
    others = {"README.md", "template.md.jinja"}
    names = {p.name for p in (ROOT / "changes").iterdir()} - others
    assert [n for n in sorted(names) if not FRAGMENT.fullmatch(n)] == []


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    """Build the wheel, offline, and open it."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (path,) = folder.glob("*.whl")
    with zipfile.ZipFile(path) as opened:
        yield opened


def test_the_wheel_holds_every_file_of_the_package(wheel):
    source = ROOT / "src"
    ours = {
        p.relative_to(source).as_posix()
        for p in (source / "lerway").rglob("*")
        if p.is_file() and "__pycache__" not in p.parts
    }
    shipped = {n for n in wheel.namelist() if n.startswith("lerway/")}
    assert shipped == ours


def test_the_wheel_carries_licence_and_notices(wheel):
    licences = {n.split("/licenses/")[1] for n in wheel.namelist() if "/licenses/" in n}
    assert {"LICENSE", "NOTICE"} <= licences
    notices = {p.relative_to(ROOT).as_posix() for p in ROOT.glob("src/lerway/data/**/NOTICE*")}
    assert notices <= licences


def test_the_wheel_is_typed_and_has_the_command(wheel):
    names = wheel.namelist()
    assert "lerway/py.typed" in names
    points = next(n for n in names if n.endswith("entry_points.txt"))
    assert b"lerway = lerway.cli:main" in wheel.read(points)
