"""What is held and what is missing: verified and claimed are never mixed silently."""

from datetime import UTC, date, datetime

import pytest

from lerway import bootstrap
from lerway.domain.pathways.drawing import gap_svg
from lerway.domain.pathways.gap import How, Kin, Kinship, State, find_gap
from lerway.domain.pathways.holdings import Basis, Evidence, Holdings
from lerway.domain.pathways.providers import best_course_for, demand
from lerway.domain.pathways.records import JudgedRecord, holdings_of
from lerway.domain.pathways.targets import Asked, Target, posting_target, weigh
from lerway.kernel.errors import InvalidError
from lerway.kernel.report import Check, IssuerStanding, Outcome, Report
from lerway.kernel.source import Source
from lerway.standards.ctdl.model import Course, SkillRef
from lerway.standards.frameworks.model import Kind

SOURCE = Source("Owner", "Framework", "1.0")
A, B, C = ("f", "a"), ("f", "b"), ("f", "c")


def evidence(basis=Basis.VERIFIED, level=None, on=None):
    return Evidence(basis, "Badge", "College", level=level, on=on)


def holding(key, *said):
    return Holdings.of((key, key[1], e) for e in said)


def target(*asked):
    return Target("r", "Role", "occupation", SOURCE, weigh(asked))


def asked(key, importance=None, level=None):
    return Asked(key, key[1], Kind.SKILL, importance, level)


def one(held, need, kin=lambda _: ()):
    return find_gap(held, target(need), kin).lines[0]


def test_a_skill_without_a_level_is_held_or_missing():
    assert one(holding(A, evidence()), asked(A)).state is State.HELD
    assert one(Holdings(), asked(A)).state is State.MISSING


def test_a_lower_level_is_part_of_it():
    line = one(holding(A, evidence(level=0.4)), asked(A, level=0.8))
    assert (line.state, line.how, line.share) == (State.PARTLY, How.LEVEL_LOWER, 0.5)
    assert "at level 40%; level 80% is asked for" in line.sentence


def test_a_level_that_nobody_states_is_not_guessed():
    line = one(holding(A, evidence()), asked(A, level=0.8))
    assert (line.state, line.how, line.share) == (State.PARTLY, How.LEVEL_NOT_STATED, 0.5)


def test_a_higher_claim_does_not_lift_what_is_verified_and_is_told():
    both = holding(A, evidence(level=0.4), evidence(Basis.CLAIMED, level=0.9))
    line = one(both, asked(A, level=0.8))
    assert (line.basis, line.state) == (Basis.VERIFIED, State.PARTLY)
    assert "you say level 90%, which nobody has confirmed" in line.sentence


def test_a_claim_counts_as_a_claim():
    gap = find_gap(holding(A, evidence(Basis.CLAIMED)), target(asked(A)))
    assert (gap.share, gap.verified_share) == (1, 0)
    assert "1 of them only by your own word" in gap.sentence
    assert [x.asked.key for x in gap.to_close(claimed=False)] == [A]


@pytest.mark.parametrize("how", [Kinship.CLOSE, Kinship.BROADER, Kinship.NARROWER])
def test_a_related_skill_is_half_of_it_and_named(how):
    line = one(holding(B, evidence()), asked(A), lambda _: [Kin(B, how, "crosswalk X")])
    assert (line.state, line.how, line.share) == (State.PARTLY, How.RELATED, 0.5)
    assert f"'b' is {how.value} (crosswalk X)" in line.sentence


@pytest.mark.parametrize("level", [0.1, 0.9])
def test_a_claim_never_lowers_what_is_verified(level):
    """The skill itself is claimed, a related one is verified."""
    held = holding(B, evidence()).joined(holding(A, evidence(Basis.CLAIMED, level)))
    gap = find_gap(held, target(asked(A, level=0.6)), lambda _: [Kin(B, Kinship.CLOSE, "X")])
    assert gap.verified_share == 0.5
    assert gap.share == (1 if level > 0.6 else 0.5)
    if level > 0.6:
        assert "without your word, partly: verified 'b' is" in gap.lines[0].sentence


def test_the_same_skill_by_crosswalk_is_held_and_says_as_what():
    line = one(holding(B, evidence()), asked(A), lambda _: [Kin(B, Kinship.EXACT, "X")])
    assert (line.state, line.sentence) == (State.HELD, "held, verified, as 'b' (X)")


def test_importance_weighs_and_unrated_needs_of_a_rated_role_do_not():
    t = target(asked(A, 0.9), asked(B, 0.6), asked(C), asked(("f", "d"), 0.2))
    assert [(a.key[1], round(a.weight, 2)) for a in t.counted] == [("a", 0.6), ("b", 0.4)]
    assert [round(a.weight, 2) for a in target(asked(A), asked(B)).asked] == [0.5, 0.5]


def test_evidence_has_the_verified_first_and_the_latest_first():
    old, new = date(2020, 1, 1), date(2026, 1, 1)
    held = holding(A, evidence(Basis.CLAIMED, on=new), evidence(on=old), evidence(on=new)).skills[0]
    assert [(e.basis, e.on) for e in held.evidence] == [
        (Basis.VERIFIED, new), (Basis.VERIFIED, old), (Basis.CLAIMED, new)]  # fmt: skip
    assert held.latest == new


