"""What people say they can, in any words: linked, told, never guessed."""

from __future__ import annotations

import pytest

from lerway import bootstrap
from lerway.domain.pathways.claims import claimed
from lerway.domain.pathways.holdings import Basis
from lerway.kernel.errors import MisuseError


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def atlas(folder):
    return bootstrap.atlas("lerway-starter", folder=folder)


def test_a_claim_is_an_id_or_a_whole_name_with_or_without_a_level(atlas):
    held = claimed(atlas, ["DC-01@0.4", "write secure code"])
    levels = {h.label: h.level for h in held.skills}
    assert levels == {"Monitor security alerts": 0.4, "Write secure code": None}
    assert all(h.basis is Basis.CLAIMED for h in held.skills)
    assert all(e.linked is None for h in held.skills for e in h.evidence)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "compass.empty_claim"),
        ("DC-01@2", "compass.level"),
        ("DC-01@nan", "compass.level"),
        ("DC-01@", "compass.level"),
    ],
)
def test_a_claim_that_says_nothing_is_named(atlas, text, code):
    with pytest.raises(MisuseError) as error:
        claimed(atlas, [text])
    assert error.value.code == code
    assert error.value.problem.hint


def test_an_at_between_words_is_no_level(atlas):
    (one,) = claimed(atlas, ["kept the books @ a shop"]).unread
    assert one.text == "kept the books @ a shop"


def test_words_that_are_linked_say_what_they_came_from_and_how_surely(atlas, folder):
    held = bootstrap.claims_of(atlas, ["I query SQL databases@0.7"], folder)
    (one,) = held.skills
    assert (one.label, one.level, one.basis) == ("Query databases", 0.7, Basis.CLAIMED)
    assert one.evidence[0].title == "I query SQL databases"
    assert one.evidence[0].by == "yourself"
    assert 0.5 < one.evidence[0].linked < 1
    assert one.read_from == one.evidence[0]
    assert held.unread == ()


def test_words_that_are_not_sure_are_told_with_what_they_may_mean(atlas, folder):
    said = ["calm angry customers", "fly to the moon"]
    held = bootstrap.claims_of(atlas, said, folder)
    assert held.skills == ()
    assert [u.text for u in held.unread] == said
    assert "Handle complaints" in held.unread[0].near
    assert held.unread[1].near == ()


def test_of_a_sentence_what_is_understood_counts_and_the_rest_is_told(atlas, folder):
    held = bootstrap.claims_of(atlas, ["Fly to the moon, SQL and calm angry customers"], folder)
    assert [(h.label, h.evidence[0].title) for h in held.skills] == [("Query databases", "SQL")]
    assert [u.text for u in held.unread] == ["Fly to the moon", "calm angry customers"]


def test_the_name_itself_is_surer_than_words_that_were_linked(atlas, folder):
    held = bootstrap.claims_of(atlas, ["I query SQL databases", "Query databases"], folder)
    (one,) = held.skills
    assert len(one.evidence) == 2
    assert one.read_from is None


def test_without_linking_only_names_are_understood(atlas):
    held = claimed(atlas, ["Write code"])
    assert held.skills == ()
    assert held.unread[0].near[0] == "Write secure code"


def test_a_posting_is_linked_too(atlas, folder):
    text = (
        "We look for a data analyst.\n- SQL\n- Work daily in Tableau\n"
        "- Build dashboards\n- five weeks of leave"
    )
    target = bootstrap.posting_of(atlas, text, folder)
    asked = [(a.label, a.said) for a in target.asked]
    assert asked == [("Query databases", "SQL"), ("Visualise data", "Tableau")]
    assert [u.text for u in target.unread] == ["Build dashboards"]
