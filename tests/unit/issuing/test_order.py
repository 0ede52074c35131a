from __future__ import annotations

import os
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

import lerway
from lerway.domain.issuing.identifiers import Draws
from lerway.domain.issuing.order import Maker, Order, make, order_problems, tasks
from lerway.domain.issuing.written.achievement import read_achievement
from lerway.domain.issuing.written.roster import read_roster
from lerway.kernel.strict_json import parse_object
from tests.college import ACHIEVEMENT, ROSTER, SECOND

NOW = datetime(2026, 6, 12, 9, tzinfo=UTC)
KEY = lerway.PrivateKey.generate(lerway.KeyType.ED25519, os.urandom)
WELDING = read_achievement(ACHIEVEMENT.encode())
SAFETY = read_achievement(SECOND.encode())
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'


def order(*, roster=ROSTER, achievements=(WELDING,), seed=b"s", **more):
    rows = read_roster(roster.encode(), achievements).rows
    issuer = lerway.Issuer(key=KEY, name="Example College")
    return Order(issuer, achievements, rows, Draws(seed), NOW, NOW, **more)


def made(an_order):
    return {t.file: make(an_order, t) for t in tasks(an_order)}


def found(an_order):
    return [
        (p.source, p.number, p.problem.code, p.problem.pointer)
        for p in order_problems(an_order, lerway.catalog())
    ]


def test_a_file_for_each_learner_named_so_that_one_finds_it():
    assert [t.file for t in tasks(order())] == [
        "0001-ada-nunez.json", "0002-grace-ohara.json", "0003-王伟.json",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Søren Ærø", "soren-aero"),
        ("Łukasz Weiß", "lukasz-weiss"),
        ("D’Angelo", "dangelo"),
        ("Zoë\u0308 / ../..", "zoe"),
        ("नेहा", "नेहा"),
        ("Алексей", "алексеи\u0306"),
        ("🙂", "learner"),
    ],
)
def test_the_name_of_a_file_keeps_what_a_reader_knows_the_learner_by(name, slug):
    text = f"name,email\n{name},a@x.org\n"
    (task,) = tasks(order(roster=text))
    assert task.file == f"0001-{unicodedata.normalize('NFC', slug)}.json"


def test_the_name_of_a_file_fits_every_file_system():
    text = f"name,email\n{'क्षि' * 60},a@x.org\n"
    (task,) = tasks(order(roster=text))
    assert len(task.file.encode()) < 200
    task.file.encode().decode()


def test_wrong_dates_of_the_order_are_said_once_and_those_of_a_row_by_its_number():
    late = {"valid_until": NOW - timedelta(days=1)}
    assert found(order(**late)) == [("order", 0, "roster.period", None)]
    text = "name,email,validUntil\nA,a@x.org,2026-06-11\nB,b@x.org,\n"
    assert found(order(roster=text)) == [("row", 2, "roster.period", None)]


def test_a_badge_for_one_day_is_valid_until_its_end():
    text = "name,email,validFrom,validUntil\nA,a@x.org,2026-06-12,2026-06-12\n"
    (content,) = made(order(roster=text)).values()
    assert lerway.verify(content, offline=True, now=datetime(2026, 6, 12, 23, tzinfo=UTC)).ok


def test_a_file_for_each_badge_if_there_are_several():
    files = [t.file for t in tasks(order(achievements=(WELDING, SAFETY)))]
    assert files[:2] == ["0001-ada-nunez-1-welding-1.json", "0001-ada-nunez-2-workshop-safety.json"]
    assert len(files) == 6


@pytest.mark.parametrize(
    ("more", "ending"),
    [({}, "json"), ({"proof": "vc-jwt"}, "jwt"), ({"image": SVG}, "svg")],
)
def test_the_ending_says_what_it_is(more, ending):
    assert {t.file.split(".")[-1] for t in tasks(order(**more))} == {ending}


def test_the_same_order_makes_the_same_files():
    assert made(order()) == made(order())
    assert not {*made(order()).values()} & {*made(order(seed=b"t")).values()}


def test_every_file_is_valid_and_speaks_of_one_learner():
    documents = [parse_object(f) for f in made(order()).values()]
    assert len({d["id"] for d in documents}) == 3
    assert len({d["credentialSubject"]["id"] for d in documents}) == 3
    assert [d["credentialSubject"]["result"][1]["value"] for d in documents] == ["88", "100", "61"]
    for content in made(order()).values():
        assert lerway.verify(content, offline=True).ok
        for private in (b"@learners", b"ada", b"Ada"):
            assert private not in content


@pytest.mark.parametrize("proof", [None, "eddsa-jcs-2022", "vc-jwt"])
def test_a_learner_record_wraps_all_badges_of_one_learner(proof):
    records = made(order(achievements=(WELDING, SAFETY), clr=True, proof=proof))
    assert len(records) == 3
    for content in records.values():
        report = lerway.verify(content, offline=True)
        assert report.ok, report
        assert sum(c.code == "members" for c in report.checks) == 2
    if proof is None:
        subject = parse_object(records["0001-ada-nunez.json"])["credentialSubject"]
        ids = {m["credentialSubject"]["id"] for m in subject["verifiableCredential"]}
        assert ids == {subject["id"]}


