"""What every store of frameworks does (`lerway.domain.skills.store.SkillStore`)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lerway.domain.skills.mappings import Answer, Choice, Decision, Match, Origin, SkillMapping
from lerway.domain.skills.store import Outcome
from lerway.kernel.errors import InvalidError, LerwayError, MisuseError
from lerway.standards.frameworks.model import (
    Framework,
    Item,
    Kind,
    Link,
    Relation,
    Remark,
    Words,
)

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 26, 12, tzinfo=UTC)
BAKING = Framework(
    "https://bakers.example/framework",
    "1.9",
    "Baking, in short",
    publisher="Bakers",
    licence="CC BY 4.0",
    source="https://bakers.example/",
    kept={"head": {"z": 1, "a": [None, "é"]}},
)
ITEMS = (
    Item("B", Kind.GROUP, Words("Bread")),
    Item(
        "b1",
        Kind.SKILL,
        Words("knead dough", ("work dough", "pétrir"), "Work dough until it is smooth."),
        code="B.1",
        uri="https://bakers.example/b1",
        others={"fr": Words("pétrir la pâte", ("malaxer",))},
        status="released",
        kept={"date": "2026-01-01", "order": 7, "ratio": 0.1},
    ),
    Item("b2", Kind.KNOWLEDGE, Words("flours")),
    Item("o1", Kind.OCCUPATION, Words("baker", ("bread maker",))),
)
RELATIONS = (
    Relation("b1", Link.BROADER, "B"),
    Relation("o1", Link.REQUIRES, "b1", importance=0.78, level=0.5, kept={"n": 8}),
    Relation("o1", Link.OPTIONAL, "b2"),
)
PARTS = (BAKING, *ITEMS, *RELATIONS)


def put(store, parts=PARTS, at=NOW, name="baking"):
    return store.import_parts(iter(parts), read_from="case", at=at, name=name)


def newer(*parts):
    return (replace(BAKING, version="1.10"), *parts)


class TestWhatWasReadIsThere:
    def test_the_head(self, store):
        put(store)
        edition = store.edition("baking")
        assert edition.framework == BAKING
        assert (edition.name, edition.format, edition.imported) == ("baking", "case", NOW)
        assert edition.items == dict.fromkeys(
            (Kind.GROUP, Kind.SKILL, Kind.KNOWLEDGE, Kind.OCCUPATION), 1
        )
        assert edition.relations == {Link.BROADER: 1, Link.REQUIRES: 1, Link.OPTIONAL: 1}

    def test_the_items_in_their_order(self, store):
        put(store)
        assert tuple(store.items("baking")) == ITEMS

    def test_the_members_that_nobody_understands_in_their_order(self, store):
        put(store)
        assert list(store.item("baking", "b1").kept) == ["date", "order", "ratio"]
        assert list(store.edition("baking").framework.kept["head"]) == ["z", "a"]

    def test_the_relations_in_their_order(self, store):
        put(store)
        assert tuple(store.relations("baking")) == RELATIONS

    def test_items_of_some_kinds(self, store):
        put(store)
        kinds = frozenset({Kind.SKILL, Kind.KNOWLEDGE})
        assert [i.id for i in store.items("baking", kinds=kinds)] == ["b1", "b2"]

    def test_relations_of_some_links_and_of_one_end(self, store):
        put(store)
        assert list(store.relations("baking", links=frozenset({Link.REQUIRES}))) == [RELATIONS[1]]
        assert list(store.relations("baking", source="o1")) == list(RELATIONS[1:])
        assert list(store.relations("baking", target="B")) == [RELATIONS[0]]
        assert list(store.relations("baking", target="nowhere")) == []

    def test_one_item_by_its_id_or_code(self, store):
        put(store)
        assert store.item("baking", "b1") == ITEMS[1]
        assert store.item("baking", "B.1") == ITEMS[1]
        assert store.item("baking", "b9") is None

    def test_the_framework_by_its_id(self, store):
        put(store)
        assert store.edition(BAKING.id) == store.edition("baking")

    def test_neighbours_with_their_items(self, store):
        put(store)
        found = store.neighbours("baking", "b1")
        assert [(n.relation, n.item) for n in found] == [
            (RELATIONS[0], ITEMS[0]),
            (RELATIONS[1], ITEMS[3]),
        ]

    def test_a_relation_to_an_item_that_is_not_there_is_kept_and_said(self, store):
        lost = Relation("b1", Link.RELATED, "b77", place="skills.csv, row 9")
        report = put(store, (*PARTS, lost))
        assert list(store.relations("baking", source="b1"))[-1] == lost
        assert store.neighbours("baking", "b1")[-1].item is None
        assert "b77" not in [i.id for i in store.items("baking")]
        assert store.item("baking", "b77") is None
        assert [r.code for r in report.remarks] == ["frameworks.unknown_item"]
        assert report.remarks[0].place == "skills.csv, row 9"

    def test_remarks_of_the_reader(self, store):
        remark = Remark("frameworks.formula", "a formula", "A.xlsx, row 2")
        assert put(store, (*PARTS, remark)).remarks == (remark,)


class TestVersions:
    def test_live_side_by_side_the_newest_first(self, store):
        put(store, newer(*ITEMS), at=NOW)
        put(store, at=LATER)
        assert [e.version for e in store.editions("baking")] == ["1.10", "1.9"]
        assert store.edition("baking").version == "1.10"
        assert len(list(store.relations("baking"))) == 0
        assert len(list(store.relations("baking", "1.9"))) == 3

    def test_the_same_again_changes_nothing(self, store):
        first = put(store)
        again = put(store, at=LATER)
        assert (first.outcome, again.outcome) == (Outcome.NEW, Outcome.UNCHANGED)
        assert again.edition == first.edition
        assert tuple(store.items("baking")) == ITEMS
        assert tuple(store.relations("baking")) == RELATIONS

    def test_how_items_and_relations_alternate_says_nothing(self, store):
        put(store)
        group, kneading, *rest = ITEMS
        again = put(store, (BAKING, group, kneading, RELATIONS[0], *rest, *RELATIONS[1:]))
        assert again.outcome is Outcome.UNCHANGED

    def test_other_content_takes_its_place(self, store):
        put(store)
        reworded = replace(ITEMS[1], words=Words("work dough"))
        report = put(store, (BAKING, reworded))
        assert report.outcome is Outcome.REPLACED
        assert tuple(store.items("baking")) == (reworded,)
        assert tuple(store.relations("baking")) == ()
        assert [h.item.id for h in store.search("knead")] == []

    def test_one_is_taken_out(self, store):
        put(store)
        put(store, newer(*ITEMS))
        store.remove("baking", "1.10")
        assert [e.version for e in store.editions()] == ["1.9"]
        assert len(store.search("flours")) == 1
        with pytest.raises(MisuseError) as refused:
            store.remove("baking", "1.10")
        assert refused.value.code == "skills.unknown_version"

    def test_of_two_frameworks_do_not_mix(self, store):
        put(store)
        other = replace(BAKING, id="https://cooks.example/", name="Cooking", version="1.9")
        put(store, (other, Item("b1", Kind.SKILL, Words("stir"))), name="cooking")
        assert [i.words.label for i in store.items("cooking")] == ["stir"]
        assert [(e.name, i.words.label) for e, i in store.find("b1")] == [
            ("baking", "knead dough"),
            ("cooking", "stir"),
        ]

    def test_an_item_is_found_by_its_address_in_the_newest(self, store):
        put(store)
        put(store, newer(*ITEMS))
        assert [(e.version, i.id) for e, i in store.find("https://bakers.example/b1")] == [
            ("1.10", "b1")
        ]
        assert store.find("b9") == []


class TestNames:
    def test_the_id_if_it_is_short(self, store):
        report = put(store, (replace(BAKING, id="baking-2"), *ITEMS), name=None)
        assert report.edition.name == "baking-2"

    def test_the_title_put_shortly(self, store):
        assert put(store, name=None).edition.name == "baking-in-short"

    def test_another_name_renames_every_version(self, store):
        put(store)
        put(store, newer(*ITEMS), name="bread")
        assert {e.name for e in store.editions()} == {"bread"}
        assert put(store, name=None).edition.name == "bread"

    def test_a_name_belongs_to_one_framework(self, store):
        put(store)
        with pytest.raises(MisuseError) as refused:
            put(store, (replace(BAKING, id="https://cooks.example/"), *ITEMS))
        assert refused.value.code == "skills.name_taken"
        assert len(store.editions()) == 1

    def test_a_name_can_be_typed(self, store):
        with pytest.raises(MisuseError) as refused:
            put(store, name="Our Skills")
        assert refused.value.code == "skills.name"
        assert store.editions() == []

    def test_what_is_not_there_is_told_with_what_is(self, store):
        put(store)
        with pytest.raises(MisuseError) as refused:
            store.edition("cooking")
        assert (refused.value.code, refused.value.problem.hint) == (
            "skills.unknown_framework",
            "name one of: baking",
        )
        with pytest.raises(MisuseError) as refused:
            list(store.items("baking", "7"))
        assert (refused.value.code, refused.value.problem.hint) == (
            "skills.unknown_version",
            "name one of: 1.9",
        )


class TestNothingIsHalfImported:
    @pytest.mark.parametrize(
        ("code", "parts"),
        [
            ("frameworks.duplicate_id", (*PARTS, Item("b2", Kind.SKILL, Words("flours, again")))),
            ("frameworks.no_label", (*PARTS, Item("b3", Kind.SKILL, Words(" ")))),
            ("frameworks.cycle", (*PARTS, Relation("B", Link.BROADER, "b1"))),
            ("frameworks.head", (*PARTS, replace(BAKING, id="other"))),
        ],
    )
    def test_of_a_framework_that_breaks_a_rule(self, store, code, parts):
        put(store, newer(*ITEMS))
        with pytest.raises(InvalidError) as refused:
            put(store, parts)
        assert refused.value.code == code
        assert [e.version for e in store.editions()] == ["1.10"]
        assert len(store.search("knead")) == 1

    def test_of_a_file_that_ends_too_early(self, store):
        def broken():
            yield from PARTS
            raise LerwayError("x.y", "the file ends here")

        with pytest.raises(LerwayError):
            put(store, broken())
        assert store.editions() == []
        assert put(store).outcome is Outcome.NEW


class TestSearch:
    @pytest.mark.parametrize("text", ["knead dough", "KNEAD", "dough kne", "work dough", "B.1"])
    def test_by_label_alternative_label_and_code(self, store, text):
        put(store)
        assert store.search(text)[0].item.id == "b1"

    @pytest.mark.parametrize("store", ["sqlite", "sqlalchemy"], indirect=True)
    def test_without_the_accents_and_endings_of_words(self, store):
        put(store)
        assert store.search("petrir la pate")[0].item.id == "b1"
        assert store.search("kneading")[0].item.id == "b1"

    @pytest.mark.parametrize(
        "text", ["", " ", '"', "* NOT (", "nothing like it", "-", "zz:yy", "NEAR/2"]
    )
    def test_odd_words_find_nothing_and_break_nothing(self, store, text):
        put(store)
        assert store.search(text) == []

    def test_the_label_itself_comes_first(self, store):
        more = Item("b4", Kind.SKILL, Words("flours of the world"))
        alternative = Item("b5", Kind.SKILL, Words("cereals", ("flours",)))
        put(store, (BAKING, more, alternative, *ITEMS))
        assert store.search("flours")[0].item.id == "b2"

    def test_in_the_newest_version_only(self, store):
        put(store)
        put(store, newer(*ITEMS))
        assert [h.edition.version for h in store.search("flours")] == ["1.10"]
        assert [
            h.edition.version for h in store.search("flours", framework="baking", version="1.9")
        ] == ["1.9"]

    def test_of_some_kinds_and_not_more_than_asked(self, store):
        put(store)
        assert store.search("dough", kinds=frozenset({Kind.OCCUPATION})) == []
        more = [Item(f"x{n}", Kind.SKILL, Words(f"dough {n}")) for n in range(5)]
        put(store, (BAKING, *ITEMS, *more))
        assert len(store.search("dough", limit=3)) == 3


MAPPING = SkillMapping(
    "b1",
    Match.NARROW,
    "http://esco.example/1",
    BAKING.id,
    "esco",
    subject_version="1.9",
    object_version="1.2",
    confidence=0.75,
    origin=Origin.OFFICIAL,
    method="semapv:ManualMappingCuration",
    justification="the same words",
    author="Bakers",
    reviewer="A. Reviewer",
    date="2026-11-01",
    via=("x", "y"),
)


class TestMappings:
    def test_are_there_as_they_were_put(self, store):
        put(store)
        assert store.put_mappings("official:bakers", [MAPPING]) == 1
        assert list(store.mappings("baking", "esco")) == [MAPPING]
        assert store.collections() == {"official:bakers": 1}

    def test_are_turned_for_who_asks_from_the_other_side(self, store):
        put(store)
        store.put_mappings("official:bakers", [MAPPING])
        (turned,) = store.mappings("esco", "baking")
        assert (turned.subject, turned.match, turned.object) == (MAPPING.object, Match.BROAD, "b1")
        assert turned.turned == MAPPING

    def test_of_some_subjects_and_origins(self, store):
        put(store)
        computed = replace(MAPPING, subject="b2", origin=Origin.COMPUTED, confidence=None)
        store.put_mappings("a", [MAPPING])
        store.put_mappings("b", [computed])
        assert list(store.mappings("baking", "esco", subjects=frozenset({"b2"}))) == [computed]
        assert list(store.mappings("baking", "esco", origins=frozenset({Origin.OFFICIAL}))) == [
            MAPPING
        ]

    def test_a_set_takes_the_place_of_itself(self, store):
        store.put_mappings("a", [MAPPING, replace(MAPPING, subject="b2")])
        store.put_mappings("a", [MAPPING])
        assert list(store.mappings(BAKING.id, "esco")) == [MAPPING]
        assert store.put_mappings("a", []) == 0
        assert store.collections() == {}

    def test_nothing_of_a_set_that_breaks_off(self, store):
        def broken():
            yield MAPPING
            raise LerwayError("x.y", "the file ends here")

        store.put_mappings("a", [MAPPING])
        with pytest.raises(LerwayError):
            store.put_mappings("a", broken())
        assert store.collections() == {"a": 1}


DECISION = Decision(
    "Work the  dough", BAKING.id, Choice.CHANGED, "b1", "b2", "Ana", NOW, "1.9", "of course"
)


class TestWhatPeopleSaid:
    def test_decisions_the_last_first(self, store):
        put(store)
        other = replace(DECISION, text="flour", choice=Choice.REFUSED, item=None, at=LATER)
        store.decide(DECISION)
        store.decide(other)
        assert list(store.decisions("baking")) == [other, DECISION]
        assert list(store.decisions("baking", "work THE dough")) == [DECISION]
        assert list(store.decisions("cooking")) == []

    def test_answers_the_last_first(self, store):
        put(store)
        answer = Answer(
            "b1",
            BAKING.id,
            "esco",
            Choice.ACCEPTED,
            "e1",
            Match.EXACT,
            "e1",
            "Ana",
            NOW,
            "1.9",
            "1.2",
            "!",
        )
        refused = replace(answer, choice=Choice.REFUSED, object=None, match=None, at=LATER)
        store.answer(answer)
        store.answer(refused)
        assert list(store.answers("baking", "esco")) == [refused, answer]
        assert list(store.answers("esco", "baking")) == []

    def test_both_outlive_the_framework(self, store):
        put(store)
        store.decide(DECISION)
        store.put_mappings("a", [MAPPING])
        store.remove("baking", "1.9")
        put(store, newer(*ITEMS))
        assert list(store.decisions("baking")) == [DECISION]
        assert list(store.mappings("baking", "esco")) == [MAPPING]
