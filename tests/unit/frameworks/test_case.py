"""CASE packages: what comes in stays, and what goes out is as the schema wants it."""

import json

import pytest
from jsonschema import Draft201909Validator, FormatChecker

from lerway.domain.skills.structure import Structure
from lerway.kernel.errors import InvalidError
from lerway.standards.frameworks.case import read, recognises, write
from lerway.standards.frameworks.files import Bundle, Document
from lerway.standards.frameworks.model import Item, Link, Relation, Remark
from tests.contract.frameworks import example
from tests.shared_files import shared

DOC = "d0000000-0000-4000-8000-000000000000"


def guid(n: int) -> str:
    return f"00000000-0000-4000-8000-{n:012}"


def node(n: int) -> dict[str, str]:
    return {"title": f"Item {n}", "identifier": guid(n), "uri": f"https://case.example/{n}"}


def cf_item(n: int, **more: object) -> dict[str, object]:
    return {
        "identifier": guid(n),
        "fullStatement": f"Statement {n}",
        "uri": f"https://case.example/{n}",
        "lastChangeDateTime": "2026-01-01T00:00:00Z",
        **more,
    }


def cf_association(
    n: int, kind: str, origin: int, destination: int, **more: object
) -> dict[str, object]:
    return {
        "identifier": guid(100 + n),
        "uri": f"https://case.example/a{n}",
        "associationType": kind,
        "originNodeURI": node(origin),
        "destinationNodeURI": node(destination),
        "lastChangeDateTime": "2026-01-01T00:00:00Z",
        **more,
    }


def package(**more: object) -> dict[str, object]:
    document = {
        "identifier": DOC,
        "uri": "https://case.example/d",
        "creator": "Dairy College",
        "title": "Farm",
        "version": "3",
        "lastChangeDateTime": "2026-01-01T00:00:00Z",
    }
    grouping = {
        "identifier": guid(900),
        "uri": "https://case.example/g",
        "title": "Year one",
        "lastChangeDateTime": "2026-01-01T00:00:00Z",
    }
    to_document = {
        **cf_association(0, "isChildOf", 1, 2),
        "destinationNodeURI": {"title": "Farm", "identifier": DOC, "uri": "https://case.example/d"},
    }
    return {
        "CFDocument": document,
        "CFItems": [cf_item(1, CFItemType="Domain"), cf_item(2, humanCodingScheme="F.2", abbreviatedStatement="Milk cows", conceptKeywords=["cow"]), cf_item(3)],
        "CFAssociations": [to_document, cf_association(1, "isChildOf", 2, 1, sequenceNumber=2, CFAssociationGroupingURI=node(900)), cf_association(2, "isPeerOf", 2, 3)],
        "CFDefinitions": {"CFAssociationGroupings": [grouping]},
        "CFRubrics": [{"identifier": guid(800), "uri": "https://case.example/r", "lastChangeDateTime": "2026-01-01T00:00:00Z"}],
        **more,
    }  # fmt: skip


def bundle(value: object) -> Bundle:
    return Bundle((), (Document("farm.json", json.dumps(value).encode()),))


def written(value: object) -> dict[str, object]:
    return json.loads(b"".join(write(read(bundle(value)))))


def schema() -> Draft201909Validator:
    text = shared("data/case/case-v1p1-cfpackage.schema.json").read_text(encoding="utf-8")
    return Draft201909Validator(json.loads(text), format_checker=FormatChecker())


def test_a_package_is_written_again_with_groupings_rubrics_and_order():
    assert written(package()) == package()


def test_members_that_nobody_knows_survive_everywhere():
    odd = package(extensions={"acme": {"a": 1}}, acmeNote=None)
    odd["CFItems"][0]["educationalLevel"] = "06"
    odd["CFDocument"]["extensions"] = {"acme": [1, {"b": None}]}
    odd["CFAssociations"][2]["notes"] = "why"
    assert written(odd) == odd


