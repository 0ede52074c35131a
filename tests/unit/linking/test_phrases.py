"""How a document is cut into the phrases that may name a skill."""

import pytest

from lerway.domain.skills.linking.extracting import examined
from lerway.domain.skills.linking.phrases import phrases
from lerway.domain.skills.linking.said import Said
from lerway.domain.skills.mappings import Choice
from tests.unit.linking.test_linking import decided, linker

SYLLABUS = """CYB 210  Network Security
Fall 2026 · 3 credits · Instructor: Dr. M. Reyes

Learning outcomes
By the end of this course, students will be able to:
1. Explain public-key cryptography
2. Write small programs in Python to read the logs of a server and to tell what
   happened on it
Grading: homework 30 %, labs 70 %
Office hours: Tuesday 2-4 pm
"""


def of(text):
    return [" ".join(span.text.split()) for span in phrases(text)]


def test_what_a_course_is_run_by_is_no_skill():
    found = of(SYLLABUS)
    assert "Explain public-key cryptography" in found
    for nothing in ("Reyes", "Instructor", "Learning outcomes", "homework", "Tuesday", "Fall"):
        assert not [phrase for phrase in found if nothing in phrase], nothing


def test_after_a_verb_of_knowing_the_matter_is_a_phrase_too():
    assert "public-key cryptography" in of(SYLLABUS)


def test_a_name_inside_a_sentence_is_a_phrase_and_a_title_is_none():
    assert "Python" in of(SYLLABUS)
    assert of("Network Security With Python") == ["Network Security With Python"]


def test_a_line_that_the_page_broke_is_put_together_again():
    assert "to tell what happened on it" in of(SYLLABUS)
    assert of("python\nsql\ndocker") == ["python", "sql", "docker"]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Students will learn how to weld metal", "weld metal"),
        ("This course covers the fundamentals of welding", "welding"),
        ("5+ years of experience with SQL", "SQL"),
        ("b) weld metal", "weld metal"),
        ("(such as welding)", "welding"),
    ],
)
def test_what_leads_up_to_the_matter_is_cut_off(text, phrase):
    assert of(text) == [phrase]


def test_a_phrase_that_is_not_sure_is_left_to_a_person_and_asked_once():
    text = "• weld steel plates\n• weld steel plates\n• quantum knitting"
    found = examined(text, linker(threshold=0.99))
    assert not found.shown
    assert [one.span.text for one in found.open] == ["weld steel plates"]
    assert found.open[0].candidates[0].id == "s4"
    assert text[slice(*found.open[0].span[:2])] == "weld steel plates"


def test_what_a_person_decided_is_shown_and_no_longer_open():
    yes = Said.of([decided("quantum knitting", Choice.ACCEPTED, "s4")])
    found = examined("quantum knitting", linker(yes, threshold=0.99))
    assert [(one.skill.id, one.skill.decided) for one in found.shown] == [("s4", True)]
    assert not found.open
