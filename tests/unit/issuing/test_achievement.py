from __future__ import annotations

import json

import pytest

from lerway.domain.issuing.written.achievement import (
    WrittenWrongError,
    achievement_of,
    read_achievement,
    read_profile,
)
from lerway.kernel.errors import MisuseError
from tests.college import ACHIEVEMENT

SMALL = "name: A\ndescription: B\ncriteria:\n  narrative: C\n"


def wrong(text, read=read_achievement):
    """Return the code and place of everything that is wrong with a file."""
    with pytest.raises(WrittenWrongError) as e:
        read(text.encode())
    assert all(p.hint for p in e.value.problems)
    return {(p.code, p.pointer) for p in e.value.problems}


def test_types_and_ids_are_filled_in():
    achievement = read_achievement(ACHIEVEMENT.encode())
    document = achievement.document
    assert document["type"] == ["Achievement"]
    assert document["alignment"][0]["type"] == ["Alignment"]
    seam, score = document["resultDescription"]
    assert seam["requiredLevel"] == seam["rubricCriterionLevel"][1]["id"]
    assert score["valueMax"] == "100"
    ids = [
        achievement.id,
        seam["id"],
        score["id"],
        *(v["id"] for v in seam["rubricCriterionLevel"]),
    ]
    assert len(set(ids)) == len(ids)
    assert all(i.startswith("urn:uuid:") for i in ids)


def test_the_same_file_is_the_same_achievement_and_a_changed_one_is_another():
    assert read_achievement(SMALL.encode()) == read_achievement(SMALL.encode())
    other = read_achievement(SMALL.replace("C", "D").encode())
    assert other.id != read_achievement(SMALL.encode()).id


def test_texts_stay_as_they_were_written():
    document = read_achievement((SMALL + "version: 1.10\nhumanCode: 007\n").encode()).document
    assert (document["version"], document["humanCode"]) == ("1.10", "007")


def test_members_that_the_standard_does_not_know_stay_as_they_are():
    document = read_achievement((SMALL + "house:Colour: blue\nx-count: 3\n").encode()).document
    assert (document["house:Colour"], document["x-count"]) == ("blue", 3)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (("name: A\n", ""), ("written.missing", "/name")),
        (("  narrative: C", "  text: C"), ("written.missing", "/criteria")),
        (("criteria:\n  narrative: C", "criteria: C"), ("written.wrong", "/criteria")),
        (("name: A", "name: [A, B]"), ("written.wrong", "/name")),
        (("name: A", "name:"), ("written.wrong", "/name")),
        (("name: A", "name: {en: A}"), ("written.wrong", "/name")),
        (("name: A", "Name: A"), ("written.misspelt", "/Name")),
        (("name: A", "name: A\ntags: [x]"), ("written.misspelt", "/tags")),
        (("name: A", "name: A\nimage: badge.png"), ("written.wrong", "/image")),
        (("name: A", "name: A\nimage:\n  id: badge.png"), ("written.wrong", "/image/id")),
        (("name: A", "name: A\nachievementType: Certificat"), ("written.wrong", "/achievementType")),
        (("name: A", "name: A\ninLanguage: english"), ("written.wrong", "/inLanguage")),
        (("name: A", "name: A\ncreditsAvailable: three"), ("written.wrong", "/creditsAvailable")),
        (("name: A", "name: A\ntype: [Badge]"), ("written.wrong", "/type")),
        (
            ("name: A", "name: A\nalignment:\n  targetName: X"),
            ("written.missing", "/alignment/targetUrl"),
        ),
        (("name: A", "name: A\ncreator:\n  name: X"), ("written.missing", "/creator/id")),
    ],
)  # fmt: skip
def test_every_wrong_member_is_named(change, found):
    assert found in wrong(SMALL.replace(*change))


def test_all_of_them_at_once():
    assert len(wrong("Name: A\ncriteria: C\nalignment:\n  - targetname: X\n")) == 5


