"""ESCO: concepts, languages, hierarchies and needs; and what is said of odd tables."""

from collections import Counter

import pytest

from lerway.domain.skills.structure import Structure
from lerway.kernel.errors import InvalidError, LerwayError, UnreadableError
from lerway.standards.frameworks.esco import read, recognises
from lerway.standards.frameworks.files import Bundle, Sheet
from lerway.standards.frameworks.model import Item, Kind, Link, Relation, Remark
from tests.framework_files import folder, sheet
from tests.shared_files import shared

SKILL = "http://data.europa.eu/esco/skill/"
JOB = "http://data.europa.eu/esco/occupation/"
ISCO = "http://data.europa.eu/esco/isco/C"
COLUMNS = (
    "conceptType",
    "conceptUri",
    "skillType",
    "preferredLabel",
    "altLabels",
    "hiddenLabels",
    "status",
    "modifiedDate",
    "scopeNote",
    "description",
)


def skill(
    name: str, label: str, *, alt: str = "", kind: str = "skill/competence", note: str = ""
) -> tuple[str, ...]:
    return (
        "KnowledgeSkillCompetence",
        SKILL + name,
        kind,
        label,
        alt,
        "",
        "released",
        "2024-05-01T00:00:00Z",
        note,
        f"About {label}.",
    )


SKILLS = sheet(
    "skills_en.csv",
    COLUMNS,
    skill("a", "milk cows", alt="milking\nto milk cows"),
    skill("b", "dairy law", kind="knowledge"),
)
JOBS = sheet(
    "occupations_en.csv",
    (
        "conceptType",
        "conceptUri",
        "iscoGroup",
        "preferredLabel",
        "altLabels",
        "code",
        "description",
    ),
    ("Occupation", JOB + "1", "6121", "dairy farmer", "", "6121.1", "Farms."),
)
GROUPS = sheet(
    "ISCOGroups_en.csv",
    ("conceptType", "conceptUri", "code", "preferredLabel", "altLabels", "description"),
    ("ISCOGroup", ISCO + "612", "612", "Animal producers", "", ""),
    ("ISCOGroup", ISCO + "6121", "6121", "Livestock producers", "", ""),
)


def bundle(
    *sheets: Sheet, name: str = "ESCO dataset - v1.2.0 - classification - en - csv", **options: str
) -> Bundle:
    return Bundle((SKILLS, *sheets), options=options, name=name)


def parts(given: Bundle) -> list[object]:
    structure = Structure()
    return [*structure.checked(read(given)), *structure.remarks]


def items(given: Bundle) -> dict[str, Item]:
    return {p.id: p for p in parts(given) if isinstance(p, Item)}


def relations(given: Bundle) -> set[tuple[str, Link, str]]:
    return {(p.source, p.link, p.target) for p in parts(given) if isinstance(p, Relation)}


def said(given: Bundle) -> dict[str, Remark]:
    return {p.code: p for p in parts(given) if isinstance(p, Remark)}


def refused(given: Bundle, kind: type[LerwayError]) -> LerwayError:
    with pytest.raises(kind) as caught:
        parts(given)
    assert caught.value.problem.hint
    return caught.value


def test_a_concept_keeps_its_address_its_words_and_the_rest():
    cows = items(bundle())[SKILL + "a"]
    assert (cows.kind, cows.words.label, cows.words.alternatives) == (
        Kind.SKILL,
        "milk cows",
        ("milking", "to milk cows"),
    )
    assert (cows.status, cows.kept["modifiedDate"]) == ("released", "2024-05-01T00:00:00Z")
    assert items(bundle())[SKILL + "b"].kind is Kind.KNOWLEDGE


def test_further_languages_stand_beside():
    german = sheet(
        "skills_de.csv", COLUMNS, skill("a", "Kühe melken", alt="melken", note="Nicht Ziegen.")
    )
    cows = items(bundle(german))[SKILL + "a"]
    assert cows.words.label == "milk cows"
    assert cows.others["de"].label == "Kühe melken"
    assert cows.kept["translations"] == {"de": {"scopeNote": "Nicht Ziegen."}}
    head = next(iter(read(bundle(german, language="de"))))
    assert head.language == "de"


def test_occupations_stand_below_their_isco_group():
    given = bundle(JOBS, GROUPS)
    assert relations(given) == {
        (JOB + "1", Link.BROADER, ISCO + "6121"),
        (ISCO + "6121", Link.BROADER, ISCO + "612"),
    }
    assert items(given)[JOB + "1"].code == "6121.1"


def test_needs_are_required_or_optional():
    table = sheet(
        "occupationSkillRelations_en.csv",
        ("occupationUri", "relationType", "skillType", "skillUri"),
        (JOB + "1", "essential", "", SKILL + "a"),
        (JOB + "1", "optional", "", SKILL + "b"),
    )
    found = relations(bundle(JOBS, GROUPS, table))
    assert {
        (JOB + "1", Link.REQUIRES, SKILL + "a"),
        (JOB + "1", Link.OPTIONAL, SKILL + "b"),
    } <= found


