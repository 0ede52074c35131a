"""Crosswalks: relations, chains, groups, and what people and publishers say."""

from datetime import UTC, datetime

import numpy as np
import pytest

from lerway.domain.skills.crosswalks.chains import chained
from lerway.domain.skills.crosswalks.groups import GroupPrior, isco_of, soc_of
from lerway.domain.skills.crosswalks.official import is_official_layout, read_official
from lerway.domain.skills.crosswalks.relations import match_of
from lerway.domain.skills.crosswalks.suggesting import Suggestion
from lerway.domain.skills.crosswalks.walker import Answered, Walker
from lerway.domain.skills.linking.index import Concept
from lerway.domain.skills.mappings import Answer, Choice, Match, Origin, SkillMapping
from lerway.domain.skills.review import Open, mapping_questions, uncertainty, useful_order
from lerway.kernel.errors import LerwayError

AT = datetime(2026, 11, 25, tzinfo=UTC)
TEMPLATE = SkillMapping("", Match.CLOSE, "", "f", "g", "1", "2", author="Lerway", date="2026-11-25")
NURSE = Concept("n", "nurse", group="2221")


class Suggests:
    threshold = 0.8

    def suggest(self, sources, top):
        both = [Suggestion("g1", "Registered Nurses", 0.6), Suggestion("g2", "Nurses", 0.3, "g1")]
        return [both[:top] for _ in sources]


def walked(answers=(), published=()):
    found = {"n": list(published)} if published else {}
    walker = Walker(TEMPLATE, Suggests(), Answered.of(answers), found, {"g9": "Midwives"})
    return next(iter(walker.walk([NURSE])))


def answer(choice, item, proposed=None):
    match = None if choice is Choice.REFUSED else Match.EXACT
    return Answer("n", "f", "g", choice, item, match, proposed, "R. Registrar", AT)


def test_relations_follow_words_and_confidence():
    assert match_of("nurse", "Nurses", 0.4, 0.8) is Match.EXACT
    assert match_of("nurse", "Registered Nurses", 0.9, 0.8) is Match.CLOSE
    assert match_of("nurse", "Registered Nurses", 0.4, 0.8) is Match.NARROW
    assert match_of("school nurse", "Nurses", 0.4, 0.8) is Match.BROAD
    assert match_of("nurse", "Midwives", 0.4, 0.8) is Match.CLOSE
    assert match_of("nurse", "Midwives", 0.1, 0.8) is Match.RELATED
    assert match_of("query data", "Skill in querying data", 0.4, 0.8) is Match.CLOSE
    assert match_of("nurse", "Midwives", 0.4, 0.8, above_others=True) is Match.BROAD


def test_computed_mappings_say_so_and_abstain_when_unsure():
    found = walked()
    assert [m.object for m in found.mappings] == ["g1", "g2"]
    assert {m.origin for m in found.mappings} == {Origin.COMPUTED}
    assert found.mappings[0].method == "semapv:CompositeMatching"
    assert found.mappings[0].match is Match.BROAD, "another suggestion stands below it"
    assert found.abstained


def test_a_published_mapping_wins_over_everything():
    official = SkillMapping("n", Match.EXACT, "g9", "f", "g", origin=Origin.OFFICIAL)
    found = walked([answer(Choice.ACCEPTED, "g2")], [official])
    assert [m.object for m in found.mappings] == ["g9", "g2", "g1"]
    assert found.labels["g9"] == "Midwives"
    assert not found.abstained


def test_an_answer_is_kept_with_who_and_when_and_used():
    best = walked([answer(Choice.CHANGED, "g2", "g1")]).mappings
    assert [m.object for m in best] == ["g2"], "what was changed is not suggested again"
    assert (best[0].reviewer, best[0].date) == ("R. Registrar", "2026-11-25")
    assert (best[0].origin, best[0].confidence) == (Origin.REVIEWED, 1.0)