def test_the_kinds_of_the_credentials_of_a_file():
    task = next(tasks(order(achievements=(WELDING, SAFETY), clr=True)))
    assert [*task.kinds()] == [
        (task.ids[0], "OpenBadgeCredential"),
        (task.ids[1], "OpenBadgeCredential"),
        (task.ids[2], "ClrCredential"),
    ]


def test_hashed_addresses_have_salts_of_their_own():
    documents = [parse_object(f) for f in made(order(hashed_email=True)).values()]
    identities = [d["credentialSubject"]["identifier"][0] for d in documents]
    assert len({i["salt"] for i in identities}) == 3
    again = [parse_object(f) for f in made(order(hashed_email=True)).values()]
    assert again == documents


def test_what_a_row_says_goes_into_its_badge():
    text = (
        "name,email,id,evidence,narrative,validFrom,validUntil\n"
        "A,a@x.org,did:example:a,https://x.org/1,Did it,2026-01-01,2027-01-01\n"
    )
    (content,) = made(order(roster=text)).values()
    badge = parse_object(content)
    assert badge["credentialSubject"]["id"] == "did:example:a"
    assert badge["credentialSubject"]["narrative"] == "Did it"
    assert badge["evidence"] == [{"id": "https://x.org/1", "type": ["Evidence"]}]
    assert (badge["validFrom"], badge["validUntil"]) == (
        "2026-01-01T00:00:00Z", "2027-01-01T23:59:59Z",
    )  # fmt: skip


def test_each_status_entry_goes_to_its_credential():
    an_order = order(achievements=(WELDING, SAFETY), clr=True)
    task = next(tasks(an_order))
    asked = []

    def status_of(credential_id):
        asked.append(credential_id)
        return {
            "id": f"https://x.org/1#{len(asked)}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(len(asked)),
            "statusListCredential": "https://x.org/1",
        }

    record = parse_object(make(an_order, task, status_of))
    assert asked == list(task.ids)
    assert record["credentialStatus"]["statusListIndex"] == "3"


# -- what is refused before anything is signed -------------------------------


def test_a_good_order_has_no_problems():
    for more in ({}, {"clr": True}, {"hashed_email": True}, {"image": SVG}, {"proof": "ob-jwt"}):
        assert found(order(**more)) == []


def test_unknown_members_are_refused_where_they_stand_in_the_file():
    odd = read_achievement((SECOND + "colour: blue\n").encode())
    an_order = order(achievements=(WELDING, odd), clr=True)
    assert found(an_order) == [("achievement", 1, "jsonld.undefined_term", "/colour")]
    assert found(replace(an_order, proof="eddsa-jcs-2022")) == []
    issuer = lerway.Issuer(key=KEY, profile={"type": ["Profile"], "name": "X", "motto": "Y"})
    assert found(replace(order(), issuer=issuer)) == [
        ("issuer", 0, "jsonld.undefined_term", "/motto")
    ]


def test_a_period_that_ends_before_it_begins():
    text = "name,email,validFrom\nA,a@x.org,2027-01-01\nB,b@x.org,\n"
    until = datetime(2026, 12, 31, tzinfo=UTC)
    assert found(order(roster=text, valid_until=until)) == [("row", 2, "roster.period", None)]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"proof": "ecdsa-jcs-2019"}, "issuer.unknown_proof"),
        ({"image": SVG, "clr": True}, "issue.baked_clr"),
        ({"image": b"GIF89a"}, "image.unknown"),
    ],
)
def test_an_order_that_makes_no_sense(more, code):
    with pytest.raises(lerway.LerwayError) as e:
        found(order(**more))
    assert e.value.code == code


def test_records_that_are_made_at_once_are_those_made_one_by_one():
    """Whatever is among them: a first of its kind, a value that takes the whole way."""
    rows = "name,email,id,result.Score,narrative\n" + "".join(
        f"L{n},l{n}@x.org,{'https://x.org/a b' if n == 9 else ''},{'' if n % 4 else 60 + n},"
        f"{'She said, it works' if n % 5 else ''}\n"
        for n in range(20)
    ).replace("She said, it works", '"She said ""it works"""')
    rows = rows.replace("https://x.org/a b", "https://x.org/%41#b")
    for more in ({}, {"proof": "vc-jwt"}, {"image": SVG}, {"clr": True}):
        an_order = order(roster=rows, achievements=(WELDING, SAFETY), hashed_email=True, **more)
        some = list(tasks(an_order))
        alone = [make(an_order, task) for task in some]
        maker = Maker(an_order)
        assert maker.make_all(some) == alone
        assert maker.make_all(some[3:7]) == alone[3:7]
        assert maker.make_all([]) == []
        warm = Maker(an_order)
        warm.warm()
        assert warm.make_all(some) == alone
