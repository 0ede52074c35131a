"""Pure code asks, the edge supplies: rounds, budgets, and what is never supplied."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lerway.bootstrap import catalog
from lerway.domain.verifying.case import Asking, Case, ask, gather
from lerway.domain.verifying.policy import DEFAULT_POLICY
from lerway.domain.verifying.verification import Verification
from lerway.kernel.errors import MisuseError
from lerway.kernel.limits import Limits
from lerway.kernel.need import Answer, Need, NeedKind, Supplied, Unavailable
from lerway.kernel.report import Outcome, Standing, Verdict
from lerway.kernel.strict_json import dumps
from lerway.standards.did import did_document
from tests.refusals import (
    HOST,
    KEY,
    LIST_URL,
    OTHER,
    WEB,
    badge,
    edited,
    signed,
    status_entry,
    status_list,
)

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
DID_JSON = f"https://{HOST}/.well-known/did.json"


def case(**limits: int) -> Case:
    from dataclasses import replace

    policy = replace(DEFAULT_POLICY, limits=Limits(**limits)) if limits else DEFAULT_POLICY
    return Case(catalog(), policy, NOW)


def need(name: str) -> Need:
    return Need(NeedKind.SCHEMA, f"https://example.org/{name}")


def asks(c: Case, *names: str) -> Asking[list[str]]:
    got = []
    for name in names:
        answer = yield from ask(c, need(name))
        got.append(answer.code if isinstance(answer, Unavailable) else answer.body.decode())
    return got


def run(part: Asking, answers: dict[Need, Answer]) -> tuple[object, list[set[str]]]:
    rounds = []
    try:
        wanted = next(part)
        while True:
            rounds.append({n.url.rsplit("/", 1)[1] for n in wanted})
            wanted = part.send({n: answers[n] for n in wanted if n in answers})
    except StopIteration as stop:
        return stop.value, rounds


def supplied(text: str) -> Supplied:
    return Supplied(text.encode(), None, NOW)


def test_what_can_be_asked_at_once_is_asked_at_once() -> None:
    c = case()
    answers: dict[Need, Answer] = {need(n): supplied(n.upper()) for n in "abc"}
    result, rounds = run(gather(asks(c, "a", "b"), asks(c, "b", "c")), answers)
    assert result == [["A", "B"], ["B", "C"]]
    assert rounds == [{"a", "b"}, {"c"}]


def test_nothing_is_asked_twice() -> None:
    c = case()
    answers: dict[Need, Answer] = {need("a"): supplied("A")}
    assert run(asks(c, "a", "a", "a"), answers) == (["A", "A", "A"], [{"a"}])


def test_a_record_cannot_make_us_ask_without_end() -> None:
    c = case(needs=3)
    names = [str(i) for i in range(10)]
    answers: dict[Need, Answer] = {need(n): supplied(n) for n in names}
    result, rounds = run(asks(c, *names), answers)
    assert len(rounds) == 3
    assert result[3:] == ["fetch.budget"] * 7


def web_badge() -> bytes:
    document = edited(badge(WEB), ("credentialStatus", status_entry()))
    return dumps(signed(document, did=WEB))


def test_it_asks_for_the_key_first_and_for_the_list_when_the_proof_holds() -> None:
    verification = Verification(web_badge(), now=NOW, catalog=catalog())
    assert [n.url for n in verification.needs] == [DID_JSON]
    did_json = dumps(did_document(WEB, KEY.public))
    verification.supply(verification.needs[0], Supplied(did_json, None, NOW))
    assert [n.url for n in verification.needs] == [LIST_URL]
    verification.supply(verification.needs[0], Supplied(status_list(did=WEB), None, NOW, kept=True))
    report = verification.report()
    assert report.verdict is Verdict.VALID, str(report)
    assert report.issuer.standing is Standing.DOMAIN_CONTROLLED
    assert report.issuer.host == HOST
    status = report.check("status", "/credentialStatus")
    assert status.message == "it is not revoked (kept copy of 2026-06-15)"


def test_a_forged_record_makes_us_ask_nobody_further() -> None:
    forged = web_badge().replace(b"Teamwork", b"Leadership")
    verification = Verification(forged, now=NOW, catalog=catalog())
    did_json = dumps(did_document(WEB, KEY.public))
    verification.supply(verification.needs[0], Supplied(did_json, None, NOW))
    assert verification.needs == ()
    report = verification.report()
    assert report.verdict is Verdict.INVALID
    assert report.check("status", "/credentialStatus").reason == "fetch.not_asked"
    assert report.issuer.standing is Standing.UNCONFIRMED


def test_what_is_never_supplied_is_undetermined_and_named() -> None:
    verification = Verification(web_badge(), now=NOW, catalog=catalog())
    report = verification.report()
    assert report.verdict is Verdict.UNDETERMINED
    assert report.deciding().outcome is Outcome.NOT_CHECKED
    assert DID_JSON in report.check("controller", "/proof").message
    assert report.issuer.standing is Standing.UNCONFIRMED


def test_a_domain_that_lists_another_key_is_a_failed_controller_check() -> None:
    verification = Verification(web_badge(), now=NOW, catalog=catalog())
    did_json = dumps(did_document(WEB, OTHER.public))
    verification.supply(verification.needs[0], Supplied(did_json, None, NOW))
    report = verification.report()
    assert report.verdict is Verdict.INVALID
    assert report.issuer.standing is Standing.UNCONFIRMED


def test_only_what_is_asked_for_may_be_supplied() -> None:
    verification = Verification(web_badge(), now=NOW, catalog=catalog())
    with pytest.raises(MisuseError) as caught:
        verification.supply(need("x"), supplied("X"))
    assert caught.value.code == "verification.not_needed"


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(MisuseError) as caught:
        Verification(web_badge(), now=datetime(2026, 6, 15), catalog=catalog())  # noqa: DTZ001
    assert caught.value.code == "verification.naive_time"


@pytest.mark.parametrize("data", [None, 1, ["x"], object()])
def test_what_is_no_text_is_misuse_and_no_crash(data) -> None:
    with pytest.raises(MisuseError) as caught:
        Verification(data, now=NOW, catalog=catalog())
    assert caught.value.code == "verification.not_bytes"


def test_what_is_no_answer_is_misuse_and_no_crash() -> None:
    verification = Verification(web_badge(), now=NOW, catalog=catalog())
    with pytest.raises(MisuseError) as caught:
        verification.supply(verification.needs[0], b"{}")
    assert caught.value.code == "verification.not_an_answer"
