"""What somebody reads who gives a record to the page."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest

import lerway
from lerway.domain.registry.recognition import Registry
from lerway.http.web.verify.checking import PAGE_POLICY
from lerway.kernel.need import Supplied, Unavailable
from lerway.standards.open_badges.baking import bake
from lerway.testing.examples import COLLEGE, EMAIL

ANSWERS = {
    "good": ("valid", "Valid", f"{COLLEGE} issued this, and nothing has changed since."),
    "tampered": ("invalid", "Not valid: changed", "It was changed after it was signed, or"),
    "expired": ("invalid", "Not valid: expired", "It counted until 24 October 2026."),
    "revoked": ("invalid", "Not valid: taken back", "Its issuer has taken it back."),
    "unknown issuer": (
        "claimed",
        "Issuer not confirmed",
        "Signed by somebody who calls themselves “Brightpath Tutoring”. Nobody confirms that.",
    ),
    "impostor": (
        "claimed",
        "Issuer not confirmed",
        "Signed by somebody who calls themselves “University of Oxbridge”. Nobody confirms that.",
    ),
    "open badge 2.0": ("valid", "Valid", "badges.lakeside-library.example issued this"),
    "broken": ("unreadable", "We could not read this", "The file is damaged, or a part"),
}


class Reader(HTMLParser):
    """Reads a page as text, and what lies folded apart."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.folds = 0
        self.seen: list[str] = []
        self.folded: list[str] = []
        self.feed(html[html.index("<main") : html.index("</main>")])

    def handle_starttag(self, tag, _attrs):
        self.folds += tag == "details"

    def handle_endtag(self, tag):
        self.folds -= tag == "details"

    def handle_data(self, data):
        (self.folded if self.folds else self.seen).append(data)


def before_the_fold(response) -> str:
    return re.sub(r"\s+", " ", " ".join(Reader(response.text).seen))


def folded(response) -> str:
    return re.sub(r"\s+", " ", " ".join(Reader(response.text).folded))


def give(page, *files, **more):
    """Send files (name and bytes, or bytes) and fields, as a browser does."""
    named = [f if isinstance(f, tuple) else (f"file-{n}", f) for n, f in enumerate(files)]
    language = more.pop("language", "en")
    return page.post(
        "/",
        files=[("file", (name, data, "application/octet-stream")) for name, data in named],
        data=more or {"text": ""},
        headers={"accept-language": language},
    )


# -------------------------------------------------------------------- eight records


@pytest.mark.parametrize("name", ANSWERS)
def test_each_record_has_its_answer(page, examples, name):
    kind, word, sentence = ANSWERS[name]
    answer = give(page, examples[name])
    assert answer.status_code == 200
    assert f'class="verdict is-{kind}"' in answer.text
    assert f"{word} {sentence}" in before_the_fold(answer)


def test_a_good_record_says_who_what_and_when(page, examples):
    text = before_the_fold(give(page, examples["good"]))
    for said in (
        "Web address confirmed",
        "They call themselves “Riverside Community College”.",
        "Network Defense Certificate",
        "Maya Torres",
        "7 May 2026",
        "No end date",
        "Incident response",
        "Level: Proficient",
        "Incident report",
    ):
        assert said in text


def test_what_a_changed_record_says_stays_folded(page, examples):
    answer = give(page, examples["tampered"])
    assert "Network Defense Certificate" not in before_the_fold(answer)
    assert "Network Defense Certificate" in folded(answer)


@pytest.mark.parametrize("name", ["impostor", "unknown issuer", "tampered"])
def test_a_self_given_name_never_stands_alone(page, examples, name):
    """Each time the name is seen, the same sentence or the next says that it is not confirmed."""
    claimed = json.loads(examples[name])["issuer"]["name"]
    text = before_the_fold(give(page, examples[name]))
    spots = [m.start() for m in re.finditer(re.escape(claimed), text)]
    assert spots
    for at in spots:
        around = text[max(0, at - 60) : at + len(claimed) + 40]
        assert re.search(r"Nobody confirms that|Anybody can write that", around), around