def test_a_refusal_takes_a_suggestion_away_and_an_earlier_yes_too():
    assert [m.object for m in walked([answer(Choice.REFUSED, None, "g1")]).mappings] == ["g2"]
    last_first = [answer(Choice.REFUSED, None, "g2"), answer(Choice.ACCEPTED, "g2")]
    assert [m.object for m in walked(last_first).mappings] == ["g1"]


def test_a_chain_is_as_sure_as_its_weakest_link():
    first = SkillMapping("a", Match.EXACT, "b", "f", "h", confidence=0.9, origin=Origin.OFFICIAL)
    second = SkillMapping("b", Match.BROAD, "c", "h", "g", confidence=0.7, origin=Origin.OFFICIAL)
    (found,) = chained([first], [second])
    assert (found.subject, found.object, found.match) == ("a", "c", Match.BROAD)
    assert (found.confidence, found.via, found.origin) == (0.7, ("b",), Origin.COMPUTED)
    (none,) = chained([first], [SkillMapping("b", Match.CLOSE, "c", "h", "g")])
    assert none.confidence == 0.9


def test_codes_are_found_in_identifiers():
    assert isco_of("http://data.europa.eu/esco/isco/C2221") == "2221"
    assert isco_of("http://data.europa.eu/esco/occupation/1") == ""
    assert soc_of("https://example.org/29-1141.00") == "29-1141.00"
    assert soc_of("S0006") == ""


def test_a_confirmed_mapping_speaks_for_its_neighbours_and_never_for_itself():
    prior = GroupPrior({"2221": frozenset({"29-1141"})})
    codes = ["29-1141.00", "29-1151.00", "51-1011.00"]
    before = prior.numbers("2221", codes)
    assert before[0, 0] == 1
    assert not before[:, 3:].any()
    prior.learn([("2221", "29-1151.00")])
    assert prior.numbers("2221", codes)[1, 3] > 0
    assert not prior.numbers("2221", codes, ("2221", "29-1151.00"))[:, 3:].any()
    assert np.array_equal(prior.numbers("", codes), np.zeros_like(before))
    assert prior.candidates("2221") == {"29-1151.00"}


def test_the_most_useful_question_comes_first():
    questions = mapping_questions([walked(), walked()], frozenset())
    assert len(questions) == 2
    assert questions[0].times == 2
    assert not mapping_questions([walked()], frozenset({"n"}))
    assert uncertainty(0.5) > uncertainty(0.9) > uncertainty(1) == 0


def test_questions_do_not_ask_the_same_twice():
    doubt = {"a": 0.5, "b": 0.5}
    items = [Open("2221", doubt)] * 3 + [Open("9112", {"c": 0.5, "d": 0.5})] * 2
    order = [number for number, _ in useful_order(items)]
    assert sorted(order) == [0, 1, 2, 3, 4]
    assert order[0] in {0, 1, 2}
    assert order[1] in {3, 4}
    assert useful_order([Open("", {"a": 1.0}), Open("", {"a": 0.6})])[0][0] == 1
    assert useful_order([]) == []


OFFICIAL = """Notes,,
O*NET Id,ESCO or ISCO URI,Type of Match
29-1141.00,http://data.europa.eu/esco/occupation/1,exactMatch
29-1151.00,http://data.europa.eu/esco/occupation/2,broadMatch
"""


def test_the_official_crosswalk_is_read_as_published():
    assert is_official_layout(OFFICIAL.encode())
    first, second = read_official(OFFICIAL.encode(), "x.csv", "esco", "onet")
    assert (first.subject, first.match, first.origin) == (
        "29-1141.00",
        Match.EXACT,
        Origin.OFFICIAL,
    )
    assert second.turned.match is Match.NARROW


@pytest.mark.parametrize(
    ("text", "code"),
    [("a,b\n1,2\n", "mappings.not_a_table"), (OFFICIAL.replace("broad", "odd"), "mappings.match")],
)
def test_another_table_is_not_taken_for_it(text, code):
    with pytest.raises(LerwayError) as e:
        list(read_official(text.encode(), "x.csv", "esco", "onet"))
    assert e.value.code == code
    assert e.value.problem.hint
