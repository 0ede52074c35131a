"""Take the shipped contexts from the packages that MANIFEST.toml names, or check them.

Packages are named by registry, name and version, and are fetched by their ordinary
clients (pip, npm); nothing of them is run, except that a context which a package holds
inside a JavaScript module is read by node. Without `--write` nothing is changed, and the
exit code is 1 if a shipped file differs from its package or from its hash.

    python tools/fetch_contexts.py [--write] [--offline]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "src" / "lerway" / "data"
sys.path.insert(0, str(ROOT / "src"))

# The module's one object with an @context, however it is exported.
READ_MODULE = """
const found = [];
const look = (v, depth) => {
  if (!v || typeof v !== "object" || depth > 3) return;
  if ("@context" in v) { found.push(v); return; }
  for (const item of v instanceof Map ? v.values() : Object.values(v)) look(item, depth + 1);
};
look(require(process.argv[1]), 0);
process.stdout.write(JSON.stringify(found[0]));
"""


@cache
def unpacked(package: str, version: str, work: Path) -> Path:
    """Return a folder with the files of a package (`registry:name`) at a version."""
    registry, name = package.split(":", 1)
    folder = Path(tempfile.mkdtemp(dir=work))
    if registry == "pypi":
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:"]
        subprocess.run(
            [*command, "--quiet", "--dest", str(folder), f"{name}=={version}"], check=True
        )
        with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
            wheel.extractall(folder / "files")  # noqa: S202 - zipfile keeps inside
        return folder / "files"
    command = ["npm", "pack", "--silent", "--pack-destination", str(folder)]
    subprocess.run([*command, f"{name}@{version}"], check=True, capture_output=True)
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        archive.extractall(folder / "files", filter="data")
    return folder / "files" / "package"


def taken(entry: dict[str, Any], work: Path) -> bytes:
    """Return the bytes that the file of a manifest entry should have."""
    path = unpacked(entry["package"], entry["version"], work) / entry["path"]
    if path.suffix != ".js":
        return path.read_bytes()
    command = ["node", "-e", READ_MODULE, str(path)]
    found = subprocess.run(command, check=True, capture_output=True).stdout
    return (json.dumps(json.loads(found), indent=2, ensure_ascii=False) + "\n").encode()


def problems(entry: dict[str, Any], work: Path | None, *, write: bool) -> list[str]:
    """Check one entry of the manifest, or write its file; return what is wrong.

    Args:
        entry: the entry.
        work: where packages may be unpacked; without it only the hashes are checked.
        write: whether to write the file.
    """
    from lerway.standards.jsonld.jcs import canonical_json

    name = f"{entry['url']} {entry.get('label', '')}".strip()
    out: list[str] = []
    if "file" in entry:
        file = DATA / entry["file"]
        if "package" in entry and work is not None:
            body = taken(entry, work)
            if write:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(body)
            elif file.read_bytes() != body:
                out.append(f"{name}: {entry['file']} is not what {entry['package']} has")
        if hashlib.sha256(file.read_bytes()).hexdigest() != entry["sha256"]:
            out.append(f"{name}: {entry['file']} does not have the sha256 of the manifest")
    if "jcs_sha256" in entry:
        document = document_of(entry)
        if hashlib.sha256(canonical_json(document)).hexdigest() != entry["jcs_sha256"]:
            out.append(f"{name}: the document does not have the jcs_sha256 of the manifest")
    return out


def document_of(entry: dict[str, Any]) -> Any:  # noqa: ANN401 - it is any JSON
    """Return the document that is shipped for a manifest entry."""
    from lerway import data

    view = data.contexts().view({entry["url"]: entry.get("label", "")})
    return view.load(entry["url"])


def main() -> int:
    """Check or write all; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--write", action="store_true", help="write the files")
    parser.add_argument("--offline", action="store_true", help="check the hashes only")
    options = parser.parse_args()
    from lerway import data

    entries = [*data.manifest()["context"], *data.manifest()["schema"]]
    with tempfile.TemporaryDirectory() as folder:
        work = None if options.offline else Path(folder)
        wrong = [p for entry in entries for p in problems(entry, work, write=options.write)]
    for problem in wrong:
        print(f"error: {problem}", file=sys.stderr)
    print(f"{len(entries)} entries, {len(wrong)} problems")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
