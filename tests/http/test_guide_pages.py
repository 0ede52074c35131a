"""The pages of the compass: what a learner is told, and what is mended at its field."""

from __future__ import annotations

import html
import io
import logging
import re
from decimal import Decimal

import pytest

pytest.importorskip("litestar")
pytest.importorskip("reportlab")

from litestar.testing import TestClient
from pypdf import PdfReader

from lerway import bootstrap
from lerway.http.app import Room, create_app
from lerway.http.web.guide.inputs import _amount
from lerway.http.web.guide.routes import PLACE, GuideDesk, guide_routes
from lerway.http.web.verify.checking import Checker
from lerway.http.web.verify.receipts import ReceiptBook
from tests.http.guide_world import ROLE, guide, issued

ASKED = {"role": ROLE, "hours": "20", "start": "2027-01-04"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("guide")


@pytest.fixture(scope="module")
def badge(folder) -> bytes:
    return issued(folder)


@pytest.fixture(scope="module")
def site(folder):
    desk = GuideDesk(guide(folder), lambda s, letter: bootstrap.plan_pdf(s, letter=letter))
    room = Room("lerway.http.web.guide", PLACE, lambda pages: guide_routes(desk, pages))
    receipts = ReceiptBook(bootstrap.receipt_key(None))
    checker = Checker(lambda: bootstrap.fetcher(offline=True), receipts)
    with TestClient(create_app(checker, rooms=[room]), base_url="http://guide.test") as client:
        client.headers["accept"] = "text/html"
        yield client


def ask(site, *files: tuple[str, bytes], path="/guide", language="en", **fields: str):
    answer = site.post(
        path,
        data=fields,
        files=[("file", (name, data)) for name, data in files] or [("file", ("", b""))],
        headers={"accept-language": language},
    )
    assert answer.status_code in (200, 422), answer.text
    return answer


def told(page: str) -> str:
    """Return the words of a page."""
    text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(text).split())


def test_the_page_asks_in_both_languages(site):
    page = site.get("/guide")
    assert page.status_code == 200
    assert "Skills that you have without a record" in page.text
    assert "Encuentre su camino" in site.get("/guide?lang=es").text


def test_a_badge_shows_verified_skills_the_gap_the_route_and_roles(site, badge):
    page = ask(site, ("maya.json", badge), claims="Write secure code", now="15-1212.00", **ASKED)
    said = told(page.text)
    assert "Your way to Defensive Cybersecurity" in said
    assert "Skills that your records verify: 2. Skills that only you say: 1." in said
    verified, claimed = said.index("Monitor security alerts"), said.index("Write secure code")
    assert verified < said.index("Said by you, not verified") < claimed
    assert re.search(r"Of the \d+ skills that Defensive Cybersecurity needs, you hold", said)
    assert "No other choice of courses is better." in said
    assert "Closes Gather threat intelligence" in said
    assert "2026-11-25 (sample, made up)" in said
    assert "Sample courses." in said
    assert (
        "Bureau of Labor Statistics, Occupational Employment and Wage Statistics, May 2024" in said
    )
    assert "Employment Projections, table 1.2" in said


def test_the_answer_is_told_in_spanish(site, badge):
    page = ask(site, ("maya.json", badge), language="es", **ASKED)
    assert '<html lang="es"' in page.text
    said = told(page.text)
    assert "De las 13 competencias que pide Defensive Cybersecurity" in said
    assert "La ruta más barata cuesta" in said
    assert "(muestra inventada)" in said


def test_a_record_that_was_changed_counts_as_claimed_and_says_so(site, badge):
    changed = badge.replace(b"Shown at work.", b"Shown everywhere.")
    said = told(ask(site, ("maya.json", changed), **ASKED).text)
    assert "Skills that your records verify: 0. Skills that only you say: 2." in said
    assert "maya.json: the record did not verify" in said
    assert "from a record that does not verify" in said


def test_what_the_page_needs_next_is_carried_in_it_and_nothing_is_kept(site, badge, folder):
    page = ask(site, ("maya.json", badge), **ASKED).text
    form = re.search(r'<form[^>]*id="again">(.*?)</form>', page, re.DOTALL)
    assert form
    carried = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[1]))
    again = told(ask(site, aim_now="fastest", **carried).text)
    assert "The fastest route costs" in again
    assert "Skills that your records verify: 2." in again
    other = told(ask(site, role_now="15-1212.00", **carried).text)
    assert "Your way to Information Security Analysts" in other
    kept = [p for p in (folder / "home").rglob("*") if p.is_file()]
    assert not any(b"maya" in p.read_bytes() for p in kept)


def test_nothing_of_a_person_is_logged(site, badge, caplog):
    with caplog.at_level(logging.DEBUG):
        ask(site, ("maya-torres.json", badge), claims="Write secure code", **ASKED)
        ask(site, ("maya-torres.json", b"{}"), claims="secret wish", **ASKED)
    assert "maya" not in caplog.text
    assert "secret wish" not in caplog.text


def test_a_word_of_a_role_leads_to_a_choice(site):
    page = ask(site, role="analyst", claims="Write secure code")
    assert page.status_code == 200
    assert "Which role do you mean?" in page.text
    assert 'name="role_now" value="15-1212.00"' in page.text
    assert ">Write secure code</textarea>" in page.text


