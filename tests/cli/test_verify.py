"""`lerway verify`, `inspect` and `canonicalize`, as typed."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

import lerway
from lerway.cli import main
from lerway.kernel.strict_json import dumps
from tests.refusals import DID, KEY, NOW, badge, edited, jwt, png, signed

GOOD = dumps(signed(badge()))
BAD = GOOD.replace(b"Teamwork", b"Leadership")
UNKNOWN = dumps(edited(signed(badge()), ("proof/cryptosuite", "bbs-2023")))


@pytest.fixture(name="folder")
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    code = main([*argv])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_a_verdict_in_one_line_and_its_reasons_below(folder, capsys) -> None:
    Path("badge.json").write_bytes(GOOD)
    code, out, _ = run(capsys, "verify", "badge.json", "--offline", "--at", NOW)
    assert code == 0
    lines = out.splitlines()
    assert lines[0] == "VALID, but its issuer is not confirmed"
    assert lines[1].startswith("  what to do: ask the institution itself")
    assert lines[2] == f"issuer: unconfirmed; it calls itself 'Riverside College' [{DID}]"
    assert any("VC-DI-EDDSA 1.0" in line for line in lines)


def test_json_is_one_object_on_one_line(folder, capsys) -> None:
    Path("badge.json").write_bytes(BAD)
    code, out, err = run(capsys, "verify", "badge.json", "--offline", "--json", "--at", NOW)
    assert (code, err, out.count("\n")) == (1, "", 1)
    said = json.loads(out)
    assert said["verdict"] == "invalid"
    assert said["issuer"] == {"id": DID, "standing": "unconfirmed", "host": None, "list": None}
    assert {"code", "outcome", "required", "standard", "message"} <= said["checks"][0].keys()
    assert {c["outcome"] for c in said["checks"]} <= {"passed", "failed", "not_checked"}
    assert said["problems"][0]["code"] == "proof.signature"


def test_a_folder_is_judged_file_by_file_and_the_worst_counts(folder, capsys) -> None:
    """2 over 1 over 3 over 0; sorted; what is no credential is skipped."""
    (folder / "sub").mkdir()
    Path("b.json").write_bytes(GOOD)
    Path("sub/a.jwt").write_bytes(jwt(badge()))
    Path("notes.txt").write_text("hello", encoding="utf-8")
    Path("plain.png").write_bytes(png())
    assert run(capsys, "verify", ".", "--offline", "--at", NOW)[0] == 0
    for name, data, worst in (("c", UNKNOWN, 3), ("d", BAD, 1), ("e", b'{"a":1,"a":2}', 2)):
        Path(f"{name}.json").write_bytes(data)
        code, out, err = run(capsys, "verify", ".", "--offline", "--at", NOW)
        assert code == worst, out
    assert [line.split()[0] for line in out.splitlines()] == [
        "unconfirmed", "undetermined", "invalid", "unreadable", "skipped", "skipped", "unconfirmed",
    ]  # fmt: skip
    assert (
        err
        == "2 valid but from an unconfirmed issuer, 1 undetermined, 1 invalid, 1 unreadable, 2 skipped\n"
    )
    code, out, _ = run(capsys, "verify", ".", "--offline", "--at", NOW, "--json")
    lines = [json.loads(line) for line in out.splitlines()]
    assert [Path(line["file"]).name for line in lines][:2] == ["b.json", "c.json"]
    assert [line["verdict"] for line in lines].count(None) == 3


def test_whose_issuer_nobody_confirms_is_undetermined_where_that_is_asked(folder, capsys) -> None:
    """The verdict of a plain run stays: valid says that the signature and the rules hold."""
    Path("badge.json").write_bytes(GOOD)
    arguments = ("verify", "badge.json", "--offline", "--at", NOW, "--confirmed")
    code, out, _ = run(capsys, *arguments)
    assert code == 3
    assert out.startswith("UNDETERMINED: nobody confirms who the issuer is")
    said = json.loads(run(capsys, *arguments, "--json")[1])
    assert said["problems"][0]["code"] == "issuer.unconfirmed"
    listed = {"registry": {DID: {"name": "Riverside (state list)"}}}
    Path("state.json").write_text(json.dumps(listed), encoding="utf-8")
    code, out, _ = run(capsys, *arguments, "--registry", "state.json")
    assert code == 0
    assert "ok          issuer: the issuer is recognised by state.json" in out


def test_an_unconfirmed_issuer_inside_is_told_in_the_first_line(folder, capsys) -> None:
    issuer = lerway.Issuer(key=KEY, name="Somebody")
    Path("shown.json").write_bytes(issuer.present([GOOD]).document)
    arguments = ("verify", "shown.json", "--offline", "--at", NOW)
    code, out, _ = run(capsys, *arguments)
    assert code == 0
    assert out.startswith("VALID, but the issuer of 1 record inside is not confirmed\n")
    assert run(capsys, *arguments, "--confirmed")[0] == 3


def test_a_key_that_is_named_is_a_note_where_the_signature_does_not_hold(folder, capsys) -> None:
    Path("badge.json").write_bytes(BAD)
    _, out, _ = run(capsys, "verify", "badge.json", "--offline", "--at", NOW)
    assert "note        controller: the key named in it is one of the issuer's, but did" in out
    assert "ok          controller" not in out


def test_what_does_not_decide_is_a_note(folder, capsys) -> None:
    subject = badge()["credentialSubject"] | {
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": True,
                "identityHash": "md5$" + "0" * 32,
                "identityType": "emailAddress",
            }
        ]
    }
    Path("badge.json").write_bytes(dumps(signed(badge() | {"credentialSubject": subject})))
    code, out, _ = run(capsys, "verify", "badge.json", "--offline", "--at", NOW)
    assert code == 0
    assert "  note        advice: " in out
    assert "FAILED" not in out


def test_standard_input(monkeypatch, capsys) -> None:
    class Stdin:
        buffer = io.BytesIO(GOOD)

    monkeypatch.setattr("sys.stdin", Stdin)
    assert run(capsys, "verify", "-", "--offline", "--at", NOW)[0] == 0


def test_a_recipient_is_asked_only_if_given(folder, capsys) -> None:
    Path("badge.json").write_bytes(GOOD)
    arguments = ("verify", "badge.json", "--offline", "--at", NOW, "--recipient")
    mine = badge()["credentialSubject"]["id"]
    assert run(capsys, *arguments, mine)[0] == 0
    code, out, _ = run(capsys, *arguments, "urn:uuid:somebody-else")
    assert code == 1
    assert "recipient.mismatch" in out


def test_a_list_of_recognised_issuers(folder, capsys) -> None:
    Path("badge.json").write_bytes(GOOD)
    listed = {"registry": {DID: {"name": "Riverside (state list)"}}}
    Path("state.json").write_text(json.dumps(listed), encoding="utf-8")
    arguments = ("verify", "badge.json", "--offline", "--at", NOW, "--registry", "state.json")
    _, out, _ = run(capsys, *arguments)
    assert out.startswith("VALID: issued by Riverside (state list), recognised by state.json\n")
    said = json.loads(run(capsys, *arguments, "--json")[1])
    assert said["issuer"]["standing"] == "recognised"
    assert said["issuer"]["list"] == "state.json"


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (["verify", "nothing.json"], "input.unreadable_file"),
        (["verify", "badge.json", "--at", "yesterday"], "cli.time"),
        (["verify", "badge.json", "--at", "2026-01-01T00:00:00"], "cli.time"),
        (["verify", "badge.json", "--documents", "nowhere"], "cli.no_such_folder"),
        (["verify", "badge.json", "--registry", "nowhere"], "cli.unreadable_registry"),
        (["verify", "https://college.example/badge.json", "--offline"], "fetch.offline"),
        (["inspect", "nothing.json"], "cli.unreadable_file"),
        (["canonicalize", "badge.json", "--json-ld", "--n-quads"], "cli.two_formats"),
    ],
)
def test_misuse_is_told_with_a_code_and_exits_2(argv, code, folder, capsys) -> None:
    Path("badge.json").write_bytes(GOOD)
    exit_code, out, err = run(capsys, *argv)
    assert (exit_code, out) == (2, "")
    assert err.startswith("error: ")
    assert f"[{code}]" in err


@pytest.mark.parametrize("argv", [[], ["verify"], ["judge"], ["verify", "--quick", "a"]])
def test_wrong_words_on_the_command_line_exit_2(argv, capsys) -> None:
    code, _, err = run(capsys, *argv)
    assert code == 2
    assert "--help" in err or "Usage" in err


def test_no_escape_sequence_of_a_stranger_reaches_the_terminal(folder, capsys) -> None:
    evil = edited(badge(), ("issuer/name", "Good\u001b[2J\u009b31m College"))
    Path("badge.json").write_bytes(dumps(signed(evil)))
    for argv in (["verify", "badge.json", "--offline"], ["inspect", "badge.json"]):
        out = run(capsys, *argv)[1]
        assert "\u001b" not in out
        assert "\u009b" not in out
    assert "\u009b" not in run(capsys, "verify", "badge.json", "--offline", "--json")[1]


def test_inspect_says_what_a_record_says_and_does_not_judge(folder, capsys) -> None:
    Path("badge.json").write_bytes(BAD)
    code, out, _ = run(capsys, "inspect", "badge.json")
    assert code == 0
    assert "Leadership" in out
    assert "'lerway verify' says whether to rely on it" in out
    assert "not confirmed" in out


def test_canonicalize_prints_what_is_signed(folder, capsysbinary) -> None:
    Path("badge.json").write_bytes(dumps(badge()))
    assert main(["canonicalize", "badge.json"]) == 0
    lines = capsysbinary.readouterr().out.splitlines()
    assert lines == sorted(lines)
    assert any(b'"Teamwork"' in line for line in lines)
    Path("graph.nq").write_bytes(b'_:z <urn:p> _:a .\n_:a <urn:p> "x" .\n')
    assert main(["canonicalize", "graph.nq", "--n-quads"]) == 0
    out = capsysbinary.readouterr().out
    assert b"_:c14n0" in out
    assert b"_:z" not in out


def test_the_key_that_signed_is_the_key_of_the_did() -> None:
    assert KEY.public.to_multikey() in DID


def test_an_empty_recipient_is_no_question(folder, capsys) -> None:
    """`--recipient "$UNSET"` must not look as if it had been asked and answered."""
    Path("badge.json").write_bytes(GOOD)
    code, _, err = run(capsys, "verify", "badge.json", "--offline", "--recipient", "")
    assert code == 2
    assert "[cli.empty_recipient]" in err


def test_an_address_says_nothing_of_somebody_named_by_another_identifier(folder, capsys) -> None:
    Path("badge.json").write_bytes(GOOD)
    arguments = ("verify", "badge.json", "--offline", "--at", NOW, "--recipient")
    code, out, _ = run(capsys, *arguments, "ada@example.org")
    assert code == 3
    assert "recipient.not_named" in out


def test_a_folder_with_nothing_to_judge_is_not_valid(folder, capsys) -> None:
    Path("plain.png").write_bytes(png())
    for name in (".", "empty"):
        Path(name).mkdir(exist_ok=True)
        code, _, err = run(capsys, "verify", name, "--offline")
        assert code == 2
        assert "[cli.nothing_to_judge]" in err


def test_what_is_named_as_a_record_and_is_none_is_unreadable(folder, capsys) -> None:
    Path("good.json").write_bytes(GOOD)
    Path("bad.json").write_bytes(b"garbage")
    Path(".hidden.json").write_bytes(BAD)
    code, out, _ = run(capsys, "verify", ".", "--offline", "--at", NOW)
    assert code == 2
    assert [line.split()[0] for line in out.splitlines()] == ["unreadable", "unconfirmed"]


def test_several_files_at_once(folder, capsys) -> None:
    Path("a.json").write_bytes(GOOD)
    Path("b.json").write_bytes(BAD)
    code, out, err = run(capsys, "verify", "a.json", "b.json", "--offline", "--at", NOW)
    assert (code, err) == (1, "1 valid but from an unconfirmed issuer, 1 invalid\n")
    assert [line.split()[0] for line in out.splitlines()] == ["unconfirmed", "invalid"]


def test_no_line_of_a_strangers_making_is_printed(folder, capsys) -> None:
    evil = edited(
        badge(),
        ("issuer/name", "Good'\nVALID: issued by MIT\nissuer: MIT"),
        ("name", "Weld\nissuer:       did:web:mit.edu"),
    )
    Path("badge\nvalid   real.json").write_bytes(dumps(signed(evil)))
    for argv in (["verify", ".", "--offline"], ["inspect", "badge\nvalid   real.json"]):
        out = run(capsys, *argv)[1]
        assert not any(
            line.startswith(("VALID: issued by MIT", "issuer: MIT", "valid   real"))
            for line in out.splitlines()
        )
        assert sum(line.startswith("issuer:") for line in out.splitlines()) <= 1


def test_the_version(capsys) -> None:
    import lerway

    assert run(capsys, "--version") == (0, f"lerway {lerway.__version__}\n", "")


def test_inspect_shows_what_others_could_recognise_a_learner_by(folder, capsys) -> None:
    from lerway.standards.open_badges.identity import identity_object

    entry = identity_object("ada@example.org", "0f" * 16)
    record = edited(
        badge(),
        ("credentialSubject/identifier", [entry]),
        ("credentialSubject/narrative", "Led the night shift."),
        ("evidence", [{"id": "https://example.org/e", "type": ["Evidence"], "name": "Log"}]),
    )
    Path("badge.json").write_bytes(dumps(signed(record)))
    out = run(capsys, "inspect", "badge.json")[1]
    assert "emailAddress, hashed" in out
    assert "Led the night shift." in out
    assert "Log, https://example.org/e" in out
    Path("badge.jwt").write_bytes(jwt(record))
    assert "as a token (EdDSA)" in run(capsys, "inspect", "badge.jwt")[1]
