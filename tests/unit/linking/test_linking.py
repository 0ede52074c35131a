"""Linking on a framework of a few words: what a person decided, evidence, and abstaining."""

from dataclasses import replace
from datetime import UTC, datetime
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lerway.domain.skills.lexicon.arrays import Strings, arrays_in, written
from lerway.domain.skills.lexicon.embedding import StaticEmbedder
from lerway.domain.skills.lexicon.postings import Postings
from lerway.domain.skills.lexicon.table import Tuning, pooled, tuned
from lerway.domain.skills.lexicon.words import bare, grams, stems, tokens
from lerway.domain.skills.linking.calibration import Calibration, threshold_for
from lerway.domain.skills.linking.evidence import features
from lerway.domain.skills.linking.extracting import extract, named, phrases
from lerway.domain.skills.linking.fusion import Example, Model
from lerway.domain.skills.linking.index import Concept, Index, concept_of
from lerway.domain.skills.linking.linker import Linker
from lerway.domain.skills.linking.said import Said
from lerway.domain.skills.mappings import Choice, Decision
from lerway.standards.frameworks.model import Item, Kind, Words

CONCEPTS = (
    Concept("s1", "work in teams", ("teamwork", "cooperate in a team"), "Work with others."),
    Concept("s2", "lead a team", ("team leadership",), "Guide others to a goal."),
    Concept("s3", "C++", ("C plus plus",), "A programming language."),
    Concept("s4", "weld metal", (), "Join pieces of metal by heat."),
)
NAMES = features(1)


def tokenise(texts):
    return [[crc32(t.encode()) % 500 for t in text.split()] for text in texts]


TABLE = np.random.default_rng(1).normal(size=(500, 16)).astype(np.float32)
EMBED = StaticEmbedder("toy", tokenise, TABLE)
INDEX = Index.build(CONCEPTS, (EMBED,))


def linker(said=None, threshold=0.5):
    weights = np.array([1.0 if "name" in n else 0.3 for n in NAMES])
    model = Model(NAMES, np.zeros(len(NAMES)), np.ones(len(NAMES)), weights)
    return Linker(INDEX, (EMBED,), model, Calibration((0, 0, 2, 4, 1), -3, threshold), said)


def decided(text, choice, item, proposed=None):
    at = datetime(2026, 11, 25, tzinfo=UTC)
    return Decision(text, "toy", choice, item, proposed, "R. Registrar", at)


def test_an_alternative_label_leads_to_its_skill():
    found = next(linker().link(["Teamwork"]))
    assert found.candidates[0].id == "s1"
    assert not found.abstained


def test_a_text_that_nothing_speaks_for_is_left_to_a_person():
    found = next(linker().link(["quantum knitting"]))
    assert found.abstained
    assert found.candidates


def test_blank_lines_are_answered_and_order_is_kept():
    found = list(linker().link(["weld metal", "  ", "C++"], 1))
    assert [f.text for f in found] == ["weld metal", "  ", "C++"]
    assert [[c.id for c in f.candidates] for f in found] == [["s4"], [], ["s3"]]
    assert found[1].abstained


def test_what_a_person_accepted_wins_at_once_however_it_is_spelled():
    said = Said.of([decided("Quantum  knitting", Choice.ACCEPTED, "s4")])
    best = next(linker(said).link(["quantum knitting"])).candidates[0]
    assert (best.id, best.label, best.confidence, best.decided) == ("s4", "weld metal", 1.0, True)


def test_an_accepted_phrase_speaks_for_phrases_like_it():
    before = next(linker().link(["quantum knitting course"]))
    said = Said.of([decided("quantum knitting", Choice.ACCEPTED, "s4")])
    after = next(linker(said).link(["quantum knitting course"]))
    rank = [c.id for c in after.candidates].index("s4")
    assert rank <= [c.id for c in before.candidates].index("s4")
    assert after.candidates[rank].confidence > 0


