"""A record that is wrong is refused with its own code, the same everywhere."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

import lerway
from lerway.cli import main
from tests.refusals import DID, KEY, NOW, Refusal, badge, jwt, refusals, signed

EXIT = {"valid": 0, "invalid": 1, "unreadable": 2, "undetermined": 3}
CASES = refusals()


def keep(refusal: Refusal, folder: Path) -> Path:
    """Lay out the kept copies as the command line wants them: HOST/PATH."""
    for url, body in refusal.documents.items():
        path = folder / url.removeprefix("https://")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    return folder


@pytest.mark.parametrize("refusal", CASES, ids=lambda r: r.name)
def test_the_library_refuses_it(refusal: Refusal, tmp_path: Path) -> None:
    now = datetime.fromisoformat(NOW)
    documents = keep(refusal, tmp_path)
    if refusal.outcome == "unreadable":
        with pytest.raises(lerway.UnreadableError) as caught:
            lerway.verify(refusal.data, now=now, offline=True, documents=documents)
        assert caught.value.code == refusal.code
        return
    report = lerway.verify(refusal.data, now=now, offline=True, documents=documents)
    assert report.verdict == refusal.outcome, str(report)
    if refusal.code:
        assert refusal.code in {p.code for p in report.problems}, str(report)


@pytest.mark.parametrize("refusal", CASES, ids=lambda r: r.name)
def test_the_command_line_refuses_it(
    refusal: Refusal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "record"
    file.write_bytes(refusal.data)
    documents = keep(refusal, tmp_path / "documents")
    documents.mkdir(exist_ok=True)
    code = main(
        ["verify", str(file), "--json", "--offline", "--at", NOW, "--documents", str(documents)]
    )
    said = json.loads(capsys.readouterr().out)
    assert code == EXIT[refusal.outcome]
    assert said["verdict"] == (None if refusal.outcome == "unreadable" else refusal.outcome)
    if refusal.code:
        assert refusal.code in {p["code"] for p in said["problems"]}


def test_control_the_unbroken_record_is_valid() -> None:
    """If this fails, every refusal above proves nothing."""
    now = datetime.fromisoformat(NOW)
    for data in (lerway.verify(json.dumps(signed(badge())), now=now, offline=True),
                 lerway.verify(jwt(badge()), now=now, offline=True)):  # fmt: skip
        assert data.verdict is lerway.Verdict.VALID, str(data)
        assert data.issuer is not None
        assert data.issuer.id == DID
        assert data.issuer.standing is lerway.Standing.UNCONFIRMED


def test_each_refusal_is_refused_for_its_own_reason() -> None:
    assert len({r.name for r in CASES}) == len(CASES)
    assert KEY.public.to_multikey() in DID
