"""Three people leave the counsellor with a plan on one page; every number says where it is from."""

from __future__ import annotations

import io
import re

import pytest

pytest.importorskip("reportlab")

from pypdf import PdfReader

from lerway.cli.main import main
from tests.http.guide_world import issued

PEOPLE = {
    "data analyst": (
        "15-2051.01",
        "PD-WRL-001",
        {"DA-01": "Query databases", "TR-11": "Think critically"},
        "Defensive Cybersecurity",
    ),
    "registered nurse": (
        "29-1141.00",
        "11-9111.00",
        {"HC-30": "Coordinate care", "TR-05": "Work in a team"},
        "Medical and Health Services Managers",
    ),
    "store associate": (
        "41-2031.00",
        "41-1011.00",
        {"RT-01": "Serve customers", "TR-05": "Work in a team"},
        "First-Line Supervisors of Retail Sales Workers",
    ),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def home(store, monkeypatch):
    """One store for all: it is made once, and nothing of a person is in it."""
    monkeypatch.setenv("LERWAY_HOME", str(store))


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(("ending", "language"), [("pdf", "en"), ("html", "es")])
def test_a_plan_is_handed_over(who, ending, language, home, tmp_path, capsys):
    now, to, held, role = PEOPLE[who]
    record = tmp_path / "record.json"
    record.write_bytes(issued(tmp_path, held))
    plan = tmp_path / f"plan.{ending}"
    code = main([
        "compass", "route", str(record), "--from", now, "--to", to, "--offline", "--hours", "20",
        "--start", "2027-01-04", "--framework", "lerway-starter", "--language", language,
        "--print", str(plan),
    ])  # fmt: skip
    said = capsys.readouterr()
    assert code == 0, said.err
    assert f"wrote the plan to {plan}" in said.err
    if ending == "pdf":
        pdf = PdfReader(io.BytesIO(plan.read_bytes()))
        assert len(pdf.pages) == 1
        text = " ".join(pdf.pages[0].extract_text().split())
        sample, source = "(sample, made up)", "Source: "
    else:
        text = " ".join(re.sub(r"<[^>]+>", " ", plan.read_text("utf-8")).split())
        sample, source = "(muestra inventada)", "Fuente: "
    assert role in text
    assert all(label in text for label in held.values())
    # Prices are followed by their source before the next one comes; wages likewise.
    steps = [part for part in text.split(source)[1:] if sample in part[:160]]
    assert steps
    assert all("2026-11-25" in part[:160] for part in steps)
    assert "May 2024" in text
    assert "2024-34" in text


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--print", "plan.doc"), "compass.print"),
        (("--print", "plan.pdf", "--language", "de"), "compass.print"),
        (("--print", "plan.pdf", "--paper", "a5"), "compass.print"),
        (("--print", "no/such/folder/plan.html"), "compass.cannot_write"),
    ],
)
def test_what_cannot_be_printed_is_told(options, code, home, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    asked = ("--to", "41-1011.00", "--claim", "Serve customers", "--hours", "20")
    assert main(["compass", "route", *asked, *options]) == 2
    error = capsys.readouterr().err
    assert f"[{code}]" in error
    assert "hint: " in error


def test_without_a_framework_the_starter_is_meant_and_said(home, capsys):
    assert main(["compass", "gap", "--to", "41-1011.00"]) == 0
    assert "those of lerway-starter" in capsys.readouterr().err
