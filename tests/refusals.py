"""Records that must be refused, each with the code that says why.

The library, the command line and (later) the HTTP API are given the same bytes and
must give the same code. Everything is built here, by the ordinary signing
functions, and then broken in exactly one way.
"""

from __future__ import annotations

import copy
import gzip
import json
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lerway.bootstrap import catalog
from lerway.kernel.encoding import b64url_encode
from lerway.kernel.strict_json import dumps
from lerway.standards.cid.keys import KeyType, PrivateKey
from lerway.standards.data_integrity.proof import sign
from lerway.standards.did import did_document, did_key, did_web, method_url
from lerway.standards.jose.jws import sign as sign_jws

NOW = "2026-06-15T12:00:00Z"
V2 = "https://www.w3.org/ns/credentials/v2"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
HOST = "college.example"
LIST_URL = f"https://{HOST}/status/1"

Doc = dict[str, Any]


def _entropy(seed: int) -> Callable[[int], bytes]:
    return lambda size: bytes([seed]) * size


KEY = PrivateKey.generate(KeyType.ED25519, _entropy(7))
OTHER = PrivateKey.generate(KeyType.ED25519, _entropy(8))
P384 = PrivateKey.generate(KeyType.P384, _entropy(9))
DID = did_key(KEY.public)
WEB = did_web(HOST)


@dataclass(frozen=True)
class Refusal:
    """One record that must be refused.

    Attributes:
        name: what is wrong with it.
        data: the bytes.
        outcome: unreadable, invalid or undetermined.
        code: the code that says why.
        documents: kept copies, by URL.
    """

    name: str
    data: bytes
    outcome: str
    code: str
    documents: dict[str, bytes] = field(default_factory=dict)


def badge(issuer: str = DID) -> Doc:
    """A small, valid, unsigned Open Badge."""
    return {
        "@context": [V2, OB],
        "id": "urn:uuid:0b0c7e2e-6f0a-4d2c-9c39-3b7f0f6f0001",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": issuer, "type": ["Profile"], "name": "Riverside College"},
        "validFrom": "2026-01-01T00:00:00Z",
        "name": "Teamwork",
        "credentialSubject": {
            "id": "urn:uuid:0b0c7e2e-6f0a-4d2c-9c39-3b7f0f6f0002",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "urn:uuid:0b0c7e2e-6f0a-4d2c-9c39-3b7f0f6f0003",
                "type": ["Achievement"],
                "name": "Teamwork",
                "description": "Works well with others.",
                "criteria": {"narrative": "Nominated by peers."},
            },
        },
    }


def signed(
    document: Doc, key: PrivateKey = KEY, suite: str = "eddsa-rdfc-2022", did: str = ""
) -> Doc:
    """Return `document` with a proof by `key`."""
    did = did or did_key(key.public)
    options = {
        "created": "2026-01-02T00:00:00Z",
        "verificationMethod": method_url(did, key.public),
        "proofPurpose": "assertionMethod",
    }
    cat = catalog()
    proof = sign(document, options, cat.suites[suite], key, cat.contexts.view())
    return {**document, "proof": proof}


def jwt(document: Doc, key: PrivateKey = KEY, **header: Any) -> bytes:
    """Return `document` as a VC-JWT by `key`, with these header members on top."""
    head = {"alg": "EdDSA", "typ": "vc+jwt", "kid": method_url(DID, KEY.public), **header}
    return sign_jws(head, dumps(document), key).encode()


def forged_jwt(header: Doc, payload: bytes, signature: bytes = b"") -> bytes:
    """Return a compact token with any header at all."""
    parts = (dumps(header), payload, signature)
    return ".".join(b64url_encode(p) for p in parts).encode()


def edited(document: Doc, *changes: tuple[str, Any]) -> Doc:
    """Return a copy with members set, by slash-separated path."""
    out = copy.deepcopy(document)
    for path, value in changes:
        *way, last = path.split("/")
        node: Any = out
        for key in way:
            node = node[int(key)] if isinstance(node, list) else node[key]
        node[last] = value
    return out


def status_entry(index: str = "94567", purpose: str = "revocation") -> Doc:
    return {
        "id": f"{LIST_URL}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": index,
        "statusListCredential": LIST_URL,
    }


