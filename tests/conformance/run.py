"""Run the W3C's test suites against `lerway conformance serve`, and print a table.

    python tests/conformance/run.py DIR [--only SUITE] [--no-controls] [--write PAGE]

DIR holds the suites, each as its repository is named, installed (`npm install`). They
are no part of this project. Beside the real server each suite is run against two
controls, a server that accepts everything and one that is down: a suite that stays green
there judges nothing. Exit code 0 only if no test of the server failed, every suite ran as
many tests as it is known to have, and every control turned every suite red.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SOURCE = HERE.parent.parent / "src"
BEGIN, END = "<!-- table: tests/conformance/run.py -->", "<!-- end of table -->"
MINUTES = 10


@dataclass(frozen=True, eq=False)
class Suite:
    """One suite.

    Attributes:
        name: the folder, as the repository is named.
        at_least: how many tests pass; fewer means that something was left out.
        covers: what is tested.
        docker: whether it runs a program instead of calling a server.
        environment: what it wants to be told.
        others: other names of the folder.
    """

    name: str
    at_least: int
    covers: str
    docker: bool = False
    environment: dict[str, str] = field(default_factory=dict)
    others: tuple[str, ...] = ()


SUITES = (
    Suite("vc-data-model-2.0-test-suite", 65, "VCDM 2.0, with EnvelopingProof"),
    Suite("vc-di-eddsa-test-suite", 57, "eddsa-rdfc-2022, eddsa-jcs-2022"),
    Suite("vc-di-ecdsa-test-suite", 80, "ecdsa-rdfc-2019, ecdsa-jcs-2019; P-256, P-384"),
    Suite("vc-bitstring-status-list-test-suite", 19, "Bitstring Status List 1.0"),
    Suite("vc-api-issuer-test-suite", 27, "VC API issuer, with JWT"),
    Suite(
        "vc-api-verifier-test-suite", 36, "VC API verifier, with JWT",
        environment={"ISSUER_NAME": "Lerway", "ISSUER_NAME_JWT": "Lerway"},
    ),
    Suite("vc-jose-cose-test-suite", 10, "credential_jose", docker=True),
    Suite("did-key-test-suite", 15, "did:key, by its own error names"),
    Suite(
        "did-resolution-mocha-test-suite", 139, "DID Resolution 1.0, HTTPS binding",
        others=("did-resolution-test-suite",),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What a run of a suite came to; `trouble` says why there is none."""

    passed: int = 0
    skipped: int = 0
    failed: int = 0
    failures: tuple[str, ...] = ()
    trouble: str = ""


Endpoints = dict[str, Any]
Server = Callable[[], contextlib.AbstractContextManager[Endpoints]]


def main() -> int:
    """Run what is asked for; return the exit code."""
    options = _options()
    rows: list[str] = []
    bad: list[str] = []
    chosen = [s for s in SUITES if not options.only or s.name in options.only]
    found = {s: _folder(options.suites, s) for s in chosen}
    with real() as endpoints:
        results = {s: _run(s, found[s], endpoints, "real") for s in chosen}
    controls: dict[str, dict[Suite, Outcome]] = {}
    if options.controls:
        with accepts_everything(endpoints) as same:
            controls["accepts"] = {s: _run(s, found[s], same, "accepts") for s in chosen}
        controls["down"] = {s: _run(s, found[s], endpoints, "down") for s in chosen}
    for suite, outcome in results.items():
        row, wrong = _row(suite, found[suite], outcome, [c[suite] for c in controls.values()])
        rows.append(row)
        bad += wrong
    table = _table(rows)
    _say(table)
    for line in bad:
        _say(f"error: {line}")
    if options.write and options.write.exists() and not options.only:
        _write(options.write, table)
    return 1 if bad else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("suites", type=Path, help="folder with the suites, installed")
    parser.add_argument("--only", action="append", help="run this suite alone; may be repeated")
    parser.add_argument("--no-controls", dest="controls", action="store_false")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the table into this page")
    return parser.parse_args()


# -- servers -----------------------------------------------------------------


