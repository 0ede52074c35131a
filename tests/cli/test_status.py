from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.college import HOST, LIST_URL


@pytest.fixture
def college(college):
    college.make_key()
    return college


def new(college, *more):
    url = [] if "--url" in more else ["--url", LIST_URL]
    return college.run("status", "new", *url, "-o", "list.json", *more)


def publish(college, output="documents", **more):
    argv = ["status", "publish", "list.json", "--key", "key.json", "-o", output]
    return college.must(*argv, *(x for k, v in more.items() for x in (f"--{k}", v)))


def test_a_list_is_published_where_a_verifier_looks(college):
    assert new(college).out == LIST_URL + "\n"
    ran = publish(college)
    path = college.folder / "documents" / HOST / "status" / "1"
    assert ran.out == f"documents/{HOST}/status/1\n".replace("/", "/")
    published = json.loads(path.read_bytes())
    assert published["issuer"] == f"did:web:{HOST}"
    life = [datetime.fromisoformat(published[m]) for m in ("validFrom", "validUntil")]
    assert life[1] - life[0] == timedelta(hours=24)
    assert abs(life[0] - datetime.now(UTC)) < timedelta(minutes=5)
    assert college.verify(path).ok


def test_a_list_is_published_into_a_file(college):
    new(college)
    assert publish(college, "list-1.json", hours="2").out == "list-1.json\n"
    assert college.verify(college.folder / "list-1.json").ok
    again = publish(college, "web/")
    assert (college.folder / again.out.strip()).is_file()


@pytest.mark.parametrize(
    ("purpose", "act", "reason"),
    [("revocation", "--revoke", "status.revoked"), ("suspension", "--suspend", "status.suspended")],
)
def test_set_and_published_it_counts(college, purpose, act, reason):
    new(college, "--purpose", purpose)
    college.issue("--status", "list.json")
    publish(college)
    assert all(college.verify(p).ok for p in college.files())
    record = college.record(2)["id"]
    ran = college.must("status", "set", "list.json", record, act, "--reason", "left")
    assert "publish the list" in ran.err
    assert college.verify(college.files()[1]).ok  # not before it is published
    publish(college)
    reports = [college.verify(p) for p in college.files()]
    assert [r.verdict for r in reports] == ["valid", "invalid", "valid"]
    assert reason in {p.code for p in reports[1].problems}
    shown = college.must("status", "show", "list.json", record).out
    assert "left" in shown
    assert reason.split(".")[1] in shown


def test_a_suspension_is_lifted_and_a_revocation_is_not(college):
    for purpose, act, code in (("suspension", "--suspend", 0), ("revocation", "--revoke", 2)):
        (college.folder / "list.json").unlink(missing_ok=True)
        new(college, "--purpose", purpose)
        college.issue("--status", "list.json", output=purpose)
        record = college.record(1, purpose)["id"]
        college.must("status", "set", "list.json", record, act)
        assert "it was so before" in college.must("status", "set", "list.json", record, act).err
        assert college.run("status", "set", "list.json", record, "--clear").code == code


def test_messages(college):
    new(college, "--purpose", "message", *(x for m in ("ok", "paused", "ended", "reserved")
                                           for x in ("--message", m)))  # fmt: skip
    college.issue("--status", "list.json")
    index = college.record(1)["credentialStatus"]["statusListIndex"]
    assert college.record(1)["credentialStatus"]["statusSize"] == 2
    ran = college.must("status", "set", "list.json", index, "--value", "2")
    assert ran.out == f"{index} ended\n"
    publish(college)
    report = college.verify(college.files()[0])
    assert "ended" in str(report)


def test_a_list_is_shown(college):
    new(college)
    shown = college.must("status", "show", "list.json").out
    assert "issuer: nobody yet" in shown
    college.issue("--status", "list.json")
    shown = college.must("status", "show", "list.json").out
    assert "records: 3 of 131,072" in shown
    assert f"issuer: did:web:{HOST}" in shown
    assert college.must("status", "show", "list.json", college.record()["id"]).out.endswith(
        "not revoked\n"
    )


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (["--purpose", "punishment"], "status.purpose"),
        (["--size", "1000"], "status.list_options"),
        (["--url", "http://college.example/status/1"], "status.url"),
        (["--url", "https://college.example/"], "status.url"),
        (["--url", "https://college.example/../1"], "status.url"),
        (["--url", "https://college.example/1?x"], "status.url"),
        (["--url", "https://[::1"], "status.url"),
        (["--message", "x"], "status.messages"),
        (["--purpose", "message"], "status.messages"),
        (["--purpose", "message", "--message", "x"], "status.messages"),
        (["--key", "no.json"], "key.no_file"),
    ],
)
def test_misuse_of_new(college, argv, code):
    ran = new(college, *argv)
    assert (ran.code, ran.out) == (2, "")
    assert f"[{code}]" in ran.err
    assert not (college.folder / "list.json").exists()


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (["urn:x:nobody", "--revoke"], "status.unknown_record"),
        (["1", "--revoke", "--clear"], "status.one_of"),
        (["1"], "status.one_of"),
        (["1", "--suspend"], "status.wrong_purpose"),
    ],
)
def test_misuse_of_set(college, argv, code):
    new(college)
    ran = college.run("status", "set", "list.json", *argv)
    assert (ran.code, ran.out) == (2, "")
    assert f"[{code}]" in ran.err


def test_a_list_is_never_written_over(college):
    new(college)
    ran = new(college)
    assert (ran.code, "[status.file_exists]" in ran.err) == (2, True)


def test_a_list_lives_a_day_at_most(college):
    new(college)
    argv = ["status", "publish", "list.json", "--key", "key.json", "-o", "x.json"]
    ran = college.run(*argv, "--hours", "25")
    assert (ran.code, "[status.list_life]" in ran.err) == (2, True)


def test_only_its_issuer_publishes_it(college):
    new(college)
    college.issue("--status", "list.json")
    college.must("key", "new", "-o", "other.json")
    ran = college.run("status", "publish", "list.json", "--key", "other.json", "-o", "x.json")
    assert (ran.code, "[status.another_issuer]" in ran.err) == (2, True)
    assert not (college.folder / "x.json").exists()
