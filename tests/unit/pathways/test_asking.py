"""What a person types: claims, roles, postings; nothing is guessed."""

from __future__ import annotations

import pytest

from lerway import bootstrap
from lerway.domain.pathways.asking import (
    claimed,
    exact_role,
    found_roles,
    named_in,
    near_skills,
    posting,
)
from lerway.domain.pathways.holdings import Basis
from lerway.kernel.errors import InvalidError, MisuseError


@pytest.fixture(scope="module")
def atlas(tmp_path_factory):
    return bootstrap.atlas("lerway-starter", folder=tmp_path_factory.mktemp("home"))


def test_a_claim_is_an_id_or_a_whole_name_with_or_without_a_level(atlas):
    held = claimed(atlas, ["DC-01@0.4", "write secure code"])
    levels = {h.label: h.level for h in held.skills}
    assert levels == {"Monitor security alerts": 0.4, "Write secure code": None}
    assert all(h.basis is Basis.CLAIMED for h in held.skills)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Write code", "compass.unknown_skill"),
        ("", "compass.unknown_skill"),
        ("DC-01@2", "compass.level"),
        ("DC-01@nan", "compass.level"),
        ("DC-01@", "compass.level"),
    ],
)
def test_a_claim_that_fits_nothing_is_named(atlas, text, code):
    with pytest.raises(MisuseError) as error:
        claimed(atlas, [text])
    assert error.value.code == code
    assert error.value.problem.hint


def test_what_comes_near_is_told(atlas):
    assert near_skills(atlas, "Write code")[0] == "Write secure code"
    assert near_skills(atlas, "fly to the moon") == []


def test_a_role_is_found_by_id_name_beginning_or_words(atlas):
    assert exact_role(atlas, "15-1212.00").label == "Information Security Analysts"
    assert exact_role(atlas, "information security analysts").id == "15-1212.00"
    assert exact_role(atlas, "analysts") is None
    assert found_roles(atlas, "Registered")[0].id == "29-1141.00"
    assert "15-1212.00" in {r.id for r in found_roles(atlas, "analyst security")}
    assert found_roles(atlas, "  ") == ()
    assert len(found_roles(atlas, "analyst", 3)) == 3


def test_a_posting_is_read_word_for_word(atlas):
    text = "You review system logs; you (harden systems), and review system logs again."
    assert [a.label for a in named_in(atlas, text)] == ["Review system logs", "Harden systems"]
    target = posting(atlas, text)
    assert [a.weight for a in target.counted] == [0.5, 0.5]
    with pytest.raises(InvalidError) as error:
        posting(atlas, "Welder")
    assert error.value.code == "target.too_short"