def test_words_codes_and_links_are_understood():
    parts = list(read(bundle(package())))
    milk = next(p for p in parts if isinstance(p, Item) and p.code == "F.2")
    assert (milk.words.label, milk.words.description) == ("Milk cows", "Statement 2")
    links = [(p.source, p.link, p.target) for p in parts if isinstance(p, Relation)]
    assert links == [(guid(2), Link.BROADER, guid(1)), (guid(2), Link.RELATED, guid(3))]
    assert parts[0].version == "3"


def test_what_was_changed_since_is_written():
    head, *rest = read(bundle(package()))
    renamed = head.__class__(**{**{f: getattr(head, f) for f in head.__slots__}, "version": "4"})
    out = json.loads(b"".join(write([renamed, *rest])))
    assert out["CFDocument"]["version"] == "4"
    assert next(iter(read(bundle(out)))).version == "4"


@pytest.mark.parametrize(
    "value", [package(), json.loads(b"".join(write(example())))], ids=["native", "foreign"]
)
def test_what_is_written_is_valid(value):
    assert [e.message for e in schema().iter_errors(written(value))] == []


def test_identifiers_of_items_that_have_none_are_the_same_in_every_version():
    def identifiers(version: str) -> list[str]:
        head, *rest = example()
        given = head.__class__(head.id, version, head.name)
        return [i["identifier"] for i in json.loads(b"".join(write([given, *rest])))["CFItems"]]

    assert identifiers("1") == identifiers("2")


@pytest.mark.parametrize(
    "name",
    [
        "SmartLevelFramework.json",
        "opensalt_Ordering.json",
        "opensalt-framework-20c5134f-423d-4097-a971-3dd5152bf507.json",
    ],
)
def test_the_packages_of_opensalt_are_written_again_whole(name):
    value = json.loads(shared(f"data/case/{name}").read_bytes())
    assert written(value) == value
    structure = Structure()
    assert list(structure.checked(read(bundle(value))))


@pytest.mark.parametrize(
    ("broken", "code", "where"),
    [
        (package(CFItems=[{"identifier": guid(1)}]), "frameworks.member_missing", "farm.json, CFItems[0]: there is no fullStatement"),
        (package(CFItems=[cf_item(1, fullStatement=7)]), "frameworks.member_type", "farm.json, CFItems[0], fullStatement"),
        (package(CFItems=["x"]), "frameworks.member_type", "CFItems[0] is not an object"),
        (package(CFItems={}), "frameworks.member_type", "CFItems is not a list"),
        (package(CFAssociations=[{"associationType": "isChildOf"}]), "frameworks.member_missing", "originNodeURI"),
        (package(CFItems=[cf_item(1), cf_item(1, fullStatement="Other")]), "frameworks.duplicate_id", "CFItems[1]"),
        (package(CFAssociations=[cf_association(1, "isChildOf", 1, 2), cf_association(2, "isChildOf", 2, 1)]), "frameworks.cycle", "circle"),
        (package(CFItems=[cf_item(1, extensions={"lerway": {"kind": "cow"}})]), "frameworks.extension", "'kind'"),
        (package(CFItems=[cf_item(1, extensions={"lerway": 7})]), "frameworks.extension", "'lerway'"),
    ],
)  # fmt: skip
def test_wrong_packages_are_refused_with_their_place(broken, code, where):
    with pytest.raises(InvalidError) as caught:
        list(Structure().checked(read(bundle(broken))))
    assert caught.value.code == code
    assert where in str(caught.value)


def test_two_packages_at_once_are_refused():
    two = Bundle(
        (), tuple(Document(f, json.dumps(package()).encode()) for f in ("a.json", "b.json"))
    )
    with pytest.raises(Exception, match=r"a\.json and b\.json are two documents"):
        list(read(two))


def test_it_is_recognised_by_its_document():
    assert recognises(bundle(package()))
    assert not [p for p in read(bundle(package())) if isinstance(p, Remark)]
