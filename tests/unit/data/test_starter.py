"""The bundled starter framework, with which everything can be tried."""

import tomllib
from collections import Counter

import pytest

from lerway import data
from lerway.data import starter
from lerway.domain.skills.mappings import Match
from lerway.domain.skills.structure import Structure
from lerway.standards.frameworks.model import Framework, Item, Kind, Link, Relation

SKILLS = {Kind.SKILL, Kind.KNOWLEDGE}


def read(framework: str = "lerway-starter") -> list[Framework | Item | Relation]:
    return list(Structure().checked(starter.parts(framework)))


ITEMS = {p.id: p for p in read() if isinstance(p, Item)}
NEEDS = [p for p in read() if isinstance(p, Relation) and p.link is Link.REQUIRES]


@pytest.mark.parametrize("framework", starter.FRAMEWORKS)
def test_a_bundled_framework_is_whole(framework):
    structure = Structure()
    head, *_ = structure.checked(starter.parts(framework))
    assert head.id == framework
    assert structure.remarks == ()


def test_there_are_enough_skills_with_statements_and_other_labels():
    skills = [i for i in ITEMS.values() if i.kind in SKILLS]
    assert 150 <= len(skills) <= 250
    assert all(s.words.description.endswith(".") and s.words.alternatives for s in skills)
    labels = Counter(name.lower() for s in skills for name in (s.words.label,))
    assert max(labels.values()) == 1


def test_every_occupation_and_role_needs_skills_with_importance_and_level():
    wanted = {i.id for i in ITEMS.values() if i.kind in {Kind.OCCUPATION, Kind.WORK_ROLE}}
    assert {n.source for n in NEEDS} == wanted
    assert all(n.importance and n.level for n in NEEDS)
    assert all(ITEMS[n.target].kind in SKILLS for n in NEEDS)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("15-2051.01", "PD-WRL-001"),  # data analyst -> Defensive Cybersecurity
        ("29-1141.00", "11-9111.00"),  # registered nurse -> head nurse
        ("41-2031.00", "41-1011.00"),  # store associate -> assistant manager
    ],
)
def test_each_story_of_the_compass_has_a_start_a_goal_and_a_gap(now, then):
    has, wants = ({n.target for n in NEEDS if n.source == job} for job in (now, then))
    assert has & wants
    assert wants - has
    ways = {
        (p.source, p.target) for p in read() if isinstance(p, Relation) and p.link is Link.PRECEDES
    }
    assert (now, then) in ways


def test_people_find_the_jobs_by_what_they_call_them():
    names = {a: i.id for i in ITEMS.values() for a in i.words.alternatives}
    assert names["registered nurse"] == "29-1141.00"
    assert names["head nurse"] == "11-9111.00"
    assert names["store associate"] == "41-2031.00"
    assert names["assistant manager"] == "41-1011.00"


def test_mappings_lead_from_starter_skills_to_nice():
    found = list(starter.mappings())
    names = {p.id for p in read("nice-names") if isinstance(p, Item)}
    assert all(m.subject in ITEMS for m in found)
    assert all(m.object in names for m in found if m.object_framework == "nice-names")
    assert {m.object_framework for m in found} == {"nice", "nice-names"}
    cloud = [m for m in found if m.subject == "DC-41" and m.match is Match.EXACT]
    assert [m.object for m in cloud] == ["NF-COM-004"]


def test_the_manifest_names_every_file_and_its_licence():
    manifest = tomllib.loads(data.read("MANIFEST.toml").decode())
    entries = [*manifest["framework"], *manifest["mappings"]]
    assert {e["file"] for e in manifest["framework"]} == set(starter.FRAMEWORKS.values())
    assert all(e["licence"] and data.read(e["file"]) for e in entries)