RESULTS = {
    "no levels": "- {name: S, resultType: RubricCriterionLevel}",
    "level unknown": "- {name: S, resultType: RubricCriterion, requiredLevel: X,"
    " rubricCriterionLevel: [{name: Y}]}",
    "reversed": "- {name: S, resultType: Percent, valueMin: 9, valueMax: 1}",
    "no number": "- {name: S, resultType: Percent, valueMin: nine}",
    "not allowed": "- {name: S, resultType: LetterGrade, allowedValue: [A], requiredValue: B}",
    "twins": "- {name: S, resultType: Percent}\n- {name: s, resultType: Percent}",
}


@pytest.mark.parametrize("text", RESULTS.values(), ids=list(RESULTS))
def test_result_descriptions_must_agree_with_themselves(text):
    assert {code for code, _ in wrong(SMALL + "resultDescription:\n" + text)} == {
        "written.inconsistent"
    }


@pytest.mark.parametrize(
    ("name", "text", "reached"),
    [
        ("Seam", "Sound", {"achievedLevel": "Sound"}),
        ("seam", "PERFECT", {"achievedLevel": "Perfect"}),
        ("Seam", "3", {"achievedLevel": "Perfect"}),
        ("Score", "87.5", {"value": "87.5"}),
    ],
)
def test_a_cell_becomes_a_result(name, text, reached):
    achievement = read_achievement(ACHIEVEMENT.encode())
    result = achievement.result(name, text)
    if "achievedLevel" in result:
        levels = {v.id: v.name for v in achievement.results[0].levels}
        result["achievedLevel"] = levels[result["achievedLevel"]]
    expected = {"type": ["Result"], "resultDescription": result["resultDescription"], **reached}
    assert result == expected


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("Seam", "Shiny", "result.level"),
        ("Seam", "Porous", "result.below_required"),
        ("Score", "101", "result.range"),
        ("Score", "-1", "result.range"),
        ("Score", "59", "result.below_required"),
        ("Score", "88%", "result.number"),
        ("Score", "88,5", "result.number"),
        ("Score", "NaN", "result.number"),
        ("Grade", "A", "result.unknown"),
    ],
)
def test_a_cell_that_means_nothing_is_refused(name, text, code):
    with pytest.raises(MisuseError) as e:
        read_achievement(ACHIEVEMENT.encode()).result(name, text)
    assert e.value.code == code
    assert e.value.problem.hint


def test_allowed_values_and_statuses():
    described = [
        {"name": "Grade", "resultType": "LetterGrade", "allowedValue": ["C", "B", "A"],
         "requiredValue": "B"},
        {"name": "State", "resultType": "Status"},
    ]  # fmt: skip
    achievement = achievement_of({**json.loads(_json()), "resultDescription": described})
    assert achievement.result("Grade", "a")["value"] == "A"
    assert achievement.result("State", "completed")["status"] == "Completed"
    for name, text, code in (
        ("Grade", "C", "result.below_required"),
        ("Grade", "D", "result.value"),
        ("State", "Done", "result.status"),
    ):
        with pytest.raises(MisuseError) as e:
            achievement.result(name, text)
        assert e.value.code == code


def _json():
    return '{"name": "A", "description": "B", "criteria": {"narrative": "C"}}'


def test_a_profile_needs_a_name_and_may_lack_an_id():
    assert read_profile(b"name: College") == {"type": ["Profile"], "name": "College"}
    assert wrong("url: https://x.example", read_profile) == {("written.missing", "/name")}
    assert wrong("name: X\nurl: x.example", read_profile) == {("written.wrong", "/url")}


@pytest.mark.parametrize("name", ["2026", "007", "1.5", "true"])
def test_a_name_that_yaml_takes_for_a_number_is_asked_to_be_quoted(name):
    assert wrong(SMALL.replace("name: A", f"name: {name}")) == {("written.wrong", "/name")}
    quoted = SMALL.replace("name: A", f"name: '{name}'")
    assert read_achievement(quoted.encode()).name == name
