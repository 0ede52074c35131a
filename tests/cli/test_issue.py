from __future__ import annotations

import hashlib
import json
import os
from dataclasses import replace

import pytest

from lerway.domain.issuing.status_book import StatusBook
from lerway.standards.status.lists import new_list
from tests.college import ACHIEVEMENT, HOST, LIST_URL, ROSTER

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><circle r="9"/></svg>'


@pytest.fixture
def college(college):
    college.make_key()
    return college


def refused(ran, *codes):
    assert (ran.code, ran.out) == (2, "")
    for code in codes:
        assert f"[{code}]" in ran.err, ran.err
    assert ran.err.startswith("error: ") or ran.err.startswith("note: ")


def test_a_badge_for_everybody(college):
    ran = college.issue()
    assert (ran.code, ran.lines) == (0, ["3 badges issued into out"])
    assert [p.name for p in college.files()] == [
        "0001-ada-nunez.json", "0002-grace-ohara.json", "0003-王伟.json",
    ]  # fmt: skip
    for path in college.files():
        report = college.verify(path)
        assert report.ok, report
        assert report.issuer.label() == f"domain-controlled ({HOST})"


def test_the_list_of_what_was_issued(college):
    college.must("status", "new", "--url", LIST_URL, "-o", "list.json")
    assert college.issue("--status", "list.json").code == 0
    rows = college.issued()
    assert [r["row"] for r in rows] == ["2", "3", "4"]
    for row, path in zip(rows, college.files(), strict=True):
        record = college.record(int(row["row"]) - 1)
        assert row["file"] == path.name
        assert row["id"] == record["id"]
        assert row["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
        assert row["status_index"] == record["credentialStatus"]["statusListIndex"]
    assert len({r["status_index"] for r in rows}) == 3
    text = (college.folder / "out/issued.csv").read_text()
    assert "@" not in text


def test_every_bad_row_is_named_and_nothing_is_written(college):
    college.write("bad.csv", ROSTER + "Alan,,Sound,112\n,bad,Shiny,70\n")
    ran = college.issue(roster="bad.csv")
    refused(ran, "roster.no_email", "result.range", "roster.no_name", "roster.bad_email",
            "result.level")  # fmt: skip
    assert "error: row 5, email: " in ran.err
    assert "2 rows of bad.csv must be mended; nothing was signed" in ran.err
    assert not (college.folder / "out").exists()


def test_how_the_roster_was_read_is_said(college):
    college.write("excel.csv", ROSTER.replace("王伟", "Zoë").replace(",", ";").encode("cp1252"))
    ran = college.issue(roster="excel.csv")
    assert ran.code == 0
    assert "Windows-1252" in ran.err
    assert "semicolons" in ran.err


@pytest.mark.parametrize(
    ("name", "text", "codes"),
    [
        ("achievement.yaml", "Name: X\ncriteria: Y\n", ["written.misspelt", "written.wrong"]),
        ("achievement.yaml", "a: *b", ["yaml.alias"]),
        ("achievement.yaml", ACHIEVEMENT + "colour: blue\n", ["jsonld.undefined_term"]),
        ("issuer.yaml", "url: college.example", ["written.missing", "written.wrong"]),
        ("issuer.yaml", "name: X\nmotto: Y\n", ["jsonld.undefined_term"]),
        ("issuer.yaml", "name: X\nid: did:web:other.example\n", ["issue.profile_id"]),
        ("roster.csv", "", ["roster.empty"]),
        ("key.json", "{}", ["key.file_malformed"]),
    ],
)
def test_a_bad_file_is_named_and_nothing_is_written(college, name, text, codes):
    path = college.write(name, text)
    ran = college.issue()
    refused(ran, *codes)
    if not name.startswith("key"):
        assert path.name in ran.err or "profile" in ran.err
    assert not (college.folder / "out").exists()


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (["--proof", "rsa"], "issuer.unknown_proof"),
        (["--valid-from", "soon"], "cli.time"),
        (["--valid-until", "2020-01-01"], "roster.period"),
        (["--proof", "vc-jwt", "--proof", "ob-jwt"], "cli.given_twice"),
        (["-o", "x", "--output", "y"], "cli.given_twice"),
        (["--status", "a.json", "--status", "b.json"], "cli.given_twice"),
        (["--achievement", "achievement.yaml", "-o", "roster.csv"], "cli.given_twice"),
        (["--bake", "no.png"], "cli.unreadable_file"),
        (["--bake", "roster.csv"], "image.unknown"),
        (["--status", "no.json"], "status.no_file"),
        (["--status", "roster.csv"], "json.syntax"),
        (["--achievement", "second.yaml", "--achievement", "second.yaml"],
         "issue.same_achievement"),
    ],
)  # fmt: skip
def test_misuse(college, argv, code):
    if "second.yaml" in argv:
        college.write("roster.csv", "name,email\nA,a@x.org\n")
    refused(college.issue(*argv), code)
    assert not (college.folder / "out").exists()


