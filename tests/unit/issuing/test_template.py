"""A template gives the bytes that the way of one badge gives, whatever the values are."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime, timedelta
from enum import Enum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lerway
from lerway.domain.issuing.self_check import RefusedError
from lerway.domain.issuing.written.achievement import read_achievement
from lerway.kernel.errors import LerwayError, MisuseError
from tests.college import ACHIEVEMENT

NOW = datetime(2026, 6, 12, 9, tzinfo=UTC)
PROOFS = ["eddsa-rdfc-2022", "eddsa-jcs-2022", "vc-jwt", "ob-jwt"]
LIST = "https://college.example/status/1"
MANY = """\
name: Statistics
description: Two terms.
criteria: {narrative: Two examinations.}
resultDescription:
  - {name: First, resultType: Percent}
  - {name: Second, resultType: Percent}
  - {name: Grade, resultType: LetterGrade, allowedValue: [A, B, C]}
  - {name: State, resultType: Status}
  - name: Level
    resultType: RubricCriterionLevel
    rubricCriterionLevel: [{name: low}, {name: high}]
alignment:
  - {targetName: One, targetUrl: "https://skills.example/1"}
  - {targetName: Two, targetUrl: "https://skills.example/2"}
"""
STATISTICS = read_achievement(MANY.encode())
WELDING = read_achievement(ACHIEVEMENT.encode())


def issuer(curve=lerway.KeyType.ED25519, **more):
    """Return an issuer whose entropy counts, so that two of them draw the same."""
    count = itertools.count(1)
    key = lerway.PrivateKey(
        curve, bytes(range(1, 33)) if curve is not lerway.KeyType.P384 else bytes(range(1, 49))
    )
    more = more or {"name": "Example College"}
    return lerway.Issuer(
        key=key, clock=lambda: NOW, entropy=lambda n: next(count).to_bytes(n, "big"), **more
    )


def entry(index):
    return {
        "id": f"{LIST}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(index),
        "statusListCredential": LIST,
    }


def outcome(make, *args, **named):
    """Return the bytes that came out, or the code that was refused."""
    try:
        return make(*args, **named)
    except LerwayError as e:
        return e.code


def one(who, achievement, proof, learner):
    return who.issue(who.badge(achievement, **learner), proof=proof)


def compared(proof, achievement, learners, **options):
    """Issue to `learners` by a template and one by one; both must come to the same."""
    one_by_one, by_template = issuer(**options), issuer(**options)
    template = by_template.template(achievement, proof=proof)
    alone, together = [], []
    for learner in learners:
        alone.append(outcome(one, one_by_one, achievement, proof, learner))
        together.append(outcome(template.issue, **learner))
    assert together == alone
    return together


texts = st.text(min_size=0, max_size=12) | st.sampled_from(
    [
        '"quoted"',
        "back\\slash",
        "line\nfeed",
        "tab\t",
        "\x00",
        "\x7f",
        "\x1f",
        "\ufffe",
        "e\u0301",
        "\U0001d49c",
        "60%",
        "%s %b %%",
        "{0}",
        "lerway0slot1end",
        "_:c14n0",
        "<a> .",
        "\ud800",
    ]
)
ids = (
    st.uuids().map(lambda u: u.urn)
    | st.sampled_from(
        [
            "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
            "did:web:learners.example:ada",
            "https://learners.example/ada",
            "https://learners.example/ada?a=1&b=2#c",
            "https://läufer.example/ä",
            "http://x",
            "https://",
            "urn:uuid:00000000-0000-4000-8000-000000000000",
            "mailto:ada@learners.example",
            "Ada",
            "has space:x",
            "https://a#b#c",
            "https://skills.example/1",
            LIST,
            "https:opaque",
        ]
    )
)  # fmt: skip
days = st.integers(-400, 400).map(lambda n: NOW + timedelta(days=n, seconds=n))
results = st.fixed_dictionaries(
    {},
    optional={
        "First": texts,
        "Second": texts,
        "Grade": st.sampled_from(["A", "b", "C"]),
        "State": st.sampled_from(["Completed", "failed"]),
        "Level": st.sampled_from(["low", "High"]),
    },
)
learners = st.fixed_dictionaries(
    {"results": results},
    optional={
        "recipient": ids,
        "id": ids,
        "email": st.sampled_from(
            ["ada@learners.example", " Ada@Learners.Example ", "läufer@x.example"]
        ),
        "narrative": texts,
        "evidence": st.lists(ids, max_size=3),
        "valid_from": days,
        "valid_until": days,
        "status": st.integers(0, 131_071).map(entry),
    },
)


@settings(max_examples=25, deadline=None)
@given(st.lists(learners, min_size=1, max_size=3), st.sampled_from(PROOFS))
def test_whatever_the_learners_are_the_bytes_are_those_of_the_way_of_one_badge(group, proof):
    # Each comes twice: the first of a shape takes the whole way.
    compared(proof, STATISTICS, [*group, *group])


@pytest.mark.parametrize("proof", PROOFS)
def test_learners_who_differ_in_everything_that_may_change(proof):
    group = [
        {
            "recipient": f"did:example:{n}",
            "email": f"l{n}@learners.example",
            "results": {"Seam": "Sound", "Score": str(60 + n)},
            "narrative": f"Welded {n} seams, “neatly”.",
            "evidence": [f"https://portfolio.example/{n}"],
            "valid_until": NOW + timedelta(days=n + 1),
            "status": entry(n),
        }
        for n in range(12)
    ]
    made = compared(proof, WELDING, group)
    assert len(set(made)) == len(group)
    for record in made[-3:]:
        assert lerway.verify(record, offline=True, now=NOW).verdict != "invalid"


@pytest.mark.parametrize("curve", [lerway.KeyType.P256, lerway.KeyType.P384])
def test_other_keys_sign_by_a_template_too(curve):
    template = issuer(curve).template(WELDING)
    for score in ("61", "77", "90"):
        record = template.issue(results={"Seam": "Sound", "Score": score}, email="a@x.example")
        assert lerway.verify(record, offline=True, now=NOW).verdict == "valid"


def test_what_a_template_signs_our_verifier_accepts():
    template = issuer().template(STATISTICS)
    for n in range(8):
        record = template.issue(
            email=f"l{n}@learners.example",
            results={"First": str(n), "Second": str(n), "Grade": "A"},
            narrative="ä" * n,
        )
        assert lerway.verify(record, offline=True, now=NOW).verdict == "valid"


def test_two_results_of_one_value_and_a_text_that_stands_elsewhere():
    same = {"First": "50", "Second": "50"}
    group = [{"results": same, "narrative": text} for text in ("Statistics", "50", "Two terms.")]
    compared("eddsa-rdfc-2022", STATISTICS, group * 2)


def test_an_identifier_that_stands_in_the_badge_already():
    who = issuer()
    inside = [who.id, STATISTICS.id, STATISTICS.results[0].id, LIST, "https://skills.example/1"]
    group = [{"recipient": i, "evidence": [e]} for i in inside for e in inside]
    compared("eddsa-rdfc-2022", STATISTICS, [*group, *group])
    twice = [
        {"recipient": i, "id": i, "evidence": [i, i]} for i in ("did:example:1", "did:example:2")
    ]
    compared("eddsa-rdfc-2022", STATISTICS, twice * 2)


def test_what_the_verifier_would_refuse_is_refused_each_time():
    template = issuer().template(STATISTICS)
    for _ in range(3):
        with pytest.raises(RefusedError) as e:
            template.issue(recipient="Ada")
        assert e.value.code == "vcdm.id_not_url"
        with pytest.raises(RefusedError) as e:
            template.issue(valid_from=NOW, valid_until=NOW - timedelta(days=1))
        assert e.value.code == "vcdm.period_reversed"
        template.issue(recipient="did:example:ada", valid_until=NOW + timedelta(days=1))


def test_an_achievement_that_cannot_be_signed_is_refused_at_once():
    wrong = {**STATISTICS.document, "colour": "blue"}
    with pytest.raises(RefusedError) as e:
        issuer().template(wrong)
    assert e.value.code == "jsonld.undefined_term"
    issuer().template(wrong, proof="eddsa-jcs-2022")


def test_a_template_needs_a_key_at_hand_and_a_proof_that_it_makes():
    who = issuer()
    with pytest.raises(MisuseError) as e:
        lerway.Issuer(key=who.public_key, name="X").template(STATISTICS)
    assert e.value.code == "issuer.no_private_key"
    with pytest.raises(MisuseError) as e:
        who.template(STATISTICS, proof="bbs-2023")
    assert e.value.code == "issuer.unknown_proof"


def test_an_achievement_that_has_the_marks_in_its_text():
    document = {
        **STATISTICS.document,
        "name": "lerway0slot0end lerway1slot %s %b %(x)s {v}",
        "tag": ["_:c14n0", "lerway0slot", "z", "\0"],
    }
    compared(
        "eddsa-rdfc-2022", document, [{"results": {"First": "1"}}, {"results": {"First": "2"}}]
    )
    compared("eddsa-jcs-2022", document, [{"narrative": "a"}, {"narrative": "b"}])


def test_more_shapes_than_are_kept():
    group = [{"status": {**entry(n), "statusPurpose": f"purpose{n}"}} for n in range(70)]
    compared("eddsa-jcs-2022", STATISTICS, [*group, *group[:8]])


def test_endorsements_are_in_every_badge():
    who = issuer()
    endorsement = {**who.endorsement(STATISTICS.id, "Good course.")}
    signed = lerway.Issuer.issue(who, endorsement)
    template = who.template(STATISTICS, endorsements=[json.loads(signed)])
    for n in range(3):
        record = template.issue(results={"First": str(n)})
        assert json.loads(record)["endorsement"][0]["id"] == endorsement["id"]
        assert lerway.verify(record, offline=True, now=NOW).verdict == "valid"


class OfAClass(str, Enum):  # noqa: UP042 - a StrEnum reads the same either way
    """Its text is another one when it is put into a text than when it is written as JSON."""

    HIGH = "high"


@pytest.mark.parametrize("proof", PROOFS)
def test_a_text_of_another_class_is_signed_as_it_is_written(proof):
    def made(who, **parts):
        return who.issue(recipient="urn:x:1", id="urn:x:2", **parts)

    warm = issuer().template(WELDING, proof=proof)
    plain = issuer().template(WELDING, proof=proof)
    first = issuer().template(WELDING, proof=proof)
    for narrative in ("one", "two"):
        made(warm, narrative=narrative)
    expected = made(plain, narrative="high")
    assert made(first, narrative=OfAClass.HIGH) == expected
    assert made(warm, narrative=OfAClass.HIGH) == expected
