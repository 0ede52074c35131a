"""Which skill an alignment points at: as `lerway skills align` writes it, and as people do."""

from __future__ import annotations

import pytest

from lerway import bootstrap
from lerway.cli.main import main
from lerway.domain.pathways.records import Alignment

STARTER, NICE = "lerway-starter", "nice-names"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def locate(folder):
    return bootstrap.locate_in([bootstrap.atlas(STARTER, folder=folder)], folder)


@pytest.mark.parametrize(
    ("url", "code", "framework", "found"),
    [
        ("urn:lerway:starter:DC-01", "", "", (STARTER, "DC-01")),
        ("", "DC-01", "Lerway starter skills", (STARTER, "DC-01")),
        ("", "DC-01", "Lerway starter skills 1.0", (STARTER, "DC-01")),
        ("https://x.example/skills/DC-01", "", STARTER, (STARTER, "DC-01")),
        ("urn:lerway:framework:lerway-starter:DC-01", "", "", (STARTER, "DC-01")),
        ("urn:lerway:framework:nice-names:DD", "", "", (NICE, "DD")),
        ("urn:lerway:framework:nowhere:S0854", "S0854", "", None),
        ("", "DD", "", None),
        ("", "DD", "Somebody's framework", None),
        ("", "S9999", NICE, None),
        ("https://x.example/DD", "", "", None),
    ],
)
def test_an_alignment_is_known_by_its_address_or_by_its_code_and_framework(
    locate, url, code, framework, found
):
    key = locate(Alignment(url, code, framework, "a skill"))
    if found is None:
        assert key is None
    else:
        assert key == (locate(Alignment(f"urn:lerway:framework:{found[0]}:{found[1]}", "", "", "")))
        assert key[1] == found[1]


@pytest.fixture(scope="module")
def jobs(folder):
    """A framework whose title does not hold its name as it stands: O*NET, called onet."""
    table = folder / "onet.csv"
    table.write_text(
        "record,id,kind,label,more\n"
        'framework,onet,,O*NET,"{""version"":""29.3""}"\n'
        "item,2.A.2.a,skill,Critical Thinking,\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LERWAY_HOME", str(folder))
        assert main(["skills", "import", str(table), "--format", "csv"]) == 0
    return bootstrap.locate_in([], folder)


@pytest.mark.parametrize(
    ("title", "known"),
    [
        ("O*NET", True),
        ("onet", True),
        ("O*NET 29.3", True),
        ("O*NET 30.2", True),
        ("The O*NET Content Model", True),
        ("Bonnet makers", False),
    ],
)
def test_a_title_is_known_by_the_name_that_is_a_word_of_it(jobs, title, known):
    key = jobs(Alignment("", "2.A.2.a", title, "Critical Thinking"))
    assert (key is not None) == known


def test_what_align_prints_is_found_again(folder, locate, capsys, monkeypatch):
    monkeypatch.setenv("LERWAY_HOME", str(folder))
    assert main(["skills", "align", "DD", "--framework", NICE]) == 0
    said = dict(line.strip().split(": ", 1) for line in capsys.readouterr().out.splitlines()[2:])
    said = {name: value.strip('"') for name, value in said.items()}
    whole = Alignment(said["targetUrl"], said["targetCode"], said["targetFramework"], "")
    named = Alignment("", said["targetCode"], said["targetFramework"], "")
    assert locate(whole) == locate(named)
    assert locate(whole)[1] == "DD"
