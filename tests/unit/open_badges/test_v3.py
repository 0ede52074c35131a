from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lerway.standards.open_badges import v3
from tests.shared_files import shared

CONTEXTS = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]
LEVEL = {
    "id": "urn:x:mastered",
    "type": "RubricCriterionLevel",
    "name": "Mastered",
    "alignment": {"type": "Alignment", "targetName": "B2", "targetUrl": "https://x.example/b2"},
}
ACHIEVEMENT = {
    "id": "urn:x:welding",
    "type": ["Achievement"],
    "achievementType": "Competency",
    "name": "Welding",
    "description": "Can weld",
    "criteria": {"narrative": "Weld a T joint"},
    "alignment": [
        {
            "type": ["Alignment"],
            "targetName": "Weld",
            "targetUrl": "https://skills.example/weld",
            "targetCode": "W-1",
            "targetFramework": "Skills",
            "targetType": "CFItem",
        }
    ],
    "resultDescription": [
        {
            "id": "urn:x:level",
            "type": ["ResultDescription"],
            "name": "Level",
            "resultType": "RubricCriterionLevel",
            "rubricCriterionLevel": [LEVEL],
        },
        {"id": "urn:x:state", "type": "ResultDescription", "name": "S", "resultType": "Status"},
    ],
}
BADGE = {
    "@context": CONTEXTS,
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": "did:web:college.example", "type": ["Profile"], "name": "A College"},
    "validFrom": "2026-01-01T00:00:00Z",
    "credentialSubject": {
        "id": "did:example:ada",
        "type": ["AchievementSubject"],
        "achievement": ACHIEVEMENT,
        "result": [
            {
                "type": ["Result"],
                "resultDescription": "urn:x:level",
                "achievedLevel": "urn:x:mastered",
            }
        ],
    },
}
ENDORSEMENT = {
    "@context": CONTEXTS,
    "id": "urn:x:endorsement",
    "type": ["VerifiableCredential", "EndorsementCredential"],
    "name": "Good work",
    "issuer": "did:web:board.example",
    "validFrom": "2026-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:web:college.example", "type": "EndorsementSubject"},
}
ABSENT = object()


def changed(document, pointer, value):
    document = copy.deepcopy(document)
    at = document
    *path, last = [int(k) if k.isdigit() else k for k in pointer.split("/")[1:]]
    for key in path:
        at = at[key]
    if value is ABSENT:
        del at[last]
    else:
        at[last] = value
    return document


def found(document):
    return [(p.code.removeprefix("ob."), p.pointer) for p in v3.structure_v3(document)]


def test_good_credentials_have_no_problem():
    assert found(BADGE) == []
    assert found(ENDORSEMENT) == []
    assert found({"type": "VerifiableCredential", "credentialSubject": {"id": "urn:a:b"}}) == []
    assert v3.loose_references(BADGE) == []


S, A = "/credentialSubject", "/credentialSubject/achievement"


