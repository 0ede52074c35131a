"""SOC codes: read, and named if they are of another revision."""

import pytest

from lerway import bootstrap
from lerway.kernel.errors import InvalidError

TABLE = bootstrap.soc_table()


def test_soc_2018_has_its_867_detailed_occupations():
    detailed = [c for c in TABLE.current if not c.endswith("0")]
    assert len(detailed) == 867
    assert "15-1212" in TABLE.current


def test_a_code_is_read_with_or_without_its_hyphen():
    assert TABLE.read("15-1212").soc == TABLE.read("151212").soc == "15-1212"


def test_a_part_of_an_occupation_maps_to_the_occupation_and_says_so():
    code = TABLE.read("29-1141.01")
    assert (code.soc, code.is_part) == ("29-1141", True)
    assert "the figures are those of the whole occupation" in code.said()
    assert not TABLE.read("29-1141.00").is_part


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("15-1121", "soc.other_revision"),  # Computer Systems Analysts of SOC 2010
        ("15-1111.00", "soc.other_revision"),
        ("99-9999", "soc.unknown_code"),
        ("nurse", "soc.not_a_code"),
        ("", "soc.not_a_code"),
    ],
)
def test_what_is_no_code_of_soc_2018_is_named(text, code):
    with pytest.raises(InvalidError) as refused:
        TABLE.read(text, "row 7")
    assert refused.value.code == code
    assert refused.value.problem.message.startswith("row 7: ")


def test_figures_may_stand_under_a_wider_code_and_that_is_said():
    assert TABLE.published_under("21-1011")[1][0] == "21-1018"
    assert TABLE.published_under("13-1022")[-1] == (
        "13-1020",
        "published only for the broad occupation 13-1020 that 13-1022 is one of",
    )
