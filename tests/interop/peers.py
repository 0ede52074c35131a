"""Other people's software as a process: a JSON object a line, in and out.

Nothing here reaches the network. The programs are given the contexts and schemas
that Lerway ships, and with each request what else they may read.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from lerway import data
from tests.shared_files import ROOT, missing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER = ROOT / "tests" / "interop"
NODE_18 = 18


class Peer:
    """A running program."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def __call__(self, op: str, **request: Any) -> dict[str, Any]:
        """Return the answer to one request; an answer that is an error is returned too."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"op": op, **request}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"the peer died: {self._process.poll()}"
        return json.loads(line)

    def issued(self, op: str, **request: Any) -> dict[str, Any]:
        """Return the document that the peer signed."""
        answer = self(op, **request)
        assert answer["ok"], answer["errors"]
        return answer["document"]


@contextmanager
def start(program: str, documents: dict[str, Any], folder: Path) -> Iterator[Peer]:
    """Run a program of this folder with `documents` (URL to document) to read from."""
    node = _node()
    (folder / "documents.json").write_text(json.dumps(documents), encoding="utf-8")
    with (
        (folder / "log.txt").open("w", encoding="utf-8") as log,
        subprocess.Popen(
            [node, FOLDER / program, folder / "documents.json"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            encoding="utf-8",
        ) as process,
    ):
        try:
            yield Peer(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(timeout=30)


def _node() -> str:
    node = shutil.which("node")
    if node is None:
        missing("Node.js is not there; the JavaScript peers were not asked")
    assert node is not None
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True)
    if int(version.stdout.strip().lstrip("v").split(".")[0]) < NODE_18:
        missing(f"Node.js is {version.stdout.strip()}, and the JavaScript peers need 18 or later")
    if not (FOLDER / "node_modules" / ".package-lock.json").is_file():
        missing("the JavaScript peers are not installed: run npm ci in tests/interop")
    return node


def shipped_contexts() -> dict[str, Any]:
    """Return every context that Lerway ships, in its pinned revision."""
    view = data.contexts().view()
    return {url: view.load(url) for url in data.contexts()}


def dcc_documents() -> dict[str, Any]:
    """Return the contexts and schemas that Lerway ships, and the draft they are written in."""
    schemas = {url: json.loads(body) for url, body in data.schemas().items()}
    return {**shipped_contexts(), **schemas}
