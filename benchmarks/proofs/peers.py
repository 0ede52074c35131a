"""The JavaScript reference: installed by npm, as it is shipped and with four lines patched.

The patch is the one that its users could make to `jsonld` 9, `lib/context.js`: a context
that is derived from another copies the table of terms and not the terms in it (`new
Map`), spreads the protected set, and shares the previous context in the two places
where that is cloned.
"""

from __future__ import annotations

import fcntl
import json
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["PeerError", "Reference", "install", "node_is_here", "started"]

SOURCE: Final = Path(__file__).parents[1] / "reference"
FOLDER: Final = Path(__file__).parents[1] / ".peer"
NODE_18: Final = 18
PATCH: Final = (
    ("child.mappings = util.clone(this.mappings);", "child.mappings = new Map(this.mappings);"),
    ("child.protected = util.clone(this.protected);", "child.protected = {...this.protected};"),
    (
        "child.previousContext = this.previousContext.clone();",
        "child.previousContext = this.previousContext;",
    ),
    ("return this.previousContext.clone();", "return this.previousContext;"),
)


class PeerError(Exception):
    """The reference cannot be installed, or it broke."""


class Reference:
    """A running reference; every answer tells how many CPU seconds it took."""

    def __init__(self, name: str, process: subprocess.Popen[str]) -> None:
        """Make it of a process that answers a line with a line."""
        self.name = name
        self._process = process

    def issue(self, rows: Sequence[Any]) -> tuple[float, list[bytes]]:
        """Return the CPU seconds and the signed badges of `rows`."""
        return self._documents("issue", rows=[row._asdict() for row in rows])

    def sign(self, documents: Sequence[object]) -> tuple[float, list[bytes]]:
        """Return the CPU seconds and `documents`, signed as they are."""
        return self._documents("sign", documents=documents)

    def verify(self, documents: Sequence[bytes]) -> tuple[float, list[bool]]:
        """Return the CPU seconds and whether each document is accepted."""
        answer = self._ask("verify", documents=[d.decode() for d in documents])
        return answer["seconds"], answer["verdicts"]

    def _documents(self, op: str, **request: object) -> tuple[float, list[bytes]]:
        answer = self._ask(op, **request)
        return answer["seconds"], [d.encode() for d in answer["documents"]]

    def _ask(self, op: str, **request: object) -> dict[str, Any]:
        assert self._process.stdin is not None  # noqa: S101 - it is a pipe
        assert self._process.stdout is not None  # noqa: S101 - likewise
        self._process.stdin.write(json.dumps({"op": op, **request}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise PeerError(f"the {self.name} died while it was asked to {op}")
        answer = json.loads(line)
        if not answer["ok"]:
            raise PeerError(f"the {self.name} failed to {op}: {answer['error']}")
        return answer


def node_is_here() -> bool:
    """Return whether Node.js 18 or later and npm are on this machine."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    return int(said.strip().lstrip("v").split(".")[0]) >= NODE_18


def install() -> None:
    """Install the pinned packages into an ignored folder, once, and a patched copy of them.

    Raises:
        PeerError: there is no Node.js, npm fails, or the lines to patch are not there.
    """
    if not node_is_here():
        raise PeerError("there is no Node.js 18 or later, with npm, for the reference to run on")
    FOLDER.mkdir(exist_ok=True)
    pins = (SOURCE / "package-lock.json").read_text()
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        installed = FOLDER / "installed"
        if not installed.is_file() or installed.read_text() != pins:
            _install(FOLDER / "shipped")
            shutil.rmtree(FOLDER / "patched", ignore_errors=True)
            shutil.copytree(FOLDER / "shipped", FOLDER / "patched", symlinks=True)
            _patch(FOLDER / "patched" / "node_modules" / "jsonld" / "lib" / "context.js")
            installed.write_text(pins)


def _install(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(SOURCE / name, folder)
    done = subprocess.run(
        ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise PeerError(f"npm could not install the reference: {done.stderr.strip()}")


def _patch(path: Path) -> None:
    text = path.read_text()
    for old, new in PATCH:
        if text.count(old) != 1:
            raise PeerError(f"jsonld is not the one that the patch was made for: {old!r}")
        text = text.replace(old, new)
    path.write_text(text)


@contextmanager
def started(variant: str, given: dict[str, object], folder: Path) -> Iterator[Reference]:
    """Run the reference, `shipped` or `patched`, with what it is given to work with."""
    program = FOLDER / variant / "reference.mjs"
    text = (SOURCE / "reference.mjs").read_text()
    if not program.is_file() or program.read_text() != text:
        program.write_text(text)
    (folder / f"{variant}.json").write_text(json.dumps(given), encoding="utf-8")
    with (
        (folder / f"{variant}.log").open("w", encoding="utf-8") as log,
        subprocess.Popen(
            ["node", program, folder / f"{variant}.json"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            encoding="utf-8",
        ) as process,
    ):
        try:
            yield Reference("reference" if variant == "shipped" else "patched reference", process)
        finally:
            assert process.stdin is not None  # noqa: S101 - it is a pipe
            process.stdin.close()
            process.wait(timeout=30)
