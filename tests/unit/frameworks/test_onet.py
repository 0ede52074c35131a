"""O*NET: what comes out of its tables, and which folders are refused."""

import pytest

from lerway.kernel.errors import InvalidError, LerwayError, UnreadableError
from lerway.standards.frameworks.files import Bundle, Document, Sheet
from lerway.standards.frameworks.model import Framework, Item, Kind, Link, Relation, Remark
from lerway.standards.frameworks.onet import read, recognises
from tests.framework_files import folder, sheet
from tests.shared_files import shared

SOC = "O*NET-SOC Code"
READ_ME = Document("ReadMe.txt", b"O*NET 29.3 Database\nMay 2025 Release\n")
OCCUPATIONS = (
    (SOC, "Title", "Description"),
    ("11-1011.00", "Chief Executives", "They head."),
    ("29-1141.00", "Registered Nurses", "They nurse."),
)
RATED = (
    SOC,
    "Title",
    "Element ID",
    "Element Name",
    "Scale ID",
    "Data Value",
    "Recommend Suppress",
    "Date",
)


def bundle(*sheets: Sheet, **options: str) -> Bundle:
    return Bundle((sheet("Occupation Data.xlsx", *OCCUPATIONS), *sheets), (READ_ME,), options)


def skills(*rows: tuple[str, ...]) -> Sheet:
    return sheet("Skills.xlsx", RATED, *rows)


def rating(
    scale: str, value: str, *, name: str = "Chief Executives", date: str = "08/2023"
) -> tuple[str, ...]:
    return ("11-1011.00", name, "2.A.1.a", "Reading Comprehension", scale, value, "N", date)


def refused(given: Bundle, kind: type[LerwayError] = InvalidError) -> LerwayError:
    with pytest.raises(kind) as caught:
        list(read(given))
    assert caught.value.problem.hint
    return caught.value


def test_importance_and_level_run_from_nothing_to_one():
    parts = list(read(bundle(skills(rating("IM", "3"), rating("LV", "7")))))
    (relation,) = (p for p in parts if isinstance(p, Relation))
    assert (relation.source, relation.link, relation.target) == (
        "11-1011.00",
        Link.REQUIRES,
        "2.A.1.a",
    )
    assert (relation.importance, relation.level) == (0.5, 1.0)
    assert relation.kept["LV"] == {"Data Value": "7", "Recommend Suppress": "N", "Date": "08/2023"}


def test_all_that_is_said_of_an_occupation_stays_with_it():
    parts = list(read(bundle(
        sheet("Job Zones.xlsx", (SOC, "Job Zone", "Date"), ("29-1141.00", "3", "08/2023")),
        sheet("Alternate Titles.xlsx", (SOC, "Alternate Title", "Short Title"), ("29-1141.00", "Charge Nurse", "")),
        sheet("Education, Training, and Experience.xlsx",
              (SOC, "Element ID", "Scale ID", "Category", "Data Value"), ("29-1141.00", "2.D.1", "RL", "5", "30.1")),
    )))  # fmt: skip
    nurse = next(p for p in parts if isinstance(p, Item) and p.id == "29-1141.00")
    assert nurse.words.alternatives == ("Charge Nurse",)
    assert nurse.kept["Job Zones"] == [{"Job Zone": "3", "Date": "08/2023"}]
    assert nurse.kept["Education, Training, and Experience"] == [
        {"Element ID": "2.D.1", "Scale ID": "RL", "Category": "5", "Data Value": "30.1"}
    ]


def test_related_occupations_keep_their_tier():
    table = sheet(
        "Related Occupations.xlsx",
        (SOC, "Related O*NET-SOC Code", "Relatedness Tier", "Index"),
        ("11-1011.00", "29-1141.00", "Primary-Short", "1"),
    )
    (relation,) = (p for p in read(bundle(table)) if isinstance(p, Relation))
    assert relation == Relation(
        "11-1011.00",
        Link.RELATED,
        "29-1141.00",
        kept={"Relatedness Tier": "Primary-Short", "Index": "1"},
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (bundle(sheet("Skills.txt", RATED)), "two layouts"),
        (bundle(sheet("30.2/Skills.xlsx", RATED)), "two folders"),
        (bundle(skills(), sheet("SKILLS.xls", RATED)), "both the table"),
        (bundle(skills(rating("IM", "3", name="Chiefs"))), "Skills.xlsx, row 2: 11-1011.00 is called 'Chiefs'"),
        (bundle(skills(rating("IM", "3", date="08/2025"))), "after the release 29.3"),
        (Bundle(bundle().sheets, (READ_ME, Document("Read Me.txt", b"O*NET 30.2 Database"))), "names 30.2"),
    ],
)  # fmt: skip
def test_releases_are_not_mixed(given, said):
    error = refused(given)
    assert error.code == "onet.mixed_releases"
    assert said in str(error)