def test_what_a_person_refused_is_never_suggested_again_for_that_text():
    said = Said.of([decided("teamwork", Choice.REFUSED, None, "s1")])
    assert "s1" not in [c.id for c in next(linker(said).link(["Teamwork"])).candidates]
    assert "s1" in [c.id for c in next(linker(said).link(["team work"])).candidates]


def test_the_last_word_holds():
    yes = decided("teamwork", Choice.ACCEPTED, "s1")
    no = decided("teamwork", Choice.REFUSED, None, "s1")
    assert Said.of([no, yes]).accepted == {}
    assert Said.of([yes, no]).accepted == {"teamwork": "s1"}
    assert not Said.of([yes, no]).refused
    changed = decided("teamwork", Choice.CHANGED, "s2", "s1")
    assert Said.of([changed]).refused == {"teamwork": frozenset({"s1"})}


def test_an_index_is_the_same_after_it_lay_in_a_file():
    data = b"".join(written(INDEX.arrays()))
    again = Index.of(arrays_in(np.frombuffer(data, np.uint8)))
    one = linker()
    other = Linker(again, (EMBED,), one._model, one._calibration)
    assert list(one.link(["lead teams", "metal"])) == list(other.link(["lead teams", "metal"]))


@pytest.mark.parametrize("cut", [0, 5, 100, -1])
def test_a_file_that_is_cut_short_is_no_index(cut):
    data = b"".join(written(INDEX.arrays()))[:cut]
    with pytest.raises(ValueError):  # noqa: PT011 - JSON's own errors are ValueErrors too
        Index.of(arrays_in(np.frombuffer(data, np.uint8)))


@given(st.lists(st.text()))
def test_strings_come_back(strings):
    assert Strings.of(strings).all() == strings


@given(st.text())
def test_words_of_any_text(text):
    assert len(stems(text)) == len(tokens(text))
    assert bool(grams(text)) == bool(tokens(text))


def test_signs_that_belong_to_a_word_stay_with_it():
    assert tokens("C++, C# and node.js") == ["c++", "c#", "and", "node", "js"]


def test_rare_words_weigh_more():
    index = Postings.bm25([["team", "lead"], ["team", "weld"], ["team", "sing"]])
    scores, shared, whole = index.scores(["team", "weld"])
    assert scores.argmax() == 1
    assert shared[1] == pytest.approx(whole)
    alike = Postings.cosine([["team", "lead"], ["team", "weld"]])
    assert alike.cosines(["weld", "team"])[1] == pytest.approx(1)
    assert not index.scores(["unheard"])[0].any()


def test_tuning_brings_the_texts_of_a_pair_together():
    pairs = [([i], [i + 100]) for i in range(40)]
    after = tuned(TABLE, pairs, Tuning(rounds=30, batch=8))

    def likeness(table):
        left, right = (pooled([p[k] for p in pairs], table) for k in (0, 1))
        return (left * right).sum(axis=1).mean()

    assert likeness(after) > likeness(TABLE) + 0.3
    assert np.array_equal(after[200:], TABLE[200:]), "tokens of no pair stay as they were"


def test_fusion_finds_which_evidence_tells():
    random = np.random.default_rng(2)
    examples = []
    for _ in range(80):
        numbers = random.normal(size=(6, 2)).astype(np.float32)
        examples.append(Example(numbers, int(numbers[:, 1].argmax())))
    model = Model.fitted(("noise", "signal"), examples, ridge=1)
    assert model.weights[1] > 5 * abs(model.weights[0])
    again = Model.of(model.to_json())
    assert again.scores(examples[0].numbers) == pytest.approx(
        model.scores(examples[0].numbers), abs=1e-3
    )