@contextlib.contextmanager
def real() -> Iterator[Endpoints]:
    """Run `lerway conformance serve` and yield the endpoints that it prints."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    command = [sys.executable, "-m", "lerway", "conformance", "serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as process:
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline())["implementations"][0]
        finally:
            process.terminate()


@contextlib.contextmanager
def accepts_everything(endpoints: Endpoints) -> Iterator[Endpoints]:
    """Run a server that says yes to everything, and yield the same endpoints on its port."""
    command = [sys.executable, str(HERE / "control.py")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            port = process.stdout.readline().strip()
            old = endpoints["verifiers"][0]["id"]
            yield json.loads(json.dumps(endpoints).replace(old, f"https://localhost:{port}"))
        finally:
            process.terminate()


# -- a suite -----------------------------------------------------------------


def _folder(suites: Path, suite: Suite) -> Path | None:
    for name in (suite.name, *suite.others):
        if (suites / name / "node_modules" / ".bin" / "mocha").exists():
            return suites / name
    return None


def _run(suite: Suite, folder: Path | None, endpoints: Endpoints, which: str) -> Outcome:
    if folder is None:
        return Outcome(trouble="not run: it is not there, or not installed")
    settings = json.dumps(
        {"settings": {"enableInteropTests": True}, "implementations": [endpoints]}
    )
    (folder / "localConfig.cjs").write_text(f"module.exports = {settings};\n")
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch) / "report.json"
        # The certificate is self-signed; a suite that fetches by itself must not mind.
        environment = {**os.environ, **suite.environment, "NODE_TLS_REJECT_UNAUTHORIZED": "0"}
        if suite.docker:
            _clear(folder / "tests" / "output")
            program = _program(Path(scratch), folder, which)
            environment["PATH"] = f"{program}{os.pathsep}{environment['PATH']}"
        command = [
            *_mocha(folder), "tests/", "--reporter", "json",
            "--reporter-option", f"output={report}", "--timeout", "15000", "--preserve-symlinks",
        ]  # fmt: skip
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, check=False,
            timeout=60 * MINUTES,
        )  # fmt: skip
        if not report.exists():
            said = done.stderr.decode(errors="replace").split()
            return Outcome(trouble="not run: " + " ".join(said)[:200])
        return _outcome(json.loads(report.read_bytes()))


def _mocha(folder: Path) -> list[str]:
    """Return the command; a suite of 2025 uses what Node.js has without a flag since 22."""
    node = shutil.which("node") or "node"
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    old = int(version.stdout.strip().lstrip("v").partition(".")[0] or 0) < 22
    flags = ["--harmony-iterator-helpers"] if old else []
    return [node, *flags, str(folder / "node_modules" / "mocha" / "bin" / "_mocha")]


def _outcome(report: dict[str, Any]) -> Outcome:
    stats = report["stats"]
    failures = tuple(
        f"{f['fullTitle'][:160]}: {f['err'].get('message', '')[:160]}" for f in report["failures"]
    )
    return Outcome(stats["passes"], stats["pending"], stats["failures"], failures)


def _program(scratch: Path, folder: Path, which: str) -> Path:
    """Write the program that stands in for Docker, which that suite starts."""
    path = scratch / "bin" / "docker"
    path.parent.mkdir()
    if which == "down":
        script = "#!/bin/sh\nexit 1\n"
    else:
        accepts = " --accept-everything" if which == "accepts" else ""
        script = (
            f"#!/bin/sh\nPYTHONPATH='{SOURCE}' exec '{sys.executable}'"
            f" '{HERE / 'jose_cose.py'}' --suite '{folder}'{accepts} \"$@\"\n"
        )
    path.write_text(script)
    path.chmod(0o700)
    return path.parent


def _clear(folder: Path) -> None:
    """Remove what an earlier run left behind, so that nothing old is read as new."""
    for old in folder.glob("*.json"):
        old.unlink()


# -- the table ---------------------------------------------------------------


def _row(
    suite: Suite, folder: Path | None, outcome: Outcome, controls: list[Outcome]
) -> tuple[str, list[str]]:
    wrong: list[str] = []
    if outcome.trouble:
        wrong.append(f"{suite.name}: {outcome.trouble}")
        cells = [suite.name, suite.covers, _commit(folder), outcome.trouble, "", ""]
        return "| " + " | ".join(cells) + " | |", wrong
    wrong += [f"{suite.name}: {failure}" for failure in outcome.failures]
    if outcome.passed < suite.at_least:
        wrong.append(f"{suite.name}: {outcome.passed} tests passed, not {suite.at_least}")
    red: list[str] = []
    for control in controls:
        red.append(f"{control.failed} failed" if not control.trouble else "did not start")
        # Some suites pass a dozen tests against nothing: what counts is that many more pass here.
        if not control.failed or control.passed >= outcome.passed:
            wrong.append(f"{suite.name}: a control is not red ({control})")
    cells = [
        suite.name, suite.covers, _commit(folder), str(outcome.passed), str(outcome.skipped),
        str(outcome.failed), " / ".join(red),
    ]  # fmt: skip
    return "| " + " | ".join(cells) + " |", wrong


def _commit(folder: Path | None) -> str:
    git = shutil.which("git")
    if folder is None or git is None:
        return ""
    command = [git, "-C", str(folder), "log", "-1", "--format=%h (%cs)"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def _table(rows: list[str]) -> str:
    head = "| suite | what | commit | passed | skipped | failed | controls: accepts all / down |"
    rule = "|---|---|---|---:|---:|---:|---|"
    return "\n".join([f"Run on {datetime.now(UTC):%Y-%m-%d}.", "", head, rule, *rows])


def _write(page: Path, table: str) -> None:
    text = page.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", "utf-8")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