def test_a_recognised_issuer_is_called_by_the_name_on_the_list(open_page, examples):
    names = {f"did:web:{COLLEGE}": "Riverside College District"}
    policy = PAGE_POLICY.recognising(Registry("Cedar Skills Network", names))
    text = before_the_fold(give(open_page(policy=policy), examples["good"]))
    assert "Riverside College District issued this" in text
    assert "The list “Cedar Skills Network” knows this issuer by that name." in text


def test_no_jargon_before_the_fold(page, examples):
    for name in ANSWERS:
        text = before_the_fold(give(page, examples[name]))
        jargon = r"\b(DID|did:|JSON|JWT|cryptosuite|schema|verification method|status list)\b"
        assert not re.search(jargon, text), (name, re.search(jargon, text))


def test_the_fold_has_every_check_with_its_standard(page, examples):
    answer = give(page, examples["good"])
    text = folded(answer)
    for standard in ("VCDM 2.0 §4", "VC-DI-EDDSA 1.0 §3.2", "Bitstring Status List 1.0 §3.2"):
        assert standard in text
    assert "What we checked: 7 passed, 1 remark" in text
    assert '"type": [ "VerifiableCredential"' in text


# ----------------------------------------------------------------- ways of giving


def test_several_at_once(page, examples):
    answer = give(page, *(examples[n] for n in ANSWERS))
    assert "Answers for 8 records" in before_the_fold(answer)
    assert "Valid: 2 · Issuer not confirmed: 2" in before_the_fold(answer)
    assert answer.text.count('<details class="fold card answer') == 8
    rows = re.findall(r'<span class="answer-about">(.*?)</span>', answer.text)
    rows = [re.sub(r"<[^>]*>", "", row) for row in rows]
    assert rows[0] == (
        f"Network Defense Certificate · Maya Torres · {COLLEGE} (Web address confirmed)"
    )
    assert "Somebody unknown (Not confirmed)" in rows[3]
    # Of the tampered and the broken one nothing is told.
    assert len(rows) == 6


def test_pasted_text(page, examples):
    answer = give(page, text=examples["expired"].decode())
    assert "Not valid: expired" in before_the_fold(answer)


def test_a_link(page, web, examples):
    web.documents["https://wallet.example/r/1"] = examples["good"]
    answer = give(page, text=" https://wallet.example/r/1 \n")
    assert "nothing has changed since" in before_the_fold(answer)
    assert "https://wallet.example/r/1" in before_the_fold(answer)


def test_links_one_on_each_line(page, web, examples):
    web.documents |= {"https://a.example/1": examples["good"], "https://a.example/2": b"{}"}
    answer = give(page, text="https://a.example/1\r\nhttps://a.example/2")
    assert "Answers for 2 records" in before_the_fold(answer)


def test_a_link_to_a_web_page(page, web):
    web.documents["https://badges.example/me"] = b"\n<!DOCTYPE html><title>My badge</title>"
    answer = give(page, text="https://badges.example/me")
    assert "leads to a web page" in before_the_fold(answer)


def test_a_link_that_nobody_answers_can_be_tried_again(page):
    answer = give(page, text="https://nobody.example/1")
    assert "What stands at the link could not be had." in before_the_fold(answer)
    assert "Try again now" in before_the_fold(answer)


def qr_code(text: str) -> bytes:
    segno = pytest.importorskip("segno")
    out = io.BytesIO()
    segno.make(text, error="l").save(out, kind="png", scale=5)
    return out.getvalue()


def test_a_photograph_of_a_qr_code_with_a_link(page, web, examples):
    web.documents["https://wallet.example/r/1"] = examples["impostor"]
    answer = give(page, ("photo.png", qr_code("https://wallet.example/r/1")))
    assert "Issuer not confirmed" in before_the_fold(answer)


def test_a_photograph_of_a_qr_code_with_something_else(page):
    answer = give(page, ("photo.png", qr_code("Table 12")))
    assert "This is no record that can be checked." in before_the_fold(answer)