def test_a_posting_of_one_word_is_refused():
    with pytest.raises(InvalidError) as refused:
        posting_target("nurse!", [], SOURCE)
    assert refused.value.code == "target.too_short"
    found = posting_target("we look for a nurse who listens", [asked(A)], SOURCE)
    assert found.counted[0].key == A
    assert "importance and level are not stated" in found.remarks[0]


def test_the_picture_has_a_row_for_each_skill():
    svg = gap_svg(find_gap(holding(A, evidence()), target(asked(A), asked(B))))
    assert svg.count('role="listitem"') == 2
    assert 'aria-label="b: missing"' in svg


CREDENTIAL = {
    "id": "urn:uuid:1",
    "validFrom": "2026-05-01T00:00:00Z",
    "credentialSubject": {
        "achievement": {
            "id": "urn:course:7",
            "name": "Nursing badge",
            "alignment": [{"targetCode": "a", "targetFramework": "F", "targetName": "Listening"}],
            "resultDescription": [
                {
                    "id": "urn:rd",
                    "resultType": "RubricCriterionLevel",
                    "rubricCriterionLevel": [
                        {"id": "urn:l1", "name": "Novice"},
                        {"id": "urn:l2", "name": "Proficient"},
                    ],
                }
            ],
        },
        "result": [{"resultDescription": "urn:rd", "achievedLevel": "urn:l1"}],
    },
}


def report(outcome):
    check = Check("proof", outcome, required=True, standard="", message="the signature is wrong")
    return Report((check,), IssuerStanding("did:x", claimed_name="College"))


def shown(outcome=Outcome.PASSED, credential=CREDENTIAL):
    judged = JudgedRecord(credential, report(outcome) if outcome else None, "badge.json")
    return holdings_of([judged], lambda al: ("f", al.code))


def test_a_verified_record_shows_its_skills_with_level_and_day():
    held = shown()
    (skill,) = held.skills
    assert (skill.key, skill.basis, skill.level) == (A, Basis.VERIFIED, 0.5)
    assert skill.evidence[0].level_said == "Novice, 1 of 2"
    assert skill.latest == date(2026, 5, 1)
    assert skill.evidence[0].by == "College, unconfirmed"
    assert held.earned == {"urn:course:7": Basis.VERIFIED}


@pytest.mark.parametrize(
    ("outcome", "word"),
    [
        (Outcome.FAILED, "did not verify"),
        (Outcome.NOT_CHECKED, "could not be verified"),
        (None, "could not be judged"),
    ],
)
def test_a_record_that_is_not_valid_counts_as_claimed_and_says_so(outcome, word):
    held = shown(outcome)
    assert held.skills[0].basis is Basis.CLAIMED
    assert word in held.remarks[0]
    assert held.remarks[0].startswith("badge.json: ")
    assert held.remarks[0].endswith("counts as claimed")


def test_credentials_in_a_learner_record_are_all_read():
    record = {"credentialSubject": {"verifiableCredential": [CREDENTIAL]}}
    assert [s.key for s in shown(credential=record).skills] == [A]


def test_a_grade_is_no_level_of_every_skill():
    graded = {**CREDENTIAL, "credentialSubject": {
        "achievement": {**CREDENTIAL["credentialSubject"]["achievement"], "resultDescription": [
            {"id": "urn:rd", "resultType": "Percent", "valueMin": "0", "valueMax": "100"}]},
        "result": [{"resultDescription": "urn:rd", "value": "90"}]}}  # fmt: skip
    assert shown(credential=graded).skills[0].level is None


def test_an_achievement_that_names_no_skill_is_told():
    plain = {"credentialSubject": {"achievement": {"name": "Attendance"}}}
    assert shown(credential=plain).unlinked == ("Attendance",)


def course(id_, *skills):
    return Course(id_, id_.upper(), "P", SOURCE, skills=tuple(SkillRef(s, "f") for s in skills))


def test_what_is_taught_and_not_asked_for_and_the_contrary():
    found = demand([course("x", "a", "z"), course("y", "a")], [target(asked(A), asked(B))])
    assert [(c.id, skills) for c, skills in found.unasked] == [("x", (("f", "z"),))]
    assert found.untaught == ((B, "b", 1),)


def test_the_one_course_that_qualifies_most_people():
    group = [holding(A, evidence()), holding(B, evidence()), Holdings()]
    courses = [course("x", "a"), course("y", "b"), course("both", "a", "b")]
    best = best_course_for(group, target(asked(A), asked(B)), courses)
    assert (best[0].course.id, best[0].qualified) == ("both", 3)


def test_facts_are_joined_by_soc_and_what_is_absent_is_said():
    facts = bootstrap.labour_facts()
    known = facts.of("29-1141.01")
    assert known.wage.median == 93600
    assert "29-1141.01 is a part of the SOC occupation 29-1141" in known.notes[0]
    assert facts.of("13-1022.00").notes[0].startswith("wage: published only for the broad")
    assert "SOC 2010" in facts.of("15-1121").notes[0]
    assert facts.of("").wage is None
    assert facts.of("11-1011.00").notes == (
        "no wage of 11-1011 was imported for this area and industry",
        "no projection of 11-1011 was imported",
    )
    assert datetime.now(UTC).year >= known.wage.year
