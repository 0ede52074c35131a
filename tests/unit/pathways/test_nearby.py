"""Roles nearby: what is held in another framework counts by a crosswalk, and it is said so."""

from __future__ import annotations

import pytest

from lerway import bootstrap
from lerway.domain.pathways.atlas import nearby
from lerway.domain.pathways.gap import Kin, Kinship, find_gap
from lerway.domain.pathways.holdings import Basis, Evidence, Holdings

ROLE = "PD-WRL-001"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def atlas(folder):
    return bootstrap.atlas("lerway-starter", folder=folder)


@pytest.fixture(scope="module")
def facts(folder):
    return bootstrap.labour_facts(folder=folder)


def held(atlas, n, basis, level=0.9):
    """Return the first skills of the role."""
    asked = atlas.target(atlas.role(ROLE)).counted[:n]
    said = [(a.key, a.label, Evidence(basis, a.label, "somebody", level=level)) for a in asked]
    return Holdings.of(said)


def near_to(role, found):
    return next(r for r in found if r.role == role)


def test_covers_is_the_share_of_the_gap_and_verified_stands_apart(atlas, facts):
    both = held(atlas, 2, Basis.VERIFIED).joined(held(atlas, 4, Basis.CLAIMED))
    gap = find_gap(both, atlas.target(atlas.role(ROLE)), atlas.kin(both))
    role = near_to(ROLE, nearby(atlas, both, facts))
    assert role.covers == pytest.approx(gap.share)
    assert role.verified == pytest.approx(gap.verified_share)
    assert 0 < role.verified < role.covers
    assert f"({role.verified:.0%} verified)" in role.sentence


def test_skills_of_another_framework_count_by_a_crosswalk_that_is_named(atlas, facts):
    first, second, *_ = atlas.target(atlas.role(ROLE)).counted
    mine = Evidence(Basis.VERIFIED, "Badge", "a college", level=0.9)
    foreign = Holdings.of([(("nice", "S1"), "One", mine), (("nice", "S2"), "Two", mine)])
    crosswalk = {
        first.key: [Kin(("nice", "S1"), Kinship.EXACT, "nice crosswalk, official")],
        second.key: [Kin(("nice", "S2"), Kinship.CLOSE, "nice crosswalk, computed")],
    }
    assert nearby(atlas, foreign, facts) == ()
    role = near_to(ROLE, nearby(atlas, foreign, facts, crosswalk=crosswalk))
    gap = find_gap(foreign, atlas.target(atlas.role(ROLE)), atlas.kin(foreign, crosswalk))
    assert role.covers == pytest.approx(gap.share)
    assert role.covers == pytest.approx(first.weight + second.weight / 2)
    assert (role.across, role.whose) == (2, ("nice",))
    assert "2 of what it needs count by a crosswalk from skills of nice." in role.sentence
    assert 0 < role.uses <= 1


def test_who_says_so_stands_beside_every_role(atlas, facts):
    for role in nearby(atlas, held(atlas, 3, Basis.CLAIMED), facts):
        assert role.source == atlas.source
        assert role.source.date == "1.0"


def test_where_nothing_is_held_the_work_stands_for_it_and_is_not_said_to_be_held(atlas, facts):
    (role, *_) = nearby(atlas, Holdings(), facts, occupation="29-1141.00")
    assert role.supposed
    assert role.verified == 0
    assert not nearby(atlas, held(atlas, 1, Basis.CLAIMED), facts)[0].supposed