def test_unknown_members_are_kept_where_the_proof_covers_them(college):
    college.write("achievement.yaml", ACHIEVEMENT + "house:Colour: blue\n")
    assert college.issue("--proof", "eddsa-jcs-2022").code == 0
    assert college.record()["credentialSubject"]["achievement"]["house:Colour"] == "blue"
    assert college.verify(college.files()[0]).ok


@pytest.mark.parametrize("curve", ["ed25519", "p256", "p384"])
@pytest.mark.parametrize("did", ["key", "jwk"])
@pytest.mark.parametrize("proof", [None, "jcs", "vc-jwt", "ob-jwt"])
def test_every_key_and_proof(college, tmp_path, curve, did, proof):
    (tmp_path / "key.json").unlink()
    (tmp_path / "did.json").unlink()
    college.make_key(did, curve)
    if proof == "jcs":
        proof = "eddsa-jcs-2022" if curve == "ed25519" else "ecdsa-jcs-2019"
    ran = college.issue(*(["--proof", proof] if proof else []))
    assert ran.code == 0, ran
    for path in college.files():
        assert path.suffix == (".jwt" if proof in ("vc-jwt", "ob-jwt") else ".json")
        assert college.verify(path).ok


def test_learner_records(college):
    both = ["--achievement", "achievement.yaml", "--achievement", "second.yaml"]
    ran = college.issue(*both, "--clr")
    assert ran.lines == ["3 learner records issued into out"]
    for path in college.files():
        assert college.verify(path).ok
    subject = college.record()["credentialSubject"]
    assert len(subject["verifiableCredential"]) == 2
    rows = college.issued()
    assert [r["type"] for r in rows[:3]] == [*["OpenBadgeCredential"] * 2, "ClrCredential"]
    assert len({r["file"] for r in rows}) == 3


def test_several_badges_each(college):
    both = ["--achievement", "achievement.yaml", "--achievement", "second.yaml"]
    assert college.issue(*both).lines == ["6 badges issued into out"]


def test_baked_badges(college):
    college.write("badge.svg", SVG)
    assert college.issue("--bake", "badge.svg").code == 0
    for path in college.files():
        assert path.suffix == ".svg"
        assert college.verify(path).ok
    refused(college.issue("--bake", "badge.svg", "--clr", output="x"), "issue.baked_clr")


def test_hashed_addresses_come_with_a_warning(college):
    ran = college.issue("--hashed-email")
    assert "warning: " in ran.err
    identity = college.record()["credentialSubject"]["identifier"][0]
    assert identity["hashed"] is True
    assert "ada@" not in college.files()[0].read_text()
    argv = ["verify", str(college.files()[0]), "--offline", "--documents", "documents"]
    assert college.run(*argv, "--recipient", "ADA@learners.example").code == 0
    assert college.run(*argv, "--recipient", "grace@learners.example").code == 1


def test_dates(college):
    ran = college.issue("--valid-from", "2026-01-01", "--valid-until", "2027-01-01T12:00:00+01:00")
    assert ran.code == 0
    assert college.record()["validFrom"] == "2026-01-01T00:00:00Z"
    assert college.record()["validUntil"] == "2027-01-01T11:00:00Z"


def test_a_dry_run_looks_at_everything_and_writes_nothing(college):
    college.must("status", "new", "--url", LIST_URL, "-o", "list.json")
    before = {p: p.read_bytes() for p in college.folder.rglob("*") if p.is_file()}
    ran = college.issue("--dry-run", "--status", "list.json")
    assert ran.lines == ["3 badges can be issued; nothing was signed"]
    assert {p: p.read_bytes() for p in college.folder.rglob("*") if p.is_file()} == before
    college.write("bad.csv", ROSTER + "Alan,,Sound,112\n")
    refused(college.issue("--dry-run", roster="bad.csv"), "roster.no_email")


