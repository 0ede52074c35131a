"""Plain CSV: columns by what people call them, by a mapping, or in our own layout."""

import pytest

from lerway.domain.skills.structure import Structure
from lerway.kernel.errors import InvalidError, LerwayError, MisuseError, UnreadableError
from lerway.standards.frameworks.files import Bundle, Sheet
from lerway.standards.frameworks.model import Framework, Item, Kind, Link, Relation, Remark, Words
from lerway.standards.frameworks.plain import read, recognises, write
from tests.framework_files import sheet

OWN = ("record", "id", "kind", "label", "link", "target", "importance", "more")


def bundle(*sheets: Sheet, name: str = "farm-1.2.csv", **options: str) -> Bundle:
    return Bundle(sheets, options={k.replace("_", "."): v for k, v in options.items()}, name=name)


def parts(given: Bundle) -> list[object]:
    structure = Structure()
    return [*structure.checked(read(given)), *structure.remarks]


def refused(given: Bundle, kind: type[LerwayError]) -> LerwayError:
    with pytest.raises(kind) as caught:
        parts(given)
    assert caught.value.problem.hint
    return caught.value


def test_columns_are_found_by_what_people_call_them():
    table = sheet(
        "farm.csv",
        ("ID", "Skill Name", "Definition", "Synonyms", "Parent", "Hours"),
        ("g", "Animals", "", "", "", ""),
        ("s", "Milk cows", "By hand.", "milking; to milk", "Animals", "3"),
    )
    head, _, milk, above = parts(bundle(table))
    assert head == Framework("farm-1.2", "1.2", "farm-1.2")
    assert milk == Item(
        "s", Kind.SKILL, Words("Milk cows", ("milking", "to milk"), "By hand."), kept={"Hours": "3"}
    )
    assert above == Relation("s", Link.BROADER, "g")


def test_columns_can_be_mapped():
    table = sheet("kurse.csv", ("Nr", "Bezeichnung"), ("7", "Kühe melken"))
    given = bundle(
        table, mapping_label="Bezeichnung", mapping_id="Nr", language="de", **{"as": "hof"}
    )
    head, item = parts(given)
    assert (head.id, head.language) == ("hof", "de")
    assert (item.id, item.words.label) == ("7", "Kühe melken")


def test_without_identifiers_and_version_it_says_what_it_did():
    said = {
        p.code
        for p in parts(bundle(sheet("x.csv", ("Skill",), ("Milk cows",)), name="farm.csv"))
        if isinstance(p, Remark)
    }
    assert said == {"csv.id_from_label", "csv.version_assumed"}


def test_our_own_layout_holds_everything():
    table = sheet(
        "own.csv", OWN,
        ("framework", "farm", "", "Farm", "", "", "", '{"version":"3"}'),
        ("item", "s", "knowledge", "Dairy law"),
        ("relation", "s", "", "", "related", "s2", "0.5", ""),
    )  # fmt: skip
    head, item, relation = list(read(bundle(table)))
    assert (head.version, item.kind, relation.importance) == ("3", Kind.KNOWLEDGE, 0.5)
    assert b"".join(write([head, item, relation])).startswith(b"record,id,kind,label,")


@pytest.mark.parametrize(
    ("given", "code", "kind", "where"),
    [
        (bundle(sheet("r.csv", ("e-mail",))), "frameworks.not_this_format", UnreadableError, "--map label=COLUMN"),
        (bundle(sheet("r.csv", ("Skill",)), mapping_label="Name"), "csv.mapping", MisuseError, "'Name'"),
        (bundle(sheet("r.csv", ("Skill", "Skill"))), "frameworks.column_twice", UnreadableError, "two columns"),
        (bundle(sheet("r.csv", ("id", "label"), ("1", ""))), "frameworks.cell_empty", InvalidError, "r.csv, row 2"),
        (bundle(sheet("r.csv", ("id", "label", "kind"), ("1", "x", "cow"))), "csv.kind", InvalidError, "row 2: 'cow'"),
        (bundle(sheet("r.csv", ("id", "label"), ("1", "x"), ("1", "y"))), "frameworks.duplicate_id", InvalidError, "row 3"),
        (bundle(sheet("r.csv", ("id", "label", "parent"), ("1", "x", "2"), ("2", "y", "1"))), "frameworks.cycle", InvalidError, "1 → 2"),
        (bundle(sheet("o.csv", OWN, ("thing", "1"))), "csv.record", InvalidError, "'thing'"),
        (bundle(sheet("o.csv", OWN, ("relation", "1", "", "", "loves", "2"))), "csv.record", InvalidError, "'loves'"),
        (bundle(sheet("o.csv", OWN, ("relation", "1", "", "", "related", "2", "7"))), "csv.rating", InvalidError, "'7'"),
        (bundle(sheet("o.csv", OWN, ("item", "1", "", "x", "", "", "", "{"))), "csv.more", InvalidError, "row 2"),
        (bundle(sheet("o.csv", OWN), sheet("p.csv", ("id", "label"))), "frameworks.many_documents", UnreadableError, "p.csv"),
    ],
)  # fmt: skip
def test_wrong_tables_are_refused_with_their_place(given, code, kind, where):
    error = refused(given, kind)
    assert error.code == code
    assert where in f"{error} {error.problem.hint}"


def test_it_is_recognised_by_a_label_and_an_identifier():
    assert recognises(bundle(sheet("r.csv", ("id", "label"))))
    assert not recognises(bundle(sheet("r.csv", ("label",))))
