"""What we ship is what was published, and says where it is from."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

import pytest

from lerway import data
from lerway.standards.jsonld.jcs import canonical_json
from tests.known_contexts import TEST_ONLY
from tests.shared_files import shared

FOLDER = Path(data.__file__).parent
CONTEXTS = data.manifest()["context"]
SCHEMAS = data.manifest()["schema"]
OB_303 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
LATER_COPY = "ob-v3p0-context-3.0.3.rev-2026-06.json"
SAME_AS = {"https://openbadgespec.org/v2/context.json": "https://w3id.org/openbadges/v2"}


def name(entry):
    return f"{entry['url']} {entry.get('label', '')}".strip()


@cache
def index():
    return json.loads(shared("standards", "contexts", "index.json").read_text("utf-8"))


def published(entry):
    """The copy of the publisher's document that lies beside the repository."""
    url = SAME_AS.get(entry["url"], entry["url"])
    files = [e["file"] for e in index() if e["url"] == url]
    later = entry.get("label", "") > "2025"
    file = next(f for f in files if (f == LATER_COPY) == later)
    document = json.loads(shared("standards", "contexts", file).read_text("utf-8"))
    if entry.get("label") == "2025-11":
        del document["@context"]["endorsementJwt"]
    return document


def shipped(entry):
    return data.contexts().view({entry["url"]: entry.get("label", "")}).load(entry["url"])


@pytest.mark.parametrize("entry", CONTEXTS, ids=name)
def test_a_context_is_the_same_json_as_the_published_one(entry):
    canonical = canonical_json(published(entry))
    assert canonical_json(shipped(entry)) == canonical
    assert hashlib.sha256(canonical).hexdigest() == entry["jcs_sha256"]


@pytest.mark.parametrize("entry", [e for e in CONTEXTS + SCHEMAS if "file" in e], ids=name)
def test_a_file_has_the_bytes_that_the_manifest_pins(entry):
    assert hashlib.sha256(data.read(entry["file"])).hexdigest() == entry["sha256"]


@pytest.mark.parametrize("entry", CONTEXTS, ids=name)
def test_a_context_says_where_it_is_from(entry):
    assert entry["licence"]
    assert ("table" in entry) != ("package" in entry and "version" in entry and "path" in entry)


@pytest.mark.parametrize("entry", SCHEMAS, ids=name)
def test_a_schema_has_the_bytes_of_the_published_one_and_its_id_is_the_address(entry):
    copies = {p.name: p for p in shared("standards", "schemas").glob("*/*.json")}
    assert data.read(entry["file"]) == copies[Path(entry["file"]).name].read_bytes()
    assert json.loads(data.schemas()[entry["url"]])["$id"] == entry["url"]


def test_every_file_is_in_the_manifest_and_beside_its_owners_notice():
    listed = {e["file"] for e in CONTEXTS + SCHEMAS if "file" in e}
    files = {
        str(p.relative_to(FOLDER)) for f in ("contexts", "schemas") for p in FOLDER.glob(f"{f}/*/*")
    }
    assert {f for f in files if not f.endswith("NOTICE")} == listed
    assert {str(Path(f).parent / "NOTICE") for f in listed} <= files


def test_contexts_for_tests_are_not_shipped():
    assert not [url for url in data.contexts() if url in TEST_ONLY or "example" in url]


def test_a_schema_that_is_not_shipped_is_not_known():
    assert data.schema("https://example.org/schema.json") is None
    assert data.schema(SCHEMAS[0]["url"]) == data.schemas()[SCHEMAS[0]["url"]]
    assert len(data.schemas()) == len(SCHEMAS)


def test_the_revisions_of_open_badges_3_0_3_only_ever_added_terms():
    pinned, *_ = labels = data.contexts().labels(OB_303)
    assert sorted(labels) == ["2024-03", "2025-11", "2026-06"]
    assert pinned == "2024-03"
    first, second, third = (
        shipped({"url": OB_303, "label": label})["@context"] for label in sorted(labels)
    )
    assert {k: v for k, v in second.items() if k != "jti"} == first
    assert {k: v for k, v in third.items() if k != "endorsementJwt"} == second