def test_the_same_seed_draws_the_same(college):
    for folder in ("a", "b"):
        ran = college.issue("--seed", "7", "--valid-from", "2026-01-01", output=folder)
        assert "warning: " in ran.err
    one, two = college.record(1, "a"), college.record(1, "b")
    assert one["id"] == two["id"]
    assert one["credentialSubject"] == two["credentialSubject"]
    college.issue(output="c")
    assert college.record(1, "c")["id"] != one["id"]


def test_a_finished_run_is_not_done_again(college):
    college.must("status", "new", "--url", LIST_URL, "-o", "list.json")
    college.issue("--status", "list.json")
    before = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in college.folder.rglob("*.*")
              if p.is_file()}  # fmt: skip
    ran = college.issue("--status", "list.json")
    assert (ran.code, ran.lines) == (
        0, ["3 badges were issued into out before; nothing was changed"],
    )  # fmt: skip
    after = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in college.folder.rglob("*.*")
             if p.is_file()}  # fmt: skip
    assert after == before


def test_another_run_does_not_write_into_the_same_folder(college):
    college.issue()
    college.write("other.csv", ROSTER + "Alan,alan@learners.example,Sound,70\n")
    ran = college.issue(roster="other.csv")
    refused(ran, "out.other_run")
    assert "the roster differs" in ran.err
    college.write("mine/notes.txt", "mine")
    refused(college.issue(output="mine"), "out.not_empty")


def test_a_list_of_somebody_else(college):
    college.must("key", "new", "-o", "other-key.json")
    argv = ["status", "new", "--url", LIST_URL, "-o", "list.json"]
    college.must(*argv, "--key", "other-key.json")
    refused(college.issue("--status", "list.json"), "status.another_issuer")


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_a_key_that_others_can_read_is_warned_of(college):
    (college.folder / "key.json").chmod(0o644)
    ran = college.issue()
    assert ran.code == 0
    assert "chmod 600" in ran.err


def test_json_achievements(college):
    college.write("a.json", '{"name": "A", "description": "B", "criteria": {"narrative": "C"}}')
    college.write("r.csv", "name,email\nA,a@x.org\n")
    ran = college.issue("--achievement", "a.json", roster="r.csv")
    assert ran.lines == ["1 badge issued into out"]
    assert college.record()["name"] == "A"


def test_a_list_without_room_is_refused_before_anything_is_written(college):
    nearly_full = replace(new_list(LIST_URL), used=b"\xff" * 16_383 + b"\xfc")
    college.write("list.json", StatusBook(nearly_full).to_bytes())
    refused(college.issue("--status", "list.json"), "status.no_room")
    assert not (college.folder / "out").exists()


def test_what_is_missing_from_an_interrupted_run_is_made(college):
    college.issue()
    before = [p.read_bytes() for p in college.files()]
    journal = college.folder / "out/.lerway-issue.journal"
    journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:4]))
    college.files()[2].unlink()
    (college.folder / "out/issued.csv").unlink()
    assert college.issue().lines == ["3 badges issued into out, 2 of them before"]
    assert [p.read_bytes() for p in college.files()] == before


def test_a_result_is_told_to_be_missing_before_an_employer_tells_it(college):
    college.write("roster.csv", "name,email,result.Score\nA,a@x.org,\nB,b@x.org,70\n")
    ran = college.issue()
    assert ran.code == 0
    assert "nobody on the roster has a value for result.Seam" in ran.err
    assert "though the achievement asks for Sound" in ran.err
    assert "row 2: no value for result.Score; the badge is made without it" in ran.err


def test_a_day_as_an_end_is_the_whole_day_and_that_is_said(college):
    ran = college.issue("--valid-from", "2026-06-01", "--valid-until", "2030-06-30")
    assert college.record()["validUntil"] == "2030-06-30T23:59:59Z"
    assert "--valid-until 2030-06-30 includes that day" in ran.err


def test_errors_name_the_option_or_file_that_they_are_about(college):
    assert "error: --proof: " in college.issue("--proof", "rsa").err
    assert "error: --bake: " in college.issue("--bake", "roster.csv").err
    assert "error: --valid-from and --valid-until: " in (
        college.issue("--valid-until", "2020-01-01").err
    )
    college.write("key.json", "{}")
    assert "error: key.json: " in college.issue().err


