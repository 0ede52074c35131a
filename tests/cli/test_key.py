from __future__ import annotations

import json

import pytest

from tests.college import DID


def test_a_key_under_a_domain(college):
    ran = college.must("key", "new", "--did", "web:college.example", "-o", "key.json")
    assert ran.out == DID + "\n"
    assert "https://college.example/.well-known/did.json" in ran.err
    published = json.loads((college.folder / "did.json").read_bytes())
    key = json.loads((college.folder / "key.json").read_bytes())
    assert published["assertionMethod"] == [key["id"]]
    assert "secret" not in (college.folder / "did.json").read_text()


@pytest.mark.parametrize("curve", ["ed25519", "p256", "p384"])
@pytest.mark.parametrize("did", ["key", "jwk"])
def test_a_key_that_is_its_own_identifier(college, curve, did):
    ran = college.must("key", "new", "--curve", curve, "--did", did, "-o", "keys/key.json")
    assert ran.out.startswith(f"did:{did}:")
    assert [p.name for p in (college.folder / "keys").iterdir()] == ["key.json"]


def test_nothing_is_written_over(college):
    college.must("key", "new", "--did", "web:college.example", "-o", "key.json")
    before = (college.folder / "key.json").read_bytes()
    again = college.run("key", "new", "-o", "key.json")
    assert (again.code, "[key.file_exists]" in again.err) == (2, True)
    other = college.run("key", "new", "--did", "web:college.example", "-o", "other.json")
    assert (other.code, "[key.document_exists]" in other.err) == (2, True)
    assert not (college.folder / "other.json").exists()
    assert (college.folder / "key.json").read_bytes() == before


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (["--curve", "rsa"], "key.curve"),
        (["--did", "ion"], "key.did"),
        (["--did", "web:127.0.0.1"], "did.malformed"),
        (["--did", "web:https://college.example/"], "key.did"),
        (["--curve", "p256", "--curve", "p384"], "cli.given_twice"),
    ],
)
def test_misuse(college, argv, code):
    ran = college.run("key", "new", "-o", "key.json", *argv)
    assert (ran.code, ran.out) == (2, "")
    assert f"[{code}]" in ran.err
    assert "hint: " in ran.err
    assert not (college.folder / "key.json").exists()


def test_an_address_for_a_host_is_told_how_to_be_written(college):
    ran = college.run("key", "new", "-o", "key.json", "--did", "web:https://college.example/")
    assert "write --did web:college.example [" not in ran.err
    assert ran.err.rstrip().endswith("write --did web:college.example")
