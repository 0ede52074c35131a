"""The benchmark, run small: its figures are those of sides that do all of their work."""

from __future__ import annotations

import json
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

import pytest

from benchmarks import badges, documents, import_time
from benchmarks.proofs import peers, sides, telling
from benchmarks.proofs.__main__ import main
from benchmarks.proofs.figures import FIGURES, REACHES, Figure
from benchmarks.proofs.in_process import Sides
from lerway import bootstrap
from lerway.standards.jsonld.expansion import to_nquads
from tests.shared_files import missing

pytestmark = pytest.mark.interop
IN_PROCESS = [f for f in FIGURES if f not in ("bulk_issue", "bulk_verify_memory")]
ONLY = [word for figure in IN_PROCESS for word in ("--only", figure)]


@pytest.fixture(name="references", scope="module")
def _references(tmp_path_factory):
    """The reference as shipped and patched, which do all of their work."""
    installed()
    folder = tmp_path_factory.mktemp("peers")
    given = sides.given_to_reference(None)
    with ExitStack() as stack:
        yield [stack.enter_context(peers.started(v, given, folder)) for v in ("shipped", "patched")]


def installed() -> None:
    try:
        peers.install()
    except peers.PeerError as e:
        missing(str(e))


def test_the_badge_is_the_one_that_is_compared_everywhere():
    document = badges.badge(next(badges.rows(7)), sides.ISSUER)
    assert 4_000 < len(json.dumps(document, separators=(",", ":"))) < 4_300
    quads = to_nquads(document, bootstrap.catalog().contexts.view())
    assert len(quads) == 104


def test_all_sides_issue_the_same_badge(references):
    row = next(badges.rows(7))
    ours = sides.LerwaySide()
    issued = [
        ours.issue(row),
        ours.issue_by_template(row),
        sides.OpenvcSide().issue(row),
        *(reference.issue([row])[1][0] for reference in references),
    ]
    found = [json.loads(data) for data in issued]
    assert found[1].pop("credentialSchema")  # the template's badge names its schema
    found[1]["@context"] = badges.CONTEXTS
    for document in found:
        del document["proof"]
        [identity] = document["credentialSubject"]["identifier"]
        del identity["salt"], identity["identityHash"]  # fresh in each
    assert all(document == found[0] for document in found)


def test_badges_of_unseen_shapes_are_good_and_all_different(references):
    some = list(islice(documents.unseen(1, sides.ISSUER), 12))
    judge = sides.LerwaySide()
    assert all(judge.accepts(data) for data in references[1].sign(some)[1])
    again = list(islice(documents.unseen(1, sides.ISSUER), 12))
    assert some == again
    assert len({documents._shape(d) for d in some}) == 12


@pytest.mark.enable_socket
def test_every_figure_is_told_and_written(tmp_path, capsys):
    installed()
    out = tmp_path / "figures.json"
    assert main(["--quick", *ONLY, "--json", str(out)]) == 0
    figures = json.loads(out.read_text())
    assert [f["figure"] for f in figures] == IN_PROCESS
    told = capsys.readouterr().out
    assert "4 of 4 records of four kinds verified both ways" in told
    assert "4 of 4 signatures the same" in told
    for figure in figures:
        assert figure["figure"] in told
        assert figure["value"] > 0
        assert figure["reach"] == REACHES[figure["figure"]][0].bound
        assert isinstance(figure["met"], bool)


def test_a_figure_is_met_only_if_all_of_its_reaches_are():
    assert Figure("issue_template", (150, 45, 35)).met
    assert not Figure("issue_template", (150, 45, 34.9)).met
    assert Figure("status_flip", (3_000, 1)).met
    assert not Figure("status_flip", (3_000, 1.01)).met
    assert not Figure("bulk_verify_memory", (251,)).met
    told = Figure("status_flip", (3_000, 1.01)).to_json()
    assert (told["value"], told["reach"], told["met"]) == (3_000, 3_000, False)
    assert [part["met"] for part in told["parts"]] == [True, False]


LERWAY = {
    "lerway-signature": "lerway accepts a record with another learner",
    "lerway-signing": "lerway refuses what lerway issued",
    "lerway-status": "lerway accepts a badge that was revoked",
    "lerway-dates": "lerway accepts a badge that has ended",
    "lerway-structure": "lerway accepts a badge without criteria",
    "lerway-duplicates": "lerway accepts a badge with a member twice",
    "openvc-signature": "openvc accepts a record with another learner",
    "joserfc-signature": "joserfc accepts a record with another signature",
}
REFERENCE = {
    "reference-signature": "reference accepts a record with another learner",
    "reference-signing": "lerway refuses what reference issued",
}


@pytest.mark.parametrize(("control", "noticed"), LERWAY.items(), ids=list(LERWAY))
def test_a_side_that_skips_a_check_is_noticed(references, control, noticed):
    with pytest.raises(sides.CheckedError, match=noticed):
        Sides(references, control, 7).check(count=2, seed=7)


@pytest.mark.parametrize(
    ("control", "noticed"),
    [*REFERENCE.items(), ("lerway-signature", LERWAY["lerway-signature"])],
    ids=[*REFERENCE, "lerway-signature"],
)
def test_a_side_that_skips_a_check_makes_the_run_fail(control, noticed, capsys):
    installed()
    assert main(["--quick", "--control", control, *ONLY]) == 1
    captured = capsys.readouterr()
    assert noticed in captured.err
    assert captured.out == ""


def test_every_control_is_tried_here():
    assert {*LERWAY, *REFERENCE} == set(sides.SKIPPED)


def test_the_patch_is_the_four_lines_that_the_page_names(references):
    shipped, patched = (
        (peers.FOLDER / variant / "node_modules/jsonld/lib/context.js").read_text().splitlines()
        for variant in ("shipped", "patched")
    )
    differing = [b.strip() for a, b in zip(shipped, patched, strict=True) if a != b]
    assert differing == [new for _, new in peers.PATCH]


def test_the_page_takes_the_output_of_a_run(tmp_path):
    page = tmp_path / "performance.md"
    page.write_text(f"before\n{telling.BEGIN}\nold\n{telling.END}\nafter\n")
    telling.write(page, "new")
    telling.write(page, "newer")
    assert page.read_text() == (
        f"before\n{telling.BEGIN}\n```text\nnewer\n```\n{telling.END}\nafter\n"
    )
    (tmp_path / "other.md").write_text("nothing here")
    with pytest.raises(ValueError, match="no place for it"):
        telling.write(tmp_path / "other.md", "new")


def test_the_documentation_has_the_place():
    text = Path("docs/explanation/performance.md").read_text()
    assert text.count(telling.BEGIN) == text.count(telling.END) == 1


def test_importing_is_measured(capsys):
    cost = import_time.measure("nothing more", "import lerway", rounds=1)
    assert cost.program == "nothing more"
    assert cost.ratio > 0