def status_list(
    key: PrivateKey = KEY, did: str = DID, purpose: str = "revocation", bits: bytes = bytes(16_384)
) -> bytes:
    """Return a signed status list credential."""
    document = {
        "@context": [V2],
        "id": LIST_URL,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did,
        "validFrom": "2026-06-15T00:00:00Z",
        "validUntil": "2026-06-16T00:00:00Z",
        "credentialSubject": {
            "id": f"{LIST_URL}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": "u" + b64url_encode(gzip.compress(bits, mtime=0)),
        },
    }
    return dumps(signed(document, key, did=did))


def png(*chunks: tuple[bytes, bytes]) -> bytes:
    """Return a one-pixel PNG with more chunks after its header."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"\0\0"))
    extra = b"".join(chunk(k, d) for k, d in chunks)
    return b"\x89PNG\r\n\x1a\n" + header + extra + body + chunk(b"IEND", b"")


def clique(size: int = 8) -> Doc:
    """A record whose graph is a clique of blank nodes: factorial work for the careless."""
    context = {"knows": {"@id": "https://example.org/knows", "@type": "@id"}}
    subject = {
        "id": "_:n0",
        "knows": [f"_:n{k}" for k in range(1, size)],
    }
    others = [
        {"id": f"_:n{i}", "knows": [f"_:n{k}" for k in range(size) if k != i]}
        for i in range(1, size)
    ]
    document = badge()
    document["@context"] = [V2, OB, context]
    document["credentialSubject"] = [subject, *others]
    return document


def refusals() -> list[Refusal]:
    """Return every record that must be refused."""
    return [*_tokens(), *_texts(), *_terms(), *_shapes(), *_statuses(), *_images()]


def _tokens() -> list[Refusal]:
    doc = badge()
    good = jwt(doc).decode()
    head, body, signature = good.split(".")
    key = KEY.public
    hs256 = {"alg": "HS256", "typ": "vc+jwt", "kid": method_url(DID, key)}
    web = badge(WEB)
    did_json = {f"https://{HOST}/.well-known/did.json": dumps(did_document(WEB, key))}
    stray = signature[:-1] + ("B" if signature[-1] == "A" else chr(ord(signature[-1]) + 1))
    return [
        Refusal("alg none", forged_jwt({"alg": "none", "typ": "vc+jwt"}, dumps(doc)), "invalid", "jws.alg_none"),
        Refusal("alg None, oddly spelled", forged_jwt({"alg": "nOnE"}, dumps(doc)), "invalid", "jws.alg_none"),
        Refusal("a public key used as an HMAC secret", forged_jwt(hs256, dumps(doc), key.raw), "invalid", "jws.alg_not_allowed"),
        Refusal("ES256 with a P-384 key", forged_jwt(
            {"alg": "ES256", "typ": "vc+jwt", "kid": method_url(did_key(P384.public), P384.public)},
            dumps(badge(did_key(P384.public))), bytes(64)), "invalid", "jws.key_mismatch"),
        Refusal("unknown crit", jwt(doc, crit=["b64"], b64=True), "invalid", "jws.crit_unknown"),
        Refusal("a header JWK that is not the issuer's", sign_jws(
            {"alg": "EdDSA", "typ": "vc+jwt", "jwk": OTHER.public.to_jwk()}, dumps(web), OTHER).encode(),
            "invalid", "controller.header_jwk", did_json),
        Refusal("stray bits in base64url", f"{head}.{body}.{stray}".encode(), "invalid", "jws.encoding"),
        Refusal("a tampered payload", f"{head}.{b64url_encode(dumps(edited(doc, ('name', 'X'))))}.{signature}".encode(),
                "invalid", "jws.signature"),
        Refusal("somebody else's key", jwt(doc, OTHER, kid=method_url(did_key(OTHER.public), OTHER.public)),
                "invalid", "controller.mismatch"),
        Refusal("a token that contradicts its record", jwt({**doc, "iss": "did:example:other"}, typ="JWT"),
                "invalid", "jwt.claim_conflict"),
        Refusal("a credential in the envelope of a presentation", dumps({
            "@context": [V2], "type": ["EnvelopedVerifiablePresentation"], "id": f"data:application/vc+jwt,{good}",
        }), "invalid", "vcdm.envelope_kind"),
    ]  # fmt: skip


def _texts() -> list[Refusal]:
    good = dumps(signed(badge())).decode()
    deep = "[" * 200 + "]" * 200
    return [
        Refusal("duplicate JSON keys", good.replace('{"@context"', '{"name":"A","@context"', 1).encode(), "unreadable", "json.duplicate_key"),
        Refusal("ten megabytes", b'{"@context":"' + b"a" * 10_000_000 + b'"}', "unreadable", "json.too_large"),
        Refusal("nested 200 deep", f'{{"@context":{deep}}}'.encode(), "unreadable", "json.too_deep"),
        Refusal("not UTF-8", good.encode("utf-16"), "unreadable", "input.unknown_format"),
        Refusal("Latin-1", good.replace("Teamwork", "Teamw\u00f6rk").encode("latin-1"), "unreadable", "json.not_utf8"),
        Refusal("cut off", good[:-20].encode(), "unreadable", "json.syntax"),
        Refusal("NaN", good.replace('"Teamwork"', "NaN", 1).encode(), "unreadable", "json.syntax"),
        Refusal("a lone surrogate", good.replace("Teamwork", "\\ud800", 1).encode(), "unreadable", "json.lone_surrogate"),
        Refusal("nothing", b"  \n", "unreadable", "input.empty"),
        Refusal("prose", b"Dear Sir or Madam", "unreadable", "input.unknown_format"),
        Refusal("some other JSON", b'{"hello": "world"}', "unreadable", "input.not_a_record"),
        Refusal("a clique of eight blank nodes", dumps(edited(signed(badge()), *clique().items())), "unreadable", "rdf.work_exceeded"),
    ]  # fmt: skip


def _terms() -> list[Refusal]:
    good = signed(badge())
    subject = "credentialSubject"
    extra_term = edited(good, (f"{subject}/favouriteColour", "blue"))
    extra_type = edited(good, (f"{subject}/achievement/type", ["Achievement", "Gallantry"]))
    relative = edited(good, (f"{subject}/achievement/image", {"id": "badge.png", "type": "Image"}))
    unknown = edited(good, ("@context", [V2, OB, "https://evil.example/context.json"]))
    older = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json"
    nested = edited(
        good, (f"{subject}/achievement/@context", {"name": "https://evil.example/name"})
    )
    return [
        Refusal("an undefined term", dumps(extra_term), "invalid", "jsonld.undefined_term"),
        Refusal("an undefined type", dumps(extra_type), "invalid", "jsonld.undefined_type"),
        Refusal("a relative IRI", dumps(relative), "invalid", "jsonld.relative_iri"),
        Refusal("an unknown context", dumps(unknown), "undetermined", "context.unknown"),
        Refusal("contexts swapped", dumps(edited(good, ("@context", [OB, V2]))), "invalid", "vcdm.context_first"),
        Refusal("another context between them", dumps(edited(good, ("@context", [V2, "https://w3id.org/security/data-integrity/v2", OB]))), "invalid", "ob.context_second"),
        Refusal("an older context", dumps(edited(good, ("@context", [V2, older]))), "invalid", "proof.signature"),
        Refusal("a nested context that redefines a protected term", dumps(nested), "invalid", "jsonld.protected_term_redefined"),
    ]  # fmt: skip


def _shapes() -> list[Refusal]:
    good = signed(badge())
    text = dumps(good).decode()
    proof = good["proof"]
    stolen = edited(good, ("proof/proofValue", signed(badge(), OTHER)["proof"]["proofValue"]))
    odd = edited(good, ("proof/proofValue", proof["proofValue"][:-1] + "0"))
    base64_value = edited(good, ("proof/proofValue", "u" + proof["proofValue"][1:]))
    presentation = {
        "@context": [V2],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [jwt(badge()).decode()],
    }
    https_issuer = "https://college.example/issuer"
    return [
        Refusal("an unsigned record", dumps(badge()), "invalid", "proof.missing"),
        Refusal("a changed name", text.replace("Teamwork", "Leadership").encode(), "invalid", "proof.signature"),
        Refusal("a signature by another key", dumps(stolen), "invalid", "proof.signature"),
        Refusal("a proofValue outside base58", dumps(odd), "invalid", "proof.value_encoding"),
        Refusal("a proofValue in another base", dumps(base64_value), "invalid", "proof.value_encoding"),
        Refusal("a proof for another purpose", dumps(edited(good, ("proof/proofPurpose", "authentication"))), "invalid", "proof.purpose"),
        Refusal("an unknown suite", dumps(edited(good, ("proof/cryptosuite", "bbs-2023"))), "undetermined", "proof.suite_unsupported"),
        Refusal("a suite of another key", dumps(edited(good, ("proof/cryptosuite", "ecdsa-rdfc-2019"))), "invalid", "proof.key_type"),
        Refusal("a credential as a string", dumps(presentation), "invalid", "vcdm.credential_is_string"),
        Refusal("an https issuer with a did:key method", dumps(signed(badge(https_issuer))), "invalid", "controller.mismatch"),
        Refusal("an https key without its document", dumps(
            signed(badge(https_issuer), did=https_issuer)), "undetermined", "fetch.offline"),
        Refusal("a date without offset", dumps(signed(edited(badge(), ("validFrom", "2026-01-01T00:00:00")))), "invalid", "vcdm.date_without_offset"),
        Refusal("an expired record", dumps(signed(edited(badge(), ("validUntil", "2026-02-01T00:00:00Z")))), "invalid", "dates.expired"),
        Refusal("a record of the future", dumps(signed(edited(badge(), ("validFrom", "2027-01-01T00:00:00Z")))), "invalid", "dates.not_yet"),
        Refusal("an expired proof", dumps(edited(good, ("proof/expires", "2026-02-01T00:00:00Z"))), "invalid", "proof.expired"),
    ]  # fmt: skip


def _statuses() -> list[Refusal]:
    record = dumps(signed(edited(badge(), ("credentialStatus", status_entry()))))
    out = dumps(signed(edited(badge(), ("credentialStatus", status_entry("131072")))))
    revoked = bytearray(16_384)
    revoked[94567 // 8] |= 0x80 >> (94567 % 8)
    bomb = gzip.compress(bytes(200_000_000), compresslevel=9, mtime=0)
    bomb_list = edited(
        json.loads(status_list()),
        ("credentialSubject/encodedList", "u" + b64url_encode(bomb)),
    )
    del bomb_list["proof"]

    def case(name: str, data: bytes, body: bytes | None, outcome: str, code: str) -> Refusal:
        return Refusal(name, data, outcome, code, {LIST_URL: body} if body is not None else {})

    return [
        case("a revoked record", record, status_list(bits=bytes(revoked)), "invalid", "status.revoked"),
        case("an index out of range", out, status_list(), "invalid", "status.index_out_of_range"),
        case("a list of another issuer", record, status_list(OTHER, did_key(OTHER.public)), "invalid", "status.issuer_mismatch"),
        case("a list for another purpose", record, status_list(purpose="suspension"), "invalid", "status.purpose_mismatch"),
        case("a list that is too short", record, status_list(bits=bytes(1024)), "invalid", "status.list_too_short"),
        case("a list that is a bomb", record, dumps(signed(bomb_list)), "undetermined", "status.bomb"),
        case("a list that could not be had", record, None, "undetermined", "fetch.offline"),
        case("a list that somebody changed", record, status_list().replace(b"revocation", b"suspension"), "invalid", "referred.not_verified"),
    ]  # fmt: skip


def _images() -> list[Refusal]:
    bomb = zlib.compress(bytes(100_000_000), 9)
    itxt = b"openbadgecredential\0\0\0\0\0" + dumps(signed(badge()))
    entities = (
        b'<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        b'<svg xmlns="http://www.w3.org/2000/svg"><text>&b;</text></svg>'
    )
    good = png((b"iTXt", itxt))
    return [
        Refusal("a PNG text bomb", png((b"zTXt", b"openbadges\0\0" + bomb)), "unreadable", "image.bomb"),
        Refusal("a compressed iTXt bomb", png((b"iTXt", b"openbadgecredential\0\1\0\0\0" + bomb)), "unreadable", "image.bomb"),
        Refusal("a PNG with a broken checksum", good[:60] + bytes([good[60] ^ 1]) + good[61:], "unreadable", "image.png_crc"),
        Refusal("two badges in one PNG", png((b"iTXt", itxt), (b"iTXt", itxt)), "invalid", "image.baked_twice"),
        Refusal("a picture without a badge", png(), "unreadable", "image.not_baked"),
        Refusal("XML entities in an SVG", entities, "unreadable", "image.svg_entities"),
    ]  # fmt: skip
