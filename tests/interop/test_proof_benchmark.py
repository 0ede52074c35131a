"""The benchmark, run small: its figures are those of sides that do all of their work."""

from __future__ import annotations

import json

import pytest

from benchmarks import badges, import_time, proofs
from benchmarks.sides import SKIPPED, LerwaySide, PyldSide
from lerway import bootstrap
from lerway.standards.jsonld.expansion import to_nquads

SMALL = ["--rounds", "1", "--checked", "1", "--share", "0.001"]


def test_the_badge_is_the_one_that_is_compared_everywhere():
    row = next(badges.rows(7))
    document = badges.badge(row, LerwaySide().id)
    assert 4_000 < len(json.dumps(document, separators=(",", ":"))) < 4_300
    quads = to_nquads(document, bootstrap.catalog().contexts.view())
    assert len(quads) == 104


def test_both_sides_issue_the_same_badge():
    row = next(badges.rows(7))
    ours, theirs = (json.loads(side().issue(row)) for side in (LerwaySide, PyldSide))
    for document in (ours, theirs):
        del document["proof"]
        [identity] = document["credentialSubject"]["identifier"]
        del identity["salt"], identity["identityHash"]  # fresh in each
    assert ours == theirs


def test_every_figure_is_told_and_written(tmp_path, capsys):
    out = tmp_path / "figures.json"
    assert proofs.main([*SMALL, "--json", str(out)]) == 0
    figures = json.loads(out.read_text())
    assert {"lerway_issue", "pyld_verify", "issue_ratio", "raw_verify"} <= {
        f["figure"] for f in figures
    }
    told = capsys.readouterr().out
    for figure in figures:
        assert set(figure) == {"figure", "value", "reach", "met"}
        assert figure["figure"] in told
        assert figure["value"] > 0


@pytest.mark.parametrize(
    ("control", "noticed"),
    [
        ("lerway-signature", "lerway accepts a badge with another mark"),
        ("lerway-status", "lerway accepts a badge that was revoked"),
        ("lerway-dates", "lerway accepts a badge that has ended"),
        ("pyld-signature", "pyld accepts a badge with another mark"),
        ("pyld-signing", "lerway refuses what pyld issued"),
    ],
)
def test_a_side_that_skips_a_check_makes_the_run_fail(control, noticed, capsys):
    assert control in SKIPPED
    assert proofs.main([*SMALL, "--control", control]) == 1
    captured = capsys.readouterr()
    assert noticed in captured.err
    assert captured.out == ""


def test_importing_is_measured(capsys):
    cost = import_time.measure("nothing more", "import lerway", rounds=1)
    assert cost.program == "nothing more"
    assert cost.ratio > 0
