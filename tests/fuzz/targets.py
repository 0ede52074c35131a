"""One fuzz target for each reader of what comes from outside.

A target is given bytes and may raise only what its reader declares. Whatever else comes
out is a bug. `run.py` measures time and memory; here stands what is called, and what
must hold of the answer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from lerway.adapters.https.target import parse_target
from lerway.bootstrap import catalog
from lerway.domain.issuing.signing_key import SigningKey
from lerway.domain.issuing.written.achievement import read_achievement, read_profile
from lerway.domain.issuing.written.roster import read_roster
from lerway.domain.verifying.known.memory import Memory
from lerway.domain.verifying.policy import DEFAULT_POLICY
from lerway.domain.verifying.verification import Verification
from lerway.http.web.verify.checking import Checker
from lerway.http.web.verify.inputs import Given, is_link
from lerway.http.web.verify.receipts import ReceiptBook
from lerway.kernel.encoding import multibase_decode
from lerway.kernel.errors import (
    InvalidError,
    LerwayError,
    MisuseError,
    UndeterminedError,
    UnreadableError,
)
from lerway.kernel.limits import DEFAULT_LIMITS
from lerway.kernel.need import Need, Unavailable
from lerway.kernel.strict_json import dumps, parse_object
from lerway.standards.cid.document import (
    RELATIONSHIPS,
    key_of_method,
    parse_controller_document,
    parse_key_document,
)
from lerway.standards.cid.keys import KeyType, PrivateKey, PublicKey
from lerway.standards.did import derive, did_key, document_url, host_of, split_method_url
from lerway.standards.jose.jws import check_header, parse_compact
from lerway.standards.jose.vc_jwt import claim_conflicts, credential_of
from lerway.standards.jsonld.nquads import parse_nquads
from lerway.standards.jsonld.rdfc import canonicalize
from lerway.standards.open_badges.baking import bake, unbake
from lerway.standards.status.bitstring import decode_list
from lerway.standards.status.entries import entries_of, judge_entry, revocation_list_1edtech
from tests import college, refusals
from tests.fuzz import mutators
from tests.fuzz.target import Target

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
WEB = "did:web:college.example"
SMALL = replace(DEFAULT_LIMITS, document=65_536, quads=200, blank_nodes=60, n_degree_calls=100)
JUDGED = (InvalidError, UndeterminedError, UnreadableError)
WRITTEN = (MisuseError, UnreadableError)


# --------------------------------------------------------------- what is called


def credential(data: bytes) -> str:
    policy = DEFAULT_POLICY.for_recipient("ada@learners.example")
    report = Verification(data, now=NOW, catalog=catalog(), policy=policy).report()
    json.loads(str(report))
    return report.verdict.value


def remembered(data: bytes) -> str:
    """What is known of other records changes nothing of what is said of this one.

    The input is signed again over its bytes (JCS), so that its changes are judged, too.
    """
    for record in (data, *_signed_again(data)):
        plain = _judged(record, None)
        for _ in range(2):
            assert _judged(record, _memory()) == plain
    return plain[:40]


def jwt(data: bytes) -> str:
    jws = parse_compact(data)
    for drafts in (False, True):
        _said(lambda: check_header(jws, profile="vc-jose-cose"))
        found = _said(lambda d=drafts: credential_of(jws, drafts=d))
        if found is not None:
            claim_conflicts(jws, *found)
    return credential(data)


def image(data: bytes) -> str:
    """Read it, and bake into it: what comes out is a picture with this in it."""
    for generation in (3, 2):
        new = _said(lambda g=generation: bake(data, '{"a":"é"}', generation=g, replace=True))
        if new is not None:
            assert unbake(new, generation=generation).text == '{"a":"é"}'
    return unbake(data).kind


def status(data: bytes) -> str:
    case = parse_object(data)
    listed = case.get("list")
    entries = entries_of({"credentialStatus": case.get("entry")})
    if not isinstance(listed, dict):
        return "no list"
    said = "nothing"
    for entry in entries:
        if entry.kind == "1edtech":
            said = str(revocation_list_1edtech(json.dumps(listed).encode(), "urn:x:1") is None)
        else:
            issuer = str(case.get("issuer"))
            said = str(judge_entry(entry, listed, credential_issuer=issuer).set)
    subject = listed.get("credentialSubject")
    encoded = subject.get("encodedList") if isinstance(subject, dict) else None
    if isinstance(encoded, str):
        _said(lambda: decode_list(encoded, legacy=True))
    return said


def controller(data: bytes) -> str:
    raw = parse_object(data)
    name = raw.get("id")
    document = parse_controller_document(data, name if isinstance(name, str) else WEB)
    for text in list(_texts(raw))[:40]:
        for relationship in RELATIONSHIPS[:2]:
            _said(lambda t=text, r=relationship: document.method(t, r))
    return "document"


def did(data: bytes) -> str:
    """A document, by its name; and as a key that stands by itself."""
    url = f"{WEB}#0"
    key = _said(lambda: parse_key_document(data, url))
    for item in _values(_said(lambda: parse_object(data))):
        if isinstance(item, dict):
            _said(lambda m=item: key_of_method(m))
            _said(lambda m=item: PublicKey.from_jwk(m))
    return "key" if key else controller(data)


def nquads(data: bytes) -> str:
    done = canonicalize(parse_nquads(data, limits=SMALL), limits=SMALL)
    again = canonicalize(parse_nquads(done.nquads, limits=SMALL), limits=SMALL)
    assert again.nquads == done.nquads
    return "canonical"


def multibase(data: bytes) -> str:
    text = data.decode("utf-8", "replace")
    said = [
        _said(lambda: multibase_decode(text)),
        _said(lambda: PublicKey.from_multikey(text)),
        _said(lambda: derive(text)),
        _said(lambda: derive("did:key:" + text)),
        _said(lambda: split_method_url(text)),
        _said(lambda: document_url(text)),
        host_of(text),
        None if isinstance(parse_target(text), Unavailable) else True,
    ]
    return "".join("01"[s is not None] for s in said)


def roster(data: bytes) -> str:
    found = read_roster(data, _achievements())
    told = [(str(p), p.problem.code) for p in found.problems]
    return told[0][1] if told else "rows"


def yaml(data: bytes) -> str:
    _said(lambda: read_profile(data), WRITTEN)
    read_achievement(data)
    return "achievement"


def qr(data: bytes) -> str:
    """What the page does with the text of a QR code."""
    text = data.decode("utf-8", "replace")
    (judged,) = _checker().check([Given("", text.encode(), link=is_link(text))], "a@b.example")
    return judged.problem.code if judged.problem else str(judged.kind)


# ---------------------------------------------------------------------- helpers


def _judged(data: bytes, memory: Memory | None) -> str:
    try:
        verification = Verification(data, now=NOW, catalog=catalog(), memory=memory)
        return str(verification.report())
    except UnreadableError as e:
        return repr(e.problem)


@cache
def _memory() -> Memory:
    """A memory that knows the badge which the inputs are made from."""
    memory = Memory(catalog())
    for suite in ("eddsa-rdfc-2022", "eddsa-jcs-2022"):
        for _ in range(2):
            _judged(dumps(refusals.signed(refusals.badge(), suite=suite)), memory)
    return memory


def _signed_again(data: bytes) -> Iterator[bytes]:
    document = _said(lambda: parse_object(data))
    if document is None:
        return
    document.pop("proof", None)
    signed = _said(lambda: dumps(refusals.signed(document, suite="eddsa-jcs-2022")))
    if signed is not None:
        yield signed


def _said(ask: Callable[[], Any], declared: tuple[type[LerwayError], ...] = JUDGED) -> Any:
    """Return what `ask` answers; None if it raises what it declares."""
    try:
        return ask()
    except declared:
        return None


def _values(tree: Any) -> Iterator[Any]:
    stack = [tree]
    while stack:
        value = stack.pop()
        yield value
        if isinstance(value, dict):
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)


def _texts(tree: Any) -> Iterator[str]:
    return (v for v in _values(tree) if isinstance(v, str))


@cache
def _achievements() -> list[Any]:
    return [read_achievement(college.ACHIEVEMENT.encode())]


@cache
def _checker() -> Checker:
    key = PrivateKey.generate(KeyType.ED25519, lambda size: bytes([5]) * size)
    book = ReceiptBook(SigningKey.of(key, did_key(key.public)), clock=lambda: NOW, entropy=bytes)
    return Checker(lambda: _nobody, book, clock=lambda: NOW)


def _nobody(need: Need, /) -> Unavailable:
    """Read the address as the fetcher does; nothing can be had anywhere."""
    target = parse_target(need.url)
    if isinstance(target, Unavailable):
        return target
    return Unavailable("fetch.unreachable", "there is no network in a test")


# ------------------------------------------------------------------- the targets

_SVG_WORDS = (
    "<svg", "</svg>", "/>", ">", "<", "<!--", "-->", "<![CDATA[", "]]>", '<?xml version="1.0"?>', "<?a b?>", "&amp;", "&#0;",
    "&#x110000;", "&a;", "<!DOCTYPE svg>", "<!DOCTYPE a [<!ENTITY a 'b'>]>", "<!DOCTYPE a SYSTEM 'file:///etc/hostname'>",
    ' xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"', ' xmlns:openbadges="http://openbadges.org"',
    "<openbadges:credential>", "</openbadges:credential>", "<openbadges:credential verify='a.b.c'/>", ' verify="a.b.c"',
    "<openbadges:assertion>", "</openbadges:assertion>", ' verify="https://a.example/1"', '{"a":1}', ' encoding="utf-7"',
    ' encoding="x"', "\ufeff", "\0", "\u2028", "é", '"', "'", "=", " ", "\n",
)  # fmt: skip
_SVG_PARTS = (
    "<openbadges:credential xmlns:openbadges='https://purl.imsglobal.org/ob/v3p0' verify='a.b.c'/>",
    "<o:credential xmlns:o='https://purl.imsglobal.org/ob/v3p0'><![CDATA[{\"a\": 1}]]></o:credential>",
    "<credential xmlns='https://purl.imsglobal.org/ob/v3p0'>{&quot;a&quot;: 1}<g>x</g></credential>",
    "<openbadges:assertion xmlns:openbadges='http://openbadges.org' verify='https://a.example/1'/>",
    "<a:assertion xmlns:a='http://openbadges.org' verify='https://a.example/1'>{\"type\": \"Assertion\"}</a:assertion>",
    "<svg>", "</svg>", "<g>", "</g>", "<g a='>' b=\"'\" />", "<!-- > -->", "<![CDATA[<svg>]]>", "<?a <svg> ?>", "&lt;", "&#169;",
    '<svg:svg xmlns:svg="http://www.w3.org/2000/svg">', "</svg:svg>", "é", " ", "<?xml version='1.0' encoding='ISO-8859-1'?>",
    "<!DOCTYPE svg [<!-- x --><?y z?><!ATTLIST svg a CDATA 'b'>]>", "<!DOCTYPE svg [<!ENTITY % a 'b'>%a;]>",
)  # fmt: skip
_NQUADS_WORDS = (
    "_:a", "_:b", "_:c", "_:n0", "_:n1", "_:n2", "_:a.", "_:1", "_:é", "<x:a>", "<x:b>", "<a>", "<>", "<x: >", "<x:\\u0020>",
    "<x:\\u00e9>", '""', '"a"', '"\\n"', '"\\uD800"', '"\\UFFFFFFFF"', '"a"@en', '"a"@EN-gb', '"1"^^<x:t>', '"a"^^', "@en", " .\n",
    ".", "\n", "\r", "\r\n", "#", " ", "\t", "\0", "\ufeff", "\u2028", "_:a <x:p> _:b .\n", "_:b <x:p> _:a .\n", "_:b <x:p> _:c .\n",
    "_:c <x:p> _:a _:g .\n",
)  # fmt: skip
_TERMS = (
    *_NQUADS_WORDS, *[f"_:{c}" for c in "abcdefgh"] * 6, *[f"<x:{c}>" for c in "abgp"] * 4, '"a"', '"b"', '"é\\n"@en',
)  # fmt: skip
_YAML_WORDS = (
    "- ", "? ", ": ", "&a ", "*a", "!", "!!python/object:os.system ", "!<x>", "|\n", ">-\n", "|9", "---\n", "...\n", "%YAML 1.2\n",
    "%TAG ! x\n", "{", "}", "[", "]", ",", "#", "'", '"', '"\\x0"', '"\\U0010FFFF"', '"\\uD800"', "~", "null", "yes", "1.10", "0x1",
    "1e9999", ".inf", "2026-01-01", "<<: ", "\t", "  ", "\n", "\r", "\x85", "\u2028", "\ufeff", "\0", "a" * 1_030, "name: x\n",
    "criteria:\n", "  narrative: x\n", "resultDescription:\n", "  - name: S\n", "    resultType: Percent\n", "    valueMin: 1e999\n",
    "    requiredLevel: x\n", "    rubricCriterionLevel:\n", "      - name: x\n", "alignment:\n", "image: x\n", "id: x\n",
)  # fmt: skip
_URL_WORDS = (
    "did:", "key:", "web:", "jwk:", "z", "u", "#", "?", "/", ":", "%3A", "%", "@", "[", "]", "[::1]", ".", "..", "\\", " ", "\0",
    "https://", "http://", "1", "0x7f", "2130706433", "é", "xn--", "ⅷ", "\uff1a", "65536", "-1", "a" * 64, "z6Mk", "1" * 50,
)  # fmt: skip

_JSON = mutators.json_tree
_SVG = mutators.either(
    mutators.words(r"<[^>]*>", _SVG_PARTS), mutators.words(r'[<>"\'&=\s]', _SVG_WORDS)
)
_NQUADS = mutators.either(
    *[mutators.statements(_TERMS)] * 6, mutators.words(r"[ \n]", _NQUADS_WORDS)
)
_YAML = mutators.words(r"[ \n:]", _YAML_WORDS)
_URL = mutators.words(r"[:/#?.%@]", _URL_WORDS)
_STATUS = mutators.json_with(mutators.packed_list, ("encodedList",))
_KEYED = mutators.json_with(
    lambda text, rng, raw: mutators.based(text.encode("utf-8", "replace"), rng, raw).decode(
        "utf-8", "replace"
    ),
    ("publicKeyMultibase", "x", "y", "n", "e", "id", "controller"),
)

TARGETS = {
    "credential": Target(credential, (UnreadableError,), mutators.mostly(_JSON), slow=True),
    "remembered": Target(remembered, (UnreadableError,), mutators.mostly(_JSON), 8_192, slow=True),
    "jwt": Target(jwt, JUDGED, mutators.mostly(mutators.jwt), slow=True),
    "png": Target(image, JUDGED, mutators.mostly(mutators.png), 65_536),
    "svg": Target(image, JUDGED, mutators.mostly(mutators.in_encodings(_SVG))),
    "status": Target(status, JUDGED, mutators.mostly(_STATUS), 65_536),
    "did": Target(did, JUDGED, mutators.mostly(mutators.either(_JSON, _KEYED))),
    "nquads": Target(nquads, (UnreadableError,), mutators.mostly(_NQUADS)),
    "multibase": Target(
        multibase, (), mutators.mostly(mutators.either(_URL, mutators.based)), 6_000
    ),
    "roster": Target(roster, (UnreadableError,), mutators.mostly(mutators.rows), 32_768),
    "yaml": Target(
        yaml,
        WRITTEN,
        mutators.mostly(mutators.in_encodings(mutators.either(_YAML, _JSON))),
    ),
    # No code holds more bytes (ISO/IEC 18004, version 40-L).
    "qr": Target(
        qr, (), mutators.mostly(mutators.either(_JSON, mutators.jwt, _URL)), 2_953, slow=True
    ),
}

RECORDS = ("credential", "remembered", "jwt", "png", "svg", "qr")
"""Targets that are given records; they take as long as all others together."""