def test_the_hierarchy_is_said_once_whichever_table_says_it():
    levels = sheet(
        "skillsHierarchy_en.csv",
        (
            "Level 0 URI",
            "Level 0 preferred term",
            "Level 1 URI",
            "Level 1 preferred term",
            "Description",
        ),
        (SKILL + "S", "skills", "", "", "All."),
        (SKILL + "S", "skills", SKILL + "S6", "handling", "Hands."),
    )
    pillar = sheet(
        "broaderRelationsSkillPillar_en.csv",
        ("conceptUri", "broaderUri"),
        (SKILL + "a", SKILL + "S6"),
    )
    collection = sheet(
        "transversalSkillsCollection_en.csv",
        ("conceptUri", "skillType", "broaderConceptUri"),
        (SKILL + "a", "skill/competence", f"{SKILL}S6 | {SKILL}S"),
    )
    given = bundle(levels, pillar, collection)
    assert Counter(
        p.target for p in parts(given) if isinstance(p, Relation) and p.source == SKILL + "a"
    ) == {SKILL + "S6": 1, SKILL + "S": 1}
    assert items(given)[SKILL + "S6"].words.description == "Hands."
    assert items(given)[SKILL + "a"].kept["collections"] == ["transversal"]


def test_what_is_missing_is_said_and_not_guessed():
    remark = said(bundle(name="esco"))["frameworks.table_absent"]
    assert "occupationSkillRelations" in remark.message
    dated = said(bundle(name="esco"))["frameworks.version_by_date"].message
    assert "it is called 2024-05-01, after the latest date in it" in dated
    assert "--version" in dated


def test_odd_tables_are_said():
    odd = sheet(
        "skills_en.csv", COLUMNS[:4] + COLUMNS[9:],
        ("", SKILL + "x", "", "Haskell", "Haskell techniques The techniques of it."),
        ("", SKILL + "y", "", "haskell", "Another."),
    )  # fmt: skip
    collection = sheet("ictSkillsCollection_en.csv", ("conceptUri",), (SKILL + "z",))
    group = sheet("skillGroups_en.csv", ("conceptUri", "preferredLabel"), (SKILL + "x", "Haskell"))
    given = Bundle((odd, collection, group, sheet("roster.csv", ("name",))), name="v1.2.0")
    assert said(given).keys() == {
        "esco.group_is_skill", "esco.label_twice", "esco.labels_in_description", "esco.member_unknown",
        "esco.skill_type_empty", "esco.undated", "frameworks.file_not_read", "frameworks.table_absent",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "code", "kind", "where"),
    [
        (Bundle((sheet("Skills.xlsx", ("O*NET-SOC Code",)),)), "frameworks.not_this_format", UnreadableError, "Skills.xlsx"),
        (bundle(language="fi"), "esco.language_absent", UnreadableError, "only in en"),
        (bundle(sheet("b/skills_en.csv", COLUMNS)), "esco.mixed_releases", InvalidError, "b/skills_en.csv"),
        (Bundle((sheet("skills_en.csv", ("conceptUri", "altLabels")),), name="v1.2"), "frameworks.column_missing", UnreadableError, "'preferredLabel'"),
        (bundle(sheet("skillGroups_en.csv", ("conceptUri", "preferredLabel"), ("u", ""))), "frameworks.cell_empty", InvalidError, "skillGroups_en.csv, row 2"),
        (bundle(sheet("skillSkillRelations_en.csv", ("originalSkillUri", "relationType", "relatedSkillUri"), ("a", "perhaps", "b"))), "esco.relation_type", InvalidError, "row 2"),
        (bundle(sheet("broaderRelationsSkillPillar_en.csv", ("conceptUri", "broaderUri"), (SKILL + "a", SKILL + "b"), (SKILL + "b", SKILL + "a"))), "frameworks.cycle", InvalidError, "circle"),
        (Bundle((sheet("skills_en.csv", COLUMNS, skill("a", "x"), skill("a", "y")),), name="v1.2"), "frameworks.duplicate_id", InvalidError, "row 3"),
    ],
)  # fmt: skip
def test_wrong_tables_are_refused_with_their_place(given, code, kind, where):
    error = refused(given, kind)
    assert error.code == code
    assert where in str(error)


def test_it_is_recognised_by_its_headers():
    assert recognises(bundle())
    assert not recognises(Bundle((sheet("Skills.xlsx", ("O*NET-SOC Code",)),)))


def test_the_subset_that_somebody_put_together():
    given = folder(shared("data/esco"))
    found = list(read(given))
    kinds = Counter(p.kind for p in found if isinstance(p, Item))
    assert kinds[Kind.OCCUPATION] == 2942
    assert kinds[Kind.SKILL] + kinds[Kind.KNOWLEDGE] == 13_724
    codes = {p.code for p in found if isinstance(p, Remark)}
    assert {
        "esco.skill_type_empty",
        "esco.labels_in_description",
        "frameworks.version_by_date",
    } <= codes