@pytest.mark.parametrize(
    ("given", "code", "kind"),
    [
        (bundle(skills(rating("IM", "0.2"))), "onet.value_out_of_scale", InvalidError),
        (bundle(skills(rating("IM", "n/a"))), "onet.value_out_of_scale", InvalidError),
        (bundle(skills(rating("IM", "3"), rating("IM", "4"))), "onet.rated_twice", InvalidError),
        (bundle(sheet("Skills.xlsx", (SOC, "Element ID"))), "frameworks.column_missing", UnreadableError),
        (Bundle((skills(),)), "frameworks.table_missing", UnreadableError),
        (Bundle((sheet("roster.csv", ("name",)),)), "frameworks.not_this_format", UnreadableError),
        (Bundle((sheet("Occupation Data.txt", *OCCUPATIONS),)), "frameworks.version_unknown", UnreadableError),
        (Bundle((sheet("Occupation Data.txt", *OCCUPATIONS, ("", "x", "")),), (READ_ME,)), "frameworks.cell_empty", InvalidError),
    ],
)  # fmt: skip
def test_wrong_tables_are_said_with_their_place(given, code, kind):
    error = refused(given, kind)
    assert error.code == code


def test_a_row_is_named_where_it_stands():
    assert "Skills.xlsx, row 3" in str(
        refused(bundle(skills(rating("IM", "3"), rating("LV", "9"))))
    )


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("onet-30.2", "30.2"),
        ("db_30_1_text.zip", "30.1"),
        ("onet", "x"),
    ],
)
def test_a_release_may_be_named_by_the_folder_or_the_person(name, version):
    given = Bundle(
        (sheet("Occupation Data.txt", *OCCUPATIONS),),
        (),
        {"version": "x"} if name == "onet" else {},
        name,
    )
    assert next(iter(read(given))).version == version


def test_without_any_name_the_latest_date_stands_in_and_is_said():
    dated = sheet(
        "Job Zones.txt",
        (SOC, "Job Zone", "Date"),
        ("11-1011.00", "5", "08/2021"),
        ("29-1141.00", "3", "11/2022"),
    )
    head, remark, *_ = read(Bundle((sheet("Occupation Data.txt", *OCCUPATIONS), dated)))
    assert (head.version, remark.code) == ("2022-11", "frameworks.version_by_date")


def test_what_is_missing_or_foreign_is_said():
    parts = list(
        read(
            bundle(
                sheet("roster.xlsx", ("name",), ("Ana",)),
                sheet("RIASEC Keywords.xlsx", ("Keyword",)),
            )
        )
    )
    said = {p.code: p.message for p in parts if isinstance(p, Remark)}
    assert "Skills, Knowledge" in said["frameworks.table_absent"]
    assert "roster.xlsx" in said["frameworks.file_not_read"]
    assert "RIASEC Keywords" in said["frameworks.table_not_read"]


def test_a_row_about_an_unknown_occupation_is_said():
    table = sheet("Job Zones.xlsx", (SOC, "Job Zone"), ("99-9999.00", "3"))
    remarks = [p for p in read(bundle(table)) if isinstance(p, Remark)]
    assert [(r.code, r.place) for r in remarks[1:]] == [
        ("frameworks.unknown_item", "Job Zones.xlsx, row 2")
    ]


def test_it_is_recognised_by_its_headers():
    assert recognises(bundle())
    assert not recognises(Bundle((sheet("skills_en.csv", ("conceptUri",)),)))


def test_the_release_of_may_2025():
    """The official workbooks: as many rows as the owner counts."""
    tables = ("Read*", "Occ*", "Content*", "Work Styles*", "Skills.*", "Related*")
    parts = list(read(folder(shared("data/onet-29.3"), *tables)))
    items = [p for p in parts if isinstance(p, Item)]
    assert isinstance(parts[0], Framework)
    assert parts[0].version == "29.3"
    assert sum(i.kind is Kind.OCCUPATION for i in items) == 1016
    assert sum(i.kind is Kind.SKILL for i in items) == 35
    rated = [p for p in parts if isinstance(p, Relation) and "IM" in p.kept]
    assert len(rated) == 61_530 // 2 + 14_064
    assert all(r.importance is not None for r in rated)
    tiers = [p for p in parts if isinstance(p, Relation) and "Relatedness Tier" in p.kept]
    assert len(tiers) == 18_460
    assert len({i.id for i in items}) == len(items)
    assert [p.code for p in parts if isinstance(p, Remark)] == ["frameworks.table_absent"]


def test_the_text_layout_of_another_release():
    parts = list(read(folder(shared("data/onet-30.2"))))
    assert parts[0].version == "30.2"
    assert sum(isinstance(p, Relation) and p.target.startswith("task:") for p in parts) == 18_796


def test_a_workbook_beside_a_text_file_of_another_release_is_refused():
    old, new = shared("data/onet-29.3"), shared("data/onet-30.2")
    occupations, read_me = folder(old, "Occ*"), folder(old, "Read*")
    tables = folder(new, "Tech*").sheets
    mixed = Bundle((*occupations.sheets, *tables), read_me.documents)
    assert refused(mixed).code == "onet.mixed_releases"
