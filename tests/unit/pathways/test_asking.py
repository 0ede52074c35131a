"""What a person types: roles and postings; nothing is guessed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lerway import bootstrap
from lerway.domain.pathways.asking import (
    Meant,
    Reading,
    exact_role,
    found_roles,
    named_in,
    named_role,
    near_skills,
    posting,
    role_target,
)
from lerway.domain.pathways.holdings import Unread
from lerway.kernel.errors import InvalidError, MisuseError


@pytest.fixture(scope="module")
def atlas(tmp_path_factory):
    return bootstrap.atlas("lerway-starter", folder=tmp_path_factory.mktemp("home"))


def test_what_comes_near_is_told(atlas):
    assert near_skills(atlas, "Write code")[0] == "Write secure code"
    assert near_skills(atlas, "fly to the moon") == []


def test_a_role_is_found_by_id_name_beginning_or_words(atlas):
    assert exact_role(atlas, "15-1212.00").label == "Information Security Analysts"
    assert exact_role(atlas, "information security analysts").id == "15-1212.00"
    assert exact_role(atlas, "information security analyst").id == "15-1212.00"
    assert exact_role(atlas, "analysts") is None
    assert found_roles(atlas, "Registered")[0].id == "29-1141.00"
    assert "15-1212.00" in {r.id for r in found_roles(atlas, "analyst security")}
    assert found_roles(atlas, "  ") == ()
    assert len(found_roles(atlas, "analyst", 3)) == 3


@pytest.fixture
def titled(atlas):
    """The atlas, where two roles are also called by other titles."""
    titles = [[] for _ in atlas.role_ids]
    titles[atlas.role("11-9111.00")] = ["Nurse Manager", "Charge Nurse"]
    titles[atlas.role("29-1141.00")] = ["Charge Nurse"]
    return replace(atlas, role_titles=titles)


def test_a_role_is_found_by_a_title_that_it_alone_has_and_it_is_said(titled):
    target = role_target(titled, "nurse manager")
    assert (target.id, target.title) == ("11-9111.00", "Nurse Manager")
    assert "'Nurse Manager' is one of the titles that " in target.remarks[0]
    assert target.label in target.remarks[0]
    assert role_target(titled, "11-9111.00").title == ""


def test_a_title_that_two_roles_have_is_asked_back(titled):
    assert exact_role(titled, "Charge Nurse") is None
    found = found_roles(titled, "charge nurse")
    assert [r.id for r in found[:2]] == ["29-1141.00", "11-9111.00"]
    assert [r.title for r in found[:2]] == ["Charge Nurse"] * 2
    with pytest.raises(MisuseError) as error:
        named_role(titled, "Charge Nurse")
    assert error.value.code == "compass.unknown_role"
    assert "(also Charge Nurse)" in error.value.problem.hint


def test_who_leads_is_found_by_whatever_word_people_say(titled):
    found = found_roles(titled, "head nurse")
    assert (found[0].id, found[0].title) == ("11-9111.00", "Nurse Manager")
    assert exact_role(titled, "head nurse") is None


def test_the_title_by_which_a_role_was_chosen_is_said(titled):
    target = role_target(titled, "11-9111.00", "head nurse")
    assert target.title == "Nurse Manager"
    assert "'Nurse Manager' is one of the titles" in target.remarks[0]
    assert role_target(titled, "15-1212.00", "head nurse").title == ""


def test_a_word_is_found_at_the_beginning_of_words_only(titled):
    assert not any("wellhead" in r.label.casefold() for r in found_roles(titled, "head", 100))
    assert found_roles(titled, "urses") == ()


def test_a_posting_is_read_word_for_word(atlas):
    text = "You review system logs; you (harden systems), and review system logs again."
    assert [a.label for a in named_in(atlas, text)] == ["Review system logs", "Harden systems"]
    target = posting(atlas, text)
    assert [a.weight for a in target.counted] == [0.5, 0.5]
    with pytest.raises(InvalidError) as error:
        posting(atlas, "Welder")
    assert error.value.code == "target.too_short"


def test_a_posting_that_names_no_skill_is_told(atlas):
    with pytest.raises(InvalidError) as error:
        posting(atlas, "We sell hats to cats")
    assert error.value.code == "target.nothing_found"


def test_what_linking_is_not_sure_of_is_told_and_does_not_count(atlas):
    found = [
        Reading("review logs", (Meant("DC-04", "Review system logs", 0.9),), sure=True),
        Reading("harden", (Meant("DC-05", "Harden systems", 0.4),), sure=False),
        Reading("free lunch", (Meant("DC-05", "Harden systems", 0.01),), sure=False),
    ]
    target = posting(atlas, "You review logs, harden, free lunch", found)
    assert [(a.label, a.said, a.confidence) for a in target.asked] == [
        ("Review system logs", "review logs", 0.9)
    ]
    assert target.unread == (Unread("harden", ("Harden systems",)),)
    with pytest.raises(InvalidError) as error:
        posting(atlas, "You harden, free lunch", found[1:])
    assert "'harden' may be Harden systems" in error.value.problem.hint