def test_confidence_means_what_it_says():
    random = np.random.default_rng(3)
    figures = random.normal(size=(4000, 1))
    right = random.random(4000) < 1 / (1 + np.exp(-2 * figures[:, 0]))
    calibration = Calibration.fitted(figures.tolist(), right.tolist())
    sure = np.array([calibration.confidence(f) for f in figures.tolist()])
    chosen = (sure > 0.7) & (sure < 0.8)
    assert right[chosen].mean() == pytest.approx(0.75, abs=0.08)
    assert Calibration.of(replace(calibration, threshold=0.8).to_json()).threshold == 0.8


def test_a_threshold_needs_enough_links_above_it():
    confidences = [0.9] * 10 + [0.5] * 40
    right = [True] * 10 + [False] * 40
    assert threshold_for(confidences, right, 0.9, least=10) == 0.9
    assert threshold_for(confidences, right, 0.9, least=20) == 1.0


@given(st.text(alphabet=st.sampled_from("ab ,.•\n-;ÄZ5+#()/and")))
def test_every_phrase_is_where_it_says(text):
    for span in phrases(text):
        assert text[span.start : span.end] == span.text
        assert span.text.strip() == span.text


@given(st.text(alphabet=st.sampled_from("ab ,.•\n-;ÄZ5+#()/and")))
def test_every_name_is_where_it_says(text):
    for span in named(text, INDEX):
        assert text[span.start : span.end] == span.text


def test_a_name_is_found_in_the_middle_of_a_sentence():
    text = "In the end the question is who shall lead a team\nin a shipyard. Welding metals, too."
    assert [s.text for s in named(text, INDEX)] == ["lead a team", "Welding metals"]
    found = extract(text, linker(threshold=0.6))
    assert [(f.skill.id, f.span.text) for f in found] == [
        ("s2", "lead a team"),
        ("s4", "Welding metals"),
    ]


def test_a_paragraph_that_was_broken_to_a_width_is_read_as_one():
    text = (
        "Whoever has passed this course with a good mark can\r\n  weld metal; he can lead\na team"
    )
    found = extract(text, linker(threshold=0.6))
    assert [(f.skill.id, f.span.text) for f in found] == [("s4", "weld metal")]
    text = text.replace("\r\n  weld", " weld").replace("he can lead", "after a year he can lead")
    found = extract(text, linker(threshold=0.6))
    assert [f.skill.id for f in found] == ["s4", "s2"]
    assert text[found[1].span.start : found[1].span.end] == "lead\na team"


def test_a_syllabus_shows_its_skills_with_the_words_that_show_them():
    text = (
        "Students will be able to:\n• weld metal\n• Teamwork, C++\nTeamwork again; quantum knitting"
    )
    found = extract(text, linker(threshold=0.6))
    assert [(f.skill.id, f.span.text) for f in found] == [
        ("s4", "weld metal"),
        ("s1", "Teamwork"),
        ("s3", "C++"),
    ]
    assert text[found[1].span.start : found[1].span.end] == "Teamwork"


def test_a_label_without_its_remark_in_brackets_is_the_label():
    items = (
        Item("j", Kind.SKILL, Words("Java (computer programming)")),
        Item("i", Kind.SKILL, Words("Javanese", ("Java language",))),
        Item("o", Kind.OCCUPATION, Words("Baker (bread)")),
    )
    java, javanese, baker = (concept_of(item) for item in items)
    assert java.alternatives == ("Java",)
    assert javanese.alternatives == ("Java language",)
    assert baker.alternatives == (), "an occupation is compared by all its names as they are"
    index = Index.build((java, javanese), (EMBED,))
    one = Linker(index, (EMBED,), linker()._model, linker()._calibration)
    (found,) = one.evidence(["java"])
    same = found.numbers[:, NAMES.index("label same")]
    assert dict(zip(found.rows.tolist(), same.tolist(), strict=True)) == {0: 1.0, 1: 0.0}


@pytest.mark.parametrize(
    ("label", "short"),
    [("SaaS (a model)", "SaaS"), ("(odd)", "(odd)"), ("f(x)", "f(x)"), ("a (b) c", "a (b) c")],
)
def test_remarks_in_brackets(label, short):
    assert bare(label) == short