@pytest.mark.parametrize("start", [b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF0000WEBPVP8 "])
def test_a_picture_without_anything(page, start):
    answer = give(page, ("holiday.jpg", start + bytes(400)))
    assert "We could not read this" in before_the_fold(answer)


def test_a_pdf_is_told_as_one(page):
    assert "This is a PDF." in before_the_fold(give(page, ("cv.pdf", b"%PDF-1.7\n...")))


def test_an_svg(page, examples):
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><title>Badge</title></svg>'
    answer = give(page, ("badge.svg", bake(svg, examples["revoked"].decode())))
    assert "Not valid: taken back" in before_the_fold(answer)


# ------------------------------------------------------------------- whose it is


def test_made_out_to_this_person(page, examples):
    answer = give(page, examples["good"], recipient=EMAIL)
    assert "Valid" in before_the_fold(answer)
    assert EMAIL in before_the_fold(answer)


def test_made_out_to_somebody_else(page, examples):
    text = before_the_fold(give(page, examples["good"], recipient="else@mail.example"))
    assert "Not valid: made out to somebody else" in text
    assert "It was not made out to else@mail.example." in text


def test_a_name_is_no_proof_and_a_compared_address_is_told_beside_it(page, examples):
    text = before_the_fold(give(page, examples["good"]))
    assert "A name is no proof" in text
    text = before_the_fold(give(page, examples["good"], recipient=EMAIL))
    assert "Given to Maya Torres" in text
    assert f"To this address? Yes: {EMAIL}" in text
    assert f"The record was made out to {EMAIL}." in text


# ------------------------------------------------------------ taken back, and ended


def test_what_was_taken_back_is_told_as_such(page, examples):
    text = before_the_fold(give(page, examples["revoked"]))
    assert "Taken back? Yes" in text
    assert "No end date" not in text
    assert "stands behind this" not in text
    assert f"Whoever runs the web address {COLLEGE} signed this. It does not count now." in text


def test_an_issuer_without_a_list_is_told_in_plain_words(page, examples):
    text = before_the_fold(give(page, examples["expired"]))
    assert "Taken back? Its issuer keeps no list of records taken back" in text


def test_an_answer_by_a_kept_copy_says_so_with_its_date(open_page, web, examples):
    def kept(need):
        answer = web(need)
        return replace(answer, kept=True) if isinstance(answer, Supplied) else answer

    page = open_page(fetch=kept)
    for name in ("good", "open badge 2.0"):
        text = before_the_fold(give(page, examples[name]))
        assert "Taken back? No, by a copy of 23 November 2026" in text
    text = before_the_fold(give(page, examples["good"], language="es"))
    assert "¿Revocado? No, según una copia del 23 de noviembre de 2026" in text


def test_a_result_stands_on_its_scale(page, examples):
    assert "Practical exam 91 of 100" in before_the_fold(give(page, examples["good"]))


# ---------------------------------------------------------------------- the fold


def test_a_key_that_is_merely_named_is_no_green_check(page, examples):
    answer = give(page, examples["tampered"])
    text = folded(answer)
    assert "The key is the issuer’s" not in text
    assert "It names a key of the issuer, which did not sign it as it stands" in text
    assert "anybody can write the name of a key" in text
    assert "could not be had" not in text
    assert "was not asked for: the signature does not hold" in text


@pytest.mark.parametrize("name", ["good", "tampered", "expired", "revoked", "open badge 2.0"])
def test_the_fold_is_spanish_too(page, examples, name):
    answer = give(page, examples[name], language="es")
    assert 'lang="en"' not in answer.text.partition("<main")[2].partition("</main>")[0]
    assert not re.search(r"\b(the|record|badge|signed)\b", checks_of(answer)), checks_of(answer)


def test_a_sentence_without_a_translation_is_marked_as_english(page, examples):
    answer = give(
        page, examples["good"].replace(b"x", b"x"), language="es", recipient="x@y.example"
    )
    assert "el registro se emitió a otra persona" in checks_of(answer).lower()
    plain = json.loads(examples["impostor"])
    plain.pop("proof")
    assert (
        '<span class="soft" lang="en">'
        in give(page, json.dumps(plain).encode(), language="es").text
    )


def checks_of(response) -> str:
    found = re.search(r'<ul class="checks".*?</ul>', response.text, re.DOTALL)
    assert found
    return " ".join(re.findall(r'<span class="soft"[^>]*>([^<]*)', found[0]))


# ------------------------------------------------------------------ not decided


def test_a_server_without_a_network_says_so(open_page, examples):
    def offline(_need):
        return Unavailable("fetch.offline", "the network is not used")

    page = open_page(fetch=offline, offline=True)
    assert "This server uses no network: it cannot open links." in page.get("/").text
    answer = give(page, text="https://wallet.example/r/1")
    text = before_the_fold(answer)
    assert "We could not decide This server uses no network, so it did not open the link." in text
    assert "Try again now" not in text
    answer = give(page, examples["good"])
    assert "it uses no network" in before_the_fold(answer)
    assert "Try again now" not in before_the_fold(answer)


def test_what_did_not_answer_is_named(page, web, examples):
    del web.documents[f"https://{COLLEGE}/status/1"]
    text = before_the_fold(give(page, examples["good"]))
    assert f"We could not decide {COLLEGE} did not tell us whether this was taken back." in text
    assert "The fault is not the person’s." in text


def test_an_unknown_key_is_not_told_as_known(page, web, examples):
    del web.documents[f"https://{COLLEGE}/.well-known/did.json"]
    answer = give(page, examples["good"])
    text = before_the_fold(answer)
    assert f"{COLLEGE} did not tell us whose key signed this." in text
    assert "Not confirmed" in text
    assert "Network Defense Certificate" not in text


def test_the_same_can_be_judged_once_more(page, web, examples):
    url = f"https://{COLLEGE}/status/1"
    body = web.documents.pop(url)
    first = give(page, examples["good"])
    carried = [unescape(t) for t in re.findall(r'name="again" value="([^"]+)"', first.text)]
    web.documents[url] = body
    again = page.post("/?lang=es", data={"again": carried})
    assert "nada ha cambiado desde entonces" in before_the_fold(again)


# --------------------------------------------------------------- records inside


def test_each_record_inside_has_its_own_answer(page, examples):
    issuer = lerway.Issuer(key=_key(), name="Somebody")
    shown = issuer.present([examples["expired"], examples["impostor"]])
    answer = give(page, shown.document)
    assert "Not valid: a record inside is not" in before_the_fold(answer)
    assert "Not valid: expired" in folded(answer)
    assert "calls themselves “University of Oxbridge”" in folded(answer)


def test_a_presentation_does_not_vouch_for_its_issuers(page, examples):
    issuer = lerway.Issuer(key=_key(), name="Somebody")
    shown = issuer.present([examples["impostor"]])
    answer = give(page, shown.document)
    assert "Not all issuers are confirmed" in before_the_fold(answer)


def _key():
    return lerway.PrivateKey.generate(lerway.KeyType.ED25519, lambda n: bytes(range(n)))


# ---------------------------------------------------------------------- language


def test_spanish_by_the_browser(page, examples):
    answer = give(page, examples["impostor"], language="es-MX,es;q=0.9,en;q=0.5")
    assert '<html lang="es"' in answer.text
    assert answer.headers["content-language"] == "es"
    assert "se hace llamar «University of Oxbridge». Nadie lo confirma." in before_the_fold(answer)


def test_spanish_by_the_switch(page):
    assert 'href="/?lang=es"' in page.get("/").text
    assert "Comprobar un registro" in page.get("/?lang=es").text
    assert 'action="/?lang=es"' in page.get("/?lang=es").text


# -------------------------------------------------------------------- what is wrong


def test_nothing_given(page):
    answer = give(page)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert '<a href="#file">Choose a file, or paste a link' in answer.text


def test_too_many_links(page):
    answer = give(page, text=" ".join(f"https://a.example/{n}" for n in range(21)))
    assert answer.status_code == 400
    assert '<a href="#text">Give no more than 20 links at once</a>' in answer.text


def test_carried_things_that_were_changed(page):
    assert page.post("/", data={"again": "d.x.y.z"}).status_code == 400
    assert page.post("/", data={"again": "d.%%.%%"}).status_code == 400