@pytest.mark.parametrize(
    ("fields", "at", "said"),
    [
        ({"role": "wizardry"}, "role", "has no role “wizardry”, and none that is like it"),
        ({"now": "nurse"}, "now", "Did you mean: Nurse Practitioners; Registered Nurses"),
        ({"claims": "Write secure code@7"}, "claims", "write a level from 0 to 1"),
        ({"posting": "Welder"}, "posting", "A word or two do not say what a job asks for"),
        ({"posting": "We sell hats to cats"}, "posting", "surely enough"),
        ({"budget": "much"}, "budget", "Write the budget as a number of dollars"),
        ({"hours": "0"}, "hours", "from 1 to 100"),
        ({"week": "-1"}, "week", "as a number of dollars"),
        ({"start": "soon"}, "start", "year, month and day"),
        ({"framework": "dcwf"}, "framework", "There is no framework “dcwf” here"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(site, fields, at, said):
    page = ask(site, **fields)
    assert page.status_code == 422
    assert f'<a href="#{at}">' in page.text
    error = re.search(rf'id="{at}-e">(.*?)</p>', page.text, re.DOTALL)
    assert error
    assert said in told(error[1])
    assert f'id="{at}"' in page.text
    assert 'aria-invalid="true"' in page.text


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("2000", 2000),
        ("$2,000", 2000),
        ("2.000", 2000),
        ("2 000", 2000),
        ("1.500,50", 1500.5),
        ("1,500.50", 1500.5),
        ("1,000,000", 1_000_000),
        ("19,9", 19.9),
        ("0", 0),
        ("2.00.0", None),
        ("1.000.50", None),
        ("1,0000", None),
        ("-1", None),
        ("1e3", None),
        ("", None),
        ("9" * 10, None),
    ],
)
def test_an_amount_is_read_as_people_write_it(written, amount):
    assert _amount(written) == (None if amount is None else Decimal(str(amount)))


def test_a_file_that_is_no_record_is_said_at_its_field(site):
    page = ask(site, ("holiday.txt", b"sun and sea"), **ASKED)
    assert page.status_code == 422
    assert "holiday.txt is no record that can be read" in told(page.text)


def test_what_the_page_carried_must_not_be_changed(site):
    page = site.post("/guide", data={"record": "?"})
    assert page.status_code == 400
    assert "Not all of it arrived" in page.text


def test_limits_that_allow_no_route_are_told_with_what_to_loosen(site, badge):
    said = told(ask(site, ("maya.json", badge), budget="20", **ASKED).text)
    assert "No route keeps to these limits." in said
    assert "What would make a route possible" in said
    assert "instead of $20" in said


def test_without_a_target_there_are_skills_and_roles(site, badge):
    said = told(ask(site, ("maya.json", badge)).text)
    assert "Your compass" in said
    assert "Roles close to you" in said
    assert "The gap" not in said


def test_a_posting_is_read_for_skills_that_it_names(site, badge):
    posting = "We need somebody to review system logs, harden systems and write secure code."
    said = told(ask(site, ("maya.json", badge), posting=posting).text)
    assert "Of the 3 skills that the posting needs, you hold 1" in said


def test_the_plan_is_one_page_of_pdf_with_its_language_and_title(site, badge):
    for language, size, word in (("en-US", 612, "The gap"), ("es", 595, "Lo que falta")):
        answer = ask(site, ("maya.json", badge), path="/guide/plan.pdf", language=language, **ASKED)
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.headers["cache-control"] == "no-store"
        pdf = PdfReader(io.BytesIO(answer.content))
        assert len(pdf.pages) == 1
        assert round(float(pdf.pages[0].mediabox.width)) == size
        assert pdf.trailer["/Root"]["/Lang"] == language[:2]
        assert "Defensive Cybersecurity" in (pdf.metadata.title or "")
        text = " ".join(pdf.pages[0].extract_text().split())
        assert word in text
        assert "2026-11-25" in text
        assert "May 2024" in text


def test_the_plan_of_a_posting_speaks_spanish(site):
    posting = "Buscamos a alguien: SQL; harden systems."
    plan = ask(site, path="/guide/plan.html", language="es", posting=posting, claims="SQL")
    said = told(plan.text)
    assert "Su camino a esta oferta" in said
    assert "Lo pide «SQL»" in said
    assert "the posting" not in said


def test_the_plan_as_a_web_page_needs_nothing_else(site, badge):
    answer = ask(site, ("maya.json", badge), path="/guide/plan.html", **ASKED)
    page = answer.text
    assert "attachment" in answer.headers["content-disposition"]
    assert not re.findall(r'(?:src|href)="', page)
    assert "<script" not in page
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in page
    assert 'role="listitem"' in page


def test_words_are_linked_and_what_is_not_understood_is_asked_back(site):
    page = ask(site, claims="I query SQL databases@0.7\ncalm angry customers", **ASKED)
    said = told(page.text)
    assert "Query databases" in said
    assert re.search(r"read from “I query SQL databases”, \d\d% sure", said)
    assert "Not understood, so not counted" in said
    button = re.search(r'name="meant" value="(Handle complaints&#10;[^"]*)"', page.text)
    assert button
    carried = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form_of(page.text)))
    carried["claims"] = carried["claims"].replace("&#10;", "\n")
    again = told(ask(site, meant=button[1].replace("&#10;", "\n"), **carried).text)
    assert "Handle complaints" in again
    assert "Not understood" not in again
    assert "Skills that only you say: 2." in again


def form_of(page):
    form = re.search(r'<form[^>]*id="again">(.*?)</form>', page, re.DOTALL)
    assert form
    return form[1]


def test_what_a_stranger_wrote_stays_text(site):
    page = ask(site, ("<b>x</b>.json", b"{}"), role="<script>alert(1)</script>")
    assert "<script>alert" not in page.text
    assert "<b>x</b>.json" not in page.text