def test_a_picture_that_has_a_badge_in_it_asks_for_the_plain_one(college):
    college.write("badge.svg", SVG)
    assert college.issue("--bake", "badge.svg").code == 0
    ran = college.issue("--bake", str(college.files()[0]), output="again")
    refused(ran, "image.baked_already")
    assert "hint: give --bake the plain picture" in ran.err


def test_the_folder_to_write_to_is_no_file(college):
    refused(college.issue(output="roster.csv"), "out.not_a_folder")
    refused(college.issue("--dry-run", output="roster.csv"), "out.not_a_folder")


def test_the_same_achievement_twice_is_named(college):
    ran = college.issue("--achievement", "second.yaml", "--achievement", "second.yaml")
    assert "are the same achievement, 'Workshop safety'" in ran.err


def test_a_finished_run_makes_again_what_was_lost_and_says_so(college):
    college.must("status", "new", "--url", LIST_URL, "-o", "list.json")
    college.issue("--status", "list.json")
    before = {
        p.name: p.read_bytes() for p in (college.folder / "out").iterdir() if p.suffix != ".journal"
    }
    college.files()[1].unlink()
    (college.folder / "out/issued.csv").unlink()
    ran = college.issue("--status", "list.json")
    assert ran.lines == ["3 badges were issued into out before; 2 missing files were made again"]
    assert "note: out/0002-grace-ohara.json was missing" in ran.err
    assert {
        p.name: p.read_bytes() for p in (college.folder / "out").iterdir() if p.suffix != ".journal"
    } == before
    again = college.issue("--status", "list.json")
    assert again.lines == ["3 badges were issued into out before; nothing was changed"]


@pytest.mark.parametrize("finished", [True, False])
def test_a_record_that_was_changed_is_for_whoever_changed_it_to_judge(college, finished):
    college.issue()
    if not finished:
        journal = college.folder / "out/.lerway-issue.journal"
        journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:-1]))
    path = college.files()[0]
    path.write_bytes(path.read_bytes() + b" ")
    ran = college.issue()
    refused(ran, "out.damaged")
    assert "1 file in out no longer holds what was issued: 0001-ada-nunez.json" in ran.err
    assert path.read_bytes().endswith(b" ")


def test_a_list_that_somebody_worked_in_is_left_alone(college):
    college.issue()
    listed = college.folder / "out/issued.csv"
    listed.write_bytes(listed.read_bytes() + b"mine\r\n")
    refused(college.issue(), "out.list_changed")
    assert listed.read_bytes().endswith(b"mine\r\n")


def test_a_learner_can_be_written_in_any_script(college):
    college.write("roster.csv", "name,email\nनेहा,n@x.org\n")
    assert college.issue().code == 0
    assert [p.name for p in college.files()] == ["0001-नेहा.json"]


def test_shards_are_for_records_and_somebody_has_to_sign(college):
    college.write("seal.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>')
    assert "issue.baked_shards" in college.issue("--shards", "--bake", "seal.svg").err
    assert "issue.jobs" in college.issue("--jobs", "0").err


@pytest.mark.parametrize("proof", ["eddsa-jcs-2022", "vc-jwt"])
def test_a_shard_has_a_record_a_line(college, proof):
    college.must("status", "new", "--url", LIST_URL, "-o", "list.json")
    ran = college.issue("--shards", "--proof", proof, "--status", "list.json")
    assert ran.code == 0, ran
    lines = (college.folder / "out" / "records-00001.ndjson").read_bytes().splitlines()
    for line, row in zip(lines, college.issued(), strict=True):
        assert row["sha256"] == hashlib.sha256(line).hexdigest()
        record = json.loads(line)
        data = record.encode() if isinstance(record, str) else line
        assert college.verify(data).verdict in ("valid", "undetermined")
    manifest = json.loads((college.folder / "out" / "manifest.json").read_bytes())
    assert (manifest["format"], manifest["records"]) == ("ndjson", len(lines))
    assert (
        "nothing was changed"
        in college.issue("--shards", "--proof", proof, "--status", "list.json").out
    )
    assert "out.other_run" in college.issue("--proof", proof, "--status", "list.json").err