@pytest.mark.parametrize(
    ("at", "value", "code", "pointer"),
    [
        ("/@context", CONTEXTS[:1], "context_second", "/@context"),
        ("/@context", [CONTEXTS[0], {}, CONTEXTS[1]], "context_second", "/@context"),
        ("/id", ABSENT, "member_missing", "/id"),
        ("/validFrom", ABSENT, "member_missing", "/validFrom"),
        ("/type", ["VerifiableCredential"], "type_required", "/type"),
        ("/issuer/type", ABSENT, "member_type", "/issuer/type"),
        ("/issuer/parentOrg", {"type": "Profile"}, "member_missing", "/issuer/parentOrg/id"),
        ("/image", {"id": "https://x.example/i.png"}, "member_type", "/image/type"),
        ("/evidence", [{"type": "Essay"}], "member_type", "/evidence/0/type"),
        ("/endorsement", ["a.b.c"], "endorsement_malformed", "/endorsement/0"),
        ("/endorsementJwt", {}, "endorsement_malformed", "/endorsementJwt"),
        (f"{S}/type", "Person", "member_type", f"{S}/type"),
        (f"{S}/id", ABSENT, "subject_without_recipient", S),
        (f"{S}/achievement", "urn:x:welding", "achievement_missing", A),
        (f"{S}/source", {"id": "urn:x:y"}, "member_type", f"{S}/source/type"),
        (f"{A}/type", "Course", "member_type", f"{A}/type"),
        (f"{A}/name", ABSENT, "member_missing", f"{A}/name"),
        (f"{A}/criteria", ABSENT, "member_missing", f"{A}/criteria"),
        (f"{A}/criteria", {}, "criteria_empty", f"{A}/criteria"),
        (f"{A}/creator", {"type": "Profile"}, "member_missing", f"{A}/creator/id"),
        (f"{A}/otherIdentifier", {"type": "IdentifierEntry", "identifier": "1"},
         "member_missing", f"{A}/otherIdentifier/identifierType"),
        (f"{A}/related", {"type": "Related"}, "member_missing", f"{A}/related/id"),
        (f"{A}/alignment/0/targetUrl", "skills", "alignment_url", f"{A}/alignment/0/targetUrl"),
        (f"{A}/alignment/0/targetName", "", "member_missing", f"{A}/alignment/0/targetName"),
        (f"{A}/resultDescription/0/rubricCriterionLevel/0/name", ABSENT, "member_missing",
         f"{A}/resultDescription/0/rubricCriterionLevel/0/name"),
        (f"{S}/result/0/resultDescription", "urn:x:other", "result_unknown",
         f"{S}/result/0/resultDescription"),
        (f"{S}/result/0/resultDescription", "urn:x:state", "result_without_status",
         f"{S}/result/0/status"),
    ],
)  # fmt: skip
def test_each_rule_names_the_member(at, value, code, pointer):
    assert (code, pointer) in found(changed(BADGE, at, value))


def test_an_identifier_does_instead_of_an_id():
    subject = {k: v for k, v in BADGE["credentialSubject"].items() if k != "id"}
    good = {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": "sha256$00",
        "identityType": "emailAddress",
    }
    assert found({**BADGE, "credentialSubject": {**subject, "identifier": good}}) == []
    bad = {**good, "hashed": "true", "identityType": ""}
    assert found({**BADGE, "credentialSubject": {**subject, "identifier": [bad]}}) == [
        ("member_missing", "/credentialSubject/identifier/0/identityType"),
        ("identity_malformed", "/credentialSubject/identifier/0/hashed"),
    ]


def test_a_badge_has_one_subject():
    twice = {**BADGE, "credentialSubject": [BADGE["credentialSubject"]]}
    assert found(twice) == [("subject_list", "/credentialSubject")]


def test_an_endorsement_has_a_name_and_says_of_what():
    assert found(changed(ENDORSEMENT, "/name", ABSENT)) == [("member_missing", "/name")]
    assert found(changed(ENDORSEMENT, "/credentialSubject", {})) == [
        ("member_type", "/credentialSubject/type"),
        ("member_missing", "/credentialSubject/id"),
    ]


def test_a_badge_over_version_1_1_has_a_name():
    old = {**BADGE, "@context": ["https://www.w3.org/2018/credentials/v1", CONTEXTS[1]]}
    assert found(old) == [("member_missing", "/name")]
    assert found(changed({**old, "name": "Welding"}, "/validFrom", ABSENT)) == []


def test_levels_that_nobody_described_are_told_apart():
    loose = changed(BADGE, f"{S}/result/0/achievedLevel", "urn:x:other")
    loose = changed(loose, f"{A}/resultDescription/0/requiredLevel", "urn:x:other")
    assert found(loose) == []
    assert [(p.code, p.pointer) for p in v3.loose_references(loose)] == [
        ("ob.result_level_unknown", f"{A}/resultDescription/0/requiredLevel"),
        ("ob.result_level_unknown", f"{S}/result/0/achievedLevel"),
    ]


def test_the_skills_of_a_badge():
    skills = v3.skills_of(BADGE)
    assert (skills.name, skills.is_skill, skills.criteria) == ("Welding", True, "Weld a T joint")
    assert skills.alignments == (
        v3.Alignment(
            "Weld", "https://skills.example/weld", "W-1", "Skills", "CFItem", f"{A}/alignment/0"
        ),
    )
    (result,) = skills.results
    assert (result.name, result.level, result.pointer) == ("Level", "Mastered", f"{S}/result/0")
    assert [a.name for a in result.alignments] == ["B2"]
    assert v3.achievement_of(BADGE) == ACHIEVEMENT
    assert v3.skills_of(ENDORSEMENT) is None
    assert v3.text_of([{"@value": "Schweißen", "@language": "de"}]) == "Schweißen"


def test_endorsements_are_found_wherever_they_may_stand():
    college = {"id": "urn:x:c", "type": "Profile", "endorsement": ENDORSEMENT}
    badge = changed(BADGE, "/endorsementJwt", ["a.b.c", 5])
    badge = changed(badge, "/issuer/parentOrg", {**college, "endorsementJwt": "d.e.f"})
    badge = changed(badge, f"{A}/endorsement", [ENDORSEMENT])
    badge = changed(badge, f"{A}/creator", college)
    badge = changed(badge, f"{S}/source", college)
    assert v3.endorsements(badge) == [
        ("/endorsementJwt/0", "a.b.c"),
        ("/issuer/parentOrg/endorsement", ENDORSEMENT),
        ("/issuer/parentOrg/endorsementJwt", "d.e.f"),
        (f"{S}/source/endorsement", ENDORSEMENT),
        (f"{A}/endorsement/0", ENDORSEMENT),
        (f"{A}/creator/endorsement", ENDORSEMENT),
    ]


KEYS = ["id", "type", "achievement", "result", "resultDescription", "alignment", "identifier"]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda x: st.lists(x, max_size=3) | st.dictionaries(st.sampled_from(KEYS), x),
)


@given(st.sampled_from([BADGE, ENDORSEMENT]), st.data())
def test_anything_in_any_member_is_told_not_raised(document, data):
    name = data.draw(st.sampled_from([*document, "evidence", "endorsement", "image"]))
    document = {**document, name: data.draw(VALUES)}
    inside = data.draw(st.sampled_from(["", *ACHIEVEMENT, "creator", "related", "endorsement"]))
    if inside and isinstance(document.get("credentialSubject"), dict):
        achievement = {**ACHIEVEMENT, inside: data.draw(VALUES)}
        subject = {**document["credentialSubject"], "achievement": achievement}
        document["credentialSubject"] = subject
    document.pop(data.draw(st.sampled_from(list(document))))
    v3.structure_v3(document)
    v3.skills_of(document)
    v3.endorsements(document)
    v3.loose_references(document)


EXPECTED = {
    "ob30/simple-err-context.json": {"context_second", "achievement_missing"},
    "ob30/simple-err-issued.json": {"achievement_missing"},
    "ob30/simple-err-issuer.json": {"achievement_missing"},
    "ob30/simple-err-type.json": {"type_required"},
    "ob30/simple-noproof.json": {"achievement_missing"},
}


def test_samples_of_the_1edtech_validator():
    folder = shared("standards", "examples", "1edtech-validator")
    for path in sorted(folder.glob("ob30/**/*.json")):
        name = path.relative_to(folder).as_posix()
        codes = {code for code, _ in found(json.loads(path.read_text()))}
        assert codes == EXPECTED.get(name, set()), name


def test_examples_of_the_specification():
    paths = sorted(shared("standards", "examples", "ob3-spec").glob("*/*.json"))
    badges = [d for d in (json.loads(p.read_text()) for p in paths) if v3.is_badge(d)]
    assert len(badges) >= 6
    assert [found(b) for b in badges] == [[]] * len(badges)
    assert sum(v3.skills_of(b).is_skill for b in badges) == 2
